"""Whether a recorded request is what the document says, and says what was passed."""

from __future__ import annotations

import base64
import re
from typing import Any, cast
from urllib.parse import quote, unquote_plus

from .bodies import body_problem
from .cases import Case
from .compare import difference, shown
from .kinds import is_array, is_object
from .server import BASE, Recorded
from .styles import ABSENT, Pairs, in_header, in_pairs, in_path, pairs_of
from .validity import Schemas

_USUAL = frozenset(
    {"host", "accept", "accept-encoding", "connection", "user-agent", "content-length"}
    | {"transfer-encoding", "cookie", "content-type"}
)
"""Headers that a request may have though no document speaks of them."""

_OWN = frozenset({"idempotency-key"})
"""Headers that a client fills in by itself where the document has them."""


class Reader:
    """Reads one request; what it has understood is taken out of what is left."""

    def __init__(
        self, case: Case, request: Recorded, schemes: dict[str, Any], schemas: Schemas
    ) -> None:
        self._case = case
        self._request = request
        self._schemes = {name: schemes[name] for name in case.credentials}
        self._schemas = schemas
        self._arguments = case.meant
        self._query: Pairs = pairs_of(request.query)
        self._cookies: Pairs = pairs_of("; ".join(request.values("cookie")), ";")
        self._headers = [n.lower() for n, _ in request.headers if n.lower() not in _USUAL]

    def problem(self) -> str:
        """What is wrong with the request; empty if nothing is."""
        return (
            self._method()
            or self._path()
            or self._parameters()
            or self._credentials()
            or self._body()
            or self._undocumented()
        )

    def _method(self) -> str:
        expected = self._case.operation["method"]
        sent = self._request.method
        return "" if sent == expected else f"the method is {sent}, not {expected}"

    def _path(self) -> str:
        """The template's own text, and the parameters in its places."""
        template, _, literal = str(self._case.operation["path"]).partition("#")[0].partition("?")
        parts = re.split(r"\{([^{}]*)\}", template)
        pattern = "([^/]+?)".join(_spelled(text) for text in parts[::2])
        found = re.fullmatch(re.escape(BASE) + pattern, self._request.path)
        if found is None:
            return f"the path {self._request.path} does not fit {BASE}{template}"
        for pair in pairs_of(literal):
            if not any(
                unquote_plus(a) == b for a, b in zip(pair, self._literal(pair), strict=True)
            ):
                return f"the query lacks {pair[0]}={pair[1]} of the path template"
        parameters = {p["name"]: p for p in self._documented("path")}
        for name, raw in zip(parts[1::2], found.groups(), strict=True):
            parameter = parameters[name]
            passed = self._arguments[parameter["argument"]]
            if said := self._compared(parameter, in_path(parameter, raw, passed), passed):
                return said
        return ""

    def _literal(self, pair: tuple[str, str]) -> tuple[str, str]:
        for index, (name, value) in enumerate(self._query):
            if unquote_plus(name) == unquote_plus(pair[0]):
                del self._query[index]
                return unquote_plus(name), unquote_plus(value)
        return "", ""

    def _documented(self, where: str) -> list[dict[str, Any]]:
        return [p for p in self._case.operation["parameters"] if p["in"] == where]

    def _parameters(self) -> str:
        for parameter in self._case.operation["parameters"]:
            if parameter["in"] == "path":
                continue
            passed = self._arguments.get(parameter["argument"], ABSENT)
            found = self._found(parameter, "" if passed is ABSENT else passed)
            if passed is ABSENT:
                if said := self._unasked(parameter, found):
                    return said
                continue
            if said := self._compared(parameter, found, passed):
                return said
        return ""

    def _unasked(self, parameter: dict[str, Any], found: Any) -> str:
        """A parameter that was not passed is not sent, unless a client has a value of its own."""
        if found is ABSENT or found == {}:
            return ""
        if parameter["in"] == "header" and parameter["name"].lower() in _USUAL:
            return ""  # the transport's own
        if parameter["in"] == "header" and parameter["name"].lower() in _OWN:
            said = self._schemas.problem(parameter["schema"], found)
            return f"{_named(parameter)} is not valid: {said}" if said else ""
        return f"{_named(parameter)} was not passed, but sent: {shown(found)}"

    def _found(self, parameter: dict[str, Any], like: Any) -> Any:
        match parameter["in"]:
            case "header":
                values = self._request.values(parameter["name"])
                self._headers = [n for n in self._headers if n != parameter["name"].lower()]
                return in_header(parameter, values[0], like) if len(values) == 1 else ABSENT
            case "cookie":
                if parameter["style"] == "cookie":  # not percent-encoded
                    own = {parameter["name"], *(like if is_object(like) else ())}
                    self._cookies[:] = [
                        (n, quote(v, safe=",") if n in own else v) for n, v in self._cookies
                    ]
                return in_pairs(parameter, self._cookies, like)
            case "querystring":
                if parameter.get("content") and "json" in parameter["content"]:
                    whole = {**parameter, "name": ""}
                    return in_pairs(whole, [("", self._request.query)], like)
                return in_pairs({**parameter, "content": ""}, self._query, like)
            case _:
                return in_pairs(parameter, self._query, like)

    def _compared(self, parameter: dict[str, Any], found: Any, passed: Any) -> str:
        if found is ABSENT:
            return f"{_named(parameter)} was passed ({shown(passed)}), but not sent"
        if said := difference(passed, found):
            return f"{_named(parameter)}: {said}"
        if said := self._schemas.problem(parameter["schema"], found):
            return f"{_named(parameter)} is not valid: {said}"
        return ""

    def _credentials(self) -> str:
        for name, scheme in self._schemes.items():
            said = self._credential(scheme)
            if said:
                return f"security scheme {name}: {said}"
        return ""

    def _credential(self, scheme: dict[str, Any]) -> str:
        secret = scheme["secret"]
        match scheme["kind"]:
            case "bearer" | "oauth2":
                return self._header("authorization", f"Bearer {secret}")
            case "basic":
                encoded = base64.b64encode(secret.encode()).decode()
                return self._header("authorization", f"Basic {encoded}")
            case "header":
                return self._header(scheme["wire"], secret)
            case "query":
                return self._pair(self._query, scheme["wire"], secret)
            case "cookie":
                return self._pair(self._cookies, scheme["wire"], secret)
            case _:
                return ""  # what the caller's own HTTP client does

    def _header(self, name: str, expected: str) -> str:
        self._headers = [n for n in self._headers if n != name.lower()]
        found = self._request.values(name)
        return "" if found == [expected] else f"expected header {name}: {expected}, found {found}"

    @staticmethod
    def _pair(pairs: Pairs, name: str, expected: str) -> str:
        found = in_pairs({"name": name, "style": "form", "explode": True}, pairs, expected)
        return "" if found == expected else f"expected {name}={expected}, found {found!r}"

    def _body(self) -> str:
        described: dict[str, Any] = self._case.operation.get("body", {})
        types = self._request.values("content-type")
        whole = self._case.data.get("whole")
        body = {**described, "argument": whole} if whole else described
        passed = expected_body(body, self._arguments) if described else ABSENT
        if passed is ABSENT:
            return "a body was sent, but none was passed" if self._request.body else ""
        wanted = self._case.data.get("media") or described["media"][0]["type"]
        media = next(m for m in described["media"] if m["type"] == wanted)
        asked = str(self._case.data.get("sent") or wanted)
        if "*" not in asked and _essence(types) != _essence([asked]):
            return f"the Content-Type is {types}, not {asked}"
        if said := body_problem(media, self._request.body, types[0], passed):
            return f"body: {said}"
        if media["kind"] not in {"binary", "text"}:
            return self._validity(media, _as_json(passed))
        return ""

    def _validity(self, media: dict[str, Any], value: Any) -> str:
        said = self._schemas.problem(media["schema"], value)
        if said and media["kind"] == "json-lines":
            # The schema may be that of one line.
            lines = [self._schemas.problem(media["schema"], line) for line in value]
            said = next((line for line in lines if line), "")
        return f"the body is not valid: {said}" if said else ""

    def _undocumented(self) -> str:
        for where, names in (
            ("query parameter", [unquote_plus(name) for name, _ in self._query]),
            ("cookie", [name for name, _ in self._cookies]),
            ("header", self._headers),
        ):
            if names:
                return f"the document does not know the {where} {names[0]!r}"
        return ""


