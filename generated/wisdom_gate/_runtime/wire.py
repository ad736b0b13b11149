"""The vocabulary of generated types: what `types` modules import from the runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._dump import dump, dump_json
from ._fields import Name
from ._json import InvalidJSON
from ._marks import NULLABLE, ONE_OF, OPEN, UNIQUE, UNTYPED, Keys, Nullable, Rule, Tagged
from ._model import Model, UnknownVariant
from ._parse import Adapter, adapter, parse

if TYPE_CHECKING:
    # What is received remembers its text; to a type checker it is the Python type.
    from builtins import bytes as Base64  # noqa: N812
    from builtins import float as Number  # noqa: N812
    from datetime import date as Date  # noqa: N812
    from datetime import datetime as DateTime  # noqa: N812
    from datetime import time as Time  # noqa: N812
    from datetime import timedelta as Duration  # noqa: N812
    from decimal import Decimal
    from uuid import UUID as Uuid  # noqa: N811
else:
    from ._scalars import Base64, Date, DateTime, Decimal, Duration, Time, Uuid

    Number = float

__all__ = [
    "NULLABLE",
    "ONE_OF",
    "OPEN",
    "UNIQUE",
    "UNTYPED",
    "Adapter",
    "Base64",
    "Date",
    "DateTime",
    "Decimal",
    "Duration",
    "InvalidJSON",
    "Keys",
    "Model",
    "Name",
    "Nullable",
    "Number",
    "Rule",
    "Tagged",
    "Time",
    "UnknownVariant",
    "Uuid",
    "adapter",
    "dump",
    "dump_json",
    "parse",
]
