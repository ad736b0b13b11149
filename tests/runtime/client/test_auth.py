"""Credentials: where they come from, where they go, and where they never appear."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import Any

import httpx2
import pytest

from instep.runtime import core, spelling

from .driver import KEY, SPEC, Driver, Recorder, answer, ok, operation, sent


def secured(*alternatives: tuple[str, ...], **given: Any) -> core.Operation:
    """An operation that asks for these schemes."""
    return operation("GET", security=alternatives, **given)


@pytest.mark.parametrize(
    ("scheme", "secret", "header", "expected"),
    [
        ("bearerAuth", "k", "authorization", "Bearer k"),
        ("basicAuth", ("user", "pass:word"), "authorization", "Basic dXNlcjpwYXNzOndvcmQ="),
        ("basicAuth", "user:é", "authorization", "Basic dXNlcjrDqQ=="),
        ("keyHeader", "k", "x-api-key", "k"),
        ("keyCookie", "a;b", "cookie", "session=a%3Bb"),
    ],
)
def test_a_credential_goes_where_its_scheme_says(
    driver: Driver, scheme: str, secret: Any, header: str, expected: str
) -> None:
    seen = Recorder(ok())
    driver.call(driver.client(seen, credentials={scheme: secret}), secured((scheme,)))
    assert sent(seen.last)[header] == expected


def test_a_key_in_the_query_is_sent_and_not_shown(
    driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    seen = Recorder(ok(), httpx2.ReadError("reset"), ok(status=404))
    client = driver.client(seen, credentials={"keyQuery": "s3cret&x"}, max_retries=0)
    op = secured(("keyQuery",), parameters=(spelling.Param("q", "query"),))
    with caplog.at_level(logging.DEBUG):
        driver.call(client, op, query={"q": "1"})
        assert seen.last.url.raw_path == b"/base/things?q=1&api_key=s3cret%26x"
        assert seen.last.url.params["api_key"] == "s3cret&x"
        for kind in (core.APIConnectionError, core.NotFoundError):
            with pytest.raises(kind) as caught:
                driver.call(client, op, query={"q": "1"})
            shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
            assert "s3cret" not in shown + repr(caught.value.request) + str(seen.last.url)
    assert caplog.records, "httpx2 logs the URL"
    assert "s3cret" not in caplog.text
    assert "api_key=***" in caplog.text


def test_nothing_is_sent_where_nothing_is_asked_for(driver: Driver) -> None:
    seen = Recorder(ok())
    driver.call(driver.client(seen), operation("GET"))
    assert "authorization" not in sent(seen.last)


def test_alternatives_combinations_and_anonymous(driver: Driver) -> None:
    seen = Recorder(ok())
    either = secured(("keyHeader",), ("bearerAuth",))
    driver.call(driver.client(seen), either)
    assert sent(seen.last)["authorization"] == f"Bearer {KEY}"
    both = secured(("keyHeader", "bearerAuth"))
    client = driver.client(seen, credentials={"keyHeader": "a", "bearerAuth": "b"})
    driver.call(client, both)
    assert (sent(seen.last)["x-api-key"], sent(seen.last)["authorization"]) == ("a", "Bearer b")
    with pytest.raises(core.MissingCredentialError):
        driver.call(driver.client(seen), both)
    optional = secured((), ("bearerAuth",))
    driver.call(driver.client(seen, credentials={}), optional)
    assert "authorization" not in sent(seen.last)
    driver.call(driver.client(seen), optional)
    assert sent(seen.last)["authorization"] == f"Bearer {KEY}"


def test_the_environment_is_read_when_a_call_needs_it(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Recorder(ok())
    client = driver.client(seen, credentials={"bearerAuth": None})
    monkeypatch.setenv("DEMO_API_KEY", "from-env")
    driver.call(client, secured(("bearerAuth",)))
    assert sent(seen.last)["authorization"] == "Bearer from-env"
    given = driver.client(seen, credentials={"bearerAuth": None, "keyHeader": "k"})
    driver.call(given, secured(("bearerAuth",), ("keyHeader",)))
    assert "authorization" not in sent(seen.last), "what was given comes first"


def test_a_missing_credential_names_argument_and_variable(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen, credentials={"bearerAuth": None})
    with pytest.raises(core.MissingCredentialError, match=r"`api_key=`.*DEMO_API_KEY"):
        driver.call(client, secured(("bearerAuth",)))
    assert seen.requests == []
    assert issubclass(core.MissingCredentialError, core.APIError)


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_a_header_set_by_hand_is_enough_and_wins(driver: Driver, name: str) -> None:
    seen = Recorder(ok())
    op = secured(("bearerAuth",))
    nobody = driver.client(seen, credentials={})
    driver.call(nobody, op, options=core.Options(extra_headers={name: "Mine 1"}))
    driver.call(nobody.with_options(default_headers={name: "Mine 1"}), op)
    driver.call(driver.client(seen), op, options=core.Options(extra_headers={name: "Mine 1"}))
    for request in seen.requests:
        assert request.headers.get_list("authorization") == ["Mine 1"]
    for removed in (None, core.OMIT):
        driver.call(nobody, op, options=core.Options(extra_headers={name: removed}))
        driver.call(driver.client(seen), op, options=core.Options(extra_headers={name: removed}))
        driver.call(driver.client(seen, default_headers={name: removed}), op)
    for request in seen.requests[3:]:
        assert "authorization" not in request.headers


def test_a_function_is_asked_for_each_attempt(driver: Driver) -> None:
    tokens = iter("abc")
    seen = Recorder(ok(status=500), ok(status=500), ok())
    client = driver.client(seen, credentials={"bearerAuth": lambda: next(tokens)})
    driver.call(client, secured(("bearerAuth",)))
    assert [sent(one)["authorization"] for one in seen.requests] == [
        "Bearer a",
        "Bearer b",
        "Bearer c",
    ]


def test_a_coroutine_function_is_for_the_asynchronous_client(driver: Driver) -> None:
    async def token() -> str:
        return "later"

    seen = Recorder(ok())
    client = driver.client(seen, credentials={"bearerAuth": token})
    if driver.is_async:
        driver.call(client, secured(("bearerAuth",)))
        assert sent(seen.last)["authorization"] == "Bearer later"
    else:
        with pytest.raises(core.InvalidRequestError, match="coroutine"):
            driver.call(client, secured(("bearerAuth",)))
        assert seen.requests == []


def test_what_a_function_raises_passes_unchanged(driver: Driver) -> None:
    error = RuntimeError("vault is closed")

    def token() -> str:
        raise error

    with pytest.raises(RuntimeError) as caught:
        driver.call(
            driver.client(Recorder(ok()), credentials={"bearerAuth": token}),
            secured(("bearerAuth",)),
        )
    assert caught.value is error


@pytest.mark.parametrize("secret", ["k\n", "k\r\nX: 1", "é", " k", "", 5, ("a", "b")])
def test_credentials_that_cannot_be_sent_are_refused_and_not_shown(
    driver: Driver, secret: Any
) -> None:
    seen = Recorder(ok())
    with pytest.raises(core.InvalidRequestError, match="api_key") as caught:
        driver.call(
            driver.client(seen, credentials={"bearerAuth": secret}), secured(("bearerAuth",))
        )
    assert seen.requests == []
    if isinstance(secret, str) and secret:
        assert secret not in str(caught.value)


def test_credentials_stay_at_their_origin(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen)
    op = secured(("bearerAuth",), servers=("https://evil.test",))
    with pytest.raises(core.InvalidRequestError, match="trusted_origins"):
        driver.call(client, op)
    assert seen.requests == []
    driver.call(client.with_options(trusted_origins=("https://EVIL.test:443",)), op)
    assert sent(seen.last)["authorization"] == f"Bearer {KEY}"
    for servers in (("http://api.test",), ("https://api.test:8443",)):
        with pytest.raises(core.InvalidRequestError):
            driver.call(client, secured(("bearerAuth",), servers=servers))
    driver.call(client, secured(("bearerAuth",), (), servers=("https://evil.test",)))
    assert "authorization" not in sent(seen.last)
    driver.call(client, secured(("bearerAuth",), servers=("https://api.test/v2",)))
    assert "authorization" in sent(seen.last)


def test_nothing_secret_is_shown_anywhere(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    secrets = {
        "bearerAuth": "canary-bearer",
        "basicAuth": ("user", "canary-basic"),
        "keyHeader": "canary-header",
        "keyQuery": "canary-query",
        "keyCookie": "canary-cookie",
    }
    seen = Recorder(ok(status=500), ok(), ok('{"message":"no"}', 404))
    client = driver.client(
        seen, credentials=secrets, base_url="https://u:canary-url@api.test/v1", max_retries=1
    )
    op = secured(("keyHeader", "keyQuery", "keyCookie", "bearerAuth"))
    shown = [repr(client), str(client)]
    with caplog.at_level(logging.DEBUG):
        found = driver.raw(client, op)
        shown += [repr(found), repr(found.http_response), repr(found.http_request)]
        with pytest.raises(core.NotFoundError) as caught:
            driver.call(client, op)
        shown += traceback.format_exception(caught.value)
        shown += [repr(caught.value), str(pickle.dumps(caught.value))]
    assert "canary" not in "".join(shown) + caplog.text
    assert {scheme.name for scheme in SPEC.schemes} >= set(secrets)


def test_with_options_changes_a_credential_by_its_keyword(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen)
    driver.call(client.with_options(api_key="other"), secured(("bearerAuth",)))
    assert sent(seen.last)["authorization"] == "Bearer other"
    driver.call(client, secured(("bearerAuth",)))
    assert sent(seen.last)["authorization"] == f"Bearer {KEY}"
    with pytest.raises(TypeError, match="key_header"):
        client.with_options(api_keys="x")


def test_other_schemes_are_the_callers_business(driver: Driver) -> None:
    spec = core.ClientSpec("demo", "https://api.test", (core.Scheme("mtls", "other"),))
    assert driver.call(driver.client(answer(), spec=spec), secured(("mtls",))).id == "t1"
