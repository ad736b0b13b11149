"""Generates a client from a document, imports all of it, and measures how faithful its types are.

`python tests/corpus/corpus.py [--models dataclass] [NAME...]` does so for the shared corpus and prints a table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from instances import instances_of

from instep.config import ClientConfig, Settings
from instep.pipeline import generate
from instep.sampling.generate import Examples

HERE = Path(__file__).parent
COMPONENT = "#/components/schemas/"


@dataclass
class Row:
    """One document's figures."""

    name: str
    operations: int = 0
    schemas: int = 0
    left_out: int = 0
    raw: int = 0
    seconds: float = 0.0
    warnings: dict[str, int] = field(default_factory=dict)
    checked: dict[str, Any] = field(default_factory=dict)

    @property
    def failures(self) -> list[str]:
        """What went wrong, in words."""
        return list(self.checked.get("failures", []))

    def rate(self, part: str, whole: str) -> float:
        """A share in percent; 100 of nothing."""
        total = self.checked.get(whole, 0)
        return 100.0 * self.checked.get(part, 0) / total if total else 100.0


def run(document: Path, output: Path, *, models: str = "pydantic", tests: bool = False) -> Row:
    """Generate, import, and put instances of every component schema through the package."""
    row = Row(document.name)
    started = time.perf_counter()
    settings = Settings(package="client_under_test", models=models, tests=tests, stubs=True)  # type: ignore[arg-type]
    client = ClientConfig(str(document), document.name, output, settings)
    report = generate(client)
    row.seconds = time.perf_counter() - started
    row.operations = report.api.coverage.operations
    row.left_out = len(report.api.coverage.left_out)
    row.raw = len(report.api.coverage.raw)
    row.warnings = dict(Counter(str(d.code) for d in report.diagnostics))
    examples = Examples(report.api.root)
    schemas = []
    for definition in report.api.definitions:
        if definition.key.startswith(COMPONENT) and definition.key.count("/") == 3:
            row.schemas += 1
            made = instances_of(examples, {"$ref": definition.key})
            schemas.append({"name": definition.name, "valid": made.valid, "invalid": made.invalid})
    row.checked = _in_a_process(
        {"folder": str(output), "package": "client_under_test", "schemas": schemas}
    )
    return row


def _in_a_process(request: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(HERE / "package_check.py")],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"failures": [done.stderr.strip()[-2000:]]}
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def table(rows: list[Row]) -> str:
    """The rows as text."""
    head = f"{'document':42}{'ops':>6}{'schemas':>8}{'left':>5}{'raw':>5}{'s':>7}{'modules':>8}{'valid':>7}{'accept %':>9}{'equal %':>8}{'strict %':>9}{'invalid':>8}{'refuse %':>9}{'faults':>7}"
    lines = [head]
    for row in rows:
        checked = row.checked
        lines.append(
            f"{row.name[:41]:42}{row.operations:6}{row.schemas:8}{row.left_out:5}{row.raw:5}{row.seconds:7.1f}"
            f"{checked.get('modules', 0):8}{checked.get('valid', 0):7}{row.rate('accepted', 'valid'):9.2f}"
            f"{row.rate('equal', 'valid'):8.2f}{row.rate('strict', 'valid'):9.2f}{checked.get('invalid', 0):8}"
            f"{row.rate('refused', 'invalid'):9.2f}{len(row.failures):7}"
        )
    return "\n".join(lines)


def documents(shared: Path) -> list[Path]:
    """The corpus' documents, small ones first."""
    index = json.loads((shared / "corpus" / "index.json").read_text())
    return [shared / "corpus" / e["path"] for e in sorted(index, key=lambda e: e["bytes"])]


def main() -> None:
    """Print the table, and the first faults of each document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of the documents' names; all without any")
    parser.add_argument("--models", default="pydantic", choices=("pydantic", "dataclass"))
    parser.add_argument("--faults", type=int, default=3, help="faults to print for each document")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("INSTEP_SHARED") or HERE.parent.parent.parent / "shared")
    rows: list[Row] = []
    for path in documents(shared):
        if arguments.names and not any(part in str(path) for part in arguments.names):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                row = run(path, Path(folder), models=arguments.models)
            except Exception as error:  # noqa: BLE001 - a document that fails is a row of the table
                row = Row(
                    path.name, checked={"failures": [f"{type(error).__name__}: {error}"[:600]]}
                )
        rows.append(row)
        print(table([row]).splitlines()[1], flush=True)
        for fault in row.failures[: arguments.faults]:
            print("      ", fault, flush=True)
    print("\n" + table(rows))


if __name__ == "__main__":
    main()
