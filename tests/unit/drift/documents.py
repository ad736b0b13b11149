"""Pairs of documents for the rules that are not about a single schema."""

from __future__ import annotations

from typing import Any

from pairs import document

Json = Any
Pair = tuple[Json, Json]

_S = {"type": "string"}


def _operation(old: Json, new: Json) -> Pair:
    return document(old), document(new)


def _parameter(old: Json, new: Json) -> Pair:
    made = [
        document(
            {} if p is None else {"parameters": [{"name": "q", "in": "query", "schema": _S, **p}]}
        )
        for p in (old, new)
    ]
    return made[0], made[1]


def _body(old: Json, new: Json) -> Pair:
    return _operation(*({} if b is None else {"requestBody": b} for b in (old, new)))


def _content(media: Json) -> Json:
    return {"content": media}


_JSON = _content({"application/json": {"schema": _S}})


def _answers(old: Json, new: Json) -> Pair:
    return _operation({"responses": old}, {"responses": new})


def _header(old: Json, new: Json) -> Pair:
    return _answers(
        *({"200": {"headers": {} if h is None else {"X": {"schema": _S, **h}}}} for h in (old, new))
    )


def _property(
    side: str, old: Json, new: Json, required: tuple[bool, bool] = (False, False)
) -> Pair:
    made = []
    for value, needed in zip((old, new), required, strict=True):
        schema = {
            "type": "object",
            "properties": {"q": _S, **({} if value is None else {"p": {**_S, **value}})},
        }
        if needed:
            schema["required"] = ["p"]
        content = {"content": {"application/json": {"schema": schema}}}
        made.append(
            document(
                {"requestBody": content} if side == "request" else {"responses": {"200": content}}
            )
        )
    return made[0], made[1]


def _flagged(side: str, word: str, *, on: bool, required: bool) -> Pair:
    values = ({}, {word: True}) if on else ({word: True}, {})
    return _property(side, *values, required=(required, required))


def _mutability() -> dict[str, Pair]:
    return {
        f"{side}-{'required' if required else 'optional'}-property-became-{'' if on else 'not-'}{name}":
        _flagged(side, word, on=on, required=required)
        for side in ("request", "response")
        for word, name in (("readOnly", "read-only"), ("writeOnly", "write-only"))
        for on in (True, False)
        for required in (True, False)
    }  # fmt: skip


def _response_existence() -> dict[str, Pair]:
    pairs: dict[str, Pair] = {}
    for required in (True, False):
        for write_only in (True, False):
            value = {"writeOnly": True} if write_only else {}
            kind = f"{'required' if required else 'optional'}{'-write-only' if write_only else ''}"
            pairs[f"response-{kind}-property-added"] = _property(
                "response", None, value, (False, required)
            )
            pairs[f"response-{kind}-property-removed"] = _property(
                "response", value, None, (required, False)
            )
    return pairs


_NEEDED, _NOT_NEEDED = (False, True), (True, False)
_W = {"writeOnly": True}
_DEPRECATED = {"deprecated": True}


def _gone(operation: Json, *, keep_path: bool) -> Pair:
    old = document(operation)
    old["paths"]["/things/{id}"]["get"] = {"responses": {}}
    new = document()
    item = {"get": {"responses": {}}} if keep_path else None
    new["paths"] = {"/things/{id}": item} if item else {}
    if not keep_path:
        del old["paths"]["/things/{id}"]["get"]
    return old, new


def _secured(old: Json, new: Json, *, everywhere: bool = False) -> Pair:
    if everywhere:
        return document(security=old), document(security=new)
    return _operation({"security": old}, {"security": new})


_K, _L = {"k": []}, {"l": []}


def _security(prefix: str, *, everywhere: bool) -> dict[str, Pair]:
    def pair(old: Json, new: Json) -> Pair:
        return _secured(old, new, everywhere=everywhere)

    return {
        f"{prefix}-added": pair([_K], [_K, _L]),
        f"{prefix}-removed": pair([_K, _L], [_K]),
        f"{prefix}-scope-added": pair([{"k": []}], [{"k": ["s"]}]),
        f"{prefix}-scope-removed": pair([{"k": ["s"]}], [{"k": []}]),
    }


def _schemes(old: Json, new: Json) -> Pair:
    return (
        document(components={"securitySchemes": old}),
        document(components={"securitySchemes": new}),
    )


def _flow(**more: Json) -> Json:
    flow = {"authorizationUrl": "https://a", "tokenUrl": "https://t", "scopes": {"s": "d"}, **more}
    return {"o": {"type": "oauth2", "flows": {"authorizationCode": flow}}}


def _components(old: Json, new: Json) -> Pair:
    return document(components={"schemas": old}), document(components={"schemas": new})


