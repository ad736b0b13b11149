"""What a stream sends: server-sent events and JSON Lines, from documented examples or one per variant.

No `data: [DONE]` is added: it is in no schema. A documented example that is text is sent as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from instep.ir.operation import Media, MediaKind
from instep.ir.types import Json
from instep.mock.payloads import dumped
from instep.mock.prefer import Wish
from instep.sampling.generate import Examples, Mode
from instep.sampling.schemas import Direction

_MOST = 1_000
_DEEPEST = 8
_ORDINAL = re.compile(r"(?i)(sequence|seq)(_?(number|num|no|id))?")


class Streams:
    """Makes the chunks of a stream."""

    def __init__(self, examples: Examples) -> None:
        self._examples = examples

    def chunks(self, media: Media, wish: Wish) -> tuple[bytes, ...]:
        """The stream's bytes, one chunk per event or line."""
        if not wish.dynamic and not wish.seed:
            documented = self._documented(media, wish.example)
            if documented:
                return documented
        values = list(self.values(media.streamed_schema, wish))
        return tuple(_framed(value, media.kind, bool(media.envelope)) for value in values)

    def _documented(self, media: Media, name: str) -> tuple[bytes, ...]:
        examples = [e for e in media.examples if not name or e.name == name]
        texts = [e.value for e in examples if isinstance(e.value, str)]
        if texts:
            lines = media.kind is MediaKind.JSON_LINES
            pieces = texts[0].splitlines() if lines else re.split(r"\r?\n\r?\n", texts[0].strip())
            end = "\n" if lines else "\n\n"
            return tuple((p + end).encode("utf-8", "replace") for p in pieces if p.strip())
        values: list[Json] = []
        for example in examples:
            values.extend(example.value if isinstance(example.value, list) else [example.value])
        return tuple(_framed(value, media.kind, bool(media.envelope)) for value in values)

    def values(self, schema: Json, wish: Wish) -> Iterator[Json]:
        """One value per variant of the schema's union, in the document's order; one where it is none."""
        mode: Mode = "full" if wish.dynamic else "example"
        for index, variant in enumerate(self._variants(schema, 0)):
            if index >= _MOST:
                return
            sample = self._examples.sample(
                variant, seed=wish.seed, direction=Direction.RESPONSE, mode=mode
            )
            yield self._numbered(variant, sample.value, index)

    def _variants(self, schema: Json, depth: int) -> Iterator[Json]:
        target = schema
        for _ in range(20):
            if not isinstance(target, dict) or set(target) & {"oneOf", "anyOf"}:
                break
            if not isinstance(target.get("$ref"), str):
                break
            target = self._examples.schemas.at(target["$ref"])
        members = self._members(target) if depth < _DEEPEST else []
        if not members:
            yield schema
            return
        for member in members:
            if member != {"type": "null"}:
                yield from self._variants(member, depth + 1)

    @staticmethod
    def _members(target: Json) -> list[Json]:
        """The members of a schema that is a union and nothing else."""
        if not isinstance(target, dict) or not target.keys().isdisjoint(
            {"properties", "allOf", "if", "required"}
        ):
            return []
        for word in ("oneOf", "anyOf"):
            members = target.get(word)
            if isinstance(members, list):
                return members
        return []

    def _numbered(self, schema: Json, value: Json, index: int) -> Json:
        """The value with ascending sequence numbers, where it has such a property and stays valid."""
        if not isinstance(value, dict):
            return value
        for name, current in value.items():
            number = isinstance(current, int) and not isinstance(current, bool)
            if number and _ORDINAL.fullmatch(name):
                changed = {**value, name: index}
                if self._examples.validators.is_valid(schema, changed, Direction.RESPONSE):
                    return changed
        return value


def _framed(value: Json, kind: MediaKind, envelope: bool) -> bytes:
    """A value on the wire: a line of JSON, or an event (WHATWG HTML, section 9.2)."""
    if kind is MediaKind.JSON_LINES:
        return dumped(value) + b"\n"
    if envelope and isinstance(value, dict):
        data = value.get("data", "")
        text = data.encode("utf-8", "replace") if isinstance(data, str) else dumped(data)
        words = [word for word in ("event", "id", "retry") if value.get(word) is not None]
        head = b"".join(_field(word, str(value[word])) for word in words)
        body = b"".join(b"data: " + line + b"\n" for line in text.splitlines() or [b""])
        return head + body + b"\n"
    name = value.get("type") if isinstance(value, dict) else None
    head = _field("event", name) if isinstance(name, str) else b""
    return head + b"data: " + dumped(value) + b"\n\n"


def _field(name: str, value: str) -> bytes:
    clean = re.sub(r"[\r\n\0]", " ", value)
    return f"{name}: {clean}\n".encode("utf-8", "replace")
