"""The bytes of a response body for each kind of media type."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from instep.ir.operation import Media, MediaKind
from instep.ir.types import Json
from instep.mock.answers import named
from instep.mock.prefer import Wish
from instep.sampling.generate import Examples, Mode, Sample
from instep.sampling.schemas import Direction

_BOUNDARY = "instep-mock-boundary"
_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


class Payloads:
    """Makes response bodies out of documented examples and made data."""

    def __init__(self, examples: Examples) -> None:
        self._examples = examples

    def sample(self, media: Media, wish: Wish) -> Sample:
        """The value a body of this media type has."""
        if wish.example and (example := named(media, wish.example)) is not None:
            return Sample(example.value)
        if not wish.dynamic and not wish.seed:
            for example in media.examples:
                if self._examples.validators.is_valid(
                    media.schema, example.value, Direction.RESPONSE
                ):
                    return Sample(example.value)
        mode: Mode = "full" if wish.dynamic else "example"
        return self._examples.sample(
            media.schema, seed=wish.seed, direction=Direction.RESPONSE, mode=mode
        )

    def body(self, media: Media, wish: Wish) -> tuple[bytes, str]:
        """A body and its Content-Type."""
        essence = media.content_type.partition(";")[0].strip().lower()
        match media.kind:
            case MediaKind.JSON:
                kind = "application/json" if "*" in essence else media.content_type
                return dumped(self.sample(media, wish).value), kind
            case MediaKind.FORM:
                value = self.sample(media, wish).value
                fields = value if isinstance(value, dict) else {}
                return urlencode(fields, doseq=True).encode(), media.content_type
            case MediaKind.MULTIPART:
                return self._multipart(media, wish), f"{essence}; boundary={_BOUNDARY}"
            case MediaKind.TEXT | MediaKind.EVENTS | MediaKind.JSON_LINES:
                kind = "text/plain" if "*" in essence else media.content_type
                return self._text(media, essence, wish).encode("utf-8", "replace"), kind
            case MediaKind.BINARY:
                kind = "application/octet-stream" if "*" in essence else media.content_type
                return self._binary(media, essence, wish), kind

    def _text(self, media: Media, essence: str, wish: Wish) -> str:
        if essence.endswith(("/xml", "+xml")):
            return self._xml(media, wish)
        value = self.sample(media, wish).value
        if isinstance(value, str):
            return value
        return dumped(value).decode()

    def _xml(self, media: Media, wish: Wish) -> str:
        value = self.sample(media, wish).value
        if isinstance(value, str) and value.lstrip().startswith("<"):
            return value
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + _element("root", value, 0)

    def _binary(self, media: Media, essence: str, wish: Wish) -> bytes:
        """A small file of the kind, so that a caller which looks at its first bytes is content."""
        example = next((e.value for e in media.examples if isinstance(e.value, str)), None)
        if example is not None and not wish.dynamic:
            return example.encode("utf-8", "replace")
        match essence:
            case "image/png":
                return base64.b64decode(_PNG)
            case "image/gif":
                return base64.b64decode(_GIF)
            case "application/pdf":
                return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
            case "application/zip":
                return b"PK\x05\x06" + bytes(18)
            case "audio/wav" | "audio/x-wav":
                return b"RIFF$\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0D\xac\0\0\x88X\x01\0\x02\0\x10\0data\0\0\0\0"
            case _:
                return b"instep mock\n\x00\x01\x02\xff"

    def _multipart(self, media: Media, wish: Wish) -> bytes:
        value = self.sample(media, wish).value
        fields = value if isinstance(value, dict) else {"part": value}
        pieces: list[bytes] = []
        for name, inner in fields.items():
            plain = isinstance(inner, str)
            kind = "text/plain; charset=utf-8" if plain else "application/json"
            content = inner.encode("utf-8", "replace") if plain else dumped(inner)
            quoted = name.replace('"', "%22").replace("\r", "").replace("\n", "")
            head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{quoted}"\r\n'
            pieces.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
        return b"".join([*pieces, f"--{_BOUNDARY}--\r\n".encode()])


def dumped(value: Json) -> bytes:
    """JSON in ASCII, so that no text of a document can be undecodable."""
    return json.dumps(value, allow_nan=False).encode()


def _element(name: str, value: Json, depth: int) -> str:
    """A value as XML; names that XML does not allow become `item`."""
    tag = name if name.isidentifier() and name.isascii() else "item"
    if depth > 20 or value is None:
        return f"<{tag}/>"
    if isinstance(value, dict):
        inner = "".join(_element(key, child, depth + 1) for key, child in value.items())
    elif isinstance(value, list):
        inner = "".join(_element("item", child, depth + 1) for child in value)
    else:
        text = value if isinstance(value, str) else json.dumps(value)
        inner = escape("".join(char for char in text if char.isprintable() or char in "\t\n"))
    return f"<{tag}>{inner}</{tag}>"
