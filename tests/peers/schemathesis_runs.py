"""schemathesis against `instep mock`: does any response violate the document, or is any a 5xx?

    PYTHONPATH=generator python tests/peers/schemathesis_runs.py [--examples 20] [NAME...]

It installs `schemathesis` from PyPI into a temporary environment (or takes the executable that
SCHEMATHESIS names), starts `instep mock` for each document of the shared corpus, and runs the phases
examples, coverage and fuzzing with a fixed seed. Credentials are given for every security scheme.

Counted apart from violations, and explained: a request that the document forbids is refused with a 4xx
that the document need not mention (`Undocumented status code` of a 4xx answer). The exit code is 1
if there is anything else.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

SHARED = Path(os.environ.get("INSTEP_SHARED", Path(__file__).parents[3] / "shared"))
VERSION = "4.32.5"
DOCUMENTS = (
    "redocly-museum.yaml",
    "burgershop.yaml",
    "pinecone-data.yaml",
    "ent-generated.json",
    "dir-twitter-com-current.json",
)
EXPLAINED = (
    (
        "burgershop.yaml",
        r"Schema-valid request rejected: GET /burgers/\{burgerId\}:",
        (
            "the header burgerHeader has both `schema` and `content`, which OpenAPI does not allow: "
            "schemathesis goes by the one, the mock by the other"
        ),
    ),
)
"""Findings that are not the mock's fault: document, regular expression, and why."""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
)


@dataclass
class Row:
    """One document."""

    name: str
    operations: set[str] = field(default_factory=set)
    cases: int = 0
    refused: int = 0
    """Refusals with a 4xx that the document does not mention."""
    explained: int = 0
    """Findings that `EXPLAINED` accounts for."""
    rest: list[str] = field(default_factory=list)
    """Everything else that was found."""


def installed(folder: Path) -> Path:
    """schemathesis's executable."""
    if named := os.environ.get("SCHEMATHESIS"):
        return Path(named)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin/pip"), "install", "-q", f"schemathesis=={VERSION}"]
    subprocess.run(pip, check=True)
    return folder / "bin/schemathesis"


def loaded(document: Path) -> Any:
    """The document's content."""
    text = document.read_text(encoding="utf-8")
    return json.loads(text) if document.suffix == ".json" else yaml.safe_load(text)


def headers_of(document: Any) -> list[str]:
    """A credential for each security scheme that is a header."""
    parts = document.get("components", document)
    found: dict[str, str] = {}
    for scheme in parts.get("securitySchemes", parts.get("securityDefinitions", {})).values():
        if scheme.get("scheme") == "basic" or scheme["type"] == "basic":
            found["Authorization"] = "Basic " + base64.b64encode(b"user:password").decode()
        elif scheme["type"] == "apiKey" and scheme["in"] == "header":
            found[scheme["name"]] = "key"
        else:
            found.setdefault("Authorization", "Bearer key")
    return [word for name, value in found.items() for word in ("-H", f"{name}: {value}")]


def run(schemathesis: Path, document: Path, examples: int, folder: Path) -> Row:
    """One document: its mock, and the findings of one run."""
    report = folder / f"{document.name}.ndjson"
    command = [sys.executable, "-m", "instep", "mock", "-q", str(document)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip() if server.stdout else ""
            subprocess.run(
                [
                    *(str(schemathesis), "run", str(document), "--origin", url),
                    *("--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing"),
                    *("--seed", "1", "-n", str(examples), "--continue-on-failure"),
                    *("--report-ndjson-path", str(report), "--warnings", "off"),
                    *("--suppress-health-check", "all", *headers_of(loaded(document))),
                ],
                cwd=folder,
                stdout=subprocess.DEVNULL,
                check=False,
            )
        finally:
            server.terminate()
    return row_of(document.name, report)


def row_of(name: str, report: Path) -> Row:
    """What a report says, an event a line."""
    row = Row(name)
    for line in report.read_text(encoding="utf-8").splitlines():
        scenario = json.loads(line).get("ScenarioFinished")
        if scenario is None:
            continue
        recorder = scenario["recorder"]
        row.operations.add(recorder["label"])
        row.cases += len(recorder.get("cases", ()))
        for checks in recorder.get("checks", {}).values():
            for check in checks:
                if check["status"] == "failure":
                    _count(row, recorder["label"], check["failure_info"]["failure"])
    return row


def _count(row: Row, label: str, failure: Any) -> None:
    if failure["type"] == "UndefinedStatusCode" and "Received: 4" in failure["message"]:
        row.refused += 1
    else:
        first = " ".join(failure["message"].split())[:200]
        said = f"{failure['title']}: {label}: {first}"
        if any(name == row.name and re.match(known, said) for name, known, _ in EXPLAINED):
            row.explained += 1
        else:
            row.rest.append(said)


def main() -> int:
    """Run every document and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME")
    options.add_argument("--examples", type=int, default=20)
    chosen = options.parse_args()
    failed = 0
    folder = Path(tempfile.mkdtemp(prefix="instep-schemathesis-"))
    try:
        schemathesis = installed(folder / "venv")
        for name in chosen.names or DOCUMENTS:
            row = run(schemathesis, SHARED / "corpus" / name, chosen.examples, folder)
            counts = f"{len(row.operations):4} operations {row.cases:6} cases"
            apart = f"{row.refused:5} refusals with another 4xx {row.explained:4} explained"
            print(f"{name:30} {counts} {len(row.rest):4} findings {apart}", flush=True)
            for one in dict.fromkeys(row.rest):
                print(f"    {one}", flush=True)
            failed += len(row.rest)
    finally:
        shutil.rmtree(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
