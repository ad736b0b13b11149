"""YAML text to values by the core schema of YAML 1.2 (section 10.3), with the places of its nodes.

Differs from PyYAML's own loaders on purpose: `no`, `on`, `off`, dates, `12:30` and `0123` stay
text, integer keys become text, tags other than the core schema's are refused, and aliases are
counted before anything walks what they stand for. Merge keys (`<<`) work, because documents
have them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from yaml import cyaml

from instep.document.pointers import Tokens
from instep.document.positions import MirrorPlaces, Place

MAX_NODES = 5_000_000
"""Nodes after every alias is expanded."""
MAX_EXPANSION = 20
"""Nodes after expansion for each node written."""
_SMALL = 10_000
"""Below this many nodes no expansion does harm."""

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ODD = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CORE = "tag:yaml.org,2002:"


class YamlError(Exception):
    """The text is no YAML we read: what is wrong, and its line and column."""

    def __init__(self, message: str, place: Place) -> None:
        self.message = message
        self.place = place
        super().__init__(message)


class YamlLimit(YamlError):
    """Reading on would cost too much."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A key that stands twice in one mapping."""

    tokens: Tokens
    first: Place
    again: Place


@dataclass(slots=True)
class YamlText:
    """A parsed text. Aliased nodes are one shared object: treat the value as immutable."""

    value: Any
    places: MirrorPlaces
    repeated: list[Repeated] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    """Numbers that JSON does not have (`.nan`, `.inf`); they are kept as their text."""


@dataclass(slots=True)
class _Node:
    """A finished node: its value, its mirror for positions, and its size with aliases expanded."""

    value: Any
    mirror: Any
    size: int
    merges: bool = False
    """Whether it is the plain scalar `<<`."""


@dataclass(slots=True)
class _Frame:
    """A collection that is being read."""

    anchor: str | None
    mapping: bool
    place: Place
    value: Any
    mirror: dict[str, tuple[int, int, Any]]
    size: int = 1
    key: str | None = None
    key_place: Place = (1, 1)
    merging: bool = False
    merged: list[_Node] = field(default_factory=list)


