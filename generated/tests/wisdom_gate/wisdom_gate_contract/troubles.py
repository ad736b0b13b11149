"""What goes wrong with any operation, whatever its document says: refusals, garbage, lost connections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .cases import Case, read
from .events import values
from .server import LATE

_UNDOCUMENTED_4XX = (418, 451, 423, 499)
_UNDOCUMENTED_5XX = (507, 599, 502, 500)
_WORDS = "what the server says of it"
_HTML = {"media": "text/html", "text": "<html><p>Not the API.</p></html>"}
_BROKEN = '{"this": ["is cut'
_OTHER = 17
"""What no object is, as the generator knows (`untyped`)."""

_PAUSE = 0.8
"""Seconds; longer than any first pause that a client chooses by itself."""
_SHORT = 0.01
_TIMEOUT = 0.05
_ERROR = {"error": {"message": _WORDS, "code": "trouble"}}

Row = tuple[str, dict[str, Any]]


def troubles(operation: dict[str, Any]) -> Iterator[Row]:
    """Cases that any call of the operation must survive with the right error."""
    replies: dict[str, dict[str, Any]] = operation["replies"]
    told = json.dumps(_ERROR)
    for statuses, error in (
        (_UNDOCUMENTED_4XX, "APIStatusError"),
        (_UNDOCUMENTED_5XX, "InternalServerError"),
    ):
        status = next((one for one in statuses if str(one) not in replies), None)
        if status is not None:
            answer = {"status": status, "media": "application/json", "text": told}
            expected: dict[str, Any] = {"status": status, "error": error}
            if operation["method"] != "HEAD":
                expected |= {"words": _WORDS, "json": _ERROR}
            yield f"undocumented {status}", _case(answer, expected)
    answer = operation["answer"]
    if operation["method"] == "HEAD" or answer["status"] in {204, 205, 304}:
        return
    if "json" in answer:
        broken = {"status": answer["status"], "media": answer["media"], "text": _BROKEN}
        yield "malformed JSON", _case(broken, {"error": "APIResponseValidationError"})
    if "model" in answer and not answer.get("untyped"):
        odd = {key: value for key, value in answer.items() if key != "model"} | {"json": _OTHER}
        refused = _case(odd, {"error": "APIResponseValidationError"})
        yield "another kind of value, to a strict client", {**refused, "strict": True}
    if {"json", "kind"} & answer.keys() and _is_json_only(replies.get(str(answer["status"]), {})):
        page = {"status": answer["status"], **_HTML}
        yield "wrong content type", _case(page, {"error": "APIResponseValidationError"})


def _is_json_only(content: dict[str, Any]) -> bool:
    plain = [media for media in content if "event-stream" not in media]
    return bool(content) and all("json" in media and "seq" not in media for media in plain)


def accidents(operation: dict[str, Any]) -> Iterator[Row]:
    """What happens to connections; it is the same for every operation of a client."""
    usual = operation["answer"]
    # On a busy machine the time may be over before the request has left: then there is none, or
    # it comes when the next test is on, and must not be taken for one of that.
    late = _case({**usual, "delay": 1.0}, {"error": "APITimeoutError", "requests": None})
    yield "time-out", {**late, "timeout": _TIMEOUT, "base": LATE}
    yield "connection lost", _case({**usual, "cut": "head"}, {"error": "APIConnectionError"})
    bodiless = operation["method"] == "HEAD" or usual.get("empty")
    if not bodiless and "kind" not in usual:
        yield "answer cut short", _case({**usual, "cut": "body"}, {"error": "APIConnectionError"})
    limit = {"status": 429, "media": "application/json", "text": json.dumps(_ERROR)}
    answers = [{**limit, "headers": {"retry-after": str(_SHORT)}}]
    expected = {"status": 429, "error": "RateLimitError", "requests": 2}
    yield "refused until retries are used up", {"answers": answers, "retries": 1, **expected}


def retries(operation: dict[str, Any], *, patient: bool) -> Iterator[Row]:
    """Refused once, then answered; with `patient` the pause that is asked for is a long one."""
    pause = _PAUSE if patient else _SHORT
    for status, header, value in (
        (503, "retry-after", str(pause)),
        (429, "retry-after-ms", str(int(_SHORT * 1000))),
    ):
        refusal = {"status": status, "text": "", "headers": {header: value}}
        again = {"answers": [refusal, operation["answer"]], "retries": 1, "requests": 2}
        least = pause if header == "retry-after" else 0.0
        yield f"{status} with {header}, then the answer", {**again, "pause": least}


def stream_troubles(operation: dict[str, Any]) -> Iterator[Row]:
    """What happens in the middle of a stream, after an event that is fine."""
    first = next(iter(operation["streams"].values()))["answer"]
    event = values(first)[0]
    answer = {key: first[key] for key in first if key not in {"events", "text"}}
    whole = {**answer, "events": [event], "before": 1}
    told = {**whole, "events": [event, _ERROR]}
    if not answer.get("envelope"):  # whose document says itself which events there are
        yield "error in the stream", {"answer": told, "error": "APIError", "words": _WORDS}
    cut = {**whole, "cut": "event"}
    yield "stream cut short", {"answer": cut, "error": "APIConnectionError"}
    if not answer.get("raw") and not answer.get("envelope"):
        garbage = {**whole, "garbage": _BROKEN}
        yield "an event that is no JSON", {"answer": garbage, "error": "APIResponseValidationError"}


def _case(answer: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {"answer": answer, **expected}


def is_first(key: str) -> bool:
    """Whether an operation is the first of the document's."""
    return next(iter(read("operations")["every"]), "") == key


def answers_of(case: Case) -> list[dict[str, Any]]:
    """What the server answers, one request after the other; the last for all that follow."""
    return list(case.data.get("answers") or [case.answer])
