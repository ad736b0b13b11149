"""Small APIs, built by hand, for the mock's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from instep.ir.api import Api, SchemeKind, SecurityScheme, Server
from instep.ir.operation import (
    Body,
    Encoding,
    Example,
    Header,
    In,
    Media,
    MediaKind,
    Operation,
    Parameter,
    Response,
    Stream,
    Style,
)
from instep.ir.text import Text
from instep.ir.types import AnyType, Definitions

_KINDS = {
    "application/json": MediaKind.JSON,
    "application/x-www-form-urlencoded": MediaKind.FORM,
    "multipart/form-data": MediaKind.MULTIPART,
    "text/plain": MediaKind.TEXT,
    "text/event-stream": MediaKind.EVENTS,
    "application/jsonl": MediaKind.JSON_LINES,
    "image/png": MediaKind.BINARY,
}


class Build:
    """Makes IR nodes with everything that a test does not care about filled in."""

    def media(
        self,
        schema: Any = True,
        content_type: str = "application/json",
        examples: dict[str, Any] | None = None,
        encoding: tuple[Encoding, ...] = (),
    ) -> Media:
        named = tuple(Example(name, value) for name, value in (examples or {}).items())
        return Media(content_type, _KINDS[content_type], AnyType(), schema, named, encoding)

    def response(
        self, status: str = "200", *media: Media, headers: tuple[tuple[str, Any], ...] = ()
    ) -> Response:
        made = tuple(Header(name, AnyType(), schema, required=True) for name, schema in headers)
        return Response(status, media, made)

    def parameter(
        self, wire: str, location: str, schema: Any, style: str = "", **more: Any
    ) -> Parameter:
        usual = "simple" if location in {"path", "header"} else "form"
        chosen = Style(style or usual)
        more.setdefault("required", location == "path")
        more.setdefault("explode", chosen is Style.FORM)
        return Parameter(wire, wire, In(location), AnyType(), schema, style=chosen, **more)

    def operation(
        self,
        key: str,
        *parameters: Parameter,
        body: tuple[Media, ...] = (),
        required: bool = True,
        responses: tuple[Response, ...] | None = None,
        stream: Stream | None = None,
        security: tuple[tuple[str, ...], ...] = (),
    ) -> Operation:
        method, path = key.split(" ", 1)
        answers = (self.response("200", self.media({"type": "object"})),)
        return Operation(
            key,
            "",
            method,
            path,
            ("call",),
            parameters,
            Body(required, body) if body else None,
            answers if responses is None else responses,
            stream,
            security,
        )

    def api(
        self,
        *operations: Operation,
        schemas: dict[str, Any] | None = None,
        server: str = "https://api.example.com",
    ) -> Api:
        schemes = tuple(
            SecurityScheme(name, name, name.upper(), kind, wire)
            for name, kind, wire in (
                ("bearer", SchemeKind.BEARER, ""),
                ("basic", SchemeKind.BASIC, ""),
                ("key", SchemeKind.HEADER, "X-Key"),
                ("query", SchemeKind.QUERY, "api_key"),
                ("cookie", SchemeKind.COOKIE, "session"),
            )
        )
        root = {"components": {"schemas": schemas or {}}}
        return Api(
            Text("t"),
            Text("1"),
            "3.1.0",
            (Server(server),),
            schemes,
            operations,
            (),
            Definitions(),
            root,
        )


@pytest.fixture
def build() -> Build:
    """The maker of IR nodes."""
    return Build()


@pytest.fixture
def ask() -> Callable[..., Any]:
    """`ask(api, "POST", "/path?query", headers, body)` gives the mock's reply."""
    from instep.mock.requests import Request
    from instep.mock.respond import Mock

    def send(
        api: Api, method: str, target: str, headers: dict[str, str] | None = None, body: Any = None
    ) -> Any:
        import json

        path, _, query = target.partition("?")
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("content-type", "application/json")
        return Mock(api).respond(Request(method, path, query, tuple(sent.items()), body or b""))

    return send
