"""Clients of the smallest documents that have one hard construct each."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from built import Built, Loopback, build, forget, loopback

_NUMBERS = itertools.count(1)

Make = Callable[..., Built]
"""Generates and imports a client from fragments of a document."""


def document(
    *,
    paths: str = "",
    schemas: str = "",
    openapi: str = "3.1.0",
    components: str = "",
    more: str = "",
) -> str:
    """A document around fragments of YAML; `components` are sections other than the schemas."""

    def below(head: str, text: str) -> str:
        text = textwrap.dedent(text).strip("\n")
        return f"{head}:\n{textwrap.indent(text, '  ')}\n" if text else ""

    sections = below("schemas", schemas) + textwrap.dedent(components)
    return (
        f'openapi: "{openapi}"\ninfo: {{title: Case, version: "1"}}\n'
        "servers: [{url: https://api.example.com}]\n"
        + (below("paths", paths) or ("" if openapi > "3.1" else "paths: {}\n"))
        + below("components", sections)
        + textwrap.dedent(more)
    )


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes clients; what they were imported as is forgotten afterwards."""
    made: list[str] = []

    def run(
        files: str | Mapping[str, str] = "",
        *,
        said: Mapping[str, Any] | None = None,
        **fragments: str,
    ) -> Built:
        package = f"hard_{next(_NUMBERS)}"
        made.append(package)
        return build(files or document(**fragments), tmp_path / package, package, **(said or {}))

    yield run
    for package in made:
        forget(package)


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A server on this machine."""
    with loopback() as running:
        yield running


@pytest.fixture
def connect(server: Loopback) -> Iterator[Callable[[Built], Any]]:
    """A client of the package that talks to the server."""
    clients: list[Any] = []

    def run(built: Built) -> Any:
        client = built.package.Client(api_key="k", base_url=server.url, max_retries=0)
        clients.append(client)
        return client

    yield run
    for client in clients:
        client.close()
