"""Prints comparisons in every format that `diff` and `check` know."""

from __future__ import annotations

import click

from instep import __version__
from instep.cli.printing import Printer, plain
from instep.drift.changes import Comparison
from instep.drift.report_text import Line, as_text

FORMATS = ("text", "json", "markdown", "html", "github", "junit", "sarif")
FAIL_ON = ("breaking", "any", "never")

_STYLES: dict[str, dict[str, bool | str]] = {
    "heading": {"bold": True},
    "bad": {"fg": "red"},
    "doubtful": {"fg": "yellow"},
    "good": {"fg": "green"},
    "faint": {"dim": True},
}


def print_comparison(printer: Printer, comparison: Comparison, form: str) -> None:
    """Print a comparison in one of `FORMATS`; what prints a format is imported when it is asked for."""
    match form:
        case "json":
            printer.data(comparison.as_json())
        case "markdown":
            from instep.drift.report_markdown import as_markdown

            printer.result(plain(as_markdown(comparison)).rstrip("\n"))
        case "html":
            from instep.drift.report_html import as_html

            printer.result(as_html(comparison).rstrip("\n"))
        case "github":
            from instep.drift.report_machines import as_github

            for command in as_github(comparison):
                print_command(command)
        case "junit":
            from instep.drift.report_machines import as_junit

            printer.result(as_junit(comparison))
        case "sarif":
            from instep.drift.report_machines import as_sarif

            printer.data(as_sarif(comparison, __version__))
        case _:
            for line in as_text(comparison, everything=printer.verbose):
                print_line(printer, line)


def print_line(printer: Printer, line: Line) -> None:
    """Print one line in its colour, with nothing in it that a terminal obeys."""
    text = plain(line.text.replace("\n", "\\n"))
    style = _STYLES.get(line.style)
    printer.result(click.style(text, **style) if style and text else text)  # type: ignore[arg-type]


def print_command(command: str) -> None:
    """Print one workflow command of ours; what is quoted in it can be no second one."""
    head, rest = command[:2], command[2:]
    click.echo(head + plain(rest.replace("\n", "%0A")))
