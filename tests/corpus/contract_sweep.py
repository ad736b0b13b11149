"""Generates clients of the shared corpus and runs the contract tests of each, as their user would.

`python tests/corpus/contract_sweep.py [--models dataclass] [--most BYTES] [--keep DIR] [NAME...]` prints a table:
operations, tests, what failed, parts of the contract that have no test, seconds by the clock and of the processor. Exit 1 if a test failed, or took
more than a minute of the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from instep.config import ClientConfig, Settings
from instep.pipeline import generate

PACKAGE = "client_under_test"
LIMIT = 1_000_000
SECONDS = 60


@dataclass(frozen=True)
class Row:
    """One document's figures."""

    name: str
    operations: int
    passed: int
    failed: int
    untested: int
    seconds: float
    """By the clock; on a busy machine that says little."""
    work: float
    """Of processor time, user's and system's."""
    said: str

    @property
    def is_good(self) -> bool:
        """Whether everything passed, and something was tested."""
        return self.passed > 0 and self.failed == 0 and self.work < SECONDS


def measured(entry: dict[str, str], shared: Path, folder: Path, models: str) -> Row:
    """Generate the client of one document and run its tests."""
    document = shared / "corpus" / entry["path"]
    settings = Settings(
        package=PACKAGE, models="dataclass" if models == "dataclass" else "pydantic"
    )
    output = folder / entry["name"]
    report = generate(
        ClientConfig(str(document), document.name, output, settings, allow_left_out=True)
    )
    started, before = time.monotonic(), _worked()
    how = ["-c", os.devnull, "-q", "-p", "no:cacheprovider", "-W", "error", "--tb=short"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *how, str(output / "tests" / PACKAGE)],
        env={
            **{k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
            "INSTEP_DOCUMENT": str(document),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    seconds, work = time.monotonic() - started, _worked() - before
    said = done.stdout + done.stderr
    return Row(
        entry["name"],
        len(report.api.operations),
        _number(said, "passed"),
        _number(said, "(?:failed|errors?)") or int(done.returncode != 0),
        _number(said, "parts? of the contract"),
        seconds,
        work,
        "" if done.returncode == 0 else said,
    )


def _worked() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _number(said: str, words: str) -> int:
    found = re.findall(rf"(\d+) {words}", said)
    return int(found[-1]) if found else 0


def main() -> int:
    """Print the table; exit 1 if something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--models", default="pydantic", choices=["pydantic", "dataclass"])
    parser.add_argument("--most", type=int, default=LIMIT, help="bytes of the largest document")
    parser.add_argument("--keep", type=Path, help="where clients and reports are left")
    args = parser.parse_args()
    shared = Path(os.environ.get("INSTEP_SHARED", Path(__file__).parents[3] / "shared"))
    entries = json.loads((shared / "corpus/index.json").read_text())
    wanted = [
        e for e in entries if e["name"] in args.names or (not args.names and e["bytes"] < args.most)
    ]
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        print(
            f"{'document':34} {'operations':>10} {'passed':>7} {'failed':>7} {'untested':>8} {'seconds':>8} {'CPU':>6}"
        )
        for entry in sorted(wanted, key=lambda one: int(one["bytes"])):
            row = measured(entry, shared, folder, args.models)
            print(
                f"{row.name:34} {row.operations:10} {row.passed:7} {row.failed:7} {row.untested:8}"
                f" {row.seconds:8.1f} {row.work:6.1f}{'' if row.is_good else '  !'}",
                flush=True,
            )
            good = good and row.is_good
            if row.said and args.keep:
                (folder / f"{row.name}.log").write_text(row.said)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
