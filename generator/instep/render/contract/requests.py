"""Calls, and with them requests: required arguments only, all of them, each way to authenticate."""

from __future__ import annotations

from instep.ir.operation import Media, MediaKind
from instep.ir.types import Json
from instep.render.contract.arguments import Arguments, NoValue
from instep.render.contract.collected import Collected
from instep.render.contract.samples import Samples
from instep.sampling.generate import Mode
from instep.sampling.schemas import Direction

GROUP = "requests"
_OTHER_MEDIA = frozenset({MediaKind.JSON, MediaKind.FORM, MediaKind.MULTIPART})
_ALTERNATIVES = 8


def add_requests(found: Collected, arguments: Arguments, samples: Samples) -> None:
    """Every case of the group `requests`; notes the arguments of the plainest call too."""
    _plainest(found, arguments)
    _all_arguments(found, arguments)
    _examples(found, arguments, samples)
    _other_media(found, arguments)
    if found.has(GROUP):
        _credentials(found)


def _plainest(found: Collected, arguments: Arguments) -> None:
    body = found.operation.body
    try:
        found.arguments = arguments.parameters("minimal")
        if body is not None and (body.required or any(a.required for a in body.arguments)):
            found.arguments |= arguments.body(body.media[0], "minimal")
    except NoValue as problem:
        found.leave("required arguments only", str(problem))
        # Answers do not depend on the request: any call will do to see what is made of them.
        found.arguments |= _any_body(found)
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


def _other_media(found: Collected, arguments: Arguments) -> None:
    body = found.operation.body
    for media in body.media[1:] if body is not None else ():
        name = f"sent as {media.content_type}"
        try:
            given = _in_other_media(found, arguments, media)
        except NoValue as problem:
            found.leave(name, str(problem))
            continue
        found.add(GROUP, name, {"arguments": given, "media": media.content_type})


def _in_other_media(found: Collected, arguments: Arguments, media: Media) -> dict[str, Json]:
    body = found.operation.body
    if body is None or body.argument or media.kind not in _OTHER_MEDIA or "*" in media.content_type:
        raise NoValue("only the first media type is tested here")
    modes: tuple[Mode, ...] = ("minimal", "full")
    for mode in modes:
        given = arguments.body(media, mode)
        if given and "extra_body" not in given:
            header = {"Content-Type": media.content_type}
            return {**arguments.parameters("minimal"), **given, "extra_headers": header}
    raise NoValue("its properties are not those of the first media type")


def _credentials(found: Collected) -> None:
    """Each alternative of the security requirement after the first, which all other cases use."""
    for names in found.operation.security[1:_ALTERNATIVES]:
        shown = f"authorised by {' and '.join(names)}" if names else "anonymous"
        case = {"arguments": found.arguments, "credentials": list(names)}
        found.add(GROUP, shown, case)
