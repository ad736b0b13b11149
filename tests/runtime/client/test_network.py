"""Proxies and the trust store are those of the environment, as httpx2 finds them."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
import trustme

from instep.runtime import core

from .driver import KEY, Driver, Thing, operation
from .server import Request, serving

GET = operation("GET", "/things", security=(("bearerAuth",),))
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, *map(str.lower, PROXIES), "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"id":"t1"}')

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Quiet(HTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust us hangs up."""


@contextmanager
def encrypted(certificate: trustme.LeafCert) -> Iterator[str]:
    """A server with TLS; gives its URL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with _Quiet(("127.0.0.1", 0), _Answer) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def test_a_certificate_that_nobody_vouches_for_is_refused(
    driver: Driver, authority: trustme.CA
) -> None:
    with encrypted(authority.issue_cert("127.0.0.1")) as url:
        client = driver.client(None, base_url=url, max_retries=0)
        with pytest.raises(core.APIConnectionError, match="certificate") as caught:
            driver.call(client, GET)
        assert KEY not in repr(caught.value)
        driver.run(client.close())


def test_the_environments_trust_store_is_used(
    driver: Driver, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with encrypted(authority.issue_cert("127.0.0.1")) as url:
        client = driver.client(None, base_url=url)
        assert driver.call(client, GET) == Thing(id="t1")
        driver.run(client.close())


def test_a_callers_http_client_brings_its_own_trust(driver: Driver, authority: trustme.CA) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    make = httpx2.AsyncClient if driver.is_async else httpx2.Client
    http = make(verify=context, limits=httpx2.Limits(max_connections=1))
    driver.closing.append(http)
    with encrypted(authority.issue_cert("127.0.0.1")) as url:
        client = driver.client(None, base_url=url, http_client=http)
        assert driver.call(client, GET) == Thing(id="t1")


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_requests_go_through_the_environments_proxy(
    driver: Driver, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with serving(lambda request: request.reply(b'{"id":"t1"}')) as proxy:
        monkeypatch.setenv(name, proxy.url.replace("http://", "http://me:canary@"))
        client = driver.client(None, base_url="http://api.test/v1")
        assert driver.call(client, GET) == Thing(id="t1")
        driver.run(client.close())
    (request,) = proxy.requests
    assert request.line == "GET http://api.test/v1/things HTTP/1.1"
    assert request.headers["proxy-authorization"].startswith("Basic ")


def test_a_secret_does_not_pass_a_proxy_in_the_clear(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(request: Request) -> bool:
        request.reply(b"no tunnels here", "403 Forbidden")
        return True

    with serving(refuse) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        client = driver.client(None, base_url="https://api.test", max_retries=0)
        with pytest.raises(core.APIConnectionError):
            driver.call(client, GET)
        driver.run(client.close())
    (request,) = proxy.requests
    assert request.line == "CONNECT api.test:443 HTTP/1.1"
    assert KEY not in repr(request.headers)


def test_no_proxy_is_heard(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(lambda request: request.reply(b'{"id":"t1"}')) as server:
        client = driver.client(None, base_url=server.url)
        assert driver.call(client, GET) == Thing(id="t1")
        driver.run(client.close())
    assert server.requests[0].line == "GET /things HTTP/1.1"
