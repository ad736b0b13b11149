"""What is sent: URL, query, headers and JSON bodies, and how a call's extras win."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from instep.runtime import core, spelling

from .driver import Driver, Recorder, Thing, ok, operation, sent

Q = spelling.Param("limit", "query")


def test_json_goes_out_and_a_model_comes_back(driver: Driver) -> None:
    seen = Recorder(ok('{"id":"t1","size":3,"new":true}'))
    op = operation(path="/things/{id}", parameters=(spelling.Param("id", "path"), Q))
    thing = driver.call(
        driver.client(seen), op, path={"id": "a/b c"}, query={"limit": 5}, body={"x": [1, None]}
    )
    assert isinstance(thing, Thing)
    assert (thing.id, thing.size, thing.to_dict()["new"]) == ("t1", 3, True)
    assert seen.last.method == "POST"
    assert str(seen.last.url) == "https://api.test/base/things/a%2Fb%20c?limit=5"
    assert seen.last.content == b'{"x":[1,null]}'
    headers = sent(seen.last)
    assert headers["content-type"] == "application/json"
    assert headers["accept"] == "application/json"
    assert headers["user-agent"].startswith("demo/1.2.3 python/")
    assert "authorization" not in headers, "the operation asks for none"


def test_what_is_not_given_is_not_sent(driver: Driver) -> None:
    seen = Recorder(ok())
    op = operation(
        parameters=(Q, spelling.Param("x-h", "header"), spelling.Param("c", "cookie")),
        nullable=frozenset({"meta", "limit"}),
    )
    arguments: dict[str, Any] = {
        "query": {"limit": core.OMIT},
        "header": {"x-h": None},
        "cookie": {"c": None},
        "body": {"a": None, "b": core.OMIT, "meta": None, "d": 0, "e": "", "f": False},
    }
    driver.call(driver.client(seen), op, **arguments)
    assert seen.last.content == b'{"meta":null,"d":0,"e":"","f":false}'
    assert seen.last.url.query == b""
    assert not {"x-h", "cookie"} & set(sent(seen.last))


def test_a_body_that_is_not_required_is_left_out_when_it_is_empty(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen)
    optional = core.Body(("application/json", "json"))
    driver.call(client, operation(body=optional), body={"a": None})
    assert seen.last.content == b""
    assert "content-type" not in sent(seen.last)
    driver.call(client, operation(), body={"a": None})
    assert seen.last.content == b"{}"
    driver.call(client, operation(body=optional), body=core.Whole(None))
    assert seen.last.content == b""
    null = operation(body=optional, nullable=frozenset({""}))
    driver.call(client, null, body=core.Whole(None))
    assert seen.last.content == b"null"
    driver.call(client, null, body=core.Whole([Thing(id="x")]))
    assert seen.last.content == b'[{"id":"x"}]'


def test_extras_are_merged_over_and_win(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen, default_headers={"X-A": "1", "X-B": "1"}, default_query={"d": 1})
    op = operation(parameters=(Q, spelling.Param("X-C", "header")))
    options = core.Options(
        extra_headers={"x-a": None, "X-b": "2", "accept": "text/plain", "x-c": "3"},
        extra_query={"limit": 9, "tags": ["a", "b"], "f": {"k": "v"}},
        extra_body={"a": None, "c": 3},
    )
    driver.call(
        client, op, query={"limit": 1}, header={"X-C": "1"}, body={"a": 1, "b": 2}, options=options
    )
    assert seen.last.content == b'{"a":null,"b":2,"c":3}'
    assert seen.last.url.query == b"d=1&limit=9&tags=a&tags=b&f%5Bk%5D=v"
    headers = sent(seen.last)
    assert "x-a" not in headers
    assert [headers[name] for name in ("x-b", "x-c", "accept")] == ["2", "3", "text/plain"]


def test_an_extra_body_makes_a_body_where_there_is_none(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen)
    driver.call(client, operation("GET"), options=core.Options(extra_body={"a": 1}))
    assert seen.last.content == b'{"a":1}'
    driver.call(
        client,
        operation(),
        body=core.Whole(Thing(id="x")),
        options=core.Options(extra_body={"y": 2}),
    )
    assert seen.last.content == b'{"id":"x","y":2}'
    with pytest.raises(core.InvalidRequestError, match="not an object"):
        driver.call(
            client, operation(), body=core.Whole([1]), options=core.Options(extra_body={"y": 2})
        )


@pytest.mark.parametrize(
    ("base", "path", "expected"),
    [
        ("https://a.test", "/x", "https://a.test/x"),
        ("https://a.test/", "/x", "https://a.test/x"),
        ("https://a.test/v1/", "/x", "https://a.test/v1/x"),
        ("https://a.test/v1", "x", "https://a.test/v1/x"),
        ("https://a.test/v1", "/x?beta=true", "https://a.test/v1/x?beta=true&limit=1"),
        ("https://a.test/v1", "/x%2Fy", "https://a.test/v1/x%2Fy"),
        ("https://a.test", "/#Action=Go", "https://a.test/"),
        ("https://a.test", "/ü b", "https://a.test/%C3%BC%20b"),
    ],
)
def test_the_path_is_added_to_the_base_url(
    driver: Driver, base: str, path: str, expected: str
) -> None:
    seen = Recorder(ok())
    query = {"limit": 1} if "limit" in expected else {}
    op = operation("GET", path, parameters=(Q,))
    driver.call(driver.client(seen, base_url=base), op, query=query)
    assert str(seen.last.url) == expected


def test_the_base_url_comes_from_argument_environment_and_document_in_this_order(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Recorder(ok())
    assert driver.client(seen).base_url == "https://api.test/base"
    monkeypatch.setenv("DEMO_BASE_URL", "https://env.test/")
    assert driver.client(seen).base_url == "https://env.test"
    assert driver.client(seen, base_url="https://arg.test").base_url == "https://arg.test"
    with pytest.raises(ValueError, match="http"):
        driver.client(seen, base_url="ftp://x")


def test_a_document_without_a_server_asks_for_one(driver: Driver) -> None:
    spec = core.ClientSpec("demo", "/v1", base_url_variable="DEMO_BASE_URL")
    client = driver.client(Recorder(ok()), spec=spec)
    with pytest.raises(core.InvalidRequestError, match=r"base_url=.*DEMO_BASE_URL"):
        driver.call(client, operation("GET"))


def test_servers_of_an_operation_hold_unless_the_caller_chose_one(driver: Driver) -> None:
    seen = Recorder(ok())
    op = operation("GET", servers=("https://other.test/up", "https://third.test"))
    driver.call(driver.client(seen), op)
    assert str(seen.last.url) == "https://other.test/up/things"
    driver.call(driver.client(seen, base_url="https://mine.test"), op)
    assert str(seen.last.url) == "https://mine.test/things"
    driver.call(driver.client(seen), operation("GET", servers=("/v2",)))
    assert str(seen.last.url) == "https://api.test/v2/things"


@pytest.mark.parametrize("value", ["a\r\nX: 1", "a\nb", "a\0b", "é", "snow ☃", " x", "x ", "\x7f"])
@pytest.mark.parametrize("place", ["parameter", "extra", "default"])
def test_header_values_stay_one_line(driver: Driver, value: str, place: str) -> None:
    seen = Recorder(ok())
    op = operation("GET", parameters=(spelling.Param("X-H", "header"),))
    with pytest.raises(core.InvalidRequestError) as caught:
        options = core.Options(extra_headers={"X-H": value} if place == "extra" else None)
        client = driver.client(seen, default_headers={"X-H": value} if place == "default" else None)
        driver.call(
            client, op, header={"X-H": value} if place == "parameter" else {}, options=options
        )
    assert value not in str(caught.value)
    assert seen.requests == []


@pytest.mark.parametrize("name", ["", "X H", "X\r\n", "X:", "Ü"])
def test_header_names_are_tokens(driver: Driver, name: str) -> None:
    seen = Recorder(ok())
    with pytest.raises(core.InvalidRequestError):
        driver.call(
            driver.client(seen), operation("GET"), options=core.Options(extra_headers={name: "x"})
        )
    assert seen.requests == []


def test_a_documents_parameter_cannot_take_the_transports_headers(driver: Driver) -> None:
    seen = Recorder(ok())
    names = ("Host", "Content-Length", "Transfer-Encoding", "Authorization", "Accept")
    op = operation("GET", parameters=tuple(spelling.Param(name, "header") for name in names))
    driver.call(driver.client(seen), op, header=dict.fromkeys(names, "9"))
    assert "9" not in sent(seen.last).values()


def test_header_and_cookie_parameters(driver: Driver) -> None:
    seen = Recorder(ok())
    op = operation(
        "GET",
        parameters=(
            spelling.Param("X-List", "header"),
            spelling.Param("X-Flag", "header"),
            spelling.Param("sid", "cookie"),
            spelling.Param("b", "cookie"),
        ),
    )
    values = {"X-List": ["a", 1], "X-Flag": True}
    driver.call(driver.client(seen), op, header=values, cookie={"sid": "a b; admin=1", "b": 2})
    headers = sent(seen.last)
    assert (headers["x-list"], headers["x-flag"]) == ("a,1", "true")
    assert headers["cookie"] == "sid=a%20b%3B%20admin%3D1; b=2"


def test_an_idempotency_key_is_made_once_for_all_attempts(driver: Driver) -> None:
    seen = Recorder(ok(status=500), ok(status=500), ok())
    op = operation(idempotency_header="Idempotency-Key")
    driver.call(driver.client(seen), op, body={})
    keys = {sent(request)["idempotency-key"] for request in seen.requests}
    assert len(seen.requests) == 3
    assert len(keys) == 1
    options = core.Options(extra_headers={"idempotency-key": "mine"})
    driver.call(driver.client(seen), op, body={}, options=options)
    assert sent(seen.last)["idempotency-key"] == "mine"


def test_the_callers_http_client_keeps_its_own_headers(driver: Driver) -> None:
    seen = Recorder(ok())
    http = driver.http(seen, headers={"X-Mine": "1", "User-Agent": "mine"})
    client = driver.client(None, http_client=http)
    driver.call(client, operation("GET"))
    assert sent(seen.last)["x-mine"] == "1"
    assert sent(seen.last)["user-agent"].startswith("demo/")


def test_undocumented_paths_can_be_called(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen)
    assert driver.run(client.get("/x?a=1", extra_query={"b": 2})) == {"id": "t1"}
    assert str(seen.last.url) == "https://api.test/base/x?a=1&b=2"
    assert sent(seen.last)["authorization"] == "Bearer sk-canary-4242"
    assert driver.run(client.post("/x", body={"q": 1}, cast_to=Thing)).id == "t1"
    assert seen.last.content == b'{"q":1}'
    assert driver.run(client.put("/x", body=b"raw", cast_to=bytes)) == b'{"id":"t1"}'
    assert sent(seen.last)["content-type"] == "application/octet-stream"
    assert driver.run(client.patch("/x", cast_to=str)) == '{"id":"t1"}'
    assert driver.run(client.delete("/x", cast_to=httpx2.Response)).status_code == 200
    driver.run(client.get("https://evil.test/x/{y}"))
    assert str(seen.last.url) == "https://evil.test/x/%7By%7D"
    assert "authorization" not in sent(seen.last)
