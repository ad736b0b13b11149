"""Calls, and with them requests: few arguments and all, enums, bounds, null, ways to authenticate."""

from __future__ import annotations

from collections.abc import Callable

from instep.ir.operation import Media, MediaKind
from instep.ir.types import Definitions, Json
from instep.render.bodies import WHOLE
from instep.render.choices import media_choice
from instep.render.contract.arguments import Arguments, NoValue, is_sendable
from instep.render.contract.collected import CaseData, Collected
from instep.render.contract.edges import Edges, Place, places
from instep.render.contract.samples import Samples
from instep.sampling.generate import Mode
from instep.sampling.schemas import Direction

GROUP = "requests"
_OTHER_MEDIA = frozenset({MediaKind.JSON, MediaKind.FORM, MediaKind.MULTIPART})
_ANY = "x-any"
"""What stands for `*` where the document has a range of media types."""

_ALTERNATIVES = 16
_VALUES = 200
"""Cases for the values of enums and the variants of unions; an enum with more is cut short."""


def add_requests(
    found: Collected, arguments: Arguments, samples: Samples, definitions: Definitions
) -> None:
    """Every case of the group `requests`; notes the arguments of the plainest call too."""
    _plainest(found, arguments)
    _all_arguments(found, arguments)
    _examples(found, arguments, samples)
    _other_media(found, arguments, samples)
    if found.has(GROUP):
        _credentials(found)
        _Edgy(found, samples, definitions).add()


class _Edgy:
    """Calls with arguments at their edges, as many in one call as there is room for."""

    def __init__(self, found: Collected, samples: Samples, definitions: Definitions) -> None:
        self._found = found
        self._samples = samples
        self._edges = Edges(definitions, samples)
        operation = found.operation
        self._places = places(operation, operation.stream.flag if operation.stream else "")
        body = operation.body
        self._media = body.media[0] if body is not None and body.arguments else None

    def add(self) -> None:
        """Every such call."""
        edges = self._edges
        self._each("enum values", lambda place: edges.enum(place.type))
        self._each("variants", lambda place: edges.variants(self._schema(place)))
        self._once("lower bounds", lambda place: edges.bound(place.type, "lower"))
        self._once("upper bounds", lambda place: edges.bound(place.type, "upper"))
        if self._media is not None and self._media.kind is MediaKind.JSON:
            self._null()
        self._omitted()

    def _schema(self, place: Place) -> Json:
        if self._media is None or not place.in_body:
            return place.schema
        return self._edges.property(self._media.schema, place.wire)

    def _each(self, name: str, values: Callable[[Place], list[Json]]) -> None:
        """A call for the first of each argument's values, then one for the second, and so on."""
        table = {place: found for place in self._places if len(found := values(place)) > 1}
        longest = max(map(len, table.values()), default=0)
        if longest > _VALUES:
            self._found.leave(name, f"only the first {_VALUES} of {longest} values are tested")
        for index in range(min(longest, _VALUES)):
            row = {place: found[index] for place, found in table.items() if index < len(found)}
            self._case(f"{name}, {index + 1}", row)

    def _once(self, name: str, value: Callable[[Place], Json]) -> None:
        self._case(name, {p: found for p in self._places if (found := value(p)) is not None})

    def _null(self) -> None:
        """null is sent where the document allows it."""
        row: dict[Place, Json] = {
            p: None for p in self._places if p.in_body and self._edges.is_nullable(p.type)
        }
        self._case("null where it is allowed", row)

    def _omitted(self) -> None:
        """None means "not sent" where the document does not allow null."""
        given = self._found.arguments
        names = [
            p.argument
            for p in self._places
            if not (p.required or p.argument in given or self._edges.is_nullable(p.type))
        ]
        if names:
            arguments = {**given, **dict.fromkeys(names)}
            self._found.add(
                GROUP, "None where null is not allowed", {"arguments": arguments, "omitted": names}
            )

    def _case(self, name: str, row: dict[Place, Json]) -> None:
        """Add a call with those values that are valid where they stand; none, and there is no call."""
        given = dict(self._found.arguments)
        changed = False
        for place, value in row.items():
            trial = {**given, place.argument: value}
            if self._is_valid(place, value, trial):
                given, changed = trial, True
        if changed:
            self._found.add(GROUP, name, {"arguments": given})

    def _is_valid(self, place: Place, value: Json, trial: dict[str, Json]) -> bool:
        if not place.in_body:
            parameters = (p for p in self._found.operation.parameters if p.wire == place.wire)
            sendable = all(is_sendable(parameter, value) for parameter in parameters)
            return sendable and not self._samples.problem(place.schema, value, Direction.REQUEST)
        if self._media is None or "extra_body" in trial:
            return False
        body = {
            p.wire: trial[p.argument] for p in self._places if p.in_body and p.argument in trial
        }
        return not self._samples.problem(self._media.schema, body, Direction.REQUEST)


