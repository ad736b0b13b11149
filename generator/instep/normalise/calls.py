"""What an operation is called in the client: `POST /v1/responses` is `responses.create`.

The name depends on the operation alone (its operationId, method and path), so that what upstream adds elsewhere
renames nothing; two that want one name are settled by more context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from instep.ir.names import identifier, is_plural, same, singular, snake, words
from instep.normalise.paths import PathWords, is_prefix, read_path
from instep.normalise.verbs import (
    DOUBTFUL,
    LISTING,
    PARTICLES,
    PLAIN,
    READING,
    SMALL,
    VERBS,
    is_undoing,
    plain_method,
)

_CLIENT_NAMES = frozenset(
    [
        "close",
        "aclose",
        "copy",
        "with_options",
        "get",
        "post",
        "put",
        "patch",
        "delete",
        "request",
        "head",
        "options",
        "base_url",
        "timeout",
        "max_retries",
        "is_closed",
        "default_headers",
        "default_query",
        "http_client",
        "strict",
        "api_key",
        "with_raw_response",
        "with_streaming_response",
        "mock",
    ]
)
"""Attributes of every client or resource; a resource or method of that name gets an underscore."""

_VIEWS = frozenset({"with_raw_response", "with_streaming_response"})

_EXPLICIT = re.compile(r"[A-Za-z](?:[\w-]*\w)?(?:(?:\.[A-Za-z@][\w-]*){1,8}|/[A-Za-z@][\w-]*)")
_GROUPED = re.compile(r"([A-Z][A-Za-z0-9]+)_([A-Z][A-Za-z0-9]+)")
"""`Servers_ListByGroup`: what some generators of documents write for group and method."""
_DEEP = 4
"""Literals of a path beyond which a name made from them does not end."""
_CALLING = frozenset({"get", "fetch", "find", "create", "update", "delete", "add", "remove", "set"})
_SENDING = frozenset({"post", "put", "patch"})
_MANY = frozenset({"bulk", "batch", "multiple", "many"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a name is made from."""

    key: str
    method: str
    path: str
    operation_id: str
    tags: tuple[str, ...]
    answers_list: bool
    """Is the documented answer an array?"""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A subject, taken apart."""

    subject: Subject
    path: PathWords
    said: tuple[str, ...]
    """The words of the operationId, lower case."""

    @property
    def tag(self) -> str:
        """The first tag as a name; empty: there is none."""
        tags = self.subject.tags
        return snake(tags[0]) if tags and words(tags[0]) else ""


def _read(subject: Subject) -> _Reading:
    spoken = subject.operation_id
    # What frameworks add to a function's name, `list_models_v1_models__id__get`, says nothing new.
    added = re.sub(r"\W+", "_", f"{subject.path}/{subject.method}").lower()
    joined = re.sub(r"[\W_]+", "_", spoken)
    if len(joined) > len(added) and joined.lower().endswith(added):
        spoken = joined[: -len(added)]
    said = tuple(word.lower() for word in words(spoken))
    if len(said) > 1 and said[0] in _SENDING and said[1] in VERBS:
        said = said[1:]  # `PUT_UpdateInvoice`
    return _Reading(subject, read_path(subject.path), said)


def candidates(subject: Subject) -> Iterator[tuple[str, ...]]:
    """What the operation may be called, best first; never empty."""
    reading = _read(subject)
    path, said = reading.path, reading.said
    explicit = _explicit(reading)
    if explicit:
        yield explicit
    resource, method = _by_path(reading)
    yield (*resource, method)
    rest = _rest(resource, said)
    collection = method == "retrieve" and not path.ends_in_parameter
    if collection and set(rest) <= READING | LISTING | SMALL:
        yield (*resource, "list")
    if rest and _MANY.issuperset(rest):
        yield (*resource, f"bulk_{method}")
    elif (
        rest
        and "_".join(rest).rstrip("_0123456789") != method
        and rest[-1] not in SMALL | {"and", "or"}
    ):
        yield (*resource, snake("_".join([method, *rest] if rest[0] in SMALL else rest)))
    if method == "delete" and _is_collection(path):
        yield (*resource, "bulk_delete")
    if path.ends_in_parameter and path.parameters:
        yield (*resource, f"{method}_by_{path.parameters[-1]}")
    elif path.parameters:
        yield (*resource, f"{method}_for_{path.parameters[-1]}")
    if len(path.literals) > len(resource) and resource == path.literals[: len(resource)]:
        # What is done is also where more is done: `POST /unmerge` beside `POST /unmerge/bot`.
        yield (*path.literals, _method(reading, path.literals[-1]))
    if said:
        own = tuple(resource[-1].rstrip("_").split("_"))
        whole = "_".join(said[len(own) :] if said[: len(own)] == own else said)
        if _unnumbered(whole):
            yield (*resource, snake(_unnumbered(whole)))
    if len(resource) > 1:
        yield (*resource[:-1], f"{resource[-1].rstrip('_')}_{method}")
    yield (*resource, f"{method.rstrip('_')}_{subject.method.lower()}")
    if said:
        yield (*resource, snake("_".join(said)))


def _explicit(reading: _Reading) -> tuple[str, ...]:
    """The call that an operationId spells out itself: `repos/get`, `drive.files.list`, `Servers_Get`."""
    operation_id = reading.subject.operation_id
    grouped = _GROUPED.fullmatch(operation_id)
    if grouped and len(reading.path.literals) > _DEEP:
        group, method = grouped.groups()
        return snake(re.sub(r"(?<=.)(Controller|Service)$", "", group)), snake(method)
    if not _EXPLICIT.fullmatch(operation_id):
        return ()
    parts = re.split(r"[/.]", operation_id)
    while len(parts) > 2 and is_prefix(parts[0]):
        parts.pop(0)
    return tuple(snake(part, limit=80) for part in parts)


def _unnumbered(name: str) -> str:
    """The name without a number at its end, unless that is a version's."""
    return name if re.search(r"(?:^|_)v\d+$", name) else name.rstrip("_0123456789")


