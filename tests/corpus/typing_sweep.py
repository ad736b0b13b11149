"""Generates clients from documents and puts `mypy --strict`, `pyright` (strict) and `stubtest` to them.

`python tests/corpus/typing_sweep.py [--models dataclass] [--only mypy,pyright,stubtest] [NAME...]` does
so for those documents of the shared corpus whose path contains a NAME, one after the other, and
prints a table of errors. Without a NAME it takes `SWEEP`, one document of every family; the biggest
take minutes. `--keep FOLDER` leaves the packages there. The exit code is 1 if there is an error.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from instep.config import ClientConfig, Settings
from instep.pipeline import generate

sys.path.insert(0, str(Path(__file__).parent))

from user_code import user_code

HERE = Path(__file__).parent
PACKAGE = "client_under_test"
RUNTIME = (f"{PACKAGE}/_runtime/", f"{PACKAGE}._runtime.")
"""What findings about the runtime begin with: a path, or a module."""
PROGRAM = "user_program.py"
TESTS = f"tests/{PACKAGE}"
CHECKERS = ("mypy", "pyright", "stubtest")

SWEEP = (
    "museum", "sse-32", "xml-32", "omdbapi", "just-eat", "hubspot", "hey-api-full-31", "hey-api-full-v2",
    "burgershop", "httpbin", "codat", "surevoip", "pinecone", "mistral", "slack-v2", "airflow",
    "openbanking", "asana", "xsoar", "twilio-api", "anthropic", "xero", "argo", "discord", "netbox",
    "elasticsearch", "digitalocean", "openai", "github.json",
)  # fmt: skip
"""Parts of paths in the shared corpus: companies and dialects as different as it has, small ones first."""


@dataclass
class Row:
    """What the checkers say of one document's package: errors by checker, and the time each took."""

    name: str
    errors: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many errors there are."""
        return sum(len(found) for found in self.errors.values())


def check(
    document: Path,
    folder: Path,
    *,
    models: str = "pydantic",
    runtime: bool = True,
    checkers: tuple[str, ...] = CHECKERS,
) -> Row:
    """Generate the document's package below *folder* and run the checkers on it.

    *runtime*: report what is wrong in `_runtime` too; it is the same in every package, so once will do.
    """
    row = Row(document.name)
    started = time.perf_counter()
    settings = Settings(package=PACKAGE, models=models, tests=True, stubs=True)  # type: ignore[arg-type]
    report = generate(ClientConfig(str(document), document.name, folder, settings))
    program = user_code(report.api, folder / TESTS / "data", PACKAGE)
    (folder / PROGRAM).write_text(program, encoding="utf-8")
    row.seconds["generate"] = time.perf_counter() - started
    for checker in checkers:
        started = time.perf_counter()
        found = _RUNS[checker](folder)
        if not runtime:
            found = [line for line in found if not line.startswith(RUNTIME)]
        row.errors[checker] = found
        row.seconds[checker] = time.perf_counter() - started
    return row


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    found = {**os.environ, "MYPYPATH": TESTS, "PYTHONPATH": "", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=found,
        capture_output=True,
        text=True,
        check=False,
    )


def _mypy(folder: Path) -> list[str]:
    asked = ("--strict", "--python-version", "3.11", "--explicit-package-bases")
    done = _run(folder, "mypy", *asked, PACKAGE, TESTS, PROGRAM)
    found = [line for line in done.stdout.splitlines() if ": error:" in line]
    return found or ([done.stdout + done.stderr] if done.returncode else [])


def _pyright(folder: Path) -> list[str]:
    settings = {
        "include": [PACKAGE, TESTS, PROGRAM],
        "extraPaths": [TESTS],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "reportMissingModuleSource": "none",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    done = _run(folder, "pyright", "--outputjson", "--pythonpath", sys.executable)
    try:
        found = json.loads(done.stdout)["generalDiagnostics"]
    except ValueError:
        return [done.stdout + done.stderr]
    return [
        f"{Path(one['file']).relative_to(folder)}:{one['range']['start']['line'] + 1}:"
        f" {one['severity']}: {one['message']} [{one.get('rule', '')}]"
        for one in found
        if one["severity"] in {"error", "warning"}
    ]


def _stubtest(folder: Path) -> list[str]:
    """The whole package, the modules without a stub too: what a checker sees there is what runs."""
    allowlist = Path(PACKAGE, "stubtest.txt")
    options = ("--allowlist", str(allowlist)) if (folder / allowlist).exists() else ()
    done = _run(folder, "mypy.stubtest", PACKAGE, "--concise", *options)
    found = [line for line in done.stdout.splitlines() if line.startswith(PACKAGE)]
    return found or ([(done.stdout + done.stderr)[-3000:]] if done.returncode else [])


_RUNS = {"mypy": _mypy, "pyright": _pyright, "stubtest": _stubtest}


def type_errors(checker: str, folder: Path) -> list[str]:
    """What one of `CHECKERS` says of the package in *folder*, but for what is the same in all of them."""
    return [line for line in _RUNS[checker](folder) if not line.startswith(RUNTIME)]


def summary(errors: list[str], most: int) -> list[str]:
    """The errors by kind, the most frequent first, with one example each."""
    kinds: dict[str, list[str]] = {}
    for line in errors:
        words = re.sub(r'"[^"]*"|\d+', "_", line.partition(": ")[2])
        kinds.setdefault(words, []).append(line)
    ranked = sorted(kinds.values(), key=len, reverse=True)
    return [f"{len(lines):5} x {lines[0][:400]}" for lines in ranked[:most]]


def table(rows: list[Row]) -> str:
    """The rows as text: errors, and seconds in brackets."""
    lines = [f"{'document':42}{'generate':>10}" + "".join(f"{name:>16}" for name in CHECKERS)]
    for row in rows:
        cells = [
            f"{len(row.errors[name]):8} ({row.seconds[name]:4.0f} s)" if name in row.errors else "-"
            for name in CHECKERS
        ]
        made = f"{row.seconds.get('generate', 0):8.1f} s"
        lines.append(f"{row.name[:41]:42}{made}" + "".join(f"{cell:>16}" for cell in cells))
    return "\n".join(lines)


def documents(shared: Path, names: list[str]) -> list[Path]:
    """The corpus' documents whose path contains one of the names, small ones first."""
    index = json.loads((shared / "corpus" / "index.json").read_text())
    wanted = names or SWEEP
    return [
        shared / "corpus" / entry["path"]
        for entry in sorted(index, key=lambda entry: int(entry["bytes"]))
        if any(name in entry["path"] for name in wanted)
    ]


