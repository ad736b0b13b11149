"""What a caller chooses that no part of the request says: the body's media type, and a stream."""

from __future__ import annotations

from typing import Final

from instep.ir.operation import In, MediaKind, Operation, Parameter, Response

STREAMED: Final = frozenset({MediaKind.EVENTS, MediaKind.JSON_LINES})


def successes(operation: Operation) -> list[Response]:
    """The documented successful responses; `default` counts where there is no other."""
    found = [response for response in operation.responses if response.status.startswith("2")]
    return found or [response for response in operation.responses if response.status == "default"]


def media_choice(operation: Operation) -> str:
    """The argument that chooses the body's media type; empty: there is nothing to choose."""
    types = {media.content_type for media in operation.body.media} if operation.body else set[str]()
    return _free(operation, "content_type") if len(types - {""}) > 1 else ""


def stream_choice(operation: Operation) -> str:
    """The argument that asks for a stream by `Accept`; empty: something sent does, or there is no choice."""
    if operation.stream is None or operation.stream.flag:
        return ""
    plain = (media for response in successes(operation) for media in response.media)
    return _free(operation, "stream") if any(m.kind not in STREAMED for m in plain) else ""


def flag_parameter(operation: Operation) -> Parameter | None:
    """The query parameter that asks for a stream, where no property of the body does."""
    flag = operation.stream.flag if operation.stream else ""
    if not flag or (operation.body and any(a.wire == flag for a in operation.body.arguments)):
        return None
    queries = (p for p in operation.parameters if p.location is In.QUERY)
    return next((parameter for parameter in queries if parameter.wire == flag), None)


def always_streams(operation: Operation) -> bool:
    """Whether every call of the operation asks for a stream."""
    stream = operation.stream
    return stream is not None and not stream.flag and not stream_choice(operation)


def _free(operation: Operation, name: str) -> str:
    """The name, or a longer one where something sent has it."""
    taken = {parameter.argument for parameter in operation.parameters}
    if operation.body is not None:
        taken |= {argument.argument for argument in operation.body.arguments}
    while name in taken:
        name = f"client_{name}"
    return name
