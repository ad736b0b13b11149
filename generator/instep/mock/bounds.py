"""The bounds that a format sets for integers, said in words that a validator checks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from instep.ir.types import Json
from instep.sampling.schemas import Direction, Schemas

_BITS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)}
    | {f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)}
)
"""The format registry of OpenAPI: `int32` is a signed 32-bit integer, and so on."""


class Bounded(Schemas):
    """Schemas in which `format: int32` and its like have bounds, unless they have tighter ones."""

    def _copy(
        self,
        node: Json,
        direction: Direction,
        dropped: frozenset[str],
        todo: list[tuple[Direction, str, frozenset[str]]],
    ) -> Json:
        copy = super()._copy(node, direction, dropped, todo)
        if isinstance(copy, dict) and copy.get("format") in _BITS:
            least, most = _BITS[copy["format"]]
            copy["minimum"] = max(least, copy.get("minimum", least))
            copy["maximum"] = min(most, copy.get("maximum", most))
        return copy
