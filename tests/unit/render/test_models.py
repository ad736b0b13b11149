"""The door to datamodel-code-generator lets nothing through that was not asked for."""

from __future__ import annotations

import ast

import pytest

from instep.ir.types import Field
from instep.render import models, pooled
from instep.render.models import ModelMismatch, class_sources
from instep.render.python import Code, code, ident
from instep.render.views import ClassView, FieldView

from .samples import STRING, model

AWKWARD_FIELDS = (
    "schema json copy dict model_config model_fields validate construct fields from_ list str id "
    "class_ Upper camelCase é x__ none self cls date object format Any_ n plus_1 print extra"
)
AWKWARD_CLASSES = (
    "BaseModel Model Base RootModel Enum List Dict Optional Config HTTPError OpenAPIThing "
    "ÉtatCivil foo Foo_Bar X2fa TypeAlias Response Record"
)


def view(name: str, fields: list[str]) -> ClassView:
    """A class with these fields and nothing to say."""
    parts = tuple(
        FieldView(ident(field), code("int = {}", place), Code('"""A \\"<b>\\" & é."""'))
        for place, field in enumerate(fields)
    )
    return ClassView(
        ident(name), Code("wire.Model"), Code(), parts, Code() if parts else Code("pass")
    )


FIELDS, CLASSES = AWKWARD_FIELDS.split(), AWKWARD_CLASSES.split()


@pytest.mark.parametrize("kind", ["pydantic", "dataclass"])
def test_names_and_order_are_ours(kind: str) -> None:
    asked = [
        (
            model(
                name,
                *(Field(f, f, STRING, required=bool(i % 2)) for i, f in enumerate(FIELDS)),
            ),
            view(name, FIELDS),
        )
        for name in CLASSES
    ]
    asked.append((model("Empty"), view("Empty", [])))
    found = class_sources(asked, kind)
    assert set(found) == {*CLASSES, "Empty"}
    for name in CLASSES:
        node = ast.parse(found[name]).body[0]
        assert isinstance(node, ast.ClassDef)
        assert node.name == name
        assert [ast.unparse(base) for base in node.bases] == ["wire.Model"]
        printed = [ast.unparse(part) for part in node.body if isinstance(part, ast.AnnAssign)]
        assert printed == [f"{f}: int = {i}" for i, f in enumerate(FIELDS)]
        assert '"""A \\"<b>\\" & é."""' in found[name]
    assert found["Empty"].endswith("class Empty(wire.Model):\n    pass")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("class B: pass", "missing: \\['A'\\]"),
        ("class A:\n    x: int\nclass B: pass", "nobody asked for: \\['B'\\]"),
        ("class A:\n    y: int", "fields of A"),
        ("class A:\n    x: int\n    y: int", "fields of A"),
    ],
)
def test_another_answer_is_our_bug(monkeypatch: pytest.MonkeyPatch, made: str, said: str) -> None:
    monkeypatch.setattr(models, "generate", lambda *_, **__: made)
    asked = [(model("A", Field("x", "x", STRING, required=True)), view("A", ["x"]))]
    with pytest.raises(ModelMismatch, match=said):
        class_sources(asked, "pydantic")


def test_several_modules_are_our_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "generate", lambda *_, **__: {("a.py",): ""})
    with pytest.raises(ModelMismatch, match="one module"):
        class_sources([(model("A"), view("A", []))], "pydantic")


def test_no_models_need_no_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(models, "generate")
    assert class_sources([], "pydantic") == {}


def test_processes_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        (
            model(f"Model{number}", Field("a", "a", STRING, required=True)),
            view(f"Model{number}", ["a"]),
        )
        for number in range(pooled._MANY + 1)  # pyright: ignore[reportPrivateUsage]
    ]
    found = []
    for forks in (True, False):
        monkeypatch.setattr(pooled, "_may_fork", lambda forks=forks: forks)
        found.append(dict(pooled.begin(asked, "pydantic")()))
    assert found[0] == found[1]
    assert list(found[0]) == [one.name for one, _ in asked]
