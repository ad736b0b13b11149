"""Which operation a method of a client calls: it is called with placeholders, and nothing is sent."""

# pyright: reportPrivateUsage=false
# A double is a part of the runtime; what they share is private to generated code's users.

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from typing import Any, Final, cast

from .._operation import Operation
from .._resource import AsyncResource, SyncResource

_OPTIONS: Final = frozenset({"extra_headers", "extra_query", "extra_body", "timeout"})


def operation_of(call: Callable[..., object], client: object) -> Operation:
    """The operation of a method such as `client.responses.create`.

    *client* is the double that it must belong to. Raises `TypeError` if it is no such method.
    """
    resource: Any = getattr(call, "__self__", None)
    if not isinstance(resource, SyncResource | AsyncResource):
        raise TypeError(f"expected a method such as `client.responses.create`, found {call!r}")
    if getattr(resource._client, "mock", None) is not client:
        raise TypeError(f"{_named(call)} belongs to another client")
    found: list[Operation] = []
    probe: Any = copy(resource)

    def caught(operation: Operation, **_: object) -> None:
        found.append(operation)

    async def acaught(operation: Operation, **_: object) -> None:
        found.append(operation)

    probe._call = acaught if isinstance(resource, AsyncResource) else caught
    probe._walk = caught
    method = getattr(probe, str(getattr(call, "__name__", "")))
    names = [name for name in inspect.signature(method).parameters if name not in _OPTIONS]
    result: Any = method(**dict.fromkeys(names))
    if inspect.iscoroutine(result):
        with suppress(StopIteration):
            cast("Any", result).send(None)
    if not found:
        raise TypeError(f"{_named(call)} calls no operation")
    return found[0]


def _named(call: object) -> str:
    return str(getattr(call, "__qualname__", call))
