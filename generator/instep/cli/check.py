"""`instep check`: is the client in step with its document, and the document with upstream?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from instep import __version__
from instep.cli.changes import FAIL_ON, FORMATS, print_command, print_comparison, print_line
from instep.cli.options import FOLDER, common, config_option
from instep.cli.printing import Printer, plain
from instep.config import ClientConfig, load_config
from instep.drift.changes import Comparison
from instep.drift.report_condition import (
    condition_as_markdown,
    condition_as_text,
    upstream_as_markdown,
    upstream_as_text,
    verdict_as_html,
)
from instep.drift.report_html import as_html
from instep.drift.report_verdict import verdict_as_github, verdicts_as_junit, verdicts_as_sarif
from instep.drift.verdict import Upstream, UpstreamStatus, Verdict
from instep.errors import InputError
from instep.output.lock import LOCK_NAME
from instep.pipeline.checking import check, check_folder

CONFIGURED = "configured"
"""What `--upstream` without a location asks for."""
_DEEP = 6
"""Folders below the current one in which a package is looked for where nothing is configured."""
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})


@click.command("check", epilog="Example: instep check --upstream https://example.com/openapi.json")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="[FOLDER]...")
@click.option(
    "--upstream",
    is_flag=False,
    flag_value=CONFIGURED,
    metavar="[LOCATION]",
    help="Also compare the document with upstream: the configured one, or LOCATION.",
)
@click.option("--package", metavar="NAME", help="Check this client only.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="any",
    show_default=True,
    help="Exit with 1 where upstream breaks something, changed at all, or never.",
)
@click.option(
    "--code",
    multiple=True,
    type=FOLDER,
    metavar="DIR",
    help="With --upstream: name what its changes break in the code here (repeatable).",
)
@config_option
@common
def command(
    *,
    folders: tuple[Path, ...],
    upstream: str | None,
    package: str | None,
    form: str,
    fail_on: str,
    code: tuple[Path, ...],
    config: Path | None,
    printer: Printer,
) -> int:
    """Is every configured client unedited, and what its document and configuration produce?

    With FOLDER: is the package in this folder, which may be a vendored copy? Reads only, needs no
    network without --upstream, and imports nothing that was generated.
    """
    loaded = load_config(Path.cwd(), config)
    try:
        if folders:
            if upstream is not None:
                raise InputError("--upstream is about configured clients: leave FOLDER out")
            verdicts = [
                Verdict(check_folder(f, loaded.clients, stage=printer.stage)) for f in folders
            ]
        else:
            clients = loaded.clients if package is None else (loaded.client(package),)
            verdicts = list(_verdicts(clients, upstream, code, printer))
    finally:
        printer.stage_done()
    _print(printer, verdicts, form)
    return max(verdict.exit_code(fail_on) for verdict in verdicts)


def _verdicts(
    clients: Sequence[ClientConfig], upstream: str | None, code: Sequence[Path], printer: Printer
) -> Iterator[Verdict]:
    """Every client and every copy of it; where nothing is configured, the packages found here."""
    for client in clients:
        condition = check(client, stage=printer.stage)
        if upstream is None or (
            upstream == CONFIGURED and len(clients) > 1 and not client.upstream
        ):
            yield Verdict(condition)
        else:
            yield Verdict(condition, _ask(client, upstream, code, printer))
        for folder in client.vendored:
            yield Verdict(check_folder(folder, clients, stage=printer.stage))
    if not clients:
        found_here = _packages_below(Path())
        if not found_here or upstream is not None:
            raise InputError(
                "nothing to check: no client is configured\n"
                "    hint: `instep init` writes a configuration"
            )
        for folder in found_here:
            yield Verdict(check_folder(folder, stage=printer.stage))


def _ask(client: ClientConfig, upstream: str, code: Sequence[Path], printer: Printer) -> Upstream:
    from instep.pipeline.asking import check_upstream, upstream_of  # a check alone needs none of it

    location = upstream_of(client, "" if upstream == CONFIGURED else upstream)
    folders = [folder.as_posix() for folder in code]
    return check_upstream(client, location, code=folders, stage=printer.stage)


def _packages_below(here: Path) -> list[Path]:
    """Folders with a lock, not too deep and not in installations."""
    found: list[Path] = []
    for folder, folders, files in os.walk(here):
        if LOCK_NAME in files:
            found.append(Path(folder))
            folders.clear()
            continue
        deep = len(Path(folder).parts) >= _DEEP
        folders[:] = [] if deep else sorted(
            f for f in folders if not f.startswith(".") and f not in _SKIPPED
            and not (Path(folder) / f / "pyvenv.cfg").exists()
        )  # fmt: skip
    return found


def _print(printer: Printer, verdicts: Sequence[Verdict], form: str) -> None:
    match form:
        case "json":
            data = [verdict.as_json() for verdict in verdicts]
            printer.data(data[0] if len(data) == 1 else {"clients": data})
        case "junit":
            printer.result(verdicts_as_junit(verdicts))
        case "sarif":
            printer.data(verdicts_as_sarif(verdicts, __version__))
        case "html":
            _print_html(printer, verdicts)
        case _:
            each: Callable[[Printer, Verdict], None] = {
                "markdown": _print_markdown,
                "github": _print_annotations,
            }.get(form, _print_text)
            for verdict in verdicts:
                each(printer, verdict)


def _changes(verdict: Verdict) -> Comparison | None:
    """What is worth telling of the comparison."""
    drifted = verdict.upstream.status is UpstreamStatus.DRIFTED
    return verdict.upstream.comparison if drifted else None


def _print_text(printer: Printer, verdict: Verdict) -> None:
    for line in (*condition_as_text(verdict.condition), *upstream_as_text(verdict.upstream)):
        print_line(printer, line)
    if comparison := _changes(verdict):
        printer.result()
        print_comparison(printer, comparison, "text")


def _print_markdown(printer: Printer, verdict: Verdict) -> None:
    printer.result(plain(condition_as_markdown(verdict.condition)))
    for line in upstream_as_markdown(verdict.upstream):
        printer.result(f"{plain(line)}\n")
    if comparison := _changes(verdict):
        print_comparison(printer, comparison, "markdown")


def _print_annotations(printer: Printer, verdict: Verdict) -> None:
    for said in verdict_as_github(verdict):
        print_command(said)
    if comparison := _changes(verdict):
        print_comparison(printer, comparison, "github")


def _print_html(printer: Printer, verdicts: Sequence[Verdict]) -> None:
    """One page: every client first, then what changed upstream of the one where something did."""
    changed = [comparison for verdict in verdicts if (comparison := _changes(verdict))]
    if len(changed) > 1:
        raise InputError("a page shows the changes of one client: choose it with --package")
    comparison = changed[0] if changed else Comparison("", "", ())
    behind = sum(not verdict.in_step for verdict in verdicts)
    title = f"{behind} of {len(verdicts)} out of step" if behind else "In step"
    preface = "\n".join(verdict_as_html(verdict) for verdict in verdicts)
    printer.result(as_html(comparison, title=title, preface=preface).rstrip("\n"))
