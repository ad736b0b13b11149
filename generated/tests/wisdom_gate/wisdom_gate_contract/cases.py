"""Cases: what a test calls an operation with, what the server answers, and what must come of it."""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, cast

import pytest

from .compare import step
from .kinds import is_array, is_object

Json = Any
P = ParamSpec("P")

DATA = Path(__file__).resolve().parents[1] / "data"
_SHARED = frozenset({"operations", "schemas"})
BYTES = "$bytes"
"""Marks what is no JSON: `{"$bytes": "base64"}` stands for bytes."""


@dataclass(frozen=True, slots=True)
class Case:
    """One call of one operation."""

    name: str
    operation: dict[str, Json]
    """What the document says about the operation."""
    data: dict[str, Json]
    """What is special about this case."""

    @property
    def key(self) -> str:
        """The operation, as the document has it: `POST /v1/responses`."""
        return str(self.operation["key"])

    @property
    def about(self) -> str:
        """Which operation and case it is, and where document and data have them (RFC 6901)."""
        method, _, path = self.key.partition(" ")
        pointer = f"#/paths/{step(path)}/{method.lower()}"
        return f"operation: {self.key} ({self.operation['call']})\ndocument: {pointer}\ncase: {self.name}"

    @property
    def arguments(self) -> dict[str, Any]:
        """The call's arguments, by their Python names."""
        given = self.data.get("arguments")
        return cast(
            "dict[str, Any]", revived(self.operation["arguments"] if given is None else given)
        )

    @property
    def meant(self) -> dict[str, Any]:
        """The arguments that must be seen in the request: None means "not sent" for the others."""
        omitted = self.data.get("omitted", ())
        return {name: value for name, value in self.arguments.items() if name not in omitted}

    @property
    def answer(self) -> dict[str, Json]:
        """What the server answers."""
        return cast("dict[str, Json]", self.data.get("answer") or self.operation["answer"])

    @property
    def credentials(self) -> list[str]:
        """The security schemes that the client has a credential for."""
        found = self.data.get("credentials")
        return cast("list[str]", self.operation["credentials"] if found is None else found)

    @property
    def strict(self) -> bool:
        """Whether the answer is so valid that a strict client accepts it."""
        return bool(self.data.get("strict"))


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of one resource."""

    operations: dict[str, dict[str, Json]]

    def __call__(self, key: str, group: str) -> pytest.MarkDecorator:
        """Parametrise a test over a group of an operation's cases.

        Raises `LookupError` if there are none: then the data and the tests are not of one run.
        """
        operation = self.operations.get(key, {})
        found = operation.get(group)
        if not found:
            raise LookupError(
                f"no cases {group!r} for {key!r} in {DATA}: generate the client again"
            )
        return _parametrised(key, operation, found.items())

    def troubles(self, key: str) -> pytest.MarkDecorator:
        """Parametrise a test over what goes wrong whatever the document says."""
        from .troubles import accidents, troubles

        operation = self.operations[key]
        first = next(iter(self.operations)) == key
        rows = [*troubles(operation), *(accidents(operation) if first else ())]
        return _parametrised(key, operation, rows)

    def usual(self, key: str) -> pytest.MarkDecorator:
        """A plain call, answered as usual; once for all, with credentials from the environment."""
        operation = self.operations[key]
        rows: list[tuple[str, dict[str, Json]]] = [("usual", {})]
        table = read("operations")
        if key == next(iter(table["every"]), "") and _is_asked(operation, table["security"]):
            rows.append(("credentials from the environment", {"environment": True}))
        return _parametrised(key, operation, rows)

    def retries(self, key: str) -> pytest.MarkDecorator:
        """Parametrise a test over refusals that another try overcomes."""
        from .troubles import is_first, retries

        operation = self.operations[key]
        return _parametrised(key, operation, retries(operation, patient=is_first(key)))

    def stream_troubles(self, key: str) -> pytest.MarkDecorator:
        """Parametrise a test over what goes wrong in the middle of a stream."""
        from .troubles import stream_troubles

        operation = self.operations[key]
        return _parametrised(key, operation, stream_troubles(operation))


def _is_asked(operation: dict[str, Json], schemes: dict[str, Json]) -> bool:
    """Whether a call needs a credential that the client itself puts into the request."""
    asked: list[list[str]] = operation["security"]
    return bool(asked) and all(
        names and all(schemes[name]["kind"] != "other" for name in names) for names in asked
    )


def _parametrised(
    key: str, operation: dict[str, Json], rows: Iterable[tuple[str, dict[str, Json]]]
) -> pytest.MarkDecorator:
    about = {**operation, "key": key}
    found = [pytest.param(Case(name, about, data), id=name) for name, data in rows]
    return pytest.mark.parametrize("case", found)


def cases_of(resource: str) -> Cases:
    """The cases of a resource, from `data/<resource>.json`."""
    return Cases(read(resource)["operations"])


@functools.cache
def read(name: str) -> dict[str, Json]:
    """A file of `data`, by its name without suffix."""
    text = (DATA / f"{name}.json").read_text(encoding="utf-8")
    return cast("dict[str, Json]", json.loads(text))


def operations() -> dict[str, dict[str, Json]]:
    """What the data say of every operation, by its key."""
    found: dict[str, dict[str, Json]] = {}
    for name in resources():
        found |= read(name)["operations"]
    return found


def resources() -> list[str]:
    """The names of the data files that have cases."""
    return [path.stem for path in sorted(DATA.glob("*.json")) if path.stem not in _SHARED]


def untested() -> Iterator[str]:
    """What the generator could make no case for, with the reason; one line each."""
    for key, operation in operations().items():
        for entry in operation.get("untested", ()):
            yield f"{key}: {entry['case']}: {entry['reason']}"


def revived(value: Json) -> Any:
    """The value with its marks replaced by what they stand for."""
    if is_object(value):
        if value.keys() == {BYTES}:
            return base64.b64decode(value[BYTES])
        return {name: revived(inner) for name, inner in value.items()}
    if is_array(value):
        return [revived(item) for item in value]
    return value


def asynchronous(test: Callable[P, Awaitable[None]]) -> Callable[P, None]:
    """Run an asynchronous test in the service's event loop, which its client's connections live in."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        service: Any = kwargs["service"]
        service.run(test(*args, **kwargs))

    return run
