"""What a caller wishes for in `Prefer` headers (RFC 7240)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from instep.mock.requests import Request

FAULTS = ("reset", "truncate", "slow", "429")
_LONGEST_DELAY = 300.0
_ONE = re.compile(r'\s*([A-Za-z][\w-]*)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^,;\s]*)))?')


@dataclass(frozen=True, slots=True)
class Wish:
    """The preferences the mock knows; others are ignored, as the RFC says."""

    code: int | None = None
    """`code=404`: answer with this status."""
    example: str = ""
    """`example=NAME`: answer with this documented example."""
    dynamic: bool = False
    """`dynamic`: made data, even where the document has examples."""
    seed: int = 0
    """`seed=7`: other made data."""
    delay: float = 0.0
    """`delay=2`: seconds to wait before the answer."""
    fault: str = ""
    """`fault=reset|truncate|slow|429`."""


NO_WISH = Wish()


def wish_of(request: Request) -> Wish:
    """Read the request's `Prefer` headers; a value that makes no sense is ignored."""
    found: dict[str, str] = {}
    for piece in re.split(r"[,;](?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", request.header("prefer") or ""):
        match = _ONE.match(piece)
        if match:
            value = match[2].replace("\\", "") if match[2] is not None else match[3] or ""
            found.setdefault(match[1].lower(), value)
    code, seed = found.get("code", ""), found.get("seed", "")
    if not code and found.get("status", "").isdecimal():
        code = found["status"]
    return Wish(
        code=int(code) if re.fullmatch("[2-5][0-9][0-9]", code) else None,
        example=found.get("example", ""),
        dynamic=found.get("dynamic", "false").lower() in {"", "true", "1"},
        seed=int(seed) if re.fullmatch("[0-9]{1,9}", seed) else 0,
        delay=_seconds(found.get("delay", "")),
        fault=found.get("fault", "") if found.get("fault") in FAULTS else "",
    )


def _seconds(text: str) -> float:
    return (
        min(float(text), _LONGEST_DELAY)
        if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text)
        else 0.0
    )
