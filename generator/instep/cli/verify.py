"""`instep verify`: run the contract tests that `generate` wrote."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from instep.cli.options import FOLDER, common, config_option, format_option
from instep.cli.printing import Printer
from instep.config import load_config
from instep.errors import InputError, InstepError, OutsideError
from instep.output.lock import LOCK_NAME

_UNREACHED = "the server cannot be reached"
"""What the tests say then (`contract/live.py`, which is not imported: it needs pytest)."""

_NO_TESTS = 5
"""What pytest ends with where it collected nothing."""


@click.command("verify", epilog="Example: instep verify generated")
@click.argument("folder", required=False, metavar="[DIR]", type=FOLDER)
@click.option("--base-url", metavar="URL", help="Test a real server, not the embedded one.")
@click.option(
    "--unsafe",
    is_flag=True,
    help="With --base-url: call what changes something too, not GET alone.",
)
@click.option("--deep", is_flag=True, help="Also try generated data (needs Hypothesis).")
@click.option("--seed", type=int, metavar="N", help="Another seed gives --deep other data.")
@format_option
@config_option
@common
def command(
    *,
    folder: Path | None,
    base_url: str | None,
    unsafe: bool,
    deep: bool,
    seed: int | None,
    form: str,
    config: Path | None,
    printer: Printer,
) -> int:
    """Run the generated contract tests below DIR, or those of every configured client.

    DIR is what `generate --output` named, or the package's folder in it. Exit 1 if one fails.
    """
    _demand(base_url or "", unsafe=unsafe, deep=deep)
    asked = {
        "INSTEP_BASE_URL": base_url or "",
        "INSTEP_UNSAFE": "1" if unsafe else "",
        "INSTEP_DEEP": "1" if deep else "",
        "INSTEP_SEED": "" if seed is None else str(seed),
    }
    environment = {name: value for name, value in asked.items() if value}
    worst, reports = 0, {}
    errors: list[InstepError] = []
    with tempfile.TemporaryDirectory() as scratch:
        for output, package, document in _suites(folder, config):
            printer.note(f"verifying {package}")
            report = Path(scratch) / f"{package}.json"
            more = {"INSTEP_REPORT": str(report), **document}
            run = Run(output, package, {**environment, **more})
            worst = max(worst, run.tests(printer, to_stderr=form == "json"))
            if report.is_file():
                reports[package] = json.loads(report.read_text(encoding="utf-8"))
            if base_url:
                errors += _uncalled(base_url, package, reports.get(package, {}))
    if form == "json":
        printer.data({"clients": reports})
    for error in errors:
        raise error
    return worst


def _demand(base_url: str, *, unsafe: bool, deep: bool) -> None:
    """What a run needs.

    Raises:
        InputError: A package is not installed, or the options contradict each other.
    """
    for needed in ("pytest", *(("hypothesis",) if deep else ())):
        if importlib.util.find_spec(needed) is None:
            raise InputError(f"the contract tests need {needed}: pip install 'instep[test]'")
    if unsafe and not base_url:
        raise InputError("--unsafe is about a real server: it needs --base-url")
    if base_url and deep:
        raise InputError("--deep sends made-up data to the embedded server only: not to --base-url")
    if base_url and not base_url.lower().startswith(("http://", "https://")):
        raise InputError(f"--base-url must begin with http:// or https://, not {base_url[:40]!r}")


def _uncalled(base_url: str, package: str, report: Mapping[str, Any]) -> Iterator[InstepError]:
    """Why the real server had no say, if it had none."""
    operations: Mapping[str, Mapping[str, str]] = report.get("operations", {})
    if report and not operations:
        yield InputError(f"{package}: no operation only reads (GET, HEAD); --unsafe calls others")
    if operations and all(_UNREACHED in one["said"] for one in operations.values()):
        yield OutsideError(f"{base_url}: {_UNREACHED}")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one client's tests."""

    output: Path
    package: str
    environment: Mapping[str, str]

    def tests(self, printer: Printer, *, to_stderr: bool) -> int:
        """Run them; returns 1 if one fails.

        Raises:
            InputError: There are none.
        """
        tests = self.output / "tests" / self.package
        if not tests.is_dir():
            raise InputError(f"{tests}: no contract tests; generate the client without --no-tests")
        verbosity = ["-q"] if printer.quiet else ["-v"] if printer.verbose else []
        done = subprocess.run(  # noqa: S603 - this interpreter, on tests that the user asked for
            [*_PYTEST, *verbosity, f"--rootdir={tests}", str(tests)],
            env={**os.environ, **self.environment, "PYTHONPATH": _path_with(self.output)},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno() if to_stderr else None,
            check=False,
        )
        if done.returncode == _NO_TESTS:
            raise InputError(f"{tests}: no contract tests; generate the client again")
        return 1 if done.returncode else 0


def _suites(folder: Path | None, config: Path | None) -> list[tuple[Path, str, dict[str, str]]]:
    """Output folder, package, and a variable for the document of each client, if configured."""
    if folder is not None:
        return [(output, package, {}) for output, package in _below(folder)]
    clients = load_config(Path.cwd(), config).clients
    if not clients:
        raise InputError("nothing to verify: no DIR given and no client configured")
    return [
        (client.output, client.settings.package, _document(client.document)) for client in clients
    ]


def _document(location: str) -> dict[str, str]:
    """What tells the tests where the document is, if it is a file on this machine."""
    path = Path(location)
    return {"INSTEP_DOCUMENT": str(path.absolute())} if path.is_file() else {}


def _below(folder: Path) -> list[tuple[Path, str]]:
    """Output folder and package name of every client in `folder`."""
    if (folder / LOCK_NAME).is_file():
        found = [folder.absolute()]
    else:
        found = [lock.parent.absolute() for lock in sorted(folder.glob(f"*/{LOCK_NAME}"))]
    if not found:
        raise InputError(f"{folder}: no generated client in it (no {LOCK_NAME})")
    return [(package.parent, package.name) for package in found]


# The tests are run as they are, whatever configuration of pytest stands around them.
_PYTEST: Sequence[str] = (
    sys.executable,
    "-m",
    "pytest",
    "-c",
    os.devnull,
    "-p",
    "no:cacheprovider",
    "--no-header",
)


def _path_with(output: Path) -> str:
    others = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(output.absolute()), *([others] if others else [])])
