"""What stands where in an OpenAPI document: the kind of every member of every object.

A kind is a word (`schema`, `path-item`), `[kind]` for an array of them, or `{kind}` for an
object whose keys are free. `any` may hold references but has no structure that matters here;
`data` is a value of the user's API, in which `$ref` means nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

Kind: TypeAlias = str
Shape: TypeAlias = Mapping[Kind, Mapping[str, Kind]]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The fixed operation keys of a path item, in the order of OpenAPI 3.2, section 4.9."""

_SCHEMA: Mapping[str, Kind] = {
    "properties": "{schema}",
    "patternProperties": "{schema}",
    "$defs": "{schema}",
    "definitions": "{schema}",
    "dependentSchemas": "{schema}",
    "allOf": "[schema]",
    "anyOf": "[schema]",
    "oneOf": "[schema]",
    "prefixItems": "[schema]",
    "items": "schema",
    "additionalItems": "schema",
    "additionalProperties": "schema",
    "unevaluatedItems": "schema",
    "unevaluatedProperties": "schema",
    "propertyNames": "schema",
    "contains": "schema",
    "contentSchema": "schema",
    "not": "schema",
    "if": "schema",
    "then": "schema",
    "else": "schema",
    "discriminator": "discriminator",
    "default": "data",
    "example": "data",
    "examples": "data",
    "enum": "data",
    "const": "data",
}
_PATH_ITEM: Mapping[str, Kind] = {
    **dict.fromkeys(METHODS, "operation"),
    "parameters": "[parameter]",
    "additionalOperations": "{operation}",
}
_PARAMETER: Mapping[str, Kind] = {
    "schema": "schema",
    "content": "{media-type}",
    "examples": "{example}",
    "example": "data",
}

OPENAPI: Shape = MappingProxyType(
    {
        "root": {
            "paths": "paths",
            "webhooks": "{path-item}",
            "components": "components",
        },
        "paths": {"*": "path-item"},
        "path-item": _PATH_ITEM,
        "operation": {
            "parameters": "[parameter]",
            "requestBody": "request-body",
            "responses": "responses",
            "callbacks": "{callback}",
        },
        "callback": {"*": "path-item"},
        "responses": {"*": "response"},
        "response": {"headers": "{header}", "content": "{media-type}", "links": "{link}"},
        "request-body": {"content": "{media-type}"},
        "parameter": _PARAMETER,
        "header": _PARAMETER,
        "media-type": {
            "schema": "schema",
            "itemSchema": "schema",
            "encoding": "{encoding}",
            "prefixEncoding": "[encoding]",
            "itemEncoding": "encoding",
            "examples": "{example}",
            "example": "data",
        },
        "encoding": {
            "headers": "{header}",
            "encoding": "{encoding}",
            "prefixEncoding": "[encoding]",
            "itemEncoding": "encoding",
        },
        "example": {"value": "data", "dataValue": "data", "serializedValue": "data"},
        "components": {
            "schemas": "{schema}",
            "responses": "{response}",
            "parameters": "{parameter}",
            "examples": "{example}",
            "requestBodies": "{request-body}",
            "headers": "{header}",
            "securitySchemes": "{any}",
            "links": "{link}",
            "callbacks": "{callback}",
            "pathItems": "{path-item}",
            "mediaTypes": "{media-type}",
        },
        "link": {"parameters": "data", "requestBody": "data"},
        "schema": _SCHEMA,
        "discriminator": {},
        "any": {},
    }
)
"""OpenAPI 3.0 to 3.2."""

SWAGGER: Shape = MappingProxyType(
    {
        "root": {
            "paths": "paths",
            "definitions": "{schema}",
            "parameters": "{parameter}",
            "responses": "{response}",
        },
        "paths": {"*": "path-item"},
        "path-item": _PATH_ITEM,
        "operation": {"parameters": "[parameter]", "responses": "responses"},
        "responses": {"*": "response"},
        "response": {"schema": "schema", "headers": "{any}", "examples": "data"},
        "parameter": {"schema": "schema", "default": "data", "enum": "data"},
        "schema": {**_SCHEMA, "discriminator": "data"},
        "any": {},
    }
)
"""Swagger 2.0."""


def child_kind(shape: Shape, kind: Kind, key: str) -> Kind:
    """The kind of the member `key` of an object of `kind`."""
    if kind[0] in "{[":
        return kind[1:-1]
    if kind == "data":
        return "data"
    fields = shape.get(kind)
    if fields is None:
        return "any"
    found = fields.get(key)
    if found is not None:
        return found
    if key.startswith("x-"):
        return "data"
    return fields.get("*", "any")


def element_kind(kind: Kind) -> Kind:
    """The kind of the elements of an array of `kind`.

    An array where one object is expected (`items` of JSON Schema before 2020-12) is read as
    several of that kind.
    """
    return kind[1:-1] if kind[0] == "[" else kind


def members(value: Any, kind: Kind, shape: Shape) -> Iterator[tuple[str, Any, Kind]]:
    """Key, value and kind of each member of an object or element of an array."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield key, child, child_kind(shape, kind, key)
    elif isinstance(value, list):
        inner = element_kind(kind)
        for index, child in enumerate(value):
            yield str(index), child, inner
