"""Drafts to definitions: names, modules, direction, and the attribute names of fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from instep.ir.names import identifier, module_name, pascal, same, snake
from instep.ir.pointers import escape, unescape
from instep.ir.types import (
    AliasDef,
    AnyType,
    Definition,
    Definitions,
    Field,
    ModelDef,
    NullableType,
    RefType,
    UnionType,
)
from instep.normalise.context import Context, Draft, FieldDraft, Node
from instep.normalise.discriminators import Discriminators
from instep.normalise.graph import cycles, reachable, references
from instep.normalise.naming import RESERVED_CLASSES, Names, Places, candidates
from instep.normalise.pinning import pinned_names

_PRINTED = "str int float bool list dict tuple bytes wire"
"""What a class body prints in annotations, and so must still mean itself there."""

_INHERITED = """
copy construct dict fields from_orm json parse_file parse_obj parse_raw schema schema_json validate
update_forward_refs to_dict to_json from_dict register model_computed_fields model_config model_construct
model_copy model_dump model_dump_json model_extra model_fields model_fields_set model_json_schema
model_parametrized_name model_post_init model_rebuild model_validate model_validate_json
model_validate_strings self cls
"""
"""What the base class of every model has."""

_TAKEN_FIELDS = frozenset(same(name) for name in (*_PRINTED.split(), *_INHERITED.split()))

_RESERVED_MODULES = frozenset(
    ["con", "prn", "aux", "nul", "com1", "com2", "com3", "lpt1", "lpt2", "lpt3", "init", "main"]
)

COMPONENT = "#/components/schemas/"


def is_component(key: str) -> bool:
    """Is a definition's key that of a component schema itself, not of something below one?"""
    return key.startswith(COMPONENT) and key.count("/") == 3


def settle_definitions(
    ctx: Context,
    places: Places,
    pins: Mapping[str, str],
    sent: set[str],
    received: set[str],
    reserved: frozenset[str],
) -> Definitions:
    """All drafts as definitions: components in the document's order first, then the rest by place.

    `pins` maps a definition's key to its pinned name; `sent` and `received` are the keys that requests and
    responses name directly; `reserved` are names (see `same`) that operations use in the same namespace.
    """
    discriminators = Discriminators(ctx)
    for draft in ctx.drafts.values():
        if not draft.told:
            _settle_types(discriminators, draft)
    for draft in ctx.drafts.values():
        _break_alias_cycle(ctx, draft)
    edges = {key: _edges(draft) for key, draft in ctx.drafts.items()}
    is_sent, is_received = reachable(sent, edges), reachable(received, edges)
    order = _order(ctx)
    names = _settle_names(ctx, places, pins, order, reserved)
    modules = _settle_modules(places, order, edges, names)
    made: dict[str, Definition] = {}
    for key in order:
        made[key] = _define(
            ctx.drafts[key], names[key], modules[key], key in is_sent, key in is_received
        )
    return Definitions(made)


def _settle_types(discriminators: Discriminators, draft: Draft) -> None:
    for field in draft.fields or ():
        field.type = discriminators.settle(field.type)
    if draft.extra is not None:
        draft.extra = discriminators.settle(draft.extra)
    if draft.type is not None:
        draft.type = discriminators.settle(draft.type)


def _break_alias_cycle(ctx: Context, draft: Draft) -> None:
    """A definition that is nothing but itself by way of others (`A: {$ref: B}`, `B: {$ref: A}`) means any value."""
    seen = {draft.key}
    waiting = [draft]
    while waiting:
        current = waiting.pop()
        for key in _bare(current):
            if key == draft.key:
                ctx.keep_raw("schema", draft.key, "it refers to itself and says nothing else")
                draft.type = AnyType("it refers to itself and says nothing else")
                return
            if key not in seen:
                seen.add(key)
                waiting.append(ctx.drafts[key])


def _bare(draft: Draft) -> tuple[str, ...]:
    """The definitions that an alias stands for directly: not inside an array, map or object."""
    type_ = draft.type.inner if isinstance(draft.type, NullableType) else draft.type
    members = type_.members if isinstance(type_, UnionType) else (type_,)
    return tuple(member.key for member in members if isinstance(member, RefType))


def _edges(draft: Draft) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for field in draft.fields or ():
        found.update(dict.fromkeys(references(field.type)))
    found.update(dict.fromkeys(references(draft.extra)))
    found.update(dict.fromkeys(references(draft.type)))
    return tuple(found)


def _order(ctx: Context) -> list[str]:
    components = Node(ctx.document.root, "#").get("components") or Node({}, "#/components")
    rank = {COMPONENT + escape(name): n for n, name in enumerate(components.mapping("schemas"))}
    return sorted(
        ctx.drafts, key=lambda key: (rank.get(key, len(rank)), "" if key in rank else key)
    )


