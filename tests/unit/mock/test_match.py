"""Which operation a method and a path mean."""

from __future__ import annotations

from typing import Any

import pytest

from instep.mock.match import Matcher, NoMatch

KEYS = (
    "GET /",
    "GET /pets",
    "POST /pets",
    "GET /pets/{id}",
    "GET /pets/mine",
    "DELETE /pets/{id}",
    "GET /files/{name}.json",
    "GET /files/{name}",
    "GET /packs/{name}.gz",
    "GET /packs/{name}.tar.gz",
    "GET /Businesses({key})",
    "GET /repos/{owner}/{repo}/compare/{base}...{head}",
    "POST /v1/{name}:cancel",
    "POST /responses",
    "POST /responses?beta=true",
    "GET /bucket?acl",
    "GET /bucket",
    "GET /talk#stream",
    "GET /caf%C3%A9",
    "GET /slash/",
)


@pytest.mark.parametrize(
    ("method", "target", "key", "values"),
    [
        ("GET", "/", "GET /", {}),
        ("GET", "/pets", "GET /pets", {}),
        ("POST", "/pets", "POST /pets", {}),
        ("GET", "/pets/mine", "GET /pets/mine", {}),
        ("GET", "/pets/7", "GET /pets/{id}", {"id": "7"}),
        ("DELETE", "/pets/mine", "DELETE /pets/{id}", {"id": "mine"}),
        ("GET", "/pets/a%2Fb", "GET /pets/{id}", {"id": "a%2Fb"}),
        ("GET", "/files/x.json", "GET /files/{name}.json", {"name": "x"}),
        ("GET", "/packs/x.tar.gz", "GET /packs/{name}.tar.gz", {"name": "x"}),
        ("GET", "/packs/x.gz", "GET /packs/{name}.gz", {"name": "x"}),
        ("GET", "/files/x.yaml", "GET /files/{name}", {"name": "x.yaml"}),
        ("GET", "/Businesses(12)", "GET /Businesses({key})", {"key": "12"}),
        ("GET", "/Businesses%2812%29", "GET /Businesses({key})", {"key": "12"}),
        (
            "GET",
            "/repos/o/r/compare/v1...v2",
            "GET /repos/{owner}/{repo}/compare/{base}...{head}",
            {"owner": "o", "repo": "r", "base": "v1", "head": "v2"},
        ),
        ("POST", "/v1/op%201:cancel", "POST /v1/{name}:cancel", {"name": "op%201"}),
        ("POST", "/v1/op%3Acancel", "POST /v1/{name}:cancel", {"name": "op"}),
        ("POST", "/responses", "POST /responses", {}),
        ("POST", "/responses?beta=false", "POST /responses", {}),
        ("POST", "/responses?x=1&beta=true", "POST /responses?beta=true", {}),
        ("GET", "/bucket?acl", "GET /bucket?acl", {}),
        ("GET", "/bucket?other", "GET /bucket", {}),
        ("GET", "/talk", "GET /talk#stream", {}),
        ("GET", "/caf%c3%a9", "GET /caf%C3%A9", {}),
        ("GET", "/pets/", "GET /pets", {}),
        ("GET", "/slash", "GET /slash/", {}),
        ("GET", "/base/pets", "GET /pets", {}),
    ],
)
def test_match(build: Any, method: str, target: str, key: str, values: dict[str, str]) -> None:
    api = build.api(*(build.operation(k) for k in KEYS), server="https://x.example/base/")
    path, _, query = target.partition("?")
    found = Matcher(api).match(method, path, query)
    assert not isinstance(found, NoMatch)
    assert [one.operation.key for one in found] == [key]
    assert dict(found[0].values) == values


@pytest.mark.parametrize("target", ["/nope", "/pets/1/2", "/Businesses()", "/based/pets", "/v1/op"])
def test_no_such_path(build: Any, target: str) -> None:
    api = build.api(*(build.operation(k) for k in KEYS), server="https://x.example/base/")
    assert Matcher(api).match("GET", target) == NoMatch()


def test_no_such_method(build: Any) -> None:
    api = build.api(*(build.operation(k) for k in KEYS))
    assert Matcher(api).match("PATCH", "/pets") == NoMatch(("GET", "POST"))


def test_templates_that_differ_in_names_only_all_match(build: Any) -> None:
    api = build.api(build.operation("GET /a/{id}"), build.operation("GET /a/{name}"))
    found = Matcher(api).match("GET", "/a/1")
    assert not isinstance(found, NoMatch)
    assert [dict(one.values) for one in found] == [{"id": "1"}, {"name": "1"}]
