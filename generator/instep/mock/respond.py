"""What the mock answers: a pure function from (API, request) to the description of a reply."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, replace

from instep.ir.api import Api
from instep.ir.operation import Header, Media, Operation, Response
from instep.ir.types import Json, Missing
from instep.mock import answers
from instep.mock.auth import Guard
from instep.mock.bounds import Bounded
from instep.mock.events import Streams
from instep.mock.match import Match, Matcher, NoMatch
from instep.mock.payloads import Payloads
from instep.mock.prefer import NO_WISH, Wish, wish_of
from instep.mock.problems import Problems
from instep.mock.requests import Fault, Judge, Request
from instep.mock.styles import Kindred
from instep.sampling.generate import Examples
from instep.sampling.schemas import Direction
from instep.sampling.validators import Validators

Headers = tuple[tuple[str, str], ...]

_FRAMING = frozenset(
    [
        "content-type",
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "connection",
        "upgrade",
        "trailer",
        "te",
        "keep-alive",
        "date",
        "www-authenticate",
    ]
)
"""Headers that the server itself answers for."""
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_KEPT = 256
_SAID = 300


@dataclass(frozen=True, slots=True)
class Reply:
    """A response to send."""

    status: int
    headers: Headers
    body: bytes = b""
    chunks: tuple[bytes, ...] | None = None
    """The events or lines of a stream; None: `body` is the whole."""
    operation: str = ""
    """Key of the operation that was meant (`POST /v1/responses`); empty if none."""
    faults: tuple[Fault, ...] = ()
    """Why the request was refused, if it was."""
    wish: Wish = NO_WISH


class Mock:
    """Answers requests to one API. Builds an index at once, everything else when first asked for it."""

    def __init__(self, api: Api) -> None:
        self._matcher = Matcher(api)
        self._guard = Guard(api)
        validators = Validators(Bounded(api.root))
        self._examples = Examples(api.root, validators)
        self._judge = Judge(validators, Kindred(self._examples.composer))
        self._payloads = Payloads(self._examples)
        self._streams = Streams(self._examples)
        self._problems = Problems(self._examples)
        self._kept: OrderedDict[tuple[str, int, str, Wish], Reply] = OrderedDict()

    def respond(self, request: Request) -> Reply:
        """The reply to a request: credentials first, then the request's validity, then the answer."""
        wish = wish_of(request)
        found = self._matcher.match(request.method, request.path, request.query)
        if isinstance(found, NoMatch) and request.method == "HEAD":
            found = self._matcher.match("GET", request.path, request.query)
        if isinstance(found, NoMatch):
            return self._unmatched(request, found, wish)
        replies = (
            replace(self._answered(one, request, wish), operation=one.operation.key, wish=wish)
            for one in found
        )
        first = next(replies)
        # Where the URL alone cannot tell, the operation that the request is valid for was meant.
        accepted = (reply for reply in replies if not reply.faults)
        return next(accepted, first) if first.faults else first

    def _unmatched(self, request: Request, found: NoMatch, wish: Wish) -> Reply:
        allow = ", ".join(sorted({*found.methods, "OPTIONS"}))
        if found.methods and request.method == "OPTIONS":
            return Reply(204, (("allow", allow),), wish=wish)
        if found.methods:
            fault = Fault("path", "", f"this path has {allow}, not {request.method[:20]}")
            reply = self._refused(None, 405, (fault,))
            return replace(reply, headers=(*reply.headers, ("allow", allow)), wish=wish)
        fault = Fault("path", "", "the document has no such path")
        return replace(self._refused(None, 404, (fault,)), wish=wish)

    def _answered(self, found: Match, request: Request, wish: Wish) -> Reply:
        operation = found.operation
        refusal = self._guard.refusal(operation, request)
        if refusal:
            reply = self._refused(operation, 401, (Fault("header", "/Authorization", refusal),))
            challenge = ("www-authenticate", self._guard.challenge(operation))
            return replace(reply, headers=(*reply.headers, challenge))
        judged = self._judge.judge(operation, found.values, request)
        if judged.faults:
            status = judged.faults[0].status
            return self._refused(operation, _refusal_status(operation, status), judged.faults)
        return self._success(operation, judged.body, request, wish)

    def _refused(
        self, operation: Operation | None, status: int, faults: tuple[Fault, ...]
    ) -> Reply:
        body, content_type = self._problems.body(operation, status, faults)
        headers: Headers = (("content-type", content_type), *_told(faults[0]))
        response = answers.for_status(operation, status) if operation else None
        if response is not None:
            headers += self._headers(response, status)
        return Reply(status, headers, body, faults=faults)

    def _success(
        self, operation: Operation, sent: Json | Missing, request: Request, wish: Wish
    ) -> Reply:
        accept = request.header("accept") or ""
        status, response = self._wanted(operation, wish)
        if wish.example and response is None:
            fault = Fault(
                "header", "/prefer", f"no documented example is named {wish.example[:80]!r}"
            )
            return self._refused(None, 400, (fault,))
        if response is None:
            return self._undocumented(status)
        stream = status < 300 and answers.wants_stream(operation, sent, accept)
        media = answers.chosen_media(response, accept, stream=stream, example=wish.example)
        key = (operation.key, status, media.content_type if media else "", replace(wish, delay=0.0))
        if key not in self._kept:
            self._kept[key] = self._made(response, status, media, wish, stream=stream)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    @staticmethod
    def _wanted(operation: Operation, wish: Wish) -> tuple[int, Response | None]:
        """Status and response by the caller's wish; no response: the document has none."""
        code = 429 if wish.fault == "429" else wish.code
        if code is not None:
            return code, answers.for_status(operation, code)
        if wish.example:
            return answers.with_example(operation, wish.example) or (400, None)
        return answers.success(operation)

    def _undocumented(self, status: int) -> Reply:
        extra: Headers = (("retry-after", "1"),) if status in {429, 503} else ()
        if status < 400:
            return Reply(status, extra)
        reply = self._refused(
            None, status, (Fault("header", "/prefer", "asked for by the caller"),)
        )
        return replace(reply, headers=reply.headers + extra, faults=())

    def _made(
        self, response: Response, status: int, media: Media | None, wish: Wish, *, stream: bool
    ) -> Reply:
        headers = self._headers(response, status)
        if media is None or status in {204, 205, 304}:
            return Reply(status, headers)
        if stream:
            kind: Headers = (("content-type", media.content_type), ("cache-control", "no-cache"))
            return Reply(status, kind + headers, chunks=self._streams.chunks(media, wish))
        body, content_type = self._payloads.body(media, wish)
        return Reply(status, (("content-type", content_type), *headers), body)

    def _headers(self, response: Response, status: int) -> Headers:
        """Documented headers that are required, and those that the status makes useful."""
        made: dict[str, str] = {}
        for header in response.headers:
            name = header.wire.lower()
            useful = header.required or name in {"retry-after", "location"}
            if useful and name not in _FRAMING and _TOKEN.fullmatch(name):
                made[name] = self._header_value(header, name, status)
        if status in {429, 503}:
            made.setdefault("retry-after", "1")
        if 300 <= status < 400 and status != 304:
            # A redirect to a made-up host would send the caller out of this machine.
            made["location"] = "/__instep/health"
        return tuple(made.items())

    def _header_value(self, header: Header, name: str, status: int) -> str:
        if name == "retry-after":
            return "1"
        value = self._examples.sample(header.schema, direction=Direction.RESPONSE).value
        if isinstance(value, list):
            text = ",".join(_plain(item) for item in value)
        elif isinstance(value, dict):
            text = ",".join(f"{key},{_plain(item)}" for key, item in value.items())
        else:
            text = _plain(value)
        return re.sub(r"[^\x20-\x7e]", "", text).strip()


def _told(fault: Fault) -> Headers:
    """Pointer and reason, also where the document's error schema has no place for them."""
    pairs = (("x-instep-pointer", fault.pointer), ("x-instep-reason", fault.reason))
    return tuple((name, re.sub(r"[^\x20-\x7e]", "?", text).strip()[:_SAID]) for name, text in pairs)


def _plain(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _refusal_status(operation: Operation, status: int) -> int:
    """400 where it is documented; 422 where that is and 400 is not (FastAPI's habit); else as it was."""
    exact = {response.status for response in operation.responses}
    if status == 400 and "400" not in exact and "422" in exact and "4XX" not in exact:
        return 422
    return status
