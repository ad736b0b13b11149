"""`webhooks.py`: the events that an API sends, where the document has any."""

from __future__ import annotations

from typing import Final

from instep.ir.api import Api
from instep.ir.types import Type
from instep.render.annotations import Printer
from instep.render.client import variable
from instep.render.documentation import about
from instep.render.imports import ImportSet
from instep.render.python import Code, Prose, doc, hung, ident, lit, said, span, stacked
from instep.render.signatures import InPackage
from instep.render.templates import printed
from instep.render.views import WebhooksView

_RUNTIME: Final = Code("._runtime.webhooks")
_ERRORS: Final = (
    Code("WebhookError"),
    Code("WebhookPayloadError"),
    Code("WebhookSignatureError"),
    Code("WebhookTimestampError"),
)


def webhooks_files(api: Api, package: str) -> dict[str, bytes]:
    """`webhooks.py`, or nothing where the document has no webhooks."""
    if api.webhook_event is None:
        return {}
    view = _view(api, package, api.webhook_event)
    return {"webhooks.py": printed("client/webhooks.py.jinja", module=view)}


def _view(api: Api, package: str, type_: Type) -> WebhooksView:
    imports = ImportSet()
    names = InPackage(imports, Code("."))
    event = Printer(api.definitions, names, imports).open(type_)
    imports.name(Code("collections.abc"), Code("Mapping"))
    names.runtime(Code("webhooks"))
    for error in _ERRORS:
        imports.name(_RUNTIME, error)
    secret = variable(package, "WEBHOOK_SECRET")
    exported = (Code("Event"), *_ERRORS, Code("unwrap"), Code("verify"))
    return WebhooksView(
        title=Code(
            "Events that the API sends: `unwrap` says whether one is genuine, and what it is."
        ),
        imports=imports.lines(),
        exports=tuple(lit(str(name)) for name in exported),
        event=event,
        doc=doc(_events(api), 0),
        variable=ident(secret),
        quoted=lit(secret),
    )


def _events(api: Api) -> Prose:
    """The documented events, by name."""
    rows = [
        said("    {}: {}", span(hook.name), hung(about(hook.doc) or Prose("An event."), 8))
        for hook in api.webhooks
    ]
    return stacked(
        "\n\n", (Prose("Any event of the API."), said("Events:\n{}", stacked("\n", rows)))
    )
