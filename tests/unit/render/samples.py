"""Small APIs built by hand, for the tests of rendering."""

from __future__ import annotations

from instep.ir.api import Api, Resource, SchemeKind, SecurityScheme, Server
from instep.ir.operation import (
    Body,
    BodyArgument,
    In,
    Media,
    MediaKind,
    Operation,
    Parameter,
    Response,
    Stream,
    Style,
)
from instep.ir.text import Doc, Text
from instep.ir.types import (
    AliasDef,
    AnyType,
    Constraints,
    Definition,
    Definitions,
    Discriminator,
    Field,
    ListType,
    LiteralType,
    MapType,
    ModelDef,
    NullableType,
    RefType,
    ScalarKind,
    ScalarType,
    UnionType,
)

STRING = ScalarType(ScalarKind.STRING)
INTEGER = ScalarType(ScalarKind.INTEGER)
BOOLEAN = ScalarType(ScalarKind.BOOLEAN)
WHEN = ScalarType(ScalarKind.DATE_TIME)


def words(text: str) -> Doc:
    """A description."""
    return Doc(description=Text(text))


def definitions(*members: Definition) -> Definitions:
    """The definitions, by key."""
    return Definitions({member.key: member for member in members})


def model(name: str, *fields: Field, module: str = "", **facts: object) -> ModelDef:
    """A model that is sent and received, in a module of its own unless told otherwise."""
    options: dict[str, object] = {"extra": AnyType(), "sent": True, "received": True, **facts}
    return ModelDef(
        key=f"#/{name}",
        name=name,
        module=module or name.lower(),
        fields=fields,
        **options,  # type: ignore[arg-type]
    )


def alias(name: str, type_: object, module: str = "", *, sent: bool = True) -> AliasDef:
    """An alias that is received, and sent unless told otherwise."""
    return AliasDef(
        key=f"#/{name}",
        name=name,
        module=module or name.lower(),
        type=type_,  # type: ignore[arg-type]
        sent=sent,
        received=True,
    )


def stories() -> Api:
    """An API that tells stories: a streamed operation, a path parameter, a union, a cycle."""
    tell, fetch = tell_operation(), fetch_operation()
    return Api(
        title=Text("Stories"),
        version=Text("1.2"),
        openapi="3.1.0",
        servers=(Server("https://stories.example/v1"),),
        security_schemes=(SecurityScheme("bearer", "api_key", "API_KEY", SchemeKind.BEARER),),
        operations=(tell, fetch),
        resources=(Resource(("stories",), "Stories", "stories", (tell, fetch)),),
        definitions=definitions(
            *sent_definitions(), tell_body(), story_definition(), *event_definitions()
        ),
        root={},
        doc=words("Tells stories."),
    )


def sent_definitions() -> tuple[Definition, ...]:
    """A prompt, and what it may come from: a cycle."""
    prompt = model(
        "Prompt",
        Field("text", "text", STRING, required=True, doc=words("What to say.")),
        Field("from", "from_", NullableType(STRING), required=False),
        Field("parent", "parent", RefType("#/Node"), required=False),
        module="node",
    )
    return prompt, alias(
        "Node", UnionType((RefType("#/Prompt"), ListType(RefType("#/Node")))), "node"
    )


def story_definition() -> Definition:
    """A story, with attributes of several kinds."""
    return model(
        "Story",
        Field("id", "id", ScalarType(ScalarKind.UUID), required=True),
        Field("created", "created", WHEN, required=True, doc=words("When.")),
        Field(
            "mood",
            "mood",
            LiteralType(("glad", "sad")),
            required=False,
            default="glad",
            doc=words("How it\nfeels."),
        ),
        Field(
            "score", "score", ScalarType(ScalarKind.NUMBER, Constraints(minimum=0)), required=False
        ),
        Field("tags", "tags", MapType(ListType(STRING)), required=False),
        Field("of", "of", RefType("#/Node"), required=False),
        doc=words("A story."),
        sent=False,
        extra=INTEGER,
    )


def event_definitions() -> tuple[Definition, ...]:
    """The events of a stream, told apart by their `type`, and the body of errors."""
    started = model(
        "Started", Field("type", "type", LiteralType(("started",)), required=True), sent=False
    )
    word = model(
        "Word",
        Field("type", "type", LiteralType(("word",)), required=True),
        Field("text", "text", STRING, required=True),
        sent=False,
        extra=None,
    )
    tags = Discriminator("type", (("started", "#/Started"), ("word", "#/Word")))
    event = alias("Event", UnionType((RefType("#/Started"), RefType("#/Word")), tags), sent=False)
    problem = model("Problem", Field("message", "message", STRING, required=True), sent=False)
    return started, word, event, problem


def _json(type_: object) -> Media:
    return Media("application/json", MediaKind.JSON, type_, True)  # type: ignore[arg-type]


def tell_body() -> Definition:
    """The object whose properties are the arguments of `tell`."""
    body = tell_operation().body
    assert body is not None
    fields = (Field(a.wire, a.argument, a.type, a.required) for a in body.arguments)
    return model("TellBody", *fields)


def tell_operation() -> Operation:
    """`stories.tell`: a flattened body, a stream."""
    events = Media("text/event-stream", MediaKind.EVENTS, RefType("#/Event"), True)
    arguments = (
        BodyArgument("prompt", "prompt", RefType("#/Prompt"), True, doc=words("What about.")),
        BodyArgument(
            "mood",
            "mood",
            LiteralType(("glad", "sad")),
            False,
            default="glad",
            doc=words("How it feels."),
        ),
        BodyArgument("before", "before", NullableType(WHEN), False),
        BodyArgument("stream", "stream", BOOLEAN, False),
    )
    return Operation(
        key="POST /stories",
        id="tellStory",
        method="POST",
        path="/stories",
        call=("stories", "tell"),
        parameters=(),
        body=Body(True, (_json(RefType("#/TellBody")),), arguments, model="#/TellBody"),
        responses=(
            Response("200", (_json(RefType("#/Story")), events), doc=words("The story.")),
            Response("404", (_json(RefType("#/Problem")),), doc=words("No such story.")),
        ),
        stream=Stream(events, "stream"),
        security=(("bearer",),),
        type_name="StoriesTell",
        doc=Doc(summary=Text("Tell a story."), description=Text("It may take a while.")),
    )


def fetch_operation() -> Operation:
    """`stories.fetch`: a path parameter and a query parameter."""
    return Operation(
        key="GET /stories/{storyId}",
        id="",
        method="GET",
        path="/stories/{storyId}",
        call=("stories", "fetch"),
        parameters=(
            Parameter("storyId", "story_id", In.PATH, STRING, True, True, Style.SIMPLE, False),
            Parameter(
                "fields", "fields", In.QUERY, ListType(STRING), True, False, Style.FORM, False
            ),
        ),
        body=None,
        responses=(
            Response("200", (_json(UnionType((RefType("#/Story"), ListType(WHEN)))),)),
            Response("204", ()),
        ),
        stream=None,
        security=(),
        type_name="StoriesFetch",
    )
