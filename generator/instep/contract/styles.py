"""Parameter values, read back from a request by the rules of their style (OpenAPI 3.1, section 4.8.12).

This reads what the client wrote and shares nothing with it. A style does not say whether a value is
a string, an array or an object: that is known from the value that was passed.
"""

from __future__ import annotations

import json
import re
from typing import Any, cast
from urllib.parse import unquote, unquote_plus

from .kinds import is_array

Pairs = list[tuple[str, str]]
"""Names and values of a query, form or Cookie header, still percent-encoded."""

ABSENT: Any = object()
"""Stands for a parameter that is not in the request."""

_SEPARATORS = {
    "spaceDelimited": r"%20|\+",
    "pipeDelimited": r"%7[Cc]|\|",
    "tabDelimited": "%09",
}
_IN_HEADERS = {"spaceDelimited": " ", "pipeDelimited": r"\|", "tabDelimited": "\t"}


def pairs_of(text: str, separator: str = "&") -> Pairs:
    """The pairs of a query string or form."""
    pieces = (piece.strip() for piece in text.split(separator))
    return [(name, value) for name, _, value in (p.partition("=") for p in pieces if p)]


def in_pairs(parameter: dict[str, Any], pairs: Pairs, like: Any) -> Any:
    """A query, cookie or form parameter. What belongs to it is taken out of `pairs`."""
    name, style, explode = parameter["name"], parameter["style"], parameter["explode"]
    if parameter.get("content"):
        text = _one(pairs, name)
        return ABSENT if text is ABSENT else _content(parameter, unquote_plus(text))
    if style == "deepObject" and isinstance(like, dict | list):
        return _deep(pairs, name, like)
    if is_array(like):
        return _list_in_pairs(pairs, name, style, explode, like)
    if isinstance(like, dict):
        return _object_in_pairs(pairs, name, style, explode, cast("dict[str, Any]", like))
    text = _one(pairs, name)
    return ABSENT if text is ABSENT else scalar(unquote_plus(text), like)


def _list_in_pairs(pairs: Pairs, name: str, style: str, explode: bool, like: list[Any]) -> Any:
    if explode:
        texts = _take(pairs, name)
    else:
        joined = _one(pairs, name)
        if joined is ABSENT:
            return [] if not like else ABSENT
        texts = re.split(_SEPARATORS.get(style, ","), joined)
    if not texts:
        return [] if not like else ABSENT
    return _scalars([unquote_plus(text) for text in texts], like)


def _object_in_pairs(
    pairs: Pairs, name: str, style: str, explode: bool, like: dict[str, Any]
) -> Any:
    if explode:
        found: dict[str, Any] = {}
        for key, inner in like.items():
            texts = [unquote_plus(text) for text in _take(pairs, key)]
            if texts:
                many = isinstance(inner, list)
                found[key] = _scalars(texts, inner) if many else scalar(texts[0], inner)
        return found
    joined = _one(pairs, name)
    if joined is ABSENT:
        return {} if not like else ABSENT
    texts = [unquote_plus(text) for text in re.split(_SEPARATORS.get(style, ","), joined)]
    return _alternating(texts, like)


def in_path(parameter: dict[str, Any], raw: str, like: Any) -> Any:
    """A path parameter, from the piece of the path that stands in its place."""
    name, style, explode = parameter["name"], parameter["style"], parameter["explode"]
    if parameter.get("content"):
        return _content(parameter, unquote(raw))
    if style not in ("label", "matrix"):
        return _simple(raw, explode, like, unquote, _SEPARATORS.get(style, ","))
    mark = "." if style == "label" else ";"
    if not raw.startswith(mark):
        return raw
    pieces = raw[1:].split(mark) if explode else [raw[1:]]
    if isinstance(like, dict) and explode:
        parts = (piece.partition("=") for piece in pieces)
        return _named([(unquote(key), unquote(text)) for key, _, text in parts], like)
    if style == "matrix":
        named = [piece.partition("=") for piece in pieces]
        if any(unquote(key) != name for key, _, _ in named):
            return raw
        pieces = [text for _, _, text in named]
    if isinstance(like, list) and explode:
        return _scalars([unquote(piece) for piece in pieces], like)
    return _simple(pieces[0], explode, like, unquote)


