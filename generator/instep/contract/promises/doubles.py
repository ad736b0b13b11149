"""`PACKAGE.testing`: a client that answers by the document, refuses what it forbids, and records."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from ..cases import read, revived
from ..compare import difference
from ..validity import Schemas
from .driver import Driver, Subject, always, raises, subject
from .odd import ODD, changed, places

_MOST = 40


def _other_media(found: Subject) -> list[str]:
    """Media types of successful answers that are no JSON."""
    replies: dict[str, dict[str, Any]] = found.data["replies"]
    successes = (content for status, content in replies.items() if status[0] in "2d")
    return [media for content in successes for media in content if "json" not in media]


def double(driver: Driver, **options: Any) -> Any:
    """A test double of the client."""
    testing: Any = importlib.import_module(f"{driver.package.__name__}.testing")
    return (testing.AsyncMockClient if driver.asynchronous else testing.MockClient)(**options)


def failure(driver: Driver, *given: Any) -> Any:
    """`Failure` of the package."""
    testing: Any = importlib.import_module(f"{driver.package.__name__}.testing")
    return testing.Failure(*given)


def called(driver: Driver, client: Any, found: Subject, **more: Any) -> Any:
    """What the double gives for the plainest valid call."""
    return driver.done(driver.method(client, found.call)(**{**found.arguments, **more}))


class Answers:
    """What a double answers."""

    needs = "plain"

    def test_the_document_s_example(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        value = called(driver, client, found)
        method = driver.method(client, found.call)
        assert value.to_dict() == client.mock.example(method).to_dict()
        driver.package.parse(type(value), value.to_dict(), strict=True)

    def test_what_the_test_sets(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        method = driver.method(client, found.call)
        value = driver.package.parse(type(client.mock.example(method)), found.answer["json"])
        client.mock.on(method).fails(429).returns(value, headers={"x-request-id": "r1"})
        again = called(driver, client, found)
        assert (again.to_dict(), again._request_id) == (value.to_dict(), "r1")
        (call,) = client.mock.calls_of(method)
        assert len(call.requests) == 2
        client.mock.on(method).returns(value, status=found.answer["status"])
        assert called(driver, client, found).to_dict() == value.to_dict()
        client.mock.on(method).answers(always(failure(driver, 404)))
        with pytest.raises(driver.package.NotFoundError):
            called(driver, client, found)
        client.mock.on(method).answers(always(value))
        assert called(driver, client, found).to_dict() == value.to_dict()
        client.mock.on(method).raises(driver.package.APIConnectionError("lost"))
        with raises(driver.package.APIConnectionError, "lost"):
            called(driver, client, found)
        client.mock.reset()
        assert client.mock.calls == []
        assert called(driver, client, found).to_dict() == client.mock.example(method).to_dict()

    def test_failures_have_their_documented_bodies(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver, max_retries=0)
        route = client.mock.on(driver.method(client, found.call))
        for status in (
            *(int(s) for s in found.data["replies"] if s[:1] in "45" and s.isdigit()),
            418,
        ):
            route = client.mock.on(driver.method(client, found.call)).fails(status)
            with pytest.raises(driver.package.APIStatusError) as caught:
                called(driver, client, found)
            assert caught.value.status_code == status
        for status in (200, 600):
            with raises(ValueError, "400 to 599"):
                route.fails(status)
        for row in list(found.data.get("failures", {}).values())[:3]:
            sent = row["answer"]
            if "json" in sent:
                client.mock.on(driver.method(client, found.call)).fails(
                    sent["status"], sent["json"]
                )
                with pytest.raises(driver.package.APIStatusError) as caught:
                    called(driver, client, found)
                assert driver.package.dump(caught.value.body) == sent["json"]
        if not {"418", "4XX", "default"} & found.data["replies"].keys():
            client.mock.on(driver.method(client, found.call)).fails(418, {"message": "no"})
            with pytest.raises(driver.package.APIStatusError, match="no"):
                called(driver, client, found)

    def test_no_answer_that_the_document_does_not_have(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        method = driver.method(client, found.call)
        kind: type[Any] = client.mock.example(method).__class__
        others = _other_media(found)
        for odd in ODD:
            if others and isinstance(odd, str):
                continue  # it may be the text of another media type
            try:
                driver.package.parse(kind, odd, strict=True)
            except ValueError:
                with pytest.raises(AssertionError, match="does not allow"):
                    client.mock.on(method).returns(odd)
        if not others:
            with pytest.raises(AssertionError, match="bytes"):
                client.mock.on(method).returns(b"bytes")
        with raises(TypeError, "returns() needs a value"):
            client.mock.on(method).returns()

    def test_views_work(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        owner, _, name = found.call.rpartition(".")
        resource = driver.method(client, owner)
        example = client.mock.example(driver.method(client, found.call)).to_dict()
        raw = driver.done(getattr(resource.with_raw_response, name)(**found.arguments))
        assert raw.parse().to_dict() == example
        call = getattr(resource.with_streaming_response, name)
        value = driver.within(call(**found.arguments), lambda response: response.json())
        assert not difference(example, value)


class Refusals:
    """What a double refuses."""

    needs = "plain"

    def test_an_unknown_query_parameter(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        if any(one.get("spread") for one in found.data["parameters"]):
            return
        with pytest.raises(AssertionError, match="instep_unknown"):
            called(driver, client, found, extra_query={"instep_unknown": 1})
        client.mock.allow_undocumented = True
        called(driver, client, found, extra_query={"instep_unknown": 1})

    def test_what_another_validator_refuses(self, driver: Driver) -> None:
        """Bodies with one odd part; the double also refuses properties that a schema does not name."""
        found, client = subject("plain"), double(driver)
        media = next(iter(found.data.get("body", {}).get("media", ())), None)
        if media is None or media["kind"] != "json":
            return
        schemas = Schemas(read("schemas")["request"])
        for arguments in _requests(found):
            called(driver, client, replace(found, data={**found.data, "arguments": arguments}))
            body = client.mock.calls[-1].json
            if body is None:
                continue
            spots = list(places(body))
            for spot in spots[:: len(spots) // _MOST + 1]:
                for odd in ODD[::3]:
                    sent = changed(body, spot, odd)
                    refused = _is_refused(driver, client, found, sent)
                    if schemas.problem(media["schema"], sent):
                        assert refused, f"{odd!r} at {spot} is sent"

    def test_every_documented_request_is_taken(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        for row in found.data["requests"].values():
            arguments = revived(row["arguments"])
            if not arguments.get(found.flag):
                called(driver, client, replace(found, data={**found.data, "arguments": arguments}))

    def test_what_the_document_does_not_have(self, driver: Driver) -> None:
        client = double(driver)
        with pytest.raises(AssertionError, match="no operation GET /instep/unknown"):
            driver.done(client.get("/instep/unknown"))
        with raises(TypeError, "http_client"):
            double(driver, http_client=httpx2.Client())

    def test_what_is_no_method_of_it(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        for other in (print, client.get):
            with raises(TypeError, "expected a method"):
                client.mock.on(other)
        with raises(TypeError, "another client"):
            client.mock.on(driver.method(double(driver), found.call))


def _requests(found: Subject) -> list[dict[str, Any]]:
    """The arguments of a few valid calls that do not stream, the one with most first."""
    rows = [row["arguments"] for row in found.data["requests"].values()]
    rows = [row for row in rows if not row.get(found.flag) and "$bytes" not in json.dumps(row)]
    return sorted(rows, key=lambda row: -len(json.dumps(row)))[:2]


def _is_refused(driver: Driver, client: Any, found: Subject, body: Any) -> bool:
    """Whether the double refuses this body, sent by hand to the operation's path."""
    sent = client.mock.calls[0].request
    path = sent.url.path.removeprefix(httpx2.URL(client.base_url).path.rstrip("/"))
    try:
        driver.done(client.request(sent.method, path, body=body))
    except AssertionError as refusal:
        assert found.key in str(refusal)
        return True
    except TypeError as unsayable:
        assert "JSON" in str(unsayable)
        return True
    return False


