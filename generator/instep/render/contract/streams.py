"""Streams: documented events, one of every variant, and a kind that is not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from instep.ir.operation import MediaKind, Stream
from instep.ir.types import AliasDef, AnyType, Definitions, Json, RefType, Type, UnionType
from instep.render.contract.answers import sent_media, stand_in, success_responses
from instep.render.contract.collected import CaseData, Collected
from instep.render.contract.samples import Samples, reason
from instep.sampling.generate import Mode
from instep.sampling.schemas import Direction

STREAMS: Final = "streams"
_DEEPEST: Final = 8
_MOST: Final = 200
_EVENT: Final = frozenset({"event", "data", "id", "retry"})
_LAST: Final = "[DONE]"
_WORDS: Final = frozenset({"properties", "allOf", "if", "required"})


class Streams:
    """Makes the cases of the group `streams` of one operation."""

    def __init__(
        self, found: Collected, stream: Stream, definitions: Definitions, samples: Samples
    ) -> None:
        self._found = found
        self._stream = stream
        self._media = stream.media
        self._definitions = definitions
        self._samples = samples

    def add(self) -> None:
        """Documented streams, one event of each variant, and one of an unknown kind."""
        answer: CaseData = {
            "status": self._status(),
            "media": sent_media(self._media),
            "kind": str(self._media.kind),
        }
        type_ = self._media.type
        if self._media.envelope:
            answer["envelope"] = str(self._media.envelope)
        if self._media.kind is MediaKind.EVENTS and (type_ is None or isinstance(type_, AnyType)):
            answer["raw"] = True
        if self._is_class(type_, 0):
            answer["typed"] = True
        for name, part in self._documented():
            self._add(name, {**answer, **part}, strict=True)
        modes: tuple[Mode, ...] = ("full", "minimal")
        for mode in modes:
            events = list(self._events(mode))
            if events:
                name = f"one event of each kind, {mode}"
                self._add(name, {**answer, "events": events}, strict=True)
        self._unknown(answer)

    def shown(self) -> CaseData | None:
        """A documented stream, else one of the smallest events of each kind; None if there is none."""
        head: CaseData = {
            "status": self._status(),
            "media": sent_media(self._media),
            "kind": str(self._media.kind),
        }
        for _, part in self._documented():
            return {**head, **part}
        events = list(self._events("minimal"))
        return {**head, "events": events} if events else None

    def _add(self, name: str, answer: CaseData, *, strict: bool) -> None:
        case: CaseData = {"answer": answer}
        if strict:
            case["strict"] = True
        self._found.add(STREAMS, name, case)

    def _status(self) -> int:
        operation = self._found.operation
        for response in success_responses(operation):
            if self._media in response.media:
                return stand_in(operation, response.status, success=True) or 200
        return 200

    def _documented(self) -> Iterator[tuple[str, CaseData]]:
        """Examples: the text of a whole stream, a list of events, or one event."""
        for example in self._media.examples:
            name = f"documented example {example.name}".strip()
            if isinstance(example.value, str):
                yield name, {"text": example.value}
                continue
            events = example.value if isinstance(example.value, list) else [example.value]
            problems = (
                self._samples.problem(self._item(), event, Direction.RESPONSE) for event in events
            )
            problem = next((said for said in problems if said), "")
            if problem:
                self._found.leave(name, f"the example is not valid: {problem}"[:300])
            else:
                yield name, {"events": events}

    def _events(self, mode: Mode) -> Iterator[Json]:
        tag = self._tag(self._media.type, 0)
        for index, variant in enumerate(self._variants(self._item(), 0)):
            if index >= _MOST:
                return
            # What tells the events apart is there, also where the document forgets to require it.
            needed = [tag] if tag else []
            if self._media.envelope:
                needed.append("data")  # an event without data is none (WHATWG HTML, section 9.2.6)
            schema = {"allOf": [variant], "required": needed} if needed else variant
            sample = self._samples.sample(schema, Direction.RESPONSE, mode)
            if sample.valid:
                value = self._carried(sample.value)
                if value != _LAST:
                    yield value
            else:
                self._found.leave(f"event {index + 1}, {mode}", reason(sample))

    def _carried(self, event: Json) -> Json:
        """What of a whole event is on the wire; `_LAST` for the one that ends the stream."""
        if not self._media.envelope or not isinstance(event, dict):
            return event
        if event.get("data") == "[DONE]":
            return _LAST
        return {word: value for word, value in event.items() if word in _EVENT}

    def _item(self) -> Json:
        """The schema of one event: documents write it as such, or as an array of events."""
        schema = self._target(self._media.streamed_schema)
        if isinstance(schema, dict) and "items" in schema and schema.get("type") == "array":
            return schema["items"]
        if isinstance(schema, dict) and schema.get("type") == "string":
            return {"type": "object"}
        return self._media.streamed_schema

    def _target(self, schema: Json) -> Json:
        for _ in range(20):
            if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
                break
            if not schema.keys().isdisjoint({"oneOf", "anyOf"}):
                break
            schema = self._samples.schemas.at(schema["$ref"])
        return schema

    def _variants(self, schema: Json, depth: int) -> Iterator[Json]:
        target = self._target(schema)
        members: Json = None
        if isinstance(target, dict) and target.keys().isdisjoint(_WORDS) and depth < _DEEPEST:
            members = target.get("oneOf") or target.get("anyOf")
        if not isinstance(members, list):
            yield schema
            return
        for member in members:
            if member != {"type": "null"}:
                yield from self._variants(member, depth + 1)

    def _unknown(self, answer: CaseData) -> None:
        """An event of a kind that the document does not have, before one that it has."""
        tag = self._tag(self._media.type, 0)
        known = list(self._events("minimal"))
        if tag and known:
            inside = "data" if self._media.envelope else "payload"
            event = {tag: "a-kind-of-tomorrow", inside: {"kept": [1, "two", None]}}
            unknown = {key: value for key, value in answer.items() if key != "typed"}
            # One from the middle: what begins a stream may ask for what ends it.
            events = [event, known[len(known) // 2]]
            self._add("unknown kind of event", {**unknown, "events": events}, strict=False)

    def _tag(self, type_: Type | None, depth: int) -> str:
        """The property that tells the events apart; empty if there is none."""
        match type_:
            case UnionType(discriminator=tag) if tag is not None:
                return tag.wire
            case RefType(key=key) if depth < _DEEPEST:
                definition = self._definitions[key]
                if isinstance(definition, AliasDef):
                    return self._tag(definition.type, depth + 1)
                return ""
            case _:
                return ""

    def _is_class(self, type_: Type | None, depth: int) -> bool:
        """Whether every event becomes an instance of a class."""
        match type_:
            case UnionType(members=members):
                return depth < _DEEPEST and all(self._is_class(m, depth + 1) for m in members)
            case RefType(key=key):
                definition = self._definitions[key]
                if isinstance(definition, AliasDef):
                    return depth < _DEEPEST and self._is_class(definition.type, depth + 1)
                return True
            case _:
                return False
