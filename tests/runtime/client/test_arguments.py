"""Arguments of the wrong kind: a TypeError that names them, and nothing is sent."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from instep.runtime import core, spelling

from .driver import Driver, Recorder, ok, operation

PARAMETERS = (
    spelling.Param("p", "path"),
    spelling.Param("q", "query"),
    spelling.Param("X-H", "header"),
    spelling.Param("c", "cookie"),
)
OP = operation(path="/x/{p}", parameters=PARAMETERS)
FORM = operation(body=core.Body(("multipart/form-data", "multipart")))
RAW = operation(body=core.Body(("application/octet-stream", "binary")))
FINE: dict[str, Any] = {"path": {"p": "a"}, "body": {}}
THING = object()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"body": {"a": {"b": THING}}}, r"object at value\['a'\]\['b'\]"),
        ({"body": {"a": float("nan")}}, "nan"),
        ({"body": {1: 2}}, "int"),
        ({"path": {"p": THING}}, "'p'"),
        ({"query": {"q": THING}}, "'q'"),
        ({"query": {"q": (one for one in "ab")}}, "'q'.*generator"),
        ({"header": {"X-H": THING}}, "'X-H'"),
        ({"cookie": {"c": THING}}, "'c'"),
    ],
)
def test_a_value_that_cannot_be_sent(driver: Driver, wrong: dict[str, Any], words: str) -> None:
    seen = Recorder(ok())
    with pytest.raises(TypeError, match=words):
        driver.call(driver.client(seen), OP, **{**FINE, **wrong})
    assert seen.requests == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"extra_headers": "a: b"}, "extra_headers must be a mapping, not str"),
        ({"extra_headers": [("a", "b")]}, "extra_headers must be a mapping, not list"),
        ({"extra_headers": {1: "b"}}, "name is a str, not int"),
        ({"extra_headers": {"X-A": b"b"}}, "X-A: a value is text, not bytes"),
        ({"extra_query": "a=b"}, "extra_query must be a mapping, not str"),
        ({"extra_query": {"a": THING}}, "'a'"),
        ({"extra_body": [1]}, "extra_body must be a mapping, not list"),
        ({"timeout": "5"}, "timeout must be seconds"),
    ],
)
def test_options_of_a_call(driver: Driver, options: dict[str, Any], words: str) -> None:
    seen = Recorder(ok())
    with pytest.raises(TypeError, match=words):
        driver.call(driver.client(seen), OP, **FINE, options=core.Options(**options))
    assert seen.requests == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"base_url": 5}, "base_url must be a str, not int"),
        ({"base_url": httpx2.URL("https://a.test")}, "base_url must be a str, not URL"),
        ({"default_headers": "a: b"}, "default_headers must be a mapping"),
        ({"default_headers": {"X-A": b"b"}}, "X-A: a value is text"),
        ({"default_query": "a=b"}, "default_query must be a mapping"),
        ({"limits": 5}, "limits must be Limits, not int"),
        ({"trusted_origins": "https://a.test"}, "trusted_origins must be a tuple"),
        ({"timeout": "5"}, "timeout must be seconds"),
        ({"max_retries": 2.5}, "max_retries must be an int"),
        ({"on_request": 5}, "on_request must be callable"),
    ],
)
def test_options_of_a_client_and_of_its_copy(
    driver: Driver, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(TypeError, match=words):
        driver.client(Recorder(ok()), **options)
    with pytest.raises(TypeError, match=words):
        driver.client(Recorder(ok())).with_options(**options)


@pytest.mark.parametrize(
    ("op", "body"),
    [
        (FORM, {"f": THING}),
        (FORM, {"f": open}),
        (FORM, {"f": ("name.txt", THING)}),
        (FORM, {"f": [THING]}),
        (RAW, core.Whole(THING)),
        (RAW, core.Whole([b"a", 1])),
        (RAW, core.Whole((b"a", None))),
    ],
)
def test_bodies_that_are_no_bytes(driver: Driver, op: core.Operation, body: Any) -> None:
    seen = Recorder(ok())
    with pytest.raises(TypeError):
        driver.call(driver.client(seen), op, body=body)
    assert seen.requests == []


def test_a_missing_path_argument_is_named(driver: Driver) -> None:
    seen = Recorder(ok())
    with pytest.raises(core.InvalidRequestError, match="'p' is missing"):
        driver.call(driver.client(seen), OP, path={"p": None}, body={})
    assert seen.requests == []
