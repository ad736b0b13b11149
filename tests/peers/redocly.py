"""`instep diff` and `redocly diff` side by side: verdicts, entries, seconds, memory. Run by hand.

    npm install --prefix /tmp/peer @redocly/cli
    PYTHONPATH=generator python tests/peers/redocly.py /tmp/peer/node_modules/.bin/redocly [--drift-only]

The pairs are the core pairs of `oasdiff/`, counted once each, and those of `drift/`. Each comparison is
a process of its own; seconds are wall clock, memory is the largest resident set, both of the process.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "drift"))

from score import is_core

_ROOT = Path(__file__).parents[2]
_NOBODY = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


@dataclass
class Run:
    """One comparison by one tool."""

    verdict: str
    """`breaking`, `harmless`, `none` or `failed`."""
    entries: int
    seconds: float
    cpu: float
    """Seconds of a processor, which a busy machine does not change."""
    megabytes: float


def _timed(command: list[str]) -> tuple[bytes, tuple[float, float, float]]:
    """Run a process: its output, seconds, processor seconds, megabytes."""
    with tempfile.TemporaryFile() as out, Path(os.devnull).open("wb") as nothing:
        start = time.perf_counter()
        actions = [
            (os.POSIX_SPAWN_DUP2, out.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, nothing.fileno(), 2),
        ]
        child = os.posix_spawnp(command[0], command, {**_NOBODY, "PYTHONPATH": str(_ROOT / "generator")},
                                file_actions=actions)  # fmt: skip
        _, _, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - start
        out.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        return out.read(), (seconds, cpu, usage.ru_maxrss / 1024)


def ours(old: Path, new: Path) -> Run:
    """`instep diff`."""
    command = [sys.executable, "-m", "instep", "diff", str(old), str(new), "--format", "json"]
    output, spent = _timed(command)
    data = _json(output)
    if data is None:
        return Run("failed", 0, *spent)
    verdict = {"breaking": "breaking", "non-breaking": "harmless"}.get(data["verdict"], "none")
    return Run(verdict, len(data["changes"]), *spent)


def theirs(redocly: str, old: Path, new: Path) -> Run:
    """`redocly diff`."""
    output, spent = _timed([redocly, "diff", str(old), str(new), "--format", "json"])
    data = _json(output)
    if data is None or "bump" not in data:
        return Run("failed", 0, *spent)
    verdict = {"major": "breaking", "minor": "harmless", "patch": "harmless"}
    return Run(verdict.get(data["bump"], "none"), len(data["changes"]), *spent)


def _json(output: bytes) -> Any:
    start = output.find(b"{")
    try:
        return json.loads(output[start:]) if start >= 0 else None
    except ValueError:
        return None


def _pairs(shared: Path, *, drift_only: bool) -> Iterator[tuple[str, str, Path, Path]]:
    """Name, expected verdict, and the two files."""
    folder = shared / "drift"
    for number in (1, 2, 3):
        files = (folder / f"openai-{number}-{side}.yaml" for side in ("old", "new"))
        yield f"openai-{number}", "", *files
    if drift_only:
        return
    seen: set[str] = set()
    for case in json.loads((shared / "oasdiff/index.json").read_bytes())["cases"]:
        if is_core(case) and case["pair_id"] not in seen:
            seen.add(case["pair_id"])
            files = (shared / "oasdiff" / case[key] for key in ("base", "revision"))
            yield case["id"], case["pair_verdict"], *files


def main(arguments: list[str]) -> int:
    """Print the tables, in Markdown."""
    redocly = arguments[0]
    shared = Path(os.environ.get("INSTEP_SHARED") or _ROOT.parent / "shared")
    rows: list[tuple[str, str, Run, Run]] = []
    for name, expected, old, new in _pairs(shared, drift_only="--drift-only" in arguments):
        rows.append((name, expected, ours(old, new), theirs(redocly, old, new)))
        print(f"{len(rows)} {name}", end="\r", file=sys.stderr)
    print("| pair | instep: verdict, entries, s, CPU s, MB | redocly: the same |")
    print("| --- | --- | --- |")
    for name, expected, mine, other in rows:
        if not expected:
            print(f"| {name} | {_shown(mine)} | {_shown(other)} |")
    _totals([row for row in rows if row[1]])
    return 0


def _shown(run: Run) -> str:
    return f"{run.verdict}, {run.entries}, {run.seconds:.1f}, {run.cpu:.1f}, {run.megabytes:.0f}"


def _totals(rows: list[tuple[str, str, Run, Run]]) -> None:
    if not rows:
        return
    breaking = [row for row in rows if row[1] == "breaking"]
    harmless = [row for row in rows if row[1] in ("non-breaking", "no-reported-change")]
    print()
    print(f"| {len(rows)} core pairs | instep | redocly |")
    print("| --- | --- | --- |")
    for words, chosen, wanted in (
        (f"breaking, called so (of {len(breaking)})", breaking, True),
        (f"harmless, called breaking (of {len(harmless)})", harmless, True),
    ):
        counts = [sum((row[i].verdict == "breaking") is wanted for row in chosen) for i in (2, 3)]
        print(f"| {words} | {counts[0]} | {counts[1]} |")
    for words, of in (
        ("could not be compared", lambda runs: sum(r.verdict == "failed" for r in runs)),
        ("entries in all", lambda runs: sum(r.entries for r in runs)),
        ("seconds, median", lambda runs: f"{median(r.seconds for r in runs):.2f}"),
        ("CPU seconds, median", lambda runs: f"{median(r.cpu for r in runs):.2f}"),
        ("MB, median", lambda runs: f"{median(r.megabytes for r in runs):.0f}"),
    ):
        print(f"| {words} | {of([r[2] for r in rows])} | {of([r[3] for r in rows])} |")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
