"""YAML text to values by the core schema of YAML 1.2 (section 10.3), with the places of its nodes.

Differs from PyYAML's own loaders on purpose: `no`, `on`, `off`, dates, `12:30` and `0123` stay
text, integer keys become text, tags other than the core schema's are refused, and aliases are
counted before anything walks what they stand for. Merge keys (`<<`) work, because documents
have them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeAlias

import yaml
from yaml import cyaml

from instep.document.pointers import Missing, Tokens, follow, step
from instep.document.positions import Place
from instep.document.scalars import PlainScalars

MAX_NODES = 5_000_000
"""Nodes after every alias is expanded."""
MAX_EXPANSION = 20
"""Nodes after expansion for each node written."""
_SMALL = 10_000
"""Below this many nodes no expansion does harm."""

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


Marks: TypeAlias = Any
"""The parser's marks of the members of a collection: by key, or in order."""


@dataclass(frozen=True, slots=True)
class YamlPlaces:
    """Places of the nodes of a text: the parser's marks, read when somebody asks."""

    root: Any
    marks: dict[int, Marks] = field(repr=False)
    """By the identity of the collection, which `root` keeps alive."""
    words: dict[tuple[int, str], str] = field(repr=False)
    """How members that are no text are written, by their collection's identity and their key."""

    def find(self, tokens: Tokens) -> Place:
        """The place of the node, or of its nearest ancestor that exists."""
        place, here = (1, 1), self.root
        for token in tokens:
            try:
                inner = step(here, token)
            except LookupError:
                break
            place, here = _place(step(self.marks[id(here)], token)), inner
        return place

    def text_of(self, tokens: Tokens) -> str:
        """A number or word as it is written; empty for anything else."""
        if not tokens:
            return ""
        try:
            holder = follow(self.root, tokens[:-1])
        except Missing:
            return ""
        return self.words.get((id(holder), tokens[-1]), "")


@dataclass(slots=True)
class YamlText:
    """A parsed text. Aliased nodes are one shared object: treat the value as immutable."""

    value: Any
    places: YamlPlaces
    repeated: list[Repeated] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    """Numbers that no JSON number says (`.nan`, `.inf`, `1e999`); they are kept as their text."""
    aliases: bool = False
    """Whether there are any: if not, every node stands in one place."""


@dataclass(slots=True)
class _Named:
    """A finished node with an anchor: its value, its text, its size with aliases expanded."""

    value: Any
    text: str
    size: int
    merges: bool = False
    """Whether it is the plain scalar `<<`."""


@dataclass(slots=True)
class _Frame:
    """A collection that is being read."""

    value: Any
    marks: Marks
    keyed: bool
    """Whether a key comes next, or the value of `key`; else it is an element, or to be merged."""
    mark: Any
    anchor: str | None = None
    before: int = 0
    """Nodes that are written before it."""
    more: int = 0
    """Nodes that the aliases in it stand for."""
    key: str | None = None
    merging: bool = False
    merged: tuple[dict[str, Any], ...] = ()


