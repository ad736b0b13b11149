"""Prints what a client generated from the OpenAI document costs beside `openai`; never passes or fails.

`python tests/benchmarks/against_openai.py [--client FOLDER] [--runs 5]`. Both clients answer to the
same transport inside the process, each measurement in a process of its own, the two taking turns;
medians, and their ratios, are printed. `pip install openai` first. The document is the corpus'
`openai.json`; `--client` is a folder with the package `ours` made from it before.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BODY_MB = 10


def payloads(document: Path) -> dict[str, str]:
    """The documented response and event stream of `createResponse`.

    The documented events lack the numbers that are required of them; `exact` has them, `loose`
    is what is written, which the client must read all the same.
    """
    operation = json.loads(document.read_text())["paths"]["/responses"]["post"]
    examples = {each["title"]: each["response"] for each in operation["x-oaiMeta"]["examples"]}
    blocks = [b for b in examples["Streaming"].strip().split("\n\n") if b.startswith("event:")]
    exact: list[str] = []
    for number, block in enumerate(blocks):
        name, _, data = block.partition("\ndata: ")
        event = json.loads(data) | {"sequence_number": number}
        if event["type"] in ("response.output_text.delta", "response.output_text.done"):
            event["logprobs"] = []
        exact.append(f"{name}\ndata: {json.dumps(event, separators=(',', ':'))}")
    return {"response": examples["Text input"], "exact": _spread(exact), "loose": _spread(blocks)}


def _spread(blocks: list[str]) -> str:
    """The events, the one that carries a word 200 times: the length of a short answer."""
    many = [block for each in blocks for block in [each] * (200 if ".delta" in each else 1)]
    return "\n\n".join(many) + "\n\n"


def generated(document: Path, folder: Path) -> None:
    """Generate the client `ours`."""
    command = [sys.executable, "-m", "instep", "generate", str(document), "--no-tests", "-q"]
    command += ["--output", str(folder), "--package", "ours"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    subprocess.run(command, check=True, env=environment)


class Bench:
    """Runs measurements in processes and keeps what they say."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs

    def measure(self, who: str, what: str, *more: str) -> float:
        """One figure from one process."""
        command = [sys.executable, str(HERE / "openai_calls.py"), who, what, *more]
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
        return float(done.stdout)

    def both(self, what: str, *more: str) -> tuple[float, float, float]:
        """The medians of ours, of theirs, and of their ratios in turn after turn."""
        pairs = [
            (self.measure("ours", what, *more), self.measure("openai", what, *more))
            for _ in range(self.runs)
        ]
        ours, theirs = zip(*pairs, strict=True)
        ratios = [mine / other if other else float("nan") for mine, other in pairs]
        return statistics.median(ours), statistics.median(theirs), statistics.median(ratios)


ROWS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("import, construct, reach responses", ("import",), "ms", "<= 0.4"),
    ("first responses.create, from nothing", ("first",), "ms", ""),
    ("responses.create", ("call",), "us", "<= 0.35"),
    ("  of which the transport itself", ("transport",), "us", ""),
    ("responses.create, asynchronous", ("acall",), "us", ""),
    ("events, one a chunk", ("stream", "exact", "1"), "1/s", ">= 5"),
    ("events, 4 KB a chunk", ("stream", "exact", "4096"), "1/s", ">= 5"),
    ("events that lack a required property", ("stream", "loose", "4096"), "1/s", ""),
    ("asynchronous events, 4 KB a chunk", ("astream", "exact", "4096"), "1/s", ">= 5"),
    ("memory of 20,000 events", ("stream-memory", "exact"), "MB", ""),
    (f"memory of {BODY_MB} MB up from a file", ("upload", str(BODY_MB)), "MB", "<= 18"),
    (f"memory of {BODY_MB} MB down to a file", ("download", str(BODY_MB)), "MB", "<= 18"),
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--client", type=Path, help="a folder with the package `ours`")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="a part of the rows' names")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("INSTEP_SHARED") or ROOT.parent / "shared")
    document = shared / "corpus" / "openai.json"
    with tempfile.TemporaryDirectory() as made:
        folder: Path = arguments.client or Path(made)
        if arguments.client is None:
            generated(document, folder)
        table(Bench(folder, arguments.runs), document, Path(made), arguments.only)


def table(bench: Bench, document: Path, scratch: Path, only: str) -> None:
    """Measure and print each row."""
    data: Any = payloads(document)
    file = scratch / "payloads.json"
    file.write_text(json.dumps(data))
    os.environ["BENCHMARK_PAYLOADS"] = str(file)
    # Nobody's cost: both packages' byte code is there before the first import is timed.
    for who in ("ours", "openai"):
        bench.measure(who, "first")
    write = sys.stdout.write
    write(f"{'':42}{'ours':>12}{'openai':>12}{'ratio':>9}  target\n")
    for name, call, unit, target in ROWS:
        if only and only not in name:
            continue
        ours, theirs, ratio = bench.both(*call)
        write(f"{name:36}{unit:>6}{ours:12.1f}{theirs:12.1f}{ratio:9.3f}  {target}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
