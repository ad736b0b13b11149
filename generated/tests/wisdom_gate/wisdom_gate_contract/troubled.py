"""Whether a client made of a trouble what it should."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from .cases import Case
from .compare import difference
from .events import values
from .server import REQUEST_ID, Recorded


def trouble_problem(package: ModuleType, case: Case, error: Any, requests: list[Recorded]) -> str:
    """What is wrong with an exception; empty if nothing is."""
    expected = getattr(package, case.data["error"])
    if type(error) is not expected:
        return f"expected {expected.__name__}, found {type(error).__name__}: {error}"
    count = case.data.get("requests", 1)
    if count is not None and len(requests) != count:
        return f"expected {count} requests, found {len(requests)}"
    if "status" in case.data:
        if error.status_code != case.data["status"]:
            return f"expected .status_code {case.data['status']}, found {error.status_code}"
        if error.request_id != REQUEST_ID:
            return f"expected .request_id {REQUEST_ID!r}, found {error.request_id!r}"
    if case.data.get("words", "") not in error.message:
        return f"expected {case.data['words']!r} in the message, found {error.message!r}"
    if "json" in case.data and (said := difference(case.data["json"], package.dump(error.body))):
        return f".body: {said}"
    return ""


def before_problem(package: ModuleType, case: Case, events: list[Any]) -> str:
    """What is wrong with the events that came before a trouble; empty if nothing is."""
    count = case.answer.get("before", 0)
    if len(events) != count:
        return f"expected {count} events before the error, found {len(events)}"
    if case.answer.get("raw") or not count:
        return ""
    for one, event in zip(values(case.answer), events, strict=False):
        if said := difference(one, package.dump(event)):
            return f"the event before the error: {said}"
    return ""


def is_told(package: ModuleType, case: Case, events: list[Any]) -> bool:
    """Whether an error in a stream came as an event: so it is where the document has such events."""
    sent = values(case.answer) if "kind" in case.answer else []
    if len(sent) <= case.answer.get("before", 0) or len(events) != len(sent):
        return False
    if case.answer.get("raw"):
        return True
    return not difference(sent[-1], package.dump(events[-1]))


def retry_problem(case: Case, requests: list[Recorded]) -> str:
    """What is wrong with how a call was tried again; empty if nothing is."""
    count = case.data["requests"]
    if len(requests) != count:
        return f"expected {count} requests, found {len(requests)}"
    first, second = requests[0], requests[-1]
    pause = second.at - first.at
    if pause < case.data["pause"]:
        return f"the server asked for a pause of {case.data['pause']} s, it was {pause:.3f} s"
    if (first.method, first.target, first.body) != (second.method, second.target, second.body):
        return "the second request is not the first one again"
    return ""
