"""What the document forbids in a call: missing, unknown and wrong arguments."""

# pyright: reportPrivateUsage=false
# A double is a part of the runtime; what they share is private to generated code's users.

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from .. import _styles
from .._decode import essence
from .._operation import Operation, Whole
from .._options import Omit, Options
from .._payload import is_file
from .._request import Arguments
from .._settings import Settings
from ._document import Data, Entry
from ._facts import Opaque
from ._schema import Checker

if TYPE_CHECKING:
    from .._transport import HTTPRequest

_PLACES: Final = ("path", "query", "querystring", "header", "cookie")


@dataclass(frozen=True, slots=True)
class Given:
    """What a call was made with."""

    operation: Operation
    arguments: Arguments
    options: Options
    settings: Settings
    body: object
    """The body's value, `extra_body` merged into it; `OMIT` if there is none."""

    def of(self, place: str) -> Mapping[str, object]:
        """What is sent in a place, by wire name; what is not sent is not here."""
        given = self.arguments
        values: Mapping[str, object] = {
            "path": given.path,
            "query": given.query,
            "querystring": given.query,
            "header": given.header,
            "cookie": given.cookie,
        }[place]
        kept = {name: one for name, one in values.items() if not self._dropped(name, one)}
        if place == "query":
            return {**self.settings.query, **kept, **(self.options.extra_query or {})}
        return kept

    def _dropped(self, name: str, value: object) -> bool:
        return isinstance(value, Omit) or (value is None and name not in self.operation.nullable)


def arguments_of(given: Given, entry: Entry) -> dict[str, Any]:
    """What the method was given, by argument name."""
    found: dict[str, Any] = {}
    for parameter in entry.parameters:
        place, wire = str(parameter["in"]), str(parameter["name"])
        values = given.of(place)
        if wire in values:
            found[entry.argument(place, wire)] = values[wire]
    body: object = given.body
    if isinstance(given.arguments.body, Whole):
        if not isinstance(body, Omit):
            found[entry.argument("body", "")] = body
    elif isinstance(body, Mapping):
        for wire, value in cast("Mapping[str, object]", body).items():
            found[entry.argument("body", wire)] = value
    return found


def problems(
    given: Given, entry: Entry, request: HTTPRequest, checker: Checker, *, closed: bool
) -> list[str]:
    """Everything in a call that the document forbids, a sentence each."""
    found: list[str] = []
    # The URL of a next page is the server's, that of `client.get` its caller's: taken as they are.
    typed = not given.arguments.url and not given.operation.literal
    for parameter in entry.parameters if typed else ():
        found += _parameter(given, parameter, request, checker)
    if (
        closed
        and typed
        and not any(parameter["in"] == "querystring" for parameter in entry.parameters)
    ):
        found += _unknown(given, entry)
    found += _body(given, entry, request, checker)
    return found


def _parameter(
    given: Given, parameter: Data, request: HTTPRequest, checker: Checker
) -> Iterator[str]:
    place, name = str(parameter["in"]), str(parameter["name"])
    where = f"{place} parameter {name!r}"
    values = given.of(place)
    if name not in values:
        sent = place == "header" and name.lower() in request.headers
        if parameter.get("required") and not sent and not _is_in_template(given, name):
            yield f"{where}: required, and missing"
        return
    value = values[name]
    if place == "query" and value is None and name not in given.operation.nullable:
        return  # removed by `extra_query`
    problems = checker.problems(parameter["schema"], _as_json(value))
    if problems and not any(
        not checker.problems(parameter["schema"], reading) for reading in _readings(value)
    ):
        yield f"{where}: {str(problems[0]).removeprefix('/: ')}"


def _is_in_template(given: Given, name: str) -> bool:
    """Whether a query parameter stands in the path template itself."""
    literal = given.operation.path.partition("?")[2]
    return any(pair.partition("=")[0] == name for pair in literal.split("&"))


def _readings(value: object) -> Iterator[object]:
    """What a value may be for its reader: in a URL or header, the number 5 and the text `5` are one."""
    if isinstance(value, str):
        try:
            yield json.loads(value)
        except ValueError:
            return
    elif isinstance(value, bool | int | float):
        yield _styles.text(value)
    elif isinstance(value, list | tuple):
        yield [_styles.text(_styles.plain(one)) for one in cast("list[object]", value)]
    else:
        data = _as_json(value)
        if isinstance(data, str):
            return
        yield _styles.text(data)


def _unknown(given: Given, entry: Entry) -> Iterator[str]:
    """Query parameters that the document does not have."""
    names = [str(p["name"]) for p in entry.parameters if p["in"] == "query"]
    keys = [one.wire for one in given.settings.spec.schemes if one.kind == "query"]
    for name in (*given.settings.query, *(given.options.extra_query or {})):
        base = name.partition("[")[0]
        if base not in names and name not in names and name not in keys and not _open(entry):
            yield f"query parameter {name!r}: the document does not know it"


def _open(entry: Entry) -> bool:
    """Whether there is a query parameter whose properties become parameters of their own."""
    return any(p["in"] == "query" and p.get("spread") for p in entry.parameters)


def _body(given: Given, entry: Entry, request: HTTPRequest, checker: Checker) -> Iterator[str]:
    if isinstance(given.body, Omit):
        return
    sent = request.headers.get("content-type", "")
    media = _media(entry.media, sent)
    if media is None:
        if entry.media or given.operation.body is None:
            known = ", ".join(str(one["type"]) for one in entry.media) or "no body"
            yield f"body: the document has {known} here, not {sent or 'this'}"
        return
    kind, schema = media["kind"], media["schema"]
    if kind == "json":
        try:
            value: object = json.loads(request.content)
        except ValueError as error:
            yield f"body: it is no JSON: {error}"
            return
    elif kind in ("form", "multipart"):
        value = _as_json(given.body)
    else:
        return
    yield from (f"body {problem}" for problem in checker.problems(schema, value))


def _media(listed: list[Data], sent: str) -> Data | None:
    """The documented media type of what was sent: the type itself, else a range that has it."""
    wanted = essence(sent)
    for media in listed:
        if essence(str(media["type"])) == wanted:
            return media
    for media in listed:
        pattern = essence(str(media["type"]))
        if pattern == "*/*" or (pattern.endswith("/*") and wanted.startswith(pattern[:-1])):
            return media
    return None


def _as_json(value: object) -> object:
    """A value as JSON-ready data; files are strings that say no more."""
    if is_file(value):
        return Opaque()
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value).items()
        return {str(name): _as_json(one) for name, one in entries if not isinstance(one, Omit)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_as_json(one) for one in cast("list[object]", value)]
    return _styles.plain(value)
