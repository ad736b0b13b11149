"""Compares two documents by the clients that they make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from instep.config import ClientConfig
from instep.drift.changes import Comparison
from instep.drift.compare import Side, compare
from instep.pipeline.reading import Reading, Stage, read


def compare_documents(
    old: ClientConfig,
    new: ClientConfig,
    *,
    pins: Mapping[str, str] | None = None,
    content: bytes | None = None,
    beside: Mapping[str, bytes] | None = None,
    today: date | None = None,
    docs: bool = False,
    stage: Stage = lambda _: None,
) -> Comparison:
    """What changed from one document to another, for the wire and for the client.

    The second client's names are those that the first document gets, which keeps `pins`; `content`
    is what the second document holds, `beside` what files hold that it refers to, where that is
    known already; `today` decides whether a sunset date has passed; `docs` asks for differences in words too.

    Raises:
        InputError: A document cannot be read as OpenAPI.
        OutsideError: Network, permissions.
    """
    before = read(old, pins=pins or {}, formal=False, stage=stage)
    names = {
        **{o.key: ".".join(o.call) for o in before.api.operations},
        **{d.key: d.name for d in before.api.definitions},
    }
    after = read(new, pins=names, formal=False, content=content, beside=beside, stage=stage)
    stage("comparing")
    return compare(_side(before), _side(after), today=today or date.today(), docs=docs)  # noqa: DTZ011


def _side(reading: Reading) -> Side:
    document = reading.document
    return Side(
        reading.api,
        document.location,
        lambda pointer: str(document.locate(pointer)),
        document.source_pointer,
        document.text_of,
    )
