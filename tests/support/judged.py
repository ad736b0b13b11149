"""A client with its contract tests in a folder, its document, and runs of those tests in a fresh interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from instep.config import Overrides, adhoc_client
from instep.pipeline import generate


def generated(document: Path, package: str, output: Path) -> Path:
    """Write the client and its tests below `output`; returns `output`."""
    generate(Overrides(package=package, output=output).onto(adhoc_client(str(document))))
    return output


def judged(
    output: Path, package: str, *options: str, stubs: bool = False, **variables: str
) -> tuple[int, str]:
    """Run the contract tests from another folder; returns pytest's exit code and what it printed.

    Those of the stubs, which take mypy some seconds, are run where `stubs` asks for them.
    """
    how = [] if stubs else [f"--ignore={output / 'tests' / package / 'test_stubs.py'}"]
    how += ["-c", os.devnull, "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *how, *options, str(output / "tests" / package)],
        cwd=output.parent,
        env={**_clean(), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _clean() -> dict[str, str]:
    """The environment without the path that leads to instep."""
    return {**{k: v for k, v in os.environ.items() if k != "PYTHONPATH"}, "PYTHONHASHSEED": "1"}
