"""Names for the places of a document, as a person would say them."""

from __future__ import annotations

from instep.drift.tree import Tree
from instep.ir.pointers import unescape

_SKIPPED = frozenset(
    {"schema", "content", "enum", "type", "required", "allOf", "if", "then", "else", "mapping"}
)
_LONGEST = 60


def subject_of(pointer: str, tree: Tree) -> str:
    """`CreateResponse.truncation`; `POST /responses, query parameter `include``."""
    tokens = [unescape(token) for token in pointer.split("/")[1:]]
    match tokens:
        case ["components", "schemas", name, *rest]:
            return _inside(short(name), rest)
        case ["components", "securitySchemes", name, *_]:
            return f"security scheme `{short(name)}`"
        case ["components", "parameters", *_]:
            return _parameter(tree, pointer, 3, tokens)
        case ["components", kind, name, *rest]:
            return _message(f"{_KINDS.get(kind, kind)} `{short(name)}`", rest)
        case ["paths", path]:
            return short(path)
        case ["paths", path, "parameters", _, *_]:
            return f"{short(path)}, {_parameter(tree, pointer, 4, tokens)}"
        case ["paths", path, method, "parameters", _, *_]:
            where = f"{method.upper()} {short(path)}"
            return f"{where}, {_parameter(tree, pointer, 5, tokens)}"
        case ["paths", path, method, *rest]:
            return _message(f"{method.upper()} {short(path)}", rest)
        case ["webhooks", name, *rest]:
            return _message(f"webhook `{short(name)}`", rest[1:])
        case ["servers", *_]:
            return "servers"
        case ["security", *_]:
            return "security of all operations"
    return "document"


_KINDS = {"requestBodies": "request body", "responses": "response", "headers": "header"}


def short(text: str) -> str:
    """A name of the document on one line, not too long, without the sign that marks code."""
    line = "".join(c if c.isprintable() else "?" for c in text).replace("`", "'")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


def _parameter(tree: Tree, pointer: str, depth: int, tokens: list[str]) -> str:
    node = tree.at("/".join(pointer.split("/")[: depth + 1]))
    name, where = (node.text("name"), node.text("in")) if node is not None else ("", "")
    return _inside(f"{where} parameter `{short(name)}`", tokens[depth:])


def _message(start: str, rest: list[str]) -> str:
    match rest:
        case ["requestBody", *inner]:
            return _media(f"{start}, request body", inner)
        case ["responses", status, "headers", name, *inner]:
            return _inside(f"{start}, header `{short(name)}` of response {short(status)}", inner)
        case ["responses", status, *inner]:
            return _media(f"{start}, response {short(status)}", inner)
        case ["content", *_]:
            return _media(start, rest)
    return start


def _media(start: str, rest: list[str]) -> str:
    if rest[:1] == ["content"]:
        return _inside(start, rest[2:])
    return _inside(start, rest)


def _inside(start: str, rest: list[str]) -> str:
    """Properties with dots, items with brackets, the rest left out."""
    made = start
    words = iter(rest)
    first = True
    for word in words:
        if word in ("properties", "patternProperties", "dependentSchemas"):
            name = next(words, "")
            made += f" `{short(name)}`" if first and " " in start else f".{short(name)}"
            first = False
        elif word == "items":
            made += "[]"
        elif word == "prefixItems":
            made += f"[{next(words, '')}]"
        elif word in ("oneOf", "anyOf"):
            index = next(words, "")
            made += f" (variant {int(index) + 1})" if index.isdecimal() else ""
        elif word in _SKIPPED or word.isdecimal():
            continue
        elif word == "additionalProperties":
            made += ".*"
    return made