def expected_body(body: dict[str, Any], arguments: dict[str, Any]) -> Any:
    """The body that a call with these arguments means; `ABSENT` for none."""
    if body.get("argument"):
        return arguments.get(body["argument"], ABSENT)
    found = {
        wire: arguments[argument]
        for argument, wire in body["arguments"].items()
        if argument in arguments
    }
    found.update(cast("dict[str, Any]", arguments.get("extra_body") or {}))
    return found if found or body["required"] else ABSENT


def _spelled(text: str) -> str:
    """A pattern of the template's own text: each character as it is, or percent-encoded."""
    encoded = ((char, "".join(f"%{byte:02X}" for byte in char.encode())) for char in text)
    return "".join(f"(?:{re.escape(char)}|(?i:{code}))" for char, code in encoded)


def _as_json(value: Any) -> Any:
    """The value as a schema sees it: bytes are strings there."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if is_object(value):
        return {name: _as_json(inner) for name, inner in value.items()}
    if is_array(value):
        return [_as_json(item) for item in value]
    return value


def _named(parameter: dict[str, Any]) -> str:
    return f"{parameter['in']} parameter {parameter['name']!r}"


def _essence(content_types: list[str]) -> str:
    return content_types[0].partition(";")[0].strip().lower() if content_types else ""
