"""JSON Schema, by a validator that knows nothing of the client."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import jsonschema_rs

from .compare import shown, step
from .kinds import is_array, is_object

_BASE = "urn:contract:schemas"


class Schemas:
    """The document's schemas (Draft 2020-12), compiled when first needed."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._registry = jsonschema_rs.Registry([(_BASE, {"$defs": definitions})])
        self._made: dict[int, tuple[Any, jsonschema_rs.Draft202012Validator]] = {}

    def problem(self, schema: Any, value: Any) -> str:
        """What is wrong with a value, with its JSON pointer; empty if it is valid."""
        for error in self._of(schema).iter_errors(value):
            pointer = "".join(f"/{step(str(part))}" for part in error.instance_path)
            return f"{pointer or '/'}: {shown(error.message)}"
        return ""

    def _of(self, schema: Any) -> jsonschema_rs.Draft202012Validator:
        # The schema is kept beside its validator, so that its identity stays its own.
        if id(schema) not in self._made:
            validator = jsonschema_rs.Draft202012Validator(
                _absolute(schema),
                registry=self._registry,
                validate_formats=True,
                formats={"byte": _is_base64, "binary": _anything},
                offline=True,
            )
            self._made[id(schema)] = (schema, validator)
        return self._made[id(schema)][1]


def _absolute(node: Any) -> Any:
    """The schema with its references leading to the registry."""
    if is_array(node):
        return [_absolute(item) for item in node]
    if not is_object(node):
        return node
    made = {name: _absolute(inner) for name, inner in node.items()}
    ref = made.get("$ref")
    if isinstance(ref, str) and ref.startswith("#"):
        made["$ref"] = _BASE + ref
    return made


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text.translate({45: 43, 95: 47}), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _anything(_: str) -> bool:
    return True
