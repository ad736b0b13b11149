"""The command line: parse, call, print, exit code. Commands are imported when they are run."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from instep import __version__
from instep.cli.printing import Printer, plain
from instep.errors import InstepError

_COMMANDS = {
    "init": "Write a commented configuration for a document.",
    "inspect": "List operations with their Python calls, schemas, diagnostics.",
    "validate": "Say what is wrong with a document.",
    "generate": "Write the client of a document, or every configured client.",
    "check": "Is the client in step with its document, and with upstream?",
    "diff": "What changed between two documents, for the wire and for the client.",
    "update": "Take upstream's document over, regenerate, tell the changelog.",
    "vendor": "Copy the generated package under another one, still checkable.",
    "impact": "Which places in your code do the changes between two documents reach?",
    "observe": "What clients have seen servers send besides their document.",
    "mock": "Serve a document: validate requests, answer with examples.",
    "verify": "Run the generated contract tests.",
}
"""Each command is the module of its name; the text here saves importing it for `instep --help`."""

_READER_GONE = 3
"""Whoever read our output left before its end."""

_REPORT = "https://github.com/instep/instep/issues"


class _Commands(click.Group):
    """A group whose commands live in modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of a working day."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"instep.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was asked for; of a misspelt one, which was meant."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            close = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            meant = f" Did you mean {close[0]!r}?" if close else ""
            ctx.fail(f"No such command {args[0]!r}.{meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: instep generate openapi.json --package my_api --output src",
)
@click.version_option(__version__, "-V", "--version", message="instep %(version)s")
def instep() -> None:
    """Turn an OpenAPI document into a Python client, and keep the two in step."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code and never lets an exception out."""
    try:
        result: Any = instep.main(list(arguments), prog_name="instep", standalone_mode=False)
        if sys.stdout is not None:  # a process may be started with its streams closed
            sys.stdout.flush()
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("instep: interrupted; the output is as it was", err=True)
        return 130
    except click.ClickException as problem:
        problem.show()
        return 2
    except InstepError as problem:
        Printer(verbose=bool({"-v", "--verbose"} & set(arguments))).error(problem)
        return problem.exit_code
    except BrokenPipeError:
        if sys.stdout is not None:  # Python would complain once more when it flushes at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _READER_GONE
    except SystemExit as end:
        # click ends the process with 1 where the reader is gone, and with 0 after a completion.
        return _READER_GONE if end.code else 0
    except Exception as problem:  # noqa: BLE001 - the last line of defence
        return _own_fault(problem, debug="--debug" in arguments)
    return result if isinstance(result, int) else 0


def _own_fault(problem: Exception, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(problem)
    said = plain(f"{type(problem).__name__}: {problem}")
    click.echo(f"instep: this is a bug in instep {__version__}: {said[:1500]}", err=True)
    click.echo(f"    nothing was written; please report it at {_REPORT}", err=True)
    if not debug:
        click.echo("    hint: --debug shows the traceback", err=True)
    return 70