def _rest(resource: tuple[str, ...], said: tuple[str, ...]) -> list[str]:
    """The words of the operationId that the resource's name does not say."""
    known = {singular(word) for name in resource for word in name.split("_")}
    known |= {name.replace("_", "") for name in resource}
    known |= {"v1", "v2", "api"}
    # `cat-count-1`: a number that documents add to have each operationId once.
    rest = [word for word in said if known.isdisjoint((singular(word), word.rstrip("0123456789")))]
    # `GetRestApi` of `restapis`: the path ran the words together.
    joined = "".join(said[1:])
    return rest[:1] if joined and {joined, joined + "s"} & {*resource} else rest


def _by_path(reading: _Reading) -> tuple[tuple[str, ...], str]:
    path, literals = reading.path, reading.path.literals
    fallback = (reading.tag or "root",)
    if path.target:
        return path.target[:-1] or literals or fallback, path.target[-1]
    if path.fragment.split("_")[0] in VERBS | READING:
        return literals or fallback, path.fragment
    last = literals[-1] if literals else ""
    method = _method(reading, last)
    if path.fragment:
        return literals or fallback, f"{method}_{path.fragment}"
    if last and (
        _is_action(last, reading) if not path.ends_in_parameter else _is_call(last, reading)
    ):
        takes_back = reading.subject.method == "DELETE" and not is_undoing(last.split("_")[0])
        if len(literals) > 1:  # `DELETE /users/{id}/follow` follows nobody
            return literals[:-1], f"delete_{last}" if takes_back else last
        if takes_back:
            return literals, method
        if reading.tag and reading.tag != last:
            short = last.removeprefix(reading.tag + "_")  # `date_time.difference`
            return (reading.tag,), identifier(short) if short[:1].isalpha() else last
        if "_" in last.rstrip("_") and last.split("_")[0] in PLAIN | READING:
            return ("root",), last
    return literals or fallback, method


def _is_action(last: str, reading: _Reading) -> bool:
    """Does the last literal of the path say what is done?"""
    spelled = last.rstrip("_").split("_")
    first, said = spelled[0], reading.said
    gets = reading.subject.method == "GET"
    plural = is_plural(spelled[-1])
    begins = list(said[: len(spelled)]) == spelled
    if len(spelled) == 1:
        if gets:
            return first in VERBS and not plural
        after = begins and not plural and reading.path.literal_after_parameter
        return first in VERBS or after
    if first in VERBS | READING and spelled[1] in SMALL:
        return True
    if _is_thing(spelled, said):
        return False
    if gets and plural:
        return first in READING | {"list", "find", "search"} or (begins and first in PLAIN)
    if first in PLAIN | READING or (first in DOUBTFUL and (begins or not plural)):
        return True
    return reading.subject.method in {"POST", "PUT"} and (
        spelled[-1] in PLAIN
        or (len(spelled) == 2 and spelled[1] in PARTICLES)
        or (begins and len(said) == len(spelled))
        or (begins and not plural and reading.path.literal_after_parameter)
    )


def _is_call(last: str, reading: _Reading) -> bool:
    """Is the literal before a parameter what is done with it? `GET /getUser/{id}`."""
    spelled = last.rstrip("_").split("_")
    return len(spelled) > 1 and spelled[0] in _CALLING and not _is_thing(spelled, reading.said)


def _is_thing(spelled: list[str], said: tuple[str, ...]) -> bool:
    """Does the operationId name the words as a thing? `listConnectApps`: these are `connect apps`."""
    if not said or said[0] not in (VERBS | READING) - _SENDING:
        return False
    things, wanted = [singular(word) for word in said[1:]], [singular(word) for word in spelled]
    return any(things[n : n + len(wanted)] == wanted for n in range(len(things)))


