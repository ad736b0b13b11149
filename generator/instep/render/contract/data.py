"""The data files of the contract tests: one for each resource, the schemas, and the whole table."""

from __future__ import annotations

import json
from collections.abc import Mapping

from instep.ir.api import Api, Resource, SchemeKind
from instep.ir.operation import In, Operation
from instep.ir.types import Json
from instep.render.choices import always_streams
from instep.render.contract.answers import Answers, plain_answer
from instep.render.contract.arguments import Arguments
from instep.render.contract.collected import CaseData, Collected
from instep.render.contract.described import document_data, operation_data, secrets
from instep.render.contract.requests import add_requests
from instep.render.contract.samples import Samples
from instep.render.contract.streams import STREAMS, Streams
from instep.render.contract.subjects import Subjects

_COLUMNS = 96


class Data:
    """Makes the cases of all operations of one API."""

    def __init__(self, api: Api, package: str, samples: Samples) -> None:
        self._api = api
        self._package = package
        self._samples = samples
        self._secrets: Mapping[tuple[In, str], str] = secrets(api)
        self._subjects = Subjects(api)
        self._assumed = frozenset(s.name for s in api.security_schemes if s.assumed)

    def resource(self, resource: Resource) -> tuple[list[Collected], bytes]:
        """What was collected for each operation of a resource, and the file that has it."""
        found = [self._collected(operation) for operation in resource.operations]
        data = {"operations": {one.operation.key: self._operation(one) for one in found}}
        return found, as_file(data)

    @property
    def subjects(self) -> dict[str, Json]:
        """The operations for tests of what every client promises; complete as `shared` is."""
        return self._subjects.chosen

    def shared(self) -> dict[str, bytes]:
        """The files that belong to no resource; complete when every resource is made."""
        definitions = self._samples.definitions
        return {
            "operations.json": as_file(
                {**document_data(self._api, self._package), "subjects": self.subjects}
            ),
            "schemas.json": as_file(definitions),
        }

    def _collected(self, operation: Operation) -> Collected:
        found = Collected(operation)
        definitions = self._api.definitions
        given = Arguments(operation, definitions, self._samples, self._secrets)
        add_requests(found, given, self._samples, definitions)
        Answers(found, definitions, self._samples).add()
        if operation.stream is not None:
            Streams(found, operation.stream, definitions, self._samples).add()
        self._subjects.look_at(found)
        return found

    def _operation(self, found: Collected) -> CaseData:
        operation = found.operation
        return {
            **operation_data(operation, self._samples, self._assumed),
            **found.groups,
            "answer": _usual_answer(found),
            "arguments": found.arguments,
            "credentials": self._credentials(operation),
            **({"untested": found.untested} if found.untested else {}),
        }

    def _credentials(self, operation: Operation) -> list[str]:
        """The schemes of the first alternative."""
        known = {s.name for s in self._api.security_schemes if s.kind is not SchemeKind.OTHER}
        first = operation.security[0] if operation.security else ()
        return [name for name in first if name in known]


def _usual_answer(found: Collected) -> CaseData:
    streams = list(found.groups.get(STREAMS, {}).values())
    if streams and always_streams(found.operation):
        answer: CaseData = streams[0]["answer"]
        return answer
    return plain_answer(found)


def as_file(data: Json) -> bytes:
    """JSON in ASCII with sorted keys: the same bytes for the same data, and small differences."""
    return (_printed(data, 0) + "\n").encode("ascii")


def _printed(value: Json, depth: int) -> str:
    """A value on one line if it fits, else each of its parts on lines of their own."""
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(name)}: {_printed(value[name], depth + 1)}" for name in sorted(value)
        ]
        opening, closing = "{", "}"
    elif isinstance(value, list):
        parts = [_printed(item, depth + 1) for item in value]
        opening, closing = "[", "]"
    else:
        return json.dumps(value)
    if sum(map(len, parts)) + 2 * len(parts) + depth <= _COLUMNS and not any(
        "\n" in p for p in parts
    ):
        return opening + ", ".join(parts) + closing
    margin = " " * (depth + 1)
    inner = ",\n".join(margin + part for part in parts)
    return f"{opening}\n{inner}\n{' ' * depth}{closing}"
