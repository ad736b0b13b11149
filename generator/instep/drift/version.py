"""The next version of a client, as Semantic Versioning counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VERSION = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8}))?([-+a-zA-Z].*)?")


@dataclass(frozen=True, slots=True)
class NextVersion:
    """What to release next."""

    bump: str
    """`major`, `minor`, `patch` or `none`."""
    current: str = ""
    """The version that the project has now; empty: it says none."""
    following: str = ""
    """The version that comes next; empty where the current one is unknown or no plain version."""

    def as_json(self) -> dict[str, str | None]:
        """As `--format json` prints it."""
        return {
            "bump": self.bump,
            "current": self.current or None,
            "next": self.following or None,
        }

    def __str__(self) -> str:
        if self.following:
            return f"{self.bump}, {self.current} -> {self.following}"
        return self.bump


def next_version(current: str, bump: str) -> NextVersion:
    """The version after `current`. Below 1.0.0 what breaks raises the minor part (semver.org, 4)."""
    match = _VERSION.fullmatch(current)
    if match is None or match[4] or bump == "none":
        return NextVersion(bump, current if match else "")
    major, minor, patch = int(match[1]), int(match[2]), int(match[3] or 0)
    step = bump
    if major == 0:
        step = {"major": "minor", "minor": "patch"}.get(bump, bump)
    following = {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
    }[step]
    return NextVersion(bump, current, following)
