"""Which names stubtest is told of."""

from __future__ import annotations

import re

from instep.ir.types import AliasDef, Definitions, ListType, ModelDef, ScalarKind, ScalarType
from instep.render.allowlist import ALLOWLIST, allowlist

TEXTS = ListType(ScalarType(ScalarKind.STRING))
RUNTIME = b"""
Kind = Literal["a"]
Marked = Annotated[str, 1]
Late: TypeAlias = "list[str]"
Plain = str | int
Number = float
"""


def patterns(definitions: Definitions) -> list[str]:
    found = allowlist(
        definitions, {"_marks.py": RUNTIME, "testing/_mock.py": b"Kind = Literal['b']"}
    )
    lines = found[ALLOWLIST].decode().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def allowed(lines: list[str], name: str) -> bool:
    return any(re.fullmatch(line, name) for line in lines)


def test_aliases_are_allowed_and_nothing_else() -> None:
    definitions = Definitions(
        {
            "#/a": AliasDef("#/a", "Texts", "texts", TEXTS, received=True),
            "#/b": AliasDef("#/b", "Sent", "class", TEXTS, sent=True),
            "#/c": ModelDef("#/c", "Story", "story", (), None),
        }
    )
    lines = patterns(definitions)
    for name in (
        "api.types.texts.Texts",
        "api.webhooks.Event",
        "api.params.class_.Story.__readonly_keys__",
        "app._vendor.api.types.texts.Texts",
        "api.types.class_.Sent",
        "api.params.class_.Sent",
        "api._runtime._marks.Kind",
        "api._runtime._marks.Marked",
        "api._runtime._marks.Late",
        "api._runtime.testing._mock.Kind",
    ):
        assert allowed(lines, name), name
    for name in (
        "api.params.texts.Texts",
        "api.types.story.Story",
        "api.types.texts.TextsToo",
        "api.types.texts.Texts.method",
        "api._runtime._marks.Plain",
        "api._runtime._marks.Number",
    ):
        assert not allowed(lines, name), name


def test_a_line_that_is_not_needed_is_no_error() -> None:
    """Stubtest complains of lines that match nothing, unless they match the empty text."""
    assert all(re.fullmatch(line, "") for line in patterns(Definitions()))
