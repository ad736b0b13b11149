"""OAuth2 client credentials: tokens fetched, kept, renewed and shared, and where secrets go."""

from __future__ import annotations

import asyncio
import base64
import gc
import threading
import time
import warnings
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest

from instep.runtime import core, oauth

from .driver import Driver, ok, operation, sent

ID, SECRET = "my id:1", "canary-sécret&2"
FLOW = oauth.ClientFlow(
    "https://auth.test/oauth/token",
    ("read", "write all"),
    ("client_id", "client_secret"),
    ("DEMO_CLIENT_ID", "DEMO_CLIENT_SECRET"),
)


def spec(flow: oauth.ClientFlow = FLOW) -> core.ClientSpec:
    """An API with a token URL, and with a key besides."""
    scheme = core.Scheme("oauth", "oauth2", argument="token", variable="DEMO_TOKEN", flow=flow)
    key = core.Scheme("key", "header", argument="key", wire="X-Key")
    return core.ClientSpec("demo", "https://api.test/v1", (scheme, key))


OP = operation("GET", security=(("oauth",),))


class Api:
    """An API and its token URL, as a handler: tokens are `t1`, `t2`, ..."""

    def __init__(self, **token: Any) -> None:
        self.tokens: list[httpx2.Request] = []
        self.calls: list[httpx2.Request] = []
        self.refuse: set[str] = set()
        self.token = {"token_type": "Bearer", "expires_in": 3600, **token}
        self.answers: list[httpx2.Response | Exception] = []
        self.lock = threading.Lock()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.host != "api.test":
            with self.lock:
                self.tokens.append(request)
                if self.answers:
                    found = self.answers.pop(0)
                    if isinstance(found, Exception):
                        raise found
                    return found
                return httpx2.Response(
                    200, json={"access_token": f"t{len(self.tokens)}", **self.token}
                )
        self.calls.append(request)
        if sent(request).get("authorization") in {f"Bearer {one}" for one in self.refuse}:
            return ok('{"error":"expired"}', 401)
        return ok()

    @property
    def used(self) -> list[str]:
        """The tokens that calls came with."""
        return [sent(one)["authorization"].removeprefix("Bearer ") for one in self.calls]


def client(driver: Driver, api: Any, **options: Any) -> Any:
    """A client that has an id and a secret."""
    options.setdefault("credentials", {"oauth": core.ClientCredentials(ID, SECRET)})
    options.setdefault("spec", spec())
    return driver.client(api, **options)


def test_a_token_is_fetched_once_and_used(driver: Driver) -> None:
    api = Api()
    found = client(driver, api)
    for _ in range(3):
        driver.call(found, OP)
    driver.call(found.with_options(timeout=3), OP)
    assert api.used == ["t1"] * 4
    (request,) = api.tokens
    assert (request.method, str(request.url)) == ("POST", "https://auth.test/oauth/token")
    assert sent(request)["content-type"] == "application/x-www-form-urlencoded"
    kind, _, basic = sent(request)["authorization"].partition(" ")
    assert kind == "Basic"
    # RFC 6749, section 2.3.1: both are form-encoded before they are joined.
    assert base64.b64decode(basic) == b"my+id%3A1:canary-s%C3%A9cret%262"
    form = parse_qs(request.content.decode())
    assert form == {"grant_type": ["client_credentials"], "scope": ["read write all"]}


def test_id_and_secret_in_the_body_and_other_scopes(driver: Driver) -> None:
    api = Api()
    given = core.ClientCredentials(ID, SECRET, scopes=("admin",), in_body=True)
    driver.call(client(driver, api, credentials={"oauth": given}), OP)
    (request,) = api.tokens
    assert "authorization" not in sent(request)
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["admin"],
        "client_id": [ID],
        "client_secret": [SECRET],
    }


@pytest.mark.parametrize(("life", "leeway"), [(3600, 60), (100, 10)])
def test_a_token_is_renewed_before_it_expires(driver: Driver, life: int, leeway: int) -> None:
    api = Api(expires_in=life)
    found = client(driver, api)
    now = [1000.0]
    found._around = type(found._around)(lambda: 0.0, lambda: 0.0, lambda: now[0])
    found = found.with_options(timeout=None)
    driver.call(found, OP)
    now[0] += life - leeway - 1
    driver.call(found, OP)
    now[0] += 2
    driver.call(found, OP)
    assert api.used == ["t1", "t1", "t2"]


