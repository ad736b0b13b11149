"""The Jinja environment: prints what a view says, and nothing that is not `Code`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from instep.render.python import Code, joined


def folder() -> Path:
    """Where the templates are: inside the installed package, or beside `generator/` in a checkout.

    Raises:
        FileNotFoundError: The installation has lost them.
    """
    package = Path(__file__).resolve().parents[1]
    for candidate in (package / "templates", package.parents[1] / "templates"):
        if (candidate / "client").is_dir():
            return candidate
    raise FileNotFoundError("instep's templates are missing from this installation")


def only_code(value: Any) -> Any:
    """Jinja's `finalize`: lets `Code` and integers through.

    Raises:
        TypeError: A template would have printed something else.
    """
    if isinstance(value, Code | Undefined) or type(value) is int:
        return value
    raise TypeError(f"a template printed {type(value).__name__}: it must be Code")


@cache
def environment() -> Environment:
    """Strict, without globals, with the one filter `join`."""
    env = Environment(
        loader=FileSystemLoader(folder()),
        undefined=StrictUndefined,
        finalize=only_code,
        autoescape=False,  # noqa: S701  # Python and Markdown, not HTML: `finalize` is the guard
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    env.globals.clear()
    env.filters.clear()
    env.filters["join"] = _join
    return env


def _join(parts: tuple[Code, ...], separator: str) -> Code:
    return joined(separator, parts)  # pyright: ignore[reportArgumentType]  # a template's constant


def printed(template: str, **views: Any) -> bytes:
    """The template, filled with these views, as UTF-8.

    Raises:
        TypeError: A template would have printed something that is no `Code`.
    """
    return environment().get_template(template).render(**views).encode("utf-8")
