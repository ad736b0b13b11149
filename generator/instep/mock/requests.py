"""Judges a request by the document: reads its parameters and body, and says what is forbidden in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from instep.ir.operation import In, Media, MediaKind, Operation, Parameter, Style
from instep.ir.types import MISSING, Json, Missing
from instep.mock.bodies import Bodies, Unreadable, read_json
from instep.mock.styles import (
    Kindred,
    Pairs,
    read_header,
    read_path,
    read_query,
    split_query,
)
from instep.sampling.schemas import Direction
from instep.sampling.validators import Validators, pointer_of

_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that the document cannot declare (OpenAPI 3.1, section 4.8.12.1)."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in."""

    method: str
    """Upper case."""
    path: str
    """As sent, percent-encoded."""
    query: str = ""
    """As sent, without the question mark."""
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case."""
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The value of a header, several joined by commas (RFC 9110, section 5.3); None if absent."""
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in a request that the document forbids."""

    where: str
    """`path`, `query`, `header`, `cookie` or `body`."""
    pointer: str
    """Into the body's value, or into the object of parameters of that place."""
    reason: str
    status: int = 400


@dataclass(frozen=True, slots=True)
class Judged:
    """A request's body value, and what is wrong with the request."""

    body: Json | Missing
    faults: tuple[Fault, ...]


class Judge:
    """Reads and validates requests. What the document does not mention is let through."""

    def __init__(self, validators: Validators, kindred: Kindred) -> None:
        self._validators = validators
        self._kindred = kindred
        self._bodies = Bodies(validators, kindred)

    def judge(
        self, operation: Operation, values: tuple[tuple[str, str], ...], request: Request
    ) -> Judged:
        """What the request says, and everything that is wrong with it."""
        faults: list[Fault] = []
        pairs = split_query(request.query)
        cookies = _cookies(request)
        named = frozenset(p.wire for p in operation.parameters if p.location is In.QUERY)
        for parameter in operation.parameters:
            if parameter.location is In.HEADER and parameter.wire.lower() in _IGNORED_HEADERS:
                continue
            try:
                value = self._value(parameter, dict(values), pairs, cookies, named, request)
            except Unreadable as error:
                faults.append(_at(parameter, "", str(error)))
                continue
            faults.extend(self._parameter_faults(parameter, value))
        body, wrong = self._body(operation, request)
        return Judged(body, (*faults, *wrong))

    def _value(
        self,
        parameter: Parameter,
        values: dict[str, str],
        pairs: Pairs,
        cookies: Pairs,
        named: frozenset[str],
        request: Request,
    ) -> Json | Missing:
        raw: str | None
        match parameter.location:
            case In.PATH:
                raw = values.get(parameter.wire)
            case In.QUERY:
                raw = next((v for k, v in pairs if k == parameter.wire), None)
            case In.HEADER:
                raw = request.header(parameter.wire)
            case In.COOKIE:
                raw = next((v for k, v in cookies if k == parameter.wire), None)
            case In.QUERYSTRING:
                raw = request.query or None
        if parameter.content_type:
            return self._content(parameter, raw)
        readings = self._readings(parameter, raw, pairs, cookies, named)
        return self._bodies.pick(parameter.schema, readings)

    def _readings(
        self,
        parameter: Parameter,
        raw: str | None,
        pairs: Pairs,
        cookies: Pairs,
        named: frozenset[str],
    ) -> Iterable[Json | Missing]:
        kinds = self._kindred.of(parameter.schema)
        name, style, explode = parameter.wire, parameter.style, parameter.explode
        for shape in kinds.shapes:
            match parameter.location:
                case In.PATH:
                    yield MISSING if raw is None else read_path(raw, name, style, explode, shape)
                case In.HEADER:
                    yield MISSING if raw is None else read_header(raw, style, explode, shape)
                case In.QUERY:
                    yield read_query(
                        pairs,
                        name,
                        style,
                        explode=explode,
                        shape=shape,
                        kinds=kinds,
                        taken=named - {name},
                    )
                case In.COOKIE:
                    held = _encoded(cookies) if style is Style.COOKIE else cookies
                    yield read_query(
                        held, name, Style.FORM, explode=explode, shape=shape, kinds=kinds
                    )
                case In.QUERYSTRING:
                    yield MISSING if raw is None else unquote(raw)

    def _content(self, parameter: Parameter, raw: str | None) -> Json | Missing:
        """The value of a parameter that has `content` in place of a schema."""
        if raw is None:
            return MISSING
        essence = parameter.content_type.partition(";")[0].strip().lower()
        if essence == "application/x-www-form-urlencoded":
            return self._bodies.form(split_query(raw), parameter.schema, ())
        text = raw if parameter.location is In.HEADER else unquote(raw.replace("+", " "))
        return read_json(text) if essence.endswith(("/json", "+json")) else text

    def _parameter_faults(self, parameter: Parameter, value: Json | Missing) -> list[Fault]:
        if value is MISSING:
            missing = parameter.required and parameter.location is not In.PATH
            return [_at(parameter, "", "required, and missing")] if missing else []
        if value in ("", None) and parameter.allow_empty:
            return []
        problems = self._validators.problems(parameter.schema, value, Direction.REQUEST)
        return [_at(parameter, p.pointer, p.reason) for p in problems]

    def _body(self, operation: Operation, request: Request) -> tuple[Json | Missing, list[Fault]]:
        described = operation.body
        if described is None:
            return MISSING, []
        sent = request.header("content-type") or ""
        if not request.body and not sent.lower().startswith(
            ("multipart/", "application/x-www-form")
        ):
            missing = described.required and not _may_be_empty(described.media)
            return MISSING, [Fault("body", "", "a request body is required")] if missing else []
        media = media_for(described.media, sent)
        if media is None:
            known = ", ".join(m.content_type for m in described.media)
            reason = f"Content-Type {sent[:80]!r} is not documented; {known} is"
            return MISSING, [Fault("header", "/content-type", reason, 415)]
        try:
            value = self._bodies.read(media, sent or media.content_type, request.body)
        except Unreadable as error:
            return MISSING, [Fault("body", "", str(error))]
        if value is MISSING:
            return MISSING, []
        problems = self._validators.problems(media.schema, value, Direction.REQUEST)
        return value, [Fault("body", p.pointer, p.reason) for p in problems]