class _Reader:
    """Builds values from the parser's events, with a stack of its own: depth costs no recursion."""

    def __init__(self, max_depth: int) -> None:
        self.max_depth = max_depth
        self.frames: list[_Frame] = []
        self.anchors: dict[str, _Node | None] = {}
        self.root: _Node | None = None
        self.written = 0
        self.text = YamlText(None, MirrorPlaces(None))

    def read(self, source: str) -> YamlText:
        """The value of the one document in `source`."""
        parser = cyaml.CParser(source)  # type: ignore[attr-defined]
        documents = 0
        while True:
            event = parser.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._add(self._scalar(event), event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(event, kind is yaml.MappingStartEvent)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close()
            elif kind is yaml.AliasEvent:
                self._add(self._alias(event), event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    _fail("a second YAML document starts here; one is expected", event)
            elif kind is yaml.StreamEndEvent:
                break
        return self._finish()

    def _finish(self) -> YamlText:
        root = self.root or _Node(None, None, 1)
        if root.size > max(_SMALL, MAX_EXPANSION * self.written):
            message = (
                f"aliases expand {self.written} nodes to more than {MAX_EXPANSION} times as many"
            )
            raise YamlLimit(message, (1, 1))
        self.text.value = root.value
        self.text.places = MirrorPlaces(root.mirror)
        return self.text

    def _open(self, event: Any, mapping: bool) -> None:
        if len(self.frames) >= self.max_depth:
            raise YamlLimit(f"nested deeper than {self.max_depth} levels", _place(event))
        if event.tag not in (None, "!", _CORE + ("map" if mapping else "seq")):
            _fail("a tag that instep does not read", event)
        frame = self.frames[-1] if self.frames else None
        if frame and frame.mapping and frame.key is None and not frame.merging:
            _fail("a key that is a list or an object", event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.written += 1
        value: Any = {} if mapping else []
        self.frames.append(_Frame(event.anchor, mapping, _place(event), value, {}))

    def _close(self) -> None:
        frame = self.frames.pop()
        for source in frame.merged:
            for key, value in source.value.items():
                if key not in frame.value:
                    frame.value[key] = value
                    frame.mirror[key] = source.mirror[key]
        node = _Node(frame.value, frame.mirror, frame.size)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = node
        self._attach(node, frame.place)

    def _alias(self, event: Any) -> _Node:
        if event.anchor not in self.anchors:
            _fail("an alias of an anchor that is not defined before it", event)
        node = self.anchors[event.anchor]
        if node is None:
            raise YamlLimit("an alias stands inside the node that it names", _place(event))
        return node

    def _scalar(self, event: Any) -> _Node:
        self.written += 1
        text: str = event.value
        plain = event.implicit[0] and not event.style
        if event.tag is not None:
            value = self._tagged(event)
        else:
            value = self._resolve(text) if plain else text
        node = _Node(value, text if value is not text else None, 1, plain and text == "<<")
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _tagged(self, event: Any) -> Any:
        tag, text = event.tag, event.value
        if tag in ("!", _CORE + "str"):
            return text
        value = self._resolve(text)
        names: dict[str, Any] = {
            "null": type(None),
            "bool": bool,
            "int": int,
            "float": (int, float),
        }
        expected = names.get(tag.removeprefix(_CORE)) if tag.startswith(_CORE) else None
        if expected is None:
            _fail("a tag that instep does not read", event)
        if not isinstance(value, expected):
            _fail("a value that does not fit its tag", event)
        return value

    def _resolve(self, text: str) -> Any:
        """The value of a plain scalar (YAML 1.2.2, section 10.3.2).

        A decimal with a leading zero (`0123`) stays text: YAML 1.1 read it as octal, 1.2 reads it
        as decimal, and its author meant neither.
        """
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        if text[0] not in "-+.0123456789":
            return text
        if _INT.fullmatch(text):
            return int(text) if len(text) < 400 else self._as_text(text)
        if _BASED.fullmatch(text):
            return int(text, 0)
        if _FLOAT.fullmatch(text):
            number = float(text)
            return number if math.isfinite(number) else self._as_text(text)
        return self._as_text(text) if _ODD.fullmatch(text) else text

    def _as_text(self, text: str) -> str:
        self.text.numbers.append(text)
        return text

    def _add(self, node: _Node, event: Any) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is None or not frame.mapping or frame.key is not None or frame.merging:
            self._attach(node, _place(event))
        elif node.merges:
            frame.merging = True
        elif isinstance(node.value, dict | list):
            _fail("a key that is a list or an object", event)
        else:
            self._begin_member(frame, node, event)

    def _begin_member(self, frame: _Frame, node: _Node, event: Any) -> None:
        key = node.value if isinstance(node.value, str) else str(node.mirror)
        place = _place(event)
        if key in frame.value:
            path = tuple(f.key or str(len(f.value)) for f in self.frames[:-1])
            line, column, _ = frame.mirror[key]
            self.text.repeated.append(Repeated((*path, key), (line, column), place))
        frame.key, frame.key_place = key, place
        frame.size += 1

    def _attach(self, node: _Node, place: Place) -> None:
        if not self.frames:
            self.root = node
            return
        frame = self.frames[-1]
        frame.size += node.size
        if frame.size > MAX_NODES:
            raise YamlLimit(f"aliases expand to more than {MAX_NODES} nodes", place)
        if frame.merging:
            self._merge(frame, node, place)
        elif frame.mapping and frame.key is not None:
            frame.value[frame.key] = node.value
            frame.mirror[frame.key] = (*frame.key_place, node.mirror)
            frame.key = None
        else:
            frame.mirror[str(len(frame.value))] = (*place, node.mirror)
            frame.value.append(node.value)

    def _merge(self, frame: _Frame, node: _Node, place: Place) -> None:
        frame.merging = False
        if isinstance(node.value, dict):
            frame.merged.append(node)
        elif isinstance(node.value, list) and all(isinstance(v, dict) for v in node.value):
            for index, value in enumerate(node.value):
                frame.merged.append(_Node(value, node.mirror[str(index)][2], 0))
        else:
            raise YamlError("a merge key (<<) whose value is no mapping", place)


def parse(text: str, max_depth: int) -> YamlText:
    """The value of a YAML text that holds one document.

    Raises:
        YamlError: the text is no YAML, or uses what instep does not read.
        YamlLimit: it is nested too deeply, or its aliases stand for too much.
    """
    try:
        return _Reader(max_depth).read(text)
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise YamlError(f"YAML does not allow this character: {error.reason}", place) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlError(error.problem or "this is no YAML", place) from None
    except yaml.YAMLError as error:
        raise YamlError(f"this is no YAML: {str(error).splitlines()[0][:120]}", (1, 1)) from None


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _fail(message: str, event: Any) -> NoReturn:
    raise YamlError(message, _place(event))