@pytest.mark.parametrize("life", [None, "soon", True, -5, 1e400])
def test_a_life_that_makes_no_sense_is_until_it_is_refused(driver: Driver, life: Any) -> None:
    api = Api()
    api.answers = [
        httpx2.Response(200, content=b'{"access_token":"a","expires_in":%s}' % spelled(life))
    ]
    found = client(driver, api)
    driver.call(found, OP)
    driver.call(found, OP)
    assert api.used == ["a", "a"]


def spelled(life: Any) -> bytes:
    """JSON of the values above, one of which JSON does not have."""
    return {None: b"null", "soon": b'"soon"', True: b"true", -5: b"-5"}.get(life, b"1e400")


def test_a_401_renews_the_token_once(driver: Driver) -> None:
    api = Api()
    found = client(driver, api, max_retries=0)
    driver.call(found, OP)
    api.refuse = {"t1"}
    driver.call(found, OP)
    assert api.used == ["t1", "t1", "t2"]
    api.refuse = {"t2", "t3", "t4"}
    with pytest.raises(core.AuthenticationError):
        driver.call(found, OP)
    assert api.used == ["t1", "t1", "t2", "t2", "t3"]
    assert driver.sleeps == []


def test_a_401_is_not_repeated_with_a_body_that_is_gone(driver: Driver) -> None:
    api = Api()
    api.refuse = {"t1"}
    op = operation(security=(("oauth",),), body=core.Body(("application/octet-stream", "binary")))
    with pytest.raises(core.AuthenticationError):
        driver.call(client(driver, api), op, body=core.Whole(iter([b"once"])))
    assert len(api.calls) == 1
    driver.call(client(driver, api), op, body=core.Whole(b"again"))


def test_a_token_given_by_hand_is_not_renewed(driver: Driver) -> None:
    api = Api()
    api.refuse = {"mine"}
    found = client(driver, api, credentials={"oauth": "mine"})
    with pytest.raises(core.AuthenticationError):
        driver.call(found, OP)
    assert (api.used, api.tokens) == (["mine"], [])


def test_where_id_and_secret_come_from(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    api = Api()
    nobody = client(driver, api, credentials={"oauth": core.ClientCredentials()})
    with pytest.raises(core.MissingCredentialError, match=r"`client_id=` and `client_secret=`"):
        driver.call(nobody, OP)
    monkeypatch.setenv("DEMO_CLIENT_SECRET", "from-env")
    half = client(driver, api, credentials={"oauth": core.ClientCredentials("me")})
    driver.call(half, OP)
    monkeypatch.setenv("DEMO_CLIENT_ID", "env-id")
    driver.call(nobody, OP)
    driver.call(nobody.with_options(client_id="other", client_secret="s"), OP)
    monkeypatch.setenv("DEMO_TOKEN", "whole")
    driver.call(nobody, OP)
    names = [base64.b64decode(sent(one)["authorization"][6:]).decode() for one in api.tokens]
    assert names == ["me:from-env", "env-id:from-env", "other:s"]
    assert api.used[-1] == "whole"
    with pytest.raises(TypeError):
        nobody.with_options(client_id=3)


def test_a_key_stands_in_for_a_token(driver: Driver) -> None:
    api = Api()
    given = {"oauth": core.ClientCredentials(), "key": "k"}
    driver.call(
        client(driver, api, credentials=given), operation("GET", security=(("oauth",), ("key",)))
    )
    assert sent(api.calls[0])["x-key"] == "k"
    assert api.tokens == []


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (
            400,
            b'{"error":"invalid_client","error_description":"no canary-s\xc3\xa9cret&2"}',
            "invalid_client: no ***",
        ),
        (401, b"<html>", "401"),
        (200, b"{}", "without an access token"),
        (200, b'{"access_token":""}', "without an access token"),
        (200, b"nonsense", "without an access token"),
        (200, b'{"access_token":"a","token_type":"mac"}', "no bearer token"),
        (302, b"", "302"),
    ],
)
def test_a_refused_token_is_an_error(driver: Driver, status: int, body: bytes, words: str) -> None:
    api = Api()
    api.answers = [httpx2.Response(status, content=body, headers={"location": "https://x.test"})]
    with pytest.raises(core.TokenError) as caught:
        driver.call(client(driver, api), OP)
    assert words in str(caught.value)
    assert "canary" not in repr(caught.value)
    assert (api.calls, len(api.tokens), driver.sleeps) == ([], 1, [])
    assert isinstance(caught.value, core.APIError)


def test_a_token_url_that_fails_for_now_is_asked_again(driver: Driver) -> None:
    api = Api()
    api.answers = [httpx2.Response(503), httpx2.ReadError("reset"), httpx2.Response(429)]
    with pytest.raises(core.TokenError):
        driver.call(client(driver, api, max_retries=2), OP)
    driver.call(client(driver, api), OP)
    assert (len(api.tokens), len(driver.sleeps)) == (4, 2)
    api.answers = [httpx2.ConnectError("no")]
    with pytest.raises(core.APIConnectionError):
        driver.call(client(driver, api, max_retries=0), OP)


