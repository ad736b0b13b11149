"""Follows references inside one document."""

from __future__ import annotations

from typing import Any

from instep.diagnostics import Code, quote
from instep.document.pointers import Missing, Tokens, split_fragment, step
from instep.document.positions import Moves

MAX_CHAIN = 100
"""How many references may lead to one another."""
_BESIDE = frozenset({"$ref", "summary", "description"})
"""Members of a Reference Object (OpenAPI 3.1, section 4.8.23)."""


class RefError(Exception):
    """A reference that leads nowhere; `code` says in which way, `hint` what may be meant."""

    def __init__(self, code: Code, message: str, hint: str = "") -> None:
        self.code = code
        self.message = message
        self.hint = hint
        super().__init__(message)


class Elsewhere(Missing):
    """The pointer leads on in what another file says.

    `at` is the node in this one, `ref` its reference, and `rest` the tokens that are still to follow.
    """

    def __init__(self, at: Tokens, ref: str, rest: Tokens) -> None:
        super().__init__(len(at))
        self.at = at
        self.ref = ref
        self.rest = rest


def through(root: Any, tokens: Tokens) -> tuple[Tokens, Any]:
    """The node at `tokens`, where a step that a node lacks is taken in what its `$ref` names.

    Pointers that lead through a reference are common in real documents. The tokens that come
    back are those of the place where the node really stands.

    Raises:
        Missing: a token names nothing; `Elsewhere`, if that is for another file to say.
    """
    at: Tokens = ()
    node, hops = root, 0
    rest = list(reversed(tokens))
    while rest:
        token = rest.pop()
        try:
            node = step(node, token)
            at = (*at, token)
        except LookupError:
            ref = node.get("$ref") if isinstance(node, dict) else None
            if not isinstance(ref, str) or hops >= MAX_CHAIN:
                raise Missing(len(at)) from None
            if not ref.startswith("#/"):
                raise Elsewhere(at, ref, (token, *reversed(rest))) from None
            try:
                target = split_fragment(ref[1:])
            except ValueError:
                raise Missing(len(at)) from None
            hops += 1
            rest = [*rest, token, *reversed(target)]
            node, at = root, ()
    return at, node


def local(root: Any, ref: object, moves: Moves) -> tuple[Tokens, Any]:
    """The tokens and value of the node that a `#/…` reference names, one step.

    Raises:
        RefError: it is no local reference, or names nothing.
    """
    if not isinstance(ref, str) or not ref.startswith("#"):
        raise RefError(Code.REF_INVALID, f"{quote(ref)} is no reference into this document")
    try:
        tokens = split_fragment(ref[1:])
    except ValueError as error:
        raise RefError(Code.REF_INVALID, f"the reference {quote(ref)} is broken: {error}") from None
    if not tokens:
        raise RefError(Code.REF_INVALID, f"the reference {quote(ref)} names the whole document")
    for candidate in dict.fromkeys((tokens, moves.after(tokens))):
        try:
            return through(root, candidate)
        except Missing:
            continue
    raise RefError(Code.REF_DANGLING, f"the reference {quote(ref)} leads nowhere")


def chain(root: Any, ref: object, moves: Moves) -> tuple[Tokens, Any]:
    """The tokens and value at the end of a chain of references.

    A node with `$ref` and members that mean something of their own ends the chain: what it says
    beside `$ref` must not be lost.

    Raises:
        RefError: a step leads nowhere, or the chain does not end.
    """
    seen: set[Tokens] = set()
    while True:
        tokens, value = local(root, ref, moves)
        if tokens in seen or len(seen) > MAX_CHAIN:
            raise RefError(Code.REF_CYCLE, f"the reference {quote(ref)} leads back to itself")
        seen.add(tokens)
        if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
            return tokens, value
        if any(key not in _BESIDE and not key.startswith("x-") for key in value):
            return tokens, value
        ref = value["$ref"]
