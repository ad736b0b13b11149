"""openapi-spec-validator, made fast, unable to fetch, and exact about places.

As it comes, it checks every schema against its meta-schema in Python, searches what it has
visited in lists, loads remote references, ends at the first node it stumbles over, and does not
say where most of its findings are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, cast

import jsonschema_rs
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from jsonschema_path.paths import SchemaPath
from openapi_schema_validator._specifications import REGISTRY as METASCHEMAS
from openapi_schema_validator.validators import OAS30Validator, OAS31Validator, OAS32Validator
from openapi_spec_validator import schemas
from openapi_spec_validator.validation import keywords, validators
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError
from referencing.exceptions import PointerToNowhere

Checker = Callable[[Any], None]
Parts = tuple[Any, ...]


class _Seen(set[Any]):
    """A set that the validator may use as the list it expects."""

    def append(self, item: Any) -> None:
        """Add the item; one that cannot be in a set is left out."""
        with suppress(TypeError):
            self.add(item)

    def __contains__(self, item: object) -> bool:
        try:
            return super().__contains__(item)
        except TypeError:
            return False


class _Finding(OpenAPIValidationError):
    """A finding whose path begins at the document's root."""


def _placed(finding: ValidationError, parts: Parts) -> _Finding:
    made: _Finding = _Finding.create_from(finding)
    made.path.extendleft(reversed(parts))
    return made


class _Placed:
    """A keyword validator whose findings carry the path of the node they are about.

    A node that makes the validator fail becomes a finding of its own.
    """

    def __call__(self, *args: Any, **options: Any) -> Iterator[ValidationError]:
        node = next((arg for arg in args if isinstance(arg, SchemaPath)), None)
        parts: Parts = tuple(node.parts) if node is not None else ()
        findings = super().__call__(*args, **options)  # type: ignore[misc]
        while True:
            try:
                finding = next(findings)
            except StopIteration:
                return
            except RecursionError:
                raise
            except PointerToNowhere:
                continue  # loading has said where a reference leads nowhere
            except Exception as failure:  # noqa: BLE001 - whatever a malformed node does to it
                name = type(failure).__name__
                finding = ValidationError(f"this could not be checked ({name})")
            yield finding if isinstance(finding, _Finding) else _placed(finding, parts)


class _QuickSchemas(_Placed):
    """A schema validator with meta-schemas compiled once, and sets for what it has visited."""

    metaschema: Any = None

    def __init__(self, registry: Any) -> None:
        super().__init__(registry)  # type: ignore[call-arg]
        self.visited_schema_ids: Any = _Seen()
        self.meta_checked_schema_ids: Any = _Seen()
        self._checker: Checker | None = None

    def _compiled(self) -> Checker:
        if self._checker is None:
            self._checker = _checker(dict(self.metaschema))
        return self._checker

    def _collect_properties(self, schema: SchemaPath) -> set[str]:
        """As the original, but each schema once: recursive ones would never end."""
        names: set[str] = set()
        seen: set[int] = set()
        waiting = [schema]
        while waiting:
            node = waiting.pop()
            value = node.read_value()
            if not isinstance(value, dict) or id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value.get("properties"), dict):
                names.update(value["properties"])
            for word in ("allOf", "anyOf", "oneOf"):
                if isinstance(value.get(word), list):
                    waiting.extend(node / word)
            waiting.extend(node / word for word in ("items", "not") if word in value)
        return names


class _QuickSchemas30(_QuickSchemas, keywords.OpenAPIV30SchemaValidator):
    metaschema = OAS30Validator.META_SCHEMA

    def _get_schema_checker(self, schema: SchemaPath, schema_value: Any) -> Checker:
        return self._compiled()


class _QuickSchemas20(_QuickSchemas30):
    def _get_schema_checker(self, schema: SchemaPath, schema_value: Any) -> Checker:
        if isinstance(schema_value, dict) and schema_value.get("type") == "file":
            # A File Schema Object, which only a response's schema may be: the root schema sees to that.
            return lambda _: None
        return super()._get_schema_checker(schema, schema_value)


class _QuickSchemas31(_QuickSchemas, keywords.OpenAPIV31SchemaValidator):
    metaschema = OAS31Validator.META_SCHEMA

    def _get_schema_checker(self, schema: SchemaPath, schema_value: Any) -> Checker:
        if self._get_schema_dialect_id(schema, schema_value) == self.default_jsonschema_dialect_id:
            return self._compiled()
        return super()._get_schema_checker(schema, schema_value)


