"""What decides the bytes of a client besides its document."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from instep.errors import InputError

ModelKind = Literal["pydantic", "dataclass"]
"""What the generated models are made of."""

_LATER = frozenset({"custom", "pagination"})
"""Settings that are not in every lock."""

_RESERVED = frozenset({"tests", "instep", "httpx2", "pydantic", "typing_extensions"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything besides the document that decides the bytes of a client. The lock records it."""

    package: str = ""
    """The import name; empty until the document's title has given one (`for_title`)."""
    models: ModelKind = "pydantic"
    stubs: bool = True
    """Write a `.pyi` beside each resource."""
    tests: bool = True
    """Write the contract tests."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Overrides: `POST /path` or a `#/components/...` pointer, and the name wanted for it."""
    pagination: Mapping[str, Mapping[str, str | int] | bool] = field(default_factory=dict)
    """How operations are paged: `GET /path`, and a table for it, or false for not at all."""
    overlays: tuple[str, ...] = ()
    """OpenAPI Overlay documents in the order they apply, as the lock records them."""
    include_tags: tuple[str, ...] = ()
    """Patterns of tags whose operations are taken; with `include_paths`, all others are left."""
    exclude_tags: tuple[str, ...] = ()
    """Patterns of tags whose operations are left."""
    include_paths: tuple[str, ...] = ()
    """Patterns of paths, or of `METHOD /path`, that are taken."""
    exclude_paths: tuple[str, ...] = ()
    """Patterns of paths, or of `METHOD /path`, that are left."""
    custom: tuple[str, ...] = ()
    """Names that the package exports from its `_custom` module, in place of its own or beside them."""

    def __post_init__(self) -> None:
        """Refuse a package name that Python or the output's layout could not live with.

        Raises:
            InputError: The name is not an importable one, or would shadow a module, or a custom
                name cannot be exported.
        """
        if self.package:
            check_package(self.package)
        for name in self.custom:
            plain = name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
            if not plain or name.startswith("__"):
                raise InputError(f"custom: {name!r} is not a name that a module can export")

    def for_title(self, title: str) -> Settings:
        """The same settings with a package name, made from a document's title if none was asked."""
        return self if self.package else replace(self, package=package_name(title))

    def as_json(self) -> dict[str, Any]:
        """The settings as the lock records them: all but the package, the lock's folder.

        What came later than the first locks is recorded where it says something only, so that
        an older lock is not out of step for want of it.
        """
        pairs = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "package"}
        said = {key: list(v) if isinstance(v, tuple) else v for key, v in pairs.items()}
        return {key: v for key, v in said.items() if v or key not in _LATER}


def package_name(title: str) -> str:
    """A package name made of a document's title: `Pet Store API` gives `pet_store_api`."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    name = "_".join(re.findall(r"[a-z0-9]+", ascii_title.lower()))[:60].strip("_") or "api_client"
    name = f"api_{name}" if name[0].isdigit() else name
    return name if not _package_problem(name) else f"{name}_client"


def check_package(name: str) -> None:
    """Refuse a name that cannot be a package's.

    Raises:
        InputError: It is not a Python identifier, or it would shadow a module.
    """
    if problem := _package_problem(name):
        raise InputError(f"package name {name!r}: {problem}")


def _package_problem(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,79}", name):
        return "use ASCII letters, digits and underscores, not a digit first, 80 at most"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return "it is a keyword of Python"
    if name in sys.stdlib_module_names or name in _RESERVED or name.startswith("__"):
        return "it would shadow a module that the client or its tests need"
    return ""


def model_kind(value: str, where: str) -> ModelKind:
    """The kind of this name; `where` says who asked.

    Raises:
        InputError: There is no such kind.
    """
    kinds: tuple[ModelKind, ...] = get_args(ModelKind)
    for kind in kinds:
        if value == kind:
            return kind
    raise InputError(f"{where}: models must be one of {', '.join(kinds)}, not {value!r}")