def main() -> int:
    """Print the table, and what is wrong in each package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="*", help="parts of the documents' paths; `SWEEP` without any"
    )
    parser.add_argument("--models", default="pydantic", choices=("pydantic", "dataclass"))
    parser.add_argument("--only", default=",".join(CHECKERS), help="checkers, with commas between")
    parser.add_argument("--kinds", type=int, default=8, help="kinds of errors to print a document")
    parser.add_argument("--keep", type=Path, help="where to leave the packages")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("INSTEP_SHARED") or HERE.parent.parent.parent / "shared")
    rows: list[Row] = []
    for path in documents(shared, arguments.names):
        with tempfile.TemporaryDirectory() as scratch:
            folder = (arguments.keep or Path(scratch)).resolve() / f"{path.parent.name}-{path.stem}"
            folder.mkdir(parents=True, exist_ok=True)
            only = tuple(arguments.only.split(","))
            try:
                row = check(path, folder, models=arguments.models, runtime=not rows, checkers=only)
            except Exception as error:  # noqa: BLE001 - a document that fails is a row of the table
                row = Row(path.name, {"generate": [f"{type(error).__name__}: {error}"[:600]]})
        rows.append(row)
        print(table([row]).splitlines()[1], flush=True)
        for name, errors in row.errors.items():
            for line in summary(errors, arguments.kinds):
                print("      ", f"{name}:", line, flush=True)
    print("\n" + table(rows))
    return int(any(row.total for row in rows))


if __name__ == "__main__":
    sys.exit(main())
