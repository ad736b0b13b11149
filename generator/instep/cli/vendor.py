"""`instep vendor`: copy the generated package under another package, still checkable."""

from __future__ import annotations

from pathlib import Path

import click

from instep.cli.options import FOLDER, common, config_option, format_option
from instep.cli.printing import Printer, findings, line
from instep.config import load_config
from instep.errors import InputError
from instep.pipeline.vendoring import Vendored, vendor


@click.command("vendor", epilog="Example: instep vendor yourapp/_vendor")
@click.argument("destination", metavar="DEST", type=FOLDER)
@click.option("--package", metavar="NAME", help="Copy this client, where several are configured.")
@click.option(
    "--from", "source", type=FOLDER, metavar="DIR", help="Copy the package in this folder."
)
@click.option("--as", "name", default="", metavar="NAME", help="The copy's name: my_api_v1.")
@click.option("--dry-run", is_flag=True, help="Print what would change, write nothing.")
@click.option("--force", is_flag=True, help="Overwrite hand-edited files of an earlier copy.")
@format_option
@config_option
@common
def command(
    *,
    destination: Path,
    package: str | None,
    source: Path | None,
    name: str,
    dry_run: bool,
    force: bool,
    form: str,
    config: Path | None,
    printer: Printer,
) -> int:
    """Copy the generated package into the folder DEST, with its lock, licence and provenance.

    The copy imports nothing from outside of itself but httpx2 and pydantic. `instep check` with its
    folder tells what was edited in it.
    """
    folder = source if source is not None else _source(package, config)
    try:
        done = vendor(
            folder, destination, name=name, force=force, dry_run=dry_run, stage=printer.stage
        )
    finally:
        printer.stage_done()
    if form == "json":
        printer.data(done.as_json())
    else:
        _print(printer, done)
    return 0


def _source(package: str | None, config: Path | None) -> Path:
    loaded = load_config(Path.cwd(), config)
    clients = loaded.clients if package is None else (loaded.client(package),)
    if len(clients) == 1:
        return clients[0].output / clients[0].settings.package
    if not clients:
        raise InputError("no client is configured\n    hint: --from names the package's folder")
    names = ", ".join(client.settings.package for client in clients)
    raise InputError(f"which client? --package one of {names}")


def _print(printer: Printer, done: Vendored) -> None:
    would = "would be " if done.dry_run else ""
    if done.dry_run:
        for path in done.changes.written:
            printer.result(f"would write   {line(path)}")
        for path in done.changes.removed:
            printer.result(f"would remove  {line(path)}")
    if printer.quiet:
        return
    changes = done.changes
    printer.result(
        f"{printer.heading(done.package)}: {done.folder.as_posix()}: "
        f"{findings(len(changes.written), 'file')} {would}written, {len(changes.removed)} "
        f"{would}removed, {len(changes.unchanged)} unchanged"
    )
    printer.note(f"next: instep check {line(done.folder.as_posix())}")
