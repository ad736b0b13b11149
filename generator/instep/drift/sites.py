"""Places in the user's code that a change of the API reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from instep.drift.law import Level


@dataclass(frozen=True, slots=True)
class Site:
    """One place in the user's code."""

    file: str
    line: int
    """Of the argument, attribute or name itself; from 1."""
    column: int
    """From 1."""
    level: Level
    """`breaking`: the code fails or does not type-check; `warning`: look at it; `info`: it is touched."""
    symbol: str
    """What the code uses: `responses.create(truncation)`, `types.Response.status`."""
    reason: str
    code: str = ""
    """The line of code, without its indentation."""
    call_line: int = 0
    """The line where the call begins, if that is another one."""
    change: tuple[str, str] | None = None
    """Id and pointer of the change that is the cause."""

    @property
    def place(self) -> str:
        """`file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"

    def as_json(self) -> dict[str, Any]:
        """The site as `--format json` prints it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "call_line": self.call_line or self.line,
            "level": str(self.level),
            "breaks": self.level is Level.BREAKING,
            "symbol": self.symbol,
            "reason": self.reason,
            "code": self.code,
            "change": None
            if self.change is None
            else {"id": self.change[0], "pointer": self.change[1]},
        }


@dataclass(frozen=True, slots=True)
class Impact:
    """What was found in the user's code."""

    sites: tuple[Site, ...]
    """The worst first, then by file and line."""
    packages: tuple[str, ...]
    """The names under which the client was looked for."""
    files: int
    """How many files were read."""
    failed: tuple[str, ...] = ()
    """Files that could not be read, with the reason."""

    @property
    def broken(self) -> tuple[Site, ...]:
        """The places that break."""
        return tuple(site for site in self.sites if site.level is Level.BREAKING)

    @property
    def doubtful(self) -> tuple[Site, ...]:
        """The places to look at."""
        return tuple(site for site in self.sites if site.level is Level.WARNING)

    def of(self, id_: str, pointer: str) -> tuple[Site, ...]:
        """The places that one change reaches."""
        return tuple(site for site in self.sites if site.change == (id_, pointer))

    def as_json(self) -> dict[str, Any]:
        """The findings as `--format json` prints them."""
        return {
            "packages": list(self.packages),
            "files": self.files,
            "unread": list(self.failed),
            "breaking": len(self.broken),
            "sites": [site.as_json() for site in self.sites],
        }
