"""Names for the places of a document, as a person would say them."""

from __future__ import annotations

from instep.drift.tree import Tree, unescape

_SKIPPED = frozenset(
    {"schema", "content", "enum", "type", "required", "allOf", "if", "then", "else", "mapping"}
)
_LONGEST = 60


def subject_of(pointer: str, tree: Tree) -> str:
    """`CreateResponse.truncation`; `POST /responses, query parameter `include``."""
    tokens = [unescape(token) for token in pointer.split("/")[1:]]
    match tokens:
        case ["components", "schemas", name, *rest]:
            return _inside(_short(name), rest)
        case ["components", "securitySchemes", name, *_]:
            return f"security scheme `{_short(name)}`"
        case ["components", "parameters", *_]:
            return _parameter(tree, pointer, 3, tokens)
        case ["components", kind, name, *rest]:
            return _message(f"{_KINDS.get(kind, kind)} `{_short(name)}`", rest)
        case ["paths", path]:
            return _short(path)
        case ["paths", path, "parameters", _, *_]:
            return f"{_short(path)}, {_parameter(tree, pointer, 4, tokens)}"
        case ["paths", path, method, "parameters", _, *_]:
            where = f"{method.upper()} {_short(path)}"
            return f"{where}, {_parameter(tree, pointer, 5, tokens)}"
        case ["paths", path, method, *rest]:
            return _message(f"{method.upper()} {_short(path)}", rest)
        case ["webhooks", name, *rest]:
            return _message(f"webhook `{_short(name)}`", rest[1:])
        case ["servers", *_]:
            return "servers"
        case ["security", *_]:
            return "security of all operations"
    return "document"


_KINDS = {"requestBodies": "request body", "responses": "response", "headers": "header"}


def _short(text: str) -> str:
    """A name of the document on one line, not too long."""
    line = "".join(c if c.isprintable() else "?" for c in text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


def _parameter(tree: Tree, pointer: str, depth: int, tokens: list[str]) -> str:
    node = tree.at("/".join(pointer.split("/")[: depth + 1]))
    name, where = (node.text("name"), node.text("in")) if node is not None else ("", "")
    return _inside(f"{where} parameter `{_short(name)}`", tokens[depth:])


def _message(start: str, rest: list[str]) -> str:
    match rest:
        case ["requestBody", *inner]:
            return _media(f"{start}, request body", inner)
        case ["responses", status, "headers", name, *inner]:
            return _inside(f"{start}, header `{_short(name)}` of response {_short(status)}", inner)
        case ["responses", status, *inner]:
            return _media(f"{start}, response {_short(status)}", inner)
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
    tokens = iter(rest)
    first = True
    for token in tokens:
        if token in ("properties", "patternProperties", "dependentSchemas"):
            name = next(tokens, "")
            made += f" `{_short(name)}`" if first and " " in start else f".{_short(name)}"
            first = False
        elif token == "items":
            made += "[]"
        elif token == "prefixItems":
            made += f"[{next(tokens, '')}]"
        elif token in ("oneOf", "anyOf"):
            index = next(tokens, "")
            made += f" (variant {int(index) + 1})" if index.isdecimal() else ""
        elif token in _SKIPPED or token.isdecimal():
            continue
        elif token == "additionalProperties":
            made += ".*"
    return made