def in_header(parameter: dict[str, Any], raw: str, like: Any) -> Any:
    """A header parameter. Header values are not percent-encoded."""
    if parameter.get("content"):
        return _content(parameter, raw)
    mark = _IN_HEADERS.get(parameter["style"], ",")
    return _simple(raw, parameter["explode"], like, str.strip, mark)


def _simple(raw: str, explode: bool, like: Any, decode: Any, mark: str = ",") -> Any:
    """A value whose parts stand in a row, parted by what the pattern `mark` matches."""
    if isinstance(like, list):
        pieces = re.split(mark, raw) if raw else []
        return _scalars([decode(piece) for piece in pieces], like)
    if isinstance(like, dict):
        pieces = re.split(mark, raw) if raw else []
        if explode:
            parts = (piece.partition("=") for piece in pieces)
            return _named([(decode(key), decode(text)) for key, _, text in parts], like)
        return _alternating([decode(piece) for piece in pieces], cast("dict[str, Any]", like))
    return scalar(decode(raw), like)


def _deep(pairs: Pairs, name: str, like: Any) -> Any:
    """Style `deepObject`: `name[key]=value`; deeper levels and arrays as most servers read them."""
    if isinstance(like, dict):
        found = {
            key: value
            for key, inner in cast("dict[str, Any]", like).items()
            if (value := _deep(pairs, f"{name}[{key}]", inner)) is not ABSENT
        }
        return found if found or not like else ABSENT
    if is_array(like):
        if any(isinstance(item, dict | list) for item in like):
            return [_deep(pairs, f"{name}[{index}]", item) for index, item in enumerate(like)]
        texts = _take(pairs, f"{name}[]")
        return _scalars([unquote_plus(text) for text in texts], like)
    text = _one(pairs, name)
    return ABSENT if text is ABSENT else scalar(unquote_plus(text), like)


def scalar(text: str, like: Any) -> Any:
    """A text as a value of the same kind as `like`; the text itself if it is none."""
    if isinstance(like, str):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    numbers = isinstance(value, int | float) and isinstance(like, int | float)
    both = isinstance(value, bool) == isinstance(like, bool)
    return value if (numbers and both) or type(value) is type(like) else text


def _scalars(texts: list[str], like: Any) -> list[Any]:
    models: list[Any] = like or [""]
    # More items than were passed are compared as text, and differ by their number.
    return [
        scalar(text, models[index] if index < len(models) else text)
        for index, text in enumerate(texts)
    ]


def _named(pairs: list[tuple[str, str]], like: Any) -> dict[str, Any]:
    models = cast("dict[str, Any]", like)
    return {key: scalar(text, models.get(key, text)) for key, text in pairs}


def _alternating(texts: list[str], like: dict[str, Any]) -> Any:
    if len(texts) % 2:
        return ",".join(texts)
    return _named(list(zip(texts[::2], texts[1::2], strict=True)), like)


def _content(parameter: dict[str, Any], text: str) -> Any:
    """A parameter that has `content` instead of a style."""
    if str(parameter["content"]).startswith("text/"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _take(pairs: Pairs, name: str) -> list[str]:
    """The values of all pairs of this name, which are taken out."""
    found = [value for key, value in pairs if unquote_plus(key) == name]
    pairs[:] = [(key, value) for key, value in pairs if unquote_plus(key) != name]
    return found


def _one(pairs: Pairs, name: str) -> Any:
    """The value of the one pair of this name; a second one stays, as something undocumented."""
    for index, (key, value) in enumerate(pairs):
        if unquote_plus(key) == name:
            del pairs[index]
            return value
    return ABSENT
