"""`instep verify`: run the contract tests that `generate` wrote."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from instep.cli.options import FOLDER, common, config_option
from instep.cli.printing import Printer
from instep.config import load_config
from instep.errors import InputError
from instep.output.lock import LOCK_NAME

_NO_TESTS = 5
"""What pytest ends with where it collected nothing."""


@click.command("verify", epilog="Example: instep verify generated")
@click.argument("folder", required=False, metavar="[DIR]", type=FOLDER)
@click.option("--base-url", metavar="URL", help="Test a real server, not the embedded one.")
@config_option
@common
def command(
    *, folder: Path | None, base_url: str | None, config: Path | None, printer: Printer
) -> int:
    """Run the generated contract tests below DIR, or those of every configured client.

    DIR is what `generate --output` named, or the package's folder in it. Exit 1 if one fails.
    """
    if importlib.util.find_spec("pytest") is None:
        raise InputError("the contract tests need pytest: pip install 'instep[test]'")
    suites = _below(folder) if folder is not None else _configured(config)
    worst = 0
    for output, package in suites:
        printer.note(f"verifying {package}")
        worst = max(worst, _run(output, package, base_url, printer))
    return worst


def _below(folder: Path) -> list[tuple[Path, str]]:
    """Output folder and package name of every client in `folder`."""
    if (folder / LOCK_NAME).is_file():
        found = [folder.absolute()]
    else:
        found = [lock.parent.absolute() for lock in sorted(folder.glob(f"*/{LOCK_NAME}"))]
    if not found:
        raise InputError(f"{folder}: no generated client in it (no {LOCK_NAME})")
    return [(package.parent, package.name) for package in found]


def _configured(config: Path | None) -> list[tuple[Path, str]]:
    clients = load_config(Path.cwd(), config).clients
    if not clients:
        raise InputError("nothing to verify: no DIR given and no client configured")
    return [(client.output, client.settings.package) for client in clients]


def _run(output: Path, package: str, base_url: str | None, printer: Printer) -> int:
    tests = output / "tests" / package
    if not tests.is_dir():
        raise InputError(f"{tests}: no contract tests; generate the client without --no-tests")
    environment = {**os.environ, "PYTHONPATH": _path_with(output)}
    if base_url:
        environment["INSTEP_BASE_URL"] = base_url
    verbosity = ["-q"] if printer.quiet else ["-v"] if printer.verbose else []
    done = subprocess.run(  # noqa: S603 - this interpreter, on tests that the user asked for
        [*_PYTEST, *verbosity, f"--rootdir={tests}", str(tests)],
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode == _NO_TESTS:
        raise InputError(f"{tests}: no contract tests; generate the client again")
    return 1 if done.returncode else 0


# The tests are run as they are, whatever configuration of pytest stands around them.
_PYTEST: Sequence[str] = (
    sys.executable,
    "-m",
    "pytest",
    "-c",
    os.devnull,
    "-p",
    "no:cacheprovider",
)


def _path_with(output: Path) -> str:
    others = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(output.absolute()), *([others] if others else [])])
