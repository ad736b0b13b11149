"""The pieces of Swagger 2.0 that 3.1 says differently: servers, parameters, forms, security."""

from __future__ import annotations

from typing import Any

from instep.document.pointers import Tokens

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_SCHEMA_WORDS = frozenset(
    {
        "type",
        "format",
        "items",
        "default",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "enum",
        "multipleOf",
        "x-nullable",
        "example",
    }
)
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def media_types(value: Any) -> list[str]:
    """The strings of a `consumes` or `produces` list, each once."""
    if not isinstance(value, list):
        return []
    return list(dict.fromkeys(v.strip() for v in value if isinstance(v, str) and v.strip()))


def servers(root: dict[str, Any]) -> list[dict[str, Any]]:
    """`host`, `basePath` and `schemes` as a list of servers, https first."""
    host, path = root.get("host"), root.get("basePath")
    path = path if isinstance(path, str) else ""
    if path and not path.startswith("/"):
        path = f"/{path}"
    if not isinstance(host, str) or not host:
        return [{"url": path}] if path else []
    schemes = [s for s in media_types(root.get("schemes")) if s in ("http", "https")]
    ordered = sorted(schemes or ["https"], key=lambda s: s != "https")
    return [{"url": f"{scheme}://{host}{path.rstrip('/')}"} for scheme in ordered]


_PLACES = ("query", "header", "path", "cookie", "body", "formData")


def in_body(parameter: Any) -> bool:
    """Whether a parameter is (a part of) the request's body."""
    return isinstance(parameter, dict) and parameter.get("in") in ("body", "formData")


def with_schema(parameter: Any) -> Any:
    """A parameter with its own name and place beside a `$ref` to a schema: the schema can only be its own."""
    ref = parameter.get("$ref") if isinstance(parameter, dict) else None
    if not isinstance(ref, str) or not ("/definitions/" in ref or "/schemas/" in ref):
        return parameter
    if not isinstance(parameter.get("name"), str) or parameter.get("in") not in _PLACES:
        return parameter
    rest = {k: v for k, v in parameter.items() if k not in ("$ref", "default")}
    default = {"default": parameter["default"]} if "default" in parameter else {}
    return {**rest, "schema": {"$ref": ref, **default}}


def split_schema(parameter: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema that a non-body parameter or header holds, and the rest of it."""
    schema = {k: v for k, v in parameter.items() if k in _SCHEMA_WORDS}
    rest = {k: v for k, v in parameter.items() if k not in _SCHEMA_WORDS}
    return schema, rest


_SEPARATED = ("ssv", "tsv", "pipes")


def style(parameter: dict[str, Any]) -> dict[str, Any]:
    """`style` and `explode` for a `collectionFormat` (Swagger 2.0, Parameter Object).

    What has no style of its own in 3.x keeps `collectionFormat`: tab-separated values, and other
    separators than commas in paths and headers.
    """
    if parameter.get("type") != "array":
        return {}
    written = parameter.get("collectionFormat")
    if parameter.get("in") not in ("query", "formData"):
        found: dict[str, Any] = {"style": "simple", "explode": False}
        return {**found, "x-collectionFormat": written} if written in _SEPARATED else found
    if written == "tsv":
        return {"style": "form", "explode": False, "x-collectionFormat": "tsv"}
    if written == "multi":
        return {"style": "form", "explode": True}
    if written in ("ssv", "pipes"):
        return {
            "style": "spaceDelimited" if written == "ssv" else "pipeDelimited",
            "explode": False,
        }
    return {"style": "form", "explode": False}


def form(bodies: list[tuple[Any, Tokens]]) -> tuple[dict[str, Any], bool]:
    """The media type object of form parameters, and whether any of them is required."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    encoding: dict[str, Any] = {}
    for parameter, _ in bodies:
        name = parameter.get("name")
        if not isinstance(name, str):
            continue
        schema, rest = split_schema(parameter)
        if isinstance(parameter.get("schema"), dict):
            schema = dict(parameter["schema"])
        if isinstance(rest.get("description"), str) and "$ref" not in schema:
            schema["description"] = rest["description"]
        properties[name] = schema
        if parameter.get("required") is True and name not in required:
            required.append(name)
        if style(parameter):
            encoding[name] = style(parameter)
    whole: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        whole["required"] = required
    media: dict[str, Any] = {"schema": whole}
    if encoding:
        media["encoding"] = encoding
    return media, bool(required)


def form_types(bodies: list[tuple[Any, Tokens]], consumes: list[str]) -> list[str]:
    """The media types a form is sent as: a file needs multipart (Swagger 2.0, Parameter Object)."""
    if any(parameter.get("type") == "file" for parameter, _ in bodies):
        return ["multipart/form-data"]
    listed = [c for c in consumes if c.split(";")[0].strip().lower() in _FORMS]
    return listed or ["application/x-www-form-urlencoded"]


def response_content(response: dict[str, Any], produces: list[str]) -> dict[str, Any]:
    """The `content` of a response: its schema under every media type it may be produced as."""
    examples = response.get("examples")
    examples = examples if isinstance(examples, dict) else {}
    schema = response.get("schema")
    content: dict[str, Any] = {}
    if schema is not None:
        is_file = isinstance(schema, dict) and schema.get("type") == "file"
        types = (
            ["application/octet-stream"]
            if is_file and produces == ["application/json"]
            else produces
        )
        content = {media_type: {"schema": schema} for media_type in types}
    for media_type, example in examples.items():
        if schema is not None and isinstance(media_type, str) and media_type in content:
            content[media_type] = {**content[media_type], "example": example}
    return content


def security_scheme(scheme: Any) -> Any:
    """A Security Scheme Object of 3.1."""
    if not isinstance(scheme, dict):
        return scheme
    if scheme.get("type") == "basic":
        rest = {k: v for k, v in scheme.items() if k != "type"}
        return {"type": "http", "scheme": "basic", **rest}
    flow = scheme.get("flow")
    if scheme.get("type") != "oauth2" or not isinstance(flow, str):
        return scheme
    moved = ("authorizationUrl", "tokenUrl", "scopes")
    made = {k: v for k, v in scheme.items() if k not in (*moved, "flow")}
    details = {k: scheme[k] for k in moved if k in scheme}
    return {**made, "flows": {_FLOWS.get(flow, flow): {"scopes": {}, **details}}}
