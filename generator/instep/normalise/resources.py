"""The tree of resources that the operations' calls make."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import Final

from instep.ir.api import Resource
from instep.ir.names import capital, module_name, same
from instep.ir.operation import Operation
from instep.ir.text import NO_DOC, Doc
from instep.normalise.naming import Names

_IMPORTED: Final = frozenset(
    {
        *("Annotated", "Any", "Literal", "Unpack", "Field", "Client"),
        *("AsyncIterable", "Awaitable", "Callable", "Iterable", "Mapping", "Sequence"),
    }
)
"""What the modules of resources and the client's import or define."""

_ASYNCHRONOUS: Final = re.compile("Async[A-Z0-9]")


def resource_tree(
    operations: tuple[Operation, ...], docs: Mapping[str, Doc]
) -> tuple[Resource, ...]:
    """The top resources, in the order in which the document comes to them.

    `docs` has the descriptions of tags, by the tag's name: a resource takes its own from the first tag of its
    operations if that tag's name is the resource's.
    """
    at: dict[tuple[str, ...], list[Operation]] = {}
    for operation in operations:
        for length in range(1, len(operation.call)):
            at.setdefault(operation.call[:length], [])
        at[operation.call[:-1]].append(operation)
    classes, modules = Names(), Names(frozenset({same("__init__")}))
    spelled = {
        path: (
            classes.take([_class_name(path)]),
            modules.take(
                [module_name("_".join(part.rstrip("_") for part in path), prefix="resource")]
            ),
        )
        for path in at
    }

    def build(path: tuple[str, ...]) -> Resource:
        children = [
            other for other in at if len(other) == len(path) + 1 and other[: len(path)] == path
        ]
        class_name, module = spelled[path]
        return Resource(
            path=path,
            class_name=class_name,
            module=module,
            operations=tuple(at[path]),
            children=tuple(build(child) for child in children),
            doc=_doc(path, at[path], docs),
        )

    return tuple(build(path) for path in at if len(path) == 1)


def _class_name(path: tuple[str, ...]) -> str:
    """The class's name, which is no keyword, hides no import, and is not another resource's asynchronous class.

    `async_search` is not `AsyncSearch` though there be no `search` yet: names stay when upstream adds one.
    """
    name = "".join(capital(word) for part in path for word in part.split("_") if word)
    taken = keyword.iskeyword(name) or name in _IMPORTED or _ASYNCHRONOUS.match(name)
    return f"{name}Resource" if taken else name


def _doc(path: tuple[str, ...], operations: list[Operation], docs: Mapping[str, Doc]) -> Doc:
    for operation in operations[:1]:
        for tag in operation.tags:
            if same(tag).replace(" ", "").replace("-", "").replace("_", "") == path[-1].replace(
                "_", ""
            ):
                return docs.get(tag, NO_DOC)
    return NO_DOC
