"""The contract tests: pytest modules, one for each resource, their data, and what they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files as resources_of
from typing import Protocol

from instep.files import FileTree
from instep.ir.api import Api, Resource, walk_resources
from instep.ir.names import same
from instep.ir.operation import Operation
from instep.ir.types import NullType
from instep.render.arguments import path_of
from instep.render.choices import (
    always_streams,
    media_choice,
    successes,
)
from instep.render.contract.answers import FAILURES, RESPONSES
from instep.render.contract.collected import Collected
from instep.render.contract.data import Data
from instep.render.contract.promises import promises
from instep.render.contract.requests import GROUP as REQUESTS
from instep.render.contract.samples import Samples
from instep.render.contract.streams import STREAMS
from instep.render.contract.subjects import flag_argument
from instep.render.contract.views import PackageView, TestedView, TestModuleView
from instep.render.python import Code, code, doc, filename, ident, lit, said, span
from instep.render.templates import printed

_TAKEN = frozenset({"operations", "schemas", "surface", "server", "deep", "stubs", "promises"})
"""Files of data or tests that belong to no resource."""


class Settings(Protocol):
    """What rendering the tests needs to know besides the API."""

    @property
    def package(self) -> str:
        """The package's name."""
        ...

    @property
    def stubs(self) -> bool:
        """Whether the package has stubs."""
        ...


def render_tests(api: Api, settings: Settings, samples: Samples) -> FileTree:
    """Every file of the contract tests, by its path below the output folder; not yet formatted."""
    package = ident(settings.package)
    support = code("{}_contract", package)
    data = Data(api, settings.package, samples)
    whole = PackageView(package=package, support=support)
    files: dict[str, bytes] = {
        "conftest.py": printed("tests/conftest.py.jinja", conftest=whole),
    }
    for name in ("surface", "server", "deep", *(("stubs",) if settings.stubs else ())):
        files[f"test_{name}.py"] = printed(f"tests/{name}.py.jinja", surface=whole)
    for resource in walk_resources(api.resources):
        if resource.operations:
            found, content = data.resource(resource)
            name = _data_name(resource)
            files[f"data/{name}.json"] = content
            view = _module(resource, found, package, support)
            files[f"test_{name}.py"] = printed("tests/module.py.jinja", module=view)
    kept = promises(package, support, data.subjects)
    files["test_promises.py"] = printed("tests/promises.py.jinja", promises=kept)
    files |= {f"data/{name}": content for name, content in data.shared().items()}
    files |= {f"{support}/{name}": content for name, content in _support_files()}
    return FileTree(files).under(f"tests/{settings.package}")


def _data_name(resource: Resource) -> Code:
    name = filename(resource.module)
    return code("{}_", name) if same(name) in _TAKEN else name


def _support_files() -> Iterator[tuple[str, bytes]]:
    """What the tests stand on, byte for byte."""
    # Not `instep.contract` itself: that would import it, and it needs pytest, which a user may not have.
    folder = resources_of("instep") / "contract"
    for entry in sorted((*folder.iterdir(), *(folder / "promises").iterdir()), key=str):
        if entry.name.endswith(".py"):
            yield str(entry).rpartition("contract/")[2], entry.read_bytes()


def _module(
    resource: Resource, found: list[Collected], package: Code, support: Code
) -> TestModuleView:
    operations = tuple(_tested(one, first=one is found[0]) for one in found if one.groups)
    return TestModuleView(
        title=code("Contract tests of `client.{}`.", path_of(resource.path)),
        package=package,
        support=support,
        data=lit(str(_data_name(resource))),
        operations=operations,
        typed=any(operation.typed for operation in operations),
    )


def _tested(found: Collected, *, first: bool) -> TestedView:
    operation = found.operation
    plain = not always_streams(operation)
    return TestedView(
        name=code("Test{}", ident(operation.type_name)),
        doc=doc(said("{}", span(operation.key)), 4),
        key=lit(operation.key),
        call=path_of(operation.call),
        flag=_flag(found),
        requests=found.has(REQUESTS),
        responses=found.has(RESPONSES),
        failures=found.has(FAILURES),
        streams=found.has(STREAMS),
        closes=not plain,
        plain=plain,
        tries=plain and first,
        typed=not operation.doc.deprecated,
        gives=not operation.doc.deprecated and _gives(operation),
        flows=not operation.doc.deprecated and not media_choice(operation),
        owner=path_of(operation.call[:-1]),
        method=ident(operation.call[-1]),
    )


def _gives(operation: Operation) -> bool:
    answers = [media.type for response in successes(operation) for media in response.media]
    return not all(isinstance(type_, NullType) for type_ in answers)


def _flag(found: Collected) -> Code:
    """The argument that asks for the stream, if it takes one."""
    name = flag_argument(found.operation)
    return code(", {}=True", ident(name)) if name else Code()