class _Reader:
    """Builds values from the parser's events, with a stack of its own: depth costs no recursion."""

    def __init__(self, max_depth: int) -> None:
        self.max_depth = max_depth
        self.frame = _Frame([], [], keyed=False, mark=None)
        """The innermost collection. The outermost is not in the text: it takes the root."""
        self.outer: list[_Frame] = []
        self.anchors: dict[str, _Named | None] = {}
        self.plain = PlainScalars()
        self.merged: list[Any] = []
        """Kept, so that no other collection gets their identity."""
        self.written = 0
        self.documents = 0
        self.text = YamlText(None, YamlPlaces(None, {}, {}))

    def read(self, source: str) -> YamlText:
        """The value of the one document in `source`."""
        next_event = cyaml.CParser(source).get_event  # type: ignore[attr-defined]
        scalar, end, plain = yaml.ScalarEvent, yaml.StreamEndEvent, self.plain
        others = self._others()
        while type(event := next_event()) is not end:
            if type(event) is not scalar:
                others[type(event)](event)
                continue
            # Two of three events are scalars, almost all of them like these: they cost no call.
            self.written += 1
            text = value = event.value
            if event.tag is not None or event.anchor is not None or text == "<<":
                self._odd_scalar(event)
                continue
            if not event.style:
                value = plain[text]
            frame = self.frame
            if not frame.keyed:
                self._put(value, text, event.start_mark)
            elif frame.key is None:
                self._begin_member(value if type(value) is str else text, event)
            elif type(value) is str:
                frame.value[frame.key], frame.key = value, None
            else:
                self._put(value, text, event.start_mark)
        return self._finish()

    def _others(self) -> dict[type, Callable[[Any], None]]:
        return {
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
            yaml.DocumentEndEvent: lambda _: None,
            yaml.StreamStartEvent: lambda _: None,
        }

    def _finish(self) -> YamlText:
        if self.written + self.frame.more > max(_SMALL, MAX_EXPANSION * self.written):
            message = (
                f"aliases expand {self.written} nodes to more than {MAX_EXPANSION} times as many"
            )
            raise YamlLimit(message, (1, 1))
        self.text.numbers = self.plain.numbers
        self.text.value = self.frame.value[0] if self.frame.value else None
        self.text.places = replace(self.text.places, root=self.text.value)
        return self.text

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            _fail("a second YAML document starts here; one is expected", event)

    def _open(self, event: Any) -> None:
        mapping = type(event) is yaml.MappingStartEvent
        if len(self.outer) >= self.max_depth:
            deep = f"nested deeper than {self.max_depth} levels"
            raise YamlLimit(deep, _place(event.start_mark))
        if event.tag not in (None, "!", _CORE + ("map" if mapping else "seq")):
            _fail("a tag that instep does not read", event)
        frame = self.frame
        if frame.keyed and frame.key is None:
            _fail("a key that is a list or an object", event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        value: Any = {} if mapping else []
        marks = self.text.places.marks[id(value)] = {} if mapping else []
        self.outer.append(frame)
        self.frame = _Frame(
            value, marks, mapping, event.start_mark, event.anchor, before=self.written
        )
        self.written += 1

    def _close(self, _: Any) -> None:
        frame, outer = self.frame, self.outer.pop()
        for source in frame.merged:
            self._take_over(source, frame)
        if frame.anchor is not None:
            size = self.written - frame.before + frame.more
            self.anchors[frame.anchor] = _Named(frame.value, "", size)
        outer.more += frame.more
        self.frame = outer
        self._put(frame.value, "", frame.mark)
        self._limit_size(frame.mark)

    def _take_over(self, source: dict[str, Any], frame: _Frame) -> None:
        places = self.text.places
        for key, value in source.items():
            if key not in frame.value:
                frame.value[key] = value
                frame.marks[key] = places.marks[id(source)][key]
                if (id(source), key) in places.words:
                    places.words[id(frame.value), key] = places.words[id(source), key]

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            _fail("an alias of an anchor that is not defined before it", event)
        node = self.anchors[event.anchor]
        if node is None:
            inside = "an alias stands inside the node that it names"
            raise YamlLimit(inside, _place(event.start_mark))
        self.text.aliases = True
        self.frame.more += node.size
        self._add(node, event)
        self._limit_size(event.start_mark)

    def _limit_size(self, mark: Any) -> None:
        if self.written - self.frame.before + self.frame.more > MAX_NODES:
            raise YamlLimit(f"aliases expand to more than {MAX_NODES} nodes", _place(mark))

    def _odd_scalar(self, event: Any) -> None:
        text: str = event.value
        plain = event.implicit[0] and not event.style
        if event.tag is not None:
            value = self._tagged(event)
        else:
            value = self.plain[text] if plain else text
        node = _Named(value, text, 1, plain and text == "<<")
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self._add(node, event)

    def _tagged(self, event: Any) -> Any:
        tag, text = event.tag, event.value
        if tag in ("!", _CORE + "str"):
            return text
        value = self.plain[text]
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

    def _add(self, node: _Named, event: Any) -> None:
        frame = self.frame
        if not frame.keyed or frame.key is not None:
            self._put(node.value, node.text, event.start_mark)
        elif node.merges:
            frame.merging, frame.keyed = True, False
        elif isinstance(node.value, dict | list):
            _fail("a key that is a list or an object", event)
        else:
            self._begin_member(node.text, event)

    def _begin_member(self, key: str, event: Any) -> None:
        frame = self.frame
        if key in frame.value:
            path = tuple(f.key or str(len(f.value)) for f in self.outer[1:])
            first, again = frame.marks[key], event.start_mark
            self.text.repeated.append(Repeated((*path, key), _place(first), _place(again)))
        frame.key, frame.marks[key] = key, event.start_mark

    def _put(self, value: Any, text: str, mark: Any) -> None:
        """Make a finished node the value of the key, the next element, or what is merged."""
        frame = self.frame
        if frame.merging:
            self._merge(frame, value, mark)
            return
        key = frame.key
        if key is None:
            key = str(len(frame.value))
            frame.marks.append(mark)
            frame.value.append(value)
        else:
            frame.value[key], frame.key = value, None
        if text and type(value) is not str:
            self.text.places.words[id(frame.value), key] = text

    def _merge(self, frame: _Frame, value: Any, mark: Any) -> None:
        frame.merging, frame.keyed = False, True
        self.merged.append(value)
        if isinstance(value, dict):
            frame.merged += (value,)
        elif isinstance(value, list) and all(isinstance(v, dict) for v in value):
            frame.merged += tuple(value)
        else:
            raise YamlError("a merge key (<<) whose value is no mapping", _place(mark))


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
        place = _place(mark) if mark else (1, 1)
        if (
            error.problem and "nesting depth" in error.problem
        ):  # libyaml's own limit, seen ahead of us
            raise YamlLimit(f"nested deeper than {max_depth} levels", place) from None
        raise YamlError(error.problem or "this is no YAML", place) from None
    except yaml.YAMLError as error:
        raise YamlError(f"this is no YAML: {str(error).splitlines()[0][:120]}", (1, 1)) from None


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _fail(message: str, event: Any) -> NoReturn:
    raise YamlError(message, _place(event.start_mark))
