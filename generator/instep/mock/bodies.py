"""Reads request bodies by media type: JSON, forms, multipart, text and bytes, into values to validate."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import quote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from instep.ir.operation import Encoding, Media, MediaKind, Style
from instep.ir.types import MISSING, Json, Missing
from instep.mock.styles import Kindred, Pairs, read_query, split_query
from instep.sampling.schemas import Direction
from instep.sampling.validators import Validators

_MOST_PARTS = 10_000


class Unreadable(ValueError):
    """A body or value that its media type does not allow; the text says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body."""

    name: str
    filename: str | None
    content_type: str
    content: bytes


class Bodies:
    """Turns bytes into values of the schemas' types."""

    def __init__(self, validators: Validators, kindred: Kindred) -> None:
        self._validators = validators
        self._kindred = kindred

    def read(self, media: Media, content_type: str, body: bytes) -> Json | Missing:
        """The body's value; `MISSING` where there is nothing that a schema could judge.

        Raises `Unreadable`.
        """
        match media.kind:
            case MediaKind.JSON:
                return read_json(body)
            case MediaKind.FORM:
                text = _text(body, "utf-8")
                if "object" not in self._kindred.of(media.schema).types:
                    return MISSING
                return self.form(split_query(text), media.schema, media.encoding)
            case MediaKind.MULTIPART:
                return self._multipart(media, content_type, body)
            case MediaKind.JSON_LINES:
                for line in body.replace(b"\x1e", b"").splitlines():
                    if line.strip():
                        read_json(line)
                return MISSING
            case MediaKind.TEXT:
                options = parse_options_header(content_type)[1]
                text = _text(body, options.get(b"charset", b"utf-8").decode("ascii", "replace"))
                types = self._kindred.of(media.schema).types
                return text if not types or "string" in types else MISSING
            case MediaKind.BINARY | MediaKind.EVENTS:
                return MISSING

    def pick(self, schema: Json, readings: Iterable[Json | Missing]) -> Json | Missing:
        """The first reading that the schema accepts, else the first there is."""
        first: Json | Missing = MISSING
        for raw in readings:
            if raw is MISSING:
                continue
            for text_first in (False, True):
                value = self._kindred.typed(raw, schema, text_first=text_first)
                if self._validators.is_valid(schema, value, Direction.REQUEST):
                    return value
                if first is MISSING:
                    first = value
        return first

    def form(self, pairs: Pairs, schema: Json, encodings: tuple[Encoding, ...]) -> dict[str, Json]:
        """The value of an `application/x-www-form-urlencoded` body (OpenAPI 3.1, section 4.8.14.5)."""
        kinds = self._kindred.of(schema)
        by_name = {encoding.wire: encoding for encoding in encodings}
        made: dict[str, Json] = {}
        names = [*kinds.properties, *(k for k, _ in pairs if "[" not in k)]
        for name in dict.fromkeys(names):
            inner = self._kindred.member(schema, name)
            value = self.pick(
                inner, self._field(pairs, name, inner, by_name.get(name), frozenset(names))
            )
            if value is not MISSING:
                made[name] = value
        return made

    def _field(
        self,
        pairs: Pairs,
        name: str,
        schema: Json,
        encoding: Encoding | None,
        taken: frozenset[str],
    ) -> Iterable[Json | Missing]:
        style = encoding.style if encoding and encoding.style else Style.FORM
        explode = (
            encoding.explode if encoding and encoding.explode is not None else style is Style.FORM
        )
        kinds = self._kindred.of(schema)
        for key, raw in pairs:
            if key == name and kinds.shapes != ("scalar",):
                # Without a style, objects in forms are JSON (OpenAPI 3.1, section 4.8.15.1).
                yield _json_or_missing(
                    read_query(
                        ((key, raw),), name, style, explode=True, shape="scalar", kinds=kinds
                    )
                )
        for shape in kinds.shapes:
            yield read_query(
                pairs, name, style, explode=explode, shape=shape, kinds=kinds, taken=taken
            )

    def _multipart(self, media: Media, content_type: str, body: bytes) -> Json | Missing:
        parts = read_parts(content_type, body)
        if any(not part.name for part in parts):
            # multipart/mixed and /related go by position, which a schema of an object cannot judge.
            return MISSING
        kinds = self._kindred.of(media.schema)
        if "object" not in kinds.types:
            return MISSING
        encodings = {encoding.wire: encoding for encoding in media.encoding}
        made: dict[str, Json] = {}
        names = [*kinds.properties, *(p.name for p in parts if "[" not in p.name)]
        for name in dict.fromkeys(names):
            schema = self._kindred.member(media.schema, name)
            value = self.pick(schema, self._parts(parts, name, schema, encodings.get(name)))
            if value is not MISSING:
                made[name] = value
        return made

    def _parts(
        self, parts: tuple[Part, ...], name: str, schema: Json, encoding: Encoding | None
    ) -> Iterable[Json | Missing]:
        mine = [part for part in parts if part.name in {name, f"{name}[]"}]
        if encoding is not None:
            for part in mine:
                _check_type(part, encoding.content_type)
        values = [_part_value(part) for part in mine]
        kinds = self._kindred.of(schema)
        if "array" in kinds.types and values:
            flat = [item for v in values for item in (v if isinstance(v, list) else [v])]
            yield flat
        if len(values) == 1:
            yield values[0]
            if isinstance(values[0], str) and kinds.shapes != ("scalar",):
                yield _json_or_missing(values[0])
        elif values:
            yield values
        pairs = tuple(
            (p.name, quote(p.content, safe="")) for p in parts if p.name.startswith(f"{name}[")
        )
        if pairs and "object" in kinds.types:
            yield read_query(
                pairs, name, Style.DEEP_OBJECT, explode=True, shape="object", kinds=kinds
            )


