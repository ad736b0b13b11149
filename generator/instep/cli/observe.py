"""`instep observe`: what clients have seen servers send besides their document."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from instep.cli.changes import print_line
from instep.cli.options import FILE, common, config_option
from instep.cli.printing import Printer, plain
from instep.config import ClientConfig, from_environment, load_config, select
from instep.drift.observed.amend import Amended, amend, overlay_of
from instep.drift.observed.log import Log, read_log
from instep.drift.observed.report import as_json, as_markdown, as_text
from instep.errors import InputError, OutsideError
from instep.pipeline import read

_LOGS = (".jsonl", ".ndjson", ".log")


@click.command(
    "observe",
    epilog="Example: instep observe drift.jsonl openapi.json --overlay observed.json",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE.jsonl... [SPEC]")
@click.option("--overlay", type=FILE, metavar="FILE", help="Write an overlay that amends SPEC.")
@click.option("--package", metavar="NAME", help="The configured client that wrote the files.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
)
@click.option(
    "--fail-on",
    type=click.Choice(["any", "never"]),
    default="never",
    show_default=True,
    help="Exit with 1 if anything was observed.",
)
@config_option
@common
def command(
    *,
    files: tuple[str, ...],
    overlay: Path | None,
    package: str | None,
    form: str,
    fail_on: str,
    config: Path | None,
    printer: Printer,
    **_: Any,
) -> int:
    """Report what clients saw that the document does not say, and amend it by an overlay.

    Clients write FILE.jsonl where PACKAGE_DRIFT_LOG names it. SPEC is the document; without it, that
    of the configured client.
    """
    logs = [name for name in files if name == "-" or name.endswith(_LOGS)]
    specs = [name for name in files if name not in logs]
    if not logs or len(specs) > 1:
        raise InputError(f"give files that clients wrote ({', '.join(_LOGS)}), and one document")
    client = _client(specs, package, config)
    log = _read(logs)
    try:
        reading = read(client, formal=False, stage=printer.stage)
    finally:
        printer.stage_done()
    amended = amend(reading.api, reading.document, log.findings)
    if overlay is not None:
        _write(overlay, overlay_of(reading.document, amended))
    _print(printer, form, log, amended)
    return 1 if amended and fail_on == "any" else 0


def _client(specs: list[str], package: str | None, config: Path | None) -> ClientConfig:
    """The client that the document is of, as configured if it is."""
    if specs:
        return select(specs[0], None, from_environment(os.environ), Path.cwd(), config)
    found = load_config(Path.cwd(), config)
    if package is not None:
        return found.client(package)
    if len(found.clients) != 1:
        raise InputError("which document? name it after the files, or a client with --package")
    return found.clients[0]


def _read(names: list[str]) -> Log:
    with ExitStack() as stack:
        try:
            files = [
                sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
                for name in names
            ]
            return read_log(files)
        except FileNotFoundError as problem:
            raise InputError(f"{problem.filename}: no such file") from None
        except OSError as problem:
            raise OutsideError(f"{problem.filename}: {problem.strerror}") from problem


def _write(path: Path, overlay: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(overlay, indent=2, ensure_ascii=True) + "\n", encoding="utf-8")
    except OSError as problem:
        raise OutsideError(f"{path}: {problem.strerror}") from problem


def _print(printer: Printer, form: str, log: Log, amended: tuple[Amended, ...]) -> None:
    if form == "json":
        printer.data(as_json(log, amended))
    elif form == "markdown":
        printer.result(plain(as_markdown(log, amended)).rstrip("\n"))
    else:
        for line in as_text(log, amended):
            print_line(printer, line)
