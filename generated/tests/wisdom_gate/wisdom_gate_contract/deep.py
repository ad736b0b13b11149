"""Deep runs: many generated calls and answers for each operation, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from .cases import Case, operations, read
from .kinds import is_array, is_object
from .settings import examples, seed
from .strategies import Strategies, Strategy
from .validity import Schemas

_NEVER_ODD = frozenset({"path", "header", "cookie"})


class Deep:
    """Draws calls and answers. Failures are shrunk to the smallest of their kind."""

    def __init__(self) -> None:
        self._definitions: dict[str, Any] = read("schemas")
        self._sent = Strategies(self._definitions["request"])
        self._received = Strategies(self._definitions["response"])
        self._valid = {way: Schemas(found) for way, found in self._definitions.items()}

    @property
    def operations(self) -> pytest.MarkDecorator:
        """Parametrise a test over every operation."""
        rows = [
            pytest.param(Case("generated", {**operation, "key": key}, {}), id=key)
            for key, operation in sorted(operations().items())
        ]
        return pytest.mark.parametrize("case", rows)

    def calls(self, case: Case, check: Callable[[Case], None]) -> None:
        """Check many calls of an operation."""

        def one(arguments: dict[str, Any]) -> None:
            check(Case(case.name, case.operation, {"arguments": arguments}))

        _run(one, self._arguments(case.operation))

    def answers(self, case: Case, check: Callable[[Case], None]) -> None:
        """Check many answers to a call of an operation; none where it answers no JSON."""
        answer = case.operation["answer"]
        content = case.operation["replies"].get(str(answer["status"]), {})
        schema = content.get(answer.get("media"))
        if "json" not in answer or schema is None:
            return
        values = self._received.of(schema).filter(self._is_valid("response", schema))

        def one(value: Any) -> None:
            check(Case(case.name, case.operation, {"answer": {**answer, "json": value}}))

        _run(one, values)

    def _is_valid(self, way: str, schema: Any) -> Callable[[Any], bool]:
        return lambda value: not self._valid[way].problem(schema, value)

    def _arguments(self, operation: dict[str, Any]) -> Strategy:
        required: dict[str, Any] = operation["arguments"]
        always: dict[str, Strategy] = {name: st.just(value) for name, value in required.items()}
        optional: dict[str, Strategy] = {}
        for parameter in operation["parameters"]:
            name = parameter["argument"]
            if parameter["in"] in _NEVER_ODD or parameter["style"] != "form":
                continue  # places that cannot say everything
            if parameter["name"] == operation.get("flag"):
                continue
            schema = parameter["schema"]
            drawn = self._sent.of(schema).filter(self._is_valid("request", schema)).filter(_is_said)
            (always if name in required else optional)[name] = drawn
        found = st.fixed_dictionaries(always, optional=optional)
        return self._with_body(operation, found)

    def _with_body(self, operation: dict[str, Any], arguments: Strategy) -> Strategy:
        nothing: dict[str, Any] = {"media": [{"kind": ""}]}
        body: dict[str, Any] = operation.get("body") or nothing
        media: dict[str, Any] = body["media"][0]
        if media["kind"] != "json" or body["argument"]:
            return arguments
        drawn: dict[str, str] = {
            wire: argument
            for argument, wire in body["arguments"].items()
            if wire != operation.get("flag")
        }
        replaced = frozenset(drawn.values())
        values = self._sent.of(media["schema"]).filter(self._is_valid("request", media["schema"]))

        def joined(pair: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
            arguments, value = pair
            given = {name: one for name, one in arguments.items() if name not in replaced}
            given |= {drawn[wire]: one for wire, one in value.items() if wire in drawn}
            unknown = {wire: value[wire] for wire in value.keys() - body["arguments"].values()}
            return {**given, "extra_body": unknown} if unknown else given

        return st.tuples(arguments, values.filter(is_object)).map(joined)


def _is_said(value: Any) -> bool:
    """Whether a query can say it: nothing is what an empty array or object would be."""
    inner = list(value.values()) if is_object(value) else value
    if is_array(inner):
        return bool(inner) and all(isinstance(one, str | int | float) for one in inner)
    return value is not None


def _run(check: Callable[[Any], None], values: Strategy) -> None:
    settings = hypothesis.settings(
        max_examples=examples(),
        deadline=None,
        database=None,
        suppress_health_check=[
            hypothesis.HealthCheck.too_slow,
            hypothesis.HealthCheck.filter_too_much,
            hypothesis.HealthCheck.data_too_large,
            hypothesis.HealthCheck.large_base_example,
        ],
    )
    hypothesis.seed(seed())(settings(hypothesis.given(values)(check)))()
