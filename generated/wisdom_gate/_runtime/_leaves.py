"""Scalars, constants and absence as the schemas of pydantic-core."""

from __future__ import annotations

import math
from typing import Any, TypedDict

from pydantic_core import CoreSchema
from pydantic_core import core_schema as core

from ._shapes import Limits
from ._values import pattern_of


def leaf(kind: str, limits: Limits) -> CoreSchema:
    match kind:
        case "str":
            pattern = limits.pattern
            if pattern is not None and pattern_of(pattern) is None:
                pattern = None
            return core.str_schema(
                min_length=limits.min_length, max_length=limits.max_length, pattern=pattern
            )
        case "int":
            return core.int_schema(**_whole(limits))
        case "bool":
            return core.bool_schema()
        case "null":
            return core.none_schema()
        case _:
            return core.union_schema(
                [
                    core.int_schema(strict=True, **_whole(limits)),
                    core.float_schema(
                        strict=True, ge=limits.ge, gt=limits.gt, le=limits.le, lt=limits.lt
                    ),
                ],
                mode="left_to_right",
            )


class _Lengths(TypedDict, total=False):
    min_length: int | None
    max_length: int | None


class _Bounds(TypedDict, total=False):
    ge: int | None
    gt: int | None
    le: int | None
    lt: int | None


def lengths(limits: Limits) -> _Lengths:
    return {"min_length": limits.min_length, "max_length": limits.max_length}


def _whole(limits: Limits) -> _Bounds:
    """The same bounds for whole numbers, of which the nearest inside are enough."""
    return {
        "ge": None if limits.ge is None else math.ceil(limits.ge),
        "gt": None if limits.gt is None else math.floor(limits.gt),
        "le": None if limits.le is None else math.floor(limits.le),
        "lt": None if limits.lt is None else math.ceil(limits.lt),
    }


def constants(values: tuple[Any, ...]) -> CoreSchema:
    """Numbers are typed first: alone, pydantic-core takes 1.0 and true for a constant 1."""
    kinds = {kind_of(value) for value in values}
    if kinds == {"str"}:
        return core.literal_schema(list(values))
    typed: list[CoreSchema] = []
    for kind, first in (
        ("bool", core.bool_schema(strict=True)),
        ("int", core.int_schema(strict=True)),
    ):
        if kind in kinds:
            own = [value for value in values if kind_of(value) == kind]
            typed.append(core.chain_schema([first, core.literal_schema(list(own))]))
    rest = [value for value in values if kind_of(value) not in ("bool", "int")]
    if rest:
        typed.append(core.literal_schema(rest))
    return core.union_schema(list(typed), mode="left_to_right")


def kind_of(value: object) -> str:
    return type(value).__name__


def may_be_absent(schema: CoreSchema, *others: CoreSchema, anything: bool) -> CoreSchema:
    """The schema of a field that leaves no trace where there is no value, without calling Python.

    The default is something that no JSON is, and what takes it for valid omits the field. A
    schema that takes `anything` is tried after that, others before, so that a value costs nothing.
    """
    omitted = core.with_default_schema(core.none_schema(), on_error="omit")
    absent = core.chain_schema([core.callable_schema(), omitted])
    tried = [absent, schema] if anything else [schema, absent]
    union = core.union_schema([*tried, *others], mode="left_to_right")
    return core.with_default_schema(union, default=len, validate_default=True)
