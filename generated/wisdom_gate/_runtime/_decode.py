"""Which documented reply an answer is, and its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ._errors import APIResponseValidationError, APIStatusError, server_message, status_error_class
from ._operation import Operation, Reply

if TYPE_CHECKING:
    from ._observe import Observer
    from ._transport import HTTPResponse

_STREAMS: Final = ("events", "json-lines")
# Charsets that decode text and nothing else; Python also knows rot13, zlib and the like.
_CHARSETS: Final = frozenset(
    {
        "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "iso-8859-15",
        "windows-1252", "cp1252", "utf-16", "utf-16le", "utf-16be", "shift_jis", "euc-jp",
        "iso-2022-jp", "gbk", "gb2312", "gb18030", "big5", "euc-kr", "koi8-r", "windows-1251",
    }
)  # fmt: skip


def essence(content_type: str) -> str:
    """A media type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether a media type without parameters is JSON (RFC 6839, section 3.1)."""
    return media == "application/json" or media.endswith("+json") or media == "text/json"


def choose(operation: Operation, status: int, content_type: str) -> Reply | None:
    """The documented reply: by exact status, then range, then `default`; then by media type.

    A success that is not documented is read like a documented one. `None`: nothing fits.
    """
    by_range = f"{status // 100}XX"
    for key in (str(status), by_range, "default"):
        group = [reply for reply in operation.replies if reply.status.upper() == key.upper()]
        if group:
            return _by_media(group, content_type)
    if 200 <= status < 300:
        group = [reply for reply in operation.replies if reply.status[:1] == "2"]
        return _by_media(group, content_type) if group else None
    return None


def _by_media(group: list[Reply], content_type: str) -> Reply | None:
    media = essence(content_type)
    for reply in group:
        if essence(reply.media) == media:
            return reply
    if is_json(media):
        for reply in group:
            if reply.kind == "json":
                return reply
    for reply in group:
        pattern = essence(reply.media)
        if pattern == "*/*" or (pattern.endswith("/*") and media.startswith(pattern[:-1])):
            return reply
    if media == "text/event-stream":
        return None
    # Servers mislabel JSON more often than they answer with something undocumented.
    return next((reply for reply in group if reply.kind not in _STREAMS), None)


def choose_stream(operation: Operation, status: int, content_type: str) -> Reply | None:
    """The documented stream that an answer is; `None` if it is something else."""
    media = essence(content_type)
    flows = [reply for reply in operation.replies if reply.kind in _STREAMS]
    for reply in flows:
        if essence(reply.media) == media and reply.status[:1] in ("2", "d"):
            return reply
    if is_json(media) or media in ("text/html", "application/xml", "text/xml") or status == 204:
        return None
    # `text/plain`, `application/octet-stream` or nothing at all: take the server's word for less.
    return flows[0] if flows else None


def value(
    response: HTTPResponse,
    operation: Operation,
    content: bytes,
    strict: bool,
    drift: Observer | None = None,
) -> Any:
    """The value of a successful answer that has been read; *drift* looks at it first.

    Raises `APIResponseValidationError` if it is not what the document says.
    """
    content_type: str = response.headers.get("content-type", "")
    reply = choose(operation, response.status_code, content_type)
    if drift is not None:
        drift.answer(response, operation, reply, content)
    if response.status_code in (204, 205, 304) or operation.method == "HEAD":
        return None
    if reply is None:
        return _undocumented(response, content, content_type)
    if reply.kind == "none":
        return None
    if reply.kind == "binary":
        return content
    if reply.kind in _STREAMS:
        raise APIResponseValidationError(
            "the server answered with a stream that was not asked for",
            response=response,
            body=text(content, content_type),
        )
    if reply.kind == "json":
        found: object = parsed(
            reply.type() if reply.type else Any, response, content, strict=strict
        )
        return remembering(found, response)
    return text(content, content_type)


def remembering(found: object, response: HTTPResponse) -> Any:
    """A value that knows, where it can, which answer it came with."""
    if hasattr(type(found), "__wire_headers__"):
        object.__setattr__(found, "__wire_headers__", response.headers)
    return found


def _undocumented(response: HTTPResponse, content: bytes, content_type: str) -> Any:
    """An answer about which the document says nothing: JSON, text or bytes by its media type."""
    if not content:
        return None
    media = essence(content_type)
    if media == "text/event-stream":
        raise APIResponseValidationError(
            "the server answered with a stream, which the document does not say",
            response=response,
            body=text(content, content_type),
        )
    if is_json(media):
        return parsed(Any, response, content)
    if media.startswith("text/") or media.endswith(("+xml", "/xml")):
        return text(content, content_type)
    return content


def parsed(kind: Any, response: HTTPResponse, content: bytes, *, strict: bool = False) -> Any:
    """JSON bytes as a value of a type.

    Raises `APIResponseValidationError` if they are not JSON or, in strict mode, not of the type.
    """
    from . import wire

    try:
        return wire.adapter(kind).parse(content, strict=strict)
    except ValueError as error:
        error.__suppress_context__ = True  # the fast parser's error, which quotes the data
        content_type: str = response.headers.get("content-type", "")
        what = "is not what the document promises" if strict else "is not JSON"
        if not content:
            what = "is empty"
        media = essence(content_type) or "no media type"
        raise APIResponseValidationError(
            f"the body of the {response.status_code} response ({media}) {what}",
            response=response,
            body=text(content, content_type),
        ) from error


def raw(content: bytes, content_type: str) -> Any:
    """A body as plain JSON data, or as text if it is no JSON."""
    from . import wire

    try:
        return wire.parse(Any, content)
    except ValueError:
        return text(content, content_type)


def text(content: bytes, content_type: str) -> str:
    """A body as text: in its charset if that is a known one, else UTF-8; bad bytes are U+FFFD."""
    charset = "utf-8"
    for part in content_type.split(";")[1:]:
        name, _, found = part.partition("=")
        if name.strip().lower() == "charset":
            charset = found.strip().strip("\"'").lower()
    return content.decode(charset if charset in _CHARSETS else "utf-8", "replace")


def error(
    response: HTTPResponse, operation: Operation, content: bytes, drift: Observer | None = None
) -> APIStatusError:
    """The exception of an answer that is not a success, its body typed where documented."""
    status = response.status_code
    content_type: str = response.headers.get("content-type", "")
    if drift is not None:
        drift.answer(response, operation, choose(operation, status, content_type), content)
    data, body = _error_body(operation, status, content, content_type)
    message = server_message(data) or response.reason_phrase or "the request failed"
    return status_error_class(status)(message, response=response, body=body)


def _error_body(
    operation: Operation, status: int, content: bytes, content_type: str
) -> tuple[Any, Any]:
    """The raw JSON of an error, and its typed form: raw JSON or text where there is no type."""
    from . import wire

    if not content:
        return None, None
    try:
        data: Any = wire.parse(Any, content)
    except ValueError:
        return None, text(content, content_type)
    reply = choose(operation, status, content_type)
    if reply is None or reply.kind != "json" or reply.type is None:
        return data, data
    try:
        return data, wire.parse(reply.type(), content)
    except ValueError:
        return data, data
