"""`instep diff`: what changed between two documents, for the wire and for the client."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from instep.cli.changes import FAIL_ON, FORMATS, print_comparison
from instep.cli.options import common, config_option
from instep.cli.printing import Printer
from instep.config import adhoc_client, from_environment
from instep.drift.judgement import fails
from instep.pipeline import compare_documents


@click.command(
    "diff",
    epilog="Example: instep diff git:main:openapi.yaml openapi.yaml --format markdown",
)
@click.argument("old")
@click.argument("new")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="breaking",
    show_default=True,
    help="Exit with 1 where something breaks (on the wire or in code), on any change, or never.",
)
@click.option("--docs", is_flag=True, help="Also list what is only described differently.")
@click.option("--allow-remote-refs", is_flag=True, help="Fetch what references to others name.")
@config_option
@common
def command(
    *,
    old: str,
    new: str,
    form: str,
    fail_on: str,
    docs: bool,
    allow_remote_refs: bool,
    config: Path | None,
    printer: Printer,
    **_: Any,
) -> int:
    """Compare OLD with NEW: what changed on the wire, and what that does to the client.

    Both are a path, - for standard input, an http(s) URL, or git:REV:PATH.
    """
    del config  # a comparison needs none; accepted as by every command
    said = from_environment(os.environ)
    first, second = (
        replace(said.onto(adhoc_client(location)), allow_remote_refs=allow_remote_refs)
        for location in (old, new)
    )
    try:
        comparison = compare_documents(first, second, docs=docs, stage=printer.stage)
    finally:
        printer.stage_done()
    print_comparison(printer, comparison, form)
    return 1 if fails(comparison, fail_on) else 0
