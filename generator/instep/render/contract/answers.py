"""Answers that are no streams: documented successes and failures, and what may come tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from instep.ir.operation import Media, MediaKind, Operation, Response
from instep.ir.types import Definitions, Json, ModelDef, NullableType, RefType
from instep.render.choices import always_streams
from instep.render.contract.arguments import as_bytes
from instep.render.contract.collected import CaseData, Collected
from instep.render.contract.samples import Samples, reason
from instep.render.contract.unknown import with_unknown_value
from instep.sampling.generate import Mode
from instep.sampling.schemas import Direction

RESPONSES, FAILURES = "responses", "failures"

STREAMED = frozenset({MediaKind.EVENTS, MediaKind.JSON_LINES})
_MODES: tuple[Mode, ...] = ("minimal", "full")
_FIELD = "a_field_of_tomorrow"
_FIRST_SUCH = "an answer of this media type is taken for the first such"

_OTHER = 17
"""No object; the tests send it where an object is expected (`troubles.py`)."""

_BODILESS = frozenset({204, 205, 304})
_STAND_INS = {
    "1XX": (),
    "2XX": (200, 201, 202, 203, 206, 207, 299),
    "3XX": (300, 302, 307, 308, 399),
    "4XX": (400, 404, 422, 418, 499),
    "5XX": (500, 503, 502, 599),
    "default": (400, 500, 418, 404, 499, 599),
}
"""A status of the range that is not documented itself stands for the range."""

_ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}


class Answers:
    """Makes the answers of one operation."""

    def __init__(self, found: Collected, definitions: Definitions, samples: Samples) -> None:
        self._found = found
        self._operation = found.operation
        self._definitions = definitions
        self._samples = samples

    def add(self) -> None:
        """Every case of the groups `responses` and `failures`."""
        successes = success_responses(self._operation)
        for response in self._operation.responses:
            status = stand_in(self._operation, response.status, success=response in successes)
            if status is None:
                self._found.leave(response.status, "no call ends with this status")
            elif response in successes:
                self._success(response, status)
            else:
                self._failure(response, status)

    def _success(self, response: Response, status: int) -> None:
        if not response.media or self._is_bodiless(status):
            answer = {"status": status, "empty": True}
            self._add_success(f"{response.status} without content", answer, strict=True)
        seen: dict[str, Media] = {}
        alike: dict[str, Media] = {}
        for media in response.media if not self._is_bodiless(status) else ():
            essence = media.content_type.partition(";")[0].strip().lower()
            name = f"{response.status} {media.content_type}"
            if media.kind in STREAMED:
                continue
            if essence in seen:
                if media.schema == seen[essence].schema:
                    alike[essence] = media  # it differs by its parameters alone
                else:
                    self._found.leave(name, _FIRST_SUCH)
                continue
            seen[essence] = media
            if always_streams(self._operation):
                self._found.leave(name, "the client always asks for the stream")
                continue
            for words, answer, strict in self._bodies(name, media, status):
                self._add_success(words, answer, strict=strict)
            self._tomorrow(name, media, status)
        for media in alike.values():
            name = f"{response.status} {media.content_type}"
            for words, answer, strict in islice(self._bodies(name, media, status), 1):
                self._add_success(words, answer, strict=strict)

    def _add_success(self, name: str, answer: CaseData, *, strict: bool) -> None:
        if always_streams(self._operation):
            self._found.leave(name, "the client always asks for the stream")
            return
        case: CaseData = {"answer": answer}
        if strict:
            case["strict"] = True
        self._found.add(RESPONSES, name, case)

    def _failure(self, response: Response, status: int) -> None:
        error = "InternalServerError" if status >= 500 else _ERRORS.get(status, "APIStatusError")
        if not response.media or self._is_bodiless(status):
            answer: CaseData = {"status": status, "empty": True, "error": error}
            self._found.add(FAILURES, f"{response.status} without content", {"answer": answer})
            return
        for media in response.media[:1]:
            name = f"{response.status} {media.content_type}"
            for words, body, _ in self._bodies(name, media, status):
                self._found.add(FAILURES, words, {"answer": {**body, "error": error}})

    def _bodies(self, name: str, media: Media, status: int) -> Iterator[tuple[str, CaseData, bool]]:
        """Name, answer, and whether a strict client accepts it."""
        answer: CaseData = {"status": status, "media": sent_media(media)}
        if media.kind is MediaKind.BINARY:
            content = as_bytes(b"\x00\x01 the bytes of an answer \xff")["$bytes"]
            yield name, {**answer, "bytes": content}, True
        elif media.kind is not MediaKind.JSON:
            texts = [e.value for e in media.examples if isinstance(e.value, str)]
            yield name, {**answer, "text": texts[0] if texts else "the text of an answer"}, True
        else:
            model = self._model(media)
            for words, value, strict in self._values(name, media):
                # What contradicts its schema may be no object at all.
                typed = model if strict or isinstance(value, dict) else {}
                yield words, {**answer, "json": value, **typed}, strict

    def _values(self, name: str, media: Media) -> Iterator[tuple[str, Json, bool]]:
        """Documented examples, made data, minimal and full; examples that a strict client refuses last."""
        wrong: list[tuple[str, Json, bool]] = []
        for example in media.examples:
            words = f"{name}, documented example {example.name}".strip()
            if self._samples.problem(media.schema, example.value, Direction.RESPONSE):
                wrong.append((f"{words} (against its schema)", example.value, False))
            else:
                yield words, example.value, True
        for mode in _MODES:
            sample = self._samples.sample(media.schema, Direction.RESPONSE, mode)
            if sample.valid:
                yield f"{name}, {mode}", sample.value, True
            else:
                self._found.leave(f"{name}, {mode}", reason(sample))
        yield from wrong

    def _tomorrow(self, name: str, media: Media, status: int) -> None:
        """A field and an enum value that the document does not know yet."""
        sample = self._samples.sample(media.schema, Direction.RESPONSE, "full")
        model = self._model(media)
        if media.kind is not MediaKind.JSON or not sample.valid or media.type is None:
            return
        answer: CaseData = {"status": status, "media": sent_media(media), **model}
        if model and isinstance(sample.value, dict):
            value = {**sample.value, _FIELD: {"kept": [1, "two", None]}}
            self._add_success(f"{name}, unknown field", {**answer, "json": value}, strict=False)
        other = with_unknown_value(media.type, sample.value, self._definitions)
        if other is not None:
            words = f"{name}, unknown enum value"
            self._add_success(words, {**answer, "json": other}, strict=False)

    def _model(self, media: Media) -> CaseData:
        """The name of the class that the body becomes, where it is a single one.

        `untyped` says that the document allows other values besides objects.
        """
        type_ = media.type
        while isinstance(type_, NullableType):
            type_ = type_.inner
        definition = self._definitions[type_.key] if isinstance(type_, RefType) else None
        if not isinstance(definition, ModelDef):
            return {}
        named: CaseData = {"model": definition.name}
        is_other_valid = not self._samples.problem(media.schema, _OTHER, Direction.RESPONSE)
        return {**named, "untyped": True} if is_other_valid else named

    def _is_bodiless(self, status: int) -> bool:
        return status in _BODILESS or self._operation.method == "HEAD"


def plain_answer(found: Collected) -> CaseData:
    """What the server answers where a test is about the request alone."""
    for case in found.groups.get(RESPONSES, {}).values():
        answer: CaseData = case["answer"]
        return answer
    return {"status": 204, "empty": True}


def sent_media(media: Media) -> str:
    """The media type that an answer names; a range becomes one of its types."""
    if "*" not in media.content_type:
        return media.content_type
    match media.kind:
        case MediaKind.JSON:
            return "application/json"
        case MediaKind.TEXT:
            return "text/plain"
        case _:
            return "application/octet-stream"


def success_responses(operation: Operation) -> list[Response]:
    """The documented successes; `default` counts where there is no other."""
    found = [response for response in operation.responses if response.status.startswith("2")]
    return found or [response for response in operation.responses if response.status == "default"]


def stand_in(operation: Operation, status: str, *, success: bool) -> int | None:
    """The number that an answer has for a documented status, range or `default`."""
    if status.isdecimal():
        return int(status) if status[0] != "1" else None
    taken = {response.status for response in operation.responses}
    candidates = _STAND_INS["2XX" if success else status]
    for number in candidates:
        own_range = f"{number // 100}XX"
        if str(number) not in taken and (status == own_range or own_range not in taken):
            return number
    return None
