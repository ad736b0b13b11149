"""The seeded faults: mistakes in a generated client, and edits of its document that the client did not follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

GATEWAY, PLACE = "gateway", "place"
"""The checked-in document, with one big operation; and a small one, with every kind of parameter."""

RESPONSES = "resources/responses.py"
BEDS = "resources/beds.py"


@dataclass(frozen=True)
class Mistake:
    """What a wrong generator, or a hand, would have written instead."""

    name: str
    subject: str
    file: str
    """Below the package."""
    before: str
    after: str
    last_only: bool = False
    """Replace it where it stands last: in the asynchronous half of a module."""


@dataclass(frozen=True)
class Break:
    """A mistake of the runtime: code at the end of one of its modules that puts something else in place."""

    name: str
    subject: str
    module: str
    code: str


@dataclass(frozen=True)
class Edit:
    """A change of the document after which the client was not generated again."""

    name: str
    subject: str
    change: Callable[[Any], None]
    """Edits the document in place."""
    says: str
    """What a failing test must name."""


Fault = Mistake | Break | Edit


def _create(document: Any) -> Any:
    return document["components"]["schemas"]["CreateResponse"]


def _post(document: Any) -> Any:
    return document["paths"]["/v1/responses"]["post"]


def _list(document: Any) -> Any:
    return document["paths"]["/rooms/{room}/beds{kind}"]["get"]


def _named(operation: Any, name: str) -> Any:
    return next(p for p in operation["parameters"] if p["name"] == name)


MISTAKES: tuple[Fault, ...] = (
    Mistake("wrong verb", GATEWAY, RESPONSES, 'method="POST"', 'method="PUT"'),
    Mistake("wrong path", GATEWAY, RESPONSES, 'path="/v1/responses"', 'path="/responses"'),
    Mistake("property not sent", GATEWAY, RESPONSES, '"truncation": truncation,', ""),
    Mistake(
        "property not sent, asynchronous only", GATEWAY, RESPONSES, '"store": store,', "", True
    ),
    Mistake(
        "argument gone",
        GATEWAY,
        RESPONSES,
        "        include: Sequence[params.Includable] | None = None,\n",
        "",
    ),
    Mistake("required argument optional", GATEWAY, RESPONSES, "model: str,", "model: str = '',"),
    Mistake(
        "swapped enum of an argument", GATEWAY, RESPONSES, '"auto", "disabled"', '"auto", "off"'
    ),
    Mistake(
        "swapped enum of an alias",
        GATEWAY,
        "params/includable.py",
        '"reasoning.encrypted_content"',
        '"reasoning.content"',
    ),
    Mistake("wrong default", GATEWAY, RESPONSES, "Default: `disabled`", "Default: `auto`"),
    Mistake(
        "wrong media type",
        GATEWAY,
        RESPONSES,
        '("application/json", "json")',
        '("text/json", "json")',
    ),
    Mistake("missing auth", GATEWAY, RESPONSES, 'security=(("bearerAuth",),),', ""),
    Mistake("wrong auth", GATEWAY, "_client.py", '"bearerAuth", "bearer"', '"bearerAuth", "basic"'),
    Mistake("wrong variable", GATEWAY, "_client.py", '"WISDOM_GATE_API_KEY"', '"GATE_API_KEY"'),
    Mistake("wrong server", GATEWAY, "_client.py", "https://wisdom", "https://other"),
    Mistake("forgotten stream flag", GATEWAY, RESPONSES, 'stream_flag="stream",', ""),
    Mistake(
        "wrong type of events",
        GATEWAY,
        RESPONSES,
        "lambda: types.ResponseStreamEvent",
        "lambda: types.Response",
    ),
    Mistake(
        "wrong type of one event",
        GATEWAY,
        "types/response_stream_event.py",
        '"response.failed": "ResponseFailedEvent"',
        '"response.failed": "ResponseQueuedEvent"',
    ),
    Mistake(
        "lost kind of event",
        GATEWAY,
        "types/response_stream_event.py",
        '"response.queued": "ResponseQueuedEvent",',
        "",
    ),
    Mistake(
        "wrong type of the answer",
        GATEWAY,
        RESPONSES,
        "lambda: types.Response)",
        "lambda: types.Usage)",
    ),
    Mistake(
        "wrong type of an error",
        GATEWAY,
        RESPONSES,
        '"429", "application/json", "json", lambda: types.ErrorResponse',
        '"429", "application/json", "json", lambda: types.Usage',
    ),
    Mistake(
        "lost field",
        GATEWAY,
        "types/usage.py",
        "total_tokens: int | None = None",
        "tokens: int | None = None",
    ),
    Mistake(
        "wrong type of a field",
        GATEWAY,
        "types/usage.py",
        "input_tokens: int | None",
        "input_tokens: str | None",
    ),
    Mistake("strict mode lost", GATEWAY, "_client.py", "strict=strict", "strict=False"),
    Mistake("time limit lost", GATEWAY, "_client.py", "timeout=timeout,", ""),
    Mistake("retries lost", GATEWAY, "_client.py", "max_retries=max_retries", "max_retries=0"),
    Mistake("wrong view", GATEWAY, RESPONSES, "core.streamed(resource)", "core.raw(resource)"),
    Mistake("wrong style", PLACE, BEDS, 'style="pipeDelimited"', 'style="spaceDelimited"'),
    Mistake("wrong explode", PLACE, BEDS, 'style="matrix", explode=True', 'style="matrix"'),
    Mistake(
        "wrong place",
        PLACE,
        BEDS,
        'spelling.Param("tags", "query")',
        'spelling.Param("tags", "header")',
    ),
    Mistake("query parameter not sent", PLACE, BEDS, '"tags": tags,', ""),
    Mistake("header not sent", PLACE, BEDS, 'header={"X-Trace": x_trace},', ""),
    Mistake("cookie not sent", PLACE, BEDS, '"theme": theme', ""),
    Mistake("part not sent", PLACE, BEDS, '"captions": captions,', ""),
    Mistake(
        "lost way to authenticate",
        PLACE,
        BEDS,
        '(("key",), ("token",), ("user", "session"))',
        '(("key",),)',
    ),
    Mistake(
        "wrong encoding of the body",
        PLACE,
        BEDS,
        '("multipart/form-data", "multipart")',
        '("multipart/form-data", "form")',
    ),
    Mistake("null not sent", PLACE, BEDS, 'nullable=frozenset({"note"})', "nullable=frozenset()"),
    Mistake("wrong verb of a HEAD", PLACE, BEDS, 'method="HEAD"', 'method="GET"'),
    Mistake("swapped enum of a field", PLACE, "types/bed.py", '"narrow"', '"slim"'),
)

BREAKS: tuple[Fault, ...] = (
    Break(
        "unescaped path",
        PLACE,
        "_styles",
        "def encode(value, allow_reserved=False):\n    return value\n",
    ),
    Break(
        "undocumented header",
        PLACE,
        "_settings",
        "_before = _own_headers\ndef _own_headers(spec):\n"
        "    return {**_before(spec), 'x-spy': ('X-Spy', '1')}\n",
    ),
    Break(
        "wrong class of error",
        GATEWAY,
        "_errors",
        "def status_error_class(status):\n    return APIStatusError\n",
    ),
    Break(
        "Retry-After ignored",
        GATEWAY,
        "_retry",
        "def retry_after(headers, now):\n    return None\n",
    ),
    Break("retries never", GATEWAY, "_retry", "def retried(status, headers):\n    return False\n"),
    Break(
        "garbage taken for text",
        GATEWAY,
        "_decode",
        "_before = parsed\ndef parsed(kind, response, content, **more):\n"
        "    try:\n        return _before(kind, response, content, **more)\n"
        "    except APIResponseValidationError:\n        return content.decode()\n",
    ),
    Break(
        "error in a stream swallowed", GATEWAY, "_stream", "Decoder._maybe_error = Decoder._value\n"
    ),
    Break(
        "cut stream taken for whole",
        GATEWAY,
        "_stream",
        "_before = _iterate\ndef _iterate(response, decoder, chunks):\n"
        "    try:\n        yield from _before(response, decoder, chunks)\n"
        "    except APIConnectionError:\n        pass\n",
    ),
    Break(
        "connection kept open",
        PLACE,
        "_stream",
        "Stream.close = lambda self: None\n"
        "def _iterate(response, decoder, chunks):\n"
        "    for chunk in chunks:\n        yield from decoder.values(chunk)\n",
    ),
    Break(
        "unknown fields lost",
        GATEWAY,
        "_model",
        "Model.to_dict = lambda self: {k: v for k, v in wire_data(self).items() if k in type(self).model_fields}\n",
    ),
)


def _edit(subject: str, says: str) -> Callable[[Callable[[Any], None]], Edit]:
    """Makes an edit of a function, whose documentation is the edit's name."""

    def made(change: Callable[[Any], None]) -> Edit:
        return Edit(str(change.__doc__).rstrip("."), subject, change, says)

    return made


