"""Keyword arguments of `client.responses`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, Required

from . import RequestOptions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from ... import params, types


class ResponsesCreateParams(RequestOptions):
    """Keyword arguments of `client.responses.create`, which documents them."""

    model: Required[str]
    input: Required[str | Sequence[params.InputItem]]
    instructions: NotRequired[str | None]
    tools: NotRequired[Sequence[params.Tool | params.OtherTool | types.OtherTool | str] | None]
    tool_choice: NotRequired[Literal["auto", "none", "required"] | None]
    temperature: NotRequired[float | None]
    top_p: NotRequired[float | None]
    max_output_tokens: NotRequired[int | None]
    previous_response_id: NotRequired[str | None]
    conversation: NotRequired[str | None]
    reasoning: NotRequired[params.Reasoning | types.Reasoning | None]
    background: NotRequired[bool | None]
    include: NotRequired[Sequence[params.Includable] | None]
    max_tool_calls: NotRequired[int | None]
    metadata: NotRequired[params.Metadata | None]
    modalities: NotRequired[Sequence[Literal["text", "audio"]] | None]
    parallel_tool_calls: NotRequired[bool | None]
    prompt: NotRequired[params.Prompt | types.Prompt | None]
    prompt_cache_key: NotRequired[str | None]
    safety_identifier: NotRequired[str | None]
    store: NotRequired[bool | None]
    text: NotRequired[params.TextConfig | types.TextConfig | None]
    truncation: NotRequired[Literal["auto", "disabled"] | None]
