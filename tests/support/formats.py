"""Reports for programs, held against what those programs document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import xmlschema

_SCHEMAS = Path(__file__).parent / "schemas"
_URI = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2})*")
_COMMAND = re.compile(r"::(error|warning|notice)(?: ([^\r\n]*?))?::([^\r\n]*)")


@cache
def _sarif() -> Any:
    schema = json.loads((_SCHEMAS / "sarif-2.1.0-rtm.5.json").read_bytes())
    return jsonschema.Draft4Validator(schema)


@cache
def _junit() -> Any:
    return xmlschema.XMLSchema(_SCHEMAS / "junit-10.xsd")


def sarif(text: str) -> Any:
    """The log, which must be SARIF 2.1.0: by its schema, with URIs, and rules that are declared."""
    log = json.loads(text)
    _sarif().validate(log)
    (run,) = log["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == rules
    for result in run["results"]:
        for location in result.get("locations", ()):
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert _URI.fullmatch(uri), uri
    return log


def junit(text: str) -> ET.Element:
    """The report, which must be what Jenkins reads, with counts that are right."""
    _junit().validate(text)
    root = ET.fromstring(text)
    for suite in [root] if root.tag == "testsuite" else root.findall("testsuite"):
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        for word in ("failure", "error", "skipped"):
            said = suite.attrib[word if word == "skipped" else f"{word}s"]
            assert int(said) == len(suite.findall(f"testcase/{word}")), word
    return root


@dataclass(frozen=True, slots=True)
class Command:
    """A workflow command as GitHub's runner reads it (`actions/runner`, ActionCommand)."""

    name: str
    properties: dict[str, str]
    message: str


def commands(text: str) -> list[Command]:
    """The commands of a log; every line must be one."""
    return list(_commands(text))


def _commands(text: str) -> Iterator[Command]:
    for line in text.split("\n"):
        if not line:
            continue
        match = _COMMAND.fullmatch(line)
        assert match is not None, line
        properties = dict(pair.split("=", 1) for pair in (match[2] or "").split(",") if pair)
        decoded = {name: _decoded(value, ":,") for name, value in properties.items()}
        yield Command(match[1], decoded, _decoded(match[3], ""))


def _decoded(text: str, more: str) -> str:
    for sign in f"\r\n{more}":
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text.replace("%25", "%")