@_edit(GATEWAY, "`seed`")
def property_added(document: Any) -> None:
    """property added."""
    _create(document)["properties"]["seed"] = {"type": "integer"}


@_edit(GATEWAY, "`include`")
def property_removed(document: Any) -> None:
    """property removed."""
    del _create(document)["properties"]["include"]


@_edit(GATEWAY, '"smart"')
def value_added(document: Any) -> None:
    """enum value added."""
    _create(document)["properties"]["truncation"]["enum"].append("smart")


@_edit(GATEWAY, "temperature/type")
def type_changed(document: Any) -> None:
    """type changed."""
    _create(document)["properties"]["temperature"]["type"] = "string"


@_edit(GATEWAY, "temperature/maximum")
def bound_changed(document: Any) -> None:
    """bound changed."""
    _create(document)["properties"]["temperature"]["maximum"] = 1


@_edit(GATEWAY, "`instructions` became required")
def became_required(document: Any) -> None:
    """property became required."""
    _create(document)["required"].append("instructions")


@_edit(GATEWAY, "`truncation`: the default")
def default_changed(document: Any) -> None:
    """default changed."""
    _create(document)["properties"]["truncation"]["default"] = "auto"


@_edit(GATEWAY, "GET /v1/models")
def operation_added(document: Any) -> None:
    """operation added."""
    document["paths"]["/v1/models"] = {"get": {"responses": {"200": {"description": "all"}}}}


