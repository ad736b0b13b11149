"""The one door to datamodel-code-generator: it writes the model classes, and we check that they are ours.

It is handed a closed document in memory that has nothing but final class and attribute names, and
our own class template, whose text comes from our views. What it gives back is parsed and compared
with what was asked, so a name of its own making cannot get through.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from datamodel_code_generator import InputFileType, generate
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import PythonVersion

from instep.ir.types import ModelDef
from instep.render.python import Code, checked
from instep.render.templates import folder
from instep.render.views import ClassView

_KINDS: Final[Mapping[str, DataModelType]] = {
    "pydantic": DataModelType.PydanticV2BaseModel,
    "dataclass": DataModelType.DataclassesDataclass,
}

_BASE: Final = "instep._Base"
"""Stands in for the base class, whose real name the template prints; no class of ours begins with `_`."""


class ModelMismatch(Exception):
    """datamodel-code-generator gave something else than it was asked for: a bug of ours."""


def class_sources(models: Iterable[tuple[ModelDef, ClassView]], kind: str) -> Mapping[str, Code]:
    """The source of every class, by its name.

    Raises:
        ModelMismatch: A class or field is missing, added, renamed or moved.
    """
    views = {model.name: (model, view) for model, view in models}
    if not views:
        return {}
    source = _generated({name: _schema(model) for name, (model, _) in views.items()}, views, kind)
    found = _classes(source)
    wanted = {name: [field.name for field in model.fields] for name, (model, _) in views.items()}
    _compare(wanted, {name: _fields(node) for name, node in found.items()})
    lines = source.split("\n")
    return {name: _squeezed(found[name], lines) for name in wanted}


def _schema(model: ModelDef) -> dict[str, Any]:
    """An object with this model's attributes: no text of the document is in it.

    None is said to be required, so that dataclasses are not given another order; the template
    prints each attribute's default.
    """
    return {
        "type": "object",
        "properties": {field.name: {} for field in model.fields},
    }


def _generated(
    schemas: dict[str, Any], views: Mapping[str, tuple[ModelDef, ClassView]], kind: str
) -> str:
    extra: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for name, (_, view) in views.items():
        fields = {str(field.name): field for field in view.fields}
        extra[name] = extra[f"#/components/schemas/{name}"] = {"view": view, "by_name": fields}
    made = generate(
        {
            "openapi": "3.1.0",
            "info": {"title": "models", "version": "1"},
            "paths": {},
            "components": {"schemas": schemas},
        },
        input_file_type=InputFileType.OpenAPI,
        output_model_type=_KINDS[kind],
        target_python_version=PythonVersion.PY_311,
        base_class=_BASE,
        custom_template_dir=folder() / "models",
        extra_template_data=extra,
        custom_class_name_generator=str,
        disable_timestamp=True,
        formatters=[],
    )
    if not isinstance(made, str):
        raise ModelMismatch(f"one module was asked for, not {type(made).__name__}")
    return made


def _classes(source: str) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def _fields(node: ast.ClassDef) -> list[str]:
    return [
        part.target.id
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
        if not part.target.id.startswith("__")
    ]


def _first(node: ast.ClassDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _compare(wanted: Mapping[str, list[str]], got: Mapping[str, list[str]]) -> None:
    if missing := sorted(wanted.keys() - got.keys()):
        raise ModelMismatch(f"classes missing: {missing[:10]}")
    if added := sorted(got.keys() - wanted.keys()):
        raise ModelMismatch(f"classes nobody asked for: {added[:10]}")
    for name, fields in wanted.items():
        if got[name] != fields:
            raise ModelMismatch(f"fields of {name}: asked for {fields}, got {got[name]}")


def _squeezed(node: ast.ClassDef, lines: list[str]) -> Code:
    """The class without the blank lines that datamodel-code-generator strews between statements."""
    kept: list[str] = []
    starts = {part.lineno for part in node.body if isinstance(part, ast.AnnAssign)}
    quoted = _inside_strings(node)
    for number in range(_first(node), (node.end_lineno or node.lineno) + 1):
        line = lines[number - 1]
        if number in starts and kept[-1].endswith('"""'):
            kept.append("")
        if line.strip() or number in quoted:
            kept.append(line)
    return checked("\n".join(kept))


def _inside_strings(node: ast.ClassDef) -> frozenset[int]:
    """Numbers of the lines within docstrings."""
    return frozenset(
        number
        for part in node.body
        if isinstance(part, ast.Expr) and part.end_lineno is not None
        for number in range(part.lineno, part.end_lineno)
    )
