"""What somebody who uses the client does about a change, in one sentence."""

from __future__ import annotations

from instep.drift.changes import Change
from instep.drift.law import Compat, Direction, Level
from instep.drift.rules import RULES

_BY_START: tuple[tuple[str, str], ...] = (
    ("api-path-removed", "Stop calling it."),
    ("api-removed", "Stop calling it."),
    ("api-path-parameter-renamed", "Pass it by its new name, or by position."),
    ("client-pagination-removed", "Ask for further pages yourself."),
    ("client-stream-asked-otherwise", "Say in each call whether you want a stream."),
    ("client-class-changed", "Annotate it as what it is now."),
    ("client-error-class-changed", "Check code that looks at `body` of these errors."),
    ("client-option-", "Check how you make the client."),
    ("client-variable-changed", "Set the variable by its new name."),
    ("client-method-renamed", "Call it by its new name."),
    ("client-type-removed", "Remove the imports of it."),
    ("api-schema-removed", "Remove the imports of it."),
    ("api-schema-renamed", "Import it by its new name."),
    ("api-server", "Make sure that this host may have your data and credentials."),
    ("api-security-component", "Check the credentials that you give the client."),
    ("api-security", "Check that your credentials allow these calls."),
    ("api-global-security", "Check that your credentials allow these calls."),
    ("new-request-path-parameter", "Pass it in every call."),
    ("new-required-", "Pass it in every call."),
    ("request-parameter-removed", "Leave it out of your calls."),
    ("request-property-removed", "Leave it out of what you send."),
    ("request-body-removed", "Send no body any more."),
    ("request-body-added-required", "Send a body in every call."),
    ("response-success-status", "Check what the call returns now."),
    ("response-media-type", "Check what the call returns now."),
    ("request-parameter-style", "Regenerate: an older client sends it in the earlier way."),
    ("request-parameter-media-type", "Regenerate: an older client sends it in the earlier way."),
    ("request-body-encoding-changed", "Regenerate: an older client sends it in the earlier way."),
    ("webhook-removed", "Stop waiting for it."),
    ("callback-removed", "Stop waiting for it."),
    ("request-parameter-sunset-deleted", "Ask until when it will be there."),
    ("sunset-deleted", "Ask until when it will be there."),
)
_SENT: tuple[tuple[str, str], ...] = (
    ("became-required", "Pass it in every call."),
    ("became-not-nullable", "Send no None; leave it out instead."),
    ("enum-value-removed", "Send one of the values that are left."),
    ("became-enum", "Send one of these values."),
    ("const-", "Send this value."),
    ("became-not-read-only", "Pass it in every call."),
    ("one-of-removed", "Send one of the shapes that are left."),
    ("any-of-removed", "Send one of the shapes that are left."),
    ("became-read-only", "Do not send it any more."),
    ("default-value-", "Pass the value yourself if you rely on the earlier default."),
    ("additional-properties-", "Check the keys that you send."),
    ("type-", "Send the new type."),
    ("list-of-types-", "Send one of the types that are left."),
)
_RECEIVED: tuple[tuple[str, str], ...] = (
    ("property-removed", "Do not read it any more."),
    ("became-optional", "Be ready for None."),
    ("became-nullable", "Be ready for None."),
    ("enum-value-added", "Let code that compares the values cope with others."),
    ("enum-value-removed", "Code that waits for this value waits in vain."),
    ("one-of-removed", "Code that waits for that shape waits in vain."),
    ("any-of-removed", "Code that waits for that shape waits in vain."),
    ("one-of-added", "Be ready for the new shape."),
    ("any-of-added", "Be ready for the new shape."),
    ("discriminator-", "Check code that tells the variants apart."),
    ("header-removed", "Do not read it any more."),
    ("type-", "Be ready for the new type."),
    ("list-of-types-", "Be ready for the new type."),
)


def _first(table: tuple[tuple[str, str], ...], id_: str) -> list[str]:
    """The words for a change, as a list of one or none."""
    return [words for part, words in table if part in id_][:1]


def advice_of(change: Change) -> str:
    """What to do; empty where nothing need be done."""
    if change.client.level is not Compat.BREAKING and change.level is Level.INFO:
        return ""
    for start, words in _BY_START:
        if change.id.startswith(start):
            return words
    rule = RULES[change.id]
    tables = [_SENT] if rule.direction is Direction.REQUEST else [_RECEIVED]
    if change.direction is Direction.BOTH:
        tables = [_SENT, _RECEIVED]
    found = [words for table in tables for words in _first(table, change.id)]
    if found:
        return " ".join(found)
    if rule.direction is Direction.REQUEST:
        narrowed = change.level is not Level.INFO or change.client.level is Compat.BREAKING
        return "Check that what you send keeps to it." if narrowed else ""
    if rule.direction is Direction.RESPONSE and change.client.level is Compat.BREAKING:
        return "Check code that reads it."
    return ""
