"""The table of rules: one row for each kind of change, its id, its effect and both its verdicts.

Ids are oasdiff's where it has one for the change. Rows about schemas are written once and hold for
every place where a schema can stand (`schema_rules.py`); the other rows are here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from instep.drift.law import Compat, Direction, Effect, Level, judge
from instep.drift.schema_rules import ASPECTS, PLACES, SCHEMA_LEVELS, aspect_id

_N, _W, _I, _U, _0 = (
    Effect.NARROWS,
    Effect.WIDENS,
    Effect.INCOMPARABLE,
    Effect.UNKNOWN,
    Effect.NONE,
)
_B, _C, _NO = Compat.BREAKING, Compat.COMPATIBLE, Compat.NONE


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change."""

    id: str
    direction: Direction
    area: str
    kind: str
    action: str
    effect: Effect
    client: Compat
    words: str
    """What happened; `{old}` and `{new}` stand for the values."""
    level: Level
    """By the law, unless the table's row says otherwise."""


_Row = tuple[str, str, str, Effect, Compat, str]
"""Id, kind, action, effect, client, words."""

_OPERATIONS: tuple[_Row, ...] = (
    ("endpoint-added", "Existence", "add", _0, _C, "operation added"),
    ("api-path-removed-without-deprecation", "Existence", "remove", _N, _B, "path removed"),
    ("api-path-removed-with-deprecation", "Existence", "remove", _0, _B,
     "path removed, deprecated before"),
    ("api-path-removed-before-sunset", "Existence", "remove", _N, _B,
     "path removed before its sunset date {old}"),
    ("api-removed-without-deprecation", "Existence", "remove", _N, _B, "operation removed"),
    ("api-removed-with-deprecation", "Existence", "remove", _0, _B,
     "operation removed, deprecated before"),
    ("api-removed-before-sunset", "Existence", "remove", _N, _B,
     "operation removed before its sunset date {old}"),
    ("api-operation-id-removed", "Existence", "remove", _0, _NO,
     "operationId changed from {old} to {new}"),
    ("api-operation-id-added", "Existence", "add", _0, _NO, "operationId {new} added"),
    ("endpoint-deprecated", "Lifecycle", "change", _0, _C, "operation deprecated"),
    ("endpoint-deprecated-with-sunset", "Lifecycle", "change", _0, _C,
     "operation deprecated, sunset {new}"),
    ("endpoint-reactivated", "Lifecycle", "change", _0, _C, "operation no longer deprecated"),
    ("sunset-deleted", "Lifecycle", "remove", _U, _NO, "sunset date {old} removed"),
    ("api-sunset-date-changed", "Lifecycle", "change", _0, _NO,
     "sunset date changed from {old} to {new}"),
    ("api-path-parameter-renamed", "Existence", "change", _0, _B,
     "path parameter {old} renamed to {new}"),
    ("client-pagination-removed", "Structure", "remove", _0, _B,
     "pages are no longer recognised; they went on {old}"),
    ("client-pagination-added", "Structure", "add", _0, _C, "answers are pages now, which go on {new}"),
    ("client-pagination-changed", "Structure", "change", _0, _C,
     "pages go on {new} now, not {old}"),
    ("client-stream-asked-otherwise", "Structure", "change", _0, _B,
     "streams now come {new}; they came {old}"),
    ("client-class-changed", "Type", "change", _0, _B, "what was a {old} is of another class now"),
    ("client-error-class-changed", "Type", "change", _0, _B,
     "error bodies that were a {old} are of another class now"),
)  # fmt: skip

_TAGS: tuple[_Row, ...] = (
    ("api-tag-removed", "Existence", "remove", _0, _NO, "tag {old} removed"),
    ("api-tag-added", "Existence", "add", _0, _NO, "tag {new} added"),
)

