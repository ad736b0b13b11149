"""What every client promises: the tests of it, found where they are written."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from importlib.resources import files as resources_of

from instep.render.contract.views import PromisesView, PromiseView
from instep.render.python import Code, checked, code


def promises(package: Code, support: Code, subjects: Collection[str]) -> PromisesView:
    """The classes of tests that this document has what they need for: one of `subjects`, or nothing."""
    found = tuple(_classes(subjects))
    return PromisesView(
        package=package,
        support=support,
        modules=tuple(dict.fromkeys(one.module for one in found)),
        classes=found,
    )


def _classes(subjects: Collection[str]) -> Iterator[PromiseView]:
    folder = resources_of("instep") / "contract" / "promises"
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".py") and not entry.name.startswith("_"):
            module = checked(entry.name.removesuffix(".py"))
            for node in ast.parse(entry.read_bytes()).body:
                if isinstance(node, ast.ClassDef) and _is_fit(node, subjects):
                    name = checked(node.name)
                    yield PromiseView(
                        module=module,
                        name=code("Test{}{}", checked(module.title()), name),
                        base=code("{}.{}", module, name),
                    )


def _is_fit(node: ast.ClassDef, subjects: Collection[str]) -> bool:
    """Whether a class has tests, and the document what they need (`needs = "..."`)."""
    needs = [
        statement.value.value
        for statement in node.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
    ]
    tests = any(
        isinstance(one, ast.FunctionDef) and one.name.startswith("test_") for one in node.body
    )
    return tests and all(need in subjects for need in needs)
