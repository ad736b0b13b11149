"""What is sent: `CreateResponse`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NotRequired, Required

from typing_extensions import TypedDict

from .. import types
from .includable import Includable
from .input_item import InputItem
from .metadata import Metadata
from .other_tool import OtherTool
from .prompt import Prompt
from .reasoning import Reasoning
from .text_config import TextConfig
from .tool import Tool


class CreateResponse(TypedDict):
    """What to answer and how. Only `model` and `input` must be given. Which of the other parameters
    a model heeds depends on its provider, so properties that are not listed here are passed on
    as they are.
    """

    model: Required[str]
    """Which model writes the answer. Models of the OpenAI Pro series are reached here and not
    through chat completions. Default: `o3-pro`. Example: `gpt-4.1`.
    """

    input: Required[str | Sequence[InputItem]]
    """What the model is to answer: plain text, or a list of input items where text, images and
    files go together or roles matter. Example: `Tell me a three sentence bedtime story about a
    unicorn.`.
    """

    instructions: NotRequired[str]
    """A system or developer message put ahead of the input. It holds for this response only: one
    that continues from `previous_response_id` does not inherit it. Example: `Answer in one short
    paragraph.`.
    """

    tools: NotRequired[Sequence[Tool | OtherTool | types.OtherTool | str]]
    """What the model may call while it answers: built-in tools (`web_search_preview`,
    `file_search`, `code_interpreter`), tools of MCP servers, and functions of yours. A tool is
    described by an object or, where the provider knows it by name, by a string. Example:
    `[{"type": "web_search_preview"}]`.
    """

    tool_choice: NotRequired[Literal["auto", "none", "required"]]
    """Who decides about tool calls: with `auto` the model does, with `none` no tool is called, with
    `required` at least one is.
    """

    stream: NotRequired[bool]
    """Answer with server-sent events while the response is being written, instead of one JSON
    document at its end. Default: `false`.
    """

    temperature: NotRequired[float]
    """Randomness of sampling. Near 0 the output is focused and repeatable, near 2 it varies freely.
    Change this or `top_p`, not both. Default: `1`. Minimum: `0`. Maximum: `2`.
    """

    top_p: NotRequired[float]
    """Nucleus sampling, the other way to steer randomness: only the most likely tokens whose
    probabilities add up to this share are considered. Default: `1`. Minimum: `0`. Maximum: `1`.
    """

    max_output_tokens: NotRequired[int]
    """The most tokens that the response may take, reasoning tokens counted with the visible ones.
    Minimum: `1`. Example: `1024`.
    """

    previous_response_id: NotRequired[str]
    """`id` of the response that this one continues. Not together with `conversation`. Example:
    `resp_68af4030592c81938ec0a5fbab4a3e9f`.
    """

    conversation: NotRequired[str]
    """The conversation that the response becomes part of: what it holds already stands before the
    input. Not together with `previous_response_id`. Example: `conv_68af4030592c8193`.
    """

    reasoning: NotRequired[Reasoning | types.Reasoning]
    """How the model reasons; for gpt-5 and the o-series only."""

    background: NotRequired[bool]
    """Return at once and finish the response afterwards, out of band. Default: `false`."""

    include: NotRequired[Sequence[Includable]]
    """Extra data to put into the response. Example: `["reasoning.encrypted_content"]`."""

    max_tool_calls: NotRequired[int]
    """The most calls of built-in tools in one response, all tools taken together. Calls beyond it
    are not carried out. Minimum: `1`. Example: `8`.
    """

    metadata: NotRequired[Metadata]
    """Notes of your own on the response: at most 16 pairs, keys of up to 64 characters, values of
    up to 512.
    """

    modalities: NotRequired[Sequence[Literal["text", "audio"]]]
    """Kinds of output to produce; text alone if not given. Example: `["text"]`."""

    parallel_tool_calls: NotRequired[bool]
    """Let the model ask for several tool calls at the same time. Default: `false`."""

    prompt: NotRequired[Prompt | types.Prompt]
    """A stored prompt template to use, with values for its variables."""

    prompt_cache_key: NotRequired[str]
    """Requests that share this key are likely to share a cached prefix. Takes the place of the
    older `user` parameter. Example: `bedtime-stories`.
    """

    safety_identifier: NotRequired[str]
    """A stable name for the person on whose behalf you call, by which abuse can be traced. Send a
    hash of the account name or address, never the thing itself. Example:
    `b5bb9d8014a0f9b1d61e21e796d78dcc`.
    """

    store: NotRequired[bool]
    """Keep the response, so that it can be continued, evaluated or distilled from later. Default:
    `true`.
    """

    text: NotRequired[TextConfig | types.TextConfig]
    """Whether the model writes plain text or JSON, and by which schema."""

    truncation: NotRequired[Literal["auto", "disabled"]]
    """What happens to input that is larger than the model's context window. With `auto` the oldest
    items of the conversation are left out until it fits; with `disabled` the request fails with
    status 400. Default: `disabled`.
    """
