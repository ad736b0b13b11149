"""Deterministic JSON data for a schema: documented values first, made ones else, always verified."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

import jsonschema_rs

from instep.ir.types import Json
from instep.sampling.compose import Composer
from instep.sampling.scalars import Impossible, Scalars
from instep.sampling.schemas import Direction, Schemas
from instep.sampling.validators import Problem, Validators
from instep.sampling.walk import Path, TooDeep, Walk

Mode = Literal["example", "full", "minimal"]
"""`example`: documented values first, else every property; `full`: every property, documented
scalars only; `minimal`: required properties only."""

_ATTEMPTS = 16


@dataclass(frozen=True, slots=True)
class Sample:
    """A made value."""

    value: Json
    problems: tuple[Problem, ...] = ()
    """What is wrong with it where no attempt satisfied the schema: it contradicts itself, or asks for more than is known here."""

    @property
    def valid(self) -> bool:
        """Whether the value satisfies the schema."""
        return not self.problems


def example_of(
    schema: Json,
    root: Json,
    *,
    seed: int = 0,
    direction: Literal["request", "response"] = "response",
    mode: Mode = "example",
) -> Json:
    """JSON data for a JSON Schema (Draft 2020-12) whose `$ref`s point into `root`.

    The same arguments give the same data; another `seed` gives other data where the schema leaves
    a choice. `readOnly` properties are left out of requests, `writeOnly` ones out of responses.
    Where no valid value is found the closest one is returned; `Examples.sample` says so.
    """
    return Examples(root).sample(schema, seed=seed, direction=Direction(direction), mode=mode).value


class Examples:
    """Makes values for the schemas of one document; remembers what it resolved and compiled."""

    def __init__(self, root: Json, validators: Validators | None = None) -> None:
        self.validators = validators or Validators(Schemas(root))
        self.schemas = self.validators.schemas
        self.composer = Composer(self.schemas)
        self._patterns: dict[str, jsonschema_rs.Draft202012Validator | None] = {}
        self._scalars = Scalars(self._matches)

    def _matches(self, pattern: str, text: str) -> bool:
        if pattern not in self._patterns:
            usable = self.schemas.compiles(pattern)
            self._patterns[pattern] = (
                jsonschema_rs.Draft202012Validator({"pattern": pattern}) if usable else None
            )
        validator = self._patterns[pattern]
        return validator is None or validator.is_valid(text)

    def sample(
        self, schema: Json, *, seed: int = 0, direction: Direction, mode: Mode = "example"
    ) -> Sample:
        """A value for the schema, verified; a few repairs are tried before giving up."""
        for candidate in self._modes(mode):
            found = self._repaired(schema, seed, direction, candidate)
            if found.valid:
                return found
        return self._closest(schema, direction, mode)

    def _closest(self, schema: Json, direction: Direction, mode: Mode) -> Sample:
        """A value for a schema that nothing satisfies: everything else about it is right."""
        walk = Walk(self.composer, self._scalars, direction, mode, None)
        walk.loosen()
        try:
            value = walk.value(schema)
        except (TooDeep, Impossible) as error:
            return Sample(None, (Problem("", str(error)),))
        problems = self.validators.problems(schema, value, direction)
        return Sample(value, problems)

    def _modes(self, mode: Mode) -> tuple[Mode, ...]:
        match mode:
            case "example":
                return ("example", "full", "minimal")
            case "full":
                return ("full", "minimal")
            case "minimal":
                return ("minimal", "full")

    def _repaired(self, schema: Json, seed: int, direction: Direction, mode: Mode) -> Sample:
        """Walk, verify, note what was wrong where, and walk again avoiding it."""
        banned: set[Path] = set()
        omitted: set[Path] = set()
        turns: dict[Path, int] = {}
        best: Sample | None = None
        for attempt in range(_ATTEMPTS):
            # Repeatable, not secret: the same seed must give the same data.
            rng = random.Random(f"{seed}/{attempt // 8}") if seed else None  # noqa: S311
            walk = Walk(self.composer, self._scalars, direction, mode, rng)
            walk.avoid(banned, omitted, turns)
            try:
                value = walk.value(schema)
            except (TooDeep, Impossible) as error:
                return best or Sample(None, (Problem("", str(error)),))
            problems = self.validators.problems(schema, value, direction)
            if not problems:
                return Sample(value)
            if best is None or len(problems) < len(best.problems):
                best = Sample(value, problems)
            changed = [_repair(problem, walk, banned, omitted, turns) for problem in problems]
            if not any(changed):
                break
        return best or Sample(None, (Problem("", "nothing was tried"),))


def _repair(
    problem: Problem, walk: Walk, banned: set[Path], omitted: set[Path], turns: dict[Path, int]
) -> bool:
    """Note what the next walk must do otherwise; False if there is nothing left to try."""
    prefixes = [problem.path[:end] for end in range(len(problem.path), -1, -1)]
    for path in prefixes:
        if path in walk.documented and path not in banned:
            banned.add(path)
            return True
        options = walk.unions.get(path, 0)
        if options > 1 and turns.get(path, 0) < min(options, _ATTEMPTS) - 1:
            turns[path] = turns.get(path, 0) + 1
            return True
        if path in walk.optional and path not in omitted:
            omitted.add(path)
            return True
    inside = [
        p for p in walk.documented if p[: len(problem.path)] == problem.path and p not in banned
    ]
    banned.update(inside)
    if inside:
        return True
    if problem.keyword in {"not", "oneOf", "maxProperties", "unevaluatedProperties"}:
        below = [p for p in walk.optional if p[:-1] == problem.path and p not in omitted]
        omitted.update(below[-1:])
        return bool(below)
    return False
