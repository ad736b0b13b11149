"""Loading: where documents come from, what is recognised, what is refused, and where things stand."""

from __future__ import annotations

import io
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from instep.diagnostics import Code, Diagnostics, Location, Severity
from instep.document import Document, limits, load
from instep.errors import DocumentError, InputError, OutsideError

MINIMAL = '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}'


def read(text: str | bytes, found: Diagnostics | None = None) -> Document:
    content = text if isinstance(text, bytes) else text.encode()
    return load("-", Diagnostics() if found is None else found, stdin=io.BytesIO(content))


def refusal(text: str | bytes) -> tuple[Code, str, str]:
    with pytest.raises(DocumentError) as caught:
        read(text)
    first = caught.value.diagnostics[0]
    assert first.severity is Severity.ERROR
    return first.code, first.message, str(first.location)


@pytest.mark.parametrize(
    "content",
    [
        MINIMAL.encode(),
        b"\xef\xbb\xbf" + MINIMAL.encode(),
        MINIMAL.encode("utf-16"),
        MINIMAL.replace(" ", "\r\n").encode(),
        b"openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n",
        b"\xef\xbb\xbfopenapi: 3.1.0\ninfo:\n  title: T\n  version: '1'\npaths: {}\n",
        b"{openapi: 3.1.0, info: {title: T, version: '1'}, paths: {}}",
    ],
)
def test_json_and_yaml_are_told_apart_by_content(content: bytes) -> None:
    document = read(content)
    assert document.root == {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
    }
    assert document.version == "3.1.0"