def _method(reading: _Reading, last: str) -> str:
    subject, path, said = reading.subject, reading.path, reading.said
    first = said[0] if said else ""
    plural = bool(last) and is_plural(last.rsplit("_", 1)[-1])
    verb = _said_verb(reading)
    match subject.method:
        case "GET":
            if path.ends_in_parameter:
                return "retrieve"
            listing = first in LISTING or subject.answers_list
            return "list" if listing or plural else "retrieve"
        case "POST":
            if plain_method(verb) == "retrieve":
                return "list" if plural and not path.ends_in_parameter else "retrieve"
            default = "update" if path.ends_in_parameter and first != "create" else "create"
            return identifier(plain_method(verb) or default)
        case "PUT":
            chosen = {"update", "upsert", "create", "set"}
            return next((word for word in (first, verb) if word in chosen), "replace")
        case "PATCH":
            return "partial_update" if "partial" in said else "update"
        case other:
            return identifier(snake(other.lower()))


def _said_verb(reading: _Reading) -> str:
    """The verb of the operationId, if the rest of it names the resource: `cancel` of `cancelEvalRun`."""
    said, literals = reading.said, reading.path.literals
    if not said or not literals:
        return said[0] if said and said[0] in VERBS and len(said) == 1 else ""
    known = {singular(word) for name in literals for word in name.split("_")}
    for verb, rest in ((said[0], said[1:]), (said[-1], said[:-1])):
        if (
            verb in known
            or verb in _SENDING
            or (verb not in VERBS | READING and plain_method(verb) == verb)
        ):
            continue
        last = singular(literals[-1].rstrip("_").rsplit("_", 1)[-1])
        if all(singular(word) in known for word in rest):
            return verb
        if singular(rest[-1]) == last and SMALL.isdisjoint(rest):
            return verb
    return ""


@dataclass(slots=True)
class Calls:
    """Settles the calls of all operations of one document."""

    pins: dict[str, str]
    """Operation key -> pinned call, dotted; from the configuration, else the lock."""
    settled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _methods: set[tuple[str, ...]] = field(default_factory=set)
    _resources: set[tuple[str, ...]] = field(default_factory=set)

    def settle(self, subjects: list[Subject]) -> dict[str, tuple[str, ...]]:
        """A call for every operation: pinned ones first, then in the document's order."""
        for subject in subjects:
            pinned = tuple(self.pins.get(subject.key, "").split("."))
            if len(pinned) > 1 and all(part.isidentifier() for part in pinned):
                self._take(subject, pinned)
        waiting = [subject for subject in subjects if subject.key not in self.settled]
        first = {subject.key: _mend(next(candidates(subject))) for subject in waiting}
        wanted = {call[:n] for call in first.values() for n in range(1, len(call))}
        # Who wants a name for the fewest reasons of its own gets it; document order decides last.
        waiting.sort(key=_claim)  # stable
        for subject in waiting:
            for proposed in candidates(subject):
                call = _mend(proposed)
                if len(call) > 1 and call not in wanted and self._free(call):
                    break
            else:
                call = self._numbered(first[subject.key])
            self._take(subject, call)
        return self.settled

    def _free(self, call: tuple[str, ...]) -> bool:
        folded = tuple(same(part) for part in call)
        return (
            folded not in self._methods
            and folded not in self._resources
            and not any(folded[:n] in self._methods for n in range(1, len(folded)))
        )

    def _take(self, subject: Subject, call: tuple[str, ...]) -> None:
        self.settled[subject.key] = call
        folded = tuple(same(part) for part in call)
        self._methods.add(folded)
        self._resources.update(folded[:n] for n in range(1, len(folded)))

    def _numbered(self, call: tuple[str, ...]) -> tuple[str, ...]:
        number = 2
        while not self._free((*call[:-1], f"{call[-1]}_{number}")):
            number += 1
        return (*call[:-1], f"{call[-1]}_{number}")


def _claim(subject: Subject) -> tuple[int, bool]:
    """How many words of the operationId its plainest name would not say; then one thing before all.

    Of many things, `delete` is the one that goes by an id: who forgets it deletes nothing.
    """
    reading = _read(subject)
    resource, method = _by_path(reading)
    rest = _rest(resource, reading.said)
    missed = sum(plain_method(word) != plain_method(method) for word in rest)
    if method == "delete":
        return missed, _is_collection(reading.path)
    return missed, method == "retrieve" and not reading.path.ends_in_parameter


def _is_collection(path: PathWords) -> bool:
    """Does the path name many things?"""
    return not path.ends_in_parameter and bool(path.literals) and is_plural(path.literals[-1])


def _mend(call: tuple[str, ...]) -> tuple[str, ...]:
    if len(call) == 1:
        call = ("root", *call)
    first = call[0] + "_" if call[0] in _CLIENT_NAMES else call[0]
    rest = tuple(part + "_" if part in _VIEWS else part for part in call[1:])
    return (first, *rest)
