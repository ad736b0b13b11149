"""Overlays: changes to a document that the user keeps beside it (OpenAPI Overlay 1.0 and 1.1)."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import jsonpath_rfc9535 as jsonpath

from instep.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, quote
from instep.errors import DocumentError

Place = Callable[[str], Location]
"""JSON pointer into the overlay -> where it stands."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay as it was read."""

    location: str
    value: Any
    place: Place


def apply(root: Any, overlay: Overlay, found: Diagnostics) -> Any:
    """The document with the overlay's actions applied in order; `root` itself is left alone.

    An action whose target matches nothing is an error in `found`: it has gone out of step with the document.

    Raises:
        DocumentError: the overlay is none, or a target is no JSONPath (RFC 9535).
    """
    actions = _actions(overlay)
    changed = copy.deepcopy(root)
    for index, action in actions:
        pointer = f"#/actions/{index}"
        nodes = _select(overlay, pointer, action.get("target"), changed)
        if not nodes:
            found.add(_unused(overlay, pointer, action["target"]))
        if action.get("remove") is True:
            changed = _remove(changed, nodes)
        elif "copy" in action:
            sources = _select(overlay, pointer, action["copy"], changed)
            if len(sources) != 1:
                raise _refuse(overlay, pointer, f"`copy` must select one node, not {len(sources)}")
            changed = _update(changed, nodes, copy.deepcopy(sources[0].value))
        elif "update" in action:
            changed = _update(changed, nodes, action["update"])
    return changed


def _actions(overlay: Overlay) -> Iterator[tuple[int, dict[str, Any]]]:
    value = overlay.value
    version = value.get("overlay") if isinstance(value, dict) else None
    if not isinstance(version, str) or not version.startswith("1."):
        raise _refuse(overlay, "#", "this is no OpenAPI Overlay 1.x (`overlay: 1.0.0`)")
    actions = value.get("actions")
    if not isinstance(actions, list):
        raise _refuse(overlay, "#", "an overlay has a list of `actions`")
    for index, action in enumerate(actions):
        if not isinstance(action, dict):
            raise _refuse(overlay, f"#/actions/{index}", "an action is an object with a `target`")
        yield index, action


def _select(overlay: Overlay, pointer: str, target: Any, root: Any) -> list[Any]:
    if not isinstance(target, str):
        raise _refuse(overlay, pointer, "an action has a `target`, a JSONPath in text")
    try:
        return list(jsonpath.find(target, root))
    except (jsonpath.JSONPathError, RecursionError) as error:
        message = f"target {quote(target)} is no JSONPath (RFC 9535): {error}"
        raise _refuse(overlay, pointer, message) from None


def _update(root: Any, nodes: list[Any], update: Any) -> Any:
    for node in nodes:
        root = _replace(root, node.location, merged(node.value, update))
    return root


def merged(target: Any, update: Any) -> Any:
    """The target after an update (Overlay 1.1, section 4.4.3).

    Objects are merged, an array gets the update appended, anything else is replaced.
    """
    if isinstance(target, list):
        target.append(copy.deepcopy(update))
        return target
    if not (isinstance(target, dict) and isinstance(update, dict)):
        return copy.deepcopy(update)
    for key, value in update.items():
        old = target.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            target[key] = merged(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            target[key] = old + copy.deepcopy(value)
        else:
            target[key] = copy.deepcopy(value)
    return target


def _replace(root: Any, location: tuple[int | str, ...], value: Any) -> Any:
    if not location:
        return value
    holder = root
    for token in location[:-1]:
        holder = holder[token]
    holder[location[-1]] = value
    return root


def _remove(root: Any, nodes: list[Any]) -> Any:
    """The document without the nodes; later items of an array go first, so that places stay true."""
    for node in sorted(nodes, key=lambda n: [_rank(t) for t in n.location], reverse=True):
        if not node.location:
            continue
        holder = root
        for token in node.location[:-1]:
            holder = holder[token]
        del holder[node.location[-1]]
    return root


def _rank(token: int | str) -> tuple[int, int, str]:
    return (1, token, "") if isinstance(token, int) else (0, 0, token)


def _unused(overlay: Overlay, pointer: str, target: str) -> Diagnostic:
    return Diagnostic(
        Code.OVERLAY_UNUSED,
        Severity.ERROR,
        f"the overlay's action does nothing: {quote(target)} matches nothing in the document",
        overlay.place(pointer),
        pointer,
        hint="correct its target, or remove the action",
    )


def _refuse(overlay: Overlay, pointer: str, message: str) -> DocumentError:
    code = Code.OVERLAY_INVALID
    return DocumentError(
        [Diagnostic(code, Severity.ERROR, message, overlay.place(pointer), pointer)]
    )