_SECURITY: tuple[_Row, ...] = (
    ("api-security-added", "Existence", "add", _W, _C, "security alternative {new} added"),
    ("api-security-removed", "Existence", "remove", _N, _C, "security alternative {old} removed"),
    ("api-security-scope-added", "Existence", "add", _N, _NO, "scope {new} is now asked for"),
    ("api-security-scope-removed", "Existence", "remove", _W, _NO, "scope {old} no longer asked for"),
    ("api-global-security-added", "Existence", "add", _W, _C,
     "security alternative {new} added for all operations"),
    ("api-global-security-removed", "Existence", "remove", _N, _C,
     "security alternative {old} removed for all operations"),
    ("api-global-security-scope-added", "Existence", "add", _N, _NO,
     "scope {new} is now asked for by all operations"),
    ("api-global-security-scope-removed", "Existence", "remove", _W, _NO,
     "scope {old} no longer asked for"),
    ("api-security-component-removed", "Existence", "remove", _0, _B,
     "security scheme {old} removed"),
    ("api-security-component-added", "Existence", "add", _0, _C, "security scheme {new} added"),
    ("api-security-component-type-changed", "Type", "change", _0, _B,
     "security scheme changed from {old} to {new}"),
    ("api-security-component-oauth-scope-added", "Existence", "add", _0, _NO,
     "OAuth scope {new} added"),
    ("api-security-component-oauth-scope-removed", "Existence", "remove", _0, _NO,
     "OAuth scope {old} removed"),
    ("api-security-component-oauth-scope-changed", "Type", "change", _0, _NO,
     "OAuth scope {old} described differently"),
    ("api-security-component-oauth-url-changed", "Type", "change", _0, _C,
     "OAuth URL changed from {old} to {new}"),
    ("api-security-component-oauth-token-url-changed", "Type", "change", _0, _C,
     "OAuth token URL changed from {old} to {new}"),
    ("client-option-removed", "Existence", "remove", _0, _B, "client argument {old} is gone"),
    ("client-option-changed", "Existence", "change", _0, _B,
     "client argument {old} is the credential of {new} now"),
    ("client-variable-changed", "Existence", "change", _0, _B,
     "environment variable {old} is now {new}"),
)  # fmt: skip

_DOCUMENT: tuple[_Row, ...] = (
    ("webhook-added", "Existence", "add", _0, _C, "webhook added"),
    ("webhook-removed", "Existence", "remove", _N, _B, "webhook removed"),
    ("callback-added", "Existence", "add", _0, _NO, "callback {new} added"),
    ("callback-removed", "Existence", "remove", _U, _NO, "callback {old} removed"),
    ("link-added", "Existence", "add", _0, _NO, "link {new} added"),
    ("link-removed", "Existence", "remove", _0, _NO, "link {old} removed"),
    ("link-changed", "Existence", "change", _0, _NO, "link {new} changed"),
    ("documentation-changed", "Documentation", "change", _0, _NO, "{new} changed"),
    ("api-schema-removed", "Existence", "remove", _0, _B, "schema removed"),
    ("api-schema-added", "Existence", "add", _0, _C, "schema added"),
    ("api-schema-renamed", "Existence", "change", _0, _B, "schema renamed from {old} to {new}"),
    ("api-server-removed", "Existence", "remove", _U, _C, "server {old} removed"),
    ("api-server-added", "Existence", "add", _0, _NO, "server {new} added"),
    ("api-server-changed", "Existence", "change", _U, _B,
     "default server changed from {old} to {new}"),
    ("api-server-of-operation-changed", "Existence", "change", _U, _B,
     "default server of these calls changed from {old} to {new}"),
    ("client-method-renamed", "Existence", "change", _0, _B, "method renamed from {old} to {new}"),
    ("client-type-removed", "Existence", "remove", _0, _B, "type {old} removed"),
)  # fmt: skip

_PARAMETERS: tuple[_Row, ...] = (
    ("new-request-path-parameter", "Existence", "add", _N, _B, "path parameter added"),
    ("new-required-request-parameter", "Existence", "add", _N, _B, "required parameter added"),
    ("new-required-request-default-parameter-to-existing-path", "Existence", "add", _N, _B,
     "required parameter with a default added"),
    ("new-optional-request-parameter", "Existence", "add", _W, _C, "optional parameter added"),
    ("new-optional-request-default-parameter-to-existing-path", "Existence", "add", _W, _C,
     "optional parameter with a default added"),
    ("request-parameter-removed", "Existence", "remove", _U, _B, "parameter removed"),
    ("request-parameter-removed-with-deprecation", "Existence", "remove", _0, _B,
     "parameter removed, deprecated before"),
    ("request-parameter-removed-before-sunset", "Existence", "remove", _N, _B,
     "parameter removed before its sunset date {old}"),
    ("request-parameter-sunset-deleted", "Lifecycle", "change", _U, _NO,
     "sunset date {old} removed"),
    ("request-parameter-became-required", "Requiredness", "change", _N, _B, "became required"),
    ("request-parameter-became-optional", "Requiredness", "change", _W, _C, "became optional"),
    ("request-parameter-deprecated", "Lifecycle", "change", _0, _C, "deprecated"),
    ("request-parameter-reactivated", "Lifecycle", "change", _0, _C, "no longer deprecated"),
    ("request-parameter-style-changed", "Type", "change", _I, _C,
     "serialization changed from {old} to {new}"),
    ("request-parameter-media-type-changed", "Type", "change", _I, _C,
     "encoding changed from {old} to {new}"),
)  # fmt: skip