def _plainest(found: Collected, arguments: Arguments) -> None:
    body = found.operation.body
    try:
        found.arguments = arguments.parameters("minimal")
        if body is not None and (body.required or any(a.required for a in body.arguments)):
            found.arguments |= arguments.body(body.media[0], "minimal")
    except NoValue as problem:
        found.leave("required arguments only", str(problem))
        # Answers do not depend on the request: any call will do to see what is made of them.
        found.arguments = {**arguments.anything(), **_any_body(found)}
    else:
        found.add(GROUP, "required arguments only", {"arguments": found.arguments})


def _any_body(found: Collected) -> dict[str, Json]:
    body = found.operation.body
    if body is None:
        return {}
    if body.argument:
        return {body.argument: {}}
    return {argument.argument: None for argument in body.arguments if argument.required}


def _all_arguments(found: Collected, arguments: Arguments) -> None:
    body = found.operation.body
    try:
        given = arguments.parameters("full")
        if body is not None:
            given |= arguments.body(body.media[0], "full")
    except NoValue as problem:
        found.leave("all arguments", str(problem))
        return
    for reason in arguments.without:
        found.leave("all arguments", reason)
    found.add(GROUP, "all arguments", {"arguments": given})


def _examples(found: Collected, arguments: Arguments, samples: Samples) -> None:
    """The documented examples of the body, as keywords."""
    body = found.operation.body
    media = body.media[0] if body is not None else None
    for example in media.examples if media is not None else ():
        name = f"documented example {example.name}".strip()
        if media is None or media.kind not in _OTHER_MEDIA:
            continue
        problem = samples.problem(media.schema, example.value, Direction.REQUEST)
        if problem:
            found.leave(name, f"the example is not valid: {problem}"[:300])
            continue
        try:
            given = {**arguments.parameters("minimal"), **arguments.of_body(media, example.value)}
        except NoValue as why:
            found.leave(name, str(why))
            continue
        found.add(GROUP, name, {"arguments": given})


def _other_media(found: Collected, arguments: Arguments, samples: Samples) -> None:
    """A call for each media type after the first, chosen as a caller chooses it."""
    body = found.operation.body
    for media in body.media[1:] if body is not None else ():
        name = f"sent as {media.content_type}"
        try:
            case = _in_other_media(found, arguments, media, samples)
        except NoValue as problem:
            found.leave(name, str(problem))
            continue
        found.add(GROUP, name, {**case, "media": media.content_type})


def _in_other_media(
    found: Collected, arguments: Arguments, media: Media, samples: Samples
) -> CaseData:
    body, choice = found.operation.body, media_choice(found.operation)
    if body is None or not choice or not media.content_type:
        raise NoValue("there is no name to ask for it by")
    sent = media.content_type.replace("*/*", f"application/{_ANY}").replace("*", _ANY)
    asked: CaseData = {**arguments.parameters("minimal"), choice: sent}
    modes: tuple[Mode, ...] = ("minimal", "full")
    if body.argument or media.kind not in _OTHER_MEDIA:
        whole = body.argument or str(WHOLE)
        value = samples.sample(media.schema, Direction.REQUEST, "full").value
        given: CaseData = {whole: arguments.whole(media, value)}
        return {"arguments": {**asked, **given}, "sent": sent, "whole": whole}
    for mode in modes:
        given = arguments.body(media, mode)
        if given and "extra_body" not in given:
            return {"arguments": {**asked, **given}, "sent": sent}
    raise NoValue("its properties are not those of the first media type")


def _credentials(found: Collected) -> None:
    """Each alternative of the security requirement after the first, which all other cases use."""
    for names in found.operation.security[1:_ALTERNATIVES]:
        shown = f"authorised by {' and '.join(names)}" if names else "anonymous"
        case = {"arguments": found.arguments, "credentials": list(names)}
        found.add(GROUP, shown, case)