class _QuickSchemas32(_QuickSchemas31, keywords.OpenAPIV32SchemaValidator):
    metaschema = OAS32Validator.META_SCHEMA


def _without_patterns(validator: Any) -> Any:
    """The validator with the keywords left out that would run the document's regular expressions.

    Python's engine can take forever on one, and defaults are checked while the user waits.
    """
    skipped = (
        "pattern",
        "patternProperties",
        "additionalProperties",
        "unevaluatedProperties",
        "format",
    )
    return cast("Any", extend)(validator, dict.fromkeys(skipped, _nothing))


def _nothing(*_: Any) -> Iterator[ValidationError]:
    return iter(())


class _Default30(_Placed, keywords.OpenAPIV30ValueValidator):
    value_validator_cls = _without_patterns(OAS30Validator)


class _Default31(_Placed, keywords.OpenAPIV31ValueValidator):
    value_validator_cls = _without_patterns(OAS31Validator)


class _Default32(_Placed, keywords.OpenAPIV32ValueValidator):
    value_validator_cls = _without_patterns(OAS32Validator)


class _Operations(_Placed, keywords.OperationValidator):
    def __init__(self, registry: Any) -> None:
        super().__init__(registry)
        self.operation_ids_registry = cast("Any", _Seen())


class _RootSchema:
    """The version's own JSON Schema, with findings drilled down to the branch that was meant."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._validator = _compile(schema)

    def iter_errors(self, instance: Any) -> Iterator[ValidationError]:
        """The findings about a whole document."""
        for error in self._validator.iter_errors(instance):
            finding = _deepest(error)
            yield _converted(finding)


def _compile(schema: dict[str, Any]) -> Any:
    resources: list[tuple[str, Any]] = [(uri, METASCHEMAS.contents(uri)) for uri in METASCHEMAS]
    registry = jsonschema_rs.Registry(resources, retriever=_refuse)
    kind = jsonschema_rs.validator_cls_for(schema)
    return kind(schema, registry=registry, mask="this", validate_formats=False)


def _refuse(uri: str) -> Any:
    raise LookupError(uri)


def _checker(metaschema: dict[str, Any]) -> Checker:
    validator = _compile(metaschema)

    def check(schema: Any) -> None:
        if not validator.is_valid(schema):
            for error in validator.iter_errors(schema):
                raise _converted(_deepest(error))

    return check


def _deepest(error: Any) -> Any:
    """Of an alternative's failures, the one that got farthest into the document."""
    for _ in range(20):
        branches = getattr(error.kind, "context", None)
        if not branches:
            return error
        nearest = min((b for b in branches if b), key=_distance, default=None)
        if nearest is None:
            return error
        error = max(nearest, key=lambda e: len(e.instance_path))
    return error


def _distance(branch: list[Any]) -> tuple[bool, int, int]:
    """How far a branch is from fitting: one that asks for a `$ref` is never what was meant."""
    asks_for_ref = any(getattr(e.kind, "property", None) == "$ref" for e in branch)
    return asks_for_ref, len(branch), -max(len(e.instance_path) for e in branch)


def _converted(error: Any) -> ValidationError:
    return ValidationError(str(error.message), path=list(error.instance_path))


def _quick(base: Any, schema: Any, schema_validator: Any, default_validator: Any) -> Any:
    """The validator of one version with the replaced parts."""
    replaced: dict[str, Any] = {
        name: type(part.__name__, (_Placed, part), {})
        for name, part in base.keyword_validators.items()
    }
    replaced["schema"] = schema_validator
    replaced["default"] = default_validator
    replaced["operation"] = _Operations
    members = {
        "keyword_validators": replaced,
        "schema_validator": _RootSchema(dict(schema)),
        "resolver_handlers": {},
    }
    return type(base.__name__, (base,), members)


def validator_of(version: str) -> Any:
    """The validator class for documents that declare this version, `2.0` or `3.0.x` to `3.2.x`."""
    if version.startswith("2"):
        return _quick(
            validators.OpenAPIV2SpecValidator, schemas.schema_v2, _QuickSchemas20, _Default30
        )
    if version.startswith("3.0"):
        return _quick(
            validators.OpenAPIV30SpecValidator, schemas.schema_v30, _QuickSchemas30, _Default30
        )
    if version.startswith("3.1"):
        return _quick(
            validators.OpenAPIV31SpecValidator, schemas.schema_v31, _QuickSchemas31, _Default31
        )
    return _quick(
        validators.OpenAPIV32SpecValidator, schemas.schema_v32, _QuickSchemas32, _Default32
    )
