"""Prism, Steady and `instep mock` on the same 200 requests: who accepts what the document allows?

    PYTHONPATH=generator python tests/peers/mocks.py [--seed 1] [--requests 200] [-v] [NAME...]

Installs `@stoplight/prism-cli` and `@stdy/cli` from the npm registry into a temporary folder (or takes
the executables that PRISM and STEADY name). For each document, half of the requests are valid and half
have one known fault. What a body is comes from `mock_requests.py`; whether it is valid is known by how
it was made, and confirmed by `jsonschema`, which none of the three uses. A status below 400 accepts,
400 to 499 refuses, and anything else is a breakdown.

The exit code is 1 if ours is wrong anywhere, or a difference has no explanation in `REASONS`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
from mock_requests import Asked, requests_of

SHARED = Path(os.environ.get("INSTEP_SHARED", Path(__file__).parents[3] / "shared"))
PACKAGES = {"prism": "@stoplight/prism-cli@5.14.2", "steady": "@stdy/cli@0.22.2"}
DOCUMENTS = (
    "redocly-museum.yaml",
    "pinecone-data.yaml",
    "ent-generated.json",
    "mistral.yaml",
    "openai.json",
)
SERVERS = ("instep", "prism", "steady")

_FRAGMENT = (
    "takes the fragment of a path (`/x#stream`), which tells two operations apart, for a part of it"
)

REASONS: tuple[tuple[str, str, str], ...] = (
    ("prism", r"^\S+ valid.*/\S+#\w+: refuses: 40[46]", _FRAGMENT),
    ("steady", r"^\S+ valid.*/\S+#\w+: refuses: 404", _FRAGMENT),
    (
        "prism",
        r" POST /chat/completions: accepts",
        "passes any body whose schema it cannot compile",
    ),
    ("prism", r" POST /responses: accepts", "passes any body whose schema it cannot compile"),
    (
        "prism",
        r" streamed .*: breaks: 500 .*NO_COMPLEX_OBJECT_TEXT",
        "cannot send events of objects",
    ),
    ("steady", r" no credential ", "does not ask for credentials"),
    ("steady", r": accepts: \S+ E400\d", "tells of formats and bounds in a header, and answers"),
    (
        "steady",
        r": accepts: \S+ E3012",
        "tells of a union that nothing fits in a header, and answers",
    ),
)
"""Differences and why: server, regular expression for `document kind operation: verdict`, reason."""


@dataclass(frozen=True)
class Verdict:
    """What a server made of a request."""

    word: str
    """`accepts`, `refuses` or `breaks`."""
    said: str

    @property
    def accepts(self) -> bool:
        """Whether the request was taken."""
        return self.word == "accepts"


def installed(folder: Path) -> dict[str, Path]:
    """The executables of both peers."""
    found = {
        name: Path(os.environ[name.upper()]) for name in PACKAGES if name.upper() in os.environ
    }
    missing = [package for name, package in PACKAGES.items() if name not in found]
    if missing:
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm is not installed; PRISM and STEADY may name the executables")
        command = [npm, "install", "--silent", "--no-audit", "--prefix", str(folder), *missing]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return {name: found.get(name, folder / "node_modules/.bin" / name) for name in PACKAGES}


@contextlib.contextmanager
def serving(name: str, tools: dict[str, Path], document: Path, log: Path) -> Iterator[str]:
    """A server of the document on a free port; gives its URL."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    commands = {
        "instep": [sys.executable, "-m", "instep", "mock", "-q", "--port", port, str(document)],
        "prism": [str(tools["prism"]), "mock", "-h", "127.0.0.1", "-p", port, str(document)],
        "steady": [
            str(tools["steady"]),
            "--host",
            "127.0.0.1",
            "--port",
            port,
            "-q",
            str(document),
        ],
    }
    with log.open("wb") as said:
        process = subprocess.Popen(
            commands[name], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(900):
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended: {log.read_text(errors='replace')[-1000:]}")
            with contextlib.suppress(httpx2.HTTPError):
                httpx2.get(f"{url}/__instep/health", timeout=5, trust_env=False)
                break
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait()


def verdict(client: httpx2.Client, url: str, asked: Asked) -> Verdict:
    """Send a request. The first bytes of a stream are enough."""
    try:
        with client.stream(
            asked.method, url + asked.target, headers=asked.headers, content=asked.body
        ) as response:
            status = response.status_code
            said = b"" if status < 400 else response.read()
            if status < 400 and "event-stream" in response.headers.get("content-type", ""):
                next(response.iter_bytes(), b"")
    except httpx2.HTTPError as error:
        return Verdict("breaks", type(error).__name__)
    word = "accepts" if status < 400 else "refuses" if status < 500 else "breaks"
    code = response.headers.get("x-steady-error-1-code", "")
    return Verdict(word, f"{status} {code} {said.decode('utf-8', 'replace')[:300]}".strip())


def asked_of(
    document: Path, tools: dict[str, Path], asked: list[Asked], folder: Path
) -> Iterator[tuple[Asked, dict[str, Verdict]]]:
    """Every request with the verdicts of the three servers."""
    found: dict[str, list[Verdict]] = {}
    for name in SERVERS:
        with (
            serving(name, tools, document, folder / f"{name}.log") as url,
            httpx2.Client(timeout=20, trust_env=False) as client,
        ):
            found[name] = [verdict(client, url, one) for one in asked]
    for index, one in enumerate(asked):
        yield one, {name: found[name][index] for name in SERVERS}


def reason_of(server: str, said: str) -> str:
    """Why a server is wrong there; empty if nobody has said so."""
    for name, pattern, reason in REASONS:
        if name == server and re.search(pattern, said):
            return reason
    return ""


def main() -> int:
    """Ask all servers and print the table of differences."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--requests", type=int, default=200)
    options.add_argument("-v", "--verbose", action="store_true")
    chosen = options.parse_args()
    names = chosen.names or DOCUMENTS
    right: Counter[str] = Counter()
    reasons: dict[tuple[str, str], int] = defaultdict(int)
    open_: list[str] = []
    count = 0
    with tempfile.TemporaryDirectory(prefix="instep-mocks-") as made:
        folder = Path(made)
        tools = installed(folder)
        for name in names:
            document = SHARED / "corpus" / name
            asked = requests_of(document, chosen.seed, chosen.requests // len(names))
            for one, verdicts in asked_of(document, tools, asked, folder):
                count += 1
                for server, found in verdicts.items():
                    if found.word != "breaks" and found.accepts == one.valid:
                        right[server] += 1
                        continue
                    said = f"{name} {one.kind} {one.operation}: {found.word}: {found.said}"
                    reason = reason_of(server, said)
                    reasons[server, reason] += 1
                    if not reason or chosen.verbose:
                        open_.append(f"{server}: {said}")
            print(f"{name}: {len(asked)} requests", file=sys.stderr, flush=True)
    for server in SERVERS:
        print(f"{server:8} right on {right[server]} of {count}")
    for (server, reason), number in sorted(reasons.items()):
        print(f"{server:8} wrong on {number:3}: {reason or 'NOT EXPLAINED'}")
    for line in open_:
        print(f"  {' '.join(line.split())[:400]}")
    return 1 if right["instep"] < count or any(not reason for _, reason in reasons) else 0


if __name__ == "__main__":
    sys.exit(main())
