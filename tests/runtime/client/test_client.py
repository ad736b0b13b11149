"""Clients: settings and copies, time limits, closing, threads, event loops, and what importing costs."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

import httpx2
import pytest

from instep.runtime import core

from .driver import SPEC, Driver, Recorder, answer, ok, operation, sent

GET = operation("GET")


def limits(request: httpx2.Request) -> dict[str, float | None]:
    """The time limits that a request was sent with."""
    return dict(request.extensions["timeout"])


def test_the_clients_own_time_limits_hold_by_default(driver: Driver) -> None:
    seen = Recorder(ok())
    driver.call(driver.client(seen), GET)
    assert limits(seen.last) == {"connect": 5.0, "read": 600.0, "write": 600.0, "pool": 600.0}


def test_time_limits_of_client_and_call(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen, timeout=7)
    driver.call(client, GET)
    assert set(limits(seen.last).values()) == {7}
    driver.call(client, GET, options=core.Options(timeout=2.5))
    assert set(limits(seen.last).values()) == {2.5}
    driver.call(client, GET, options=core.Options(timeout=None))
    assert set(limits(seen.last).values()) == {None}
    driver.call(client, GET, options=core.Options(timeout=core.Timeout(9, connect=1, read=None)))
    assert limits(seen.last) == {"connect": 1, "read": None, "write": 9, "pool": 9}
    driver.call(client.with_options(timeout=None), GET)
    assert set(limits(seen.last).values()) == {None}


def test_a_callers_http_client_brings_its_limits_but_not_httpx2s_default(driver: Driver) -> None:
    seen = Recorder(ok())
    for given, expected in (({"timeout": 3.0}, 3.0), ({}, 600.0), ({"timeout": None}, None)):
        client = driver.client(None, http_client=driver.http(seen, **given))
        driver.call(client, GET)
        assert limits(seen.last)["read"] == expected
    client = driver.client(None, http_client=driver.http(seen, timeout=3.0), timeout=4.0)
    driver.call(client, GET)
    assert limits(seen.last)["read"] == 4.0
    driver.call(client.with_options(http_client=driver.http(seen, timeout=6.0)), GET)
    assert limits(seen.last)["read"] == 6.0
    driver.call(client.with_options(http_client=driver.http(seen)), GET)
    assert limits(seen.last)["read"] == 4.0


@pytest.mark.parametrize("value", ["5", True, [1], object()])
def test_time_limits_are_numbers(driver: Driver, value: Any) -> None:
    with pytest.raises(TypeError, match="timeout"):
        driver.client(answer(), timeout=value)
    with pytest.raises(ValueError, match="timeout"):
        core.Timeout(-1)
    with pytest.raises(ValueError, match="timeout"):
        core.Timeout(float("nan"))


def test_the_wrong_kind_of_http_client_is_refused(driver: Driver) -> None:
    wrong = httpx2.Client() if driver.is_async else httpx2.AsyncClient()
    for given in (wrong, object(), "x"):
        with pytest.raises(TypeError, match="http_client"):
            driver.client(None, http_client=given)
        with pytest.raises(TypeError, match="http_client"):
            driver.client(answer()).with_options(http_client=given)
    if isinstance(wrong, httpx2.Client):
        wrong.close()
    else:
        driver.run(wrong.aclose()) if driver.is_async else asyncio.run(wrong.aclose())


def test_a_copy_differs_and_the_original_stays(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen, default_headers={"X-A": "1"}, default_query={"q": 1})
    copy = client.with_options(
        base_url="https://other.test/",
        timeout=3,
        max_retries=7,
        default_headers={"X-B": "2"},
        default_query={"r": 2},
        strict=True,
    )
    assert type(copy) is type(client)
    assert (copy.base_url, copy.max_retries, copy.strict) == ("https://other.test", 7, True)
    assert copy.timeout == core.Timeout(3)
    assert (client.base_url, client.max_retries, client.strict) == (
        "https://api.test/base",
        2,
        False,
    )
    driver.call(copy, GET)
    assert str(seen.last.url) == "https://other.test/things?q=1&r=2"
    assert {"x-a", "x-b"} <= set(sent(seen.last))
    driver.call(client, GET)
    assert str(seen.last.url) == "https://api.test/base/things?q=1"
    assert "x-b" not in sent(seen.last)
    fresh = client.copy(set_default_headers={"X-C": "3"}, set_default_query={"s": 3})
    driver.call(fresh, GET)
    assert seen.last.url.query == b"s=3"
    assert "x-a" not in sent(seen.last)
    assert sent(seen.last)["x-c"] == "3"
    for both in ("headers", "query"):
        with pytest.raises(ValueError, match="not both"):
            client.copy(**{f"default_{both}": {}, f"set_default_{both}": {}})


def test_a_copy_has_resources_of_its_own(driver: Driver) -> None:
    client = driver.client(answer())
    client.things = driver.resource(client)
    assert "things" not in client.with_options(timeout=1).__dict__
    resource = driver.resource(client)
    resource.nested = driver.resource(client)
    assert "nested" not in core.raw(resource).__dict__
    assert core.raw(resource)._mode == "raw"
    assert resource._mode == "value"


def test_default_headers_may_override_the_clients_own(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen, default_headers={"user-agent": "mine", "Accept-Encoding": None})
    driver.call(client, GET)
    assert seen.last.headers.get_list("user-agent") == ["mine"]


def test_closing(driver: Driver) -> None:
    client = driver.client(None)
    copy = client.with_options(timeout=1)
    assert not client.is_closed
    driver.run(copy.close())
    assert copy.is_closed
    assert not client.is_closed
    other = client.with_options()
    driver.run(client.close())
    driver.run(client.close())
    assert client.is_closed
    assert other.is_closed
    for closed in (client, copy, other):
        with pytest.raises(RuntimeError, match="closed"):
            driver.call(closed, GET)


def test_the_context_closes_and_a_callers_http_client_stays_open(driver: Driver) -> None:
    http = driver.http(answer())
    client = driver.client(None, http_client=http)

    async def awaited() -> None:
        async with client as inside:
            assert inside is client
            await core.AsyncResource(inside)._call(GET)

    if driver.is_async:
        driver.run(awaited())
    else:
        with client as inside:
            assert inside is client
            driver.call(inside, GET)
    assert client.is_closed
    assert not http.is_closed


def test_a_copy_that_is_collected_leaves_the_connections_open(driver: Driver) -> None:
    client = driver.client(None)
    copy = client.with_options()
    gone = weakref.ref(copy)
    del copy
    gc.collect()
    assert gone() is None
    assert not client.is_closed


def test_the_environments_proxy_is_used(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    from instep.runtime import _transport

    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3128")
    made: Any = _transport.new_async_client() if driver.is_async else _transport.new_client()
    driver.closing.append(made)
    routes = [route for route in made._mounts.values() if route is not None]
    assert any("proxy.test" in repr(route._pool._proxy_url) for route in routes)


def test_threads_share_a_client() -> None:
    seen = Recorder(*[ok()] * 400)
    http = httpx2.Client(transport=httpx2.MockTransport(seen))
    failures: list[BaseException] = []
    with http, core.SyncClient(SPEC, credentials={}, http_client=http) as client:
        resource = core.SyncResource(client)

        def work() -> None:
            try:
                for _ in range(50):
                    assert resource._call(GET).id == "t1"
            except BaseException as error:  # noqa: BLE001 - told to the test
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(seen.requests) == 400


def test_each_event_loop_has_connections_of_its_own() -> None:
    client = core.AsyncClient(SPEC, credentials={})

    async def http() -> Any:
        return client._pool.client()

    with asyncio.Runner() as one, asyncio.Runner() as two:
        first = one.run(http())
        assert one.run(http()) is first
        assert two.run(http()) is not first
        two.run(client.close())
        one.run(first.aclose())
    assert client.is_closed


CHEAP = """
import sys
from instep.runtime import core, spelling
spec = core.ClientSpec("demo", "https://a.test")
client = core.{kind}(spec, credentials={{"x": "y"}})
resource = core.{resource}(client)
core.Operation("o", "GET", "/", (spelling.Param("a", "query"),), replies=(core.Reply("200", "", "none"),))
client.with_options(timeout=3)
found = [name for name in ("httpx2", "pydantic", "asyncio", "ssl", "uuid", "email") if name in sys.modules]
print(",".join(found))
"""


@pytest.mark.parametrize(("kind", "resource"), [("SyncClient", "SyncResource"), ("AsyncClient", "AsyncResource")])  # fmt: skip
def test_a_client_imports_little_until_it_sends(root: Path, kind: str, resource: str) -> None:
    code = CHEAP.format(kind=kind, resource=resource)
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(root / "generator")},
    )
    assert done.stdout.strip() == ""


def test_only_one_module_imports_httpx2(root: Path) -> None:
    runtime = root / "generator/instep/runtime"
    users = [file.name for file in runtime.glob("*.py") if "import httpx2" in file.read_text()]
    assert users == ["_transport.py"]
