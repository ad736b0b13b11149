"""A typed call: its value, its raw and streamed views, and the credentials that it needs."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ..compare import difference
from ..events import values, written
from ..kinds import is_object
from .driver import SECRET, Driver, answer, chunked, raises, subject, told


class Results:
    """The value of a call."""

    needs = "plain"

    def test_it_is_data_with_attributes(self, driver: Driver) -> None:
        found = subject("plain")
        client = driver.typed(found, told(found, x_request_id="r1"))
        value = driver.done(driver.method(client, found.call)(**found.arguments))
        assert value._request_id == "r1"
        assert not difference(found.answer["json"], value.to_dict())
        assert json.loads(value.to_json()) == value.to_dict() == json.loads(value.to_json(indent=2))
        assert type(value).__name__ in repr(value)
        with pytest.raises(AttributeError, match="instep_unknown"):
            _ = value.instep_unknown

    def test_copies_are_equal(self, driver: Driver) -> None:
        found = subject("plain")
        package = driver.package
        value = package.parse(getattr(package.types, found.answer["model"]), found.answer["json"])
        for other in (
            pickle.loads(pickle.dumps(value)),  # noqa: S301 - of our own making
            copy.copy(value),
            copy.deepcopy(value),
        ):
            assert other == value
            assert other.to_dict() == value.to_dict()
        assert value != 7

    def test_what_is_set_is_said(self, driver: Driver) -> None:
        found = subject("plain")
        package = driver.package
        model = getattr(package.types, found.answer["model"])
        kind: type[Any] = package.parse(model, found.answer["json"]).__class__
        value = package.parse(kind, {**found.answer["json"], "instep_unknown": {"a": 1}})
        assert value.instep_unknown == {"a": 1}
        set_ = value.__pydantic_fields_set__ - {"instep_unknown"}
        made = kind(**{name: getattr(value, name) for name in set_})
        assert made.to_dict() == {k: v for k, v in value.to_dict().items() if k != "instep_unknown"}
        for name in list(set_)[:1]:
            setattr(made, name, getattr(value, name))
        assert made.to_dict().keys() == value.to_dict().keys() - {"instep_unknown"}
        bare = package.parse(kind, {})
        assert bare.to_dict() == {}


class Views:
    """`with_raw_response` and `with_streaming_response`."""

    needs = "plain"

    def test_the_raw_view_has_everything(self, driver: Driver) -> None:
        found = subject("plain")
        client = driver.typed(found, answer(b"{}", 503), told(found, x_request_id="r1"))
        response = driver.done(_view(driver, client, found.call, "raw")(**found.arguments))
        assert (response.status_code, response.request_id) == (found.answer["status"], "r1")
        assert response.retries_taken == 1
        assert response.is_closed
        assert response.http_request is driver.last
        assert response.headers["x-request-id"] == "r1"
        assert json.loads(response.text) == response.json() == found.answer["json"]
        assert response.parse(to=Any) == found.answer["json"]
        assert not difference(found.answer["json"], response.parse().to_dict())
        assert str(found.answer["status"]) in repr(response)
        driver.done(response.close())

    def test_the_streamed_view_reads_when_it_is_asked(self, driver: Driver, tmp_path: Path) -> None:
        found = subject("plain")
        expected = found.answer["json"]
        text = json.dumps(expected)
        path = tmp_path / "answer.json"

        def use(view: Callable[[Any], Any]) -> Any:
            call = _view(driver, driver.typed(found, told(found)), found.call, "streaming")
            return driver.within(call(**found.arguments), view)

        assert use(lambda response: response.read()) == text.encode()
        assert use(lambda response: response.text()) == text
        assert use(lambda response: response.json()) == expected
        assert use(lambda response: response.parse(to=Any)) == expected
        assert not difference(expected, use(lambda response: response.parse()).to_dict())
        assert b"".join(use(lambda response: response.iter_bytes())) == text.encode()
        assert use(lambda response: response.stream_to_file(path)) == len(text)
        assert path.read_bytes() == text.encode()
        assert use(lambda response: response.is_closed) is False

    def test_lines_come_one_by_one(self, driver: Driver) -> None:
        found = subject("plain")
        parts = (b"on", b"e\r\ntwo\n\nth", "rée".encode())
        for limit, lines in ((None, ["one", "two", "", "thrée"]), (4, None)):
            client = driver.typed(
                found,
                chunked(*parts, media=found.answer["media"]),
                limits=driver.package.Limits(event=limit),
            )
            call = _view(driver, client, found.call, "streaming")
            if lines is None:
                with pytest.raises(driver.package.APIError, match="larger than 4 bytes"):
                    driver.within(call(**found.arguments), lambda response: response.iter_lines())
                continue
            got = driver.within(call(**found.arguments), lambda response: response.iter_lines())
            assert got == lines

    def test_the_time_of_the_whole_call_counts(self, driver: Driver) -> None:
        found = subject("plain")
        call = _view(driver, driver.typed(found, told(found)), found.call, "streaming")
        limit = driver.package.Timeout(total=60)
        arguments = {**found.arguments, "timeout": limit}
        got = driver.within(call(**arguments), lambda response: response.iter_bytes())
        assert json.loads(b"".join(got)) == found.answer["json"]

    def test_an_error_is_raised_by_both(self, driver: Driver) -> None:
        found = subject("plain")
        client = driver.typed(found, answer(b"{}", 404))
        with pytest.raises(driver.package.NotFoundError):
            driver.done(_view(driver, client, found.call, "raw")(**found.arguments))
        with pytest.raises(driver.package.NotFoundError):
            call = _view(driver, client, found.call, "streaming")
            driver.within(call(**found.arguments), lambda response: response)

    def test_extra_properties_are_sent(self, driver: Driver) -> None:
        found = subject("plain")
        client = driver.typed(found, told(found))
        method = driver.method(client, found.call)
        driver.done(
            method(**found.arguments, extra_body={"instep": [1]}, extra_headers={"X-A": "1"})
        )
        assert json.loads(driver.last.content)["instep"] == [1]
        assert driver.last.headers["x-a"] == "1"
        driver.done(
            method(**found.arguments, extra_headers={"Content-Type": "application/json; a=b"})
        )
        assert driver.last.headers["content-type"] == "application/json; a=b"
        driver.done(method(**found.arguments, extra_headers={"Content-Type": "application/json"}))
        assert driver.last.headers["content-type"] == "application/json"
        with raises(TypeError, "extra_body"):
            driver.done(method(**found.arguments, extra_body=[1]))


class Streams:
    """The views of a call that streams."""

    needs = "stream"

    def test_both_views_give_the_stream(self, driver: Driver) -> None:
        found = subject("stream")
        sent: dict[str, Any] = next(iter(found.data["streams"].values()))["answer"]
        expected = values(sent)
        told = chunked(*written(sent), media=sent["media"], x_request_id="r1")
        client = driver.typed(found, told)
        response = driver.done(_view(driver, client, found.call, "raw")(**found.streaming))
        assert response.request_id == "r1"
        events = driver.events(response.parse())
        assert [driver.package.dump(one) for one in events] == expected
        driver.done(response.close())
        call = _view(driver, client, found.call, "streaming")
        seen: list[Any] = driver.within(call(**found.streaming), lambda one: _events(driver, one))
        assert [driver.package.dump(one) for one in seen] == expected

    def test_a_stream_that_was_not_asked_for_is_an_error(self, driver: Driver) -> None:
        found = subject("stream")
        if found.flag:
            sent: dict[str, Any] = next(iter(found.data["streams"].values()))["answer"]
            client = driver.typed(found, chunked(*written(sent), media=sent["media"]))
            with raises(driver.package.APIResponseValidationError, "stream"):
                driver.done(driver.method(client, found.call)(**found.arguments))

    def test_a_stream_that_stops_early_is_not_taken_for_the_whole(self, driver: Driver) -> None:
        """Where its events say so: what the first one opens has to be closed."""
        found = subject("stream")
        sent: dict[str, Any] = next(iter(found.data["streams"].values()))["answer"]
        first = values(sent)[0]
        parts = written({**{k: v for k, v in sent.items() if k != "text"}, "events": [first]})
        client = driver.typed(found, chunked(*parts, media=sent["media"]))
        stream = driver.done(driver.method(client, found.call)(**found.streaming))
        try:
            seen = driver.events(stream)
        except driver.package.APIConnectionError as error:
            assert "ended without any of" in str(error)
        else:
            assert [driver.package.dump(one) for one in seen] == [first]
        assert stream.response.is_closed

    def test_an_error_among_the_events_is_raised_unless_it_is_documented(
        self, driver: Driver
    ) -> None:
        found = subject("stream")
        sent: dict[str, Any] = next(iter(found.data["streams"].values()))["answer"]
        first = values(sent)[0]
        if sent["kind"] != "events" or not is_object(first):
            return
        for event in (
            {**first, "error": {"message": "overloaded"}},
            {"message": "overloaded"},
            first,
        ):
            text = b"event: error\ndata: " + json.dumps(event).encode() + b"\n\n"
            client = driver.typed(found, chunked(text, media=sent["media"]))
            stream = driver.done(driver.method(client, found.call)(**found.streaming))
            try:
                value = driver.done(anext(stream) if driver.asynchronous else next(stream))
            except driver.package.APIConnectionError as error:
                pytest.fail(f"the connection was not lost: {error}")
            except driver.package.APIError as error:
                assert error.body == event
            else:
                assert driver.package.dump(value) == event
            driver.done(stream.close())


async def _aevents(response: Any) -> list[Any]:
    return [one async for one in await response.parse()]


def _events(driver: Driver, response: Any) -> Any:
    return _aevents(response) if driver.asynchronous else list(response.parse())


class Credentials:
    """The credential of a call that needs one."""

    needs = "secured"

    def test_without_it_the_call_says_how_to_give_it(self, driver: Driver) -> None:
        found = subject("secured")
        client = driver.kind(base_url="https://api.test", http_client=driver.http())
        scheme = driver.schemes[found.data["security"][0][0]]
        with raises(
            driver.package.MissingCredentialError, f"`{scheme['argument']}=`", scheme["variable"]
        ):
            driver.done(driver.method(client, found.call)(**found.arguments))
        assert driver.requests == []

    def test_the_caller_may_put_or_remove_it(self, driver: Driver) -> None:
        found = subject("secured")
        scheme = driver.schemes[found.data["security"][0][0]]
        name = scheme["wire"] if scheme["kind"] == "header" else "Authorization"
        client = driver.kind(base_url="https://api.test", http_client=driver.http(answer(b"{}")))
        method = driver.method(client, found.call)
        driver.done(method(**found.arguments, extra_headers={name.lower(): "mine"}))
        assert driver.last.headers[name] == "mine"
        driver.done(method(**found.arguments, extra_headers={name: None}))
        assert name not in driver.last.headers

    def test_a_function_is_asked_for_each_attempt(self, driver: Driver) -> None:
        found = subject("secured")
        argument = driver.schemes[found.data["security"][0][0]]["argument"]
        keys = iter(["one", "two"])
        client = driver.typed(found, answer(b"{}", 503), answer(), **{argument: lambda: next(keys)})
        driver.done(driver.method(client, found.call)(**found.arguments))
        assert [_holds(sent, "one") for sent in driver.requests] == [True, False]
        assert [_holds(sent, "two") for sent in driver.requests] == [False, True]

    def test_a_coroutine_function_needs_an_asynchronous_client(self, driver: Driver) -> None:
        found = subject("secured")
        argument = driver.schemes[found.data["security"][0][0]]["argument"]

        async def key() -> str:
            return "slow"

        client = driver.typed(found, answer(), **{argument: key})
        if driver.asynchronous:
            driver.done(driver.method(client, found.call)(**found.arguments))
            assert _holds(driver.last, "slow")
            return
        with raises(driver.package.InvalidRequestError, "asynchronous"):
            driver.done(driver.method(client, found.call)(**found.arguments))

    @pytest.mark.parametrize("given", ["", f"{SECRET}\r\nX-Evil: 1", f" {SECRET}", f"{SECRET}ü", 7])
    def test_one_that_no_header_can_have_is_refused(self, driver: Driver, given: Any) -> None:
        found = subject("secured")
        argument = driver.schemes[found.data["security"][0][0]]["argument"]
        client = driver.typed(found, **{argument: given})
        with raises(driver.package.InvalidRequestError, f"`{argument}`"):
            driver.done(driver.method(client, found.call)(**found.arguments))
        assert driver.requests == []

    def test_a_copy_may_have_another(self, driver: Driver) -> None:
        found = subject("secured")
        argument = driver.schemes[found.data["security"][0][0]]["argument"]
        client = driver.typed(found, answer())
        copy_ = client.with_options(**{argument: "another"})
        driver.done(driver.method(copy_, found.call)(**found.arguments))
        assert _holds(driver.last, "another")
        driver.done(driver.method(client, found.call)(**found.arguments))
        assert not _holds(driver.last, "another")

    def test_one_that_comes_back_is_not_shown(self, driver: Driver) -> None:
        """`raises` looks for it in the error's text."""
        found = subject("secured")
        client = driver.typed(found, answer(b'{"message": "no key %s"}' % SECRET.encode(), 400))
        with raises(driver.package.BadRequestError):
            driver.done(driver.method(client, found.call)(**found.arguments))

    def test_it_goes_to_no_other_origin(self, driver: Driver) -> None:
        found = subject("secured")
        for trusted in ((), ("https://elsewhere.test",)):
            client = driver.typed(found, answer(), trusted_origins=trusted)
            driver.done(client.get("https://elsewhere.test/x"))
            assert _holds(driver.last, SECRET) is bool(trusted)
        driver.done(client.get("https://api.test/x"))
        assert _holds(driver.last, SECRET)


def _view(driver: Driver, client: Any, call: str, kind: str) -> Any:
    """A method of the raw or the streamed view of its resource."""
    owner, _, name = call.rpartition(".")
    return getattr(getattr(driver.method(client, owner), f"with_{kind}_response"), name)


def _holds(request: httpx2.Request, secret: str) -> bool:
    """Whether a request carries a credential in a header."""
    return any(secret in value for value in request.headers.values())