@pytest.mark.parametrize(
    ("url", "base", "where"),
    [
        ("http://auth.test/t", "https://api.test", None),
        ("http://api.test/t", "https://api.test", None),
        ("ftp://auth.test/t", "https://api.test", None),
        ("http://127.0.0.1:1/t", "https://api.test", "http://127.0.0.1:1/t"),
        ("/oauth/t#x", "https://api.test/v1", "https://api.test/oauth/t"),
        ("token", "https://api.test/v1", "https://api.test/v1/token"),
    ],
)
def test_which_token_urls_get_a_secret(
    driver: Driver, url: str, base: str, where: str | None
) -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return ok('{"access_token":"a","id":"x"}')

    found = client(driver, handler, spec=spec(oauth.ClientFlow(url)), base_url=base)
    if where is None:
        with pytest.raises(core.InvalidRequestError, match="not https"):
            driver.call(found, OP)
        assert seen == []
    else:
        driver.call(found, OP)
        assert str(seen[0].url) == where


def test_only_id_and_secret_go_to_the_token_url(driver: Driver) -> None:
    api = Api()
    mine = driver.http(
        api, headers={"X-Mine": "1", "Authorization": "Bearer theirs"}, auth=("user", "pass")
    )
    options = {"default_headers": {"X-Default": "1"}, "default_query": {"q": "1"}}
    found = client(driver, None, http_client=mine, **options)
    driver.call(found, operation("GET", security=(("oauth",),)))
    (request,) = api.tokens
    assert set(sent(request)) <= {
        "host", "accept", "accept-encoding", "connection", "content-length", "content-type",
        "authorization", "user-agent",
    }  # fmt: skip
    assert sent(request)["authorization"].startswith("Basic bXkraWQ")
    assert request.url.query == b""
    elsewhere = operation("GET", security=(("oauth",),), servers=("https://evil.test",))
    with pytest.raises(core.InvalidRequestError):
        driver.call(found, elsewhere)


def test_one_token_for_many_threads() -> None:
    api = Api()

    def slow(request: httpx2.Request) -> httpx2.Response:
        if request.url.host != "api.test":
            time.sleep(0.05)
        return api(request)

    found = core.SyncClient(
        spec(),
        credentials={"oauth": core.ClientCredentials(ID, SECRET)},
        http_client=httpx2.Client(transport=httpx2.MockTransport(slow)),
    )
    resource = core.SyncResource(found)
    threads = [threading.Thread(target=resource._call, args=(OP,)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(api.tokens), api.used) == (1, ["t1"] * 8)


def test_one_token_for_many_tasks_and_a_cancelled_one_holds_nothing() -> None:
    api = Api()

    async def slow(request: httpx2.Request) -> httpx2.Response:
        if request.url.host != "api.test":
            await asyncio.sleep(0.03)
        return api(request)

    async def main() -> None:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(slow))
        found = core.AsyncClient(
            spec(), credentials={"oauth": core.ClientCredentials(ID, SECRET)}, http_client=http
        )
        resource = core.AsyncResource(found)
        first = asyncio.create_task(resource._call(OP))
        await asyncio.sleep(0.01)
        rest = [asyncio.create_task(resource._call(OP)) for _ in range(8)]
        await asyncio.sleep(0.005)
        first.cancel()
        await asyncio.gather(*rest)
        await http.aclose()

    asyncio.run(main())
    gc.collect()
    assert len(api.tokens) == 1
    assert set(api.used) == {"t1"}
    assert len(api.used) == 8


def test_nothing_of_it_is_shown() -> None:
    given = core.ClientCredentials("canary-id", "canary-secret")
    assert "canary" not in repr(given)
    client = core.SyncClient(spec(), credentials={"oauth": given})
    assert "canary" not in repr(client) + repr(client._settings) + repr(client._settings.tokens)


def test_an_oauth2_client_without_id_and_secret_is_no_credential(driver: Driver) -> None:
    """Nothing is sent in the clear, so nothing is warned of."""
    nobody = {"oauth": core.ClientCredentials()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        driver.client(ok(), spec=spec(), credentials=nobody, base_url="http://a.example")
    somebody = {"oauth": core.ClientCredentials("id", "secret")}
    with pytest.warns(UserWarning, match="not https"):
        driver.client(ok(), spec=spec(), credentials=somebody, base_url="http://a.example")
