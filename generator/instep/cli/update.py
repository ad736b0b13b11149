"""`instep update`: take upstream's document over, as one change that is ready to be committed."""

from __future__ import annotations

from pathlib import Path

import click

from instep.cli.changes import print_comparison, print_line
from instep.cli.options import FOLDER, common, config_option
from instep.cli.printing import Printer, findings, line, plain
from instep.config import ClientConfig, load_config
from instep.drift.report import summary
from instep.drift.report_markdown import code as coded
from instep.drift.report_markdown import prose
from instep.drift.report_text import Line
from instep.errors import InputError
from instep.pipeline.updating import Outcome, Update, update

_STOPPED = "something breaks, and only what is compatible was asked for; nothing was written"


@click.command("update", epilog="Example: instep update --only compatible")
@click.argument("location", required=False)
@click.option("--package", metavar="NAME", help="Update this client only.")
@click.option(
    "--only",
    type=click.Choice(["compatible"]),
    help="Write nothing and exit with 1 where something breaks, on the wire or in code.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would be done, write nothing.")
@click.option("--force", is_flag=True, help="Overwrite hand-edited files.")
@click.option(
    "--code",
    multiple=True,
    type=FOLDER,
    metavar="DIR",
    help="Name what breaks in the code here (repeatable).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="For people, for programs, for a pull request.",
)
@config_option
@common
def command(
    *,
    location: str | None,
    package: str | None,
    only: str | None,
    dry_run: bool,
    force: bool,
    code: tuple[Path, ...],
    form: str,
    config: Path | None,
    printer: Printer,
) -> int:
    """Fetch upstream, show what changed, write the document, regenerate, add a changelog entry.

    LOCATION stands in for the configured upstream: a path, an https URL, or git:REV:PATH. All of it
    is written, or nothing.
    """
    clients = _clients(location, package, config)
    try:
        done = update(
            clients,
            location or "",
            compatible_only=only is not None,
            force=force,
            dry_run=dry_run,
            code=[folder.as_posix() for folder in code],
            stage=printer.stage,
        )
    finally:
        printer.stage_done()
    if form == "json":
        data = [one.as_json() for one in done]
        printer.data(data[0] if len(data) == 1 else {"clients": data})
    for one in done:
        if form == "markdown":
            _print_markdown(printer, one)
        elif form == "text":
            _print_text(printer, one)
    return 1 if any(one.outcome is Outcome.STOPPED for one in done) else 0


def _clients(
    location: str | None, package: str | None, config: Path | None
) -> tuple[ClientConfig, ...]:
    loaded = load_config(Path.cwd(), config)
    if package is not None:
        return (loaded.client(package),)
    clients = loaded.clients
    if location is None:
        clients = tuple(client for client in clients if client.upstream)
    if not clients:
        what = "no client is configured" if not loaded.clients else "no client has an upstream"
        raise InputError(
            f"nothing to update: {what}\n    hint: set `upstream` in a client's table, or name it: "
            "instep update LOCATION"
        )
    if location is not None and len(clients) > 1:
        names = ", ".join(client.settings.package for client in clients)
        raise InputError(f"which client is {line(location)} for? --package one of {names}")
    return clients


def _written(one: Update) -> list[str]:
    """What stands in files, in words."""
    would = "would be " if one.dry_run else ""
    said: list[str] = []
    if one.outcome is Outcome.UPDATED:
        said.append(f"{one.document}: {would}replaced by {one.upstream} (sha256 {one.sha256[:12]})")
    if one.report is not None and one.report.changes:
        changes = one.report.changes
        said.append(
            f"{one.report.output.as_posix()}/{one.package}: {findings(len(changes.written), 'file')} "
            f"{would}written, {len(changes.removed)} {would}removed"
        )
    if one.entry:
        said.append(f"{one.changelog}: an entry {would}added")
    return said


_TITLES = {
    Outcome.IN_STEP: "in step with upstream",
    Outcome.REGENERATED: "in step with upstream, the client regenerated",
    Outcome.UPDATED: "updated",
    Outcome.STOPPED: "stopped",
}


def _title(one: Update) -> str:
    said = _TITLES[one.outcome]
    return f"would be {said}" if one.dry_run and one.outcome is Outcome.UPDATED else said


def _print_text(printer: Printer, one: Update) -> None:
    if printer.quiet:
        if one.comparison is not None and one.comparison.changes:
            print_line(printer, Line(f"{one.package}: {summary(one.comparison)}"))
        return
    if one.comparison is not None:
        print_comparison(printer, one.comparison, "text")
        printer.result()
    style = "bad" if one.outcome is Outcome.STOPPED else "good"
    print_line(printer, Line(f"{one.package}: {_title(one)}", style))
    if one.outcome is Outcome.STOPPED:
        print_line(printer, Line(f"  {_STOPPED}", "doubtful"))
    for said in _written(one):
        print_line(printer, Line(f"  {said}"))
    if one.version.bump != "none":
        print_line(printer, Line(f"  next version of the client: {one.version}", "heading"))
    for note in one.notes:
        print_line(printer, Line(f"  note: {note}", "faint"))


def _print_markdown(printer: Printer, one: Update) -> None:
    lines = [f"## {coded(one.package)}: {_title(one)}", ""]
    if one.outcome is Outcome.STOPPED:
        lines.append(f"- {_STOPPED}")
    where = one.upstream
    said = [t.replace(where, f"`{where}`") if "`" not in where else t for t in _written(one)]
    lines += [f"- {prose(text)}" for text in said]
    if one.version.bump != "none":
        lines.append(f"- next version of the client: **{prose(str(one.version))}**")
    lines += [f"- {prose(note)}" for note in one.notes]
    printer.result(plain("\n".join(lines)) + "\n")
    if one.comparison is not None:
        print_comparison(printer, one.comparison, "markdown")
