"""Path values cannot leave their segment, whatever they are."""

from __future__ import annotations

import pytest

from instep.runtime import _path, core, spelling

ID = (spelling.Param("id", "path"),)
PLACES = ["/a/{id}/b", "/{id}", "/files/{id}.txt"]


@pytest.mark.parametrize("template", PLACES)
@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("a/b", "a%2Fb"),
        ("a?b", "a%3Fb"),
        ("a#b", "a%23b"),
        ("a%2Fb", "a%252Fb"),
        ("a b", "a%20b"),
        ("a;b=c", "a%3Bb%3Dc"),
        ("a\\b", "a%5Cb"),
        ("a@b:c", "a%40b%3Ac"),
        ("//evil.test/x", "%2F%2Fevil.test%2Fx"),
        ("é", "%C3%A9"),
        ("...", "..."),
        ("\r\n", "%0D%0A"),
        ("{id}", "%7Bid%7D"),
        (5, "5"),
        (True, "true"),
    ],
)
def test_values_are_encoded(template: str, value: object, encoded: str) -> None:
    assert spelling.fill(template, ID, {"id": value}) == template.replace("{id}", encoded)


@pytest.mark.parametrize("template", ["/a/{id}/b", "/{id}", "/a/{id}"])
@pytest.mark.parametrize(
    "value",
    [
        "", ".", "..", "%2e", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "../x", "x/..", "a/../b", "..\\x",
        "a\0b", "\0", None, [], "\ud800", "%252f..%252f",
    ],
)  # fmt: skip
def test_values_that_could_retarget_the_call_are_refused(template: str, value: object) -> None:
    with pytest.raises(core.InvalidRequestError):
        spelling.fill(template, ID, {"id": value})


def test_dot_segments_are_found_in_the_whole_path() -> None:
    both = (spelling.Param("a", "path"), spelling.Param("b", "path"))
    with pytest.raises(core.InvalidRequestError):
        spelling.fill("/x/{a}{b}/y", both, {"a": ".", "b": "."})
    with pytest.raises(core.InvalidRequestError):
        spelling.fill("/x/.{a}", both, {"a": "."})
    assert spelling.fill("/x/v{a}.{b}", both, {"a": 1, "b": 2}) == "/x/v1.2"


def test_templates_of_real_documents() -> None:
    assert spelling.fill("/Businesses({key})", (), {"key": "a'b"}) == "/Businesses(a%27b)"
    assert spelling.fill("/a/{id}?x=1", ID, {"id": 1}) == "/a/1"
    assert _path.literal_query("/a/{id}?x=1&y={id}#z") == "x=1&y={id}"
    label = (spelling.Param("id", "path", "label", explode=True),)
    assert spelling.fill("/a{id}", label, {"id": [1, 2]}) == "/a.1.2"


def test_a_missing_value_is_named() -> None:
    with pytest.raises(core.InvalidRequestError, match="'id' is missing"):
        spelling.fill("/{id}", ID, {})
