"""`instep impact`: which places in the user's code the changes between two documents reach."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from instep.cli.changes import FAIL_ON, FORMATS, print_comparison, print_line
from instep.cli.options import common, config_option
from instep.cli.printing import Printer
from instep.config import ClientConfig, adhoc_client, from_environment, load_config, package_name
from instep.drift.changes import Comparison
from instep.drift.judgement import impact_fails
from instep.drift.report_text import impact_as_text
from instep.errors import InputError
from instep.pipeline import compare_documents


@click.command(
    "impact",
    epilog="Example: instep impact git:main:openapi.yaml openapi.yaml --code src --code tests",
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--code",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR",
    help="A folder or file of code that uses the client (repeatable). By default, what the client's "
    "`code` in the configuration names.",
)
@click.option(
    "--package",
    "packages",
    multiple=True,
    metavar="NAME",
    help="The client's import name (repeatable). By default, that of the configured client, of a "
    "generated package nearby, or what the code imports a Client from.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="breaking",
    show_default=True,
    help="Exit with 1 where a place in the code breaks, is to be looked at, or never.",
)
@click.option("--allow-remote-refs", is_flag=True, help="Fetch what references to others name.")
@config_option
@common
def command(
    *,
    old: str,
    new: str,
    code: tuple[Path, ...],
    packages: tuple[str, ...],
    form: str,
    fail_on: str,
    allow_remote_refs: bool,
    config: Path | None,
    printer: Printer,
    **_: Any,
) -> int:
    """Name the places in your code that the changes from OLD to NEW reach, and which of them break.

    Both are a path, - for standard input, an http(s) URL, or git:REV:PATH. The code is read, never
    run or imported.
    """
    from instep.drift.impact import (
        find_packages,
        with_sites,
    )  # it imports the renderer, which takes its time

    configured = load_config(Path.cwd(), config).clients
    clients = _about(configured, old, new)
    asked = clients or configured
    folders = code or tuple(Path(folder) for client in asked for folder in client.code)
    if not folders:
        raise InputError("which code? name its folders: --code DIR\n    hint: e.g. --code src")
    said = from_environment(os.environ)
    sides = [_as_configured(clients, said.onto(adhoc_client(place))) for place in (old, new)]
    first, second = (replace(side, allow_remote_refs=allow_remote_refs) for side in sides)
    try:
        comparison = compare_documents(first, second, stage=printer.stage)
        printer.stage("reading the code")
        names = packages or tuple(client.settings.package for client in clients)
        if not names:
            known = (client.settings.package for client in configured)
            names = find_packages(folders, (*known, *_by_title(comparison)))
        comparison = with_sites(comparison, folders, names)
    finally:
        printer.stage_done()
    if comparison.impact is None:
        raise AssertionError("the code was looked at")
    if form == "text":
        for line in impact_as_text(comparison, everything=printer.verbose):
            print_line(printer, line)
    else:
        print_comparison(printer, comparison, form)
    return 1 if impact_fails(comparison.impact, fail_on) else 0


def _about(clients: tuple[ClientConfig, ...], old: str, new: str) -> tuple[ClientConfig, ...]:
    """The configured clients of one of the two documents."""
    named = {_real(place.rpartition(":")[2]) for place in (old, new)}
    return tuple(
        client
        for client in clients
        if _real(client.document) in named or (client.upstream and client.upstream in (old, new))
    )


def _real(place: str) -> str:
    return os.path.realpath(place)


def _as_configured(clients: tuple[ClientConfig, ...], client: ClientConfig) -> ClientConfig:
    """With the names that the configuration gives, where one client is meant."""
    return replace(client, settings=clients[0].settings) if len(clients) == 1 else client


def _by_title(comparison: Comparison) -> tuple[str, ...]:
    titles = [api.title.raw for api in comparison.apis or ()]
    return tuple(dict.fromkeys(package_name(title) for title in titles))
