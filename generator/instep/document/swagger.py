"""Turns a Swagger 2.0 document into the dialect of OpenAPI 3.1.

What has the wrong type is left as it stands, for later phases to say so.
"""

from __future__ import annotations

from typing import Any

from instep.document import swagger_parts as parts
from instep.document.pointers import Missing, Tokens, follow, split_fragment
from instep.document.positions import Moves
from instep.document.refs import local_reference
from instep.document.shape import Kind
from instep.document.upgrade import DIALECT, Lifting

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_MOVED = frozenset(
    {
        "swagger",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "definitions",
        "parameters",
        "responses",
        "securityDefinitions",
        "paths",
    }
)


def upgrade(root: dict[str, Any], moves: Moves) -> dict[str, Any]:
    """The document in the dialect; `root` itself is left as it is.

    What was moved is recorded in `moves`.
    """
    moves.earlier = Moves()
    shaped = _Shaping(root, moves.earlier).shape()
    lifted: dict[str, Any] = _SwaggerLifting(moves, moves.earlier).lift(shaped, "root", ())
    return lifted


class _Shaping:
    """The structural half: where things stand. Schemas are moved, not changed."""

    def __init__(self, root: dict[str, Any], moves: Moves) -> None:
        self._root = root
        self._moves = moves
        self._consumes = parts.media_types(root.get("consumes")) or ["application/json"]
        self._produces = parts.media_types(root.get("produces")) or ["application/json"]

    def shape(self) -> dict[str, Any]:
        root = self._root
        made: dict[str, Any] = {"openapi": DIALECT}
        made.update((k, v) for k, v in root.items() if k not in _MOVED and k != "openapi")
        servers = parts.servers(root)
        if servers:
            made["servers"] = servers
            self._moves.record(("servers",), ("host",) if "host" in root else ("basePath",))
        paths = root.get("paths")
        made["paths"] = paths
        if isinstance(paths, dict):
            made["paths"] = {k: self._path_item(v, ("paths", k)) for k, v in paths.items()}
        made["components"] = self._components()
        return made

    def _components(self) -> dict[str, Any]:
        root, made = self._root, dict[str, Any]()
        for old, new in (
            ("definitions", "schemas"),
            ("parameters", "parameters"),
            ("responses", "responses"),
            ("securityDefinitions", "securitySchemes"),
        ):
            if old in root:
                self._moves.record(("components", new), (old,))
                made[new] = root[old]
        if isinstance(made.get("parameters"), dict):
            made["parameters"] = {
                name: self._parameter(
                    value, ("components", "parameters", name), ("parameters", name)
                )
                for name, value in made["parameters"].items()
                if not parts.in_body(value)
            }
        if isinstance(made.get("responses"), dict):
            made["responses"] = {
                name: self._response(
                    value, ("components", "responses", name), ("responses", name), self._produces
                )
                for name, value in made["responses"].items()
            }
        if isinstance(made.get("securitySchemes"), dict):
            schemes = made["securitySchemes"]
            made["securitySchemes"] = {k: parts.security_scheme(v) for k, v in schemes.items()}
        return made

    def _path_item(self, item: Any, at: Tokens) -> Any:
        if not isinstance(item, dict):
            return item
        shared = item.get("parameters")
        shared = shared if isinstance(shared, list) else []
        bodies = [
            (parameter, where)
            for index, written in enumerate(shared)
            for parameter, where in [self._resolved(written, (*at, "parameters", str(index)))]
            if parts.in_body(parameter)
        ]
        made: dict[str, Any] = {}
        for key, value in item.items():
            if key == "parameters" and isinstance(value, list):
                made[key] = self._parameters(value, (*at, key))
            elif key in _METHODS and isinstance(value, dict):
                made[key] = self._operation(value, (*at, key), bodies)
            else:
                made[key] = value
        return made

    def _operation(
        self, operation: dict[str, Any], at: Tokens, shared: list[tuple[Any, Tokens]]
    ) -> dict[str, Any]:
        made = {k: v for k, v in operation.items() if k not in ("consumes", "produces", "schemes")}
        produces = parts.media_types(operation.get("produces"))
        consumes = parts.media_types(operation.get("consumes")) or self._consumes
        bodies = list(shared)
        written = operation.get("parameters")
        if isinstance(written, list):
            made["parameters"] = self._parameters(written, (*at, "parameters"))
            for index, value in enumerate(written):
                parameter, where = self._resolved(value, (*at, "parameters", str(index)))
                if parts.in_body(parameter):
                    same = (parameter.get("name"), parameter["in"])
                    bodies = [b for b in bodies if (b[0].get("name"), b[0]["in"]) != same]
                    bodies.append((parameter, where))
        if bodies:
            made["requestBody"] = self._request_body(bodies, consumes, (*at, "requestBody"))
        responses = operation.get("responses")
        if isinstance(responses, dict):
            made["responses"] = {
                str(status): self._operation_response(value, (*at, "responses", status), produces)
                for status, value in responses.items()
            }
        return made

    def _operation_response(self, response: Any, at: Tokens, produces: list[str]) -> Any:
        if produces and isinstance(response, dict) and "$ref" in response:
            # A shared response takes the media types of the operation that uses it.
            resolved, where = self._resolved(response, at)
            if isinstance(resolved, dict) and "$ref" not in resolved:
                self._moves.back[at] = ("", where)
                return self._response(resolved, at, where, produces)
        return self._response(response, at, at, produces or self._produces)

    def _resolved(self, value: Any, at: Tokens) -> tuple[Any, Tokens]:
        """What a parameter or response says, and where it says it, references followed."""
        for _ in range(10):
            value = parts.with_schema(value)
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                break
            try:
                tokens = split_fragment(value["$ref"].removeprefix("#"))
                value, at = follow(self._root, tokens), tokens
            except (Missing, ValueError):
                break
        return value, at

    def _parameters(self, written: list[Any], at: Tokens) -> list[Any]:
        made: list[Any] = []
        for index, value in enumerate(written):
            before = (*at, str(index))
            if parts.in_body(self._resolved(value, before)[0]):
                continue
            now = (*at, str(len(made)))
            if now != before:
                self._moves.record(now, before)
            made.append(self._parameter(value, now, before))
        return made

    def _parameter(self, parameter: Any, now: Tokens, before: Tokens) -> Any:
        restated = parts.with_schema(parameter)
        if restated is not parameter:
            self._moves.back[(*now, "schema")] = ("", before)
            return restated
        if not isinstance(parameter, dict) or "$ref" in parameter or "schema" in parameter:
            return parameter
        schema, rest = parts.split_schema(parameter)
        self._moves.back[(*now, "schema")] = ("", before)
        for key in schema:
            self._moves.forth.setdefault((*before, key), (*now, "schema", key))
        for key in ("collectionFormat", "example"):
            rest.pop(key, None)
        return {**rest, **parts.style(parameter), "schema": schema}

    def _request_body(
        self, bodies: list[tuple[Any, Tokens]], consumes: list[str], at: Tokens
    ) -> dict[str, Any]:
        whole = next(((p, where) for p, where in bodies if p["in"] == "body"), None)
        if any(p["in"] == "formData" for p, _ in bodies):
            whole = (
                None  # beside form parameters, which 2.0 forbids, a body can only be one of them
            )
        made: dict[str, Any] = {}
        if whole is not None:
            body, where = whole
            self._moves.back[at] = ("", where)
            made = {k: v for k, v in body.items() if k == "description" or k.startswith("x-")}
            media = {"schema": body["schema"]} if "schema" in body else {}
            content = dict.fromkeys(consumes, media)
            name = body.get("name")
            if isinstance(name, str):
                made.setdefault("x-body-name", name)
            required = body.get("required") is True
        else:
            self._moves.back[at] = ("", bodies[0][1])
            media, required = parts.form(bodies)
            content = dict.fromkeys(parts.form_types(bodies, consumes), media)
        made["content"] = content
        if required:
            made["required"] = True
        for media_type in content:
            self._place_schema((*at, "content", media_type, "schema"), bodies, whole)
        return made

    def _place_schema(
        self, at: Tokens, bodies: list[tuple[Any, Tokens]], whole: tuple[Any, Tokens] | None
    ) -> None:
        if whole is not None:
            self._moves.record(at, (*whole[1], "schema"))
            return
        for parameter, where in bodies:
            before = (*where, "schema") if parameter["in"] == "body" else where
            self._moves.record((*at, "properties", str(parameter.get("name"))), before)

    def _response(self, response: Any, now: Tokens, before: Tokens, produces: list[str]) -> Any:
        if not isinstance(response, dict) or "$ref" in response:
            return response
        made = {k: v for k, v in response.items() if k not in ("schema", "examples", "headers")}
        headers = response.get("headers")
        if isinstance(headers, dict):
            made["headers"] = {
                name: self._parameter(value, (*now, "headers", name), (*before, "headers", name))
                for name, value in headers.items()
            }
        content = parts.response_content(response, produces)
        if content:
            made["content"] = content
            for media_type in content:
                self._moves.record((*now, "content", media_type, "schema"), (*before, "schema"))
                example = (*before, "examples", media_type)
                self._moves.record((*now, "content", media_type, "example"), example)
        return made


class _SwaggerLifting(Lifting):
    """The inner half: schemas in 3.1's words, and references to where things stand now."""

    def __init__(self, moves: Moves, shaped: Moves) -> None:
        super().__init__(moves, refs_stand_alone=True)
        self._shaped = shaped

    def lift(self, value: Any, kind: Kind, at: Tokens) -> Any:
        lifted = super().lift(value, kind, at)
        if isinstance(lifted, dict) and kind[0] != "{" and isinstance(lifted.get("$ref"), str):
            return self._reference(lifted)
        return lifted

    def _reference(self, node: dict[str, Any]) -> dict[str, Any]:
        ref: str = node["$ref"]
        if not ref.startswith("#/"):
            return node
        try:
            before = split_fragment(ref[1:])
        except ValueError:
            return node
        now = self._shaped.after(before)
        return node if now == before else {**node, "$ref": local_reference(now)}

    def _schema(self, schema: dict[str, Any], at: Tokens) -> dict[str, Any]:
        if schema.get("type") == "file":
            schema = {**schema, "type": "string", "format": "binary"}
        if isinstance(schema.get("discriminator"), str):
            schema = {**schema, "discriminator": {"propertyName": schema["discriminator"]}}
        return super()._schema(schema, at)
