"""Whether a request carries the credentials the document asks for; any that is not empty will do."""

from __future__ import annotations

import base64
import binascii

from instep.ir.api import Api, SchemeKind, SecurityScheme
from instep.ir.operation import Operation
from instep.mock.requests import Request
from instep.mock.styles import split_query


class Guard:
    """Checks security requirements (OpenAPI 3.1, section 4.8.30)."""

    def __init__(self, api: Api) -> None:
        self._schemes = {scheme.name: scheme for scheme in api.security_schemes}

    def refusal(self, operation: Operation, request: Request) -> str:
        """Why the request is not let in; empty if it is."""
        reasons: list[str] = []
        for alternative in operation.security:
            wrong = [r for name in alternative if (r := self._wrong(name, request))]
            if not wrong:
                return ""
            reasons.extend(wrong)
        return "; or ".join(dict.fromkeys(reasons))

    def challenge(self, operation: Operation) -> str:
        """The `WWW-Authenticate` header of a refusal (RFC 9110, section 11.6.1)."""
        names = [name for alternative in operation.security for name in alternative]
        kinds = {self._schemes[name].kind for name in names if name in self._schemes}
        return 'Basic realm="mock"' if kinds == {SchemeKind.BASIC} else 'Bearer realm="mock"'

    def _wrong(self, name: str, request: Request) -> str:
        scheme = self._schemes.get(name)
        if scheme is None:
            return ""
        match scheme.kind:
            case SchemeKind.BEARER | SchemeKind.OAUTH2:
                return _bearer(request.header("authorization"))
            case SchemeKind.BASIC:
                return _basic(request.header("authorization"))
            case SchemeKind.HEADER:
                missing = not (request.header(scheme.wire) or "").strip()
                return f"header {scheme.wire} is missing or empty" if missing else ""
            case SchemeKind.QUERY:
                values = [v for k, v in split_query(request.query) if k == scheme.wire]
                return "" if any(values) else f"query parameter {scheme.wire} is missing or empty"
            case SchemeKind.COOKIE:
                return _cookie(scheme, request)
            case SchemeKind.OTHER:
                return ""


def _bearer(header: str | None) -> str:
    """RFC 6750, section 2.1."""
    if header is None:
        return "header Authorization is missing; it must be `Bearer <token>`"
    word, _, token = header.strip().partition(" ")
    if word.lower() != "bearer" or not token.strip() or " " in token.strip():
        return "header Authorization is malformed; it must be `Bearer <token>`"
    return ""


def _basic(header: str | None) -> str:
    """RFC 7617, section 2."""
    if header is None:
        return "header Authorization is missing; it must be `Basic <base64 of user:password>`"
    word, _, coded = header.strip().partition(" ")
    try:
        pair = base64.b64decode(coded.strip(), validate=True)
    except (binascii.Error, ValueError):
        pair = b""
    if word.lower() != "basic" or b":" not in pair:
        return "header Authorization is malformed; it must be `Basic <base64 of user:password>`"
    return ""


def _cookie(scheme: SecurityScheme, request: Request) -> str:
    for piece in (request.header("cookie") or "").split(";"):
        name, _, value = piece.strip().partition("=")
        if name == scheme.wire and value:
            return ""
    return f"cookie {scheme.wire} is missing or empty"
