"""Document to IR: every decision about meaning and names is made here, nothing is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from instep.diagnostics import Diagnostics
from instep.document import Document
from instep.ir.api import Api, Coverage, SecurityScheme, Webhook
from instep.ir.names import capital, same
from instep.ir.operation import Operation
from instep.ir.pointers import escape, unescape
from instep.ir.text import Doc, Text
from instep.ir.types import Definitions, Type
from instep.normalise import operations as ops
from instep.normalise.bases import Bases, redirected
from instep.normalise.calls import Calls, Subject
from instep.normalise.context import Context, Node, doc_of
from instep.normalise.definitions import COMPONENT, is_component, settle_definitions
from instep.normalise.discriminators import Discriminators, map_types
from instep.normalise.filters import Filters, with_parents
from instep.normalise.graph import references
from instep.normalise.media import media_of
from instep.normalise.naming import Names, Places
from instep.normalise.overrides import report_changed, report_unused
from instep.normalise.paging_config import Chosen, settle_paging
from instep.normalise.resources import resource_tree
from instep.normalise.schemas import Schemas
from instep.normalise.security import (
    ASSUMED,
    apart,
    requirements,
    schemes_of,
    servers_of,
    with_main,
)
from instep.normalise.unions import unite

__all__ = ["NormaliseSettings", "normalise"]


class NormaliseSettings(Protocol):
    """What normalising needs of the settings."""

    @property
    def names(self) -> Mapping[str, str]:
        """Names that the user chose: operation key or pointer -> call or class name."""
        ...

    @property
    def pagination(self) -> Chosen:
        """How operations are paged where the user says so: operation key -> table, or false."""
        ...

    @property
    def include_tags(self) -> tuple[str, ...]:
        """Patterns of tags whose operations are taken."""
        ...

    @property
    def exclude_tags(self) -> tuple[str, ...]:
        """Patterns of tags whose operations are left."""
        ...

    @property
    def include_paths(self) -> tuple[str, ...]:
        """Patterns of paths (or `METHOD /path`) that are taken."""
        ...

    @property
    def exclude_paths(self) -> tuple[str, ...]:
        """Patterns of paths (or `METHOD /path`) that are left."""
        ...


def normalise(
    document: Document, settings: NormaliseSettings, pins: Mapping[str, str], found: Diagnostics
) -> Api:
    """The document's meaning, every name settled.

    `pins` are names that an earlier run published (operation key or pointer -> call or class name): they never
    move. Findings go to `found`; a node that cannot be expressed is kept raw or left out, and is counted.
    """
    ctx = Context(document, found)
    root = Node(document.root, "#")
    schemes = schemes_of(ctx, root)
    known = frozenset(scheme.name for scheme in schemes)
    security = requirements(ctx, root, known) or ()
    lowered, webhooks, event = _lowered(ctx, root, settings, security, known)
    names = _names_now(document, settings.names)
    chosen = {**pins, **names}
    calls = _calls(lowered, chosen)
    stems = _stems(lowered, calls)
    definitions = settle_definitions(
        ctx,
        _places(ctx, lowered, stems),
        {k: v for k, v in chosen.items() if k.startswith("#")},
        sent=_named_by(_sent(lowered)),
        received=_named_by(_received(lowered) + [w.type for w in webhooks]),
        reserved=frozenset(same(stem + "Params") for stem in stems.values()),
    )
    finished = [ops.finish(o, calls[o.key], stems[o.key], definitions) for o in lowered]
    operations = settle_paging(finished, definitions, settings.pagination, document, found)
    _report(ctx, operations, definitions, names, chosen)
    schemes, security, operations = _secured(schemes, security, operations)
    info = root.get("info") or Node({}, "#/info")
    return Api(
        title=Text(info.text("title")),
        version=Text(info.text("version")),
        openapi=document.version,
        servers=servers_of(ctx, root),
        security_schemes=with_main(schemes, [o.security for o in operations]),
        operations=operations,
        resources=resource_tree(operations, _tag_docs(root)),
        definitions=definitions,
        root=document.root,
        webhooks=webhooks,
        webhook_event=event,
        coverage=_coverage(ctx, operations, definitions),
        doc=doc_of(info),
        default_security=security,
    )


def _names_now(document: Document, names: Mapping[str, str]) -> dict[str, str]:
    """The user's names, by the pointers that things have since the document was upgraded."""
    return {
        document.pointer_now(key) if key.startswith("#") else key: name
        for key, name in names.items()
    }


def _secured(
    schemes: tuple[SecurityScheme, ...],
    security: tuple[tuple[str, ...], ...],
    operations: tuple[Operation, ...],
) -> tuple[tuple[SecurityScheme, ...], tuple[tuple[str, ...], ...], tuple[Operation, ...]]:
    """Schemes, default and operations; one scheme is assumed where the document has none."""
    if not schemes:
        assumed: tuple[tuple[str, ...], ...] = ((ASSUMED.name,), ())
        return (ASSUMED,), assumed, tuple(replace(o, security=assumed) for o in operations)
    operations = tuple(replace(o, security=apart(o.security, schemes)) for o in operations)
    return schemes, apart(security, schemes), operations