def read_json(body: bytes | str) -> Json:
    """Parse JSON (RFC 8259: no NaN, no infinities). Raises `Unreadable`."""
    try:
        return json.loads(body, parse_constant=_refuse)
    except RecursionError:
        raise Unreadable("the JSON is nested too deeply") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise Unreadable(f"not JSON: {error}") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _json_or_missing(text: Json | Missing) -> Json | Missing:
    if not isinstance(text, str) or not text.lstrip().startswith(("{", "[")):
        return MISSING
    try:
        return read_json(text)
    except Unreadable:
        return MISSING


def _text(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset)
    except (LookupError, UnicodeError, AssertionError, TypeError, ValueError):
        raise Unreadable(f"not text in {charset[:40]}") from None


def _part_value(part: Part) -> Json:
    if part.content_type.partition(";")[0].strip().lower().endswith(("/json", "+json")):
        return read_json(part.content)
    try:
        return part.content.decode("utf-8")
    except UnicodeDecodeError:
        return part.content.decode("latin-1")


def _check_type(part: Part, allowed: str) -> None:
    """Refuse a part whose content type the document's `encoding` excludes."""
    sent = part.content_type.partition(";")[0].strip().lower()
    wanted = [one.partition(";")[0].strip().lower() for one in allowed.split(",") if one.strip()]
    if not wanted or not sent or sent in {"application/octet-stream", "text/plain"}:
        return
    families = {one[:-1] for one in wanted if one.endswith("/*")}
    if sent not in wanted and "*/*" not in wanted and sent.partition("/")[0] + "/" not in families:
        raise Unreadable(f"part {part.name!r} is {sent}, not {allowed}")


def read_parts(content_type: str, body: bytes) -> tuple[Part, ...]:
    """The parts of a multipart body (RFC 7578). Raises `Unreadable`."""
    boundary = parse_options_header(content_type)[1].get(b"boundary")
    if not boundary:
        raise Unreadable("the Content-Type header has no boundary")
    sink = _Sink()
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": sink.begin,
                "on_part_data": sink.data,
                "on_part_end": sink.end,
                "on_header_field": sink.field,
                "on_header_value": sink.value,
                "on_header_end": sink.header,
            },
        )
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise Unreadable(f"not multipart: {error}") from None
    if not sink.closed:
        raise Unreadable("not multipart: the last boundary is missing")
    return tuple(sink.parts)


class _Sink:
    """Collects what the parser reads."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.closed = True
        self._headers: dict[str, bytes] = {}
        self._name = self._value = b""
        self._pieces: list[bytes] = []

    def begin(self) -> None:
        self._headers, self._pieces, self.closed = {}, [], False

    def field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value
        self._name = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self._pieces.append(data[start:end])

    def end(self) -> None:
        if len(self.parts) >= _MOST_PARTS:
            raise Unreadable("too many parts")
        options = parse_options_header(self._headers.get("content-disposition", b""))[1]
        filename = options.get(b"filename")
        self.parts.append(
            Part(
                options.get(b"name", b"").decode("utf-8", "replace"),
                filename.decode("utf-8", "replace") if filename is not None else None,
                self._headers.get("content-type", b"").decode("latin-1"),
                b"".join(self._pieces),
            )
        )
        self.closed = True
