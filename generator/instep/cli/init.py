"""`instep init`: a first configuration."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import click

from instep.cli.options import common
from instep.cli.printing import Printer
from instep.config import adhoc_client, check_package, load_config
from instep.document import is_fetched
from instep.errors import InputError, OutsideError
from instep.pipeline import read

_TABLE = """\
[{prefix}clients.{package}]  # the table's name is the package's name
document = {document}
output = {output}
{upstream}  # what `check` and `update` compare with
# upstream-token = "DOCS_TOKEN"  # the variable with the secret for upstream, if it asks for one
# code = ["app"]  # code that uses the client: `check --upstream` and `update` name its call sites
# changelog = "CHANGELOG.md"  # where `update` adds its entry
# models = "dataclass"  # instead of pydantic
# strict = true  # any warning is fatal

# [{prefix}clients.{package}.names]  # override any name that instep chose
# "POST /v1/things" = "things.create"
# "#/components/schemas/Thing_2" = "OtherThing"

# [{prefix}clients.{package}.pagination]  # say how lists go on where the document does not; docs/pagination.md
# "GET /v1/things" = {{ style = "cursor", parameter = "after", items = "data", next = "last_id" }}
# "GET /v1/events" = false
"""

_NO_UPSTREAM = '# upstream = "https://example.com/openapi.json"'


@click.command("init", epilog="Example: instep init openapi.json")
@click.argument("spec", required=False)
@click.option("--package", metavar="NAME", help="The package's import name.")
@click.option("--output", default="generated", metavar="DIR", show_default=True)
@common
def command(*, spec: str | None, package: str | None, output: str, printer: Printer) -> int:
    """Write a commented configuration for SPEC: to pyproject.toml if there is one, else instep.toml.

    Without SPEC: for the openapi or swagger file, JSON or YAML, of this folder or of specs/. Of a URL
    a copy will be kept in specs/, for `instep update` to renew.
    """
    spec = spec or _nearby(Path.cwd())
    if spec == "-":
        raise InputError("a configuration needs a document that stays: name its file or URL, not -")
    if package is not None:
        check_package(package)
    if package is None or not is_fetched(spec):
        try:
            reading = read(adhoc_client(spec), pinned=False, stage=printer.stage)
        finally:
            printer.stage_done()
        package = package or reading.settings.package
    here = Path.cwd()
    configured = load_config(here)
    if configured.file is not None:
        raise InputError(f"{configured.file}: there is a configuration already; add to it by hand")
    document, upstream = _kept(spec)
    file = here / "pyproject.toml"
    in_project = file.is_file()
    file = file if in_project else here / "instep.toml"
    text = _TABLE.format(
        prefix="tool.instep." if in_project else "",
        package=package,
        document=json.dumps(document),
        output=json.dumps(output),
        upstream=f"upstream = {json.dumps(upstream)}" if upstream else _NO_UPSTREAM,
    )
    try:
        with file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(f"\n{text}" if in_project else text)
    except OSError as problem:
        raise OutsideError(f"cannot write {file.name}: {problem.strerror}") from problem
    printer.result(f"wrote {file.name}; next: instep {'update' if upstream else 'generate'}")
    return 0


def _nearby(here: Path) -> str:
    """The document that lies where documents usually do.

    Raises `InputError` if there is none.
    """
    for folder in ("", "specs/"):
        for name, end in product(("openapi", "swagger"), ("json", "yaml", "yml")):
            if (here / f"{folder}{name}.{end}").is_file():
                return f"{folder}{name}.{end}"
    raise InputError(
        "no SPEC was given, and there is no openapi.json, openapi.yaml or the like here or in specs/\n"
        "    hint: instep init path/to/openapi.json"
    )


def _kept(spec: str) -> tuple[str, str]:
    """The file that holds the document, and where it is fetched from if `spec` is a URL."""
    if not is_fetched(spec):
        return spec, ""
    name = urlsplit(spec).path.rpartition("/")[2]
    known = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,80}\.(json|ya?ml)", name)
    return f"specs/{name if known else 'openapi.json'}", spec
