"""Lets Steady, a mock server that says which side is at fault, judge what generated clients send.

    PYTHONPATH=generator python tests/peers/steady.py [--most N] [--json FILE] [NAME...]

It installs `@stdy/cli` from the npm registry into a temporary folder (or takes the executable that
STEADY names). For each document it generates the client with its contract tests, starts Steady on
127.0.0.1, and makes every call that those tests make: with required arguments only, with all of them,
with documented examples, and in every media type. Steady checks each request and answers in headers:
codes E3xxx are faults of the client, E2xxx of its URL. The exit code is 1 if there is one that
`EXPLAINED` does not account for.

NAME is a file of the shared corpus, or a path; without one, `DOCUMENTS`. It needs node and the
network, so it is not part of the test suite.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from instep.config import ClientConfig, Settings
from instep.pipeline import generate

SHARED = Path(os.environ.get("INSTEP_SHARED", Path(__file__).parents[3] / "shared"))
VERSION = "0.22.2"
DOCUMENTS = (
    "anthropic.yaml",
    "asana.yaml",
    "discord.json",
    "mistral.yaml",
    "netbox.yaml",
    "openai.json",
    "pinecone-data.yaml",
    "redocly-museum.yaml",
    "twilio-api.json",
    "xero-accounting.yaml",
)


@dataclass(frozen=True)
class Reason:
    """Findings of Steady that are not the client's fault, and why."""

    document: str
    code: str
    where: str
    """Regular expression for `METHOD path [case] place: message`."""
    why: str


_MULTIPART = (
    "Steady decodes a JSON part only if the property's schema says `type: object` itself: the same part is refused"
    " behind `allOf`, `oneOf` or `anyOf` (a document of ten lines and curl show it)"
)
_ONE_ITEM = (
    "Steady takes an array of one part for the item where the items are objects or the type is `[array, null]`:"
    " two parts, or one string, are accepted"
)
_NO_ITEM = (
    "an empty array has no parts: multipart cannot say more (OpenAPI 3.1, section 4.8.15.1.1)"
)
_STRINGIFIED = (
    "without `style`, an object in a form is JSON (OpenAPI 3.1, section 4.8.15.1.1, `contentType`);"
    " Steady knows brackets and flat properties only"
)
_FRAGMENT = (
    "two operations share the path before `#`: Steady takes the fragment for a part of the path, or judges by the"
    " other operation"
)
_NULLABLE = (
    "the document says `nullable: true` beside an `enum` without null, `oneOf` or `$ref`: ours takes it for what it"
    " means; by the strict reading, which is Steady's, it would mean nothing (OpenAPI 3.0.3, Schema Object)"
)
EXPLAINED: tuple[Reason, ...] = (
    Reason("anthropic.yaml", "E3008", r"model: Expected type null, got string",
           "the schema says `type:` without a value beside `anyOf`, which Steady reads as the type `null`"),
    Reason("discord.json", "E3008", r"urlencoded\] body\.\w+: Expected type (array,null|object), got string", _STRINGIFIED),
    Reason("discord.json", "E3016", r"/guilds/\{guild_id\}/requests.*(query\.status|body\.action): ",
           "the document says `enum: []`, which allows nothing, beside an `allOf` with the values that are meant"),
    Reason("", "E3008", r"multipart/form-data\] body\.\w+: Expected type object, got string", _MULTIPART),
    Reason("", "E3008", r"multipart/form-data\] body\.\w+: Expected type array(,null)?, got (object|string)", _ONE_ITEM),
    Reason("", "E3010", r"multipart/form-data\] body\.[\w.]+: Expected type array, got string", _ONE_ITEM),
    Reason("mistral.yaml", "E2001", r"connectors/\{connector_id(_or_name)?\}#", _FRAGMENT),
    Reason("mistral.yaml", "E3016", r"#stream \[all arguments\] body\.stream: ", _FRAGMENT),
    Reason("mistral.yaml", "E3017", r"#stream \[all arguments\] body\.stream: ", _FRAGMENT),
    Reason("openai.json", "E3008", r"/realtime/calls \[all arguments\] body\.session: ", _MULTIPART),
    Reason("", "E3016", r"\[null where it is allowed\] .*: Value null is not", _NULLABLE),
    Reason("openai.json", "E3012", r"\[null where it is allowed\] .*: No variant matched", _NULLABLE),
    Reason("openai.json", "E3015", r"GET /chat/completions .* query\.key: ",
           "a map in a query without `style` is `form` and exploded: `key=value`, whatever its keys are"),
    Reason("pinecone-data.yaml", "E3008", r"/upsert .* body: Expected type array, got string",
           "Steady does not read request bodies of JSON Lines: it takes the text for the value"),
)  # fmt: skip


