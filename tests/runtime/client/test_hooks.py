"""Hooks and logs: enough to trace every attempt, and nothing secret in what they show."""

from __future__ import annotations

import logging
from typing import Any

import httpx2
import pytest

from instep.runtime import core, oauth, spelling

from .driver import SPEC, Driver, Recorder, ok, operation, sent
from .server import serving
from .streams import DELTA, data, streaming

OP = operation(
    "GET",
    "/things/{id}?fixed=1",
    parameters=(spelling.Param("id", "path"), spelling.Param("q", "query")),
)


class Seen:
    """Hooks that keep what they are given, as functions or as coroutine functions."""

    def __init__(self, driver: Driver, *, coroutines: bool = True, **headers: str) -> None:
        self.requests: list[core.RequestInfo] = []
        self.responses: list[core.ResponseInfo] = []
        self.errors: list[core.ErrorInfo] = []
        self.headers = headers
        later = driver.is_async and coroutines
        self.options = {
            "on_request": self._later(self.request) if later else self.request,
            "on_response": self._later(self.responses.append) if later else self.responses.append,
            "on_error": self._later(self.errors.append) if later else self.errors.append,
        }

    def request(self, info: core.RequestInfo) -> dict[str, str] | None:
        """Start a span, as a tracer would."""
        self.requests.append(info)
        info.state["span"] = len(self.requests)
        return self.headers or None

    @staticmethod
    def _later(hook: Any) -> Any:
        async def called(info: Any) -> Any:
            return hook(info)

        return called


@pytest.mark.parametrize("coroutines", [False, True])
def test_every_attempt_is_seen(driver: Driver, coroutines: bool) -> None:
    seen = Seen(driver, coroutines=coroutines, traceparent="00-abc")
    server = Recorder(
        httpx2.ReadError("reset"),
        ok(status=503, x_request_id="r1"),
        ok(status=307, location="/base/elsewhere"),
        ok(x_request_id="r2"),
    )
    client = driver.client(server, **seen.options)
    driver.call(client, OP, path={"id": "a b"}, query={"q": 1})
    assert [one.attempt for one in seen.requests] == [1, 2, 3, 4]
    first = seen.requests[0]
    assert (first.operation_id, first.method) == ("op", "GET")
    assert first.path_template == "/things/{id}"
    assert first.url == "https://api.test/base/things/a%20b?fixed=1&q=1"
    assert first.headers["accept"] == "application/json"
    assert [sent(one)["traceparent"] for one in server.requests] == ["00-abc"] * 4
    assert [(one.status_code, one.request_id) for one in seen.responses] == [
        (503, "r1"),
        (307, None),
        (200, "r2"),
    ]
    assert [one.request.state["span"] for one in seen.responses] == [2, 3, 4]
    (failure,) = seen.errors
    assert failure.will_retry
    assert failure.request is first
    assert isinstance(failure.error, core.APIConnectionError)
    assert all(one.elapsed >= 0 for one in (*seen.responses, *seen.errors))


def test_the_last_failure_is_not_going_to_be_retried(driver: Driver) -> None:
    seen = Seen(driver)
    client = driver.client(Recorder(httpx2.ConnectError("no")), max_retries=1, **seen.options)
    with pytest.raises(core.APIConnectionError):
        driver.call(client, OP, path={"id": "a"})
    assert [one.will_retry for one in seen.errors] == [True, False]
    assert seen.responses == []


def test_a_hook_can_be_added_to_a_copy(driver: Driver) -> None:
    seen, more = Seen(driver), Seen(driver)
    client = driver.client(Recorder(ok()), on_request=seen.options["on_request"])
    copy = client.with_options(on_response=more.options["on_response"])
    driver.call(copy, OP, path={"id": "a"})
    driver.call(client, OP, path={"id": "a"})
    assert (len(seen.requests), len(more.responses)) == (2, 1)
    for name in ("on_request", "on_response", "on_error"):
        with pytest.raises(TypeError, match=name):
            driver.client(Recorder(ok()), **{name: "print"})


@pytest.mark.parametrize("name", ["on_request", "on_response", "on_error"])
def test_what_a_hook_raises_ends_the_call_and_leaks_nothing(driver: Driver, name: str) -> None:
    def fail(info: object) -> None:
        raise RuntimeError("mine")

    closed: list[bool] = []
    kind = driver.chunks(b"{}", closed=closed)
    answers: tuple[Any, ...] = (httpx2.Response(200, stream=kind),)
    if name == "on_error":
        answers = (httpx2.ReadError("reset"),)
    server = Recorder(*answers)
    with pytest.raises(RuntimeError, match="mine"):
        driver.call(driver.client(server, **{name: fail}), OP, path={"id": "a"})
    assert len(server.requests) == (0 if name == "on_request" else 1)
    assert closed == ([True] if name == "on_response" else [])