_BODIES: tuple[_Row, ...] = (
    ("request-body-added-required", "Existence", "add", _N, _B, "required body added"),
    ("request-body-added-optional", "Existence", "add", _W, _C, "optional body added"),
    ("request-body-removed", "Existence", "remove", _N, _B, "body removed"),
    ("request-body-became-required", "Requiredness", "change", _N, _B, "body became required"),
    ("request-body-became-optional", "Requiredness", "change", _W, _C, "body became optional"),
    ("request-body-media-type-added", "Existence", "add", _W, _C, "media type {new} added"),
    ("request-body-media-type-removed", "Existence", "remove", _N, _B, "media type {old} removed"),
    ("request-body-media-type-schema-added", "Existence", "add", _N, _B,
     "schema added to media type {new}"),
    ("request-body-media-type-schema-removed", "Existence", "remove", _W, _B,
     "schema removed from media type {old}"),
    ("request-body-encoding-changed", "Type", "change", _I, _NO,
     "encoding changed from {old} to {new}"),
)  # fmt: skip

_RESPONSES: tuple[_Row, ...] = (
    ("response-success-status-removed", "Existence", "remove", _I, _B, "status {old} removed"),
    ("response-success-status-added", "Existence", "add", _0, _C, "status {new} added"),
    ("response-non-success-status-removed", "Existence", "remove", _0, _C,
     "error status {old} removed"),
    ("response-non-success-status-added", "Existence", "add", _0, _C, "error status {new} added"),
    ("response-media-type-removed", "Existence", "remove", _I, _B, "media type {old} removed"),
    ("response-media-type-added", "Existence", "add", _0, _C, "media type {new} added"),
    ("response-media-type-name-changed", "Type", "change", _0, _NO,
     "media type changed from {old} to {new}"),
    ("response-media-type-name-generalized", "Type", "change", _W, _NO,
     "media type widened from {old} to {new}"),
    ("response-media-type-name-specialized", "Type", "change", _N, _NO,
     "media type narrowed from {old} to {new}"),
    ("response-body-media-type-schema-added", "Existence", "add", _N, _B,
     "schema added to media type {new}"),
    ("response-body-media-type-schema-removed", "Existence", "remove", _U, _B,
     "schema removed from media type {old}"),
)  # fmt: skip

_HEADERS: tuple[_Row, ...] = (
    ("required-response-header-removed", "Existence", "remove", _W, _C, "required header removed"),
    ("optional-response-header-removed", "Existence", "remove", _N, _C, "optional header removed"),
    ("response-header-added", "Existence", "add", _N, _C, "header added"),
    ("response-header-became-optional", "Requiredness", "change", _W, _C, "header became optional"),
    ("response-header-became-required", "Requiredness", "change", _N, _C, "header became required"),
    ("response-header-deprecated", "Lifecycle", "change", _0, _C, "header deprecated"),
    ("response-header-reactivated", "Lifecycle", "change", _0, _C, "header no longer deprecated"),
)  # fmt: skip

_REQUEST_PROPERTIES: tuple[_Row, ...] = (
    ("new-required-request-property", "Existence", "add", _N, _B, "required property added"),
    ("new-required-request-property-with-default", "Existence", "add", _N, _B,
     "required property with a default added"),
    ("new-optional-request-property", "Existence", "add", _W, _C, "property added"),
    ("request-property-removed", "Existence", "remove", _U, _B, "property removed"),
    ("request-property-became-required", "Requiredness", "change", _N, _B, "became required"),
    ("request-property-became-required-with-default", "Requiredness", "change", _N, _B,
     "became required, with a default"),
    ("request-property-became-optional", "Requiredness", "change", _W, _C, "became optional"),
    ("request-optional-property-became-read-only", "Mutability", "change", _0, _B,
     "became read-only"),
    ("request-optional-property-became-not-read-only", "Mutability", "change", _0, _C,
     "is no longer read-only"),
    ("request-required-property-became-read-only", "Mutability", "change", _0, _B,
     "became read-only"),
    ("request-required-property-became-not-read-only", "Mutability", "change", _0, _B,
     "required, is no longer read-only"),
    ("request-optional-property-became-write-only", "Mutability", "change", _0, _NO,
     "became write-only"),
    ("request-optional-property-became-not-write-only", "Mutability", "change", _0, _NO,
     "is no longer write-only"),
    ("request-required-property-became-write-only", "Mutability", "change", _0, _NO,
     "became write-only"),
    ("request-required-property-became-not-write-only", "Mutability", "change", _0, _NO,
     "is no longer write-only"),
)  # fmt: skip

