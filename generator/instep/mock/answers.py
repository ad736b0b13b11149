"""Which documented response, media type and example answer a request."""

from __future__ import annotations

from instep.ir.operation import Example, Media, MediaKind, Operation, Response
from instep.ir.types import Json, Missing

_STREAMS = frozenset({MediaKind.EVENTS, MediaKind.JSON_LINES})


def success(operation: Operation) -> tuple[int, Response | None]:
    """The plainest documented success: the lowest 2xx, else `default`, else the lowest 3xx; 200 if none."""
    by_status = {response.status.upper(): response for response in operation.responses}
    numbers = sorted(int(status) for status in by_status if status.isdecimal())
    for number in numbers:
        if 200 <= number < 300:
            return number, by_status[str(number)]
    if "2XX" in by_status:
        return 200, by_status["2XX"]
    if "DEFAULT" in by_status:
        return 200, by_status["DEFAULT"]
    for number in numbers:
        if 300 <= number < 400:
            return number, by_status[str(number)]
    return (302, by_status["3XX"]) if "3XX" in by_status else (200, None)


def for_status(operation: Operation, status: int) -> Response | None:
    """The response for a status: exact, then its range, then `default` (OpenAPI 3.1, section 4.8.16)."""
    by_status = {response.status.upper(): response for response in operation.responses}
    for name in (str(status), f"{status // 100}XX", "DEFAULT"):
        if name in by_status:
            return by_status[name]
    return None


def with_example(operation: Operation, name: str) -> tuple[int, Response] | None:
    """The first response, successes first, that has an example of this name."""
    ordered = sorted(operation.responses, key=lambda r: not r.status.startswith("2"))
    for response in ordered:
        if any(example.name == name for media in response.media for example in media.examples):
            digits = response.status.upper().replace("X", "0")
            return (int(digits) if digits.isdecimal() else 200), response
    return None


def wants_stream(operation: Operation, body: Json | Missing, accept: str) -> bool:
    """Whether the answer is a stream: by the body's flag, else by what is accepted, else if nothing else is."""
    stream = operation.stream
    if stream is None:
        return False
    if stream.flag:
        return isinstance(body, dict) and body.get(stream.flag) is True
    response = success(operation)[1]
    others = [m for m in response.media if m.kind not in _STREAMS] if response else []
    return not others or _quality(accept, stream.media.content_type) > max(
        _quality(accept, media.content_type) for media in others
    )


def chosen_media(
    response: Response, accept: str, *, stream: bool, example: str = ""
) -> Media | None:
    """The media type to answer with (RFC 9110, section 12.5.1); None for a response without a body.

    Where nothing that is documented is accepted, the first is sent all the same: the document has
    no other answer.
    """
    media = [m for m in response.media if (m.kind in _STREAMS) is stream] or list(response.media)
    if example:
        media = [m for m in media if any(e.name == example for e in m.examples)] or media
    if not media:
        return None
    return max(media, key=lambda m: _quality(accept, m.content_type))


def named(media: Media, name: str) -> Example | None:
    """The documented example of this name."""
    return next((example for example in media.examples if example.name == name), None)


def _quality(accept: str, content_type: str) -> float:
    """How welcome a media type is, from 0 to 1; more specific ranges decide."""
    if not accept.strip():
        return 1.0
    essence = content_type.partition(";")[0].strip().lower()
    best, specific = 0.0, -1
    for piece in accept.split(","):
        wanted, *options = (text.strip().lower() for text in piece.split(";"))
        rank = _match(wanted, essence)
        if rank > specific:
            best, specific = _weight(options), rank
    return best


def _match(wanted: str, essence: str) -> int:
    if wanted == essence or "*" in essence:
        return 2
    if wanted == essence.partition("/")[0] + "/*":
        return 1
    return 0 if wanted == "*/*" else -1


def _weight(options: list[str]) -> float:
    for option in options:
        if option.startswith("q="):
            try:
                return min(1.0, max(0.0, float(option[2:])))
            except ValueError:
                return 0.0
    return 1.0
