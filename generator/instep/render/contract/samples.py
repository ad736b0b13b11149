"""Sample values for the document's schemas, and the schemas themselves as the tests need them."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from instep.ir.types import Json
from instep.sampling.generate import Examples, Mode, Sample
from instep.sampling.schemas import Direction, Schemas
from instep.sampling.validators import Validators

_PLAIN: Final = re.compile(r"#/components/schemas/([A-Za-z0-9_.-]+)")
_DEFINITION: Final = "$defs"


class _Named(Schemas):
    """Names definitions after what they are, so that a new one renames none of the others."""

    def _name(self, key: tuple[Direction, str, frozenset[str]]) -> str:
        _, ref, dropped = key
        plain = _PLAIN.fullmatch(ref)
        if plain and not dropped:
            return plain[1]
        stem = re.sub(r"[^A-Za-z0-9]+", "_", ref.rpartition("/")[2])[:40]
        said = "\n".join([ref, *sorted(dropped)])
        return f"{stem}-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:8]}"


class Samples:
    """Makes values once, however many operations share a schema."""

    def __init__(self, root: Json) -> None:
        self.schemas = _Named(root)
        self._examples = Examples(root, Validators(self.schemas))
        self._made: dict[tuple[int, Direction, Mode], Sample] = {}
        self._one: dict[str, Json] = {}
        self._kept: list[Json] = []
        self.definitions: dict[str, dict[str, Json]] = {way.value: {} for way in Direction}
        """What the described schemas refer to, by direction and name."""

    def sample(self, schema: Json, direction: Direction, mode: Mode) -> Sample:
        """A value for a schema; invalid where none could be made."""
        schema = self._same(schema)
        key = (id(schema), direction, mode)
        if key not in self._made:
            self._made[key] = self._examples.sample(schema, direction=direction, mode=mode)
        return self._made[key]

    def problem(self, schema: Json, value: Json, direction: Direction) -> str:
        """What is wrong with a value, with its JSON pointer; empty if it is valid."""
        found = self._examples.validators.problems(self._same(schema), value, direction, 1)
        return f"{found[0].pointer or '/'}: {found[0].reason}" if found else ""

    def described(self, schema: Json, direction: Direction = Direction.REQUEST) -> Json:
        """The schema of something that is sent or received, self-contained but for `definitions`."""
        whole = self.schemas.standalone(schema, direction)
        if not isinstance(whole, dict) or _DEFINITION not in whole:
            return whole
        self.definitions[direction.value].update(whole[_DEFINITION])
        return {word: value for word, value in whole.items() if word != _DEFINITION}

    def _same(self, schema: Json) -> Json:
        """One object for all references to one schema, because caches go by identity."""
        if (
            isinstance(schema, dict)
            and schema.keys() == {"$ref"}
            and isinstance(schema["$ref"], str)
        ):
            return self._one.setdefault(schema["$ref"], schema)
        # Kept, so that its identity stays its own.
        self._kept.append(schema)
        return schema


def reason(sample: Sample) -> str:
    """Why a sample is not valid."""
    problem = sample.problems[0]
    return f"no valid value was found; {problem.pointer or '/'}: {problem.reason}"[:300]