@pytest.mark.parametrize("given", ["text", {"X-Bad": "a\r\nb"}, {"no name": "x"}])
def test_headers_that_cannot_be_sent_are_refused(driver: Driver, given: Any) -> None:
    client = driver.client(Recorder(ok()), on_request=lambda info: given)
    with pytest.raises(core.InvalidRequestError):
        driver.call(client, OP, path={"id": "a"})


def test_a_coroutine_function_needs_the_asynchronous_client(driver: Driver) -> None:
    async def hook(info: core.RequestInfo) -> None:
        return None

    client = driver.client(Recorder(ok()), on_request=hook)
    if driver.is_async:
        driver.call(client, OP, path={"id": "a"})
    else:
        with pytest.raises(core.InvalidRequestError, match="coroutine"):
            driver.call(client, OP, path={"id": "a"})


def test_streams_are_seen_when_they_begin(driver: Driver) -> None:
    seen = Seen(driver)
    server = Recorder(
        httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=data(DELTA))
    )
    stream = driver.call(driver.client(server, **seen.options), streaming(), body={"stream": True})
    assert [one.status_code for one in seen.responses] == [200]
    driver.take(stream)


SECRETS: dict[str, Any] = {
    "bearerAuth": "canary-bearer",
    "basicAuth": ("canary-user", "canary-basic"),
    "keyHeader": "canary-header",
    "keyQuery": "canary-query",
    "keyCookie": "canary-cookie",
    "oauth": core.ClientCredentials("canary-id", "canary-secret"),
}


@pytest.mark.parametrize("scheme", sorted(SECRETS))
def test_no_secret_reaches_hooks_or_logs(
    driver: Driver, scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Over a real connection, so that every library's DEBUG log is there."""

    def answer(request: Any) -> None:
        if request.line.startswith("POST /token"):
            request.reply(b'{"access_token":"canary-token"}')
        elif "no" in request.line:
            request.reply(b'{"message":"no canary-bearer, canary-token"}', "403 No")
        else:
            request.reply(b'{"id":"x"}', set_cookie="session=canary-set")

    seen = Seen(driver)
    with serving(answer) as server:
        flow = oauth.ClientFlow("/token")
        spec = core.ClientSpec(
            "demo", "", (*SPEC.schemes, core.Scheme("oauth", "oauth2", flow=flow))
        )
        url = server.url.replace("http://", "http://me:canary-url@")
        client = driver.client(
            None, spec=spec, base_url=url, credentials={scheme: SECRETS[scheme]}, **seen.options
        )
        body: dict[str, Any] = {"password": "canary-body"}
        with caplog.at_level(logging.DEBUG):
            op = operation(security=((scheme,),), parameters=(spelling.Param("q", "query"),))
            driver.call(client, op, body=body, query={"q": "shown"})
            extra = core.Options(extra_query={"api_key": "canary-by-hand"})
            driver.call(client, operation("GET"), options=extra)
            with pytest.raises(core.PermissionDeniedError) as caught:
                driver.call(client, operation("GET", "/no", security=((scheme,),)))
        driver.run(client.close())
    everything = repr([seen.requests, seen.responses, seen.errors, caught.value, client])
    records = repr([record.__dict__ for record in caplog.records])
    assert "canary" not in everything.replace(repr(caught.value), "")
    assert "canary-bearer" not in str(caught.value) or scheme != "bearerAuth"
    assert "canary-token" not in str(caught.value) or scheme != "oauth"
    for text in (caplog.text, records):
        assert "canary" not in text
        assert "q=shown" not in text
    assert "q=shown" in seen.requests[0].url
    assert any("api_key=***" in one.url for one in seen.requests)
    assert {record.name.partition(".")[0] for record in caplog.records} >= {"demo", "httpx2"}


def test_logs_have_facts_to_filter_by(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    client = driver.client(Recorder(ok(status=500), ok()))
    with caplog.at_level(logging.DEBUG, logger="demo"):
        driver.call(client, OP, path={"id": "secret-value"})
    mine = [record for record in caplog.records if record.name == "demo"]
    said = [(record.levelname, record.getMessage()) for record in mine]
    assert said == [
        ("DEBUG", "GET /things/{id}: sending"),
        ("INFO", "GET /things/{id}: retry 1 of 2 in 0.50 s"),
        ("DEBUG", "GET /things/{id}: sending"),
        ("INFO", "GET /things/{id}: 200"),
    ]
    facts = mine[-1].__dict__
    assert facts["operation_id"] == "op"
    assert (facts["http_method"], facts["path_template"]) == ("GET", "/things/{id}")
    assert (facts["attempt"], facts["retries_taken"]) == (2, 1)
