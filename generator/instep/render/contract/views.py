"""Views of the contract tests' modules."""

from __future__ import annotations

from dataclasses import dataclass

from instep.render.python import Code


@dataclass(frozen=True, slots=True)
class TestedView:
    """An operation's tests. A group without cases has no test."""

    name: Code
    """The class of its tests."""
    doc: Code
    key: Code
    """The operation, as a string."""
    call: Code
    """`client.responses.create`, without `client.`."""
    flag: Code
    """`, stream=True` where an argument asks for the stream."""
    requests: bool
    responses: bool
    failures: bool
    streams: bool
    closes: bool
    """The operation always streams, so a request's stream must be closed."""
    plain: bool
    """A call without a stream gives a result."""
    tries: bool
    """The operation stands for all of its resource where a call is tried again."""
    typed: bool
    """Type checkers may see the calls: the operation is not deprecated."""
    gives: bool
    """They may see the results used: there are any."""
    flows: bool
    """They may see the streams used: no media type has to be chosen, which decides the overload."""
    owner: Code
    """`responses` of `client.responses.create`."""
    method: Code
    """`create`."""


@dataclass(frozen=True, slots=True)
class TestModuleView:
    """The tests of one resource."""

    title: Code
    package: Code
    support: Code
    """The package that the tests stand on."""
    data: Code
    """The name of the data file, as a string."""
    operations: tuple[TestedView, ...]
    typed: bool
    """Type checkers may see the calls of any of them."""


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A class of tests of what every client promises."""

    module: Code
    name: Code
    base: Code


@dataclass(frozen=True, slots=True)
class PromisesView:
    """The tests of what every client promises, as far as the document is fit for them."""

    package: Code
    support: Code
    modules: tuple[Code, ...]
    classes: tuple[PromiseView, ...]


@dataclass(frozen=True, slots=True)
class PackageView:
    """What is said once for all tests of a package."""

    package: Code
    support: Code