@dataclass
class Finding:
    """What Steady said about one request."""

    operation: str
    case: str
    code: str
    place: str
    message: str
    why: str = ""
    """Why it is not the client's fault; empty if nobody has said so."""

    def __str__(self) -> str:
        return f"{self.code} {self.operation} [{self.case}] {self.place}: {self.message}"


@dataclass
class Row:
    """One document."""

    name: str
    operations: int = 0
    calls: int = 0
    accepted: int = 0
    findings: list[Finding] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Calls that ended in something else than an answer."""

    @property
    def faults(self) -> list[Finding]:
        """What is left to be explained, or mended."""
        return [found for found in self.findings if not found.why]


def installed(folder: Path) -> Path:
    """Steady's executable."""
    if named := os.environ.get("STEADY"):
        return Path(named)
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed; STEADY may name Steady's executable")
    command = [npm, "install", "--silent", "--prefix", str(folder), f"@stdy/cli@{VERSION}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "node_modules" / ".bin" / "steady"


@contextlib.contextmanager
def serving(steady: Path, document: Path, log: Path) -> Iterator[str]:
    """Steady on a free port of this machine; gives its URL."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--quiet", "--no-color"]
    command = [str(steady), *options, "--reject-on-sdk-error=false", str(document)]
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, process, log)
        yield url
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers. Raises `RuntimeError` with what it said if it does not."""
    for _ in range(600):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_x-steady/health"):
            return
        time.sleep(0.1)
    raise RuntimeError(f"Steady did not start: {log.read_text(errors='replace')[-2000:]}")


class Judge(httpx2.HTTPTransport):
    """Sends requests to Steady and keeps what it says about the last one."""

    def __init__(self) -> None:
        super().__init__()
        self.headers: httpx2.Headers | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        self.headers = response.headers
        return response


def calls(folder: Path, package: str) -> Iterator[tuple[str, dict[str, Any], str, dict[str, Any]]]:
    """Each case of a client's contract tests: operation, what is known of it, name, and the case."""
    data = folder / "tests" / package / "data"
    for path in sorted(data.glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8")).get("operations", {})
        for key, operation in found.items():
            for name, case in operation.get("requests", {}).items():
                yield key, operation, name, case


def judged(name: str, steady: Path, most: int) -> Row:
    """Generate a client, and make its calls."""
    row = Row(name)
    document = Path(name) if Path(name).exists() else SHARED / "corpus" / name
    package = "judged_" + re.sub(r"\W", "_", document.stem.lower())
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        settings = Settings(package=package, stubs=False)
        generate(ClientConfig(str(document), document.name, folder, settings))
        sys.path[:0] = [str(folder), str(folder / "tests" / package)]
        try:
            with serving(steady, document, folder / "steady.log") as url:
                call_all(row, folder, package, url, most)
        finally:
            del sys.path[:2]
    return row


def call_all(row: Row, folder: Path, package: str, url: str, most: int) -> None:
    """Make the calls of a client, and take note of what Steady says."""
    cases = importlib.import_module(f"{package}_contract.cases")
    schemes = cases.read("operations")["security"]
    judge = Judge()
    clients: dict[tuple[str, ...], Any] = {}
    seen: set[str] = set()
    with httpx2.Client(transport=judge) as http:
        for key, operation, name, case in calls(folder, package):
            seen.add(key)
            if most and len(seen) > most:
                break
            made = cases.Case(name, {**operation, "key": key}, case)
            names = tuple(made.credentials)
            if names not in clients:
                clients[names] = client_of(package, [schemes[one] for one in names], url, http)
            row.calls += 1
            judge.headers = None
            problem = made_call(clients[names], operation["call"], made.arguments, package)
            if judge.headers is None:
                row.broken.append(f"{key} [{name}]: {problem}")
                continue
            found = list(findings(row.name, key, name, judge.headers))
            for one in found:
                if one.code == "E3007" and made.arguments.get(one.message.split()[-1]) == []:
                    one.why = _NO_ITEM
            row.findings.extend(found)
            row.accepted += not found
    row.operations = len(seen)


def client_of(package: str, schemes: list[dict[str, Any]], url: str, http: httpx2.Client) -> Any:
    """A client of the package with these credentials."""
    credentials = {scheme["argument"]: scheme["secret"] for scheme in schemes}
    kind = importlib.import_module(package).Client
    headers = {"X-Steady-Stream-Count": "1", "X-Steady-Stream-Interval-Ms": "1"}
    options: dict[str, Any] = {"max_retries": 0, "timeout": 30, "default_headers": headers}
    return kind(base_url=url, http_client=http, **options, **credentials)


def made_call(client: Any, call: str, arguments: dict[str, Any], package: str) -> str:
    """Make a call, and leave its answer as it is. Gives what went wrong, if something did."""
    *path, name = call.split(".")
    resource = client
    for part in path:
        resource = getattr(resource, part)
    try:
        getattr(resource.with_raw_response, name)(**arguments).close()
    except (importlib.import_module(package).APIError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def findings(document: str, key: str, case: str, headers: httpx2.Headers) -> Iterator[Finding]:
    """What the headers of an answer say against the client."""
    for number in range(1, int(headers.get("x-steady-error-count", "0")) + 1):
        code = headers.get(f"x-steady-error-{number}-code", "")
        place = headers.get(f"x-steady-error-{number}-path", "")
        message = headers.get(f"x-steady-error-{number}-message", "")
        if code.startswith(("E2", "E3")):
            found = Finding(key, case, code, place, message)
            found.why = explained(document, found)
            yield found


def explained(document: str, found: Finding) -> str:
    """Why a finding is not the client's fault; empty if nobody has said so."""
    said = f"{found.operation} [{found.case}] {found.place}: {found.message}"
    for reason in EXPLAINED:
        fits = reason.document in ("", document) and reason.code == found.code
        if fits and re.search(reason.where, said):
            return reason.why
    return ""


def printed(rows: list[Row]) -> None:
    """The table, then what is left to explain, then what is explained."""
    print(
        f"{'document':32}{'operations':>11}{'calls':>7}{'accepted':>10}{'explained':>11}{'faults':>8}{'broken':>8}"
    )
    for row in rows:
        known = len(row.findings) - len(row.faults)
        figures = (
            f"{row.operations:>11}{row.calls:>7}{row.accepted:>10}{known:>11}{len(row.faults):>8}"
        )
        print(f"{row.name:32}{figures}{len(row.broken):>8}")
    for row in rows:
        for found in row.faults:
            print(f"{row.name}: {found}")
        for line in row.broken:
            print(f"{row.name}: no answer: {line}")
    reasons = Counter((r.name, f.code, f.why) for r in rows for f in r.findings if f.why)
    for (name, code, why), count in sorted(reasons.items()):
        print(f"explained: {name}: {count} x {code}: {why}")


def main() -> int:
    """Judge the documents that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=DOCUMENTS)
    parser.add_argument("--most", type=int, default=0, help="operations a document; 0: all")
    parser.add_argument("--json", type=Path, help="write all findings to this file")
    chosen = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        steady = installed(Path(folder))
        for name in chosen.names:
            rows.append(judged(name, steady, chosen.most))
            print(f"{name}: {len(rows[-1].faults)} faults", file=sys.stderr)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(row) for row in rows], indent=1))
    printed(rows)
    return 1 if any(row.faults or row.broken for row in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main())