def test_a_version_that_yaml_reads_as_a_number_keeps_its_text() -> None:
    document = read("openapi: 3.1\ninfo: {title: T, version: 1.10}\npaths: {}\n")
    assert document.version == "3.1"
    assert document.root["info"]["version"] == "1.10"
    assert read('{"swagger": 2.0, "info": {}, "paths": {}}').version == "2.0"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!DOCTYPE html><html><body>404", "HTML page"),
        (b"\n<html lang=en>", "HTML page"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "Git LFS"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"asyncapi: 2.6.0\ninfo: {}\n", r"AsyncAPI document \(2.6.0\)"),
        (b'{"info": {"_postman_id": "x"}, "item": []}', "Postman"),
        (b'{"$schema": "https://json-schema.org/draft/2020-12/schema"}', "JSON Schema"),
        (b"overlay: 1.0.0\nactions: []\n", "Overlay"),
        (b'{"error": "unauthorized"}', "`openapi`"),
        (b'"text"', "object was expected, this is a string"),
        (b"true", "object was expected, this is a boolean"),
        (b"[]", "object was expected, this is an array"),
        (b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\n", "merge conflict"),
        (b'{"a": 1\n<<<<<<< HEAD\n', "merge conflict"),
        (b"{", "this is no JSON"),
        (b'{"a": 1,', "this is no JSON"),
        (b"{a: 1", "this is no YAML"),
        (b'{"a": "x\x00"}', "NUL"),
        (b'{"openapi": "3.1.0", "info": "\xe9"}', "UTF-8"),
        (b'{"openapi": "4.0.0"}', "not supported"),
        (b'{"openapi": null}', "not supported"),
        (b'{"openapi": [3, 1]}', "not supported"),
        (b'{"swagger": "1.2"}', "not supported"),
        (b'{"openapi": "3.1.0", "paths": "x"}', "`paths` must be an object, this is a string"),
        (b'{"openapi": "3.1.0", "components": []}', "`components` must be an object"),
    ],
)
def test_what_is_no_openapi_document_is_named(content: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        read(content)
    assert len(caught.value.diagnostics) == 1
    assert caught.value.exit_code == 2


def test_errors_have_their_place() -> None:
    assert refusal('{\n  "openapi": 3.1.0\n}')[2] == "<stdin>:2:17"
    assert refusal("openapi: 3.1.0\ninfo: [\n")[2].startswith("<stdin>:3:")
    assert refusal('{"info": {},\n "openapi": "9"}')[2] == "<stdin>:2:2"
    assert refusal(b'{"openapi": "3.1.0",\n "a": "\xff"}')[2] == "<stdin>:2:8"


def test_duplicate_keys_are_errors_with_both_places() -> None:
    code, message, place = refusal('{"openapi": "3.1.0",\n "paths": {},\n "paths": {}}')
    assert (code, place) == (Code.DUPLICATE_KEY, "<stdin>:3:2")
    assert message == 'the key "paths" is repeated; it stands first at 2:2'
    code, message, place = refusal("openapi: 3.1.0\npaths:\n  /a: {}\n  /a: {}\n")
    assert (code, place) == (Code.DUPLICATE_KEY, "<stdin>:4:3")
    assert "first at 3:3" in message


def test_nesting_is_limited_to_200_levels() -> None:
    def nested(levels: int) -> str:
        return '{"openapi": "3.1.0", "x-a": ' + "[" * (levels - 1) + "]" * (levels - 1) + "}"

    assert read(nested(200)).version == "3.1.0"
    for levels in (201, 900, 50_000):
        assert refusal(nested(levels))[0] is Code.LIMIT_EXCEEDED


def test_a_number_out_of_range_is_a_warning() -> None:
    found = Diagnostics()
    document = read('{"openapi": "3.1.0", "x-n": 1e999}', found)
    assert document.root["x-n"] == "1e999"
    assert [d.code for d in found] == [Code.LIMIT_EXCEEDED]


def test_a_path_is_shown_relative_to_base(tmp_path: Path) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    (folder / "api.json").write_text(MINIMAL)
    for location in ("specs/api.json", str(folder / "api.json"), "specs/../specs/api.json"):
        document = load(location, Diagnostics(), base=tmp_path)
        assert document.location == "specs/api.json"
        assert document.locate("#/paths") == Location(
            "specs/api.json", 1, MINIMAL.index('"paths"') + 1
        )
    (tmp_path / "other").mkdir()
    elsewhere = load("../specs/api.json", Diagnostics(), base=tmp_path / "other")
    assert elsewhere.location == "api.json"
    assert elsewhere.sha256 == document.sha256 == document.files[0].sha256
    assert len(document.sha256) == 64


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for location, says in [
        ("fifo", "not a regular file"),
        (".", "a folder"),
        ("/dev/zero", "not a regular file"),
        ("missing.json", "no such file"),
        ("a\0b", "no such file"),
        ("", "empty"),
        ("git:HEAD", "git:REV:PATH"),
        ("git:--output=x:y", "git:REV:PATH"),
        ("https://", "URL"),
    ]:
        with pytest.raises(InputError, match=says):
            load(location, Diagnostics(), base=tmp_path)


def test_a_file_that_may_not_be_read_is_the_outsides_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.json").write_text(MINIMAL)

    def denied(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(OutsideError, match=r"a\.json: permission denied"):
        load("a.json", Diagnostics(), base=tmp_path)


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 20)
    (tmp_path / "a.json").write_text(MINIMAL)
    with pytest.raises(InputError, match="larger than"):
        load("a.json", Diagnostics(), base=tmp_path)
    with pytest.raises(InputError, match="larger than"):
        read(MINIMAL)


def test_a_git_revision_is_read_with_the_files_beside_it(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"]
        subprocess.run(
            ["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True
        )

    git("init", "-q")
    (tmp_path / "specs").mkdir()
    api = tmp_path / "specs" / "api.json"
    api.write_text(
        MINIMAL.replace('"paths": {}', '"components": {"schemas": {"A": {"$ref": "b.yaml"}}}')
    )
    (tmp_path / "specs" / "b.yaml").write_text("type: string\n")
    git("add", ".")
    git("commit", "-qm", "one")
    api.write_text(MINIMAL)
    document = load("git:HEAD:specs/api.json", Diagnostics(), base=tmp_path)
    assert document.root["components"]["schemas"] == {"A": {"type": "string"}}
    assert document.location == "git:HEAD:specs/api.json"
    assert [f.location for f in document.files] == [
        "git:HEAD:specs/api.json",
        "git:HEAD:specs/b.yaml",
    ]
    below = load("git:HEAD:api.json", Diagnostics(), base=tmp_path / "specs")
    assert below.root == document.root
    with pytest.raises(InputError, match="no such revision or file"):
        load("git:HEAD:none.json", Diagnostics(), base=tmp_path)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        port = self.server.server_address[1]
        targets = {
            "/same": "/api.json",
            "/loop": "/loop",
            "/other": f"http://localhost:{port}/api.json",
            "/file": "file:///etc/passwd",
        }
        if self.path in targets:
            self.send_response(302)
            self.send_header("Location", targets[self.path])
            self.end_headers()
        elif self.path.startswith(("/api.json", "/refs.json")):
            body = MINIMAL
            if self.path.startswith("/refs"):
                body = body.replace(
                    "{}}", '{}, "components": {"schemas": {"A": {"$ref": "b.json"}}}}'
                )
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.encode())
        elif self.path == "/b.json":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"type": "string"}')
        else:
            self.send_error(404)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def test_a_url_is_fetched_within_its_origin(server: str) -> None:
    assert load(f"{server}/same", Diagnostics()).root["openapi"] == "3.1.0"
    secret = server.replace("//", "//user:secret@") + "/api.json?token=secret"
    assert "secret" not in load(secret, Diagnostics()).location
    for path in ("/other", "/file"):
        with pytest.raises(InputError, match="another origin"):
            load(server + path, Diagnostics())
    for path, says in [("/loop", "redirects"), ("/none", "answered 404")]:
        with pytest.raises(OutsideError, match=says):
            load(server + path, Diagnostics())


def test_remote_references_need_the_flag(server: str) -> None:
    with pytest.raises(DocumentError, match="--allow-remote-refs"):
        load(f"{server}/refs.json", Diagnostics())
    allowed = load(f"{server}/refs.json", Diagnostics(), allow_remote_refs=True)
    assert allowed.root["components"]["schemas"]["A"] == {"type": "string"}
    schemas = {"A": {"$ref": f"{server}/b.json"}}
    absolute = json.dumps({"openapi": "3.1.0", "components": {"schemas": schemas}})
    with pytest.raises(DocumentError) as caught:
        read(absolute)
    assert caught.value.diagnostics[0].pointer == "#/components/schemas/A/$ref"
    document = load("-", Diagnostics(), stdin=io.BytesIO(absolute.encode()), allow_remote_refs=True)
    assert document.root["components"]["schemas"]["A"] == {"type": "string"}


def test_a_server_that_is_not_there_is_the_outsides_fault() -> None:
    with pytest.raises(OutsideError, match="cannot be fetched"):
        load("http://127.0.0.1:9/api.json", Diagnostics())


def test_overlays_change_what_is_read_and_not_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: T}\npaths:\n  /a: {get: {}}\n"
    )
    (tmp_path / "one.yaml").write_text(
        "overlay: 1.0.0\nactions:\n"
        "  - {target: $.info, update: {title: New}}\n"
        "  - {target: $.paths, update: {/b: {$ref: item.yaml}}}\n"
        "  - {target: $.nothing, remove: true}\n"
    )
    (tmp_path / "item.yaml").write_text("put: {}\n")
    found = Diagnostics()
    document = load("api.yaml", found, base=tmp_path, overlays=["one.yaml"])
    assert document.root["info"]["title"] == "New"
    assert document.root["paths"] == {"/a": {"get": {}}, "/b": {"put": {}}}
    assert str(document.locate("#/paths/~1a/get")) == "api.yaml:4:8"
    assert str(document.locate("#/paths/~1b/put")) == "item.yaml:1:1"
    assert [f.location for f in document.files] == ["api.yaml", "item.yaml", "one.yaml"]
    assert [d.location.file for d in found] == ["one.yaml"]
