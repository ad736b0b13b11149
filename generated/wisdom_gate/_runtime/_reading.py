"""Bodies of responses, read whole up to a limit or piece by piece, and never beyond a deadline."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

from ._errors import APIConnectionError, APITimeoutError, ResponseTooLargeError
from ._network import Until, shorter, within
from ._quiet import Quiet
from ._transport import Failures, HTTPResponse


def read(
    response: HTTPResponse, limit: int | None, deadline: float | None, *, whole: bool = True
) -> bytes:
    """The decoded body, at most *limit* bytes.

    With *whole* false, what is over the limit is not read and no error. *deadline* is on the
    monotonic clock. The response is closed in any case.

    Raises `ResponseTooLargeError`, `APITimeoutError` or `APIConnectionError`.
    """
    if response.is_closed:
        return response.read()
    parts: list[bytes] = []
    size = 0
    _shorten(response, deadline)
    try:
        with Failures(response.request, deadline), Until(deadline), Quiet():
            for chunk in response.iter_bytes():
                parts.append(chunk)
                size += len(chunk)
                if _enough(response, size, limit, deadline, whole=whole):
                    break
            else:
                _complete(response)
    finally:
        response.close()
    return _kept(response, parts, limit)


async def aread(
    response: HTTPResponse, limit: int | None, deadline: float | None, *, whole: bool = True
) -> bytes:
    """The asynchronous twin of `read`."""
    if response.is_closed:
        return await response.aread()
    parts: list[bytes] = []
    size = 0
    _shorten(response, deadline)
    try:
        with Failures(response.request, deadline), Quiet():
            async for chunk in response.aiter_bytes():
                parts.append(chunk)
                size += len(chunk)
                if _enough(response, size, limit, deadline, whole=whole):
                    break
            else:
                _complete(response)
    finally:
        await response.aclose()
    return _kept(response, parts, limit)


def _shorten(response: HTTPResponse, deadline: float | None) -> None:
    """Let no single read of the body last longer than the time that is left."""
    if deadline is None:
        return
    limits: dict[str, float | None] = response.request.extensions.get("timeout", {})
    left = max(deadline - time.monotonic(), 0.001)
    limits["read"] = shorter(limits.get("read"), left)


def _enough(
    response: HTTPResponse, size: int, limit: int | None, deadline: float | None, *, whole: bool
) -> bool:
    """Whether to stop reading without an error."""
    if limit is not None and size > limit:
        if whole:
            raise ResponseTooLargeError(
                f"the response is larger than {limit} bytes; `Limits(response=...)` allows more",
                request=response.request,
            )
        return True
    if deadline is not None and time.monotonic() > deadline:
        raise APITimeoutError("the response took too long", request=response.request)
    return False


def _kept(response: HTTPResponse, parts: list[bytes], limit: int | None) -> bytes:
    """The body, also put where `response.content` and `.text` find it."""
    content = parts[0] if len(parts) == 1 else b"".join(parts)
    if limit is not None:
        content = content[:limit]
    # httpx2 has no bounded `read`; this is the attribute that its own `read` sets.
    cast("Any", response)._content = content
    return content


def chunks(response: HTTPResponse, deadline: float | None = None) -> Iterator[bytes]:
    """The decoded body as it comes. Raises `APITimeoutError` or `APIConnectionError`.

    *deadline*, on the monotonic clock, is when the last byte must have come.
    """
    with Failures(response.request, deadline):
        if deadline is None and not _shared(response):
            yield from response.iter_bytes()
            _complete(response)
            return
        _shorten(response, deadline)
        pieces = response.iter_bytes()
        while True:
            with Until(deadline), Quiet():
                chunk = next(pieces, None)
            if chunk is None:
                _complete(response)
                return
            _enough(response, 0, None, deadline, whole=True)
            yield chunk


async def achunks(response: HTTPResponse, deadline: float | None = None) -> AsyncIterator[bytes]:
    """The asynchronous twin of `chunks`."""
    with Failures(response.request, deadline):
        if deadline is None and not _shared(response):
            async for chunk in response.aiter_bytes():
                yield chunk
            _complete(response)
            return
        pieces = response.aiter_bytes()
        while True:
            try:
                with Quiet():
                    chunk = await within(deadline, anext(pieces), response.request)
            except StopAsyncIteration:
                _complete(response)
                return
            yield chunk


def _shared(response: HTTPResponse) -> bool:
    """Whether the connection carries other answers too, whose headers are logged while it is read."""
    return response.http_version == "HTTP/2"


def _complete(response: HTTPResponse) -> None:
    """Refuse compressed data that ends too early: httpx2 takes it for the whole.

    Raises `APIConnectionError`. Codings whose decoders do not tell are taken as they are.
    """
    decoder = getattr(response, "_decoder", None)
    for one in (decoder, *getattr(decoder, "children", ())):
        inner = getattr(one, "decompressor", None)
        ended = getattr(getattr(inner, "decompressor", inner), "eof", True)
        if ended is False and response.num_bytes_downloaded:
            raise APIConnectionError(
                "the compressed response ended too early", request=response.request
            )