@_edit(GATEWAY, "the answer 402 was added")
def error_added(document: Any) -> None:
    """error added."""
    _post(document)["responses"]["402"] = _post(document)["responses"]["401"]


@_edit(GATEWAY, "properties/total_tokens/type")
def answer_changed(document: Any) -> None:
    """type of a field of the answer changed."""
    usage = document["components"]["schemas"]["Usage"]
    usage["properties"]["total_tokens"]["type"] = "string"


@_edit(GATEWAY, "anonymous")
def security_changed(document: Any) -> None:
    """security loosened."""
    _post(document)["security"] = [{"bearerAuth": []}, {}]


@_edit(GATEWAY, "the server was")
def server_changed(document: Any) -> None:
    """server moved."""
    document["servers"][0]["url"] = "https://elsewhere.example"


@_edit(PLACE, "query parameter `colour`")
def parameter_added(document: Any) -> None:
    """parameter added."""
    parameter = {"name": "colour", "in": "query", "schema": {"type": "string"}}
    _list(document)["parameters"].append(parameter)


@_edit(PLACE, "header parameter `x-trace`")
def parameter_removed(document: Any) -> None:
    """parameter removed."""
    parameters = _list(document)["parameters"]
    parameters.remove(_named(_list(document), "X-Trace"))


@_edit(PLACE, "query parameter `tags` became required")
def parameter_required(document: Any) -> None:
    """parameter became required."""
    _named(_list(document), "tags")["required"] = True


@_edit(PLACE, "query parameter `ids`: the style")
def style_changed(document: Any) -> None:
    """style changed."""
    _named(_list(document), "ids")["style"] = "spaceDelimited"


@_edit(PLACE, "DELETE /beds/picture")
def verb_added(document: Any) -> None:
    """verb added."""
    path = document["paths"]["/beds/picture"]
    path["delete"] = {"responses": {"204": {"description": "gone"}}}


EDITS: tuple[Fault, ...] = tuple(one for one in list(globals().values()) if isinstance(one, Edit))

FAULTS: tuple[Fault, ...] = (*MISTAKES, *BREAKS, *EDITS)