def _settle_names(
    ctx: Context,
    places: Places,
    pins: Mapping[str, str],
    order: list[str],
    reserved: frozenset[str],
) -> dict[str, str]:
    names = Names(RESERVED_CLASSES | reserved)
    settled: dict[str, str] = {}
    for key, name in pinned_names(order, pins, places.propose).items():
        if names.free(name):
            settled[key] = names.take([name])
    for key in order:
        if key not in settled:
            component = key.count("/") == 3
            title = "" if component else ctx.drafts[key].doc.title.raw
            whole = pascal(unescape(key.rpartition("/")[2])) if component else ""
            settled[key] = names.take(candidates(places.propose(key), title, longer=whole))
    return settled


def _settle_modules(
    places: Places, order: list[str], edges: Mapping[str, tuple[str, ...]], names: Mapping[str, str]
) -> dict[str, str]:
    """One module an owner; owners whose definitions name each other in a circle share one."""
    owners = {key: places.owner(key) for key in order}
    between: dict[str, dict[str, None]] = {owner: {} for owner in dict.fromkeys(owners.values())}
    for key in order:
        for target in edges[key]:
            if owners[target] != owners[key]:
                between[owners[key]][owners[target]] = None
    spelled = Names(frozenset(same(name) for name in _RESERVED_MODULES))
    first: dict[str, str] = {}
    for key in order:
        first.setdefault(owners[key], key)
    place = {owner: index for index, owner in enumerate(between)}
    modules: dict[str, str] = {}
    for group in sorted(cycles(between), key=lambda g: place[g[0]]):
        head = group[0]
        stem = (
            names[head]
            if head in names
            else (head if not head.startswith("#") else names[first[head]])
        )
        name = spelled.take([module_name(stem, prefix="model")])
        for owner in group:
            modules[owner] = name
    return {key: modules[owners[key]] for key in order}


def _define(draft: Draft, name: str, module: str, sent: bool, received: bool) -> Definition:
    if draft.fields is None:
        return AliasDef(
            draft.key,
            name,
            module,
            draft.type if draft.type is not None else AnyType(),
            draft.doc,
            sent,
            received,
            draft.key,
        )
    attributes = attribute_names(tuple(field.wire for field in draft.fields))
    fields = tuple(_field(field, attributes[field.wire]) for field in draft.fields)
    return ModelDef(
        draft.key,
        name,
        module,
        fields,
        draft.extra,
        draft.doc,
        sent,
        received,
        draft.key,
        draft.variants,
        draft.rules,
        draft.untyped,
    )


def _field(draft: FieldDraft, name: str) -> Field:
    return Field(
        wire=draft.wire,
        name=name,
        type=draft.type,
        required=draft.required,
        default=draft.default,
        doc=draft.doc,
        read_only=draft.read_only,
        write_only=draft.write_only,
        examples=draft.examples,
        origin=draft.origin,
    )


@lru_cache(maxsize=4096)
def attribute_names(
    wires: tuple[str, ...], taken: frozenset[str] = _TAKEN_FIELDS
) -> Mapping[str, str]:
    """A Python attribute for each wire name; a wire name that is its own attribute keeps it.

    Unique also after Python's own folding of identifiers (NFKC). `taken` are names (see `same`) to keep clear of.
    """
    settled: dict[str, str] = {}
    names = Names(taken)
    plain = [wire for wire in wires if snake(wire) == wire and same(wire) not in names.reserved]
    for wire in (*plain, *(wire for wire in wires if wire not in plain)):
        name = snake(wire)
        if names.free(name):
            settled[wire] = names.take([name])
            continue
        mended = identifier(name + "_")
        more = (mended, *_more(wire)) if same(name) in names.reserved else (*_more(wire), mended)
        settled[wire] = names.take([*more, name])
    return MappingProxyType(settled)


def _more(wire: str) -> tuple[str, ...]:
    """Further spellings for a wire name whose plain one is taken: its symbols and capitals said in words."""
    spelled = {
        "<": "before",
        ">": "after",
        "@": "at",
        "$": "dollar",
        "_": "underscore",
        "-": "dash",
        ".": "dot",
        "*": "star",
        "+": "plus",
    }
    said = [spelled[c] for c in wire if c in spelled and (c not in "_-." or wire.startswith(c))]
    name = snake(wire)
    found = [f"{name}_{'_'.join(said)}"] if said else []
    if wire[:1].isupper():
        found.append(f"{name}_capitalized" if not wire.isupper() else f"{name}_upper")
    return tuple(found)
