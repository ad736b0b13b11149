"""Whether what a call gave is what the server answered, as the type that the document gives it."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

from .cases import Case
from .compare import difference, shown
from .events import values
from .server import REQUEST_ID, content_of


def result_problem(package: ModuleType, case: Case, result: Any) -> str:
    """What is wrong with the result of a call; empty if nothing is."""
    answer = case.answer
    if answer.get("empty"):
        return "" if result is None else f"expected None, found {shown(result)}"
    if "bytes" in answer:
        return "" if result == content_of(answer) else f"the bytes differ: {ascii(result)[:200]}"
    if "text" in answer:
        return difference(answer["text"], result)
    model = answer.get("model")
    return typed_problem(package, model, answer["json"], result) or _reparsed(package, case)


def _reparsed(package: ModuleType, case: Case) -> str:
    """What a strict client has accepted, a lenient one understands just the same."""
    name = case.answer.get("model")
    if not (case.strict and name):
        return ""
    content = content_of(case.answer)
    value = package.parse(getattr(package.types, name), content)
    return typed_problem(package, name, case.answer["json"], value)


def typed_problem(package: ModuleType, model: str | None, expected: Any, value: Any) -> str:
    """Whether a value is of its class and gives back what was received."""
    if model and expected is not None:
        expected_type = getattr(package.types, model)
        if not isinstance(value, expected_type):
            return f"/: expected a types.{model}, found a {type(value).__name__}"
    if said := difference(expected, package.dump(value)):
        return f"dump() does not give back what was received: {said}"
    to_dict, to_json = getattr(value, "to_dict", None), getattr(value, "to_json", None)
    if to_dict and (said := difference(expected, to_dict())):
        return f"to_dict() does not give back what was received: {said}"
    if to_json and (said := difference(expected, json.loads(to_json()))):
        return f"to_json() does not give back what was received: {said}"
    return ""


def error_problem(package: ModuleType, case: Case, error: Any) -> str:
    """What is wrong with an exception; empty if nothing is."""
    answer = case.answer
    expected = getattr(package, answer["error"])
    if type(error) is not expected:
        return f"expected {expected.__name__}, found {type(error).__name__}: {error}"
    if error.status_code != answer["status"]:
        return f"expected .status_code {answer['status']}, found {error.status_code}"
    if error.request_id != REQUEST_ID:
        return f"expected .request_id {REQUEST_ID!r}, found {error.request_id!r}"
    if "json" in answer:
        said = typed_problem(package, answer.get("model"), answer["json"], error.body)
        return f".body: {said}" if said else ""
    if answer.get("empty"):
        return "" if error.body is None else f"expected .body None, found {shown(error.body)}"
    return ""


def events_problem(package: ModuleType, case: Case, events: list[Any]) -> str:
    """What is wrong with the events of a stream; empty if nothing is."""
    expected = values(case.answer)
    for index, (one, event) in enumerate(zip(expected, events, strict=False)):
        if case.answer.get("raw"):
            said = difference(one, json.loads(event.data))
        else:
            said = _event_problem(package, case, one, event)
        if said:
            return f"event {index}: {said}"
    if len(events) != len(expected):
        return f"expected {len(expected)} events, found {len(events)}"
    return ""


def _event_problem(package: ModuleType, case: Case, expected: Any, event: Any) -> str:
    if case.strict and case.answer.get("typed") and isinstance(event, dict):
        return "/: expected an event's class, found a dict"
    return difference(expected, package.dump(event))
