"""`on_drift`: what the server sends and the document does not say is told, once, and breaks nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ..events import values
from ..kinds import is_object
from .driver import Driver, Subject, answer, chunked, subject, told
from .odd import ODD, changed, places

_MOST = 60


def _watched(
    driver: Driver, found: Subject, *answers: Any, **options: Any
) -> tuple[Any, list[Any]]:
    """A client with these answers, and what it tells."""
    seen: list[Any] = []
    return driver.typed(found, *answers, on_drift=seen.append, **options), seen


def _call(driver: Driver, client: Any, found: Subject) -> Any:
    return driver.done(driver.method(client, found.call)(**found.arguments))


def _odd_media(found: Subject) -> Any:
    """An answer of a type that the document does not have."""
    return answer(b"x", found.answer["status"], media="x/odd")


class Findings:
    """What is told."""

    needs = "plain"

    def test_nothing_where_all_is_documented(self, driver: Driver) -> None:
        found = subject("plain")
        kind = getattr(driver.package.types, found.answer["model"])
        driver.package.parse(kind, found.answer["json"], strict=True)
        client, seen = _watched(driver, found, told(found))
        _call(driver, client, found)
        assert [one for one in seen if one.kind != "property"] == []

    def test_whatever_a_strict_client_refuses(self, driver: Driver) -> None:
        found = subject("plain")
        package, expected = driver.package, found.answer["json"]
        kind = getattr(package.types, found.answer["model"])
        spots = list(places(expected))
        for spot in spots[:: len(spots) // _MOST + 1]:
            for odd in ODD[::2]:
                value = changed(expected, spot, odd)
                client, seen = _watched(driver, found, told(found, value), drift_values=True)
                _call(driver, client, found)
                try:
                    package.parse(kind, value, strict=True)
                except ValueError:
                    assert seen, f"{odd!r} at {spot} is refused and not told"
                for one in seen:
                    assert one.operation == found.key
                    assert one.to_dict()["kind"]

    def test_a_status_and_a_media_type(self, driver: Driver) -> None:
        found = subject("plain")
        unknown = next(str(n) for n in (418, 451, 423) if str(n) not in found.data["replies"])
        client, seen = _watched(driver, found, answer(b"{}", int(unknown)), _odd_media(found))
        with pytest.raises(driver.package.APIStatusError):
            _call(driver, client, found)
        if "default" not in found.data["replies"] and "4XX" not in found.data["replies"]:
            assert [(one.kind, one.status) for one in seen] == [("status", int(unknown))]
        seen.clear()
        with pytest.raises(driver.package.APIResponseValidationError):
            _call(driver, client, found)
        assert [(one.kind, one.media) for one in seen] == [("media-type", "x/odd")]

    def test_nothing_of_what_is_no_json(self, driver: Driver) -> None:
        found = subject("plain")
        client, seen = _watched(
            driver, found, answer(b"{oops", found.answer["status"], media=found.answer["media"])
        )
        with pytest.raises(driver.package.APIResponseValidationError):
            _call(driver, client, found)
        assert seen == []

    def test_each_once(self, driver: Driver) -> None:
        found = subject("plain")
        value = {**found.answer["json"], "instep_unknown": 1}
        client, seen = _watched(driver, found, told(found, value))
        for _ in range(3):
            _call(driver, client, found)
            _call(driver, client.with_options(timeout=5), found)
        assert len(seen) == len({str(one.to_dict()) for one in seen})

    def test_nothing_of_what_the_document_does_not_have(self, driver: Driver) -> None:
        client, seen = _watched(driver, subject("plain"), answer(b'{"a": 1}'))
        driver.done(client.get("/instep/unknown"))
        assert seen == []


class Telling:
    """Whom it is told."""

    needs = "plain"

    def test_a_file(self, driver: Driver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        found = subject("plain")
        log = tmp_path / "drift.jsonl"
        package = driver.package.__name__.rpartition(".")[2].upper()
        monkeypatch.setenv(f"{package}_DRIFT_LOG", str(log))
        with pytest.raises(driver.package.APIResponseValidationError):
            _call(driver, driver.typed(found, _odd_media(found)), found)
        (line,) = log.read_text().splitlines()
        assert json.loads(line) == {
            "kind": "media-type", "operation": found.key, "status": found.answer["status"], "media": "x/odd",
        }  # fmt: skip

    def test_what_goes_wrong_there_breaks_no_call(
        self, driver: Driver, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(_: Any) -> None:
            raise ZeroDivisionError

        found = subject("plain")
        client = driver.typed(found, told(found), answer(b"{}", 418), on_drift=fail)
        _call(driver, client, found)
        with pytest.raises(driver.package.APIStatusError):
            _call(driver, client, found)
        assert all("cannot be observed" in one.message for one in caplog.records)


class Shared:
    """Copies of a client."""

    needs = "plain"

    def test_a_copy_tells_the_same(self, driver: Driver) -> None:
        found = subject("plain")
        client, seen = _watched(driver, found, _odd_media(found))
        copies = (client.with_options(timeout=5), client.with_options(on_drift=seen.append))
        for one in (client, *copies):
            with pytest.raises(driver.package.APIResponseValidationError):
                _call(driver, one, found)
        assert len(seen) == 2


class Streamed:
    """Events of a stream."""

    needs = "stream"

    def test_odd_events_are_told(self, driver: Driver) -> None:
        found = subject("stream")
        client, seen = _watched(driver, found, _odd(found), drift_values=True)
        _read(driver, client, found)
        assert all(one.operation == found.key for one in seen)

    def test_what_goes_wrong_there_breaks_no_stream(self, driver: Driver) -> None:
        def fail(_: Any) -> None:
            raise ZeroDivisionError

        found = subject("stream")
        plain = _read(driver, driver.typed(found, _odd(found)), found)
        assert _read(driver, driver.typed(found, _odd(found), on_drift=fail), found) == plain


def _odd(found: Subject) -> Any:
    """A stream of the documented events, each with one text in it that is another."""
    sent: dict[str, Any] = next(iter(found.data["streams"].values()))["answer"]
    odd = [
        {**event, name: "instep-odd", "instep_unknown": [True]}
        for event in values(sent)
        if is_object(event)
        for name, value in event.items()
        if isinstance(value, str)
    ]
    lines = sent["kind"] == "json-lines"
    texts = [json.dumps(event).encode() for event in odd]
    return chunked(
        *(text + b"\n" if lines else b"data: " + text + b"\n\n" for text in texts),
        media=sent["media"],
    )


def _read(driver: Driver, client: Any, found: Subject) -> list[Any]:
    """The data of a call's events, as far as they come."""
    stream = driver.done(driver.method(client, found.call)(**found.streaming))
    seen: list[Any] = []
    with suppress(driver.package.APIError):  # an odd event may be an error, or end too early
        while True:
            try:
                event = driver.done(anext(stream) if driver.asynchronous else next(stream))
            except (StopIteration, StopAsyncIteration):
                break
            seen.append(driver.package.dump(event))
    return seen