def _calls(lowered: tuple[Operation, ...], chosen: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    pins = {key: name for key, name in chosen.items() if not key.startswith("#")}
    return Calls(pins).settle([_subject(operation) for operation in lowered])


def _report(
    ctx: Context,
    operations: tuple[Operation, ...],
    definitions: Definitions,
    names: Mapping[str, str],
    chosen: Mapping[str, str],
) -> None:
    report_unused(ctx.found, ctx.document, names, operations, definitions)
    report_changed(ctx, operations, definitions, chosen)


def _lowered(
    ctx: Context,
    root: Node,
    settings: NormaliseSettings,
    security: tuple[tuple[str, ...], ...],
    known: frozenset[str],
) -> tuple[tuple[Operation, ...], tuple[Webhook, ...], Type | None]:
    """Operations and webhooks with their types, and all drafts of definitions with theirs."""
    bases = Bases(ctx)
    schemas = Schemas(ctx, bases.extends)
    filters = Filters(
        settings.include_tags,
        settings.exclude_tags,
        settings.include_paths,
        settings.exclude_paths,
    )
    if not filters:  # else only what the wanted operations reach
        for name, _ in (root.get("components") or Node({}, "#/components")).items("schemas"):
            schemas.component(COMPONENT + escape(name))
    lowered = _lower_all(schemas, root, filters, security, known)
    webhooks = () if filters else _webhooks(schemas, root)
    schemas.finish()
    bases.lower(schemas)
    unions = bases.spread()
    settle = Discriminators(ctx).settle
    events = tuple(redirected(w, unions) for w in webhooks)
    return (
        tuple(map_types(redirected(o, unions), settle) for o in lowered),
        tuple(map_types(event, settle) for event in events),
        settle(unite([event.type for event in events])) if events else None,
    )


def _sent(operations: tuple[Operation, ...]) -> list[Type | None]:
    found: list[Type | None] = [p.type for o in operations for p in o.parameters]
    return found + [media.type for o in operations if o.body for media in o.body.media]


def _received(operations: tuple[Operation, ...]) -> list[Type | None]:
    responses = [response for o in operations for response in o.responses]
    found = [media.type for response in responses for media in response.media]
    return found + [header.type for response in responses for header in response.headers]


def _coverage(
    ctx: Context, operations: tuple[Operation, ...], definitions: Definitions
) -> Coverage:
    bodies = sum(len(o.body.media) for o in operations if o.body)
    return Coverage(
        operations=len(operations),
        parameters=sum(len(o.parameters) for o in operations),
        media_types=bodies + sum(len(r.media) for o in operations for r in o.responses),
        schemas=sum(is_component(key) for key in definitions.by_key),
        raw=tuple(ctx.raw),
        left_out=tuple(ctx.left_out),
    )


def _lower_all(
    schemas: Schemas,
    root: Node,
    filters: Filters,
    security: tuple[tuple[str, ...], ...],
    known: frozenset[str],
) -> tuple[Operation, ...]:
    done: dict[str, Operation] = {}
    parents = {tag.text("name"): tag.text("parent") for tag in root.listed("tags")}
    refused = False
    for found in ops.find(schemas.ctx, root):
        tags = found.node.value.get("tags")
        listed = [t for t in tags if isinstance(t, str)] if isinstance(tags, list) else []
        listed = with_parents(listed, parents)
        if not filters.take(found.method, found.path, listed):
            refused = True
            continue
        try:
            operation = ops.lower(schemas, found, security, known)
        except (
            TypeError,
            ValueError,
            KeyError,
            AttributeError,
            IndexError,
            RecursionError,
        ) as error:
            # A bug of ours on a node we did not foresee: the operation goes, the document stays, and it is said.
            schemas.ctx.leave_out(
                "operation", found.node.pointer, f"{type(error).__name__}: {error}"
            )
            continue
        done.setdefault(operation.key, operation)
    location = schemas.ctx.document.location
    filters.report(schemas.ctx.found, location, nothing_left=refused and not done)
    return tuple(done.values())


def _webhooks(schemas: Schemas, root: Node) -> tuple[Webhook, ...]:
    found: list[Webhook] = []
    for name, entry in root.items("webhooks"):
        item = schemas.ctx.follow(entry)
        if item is None or not isinstance(item.value, dict):
            continue
        for method in ops.METHODS:
            node = item.get(method)
            body = (
                schemas.ctx.follow(node.get("requestBody") or Node({}, ""))
                if node is not None
                else None
            )
            if node is None or body is None:
                continue
            for content_type, media in body.items("content"):
                made = media_of(schemas, content_type, media)
                if made.type is not None:
                    found.append(Webhook(name, made.type, made.schema, doc_of(node), node.pointer))
                break
    return tuple(found)


def _subject(operation: Operation) -> Subject:
    return Subject(
        operation.key,
        operation.method,
        operation.path,
        operation.id,
        operation.tags,
        ops.answers_list(operation),
    )


def _stems(
    operations: tuple[Operation, ...], calls: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """`ResponsesCreate` for `responses.create`: unique because calls are, unless words run together."""
    names = Names()
    return {
        o.key: names.take(
            ["".join(capital(word) for part in calls[o.key] for word in part.split("_") if word)]
        )
        for o in operations
    }


def _places(ctx: Context, operations: tuple[Operation, ...], stems: Mapping[str, str]) -> Places:
    by_place: dict[tuple[str, str], str] = {}
    for operation in operations:
        tokens = [unescape(t) for t in operation.origin.removeprefix("#/").split("/")]
        if len(tokens) >= 3:
            by_place[(tokens[1], tokens[-1])] = stems[operation.key]

    def parameter_name(pointer: str) -> str:
        target = ctx.follow(Node({"$ref": pointer}, pointer))
        return target.text("name") if target is not None else ""

    return Places(by_place, ctx.labels, parameter_name)


def _named_by(types: Sequence[Type | None]) -> set[str]:
    return {key for type_ in types for key in references(type_)}


def _tag_docs(root: Node) -> dict[str, Doc]:
    return {tag.text("name"): doc_of(tag) for tag in root.listed("tags") if tag.text("name")}
