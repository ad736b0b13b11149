"""Generates a client from a document, imports all of it, and measures how faithful its types are.

`python tests/corpus/corpus.py [--models dataclass] [--jobs 2] [--most 10] [--json FILE] [NAME...]` does so for the
shared corpus and prints a table: what each document declares, what is left out or raw, the seconds to generate, the
modules, the valid examples of whole bodies that are read as they are, and the shares of instances that are accepted,
come back equal, pass strict mode, and are refused by it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from documented import documented
from instances import MOST, instances_of

from instep.config import ClientConfig, Settings
from instep.pipeline import generate
from instep.sampling.generate import Examples

HERE = Path(__file__).parent
COMPONENT = "#/components/schemas/"
PACKAGE = "client_under_test"
METHODS = frozenset(["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"])


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
    missing: list[str] = field(default_factory=list)
    """Operations and component schemas that the document has and the lock has not."""
    checked: dict[str, Any] = field(default_factory=dict)

    @property
    def failures(self) -> list[str]:
        """What went wrong, in words: nothing, for a client that is complete and faithful."""
        absent = [f"not in the lock: {key}" for key in self.missing]
        return [*absent, *self.checked.get("failures", [])]

    @property
    def refused_valid(self) -> list[str]:
        """Valid instances that strict mode refuses."""
        return list(self.checked.get("refused_valid", []))

    def rate(self, part: str, whole: str) -> float:
        """A share in percent; 100 of nothing."""
        total = self.checked.get(whole, 0)
        return 100.0 * self.checked.get(part, 0) / total if total else 100.0


def run(
    document: Path,
    output: Path,
    *,
    models: str = "pydantic",
    tests: bool = False,
    most: int = MOST,
) -> Row:
    """Generate, import, and put up to `most` valid and invalid instances of every component through the package."""
    row = Row(
        document.parent.name + "/" + document.name
        if document.name == "full.yaml"
        else document.name
    )
    started = time.perf_counter()
    settings = Settings(package=PACKAGE, models=models, tests=tests, stubs=True)  # type: ignore[arg-type]
    client = ClientConfig(str(document), document.name, output, settings)
    report = generate(client)
    row.seconds = time.perf_counter() - started
    row.operations = report.api.coverage.operations
    row.left_out = len(report.api.coverage.left_out)
    row.raw = len(report.api.coverage.raw)
    row.warnings = dict(Counter(str(d.code) for d in report.diagnostics))
    lock = json.loads((output / PACKAGE / "instep.lock").read_bytes())
    row.missing = [
        *(key for key in declared_operations(report.api.root) if key not in lock["operations"]),
        *(key for key in declared_schemas(report.api.root) if key not in lock["schemas"]),
    ]
    examples = Examples(report.api.root)
    schemas = []
    for key, name in lock["schemas"].items():
        row.schemas += 1
        made = instances_of(examples, {"$ref": key}, most)
        said = {"valid": made.valid, "invalid": made.invalid}
        schemas.append({"name": name.removeprefix("types."), **said})
    bodies = list(documented(report.api, examples))
    request = {
        "folder": str(output),
        "package": PACKAGE,
        "schemas": schemas,
        "documented": bodies,
    }
    row.checked = _in_a_process(request)
    return row


def declared_operations(root: dict[str, Any]) -> Iterator[str]:
    """Keys of the operations that a bundled document has, read without instep's own reading of them."""
    for path, item in (root.get("paths") or {}).items():
        while isinstance(item, dict) and str(item.get("$ref", "")).startswith("#/paths/"):
            item = root["paths"][item["$ref"][8:].replace("~1", "/").replace("~0", "~")]
        if path.startswith("/") and isinstance(item, dict):
            yield from (f"{m.upper()} {path}" for m in item if m in METHODS)
            yield from (f"{m} {path}" for m in item.get("additionalOperations", ()))


def declared_schemas(root: dict[str, Any]) -> Iterator[str]:
    """Pointers of the component schemas that a bundled document has."""
    for name in (root.get("components") or {}).get("schemas") or {}:
        yield COMPONENT + name.replace("~", "~0").replace("/", "~1")


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


_HEAD = (
    f"{'document':42}{'ops':>6}{'schemas':>8}{'left':>5}{'raw':>5}{'s':>7}{'modules':>8}{'examples':>9}{'valid':>7}"
    f"{'accept %':>9}{'equal %':>8}{'strict %':>9}{'invalid':>8}{'refuse %':>9}{'faults':>7}"
)


def line(row: Row) -> str:
    """A row as text, below the table's head."""
    checked = row.checked
    return (
        f"{row.name[:41]:42}{row.operations:6}{row.schemas:8}{row.left_out:5}{row.raw:5}{row.seconds:7.1f}"
        f"{checked.get('modules', 0):8}{checked.get('documented', 0):9}{checked.get('valid', 0):7}{row.rate('accepted', 'valid'):9.2f}"
        f"{row.rate('equal', 'valid'):8.2f}{row.rate('strict', 'valid'):9.2f}{checked.get('invalid', 0):8}"
        f"{row.rate('refused', 'invalid'):9.2f}{len(row.failures):7}"
    )


def total(rows: list[Row]) -> Row:
    """All rows as one."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update({k: v for k, v in row.checked.items() if isinstance(v, int)})
    return Row(
        f"all {len(rows)}",
        sum(row.operations for row in rows),
        sum(row.schemas for row in rows),
        sum(row.left_out for row in rows),
        sum(row.raw for row in rows),
        sum(row.seconds for row in rows),
        checked={**counts, "failures": [fault for row in rows for fault in row.failures]},
    )


def documents(shared: Path) -> list[Path]:
    """The corpus' documents, small ones first."""
    index = json.loads((shared / "corpus" / "index.json").read_text())
    return [shared / "corpus" / e["path"] for e in sorted(index, key=lambda e: e["bytes"])]


def attempt(path: Path, models: str, most: int) -> Row:
    """A document's row, also if generating fails."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return run(path, Path(folder), models=models, most=most)
        except Exception as error:  # noqa: BLE001 - a document that fails is a row of the table
            failed = f"{type(error).__name__}: {error}"[:600]
            return Row(path.name, checked={"failures": [failed]})


def main() -> None:
    """Print the table, and the first faults of each document. Exit 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of the documents' paths; all without any")
    parser.add_argument("--models", default="pydantic", choices=("pydantic", "dataclass"))
    parser.add_argument("--most", type=int, default=MOST, help="instances of each schema")
    parser.add_argument("--jobs", type=int, default=1, help="documents at a time")
    parser.add_argument("--faults", type=int, default=3, help="faults to print for each document")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    said = parser.parse_args()
    shared = Path(os.environ.get("INSTEP_SHARED") or HERE.parent.parent.parent / "shared")
    chosen = [
        p for p in documents(shared) if not said.names or any(n in str(p) for n in said.names)
    ]
    rows: list[Row] = []
    print(_HEAD, flush=True)
    # A process for each document: what one leaves in memory does not slow the next.
    with ProcessPoolExecutor(
        said.jobs, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        waiting = [pool.submit(attempt, path, said.models, said.most) for path in chosen]
        for done in as_completed(waiting):
            row = done.result()
            rows.append(row)
            print(line(row), flush=True)
            for fault in [*row.failures, *row.refused_valid][: said.faults]:
                print("      ", fault, flush=True)
    print(line(total(rows)))
    if said.json:
        figures = [{**asdict(row), "failures": row.failures} for row in rows]
        said.json.write_text(json.dumps(figures, indent=1) + "\n")
    sys.exit(any(row.failures for row in rows))


if __name__ == "__main__":
    main()
