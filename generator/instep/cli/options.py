"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from instep.cli.printing import Printer

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

config_option = click.option(
    "--config", type=FILE, metavar="FILE", help="Read this configuration and look for no other."
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)


def filters(function: Callable[..., Any]) -> Callable[..., Any]:
    """Which operations are wanted; each option may be repeated."""
    for name, what in (("path", "paths"), ("tag", "tags")):
        for verb, meaning in (("exclude", "Leave out"), ("include", "Take only")):
            option = click.option(
                f"--{verb}-{name}",
                f"{verb}_{what}",
                multiple=True,
                metavar="GLOB",
                help=f"{meaning} operations with such a {name} (repeatable).",
            )
            function = option(function)
    return function


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command has; they arrive as one `printer`."""

    @click.option("-q", "--quiet", is_flag=True, help="Say only what was asked for, and errors.")
    @click.option("-v", "--verbose", is_flag=True, help="Say everything.")
    @click.option("--color/--no-color", default=None, help="Colours, terminal or not.")
    @click.option("--debug", is_flag=True, help="Show the traceback of a bug in instep.")
    @functools.wraps(function)
    def wrapped(*, quiet: bool, verbose: bool, color: bool | None, debug: bool, **rest: Any) -> Any:
        del debug  # read from the arguments when something fails
        return function(printer=Printer(quiet, verbose, color), **rest)

    return wrapped
