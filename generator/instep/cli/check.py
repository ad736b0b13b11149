"""`instep check`: is the client in step with its document, and the document with upstream?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

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
from instep.drift.verdict import Upstream, UpstreamStatus, Verdict
from instep.errors import InputError
from instep.pipeline.checking import check, check_folder, copies_below, packages_below

CONFIGURED = "configured"
"""What `--upstream` without a location asks for."""


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
            meant = [f for folder in folders for f in packages_below(folder) or [folder]]
            verdicts = [
                Verdict(check_folder(f, loaded.clients, stage=printer.stage)) for f in meant
            ]
        else:
            clients = loaded.clients if package is None else (loaded.client(package),)
            verdicts = list(_verdicts(clients, upstream, code, printer))
            root = Path(os.path.relpath(loaded.file.parent)) if loaded.file else Path()
            copies = copies_below(root, clients) if clients else packages_below(Path())
            verdicts += [Verdict(check_folder(f, clients, stage=printer.stage)) for f in copies]
            if not clients and (not copies or upstream is not None):
                raise InputError(
                    "nothing to check: no client is configured\n"
                    "    hint: `instep init` writes a configuration"
                )
    finally:
        printer.stage_done()
    _print(printer, verdicts, form)
    return max(verdict.exit_code(fail_on) for verdict in verdicts)


def _verdicts(
    clients: Sequence[ClientConfig], upstream: str | None, code: Sequence[Path], printer: Printer
) -> Iterator[Verdict]:
    """Every client, and upstream where it is asked."""
    for client in clients:
        condition = check(client, stage=printer.stage)
        if upstream is None or (
            upstream == CONFIGURED and len(clients) > 1 and not client.upstream
        ):
            yield Verdict(condition)
        else:
            yield Verdict(condition, _ask(client, upstream, code, printer))


def _ask(client: ClientConfig, upstream: str, code: Sequence[Path], printer: Printer) -> Upstream:
    from instep.pipeline.asking import check_upstream, upstream_of  # a check alone needs none of it

    location = upstream_of(client, "" if upstream == CONFIGURED else upstream)
    folders = [folder.as_posix() for folder in code]
    return check_upstream(client, location, code=folders, stage=printer.stage)


def _print(printer: Printer, verdicts: Sequence[Verdict], form: str) -> None:
    match form:
        case "json":
            printer.data(_as_json(verdicts))
        case "junit":
            from instep.drift.report_verdict import verdicts_as_junit

            printer.result(verdicts_as_junit(verdicts))
        case "sarif":
            from instep.drift.report_verdict import verdicts_as_sarif

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


def _as_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """One client stands alone, with its copies; several are a list."""
    clients = [verdict.as_json() for verdict in verdicts if verdict.condition.configured]
    copies = [verdict.as_json() for verdict in verdicts if not verdict.condition.configured]
    if len(clients) == 1:
        return {**clients[0], "copies": copies}
    if not clients and len(copies) == 1:
        return copies[0]
    return {"clients": clients or copies, "copies": copies if clients else []}


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
    from instep.drift.report_verdict import verdict_as_github

    for said in verdict_as_github(verdict):
        print_command(said)
    if comparison := _changes(verdict):
        print_comparison(printer, comparison, "github")


def _print_html(printer: Printer, verdicts: Sequence[Verdict]) -> None:
    """One page: every client first, then what changed upstream of the one where something did."""
    from instep.drift.report_html import as_html

    changed = [comparison for verdict in verdicts if (comparison := _changes(verdict))]
    if len(changed) > 1:
        raise InputError("a page shows the changes of one client: choose it with --package")
    comparison = changed[0] if changed else Comparison("", "", ())
    behind = sum(not verdict.in_step for verdict in verdicts)
    title = f"{behind} of {len(verdicts)} out of step" if behind else "In step"
    preface = "\n".join(verdict_as_html(verdict) for verdict in verdicts)
    printer.result(as_html(comparison, title=title, preface=preface).rstrip("\n"))