def _called(old: Json, new: Json) -> Pair:
    """Callbacks by name, each with one URL and one operation."""
    return _operation(
        *({"callbacks": {name: {"{$url}": {"post": {}}} for name in side}} for side in (old, new))
    )


def _servers(old: list[str], new: list[str]) -> Pair:
    return document(servers=[{"url": u} for u in old]), document(servers=[{"url": u} for u in new])


def _renamed_path() -> Pair:
    new = document()
    new["paths"] = {"/things/{key}": new["paths"]["/things/{id}"]}
    return document(), new


_ADDED = document()
_ADDED["paths"]["/more"] = {"get": {"responses": {}}}
_XML = _content({"application/json": {"schema": _S}, "application/xml": {"schema": _S}})
_BARE = _content({"application/json": {}})

DOCUMENT_PAIRS: dict[str, Pair] = {
    "endpoint-added": (document(), _ADDED),
    "api-path-removed-without-deprecation": _gone({}, keep_path=False),
    "api-path-removed-with-deprecation": _gone(_DEPRECATED, keep_path=False),
    "api-path-removed-before-sunset": _gone(
        {**_DEPRECATED, "x-sunset": "2027-01-01"}, keep_path=False
    ),
    "api-removed-without-deprecation": _gone({}, keep_path=True),
    "api-removed-with-deprecation": _gone(
        {**_DEPRECATED, "x-sunset": "2025-01-01"}, keep_path=True
    ),
    "api-removed-before-sunset": _gone({**_DEPRECATED, "x-sunset": "2027-01-01"}, keep_path=True),
    "api-operation-id-removed": _operation({"operationId": "a"}, {"operationId": "b"}),
    "api-operation-id-added": _operation({}, {"operationId": "b"}),
    "endpoint-deprecated": _operation({}, _DEPRECATED),
    "endpoint-deprecated-with-sunset": _operation({}, {**_DEPRECATED, "x-sunset": "2027-01-01"}),
    "endpoint-reactivated": _operation(_DEPRECATED, {}),
    "sunset-deleted": _operation({**_DEPRECATED, "x-sunset": "2027-01-01"}, _DEPRECATED),
    "api-sunset-date-changed": _operation(
        {**_DEPRECATED, "x-sunset": "2027-01-01"}, {**_DEPRECATED, "x-sunset": "2028-01-01"}
    ),
    "api-path-parameter-renamed": _renamed_path(),
    "api-tag-removed": _operation({"tags": ["a"]}, {}),
    "api-tag-added": _operation({}, {"tags": ["a"]}),
    **_security("api-security", everywhere=False),
    **_security("api-global-security", everywhere=True),
    "api-security-component-removed": _schemes({"k": {"type": "http"}}, {}),
    "api-security-component-added": _schemes({}, {"k": {"type": "http"}}),
    "api-security-component-type-changed": _schemes(
        {"k": {"type": "http"}}, {"k": {"type": "apiKey"}}
    ),
    "api-security-component-oauth-scope-added": _schemes(_flow(scopes={}), _flow()),
    "api-security-component-oauth-scope-removed": _schemes(_flow(), _flow(scopes={})),
    "api-security-component-oauth-scope-changed": _schemes(_flow(), _flow(scopes={"s": "e"})),
    "api-security-component-oauth-url-changed": _schemes(
        _flow(), _flow(authorizationUrl="https://b")
    ),
    "api-security-component-oauth-token-url-changed": _schemes(
        _flow(), _flow(tokenUrl="https://u")
    ),
    "webhook-added": (document(), document(webhooks={"w": {"post": {}}})),
    "webhook-removed": (document(webhooks={"w": {"post": {}}}), document()),
    "callback-added": _called({}, {"cb": {}}),
    "callback-removed": _called({"cb": {}}, {}),
    "link-added": _answers({"200": {}}, {"200": {"links": {"l": {"operationId": "a"}}}}),
    "link-removed": _answers({"200": {"links": {"l": {"operationId": "a"}}}}, {"200": {}}),
    "link-changed": _answers(
        {"200": {"links": {"l": {"operationId": "a"}}}},
        {"200": {"links": {"l": {"operationId": "b"}}}},
    ),
    "api-schema-removed": _components({"A": _S}, {}),
    "api-schema-added": _components({}, {"A": _S}),
    "api-schema-renamed": _components({"A": {"enum": [1]}}, {"B": {"enum": [1]}}),
    "api-server-removed": _servers(["https://a", "https://b"], ["https://a"]),
    "api-server-added": _servers(["https://a"], ["https://a", "https://b"]),
    "api-server-changed": _servers(["https://a"], ["https://b"]),
    "new-request-path-parameter": _operation(
        {}, {"parameters": [{"name": "id", "in": "path", "required": True, "schema": _S}]}
    ),
    "new-required-request-parameter": _parameter(None, {"required": True}),
    "new-required-request-default-parameter-to-existing-path": _parameter(
        None, {"required": True, "schema": {**_S, "default": "a"}}
    ),
    "new-optional-request-parameter": _parameter(None, {}),
    "new-optional-request-default-parameter-to-existing-path": _parameter(
        None, {"schema": {**_S, "default": "a"}}
    ),
    "request-parameter-removed": _parameter({}, None),
    "request-parameter-removed-with-deprecation": _parameter(
        {**_DEPRECATED, "x-sunset": "2025-01-01"}, None
    ),
    "request-parameter-removed-before-sunset": _parameter(
        {**_DEPRECATED, "x-sunset": "2027-01-01"}, None
    ),
    "request-parameter-sunset-deleted": _parameter(
        {**_DEPRECATED, "x-sunset": "2027-01-01"}, _DEPRECATED
    ),
    "request-parameter-became-required": _parameter({}, {"required": True}),
    "request-parameter-became-optional": _parameter({"required": True}, {}),
    "request-parameter-deprecated": _parameter({}, _DEPRECATED),
    "request-parameter-reactivated": _parameter(_DEPRECATED, {}),
    "request-parameter-style-changed": _parameter(
        {"schema": {"type": "array", "items": _S}},
        {"schema": {"type": "array", "items": _S}, "explode": False},
    ),
    "request-parameter-media-type-changed": _parameter(
        {}, {"content": {"application/json": {"schema": _S}}}
    ),
    "request-body-added-required": _body(None, {**_JSON, "required": True}),
    "request-body-added-optional": _body(None, _JSON),
    "request-body-removed": _body(_JSON, None),
    "request-body-became-required": _body(_JSON, {**_JSON, "required": True}),
    "request-body-became-optional": _body({**_JSON, "required": True}, _JSON),
    "request-body-media-type-added": _body(_JSON, _XML),
    "request-body-media-type-removed": _body(_XML, _JSON),
    "request-body-media-type-schema-added": _body(_BARE, _JSON),
    "request-body-media-type-schema-removed": _body(_JSON, _BARE),
    "request-body-encoding-changed": _body(
        _content({"multipart/form-data": {"encoding": {"a": {"contentType": "text/plain"}}}}),
        _content({"multipart/form-data": {"encoding": {"a": {"contentType": "text/html"}}}}),
    ),
    "response-success-status-removed": _answers({"200": {}, "201": {}}, {"200": {}}),
    "response-success-status-added": _answers({"200": {}}, {"200": {}, "201": {}}),
    "response-non-success-status-removed": _answers({"200": {}, "429": {}}, {"200": {}}),
    "response-non-success-status-added": _answers({"200": {}}, {"200": {}, "429": {}}),
    "response-media-type-removed": _answers({"200": _XML}, {"200": _JSON}),
    "response-media-type-added": _answers({"200": _JSON}, {"200": _XML}),
    "response-media-type-name-changed": _answers(
        {"200": _JSON}, {"200": _content({"application/json; charset=utf-8": {"schema": _S}})}
    ),
    "response-media-type-name-generalized": _answers(
        {"200": _JSON}, {"200": _content({"application/*": {"schema": _S}})}
    ),
    "response-media-type-name-specialized": _answers(
        {"200": _content({"application/*": {"schema": _S}})}, {"200": _JSON}
    ),
    "response-body-media-type-schema-added": _answers({"200": _BARE}, {"200": _JSON}),
    "response-body-media-type-schema-removed": _answers({"200": _JSON}, {"200": _BARE}),
    "required-response-header-removed": _header({"required": True}, None),
    "optional-response-header-removed": _header({}, None),
    "response-header-added": _header(None, {}),
    "response-header-became-optional": _header({"required": True}, {}),
    "response-header-became-required": _header({}, {"required": True}),
    "response-header-deprecated": _header({}, _DEPRECATED),
    "response-header-reactivated": _header(_DEPRECATED, {}),
    "new-required-request-property": _property("request", None, {}, _NEEDED),
    "new-required-request-property-with-default": _property(
        "request", None, {"default": "a"}, _NEEDED
    ),
    "new-optional-request-property": _property("request", None, {}),
    "request-property-removed": _property("request", {}, None),
    "request-property-became-required": _property("request", {}, {}, _NEEDED),
    "request-property-became-required-with-default": _property(
        "request", {"default": "a"}, {"default": "a"}, _NEEDED
    ),
    "request-property-became-optional": _property("request", {}, {}, _NOT_NEEDED),
    "response-property-became-optional": _property("response", {}, {}, _NOT_NEEDED),
    "response-property-became-required": _property("response", {}, {}, _NEEDED),
    "response-write-only-property-became-optional": _property("response", _W, _W, _NOT_NEEDED),
    "response-write-only-property-became-required": _property("response", _W, _W, _NEEDED),
    **_mutability(),
    **_response_existence(),
}
"""For each rule, a document before and after."""
