"""What a path says of the name of an operation: `GET /v1/users/{id}/posts` is about `users.posts`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from instep.ir.names import snake, words

_GENERIC = frozenset({"api", "apis", "rest", "public"})
_FORMATS = frozenset({"json", "xml"})
_VERSION = re.compile(r"v?\d+(?:[._-]\d+)*(?:(?:alpha|beta|rc)\d*)?|v\d+\w*|latest", re.IGNORECASE)
_DATED = re.compile(r"\d{4}[._-]\d\d\b.*")
_EXTENSION = re.compile(r"\.(?:json|xml|ya?ml)$", re.IGNORECASE)
_PARAMETER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class PathWords:
    """The path's segments as names."""

    literals: tuple[str, ...]
    parameters: tuple[str, ...]
    ends_in_parameter: bool
    literal_after_parameter: bool
    fragment: str = ""
    """What an author tells apart two operations of one path by: `/files/{id}#add_link`."""
    target: tuple[str, ...] = ()
    """The operation that a fragment names (`/#X-Target=Service.AddTags`): `service`, `add_tags`."""


def is_prefix(word: str) -> bool:
    """Says the word nothing of the resource: `api`, `rest`, `v2`?"""
    return word.lower() in _GENERIC or bool(_VERSION.fullmatch(word))


def read_path(path: str) -> PathWords:
    """The words of a path, without what every path of a document begins with."""
    bare = re.split(r"[?#]", path, maxsplit=1)[0]
    tokens: list[tuple[bool, str]] = []
    for segment in (_EXTENSION.sub("", part) for part in bare.strip("/").split("/")):
        tokens.extend(_pieces(segment))
    while len(tokens) > 1 and _says_nothing(tokens):
        tokens.pop(0)
    if len(tokens) > 1 and not tokens[-1][0] and tokens[-1][1].lower() in _FORMATS:
        tokens.pop()
    fragment = path.partition("#")[2]
    literals = tuple(
        snake(text, prefix="v" if _DATED.fullmatch(text) else "n")
        for is_parameter, text in tokens
        if not is_parameter
    )
    return PathWords(
        literals,
        tuple(snake(text) for is_parameter, text in tokens if is_parameter),
        ends_in_parameter=bool(tokens) and tokens[-1][0],
        literal_after_parameter=len(tokens) > 1 and not tokens[-1][0] and tokens[-2][0],
        fragment=snake(fragment) if re.fullmatch(r"[A-Za-z][\w-]*", fragment) else "",
        target=_target(fragment),
    )


def _says_nothing(tokens: list[tuple[bool, str]]) -> bool:
    """Is the first piece part of `/api/v{version}`?"""
    (is_parameter, text), following = tokens[0], tokens[1]
    if is_parameter:
        return "version" in text.lower() and not following[0]
    return is_prefix(text) or (text.lower() == "v" and following[0])


def _pieces(segment: str) -> list[tuple[bool, str]]:
    """Literal and parameter parts of one segment, each with whether it is a parameter."""
    position = 0
    found: list[tuple[bool, str]] = []
    for match in _PARAMETER.finditer(segment):
        found += _literals(segment[position : match.start()])
        found.append((True, match.group(1)))
        position = match.end()
    return found + _literals(segment[position:])


def _literals(text: str) -> list[tuple[bool, str]]:
    return [(False, part) for part in text.split(".") if re.search(r"\w", part) and words(part)]


def _target(fragment: str) -> tuple[str, ...]:
    """`Action=AddTags` and `X-Amz-Target=Service.AddTags`, as the words of a call."""
    name, equals, value = fragment.partition("=")
    if not equals or not re.search(r"(?i)(target|action|operation|method)$", name):
        return ()
    return tuple(snake(part) for part in value.split("&")[0].split(".") if words(part))
