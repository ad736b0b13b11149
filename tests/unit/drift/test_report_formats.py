"""What documents say reaches readers and programs as text: never as markup, a command, or a link."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import formats
from commands import Result, Run
from instep import cli
from instep.drift.report_markdown import cell, code, prose

Json = Any

NASTY = (
    "a`b``c|d<img src=x onerror=alert(1)>&amp;[x](https://evil.example) ![i](//evil.example/i.png)"
    " https://evil.example www.evil.example @everyone #1 GH-2 **bold** __x__ ~~y~~ $z$"
    " %25 %0A ::error::owned \x1b[2J\x07\x9b31m \u202eevil\u2066 \ufffe ]]> --> \"'"
    "\r\n::error file=x::owned\n# heading\n| a |\n</script><script>alert(1)</script>"
)


def _document(*, more: bool) -> Json:
    properties = {"id": {"type": "string", "enum": ["a", NASTY] if more else ["a"]}}
    if not more:
        properties |= {NASTY: {"type": "string"}}
    schemas = {f"Toy{NASTY}": {"type": "object", "properties": properties}}
    pointer = f"#/components/schemas/Toy{NASTY}".replace("~", "~0")
    pointer = "#/components/schemas/" + pointer.removeprefix("#/components/schemas/").replace(
        "/", "~1"
    )
    body = {"content": {"application/json": {"schema": {"$ref": pointer}}}}
    answer = {"description": NASTY, **body}
    query = {"name": NASTY, "in": "query", "required": more, "schema": {"type": "string"}}
    server = f"https://{'b' if more else 'a'}.example/?{NASTY}"
    return {
        "openapi": "3.1.0",
        "info": {"title": NASTY, "version": "1", "description": NASTY},
        "servers": [{"url": server}],
        "paths": {
            f"/toys/{NASTY}": {
                "post": {
                    "operationId": f"make {NASTY}",
                    "summary": f"{NASTY} {more}",
                    "parameters": [query],
                    "requestBody": body,
                    "responses": {"200": answer},
                }
            }
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {NASTY: {"type": "apiKey", "in": "header", "name": f"X-{more}"}},
        },
    }


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    for name, more in (("old", False), ("new |`<b>&", True)):
        (tmp_path / f"{name}.json").write_text(json.dumps(_document(more=more)))

    def runs(*arguments: str) -> Result:
        code_ = cli.run(["diff", "old.json", "new |`<b>&.json", "--docs", "--format", *arguments])
        captured = capfd.readouterr()
        return Result(code_, captured.out, captured.err)

    return runs


def test_sarif_is_valid(run: Run) -> None:
    log = formats.sarif(run("sarif").out)
    results = log["runs"][0]["results"]
    assert len(results) > 5
    assert any(NASTY.split("|")[1][:20] in r["message"]["text"] for r in results)
    assert all(len(r["locations"] + r["relatedLocations"]) == 2 for r in results)
    assert log["runs"][0]["properties"]["bump"] == "major"
    prints = [r["partialFingerprints"]["instep/v1"] for r in results]
    assert len(set(prints)) == len(prints)


def test_junit_is_valid(run: Run) -> None:
    suite = formats.junit(run("junit").out)
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert re.search(r"old\.json:1:\d+.*, (?:now|gone from) .*\.json:1:\d+", failure.text or "")
    assert "next version of the client: major" in "".join(suite.itertext())


def test_workflow_commands_are_ours_alone(run: Run) -> None:
    said = formats.commands(run("github").out)
    assert {command.properties["title"] for command in said} <= {
        "instep", "api-server-changed", "request-property-removed",
        "request-parameter-became-required", "response-property-enum-value-added",
        "response-optional-property-removed",
    }  # fmt: skip
    assert all(set(c.properties) in ({"title"}, {"file", "line", "col", "title"}) for c in said)
    assert all(c.properties.get("line", "1").isdecimal() for c in said)
    assert any("::error::owned" in c.message for c in said), "it is told, as text"


@pytest.mark.parametrize("form", ["text", "markdown", "html", "github", "junit", "sarif", "json"])
def test_no_sign_steers_a_terminal(run: Run, form: str) -> None:
    out = run(form).out
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)


def _outside_of_code(markdown: str) -> Iterator[str]:
    """What a renderer reads as prose; a code span ends at as many backticks as it began with."""
    for line in markdown.splitlines():
        yield re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "CODE", line)


def test_markdown_has_no_markup_but_ours(run: Run) -> None:
    out = run("markdown").out
    for line in _outside_of_code(out):
        rest = re.sub(r"</?(?:br|details|summary)>", "", line)
        assert "`" not in line, line
        for sign in ("<", "[", "@", "~"):
            assert not re.search(rf"(?<!\\){re.escape(sign)}", rest), (sign, line)
        assert not re.search(
            r"@(?!&#8203;)\w|(?<!&)#(?!&#8203;)\d|:(?!&#8203;)//|www(?!&#8203;)\.", rest
        ), line
        assert not re.search(r"GH-\d", rest), line
    headings = [line for line in out.splitlines() if line.startswith("#")]
    assert not any("heading" in line for line in headings)
    rows = [line for line in out.splitlines() if line.startswith("|")]
    assert len(rows) == 3, rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ask @all", r"ask \@&#8203;all"),
        ("see #12", r"see \#&#8203;12"),
        ("a|b", r"a\|b"),
        ("https://evil.example", "https:&#8203;//evil.example"),
        ("`a|b` of <c>", r"`a|b` of \<c\>"),
        ("one ` alone", "one ' alone"),
    ],
)
def test_prose(text: str, said: str) -> None:
    assert prose(text) == said


def test_code_in_a_table_keeps_to_its_cell() -> None:
    assert code("a|`b`") == "`a|'b'`"
    assert cell("a|b") == r"`a\|b`"


class _Tags(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] += 1
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_a_page_holds_text_alone(run: Run) -> None:
    """Its policy runs one script, ours, and loads nothing; no text of the document is a tag of it."""
    page = run("html").out
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in html.unescape(policy[1])
    assert "unsafe" not in policy[1]
    tags = _Tags()
    tags.feed(page)
    assert tags.seen["script"] == 1
    assert not {"img", "a", "link", "iframe", "object"} & tags.seen.keys()
    assert not tags.attributes & {"href", "src", "onerror", "onclick"}
    assert "alert(1)" in "".join(tags.text)
