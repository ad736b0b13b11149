"""What YAML's plain scalars mean by the core schema of YAML 1.2 (section 10.3.2)."""

from __future__ import annotations

import math
import re
from typing import Any

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ODD = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class PlainScalars(dict[str, Any]):
    """The value of each plain scalar by its text, worked out once: most texts come again and again.

    A decimal with a leading zero (`0123`) stays text: YAML 1.1 read it as octal, 1.2 reads it as
    decimal, and its author meant neither.
    """

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[str] = []
        """Numbers that no JSON number says, as often as they were met; their text is their value."""

    def __missing__(self, text: str) -> Any:
        value: Any = text
        if text in _NULL:
            value = None
        elif text in _BOOL:
            value = _BOOL[text]
        elif text[0] not in "-+.0123456789":
            pass
        elif _INT.fullmatch(text):
            value = int(text) if len(text) < 400 else math.inf
        elif _BASED.fullmatch(text):
            value = int(text, 0)
        elif _FLOAT.fullmatch(text):
            value = float(text)
        elif _ODD.fullmatch(text):
            value = math.inf
        if isinstance(value, float) and not math.isfinite(value):
            self.numbers.append(text)
            return text
        self[text] = value
        return value
