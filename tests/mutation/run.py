"""Do the generated contract tests notice faults? Seeds them, one at a time, and counts.

`python tests/mutation/run.py [--jobs 2] [--models dataclass] [NAME...]` generates two clients, spoils a copy of one
for each fault of `faults.py`, or edits its document, and runs its contract tests as their user would. Prints what was
caught, by which test, and what was missed; exit 1 if more was missed than is explained in `MISSED`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/support"), str(Path(__file__).parent)]

from faults import FAULTS, GATEWAY, PLACE, Break, Edit, Fault, Mistake  # noqa: E402

from instep.config import Overrides, adhoc_client  # noqa: E402
from instep.pipeline import generate  # noqa: E402
from judged import judged  # noqa: E402

DOCUMENTS = {
    GATEWAY: ROOT / "specs/openapi.json",
    PLACE: ROOT / "tests/behaviour/contract.yaml",
}
PACKAGES = {GATEWAY: "wisdom_gate", PLACE: "place"}

MISSED: dict[str, str] = {
    "lost kind of event": "nothing is lost: the class says its own tag, and is found by it without the mapping",
}
"""Faults that the tests do not notice, and why not."""


@dataclass(frozen=True)
class Outcome:
    """What became of one fault."""

    fault: Fault
    caught: bool
    by: str
    """The first test that failed."""
    seconds: float


def prepared(folder: Path, models: str) -> None:
    """Both clients, each in a folder with its document."""
    for subject, document in DOCUMENTS.items():
        (folder / subject).mkdir(parents=True)
        copied = Path(shutil.copy(document, folder / subject))
        said: dict[str, Any] = {"package": PACKAGES[subject], "models": models}
        generate(Overrides(output=folder / subject / "out", **said).onto(adhoc_client(str(copied))))


def seeded(fault: Fault, pristine: Path, folder: Path) -> Outcome:
    """Seed one fault into a copy, and run the tests up to the first that fails.

    Raises:
        LookupError: What the fault replaces is not there: the client is spelled differently now.
    """
    started = time.monotonic()
    place = Path(
        shutil.copytree(pristine / fault.subject, folder / re.sub(r"\W+", "-", fault.name))
    )
    package = PACKAGES[fault.subject]
    _spoil(fault, place, place / "out" / package)
    code, said = judged(
        place / "out", package, "-x", "--tb=short", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"
    )
    failed = re.findall(r"^(?:FAILED|ERROR) \S*?([^/\s]+::.*?)(?: - .*)?$", said, re.MULTILINE)
    named = not isinstance(fault, Edit) or fault.says in said
    caught = code == 1 and bool(failed) and named
    if not caught and os.environ.get("VERBOSE"):
        print(said[-3000:])
    shutil.rmtree(place)
    return Outcome(fault, caught, failed[0] if failed else "", time.monotonic() - started)


def _spoil(fault: Fault, place: Path, package: Path) -> None:
    match fault:
        case Mistake(file=file, before=before, after=after):
            path = package / file
            text = path.read_text()
            if before not in text:
                raise LookupError(f"{fault.name}: {file} does not have {before!r}")
            head, _, tail = text.rpartition(before)
            path.write_text(
                f"{head}{after}{tail}" if fault.last_only else text.replace(before, after)
            )
        case Break(module=module, code=code):
            with (package / f"_runtime/{module}.py").open("a") as file:
                file.write(f"\n{code}")
        case Edit(change=change):
            path = place / DOCUMENTS[fault.subject].name
            document = yaml.safe_load(path.read_text())
            change(document)
            path.write_text(
                json.dumps(document) if path.suffix == ".json" else yaml.safe_dump(document)
            )


def main() -> int:
    """Print the table; exit 1 if a fault was missed without an explanation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only faults whose names have one of these words")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--models", default="pydantic", choices=["pydantic", "dataclass"])
    args = parser.parse_args()
    chosen = [f for f in FAULTS if not args.names or any(word in f.name for word in args.names)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        prepared(folder / "pristine", args.models)
        with ThreadPoolExecutor(args.jobs) as pool:
            one = partial(seeded, pristine=folder / "pristine", folder=folder)
            outcomes = []
            for outcome in pool.map(one, chosen):
                outcomes.append(outcome)
                mark = "caught" if outcome.caught else "MISSED"
                kind = "document" if isinstance(outcome.fault, Edit) else "client"
                subject, name = outcome.fault.subject, outcome.fault.name
                print(f"{mark}  {kind:8} {subject:8} {name:38} {outcome.by}", flush=True)
    missed = [o.fault.name for o in outcomes if not o.caught]
    print(f"{len(outcomes) - len(missed)} of {len(outcomes)} caught")
    for name in missed:
        print(f"  {name}: {MISSED.get(name, 'NOT EXPLAINED')}")
    return 0 if all(name in MISSED for name in missed) else 1


if __name__ == "__main__":
    sys.exit(main())
