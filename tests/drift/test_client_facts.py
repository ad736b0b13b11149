"""What no schema says and callers notice: pages, streams, credentials, servers, bodies of errors."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from shelf import Json, compared

from instep.drift.impact import find_impact

_S = {"type": "string"}
_THING = {"type": "object", "properties": {"id": _S}}
_OTHER = {"type": "object", "properties": {"code": _S}}


def _document(**more: Json) -> Json:
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://a.example"}],
        "paths": {},
        **more,
    }


def _call(content: Json, *, more: Json = None, **document: Json) -> Json:
    answers = {"200": {"description": "d", "content": content}}
    operation = {"operationId": "things_list", "responses": answers, **(more or {})}
    return _document(paths={"/things": {"post": operation}}, **document)


def _listed(parameters: list[str], told: list[str], kind: str = "string") -> Json:
    properties: Json = {name: {"type": kind} for name in told}
    properties["data"] = {"type": "array", "items": _THING}
    schema = {"type": "object", "properties": properties, "required": ["data"]}
    asked = [{"name": name, "in": "query", "schema": {"type": kind}} for name in parameters]
    made = _call({"application/json": {"schema": schema}}, more={"parameters": asked})
    made["paths"]["/things"]["get"] = made["paths"]["/things"].pop("post")
    return made


_JSON = {"application/json": {"schema": _THING}}
_EVENTS = {"text/event-stream": {"schema": _THING}}
_CURSOR, _WHOLE = _listed(["cursor", "limit"], ["next_cursor"]), _listed(["limit"], ["next_cursor"])
_NUMBERED = _listed(["page", "limit"], ["page", "total_pages"], "integer")
_BEARER, _BASIC = {"type": "http", "scheme": "bearer"}, {"type": "http", "scheme": "basic"}
_KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def _asking(body: list[str], content: Json) -> Json:
    properties = {name: {"type": "boolean"} for name in body}
    schema = {"type": "object", "properties": {"q": _S, **properties}}
    sent = {"content": {"application/json": {"schema": schema}}}
    return _call(content, more={"requestBody": sent})


def _secured(*used: str, **schemes: Json) -> Json:
    security = [{name: []} for name in used]
    return _call(_JSON, components={"securitySchemes": schemes}, security=security)


def _served(*servers: Json) -> Json:
    return _call(_JSON, servers=[*servers])


def _failing(name: str) -> Json:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    answers = {"200": {"description": "d"}, "404": {"description": "d", "content": content}}
    schemas = {"E": _THING, "F": _OTHER}
    return _call({}, more={"responses": answers}, components={"schemas": schemas})


_ref = {"$ref": "#/components/schemas/E"}


def _holding(schema: Json) -> Json:
    return {"type": "object", "properties": {"thing": schema}}


def _giving(schema: Json) -> Json:
    content = {"application/json": {"schema": schema}}
    return _call(content, components={"schemas": {"E": _THING, "F": _OTHER}})


_HOST = {"url": "https://{region}.example", "variables": {"region": {"default": "eu"}}}
_US = {**_HOST, "variables": {"region": {"default": "us"}}}
_OWN = {"servers": [{"url": "https://b.example"}]}

FACTS: list[tuple[str, Json, Json, str, str]] = [
    ("pages lost", _CURSOR, _WHOLE, "client-pagination-removed", "breaking"),
    ("pages gained", _WHOLE, _CURSOR, "client-pagination-added", "compatible"),
    ("another way to page", _CURSOR, _NUMBERED, "client-pagination-changed", "compatible"),
    ("a stream, and now JSON too", _call(_EVENTS), _call({**_JSON, **_EVENTS}),
     "client-stream-asked-otherwise", "breaking"),
    ("a stream alone", _call({**_JSON, **_EVENTS}), _call(_EVENTS),
     "client-stream-asked-otherwise", "breaking"),
    ("a stream is asked for in the body", _asking([], _EVENTS),
     _asking(["stream"], {**_JSON, **_EVENTS}), "client-stream-asked-otherwise", "breaking"),
    ("JSON becomes a stream", _call(_JSON), _call(_EVENTS), "response-media-type-removed", "breaking"),
    ("a stream as well", _call(_JSON), _call({**_JSON, **_EVENTS}),
     "response-media-type-added", "compatible"),
    ("a scheme is renamed", _secured("a", a=_BEARER), _secured("b", b=_BEARER),
     "api-security-component-removed", "compatible"),
    ("a scheme more", _secured("a", a=_BEARER), _secured("a", "k", a=_BEARER, k=_KEY),
     "api-security-component-added", "compatible"),
    ("another scheme is the usual one", _secured("a", a=_BEARER), _secured("k", a=_BEARER, k=_KEY),
     "client-option-changed", "breaking"),
    ("its variable", _secured("a", a=_BEARER), _secured("k", a=_BEARER, k=_KEY),
     "client-variable-changed", "breaking"),
    ("a keyword is not needed any more", _secured("a", "k", a=_BEARER, k=_KEY), _secured("a", a=_BEARER),
     "client-option-removed", "breaking"),
    ("a key is a pair now", _secured("a", a=_BEARER), _secured("a", a=_BASIC),
     "api-security-component-type-changed", "breaking"),
    ("a key has another header", _secured("k", k=_KEY), _secured("k", k={**_KEY, "name": "X-K"}),
     "api-security-component-type-changed", "compatible"),
    ("nothing documented, then a pair", _call(_JSON), _secured("a", a=_BASIC),
     "client-option-changed", "breaking"),
    ("a server's variable", _served(_HOST), _served(_US), "api-server-changed", "breaking"),
    ("no server", _served(_HOST), _served(), "api-server-removed", "breaking"),
    ("a server", _served(), _served(_HOST), "api-server-added", "none"),
    ("a server of its own", _call(_JSON), _call(_JSON, more=_OWN),
     "api-server-of-operation-changed", "breaking"),
    ("another class of error", _failing("E"), _failing("F"), "client-error-class-changed", "breaking"),
    ("an answer is inline now", _giving(_ref), _giving(_THING), "client-class-changed", "breaking"),
    ("items are inline now", _giving({"type": "array", "items": _ref}),
     _giving({"type": "array", "items": _THING}), "client-class-changed", "breaking"),
    ("an attribute is inline now", _giving(_holding(_ref)), _giving(_holding(_THING)),
     "client-class-changed", "breaking"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "rule", "client"), [fact[1:] for fact in FACTS], ids=[fact[0] for fact in FACTS]
)
def test_a_fact(tmp_path: Path, old: Json, new: Json, rule: str, client: str) -> None:
    comparison = compared(tmp_path, old, new)
    levels = {c.id: str(c.client.level) for c in comparison.changes}
    assert levels.get(rule) == client, levels


def test_a_default_that_is_a_list_is_no_obstacle(tmp_path: Path) -> None:
    listed = {"type": "array", "items": _S, "default": ["a"]}
    old, new = (
        _giving({"type": "object", "properties": {"a": {**listed, "default": [d]}}}) for d in "ab"
    )
    assert {c.id for c in compared(tmp_path, old, new).changes} == {
        "response-property-default-value-changed"
    }


@pytest.mark.parametrize("side", [_CURSOR, _secured("a", a=_BEARER), _served(_HOST), _failing("E")])
def test_what_stays_is_not_told(tmp_path: Path, side: Json) -> None:
    assert compared(tmp_path, side, side).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "call", "said"),
    [
        (_secured("a", a=_BEARER), _secured("k", a=_BEARER, k=_KEY), 'Client(api_key="x")', "credential of 'k'"),
        (_secured("a", "k", a=_BEARER, k=_KEY), _secured("a", a=_BEARER), 'Client(k="x")', "`k` of the client is gone"),
        (_served(_HOST), _served(), "Client()", "pass `base_url`"),
        (_served(_HOST), _served(), 'Client(base_url="https://x.example")', ""),
        (_secured("a", a=_BEARER), _secured("b", b=_BEARER), 'Client(api_key="x")', ""),
    ],
)  # fmt: skip
def test_who_makes_a_client_is_told(
    tmp_path: Path, old: Json, new: Json, call: str, said: str
) -> None:
    (tmp_path / "code.py").write_text(f"from sdk import Client\nclient = {call}\n")
    impact = find_impact(compared(tmp_path, old, new), [tmp_path / "code.py"], ["sdk"])
    reasons = " ".join(site.reason for site in (*impact.broken, *impact.doubtful))
    assert said in reasons if said else not reasons


def test_who_is_trusted_is_told_first(tmp_path: Path) -> None:
    """A keyword that goes to somebody else, and calls that go elsewhere, stand with hosts and credentials."""
    from instep.drift.report import sections

    old, new = _secured("a", a=_BEARER), _secured("k", a=_BEARER, k=_KEY)
    new["paths"]["/things"]["post"].update(_OWN)
    first = next(iter(sections(compared(tmp_path, old, new))))
    assert first.title == "Hosts and credentials"
    assert {"client-option-changed", "api-server-of-operation-changed"} <= {
        c.id for c in first.changes
    }