def media_for(media: tuple[Media, ...], content_type: str) -> Media | None:
    """The media type that a Content-Type header means: exact, then `type/*`, then `*/*` (RFC 9110, 12.5.1).

    Without a header it is the first.
    """
    essence = content_type.partition(";")[0].strip().lower()
    if not essence:
        return media[0] if media else None
    for wanted in (essence, essence.partition("/")[0] + "/*", "*/*", "*"):
        for one in media:
            if one.content_type.partition(";")[0].strip().lower() == wanted:
                return one
    return None


def _may_be_empty(media: tuple[Media, ...]) -> bool:
    """Zero bytes are a value of text and binary bodies."""
    return any(one.kind in {MediaKind.BINARY, MediaKind.TEXT} for one in media)


def _at(parameter: Parameter, pointer: str, reason: str) -> Fault:
    return Fault(str(parameter.location), pointer_of((parameter.wire,)) + pointer, reason)


def _encoded(cookies: Pairs) -> Pairs:
    """Cookies that are not percent-encoded (style `cookie` of OpenAPI 3.2), as if they were."""
    return tuple((name, quote(value.replace("%2B", "+"), safe=",")) for name, value in cookies)


def _cookies(request: Request) -> Pairs:
    found: list[tuple[str, str]] = []
    for piece in (request.header("cookie") or "").replace("&", ";").split(";"):
        name, _, value = piece.strip().partition("=")
        if name:
            # A plus sign in a cookie is a plus sign.
            found.append((unquote(name), value.strip('"').replace("+", "%2B")))
    return tuple(found)
