"""Next pages by URL: `Link` headers as RFC 8288 writes them, and where a server may lead."""

from __future__ import annotations

import time
from typing import Any

import httpx2
import pytest

from instep.runtime import core
from instep.runtime._following import linked, next_url
from instep.runtime._places import Walk

LINKS = {
    '<https://a/2>; rel="next"': "https://a/2",
    '<https://a/1>; rel="prev", <https://a/3>; rel="next", <https://a/9>; rel="last"': "https://a/3",
    "<https://a/2>; rel=next": "https://a/2",
    '<https://a/2>; REL="Next"': "https://a/2",
    '<https://a/2>; rel="last next"': "https://a/2",
    '<https://a/2?q=a,b;c>; title="x, y; rel=none"; rel="next"': "https://a/2?q=a,b;c",
    '<?page=2>; rel="next"': "?page=2",
    '  <https://a/2>  ;  rel = "next"': "https://a/2",
    '<https://a/2>; rel="nextish"': "",
    '<https://a/2>; title="next"': "",
    "https://a/2; rel=next": "",
    "<>; rel=next": "",
    "": "",
    "<" * 70000: "",
    "<a>;" * 20000: "",
}


@pytest.mark.parametrize("header", LINKS, ids=lambda header: header[:40])
def test_the_next_link(header: str) -> None:
    started = time.monotonic()
    assert linked(header) == LINKS[header]
    assert time.monotonic() - started < 2


def settings(**given: Any) -> Any:
    spec = core.ClientSpec(package="demo", base_url="https://api.test/base")
    return core.SyncClient(spec, credentials={}, **given)._settings


def followed(location: str, extra: dict[str, Any] | None = None, **given: Any) -> str:
    request = httpx2.Request("GET", "https://api.test/base/things?limit=2")
    return next_url(request, location, extra or {}, settings(**given))


FOLLOWED = {
    "https://api.test/base/things?page=2": "https://api.test/base/things?page=2",
    "HTTPS://API.TEST:443/base/things?page=2": "https://API.TEST:443/base/things?page=2",
    "/base/more?x=1": "https://api.test/base/more?x=1",
    "?page=2": "https://api.test/base/things?page=2",
    "//api.test/base/things": "https://api.test/base/things",
    "https://user:pass@api.test/base/things": "https://api.test/base/things",
    "http://inside:8080/base/things?page=2": "https://api.test/base/things?page=2",
    "http://api.test/base/things?page=2": "https://api.test/base/things?page=2",
    "https://api.test/base/things?q=ä b#part": "https://api.test/base/things?q=%C3%A4%20b",
    "https://api.test/base/things?q=%2F&a=1&a=2": "https://api.test/base/things?q=%2F&a=1&a=2",
}


@pytest.mark.parametrize("location", FOLLOWED)
def test_urls_of_the_own_origin_are_followed(location: str) -> None:
    assert followed(location) == FOLLOWED[location]


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.test/other",
        "https://api.test.evil.test/base",
        "https://api.test@evil.test/base",
        "http://api.test/other",
        "https://api.test:8443/other",
        "javascript:alert(1)",
        "file:///base/things",
        "ftp://api.test/base/things",
        "https://[broken/base/things",
        "https://api.test/base\r\nX-Evil: 1",
        "\x00",
    ],
)
def test_other_urls_are_refused(location: str) -> None:
    with pytest.raises(core.APIError):
        followed(location)


def test_a_trusted_origin_is_followed() -> None:
    trusted = ("https://other.test",)
    assert followed("https://other.test/x", trusted_origins=trusted) == "https://other.test/x"


def test_query_parameters_are_added_where_the_url_has_none_of_the_name() -> None:
    url = followed("?page=2&a%5B%5D=x", {"page": 1, "e": ["1", "2"], "a[]": 3, "no": None},
                   default_query={"d": "v"})  # fmt: skip
    assert url == "https://api.test/base/things?page=2&a%5B%5D=x&d=v&e=1&e=2"


def test_any_circle_is_noticed_in_constant_memory() -> None:
    for tail in range(5):
        for length in range(1, 12):
            marks = [*range(tail), *(100 + number for number in range(length))]
            walk, seen = Walk(None, "start"), 0
            while marks[seen if seen < len(marks) else tail + (seen - tail) % length] not in (
                walk.mark,
                walk.kept,
            ):
                place = seen if seen < len(marks) else tail + (seen - tail) % length
                walk = walk.onward(marks[place], 0)
                seen += 1
                assert seen < 6 * len(marks) + 6
            assert seen >= len(marks)
