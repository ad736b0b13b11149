"""Two of the largest public documents, whole: generated, imported, counted, and called over a real socket."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from instep.config import Overrides, adhoc_client
from instep.pipeline import Report, generate

pytestmark = pytest.mark.corpus

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}

CALL = """
import json, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

sys.path.insert(0, sys.argv[1])
from whole import Client, dump

example = json.load(sys.stdin)
requests = []

class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        requests.append((self.path, json.loads(self.rfile.read(int(self.headers["content-length"])))))
        body = json.dumps(example).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

server = HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
with Client(api_key="x", base_url=f"http://127.0.0.1:{server.server_port}/v1") as client:
    answer = client.responses.create(model="gpt-4.1", input="Tell me a story", include=["a.new.one"])
server.shutdown()
assert requests == [("/v1/responses", {"model": "gpt-4.1", "input": "Tell me a story", "include": ["a.new.one"]})]
assert type(answer).__name__ == "Response", type(answer)
assert dump(answer) == example
assert answer.output[0].content[0].text
"""

IMPORT = """
import importlib, pkgutil, sys, warnings

warnings.simplefilter("error")
sys.path.insert(0, sys.argv[1])
root = importlib.import_module("whole")
root.Client(api_key="x").close()
for module in pkgutil.walk_packages(root.__path__, "whole."):
    importlib.import_module(module.name)
"""


def _generate(document: Path, output: Path) -> Report:
    overrides = Overrides(package="whole", output=output)
    return generate(overrides.onto(adhoc_client(str(document))))


def _python(script: str, output: Path, data: Any = None) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script, str(output)],
        input=json.dumps(data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.parametrize("name", ["openai.json", "github.json"])
def test_every_operation_is_there_and_every_module_imports(
    shared: Path, tmp_path: Path, name: str
) -> None:
    document = shared / "corpus" / name
    report = _generate(document, tmp_path)
    raw = json.loads(document.read_bytes())
    declared = {
        f"{m.upper()} {p}" for p, item in raw["paths"].items() for m in item if m in METHODS
    }
    lock = json.loads((tmp_path / "whole/instep.lock").read_bytes())
    assert set(lock["operations"]) == declared
    assert len(lock["schemas"]) >= len(raw["components"]["schemas"])
    assert not report.api.coverage.left_out
    _python(IMPORT, tmp_path)


def test_a_call_gives_back_the_documents_own_example(shared: Path, tmp_path: Path) -> None:
    document = shared / "corpus" / "openai.json"
    _generate(document, tmp_path)
    operation = json.loads(document.read_bytes())["paths"]["/responses"]["post"]
    listed = operation["x-oaiMeta"]["examples"]
    _python(CALL, tmp_path, json.loads(listed[0]["response"]))
