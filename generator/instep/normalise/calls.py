"""What an operation is called in the client: `POST /v1/responses` is `responses.create`.

The name depends on the operation alone (its operationId, method and path), so that what upstream adds elsewhere
renames nothing; two that want one name are settled by more context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from instep.ir.names import identifier, is_plural, same, singular, snake, words

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
    ]
)
"""Attributes of every client or resource; a resource or method of that name gets an underscore."""

_VIEWS = frozenset({"with_raw_response", "with_streaming_response"})

_GENERIC = frozenset({"api", "apis", "rest", "public"})
_VERSION = re.compile(r"v?\d+(?:[._-]\d+)*(?:(?:alpha|beta|rc)\d*)?|v\d+\w*|latest", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:json|xml|ya?ml)$", re.IGNORECASE)
_EXPLICIT = re.compile(r"[A-Za-z][\w-]*(?:[/.][A-Za-z@][\w-]*){1,3}")
_PARAMETER = re.compile(r"\{([^{}]*)\}")

_VERBS = frozenset(
    [
        "abort",
        "accept",
        "acknowledge",
        "activate",
        "add",
        "apply",
        "approve",
        "archive",
        "assign",
        "attach",
        "authenticate",
        "authorize",
        "ban",
        "batch",
        "bulk",
        "calculate",
        "cancel",
        "capture",
        "check",
        "clear",
        "clone",
        "close",
        "commit",
        "compact",
        "compare",
        "complete",
        "compute",
        "confirm",
        "connect",
        "convert",
        "copy",
        "count",
        "deactivate",
        "decline",
        "deny",
        "deploy",
        "detach",
        "disable",
        "disconnect",
        "dismiss",
        "download",
        "edit",
        "embed",
        "enable",
        "estimate",
        "evaluate",
        "exchange",
        "execute",
        "export",
        "finalize",
        "find",
        "fork",
        "generate",
        "import",
        "install",
        "invite",
        "invoke",
        "join",
        "kick",
        "leave",
        "link",
        "list",
        "lock",
        "login",
        "logout",
        "lookup",
        "mark",
        "merge",
        "move",
        "mute",
        "parse",
        "patch",
        "pause",
        "ping",
        "preview",
        "process",
        "publish",
        "purge",
        "query",
        "rebuild",
        "reboot",
        "redeploy",
        "refresh",
        "refund",
        "register",
        "reject",
        "release",
        "remove",
        "rename",
        "render",
        "reopen",
        "rerank",
        "rerun",
        "resend",
        "reset",
        "resize",
        "resolve",
        "restart",
        "restore",
        "resume",
        "retry",
        "revoke",
        "rotate",
        "run",
        "save",
        "scan",
        "search",
        "send",
        "set",
        "sign",
        "simulate",
        "star",
        "start",
        "stop",
        "submit",
        "subscribe",
        "suspend",
        "swap",
        "sync",
        "test",
        "tokenize",
        "transfer",
        "translate",
        "trigger",
        "unarchive",
        "unassign",
        "undelete",
        "unlink",
        "unlock",
        "unpublish",
        "unsubscribe",
        "update",
        "upgrade",
        "upload",
        "upsert",
        "validate",
        "verify",
        "void",
    ]
)
"""Last words of a path that say what is done, rather than name what it is done to."""

_SMALL = frozenset({"by", "for", "all", "to", "with", "from", "in", "as", "of"})
_LISTING = frozenset({"list", "search", "find", "index", "query", "all"})
_READING = frozenset({"get", "retrieve", "read", "show", "fetch", "describe", "view", "download"})


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
class _Path:
    literals: tuple[str, ...]
    parameters: tuple[str, ...]
    ends_in_parameter: bool
    literal_after_parameter: bool


def _read_path(path: str) -> _Path:
    bare = re.split(r"[?#]", path, maxsplit=1)[0]
    tokens: list[tuple[bool, str]] = []
    for segment in (_EXTENSION.sub("", part) for part in bare.strip("/").split("/")):
        position = 0
        pieces: list[tuple[bool, str]] = []
        for match in _PARAMETER.finditer(segment):
            pieces.append((False, segment[position : match.start()]))
            pieces.append((True, match.group(1)))
            position = match.end()
        pieces.append((False, segment[position:]))
        for is_parameter, text in pieces:
            if is_parameter:
                tokens.append((True, text))
            else:
                tokens.extend((False, part) for part in text.split(".") if words(part))
    while (
        len(tokens) > 1
        and not tokens[0][0]
        and (tokens[0][1].lower() in _GENERIC or _VERSION.fullmatch(tokens[0][1]))
    ):
        tokens.pop(0)
    fragment = path.partition("#")[2]
    literals = tuple(snake(text, prefix="n") for is_parameter, text in tokens if not is_parameter)
    if fragment and words(fragment):
        literals += (snake(fragment),)
    parameters = tuple(snake(text) for is_parameter, text in tokens if is_parameter)
    ends = bool(tokens) and tokens[-1][0]
    after = len(tokens) > 1 and not tokens[-1][0] and tokens[-2][0]
    return _Path(literals, parameters, ends, after)


def candidates(subject: Subject) -> Iterator[tuple[str, ...]]:
    """What the operation may be called, best first; never empty."""
    if _EXPLICIT.fullmatch(subject.operation_id):
        parts = tuple(snake(part) for part in re.split(r"[/.]", subject.operation_id))
        yield parts
    path = _read_path(subject.path)
    said = tuple(word.lower() for word in words(subject.operation_id))
    resource, method = _by_path(subject, path, said)
    yield (*resource, method)
    known = {singular(word) for name in resource for word in name.split("_")}
    rest = [
        word for word in said if singular(word) not in known and word not in {"v1", "v2", "api"}
    ]
    if rest and "_".join(rest) != method:
        yield (*resource, snake("_".join(rest)))
    if path.ends_in_parameter and path.parameters:
        yield (*resource, f"{method}_by_{path.parameters[-1]}")
    elif path.parameters:
        yield (*resource, f"{method}_for_{path.parameters[-1]}")
    if said:
        yield (*resource, snake("_".join(said)))
    if len(resource) > 1:
        yield (*resource[:-1], f"{resource[-1].rstrip('_')}_{method}")
    yield (*resource, f"{method.rstrip('_')}_{subject.method.lower()}")


def _by_path(subject: Subject, path: _Path, said: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    literals = path.literals
    if not literals:
        stem = snake(subject.tags[0]) if subject.tags and words(subject.tags[0]) else "root"
        return (stem,), _method(subject, path, said, "")
    last = literals[-1]
    if not path.ends_in_parameter and len(literals) > 1 and _is_action(last, subject, path, said):
        return literals[:-1], last
    if (
        not path.ends_in_parameter
        and len(literals) == 1
        and subject.tags
        and _is_action(last, subject, path, said)
    ):
        tag = snake(subject.tags[0])
        if tag != last and words(subject.tags[0]):
            return (tag,), last
    return literals, _method(subject, path, said, last)


def _is_action(last: str, subject: Subject, path: _Path, said: tuple[str, ...]) -> bool:
    spelled = last.rstrip("_").split("_")
    if subject.method == "GET" and is_plural(spelled[-1]):
        return False
    if len(spelled) > 1 and spelled[1] in _SMALL and spelled[0] in _VERBS | _READING:
        return True
    if spelled[0] in _VERBS and not (len(spelled) > 1 and is_plural(spelled[-1])):
        return True
    begins = list(said[: len(spelled)]) == spelled
    return (
        begins
        and not is_plural(spelled[-1])
        and subject.method != "GET"
        and path.literal_after_parameter
    )


def _method(subject: Subject, path: _Path, said: tuple[str, ...], last: str) -> str:
    first = said[0] if said else ""
    match subject.method:
        case "GET":
            if path.ends_in_parameter:
                return "retrieve"
            plural = bool(last) and is_plural(last.rsplit("_", 1)[-1])
            if first in _LISTING or subject.answers_list or (plural and first not in _READING):
                return "list"
            return "list" if plural else "retrieve"
        case "POST":
            return "update" if path.ends_in_parameter and first != "create" else "create"
        case "PUT":
            return first if first in {"update", "upsert", "create", "set"} else "replace"
        case "PATCH":
            return "partial_update" if first == "partial" or "partial" in said else "update"
        case other:
            return identifier(snake(other.lower()))


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


def _mend(call: tuple[str, ...]) -> tuple[str, ...]:
    if len(call) == 1:
        call = ("root", *call)
    first = call[0] + "_" if call[0] in _CLIENT_NAMES else call[0]
    rest = tuple(part + "_" if part in _VIEWS else part for part in call[1:])
    return (first, *rest)
