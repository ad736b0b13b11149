"""Prints what `instep diff` costs on the real pairs of `../shared/drift`; never passes or fails.

CPU time is what the process took, user and system; on a busy machine only that says something. Another
checkout can stand beside it: `python tests/benchmarks/real_pairs.py --runs 5 --beside ../main`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("INSTEP_SHARED", HERE.parent / "shared"))


class Cost(NamedTuple):
    cpu: float
    wall: float
    megabytes: float


def measured(checkout: Path, *arguments: str) -> Cost:
    """One run of a checkout's instep, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "generator")}
    command = [sys.executable, "-m", "instep", *arguments]
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode not in (0, 1):
        sys.exit(f"{checkout}: exit code {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def middle(costs: list[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(statistics.median(figures) for figures in zip(*costs, strict=True)))


def main() -> None:
    """Run every pair `--runs` times, the checkouts in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--beside", type=Path, help="another checkout of instep")
    given = parser.parse_args()
    checkouts = [HERE, *([given.beside.resolve()] if given.beside else [])]
    olds = sorted((SHARED / "drift").glob("*-old.yaml"))
    if not olds:
        sys.exit(f"no pairs in {SHARED / 'drift'}")
    for old in olds:
        new = old.with_name(old.name.replace("-old", "-new"))
        arguments = ("diff", str(old), str(new), "--format", "markdown")
        costs: dict[Path, list[Cost]] = {checkout: [] for checkout in checkouts}
        for _ in range(given.runs):
            for checkout in checkouts:
                costs[checkout].append(measured(checkout, *arguments))
        for checkout in checkouts:
            cpu, wall, megabytes = middle(costs[checkout])
            name = old.name.removesuffix("-old.yaml")
            print(f"{name}  cpu {cpu:.2f} s  wall {wall:.2f} s  {megabytes:.0f} MB  {checkout}")


if __name__ == "__main__":
    main()
