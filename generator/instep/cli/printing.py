"""What reaches the terminal: colours where wanted, progress where seen, and no control characters."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import click

from instep.diagnostics import Diagnostic, Severity, as_text
from instep.errors import InstepError

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}

# Everything that steers a terminal or hides: controls, bidirectional marks, invisible letters, tags.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
# Azure Pipelines obeys these wherever they stand; GitHub obeys `::` where a line begins.
_COMMAND = re.compile(r"##(?=vso\[|\[)|^(\s*):(?=:)", re.MULTILINE)

_LONGEST = 3500
"""Characters of a failure, unless verbose."""


def plain(text: str) -> str:
    """The text with nothing in it that a terminal or a build service would obey; newlines stay."""
    seen = _UNSEEN.sub(lambda m: m[0].encode("unicode_escape").decode(), text)
    return _COMMAND.sub(lambda m: "#\\x23" if m[0] == "##" else f"{m[1]}\\x3a", seen)


def line(text: str) -> str:
    """Text of the document as part of one line."""
    return plain(text.replace("\n", "\\n"))


def findings(count: int, what: str) -> str:
    """`1 warning`, `2 warnings`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Printer:
    """How one command speaks."""

    quiet: bool = False
    verbose: bool = False
    color: bool | None = None
    """None: colours where the stream is a terminal and `NO_COLOR` is not set."""

    def result(self, text: str = "") -> None:
        """What a program would read: to stdout."""
        self._echo(text, err=False)

    def data(self, value: Any) -> None:
        """JSON to stdout."""
        click.echo(json.dumps(value, indent=2))

    def note(self, text: str) -> None:
        """What a person would read: to stderr, unless quiet."""
        if not self.quiet:
            self._echo(text, err=True)

    def stage(self, text: str) -> None:
        """What is being done now; shown on a terminal only, and overwritten by what comes next."""
        if not self.quiet and _terminal(sys.stderr):
            sys.stderr.write(f"\r\x1b[K{text} ...\r")
            sys.stderr.flush()

    def stage_done(self) -> None:
        """Clear the progress line."""
        if not self.quiet and _terminal(sys.stderr):
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def error(self, problem: InstepError) -> None:
        """Why a command failed: to stderr, quiet or not."""
        said = plain(str(problem))
        if len(said) > _LONGEST and not self.verbose:
            said = f"{said[:_LONGEST]}\n... (--verbose shows the rest)"
        self._echo(f"instep: error: {said}", err=True)

    def diagnostics(
        self, found: Sequence[Diagnostic], *, err: bool = True, limit: int | None = None
    ) -> None:
        """Print findings, the worst first where only `limit` of them are shown."""
        ranked = list(found)
        if limit is not None and len(ranked) > limit:
            order = list(Severity)
            ranked = sorted(ranked, key=lambda d: order.index(d.severity))[:limit]
        for diagnostic in ranked:
            self._echo(self.styled(diagnostic), err=err)
        if len(ranked) < len(found):
            rest = len(found) - len(ranked)
            self._echo(f"... and {rest} more; `instep validate` shows all of them", err=err)

    def styled(self, diagnostic: Diagnostic) -> str:
        """One finding, its severity in colour."""
        head, rest = f"{diagnostic.severity}[{diagnostic.code}]", plain(as_text(diagnostic))
        colour = _COLOURS[diagnostic.severity]
        return rest.replace(head, click.style(head, fg=colour, bold=True), 1)

    def heading(self, text: str) -> str:
        """Bold."""
        return click.style(text, bold=True)

    def _echo(self, text: str, *, err: bool) -> None:
        stream = sys.stderr if err else sys.stdout
        color = self.color
        if color is None:
            color = _terminal(stream) and not os.environ.get("NO_COLOR")
        click.echo(text, err=err, color=color)


def _terminal(stream: TextIO | None) -> bool:
    """A process may be started with its streams closed."""
    return stream is not None and stream.isatty()


def tally(found: Iterable[Diagnostic]) -> str:
    """`1 error, 2 warnings`; empty where nothing was found."""
    counts = dict.fromkeys(Severity, 0)
    for diagnostic in found:
        counts[diagnostic.severity] += 1
    return ", ".join(findings(n, str(severity)) for severity, n in counts.items() if n)
