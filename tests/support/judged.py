"""A client with its contract tests in a folder, its document, and runs of those tests in a fresh interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from instep.config import Overrides, adhoc_client
from instep.output.format import format_tree
from instep.pipeline import read
from instep.render import render


def generated(document: Path, package: str, output: Path) -> Path:
    """Write the client and its tests below `output`; returns `output`."""
    reading = read(Overrides(package=package).onto(adhoc_client(str(document))), pinned=False)
    for path, content in format_tree(render(reading.api, reading.settings)).items():
        target = output / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return output


def judged(output: Path, package: str, *options: str, **variables: str) -> tuple[int, str]:
    """Run the contract tests from another folder; returns pytest's exit code and what it printed."""
    how = ["-c", os.devnull, "-q", "-p", "no:cacheprovider", "-W", "error"]
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