_RESPONSE_PROPERTIES: tuple[_Row, ...] = (
    ("response-optional-property-added", "Existence", "add", _N, _C, "property added"),
    ("response-required-property-added", "Existence", "add", _N, _C, "required property added"),
    ("response-optional-property-removed", "Existence", "remove", _0, _B, "property removed"),
    ("response-required-property-removed", "Existence", "remove", _W, _B,
     "required property removed"),
    ("response-optional-write-only-property-added", "Existence", "add", _0, _NO,
     "write-only property added"),
    ("response-required-write-only-property-added", "Existence", "add", _0, _NO,
     "required write-only property added"),
    ("response-optional-write-only-property-removed", "Existence", "remove", _0, _C,
     "write-only property removed"),
    ("response-required-write-only-property-removed", "Existence", "remove", _0, _C,
     "required write-only property removed"),
    ("response-property-became-optional", "Requiredness", "change", _W, _B, "became optional"),
    ("response-property-became-required", "Requiredness", "change", _N, _C, "became required"),
    ("response-write-only-property-became-optional", "Requiredness", "change", _0, _NO,
     "write-only property became optional"),
    ("response-write-only-property-became-required", "Requiredness", "change", _0, _NO,
     "write-only property became required"),
    ("response-optional-property-became-read-only", "Mutability", "change", _0, _NO,
     "became read-only"),
    ("response-optional-property-became-not-read-only", "Mutability", "change", _0, _NO,
     "is no longer read-only"),
    ("response-required-property-became-read-only", "Mutability", "change", _0, _NO,
     "became read-only"),
    ("response-required-property-became-not-read-only", "Mutability", "change", _0, _NO,
     "is no longer read-only"),
    ("response-optional-property-became-write-only", "Mutability", "change", _0, _B,
     "became write-only"),
    ("response-optional-property-became-not-write-only", "Mutability", "change", _0, _C,
     "is no longer write-only"),
    ("response-required-property-became-write-only", "Mutability", "change", _0, _B,
     "became write-only"),
    ("response-required-property-became-not-write-only", "Mutability", "change", _U, _C,
     "required, is no longer write-only"),
)  # fmt: skip

_GROUPS: tuple[tuple[Direction, str, tuple[_Row, ...]], ...] = (
    (Direction.NONE, "Paths", _OPERATIONS),
    (Direction.NONE, "Tags", _TAGS),
    (Direction.NONE, "Security", _SECURITY),
    (Direction.NONE, "Components", _DOCUMENT),
    (Direction.REQUEST, "Parameters", _PARAMETERS),
    (Direction.REQUEST, "RequestBody", _BODIES),
    (Direction.RESPONSE, "Responses", _RESPONSES),
    (Direction.RESPONSE, "Headers", _HEADERS),
    (Direction.REQUEST, "Schema", _REQUEST_PROPERTIES),
    (Direction.RESPONSE, "Schema", _RESPONSE_PROPERTIES),
)


def _table() -> Mapping[str, Rule]:
    rules: dict[str, Rule] = {}
    for direction, area, rows in _GROUPS:
        for id_, kind, action, effect, client, words in rows:
            level = judge(effect, direction)
            rules[id_] = Rule(id_, direction, area, kind, action, effect, client, words, level)
    for place in PLACES:
        for aspect in ASPECTS:
            id_ = aspect_id(place, aspect)
            sent = place.direction is Direction.REQUEST
            effect = Effect.NONE if place.inert else aspect.effect
            level = SCHEMA_LEVELS.get(id_, judge(effect, place.direction))
            client = aspect.sent if sent else aspect.received
            rules[id_] = Rule(
                id_, place.direction, place.area, aspect.kind, aspect.action, effect,
                Compat.NONE if place.inert else client, aspect.words, level,
            )  # fmt: skip
    return MappingProxyType(rules)


RULES = _table()
"""Every rule by its id."""
