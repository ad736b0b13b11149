"""`instep mock`: a real server that holds requests against a document."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import click

from instep.cli.options import common, config_option
from instep.cli.printing import Printer
from instep.config import from_environment, select
from instep.pipeline import read


@click.command("mock", epilog="Example: instep mock openapi.json --port 8080")
@click.argument("spec")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0: any free one.")
@config_option
@common
def command(*, spec: str, host: str, port: int, config: Path | None, printer: Printer) -> int:
    """Serve SPEC: answer with its examples or generated data, refuse what it forbids.

    The first line on stdout is the server's URL. Ctrl-C ends it.
    """
    from instep.mock.server import serve

    try:
        client = select(spec, None, from_environment(os.environ), Path.cwd(), config)
        # Whether the document is valid OpenAPI is `instep validate`'s to say, and takes as long again.
        api = read(client, formal=False, stage=printer.stage).api
    finally:
        printer.stage_done()
    gc.freeze()  # what was read stays: garbage comes from requests
    gc.enable()
    serve(api, host, port, quiet=printer.quiet, on_ready=printer.result)
    return 0