class Records:
    """What a double records."""

    needs = "plain"

    def test_a_call_has_its_arguments_and_its_request(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        called(driver, client, found)
        (call,) = client.mock.calls
        assert (call.operation, call.name, call.streaming) == (found.key, found.call, False)
        assert call.arguments.keys() <= found.arguments.keys()
        assert call.request.method == found.data["method"]
        assert call.json == (json.loads(call.request.content) if call.request.content else None)

    def test_what_was_not_sent_has_no_request(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        with pytest.raises(driver.package.InvalidRequestError):
            called(driver, client, found, extra_headers={"X": "a\nb"})
        (call,) = client.mock.calls
        with raises(LookupError, "nothing was sent"):
            _ = call.request

    def test_copies_share_the_record(self, driver: Driver) -> None:
        found, client = subject("plain"), double(driver)
        called(driver, client.with_options(timeout=1), found)
        assert len(client.mock.calls) == 1


class Streams:
    """Streams of a double."""

    needs = "stream"

    def test_the_document_s_events_and_those_of_a_test(self, driver: Driver) -> None:
        found, client = subject("stream"), double(driver)
        method = driver.method(client, found.call)
        events = client.mock.example_events(method)
        dump = driver.package.dump
        stream = driver.done(method(**found.streaming))
        assert [dump(one) for one in driver.events(stream)] == [dump(one) for one in events]
        lost = driver.package.APIConnectionError("lost")
        client.mock.on_stream(method).fails(503).sends(*events, error=lost)
        stream = driver.done(method(**found.streaming))
        with raises(driver.package.APIConnectionError, "lost"):
            driver.events(stream)
        assert client.mock.calls[-1].streaming

    def test_a_call_gets_what_it_asks_for(self, driver: Driver) -> None:
        found, client = subject("stream"), double(driver)
        method = driver.method(client, found.call)
        if not found.flag:
            with raises(TypeError, "on_stream()"):
                client.mock.on(method)
            return
        client.mock.on_stream(method).sends(*client.mock.example_events(method))
        with pytest.raises(AssertionError, match="does not ask for a stream"):
            driver.done(method(**found.arguments))
        client.mock.reset()
        client.mock.on(method).fails(404)
        with pytest.raises(driver.package.NotFoundError):
            driver.done(method(**found.streaming))
