"""The operations that tests of what every client promises make calls of."""

from __future__ import annotations

from instep.ir.api import Api, SchemeKind
from instep.ir.operation import MediaKind, Operation
from instep.ir.types import Json
from instep.render.choices import always_streams, flag_parameter, stream_choice
from instep.render.contract.answers import plain_answer
from instep.render.contract.collected import CaseData, Collected
from instep.render.contract.requests import GROUP as REQUESTS
from instep.render.contract.streams import STREAMS

_IN_HEADERS = frozenset({SchemeKind.BEARER, SchemeKind.HEADER, SchemeKind.OAUTH2})


class Subjects:
    """Chooses the first operation that is fit for each kind of test, while operations are collected."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.chosen: dict[str, Json] = {}
        """By kind: the operation's key, and the argument that asks for a stream if one does."""

    def look_at(self, found: Collected) -> None:
        """Take note of an operation."""
        if not _is_simple(found):
            return
        row = {"key": found.operation.key, "flag": flag_argument(found.operation)}
        fit = {
            "plain": _answers_plainly(found),
            "stream": _streams_events(found),
            "secured": _answers_plainly(found) and self._needs_a_key(found.operation),
        }
        for kind, is_fit in fit.items():
            if is_fit:
                self.chosen.setdefault(kind, row)

    def _needs_a_key(self, operation: Operation) -> bool:
        """Whether one credential in a header, and nothing less, makes a call possible."""
        kinds = {scheme.name: scheme for scheme in self._api.security_schemes}
        alternatives = operation.security
        if not alternatives or () in alternatives or len(alternatives[0]) != 1:
            return False
        first = kinds.get(alternatives[0][0])
        others = [kinds.get(name) for names in alternatives for name in names]
        return (
            first is not None
            and first.kind in _IN_HEADERS
            and not first.assumed
            and all(one is not None and one.kind is not SchemeKind.OTHER for one in others)
        )


def _is_simple(found: Collected) -> bool:
    """Whether the plainest call is valid and plain: the usual server, one page, JSON if anything is sent."""
    operation = found.operation
    body = operation.body
    rows: dict[str, CaseData] = found.groups.get(REQUESTS, {})
    return (
        operation.pages is None
        and not operation.servers
        and operation.method != "HEAD"
        and any(row["arguments"] == found.arguments for row in rows.values())
        and (
            body is None
            or (not body.argument and all(one.kind is MediaKind.JSON for one in body.media))
        )
    )


def _answers_plainly(found: Collected) -> bool:
    if always_streams(found.operation):
        return False
    if any("*" in media.content_type for one in found.operation.responses for media in one.media):
        return False
    answer = plain_answer(found)
    return "model" in answer and isinstance(answer.get("json"), dict)


def _streams_events(found: Collected) -> bool:
    first = next(iter(found.groups.get(STREAMS, {}).values()), {"answer": {"raw": True}})
    answer = first["answer"]
    return not answer.get("raw") and not answer.get("envelope")


def flag_argument(operation: Operation) -> str:
    """The argument that asks for a stream; empty if none does."""
    if choice := stream_choice(operation):
        return choice
    if parameter := flag_parameter(operation):
        return parameter.argument
    if operation.stream is None or operation.body is None:
        return ""
    flags = (a.argument for a in operation.body.arguments if a.wire == operation.stream.flag)
    return next(flags, "")
