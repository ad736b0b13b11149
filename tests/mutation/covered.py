"""How much of the gateway's client its own contract tests run: a line for each file, and the whole.

    .venv/bin/python tests/mutation/covered.py

Everything in the package is counted, the copied runtime and the test double included. Lines that
only type checkers read and the `...` of protocols are not, as coverage.py has it by default.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "generated" / "wisdom_gate"
TESTS = ROOT / "generated" / "tests" / "wisdom_gate"


def measure() -> dict[str, tuple[int, int]]:
    """Statements and those that were not run, by path below the package.

    Raises:
        subprocess.CalledProcessError: A contract test failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = ("--data-file", f"{folder}/data")
        run = ("run", *data, "--rcfile", "/dev/null", "--source", str(PACKAGE), "-m", "pytest")
        options = ("-q", "-p", "no:cacheprovider", "--basetemp", f"{folder}/tmp")
        _coverage(*run, *options, str(TESTS))
        _coverage("json", *data, "-q", "-o", f"{folder}/report.json")
        report = json.loads(Path(folder, "report.json").read_bytes())
    return {
        Path(ROOT, name).relative_to(PACKAGE).as_posix(): (
            row["summary"]["num_statements"],
            row["summary"]["missing_lines"],
        )
        for name, row in report["files"].items()
    }


def _coverage(*arguments: str) -> None:
    command = [sys.executable, "-m", "coverage", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)


def share(found: dict[str, tuple[int, int]]) -> float:
    """The share of statements that were run, in per cent."""
    statements = sum(count for count, _ in found.values())
    return 100 * (1 - sum(missed for _, missed in found.values()) / statements)


def main() -> int:
    """Print the table; exit 1 if too little was run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--least", type=float, default=95.0, help="per cent of all statements")
    args = parser.parse_args()
    try:
        found = measure()
    except subprocess.CalledProcessError as error:
        print(f"{error.stdout[-3000:]}{error.stderr[-3000:]}", file=sys.stderr)
        return 1
    for path, (statements, missed) in sorted(found.items(), key=lambda row: -row[1][1]):
        if missed:
            print(f"{path:45} {statements:5} statements {missed:4} not run")
    print(f"{'the whole package':45} {share(found):.2f} %")
    return 0 if share(found) >= args.least else 1


if __name__ == "__main__":
    sys.exit(main())
