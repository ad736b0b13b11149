"""The resource `client.responses`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import types
from .._runtime import core

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Literal, Unpack

    from .. import params


_CREATE = core.Operation(
    id="createResponse",
    method="POST",
    path="/v1/responses",
    body=core.Body(("application/json", "json"), required=True),
    replies=(
        core.Reply("200", "application/json", "json", lambda: types.Response),
        core.Reply("200", "text/event-stream", "events", lambda: types.ResponseStreamEvent),
        core.Reply("400", "application/json", "json", lambda: types.ErrorResponse),
        core.Reply("401", "application/json", "json", lambda: types.ErrorResponse),
        core.Reply("403", "application/json", "json", lambda: types.ErrorResponse),
        core.Reply("404", "application/json", "json", lambda: types.ErrorResponse),
        core.Reply("429", "application/json", "json", lambda: types.ErrorResponse),
        core.Reply("500", "application/json", "json", lambda: types.ErrorResponse),
    ),
    security=(("bearerAuth",),),
    stream_flag="stream",
    streams=True,
)


class Responses(core.SyncResource):
    """Answers from a model, with tools, images and files, state and streaming."""

    def create(
        self,
        *,
        model: str,
        input: str | Sequence[params.InputItem],
        instructions: str | None = None,
        tools: Sequence[params.Tool | params.OtherTool | types.OtherTool | str] | None = None,
        tool_choice: Literal["auto", "none", "required"] | None = None,
        stream: bool | None = None,
        temperature: float | None = None,
        top_p: float | None = None,
        max_output_tokens: int | None = None,
        previous_response_id: str | None = None,
        conversation: str | None = None,
        reasoning: params.Reasoning | types.Reasoning | None = None,
        background: bool | None = None,
        include: Sequence[params.Includable] | None = None,
        max_tool_calls: int | None = None,
        metadata: params.Metadata | None = None,
        modalities: Sequence[Literal["text", "audio"]] | None = None,
        parallel_tool_calls: bool | None = None,
        prompt: params.Prompt | types.Prompt | None = None,
        prompt_cache_key: str | None = None,
        safety_identifier: str | None = None,
        store: bool | None = None,
        text: params.TextConfig | types.TextConfig | None = None,
        truncation: Literal["auto", "disabled"] | None = None,
        extra_headers: core.Headers | None = None,
        extra_query: core.Query | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: core.TimeoutLike | core.NotGiven = core.NOT_GIVEN,
    ) -> types.Response | core.Stream[types.ResponseStreamEvent]:
        """Create a response

        Has a model answer. Takes text, images and files, lets the model use built-in tools and
        functions of yours, and can continue from an earlier response. For models of the OpenAI Pro
        series this is the only way; plain chat with other models can use `/v1/chat/completions` as
        well.

        Args:
            model: Which model writes the answer. Models of the OpenAI Pro series are reached
                here and not through chat completions. Default: `o3-pro`. Example: `gpt-4.1`.
            input: What the model is to answer: plain text, or a list of input items where text,
                images and files go together or roles matter. Example: `Tell me a three sentence
                bedtime story about a unicorn.`.
            instructions: A system or developer message put ahead of the input. It holds for
                this response only: one that continues from `previous_response_id` does not inherit
                it. Example: `Answer in one short paragraph.`.
            tools: What the model may call while it answers: built-in tools
                (`web_search_preview`, `file_search`, `code_interpreter`), tools of MCP servers, and
                functions of yours. A tool is described by an object or, where the provider knows it
                by name, by a string. Example: `[{"type": "web_search_preview"}]`.
            tool_choice: Who decides about tool calls: with `auto` the model does, with `none`
                no tool is called, with `required` at least one is.
            stream: Answer with server-sent events while the response is being written, instead
                of one JSON document at its end. Default: `false`.
            temperature: Randomness of sampling. Near 0 the output is focused and repeatable,
                near 2 it varies freely. Change this or `top_p`, not both. Default: `1`. Minimum:
                `0`. Maximum: `2`.
            top_p: Nucleus sampling, the other way to steer randomness: only the most likely
                tokens whose probabilities add up to this share are considered. Default: `1`.
                Minimum: `0`. Maximum: `1`.
            max_output_tokens: The most tokens that the response may take, reasoning tokens
                counted with the visible ones. Minimum: `1`. Example: `1024`.
            previous_response_id: `id` of the response that this one continues. Not together
                with `conversation`. Example: `resp_68af4030592c81938ec0a5fbab4a3e9f`.
            conversation: The conversation that the response becomes part of: what it holds
                already stands before the input. Not together with `previous_response_id`. Example:
                `conv_68af4030592c8193`.
            reasoning: How the model reasons; for gpt-5 and the o-series only.
            background: Return at once and finish the response afterwards, out of band. Default:
                `false`.
            include: Extra data to put into the response. Example:
                `["reasoning.encrypted_content"]`.
            max_tool_calls: The most calls of built-in tools in one response, all tools taken
                together. Calls beyond it are not carried out. Minimum: `1`. Example: `8`.
            metadata: Notes of your own on the response: at most 16 pairs, keys of up to 64
                characters, values of up to 512.
            modalities: Kinds of output to produce; text alone if not given. Example:
                `["text"]`.
            parallel_tool_calls: Let the model ask for several tool calls at the same time.
                Default: `false`.
            prompt: A stored prompt template to use, with values for its variables.
            prompt_cache_key: Requests that share this key are likely to share a cached prefix.
                Takes the place of the older `user` parameter. Example: `bedtime-stories`.
            safety_identifier: A stable name for the person on whose behalf you call, by which
                abuse can be traced. Send a hash of the account name or address, never the thing
                itself. Example: `b5bb9d8014a0f9b1d61e21e796d78dcc`.
            store: Keep the response, so that it can be continued, evaluated or distilled from
                later. Default: `true`.
            text: Whether the model writes plain text or JSON, and by which schema.
            truncation: What happens to input that is larger than the model's context window.
                With `auto` the oldest items of the conversation are left out until it fits; with
                `disabled` the request fails with status 400. Default: `disabled`.

        Returns:
            The response: one JSON document, or with `stream` its events as they happen.

        Raises:
            BadRequestError: `400`: The request is at fault.
            AuthenticationError: `401`: No API key, or one that is not valid.
            PermissionDeniedError: `403`: The API key is valid but may not do this.
            NotFoundError: `404`: Something that the request names does not exist: the model, an
                earlier response, a conversation.
            RateLimitError: `429`: Too many requests, or no quota left.
            InternalServerError: `500`: The gateway or the model's provider failed.
        """
        return self._call(
            _CREATE,
            body={
                "model": model,
                "input": input,
                "instructions": instructions,
                "tools": tools,
                "tool_choice": tool_choice,
                "stream": stream,
                "temperature": temperature,
                "top_p": top_p,
                "max_output_tokens": max_output_tokens,
                "previous_response_id": previous_response_id,
                "conversation": conversation,
                "reasoning": reasoning,
                "background": background,
                "include": include,
                "max_tool_calls": max_tool_calls,
                "metadata": metadata,
                "modalities": modalities,
                "parallel_tool_calls": parallel_tool_calls,
                "prompt": prompt,
                "prompt_cache_key": prompt_cache_key,
                "safety_identifier": safety_identifier,
                "store": store,
                "text": text,
                "truncation": truncation,
            },
            options=core.Options(extra_headers, extra_query, extra_body, timeout),
        )

    @property
    def with_raw_response(self) -> ResponsesWithRawResponse:
        """The same methods, returning the whole response: status, headers, and the value by `parse()`."""
        return ResponsesWithRawResponse(self)

    @property
    def with_streaming_response(self) -> ResponsesWithStreamingResponse:
        """The same methods, as context managers of a response whose body is not read yet."""
        return ResponsesWithStreamingResponse(self)


class ResponsesWithRawResponse:
    """`with_raw_response` of `Responses`."""

    def __init__(self, resource: Responses) -> None:
        self._resource: Any = core.raw(resource)

    def create(
        self, *, stream: bool | None = None, **arguments: Unpack[params.ResponsesCreateParams]
    ) -> (
        core.APIResponse[types.Response] | core.APIResponse[core.Stream[types.ResponseStreamEvent]]
    ):
        return self._resource.create(stream=stream, **arguments)


class ResponsesWithStreamingResponse:
    """`with_streaming_response` of `Responses`."""

    def __init__(self, resource: Responses) -> None:
        self._resource: Any = core.streamed(resource)

    def create(
        self, *, stream: bool | None = None, **arguments: Unpack[params.ResponsesCreateParams]
    ) -> (
        core.ResponseManager[types.Response]
        | core.ResponseManager[core.Stream[types.ResponseStreamEvent]]
    ):
        return self._resource.create(stream=stream, **arguments)


class AsyncResponses(core.AsyncResource):
    """Answers from a model, with tools, images and files, state and streaming."""

    async def create(
        self,
        *,
        model: str,
        input: str | Sequence[params.InputItem],
        instructions: str | None = None,
        tools: Sequence[params.Tool | params.OtherTool | types.OtherTool | str] | None = None,
        tool_choice: Literal["auto", "none", "required"] | None = None,
        stream: bool | None = None,
        temperature: float | None = None,
        top_p: float | None = None,
        max_output_tokens: int | None = None,
        previous_response_id: str | None = None,
        conversation: str | None = None,
        reasoning: params.Reasoning | types.Reasoning | None = None,
        background: bool | None = None,
        include: Sequence[params.Includable] | None = None,
        max_tool_calls: int | None = None,
        metadata: params.Metadata | None = None,
        modalities: Sequence[Literal["text", "audio"]] | None = None,
        parallel_tool_calls: bool | None = None,
        prompt: params.Prompt | types.Prompt | None = None,
        prompt_cache_key: str | None = None,
        safety_identifier: str | None = None,
        store: bool | None = None,
        text: params.TextConfig | types.TextConfig | None = None,
        truncation: Literal["auto", "disabled"] | None = None,
        extra_headers: core.Headers | None = None,
        extra_query: core.Query | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: core.TimeoutLike | core.NotGiven = core.NOT_GIVEN,
    ) -> types.Response | core.AsyncStream[types.ResponseStreamEvent]:
        """Asynchronous `Responses.create`: the same arguments, result and errors."""
        return await self._call(
            _CREATE,
            body={
                "model": model,
                "input": input,
                "instructions": instructions,
                "tools": tools,
                "tool_choice": tool_choice,
                "stream": stream,
                "temperature": temperature,
                "top_p": top_p,
                "max_output_tokens": max_output_tokens,
                "previous_response_id": previous_response_id,
                "conversation": conversation,
                "reasoning": reasoning,
                "background": background,
                "include": include,
                "max_tool_calls": max_tool_calls,
                "metadata": metadata,
                "modalities": modalities,
                "parallel_tool_calls": parallel_tool_calls,
                "prompt": prompt,
                "prompt_cache_key": prompt_cache_key,
                "safety_identifier": safety_identifier,
                "store": store,
                "text": text,
                "truncation": truncation,
            },
            options=core.Options(extra_headers, extra_query, extra_body, timeout),
        )

    @property
    def with_raw_response(self) -> AsyncResponsesWithRawResponse:
        """The same methods, returning the whole response: status, headers, and the value by `parse()`."""
        return AsyncResponsesWithRawResponse(self)

    @property
    def with_streaming_response(self) -> AsyncResponsesWithStreamingResponse:
        """The same methods, as context managers of a response whose body is not read yet."""
        return AsyncResponsesWithStreamingResponse(self)


class AsyncResponsesWithRawResponse:
    """`with_raw_response` of `AsyncResponses`."""

    def __init__(self, resource: AsyncResponses) -> None:
        self._resource: Any = core.raw(resource)

    async def create(
        self, *, stream: bool | None = None, **arguments: Unpack[params.ResponsesCreateParams]
    ) -> (
        core.AsyncAPIResponse[types.Response]
        | core.AsyncAPIResponse[core.AsyncStream[types.ResponseStreamEvent]]
    ):
        return await self._resource.create(stream=stream, **arguments)


class AsyncResponsesWithStreamingResponse:
    """`with_streaming_response` of `AsyncResponses`."""

    def __init__(self, resource: AsyncResponses) -> None:
        self._resource: Any = core.streamed(resource)

    def create(
        self, *, stream: bool | None = None, **arguments: Unpack[params.ResponsesCreateParams]
    ) -> (
        core.AsyncResponseManager[types.Response]
        | core.AsyncResponseManager[core.AsyncStream[types.ResponseStreamEvent]]
    ):
        return core.deferred(self._resource.create(stream=stream, **arguments))
