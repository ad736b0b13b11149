"""An operation with several media types: each can be chosen, is typed on its own, and is sent as asked."""

from __future__ import annotations

import importlib
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import TypeAdapter, ValidationError

from judged import generated

PACKAGE = "ways"
DOCUMENT = Path(__file__).with_name("ways.yaml")

GOOD = """\
import io

from ways import Client, Stream, types

client = Client()
client.images.update("1", url="u", size=1, mask="text")
client.images.update("1", file=b"x", size=1, more=[b"y"], content_type="multipart/form-data")
client.images.update("1", body="words", content_type="text/plain")
client.images.update("1", body=io.BytesIO(b"raw"), content_type="application/octet-stream")
client.anything.create(body=b"x", content_type="application/merge-patch+json")
client.anything.create(body="words", content_type="text/plain")
client.lines.import_(body=[{"data": "x"}, types.Both(name="y")])
lines: Stream[types.LogsListResponseObject] = client.logs.list(stream=True)
logs: types.LogsListResponse = client.logs.list()
client.tools.create(tool={"type": "new", "level": 3}, closed={"type": "function", "name": "f"})
"""

BAD = {
    "missing argument": 'client.images.update("1", url="u")',
    "body of another media type": 'client.images.update("1", body="a", content_type="image/png")',
    "file where the body is JSON": 'client.images.update("1", url="u", size=1, mask=b"x")',
    "media type that the document lacks": 'client.raw.render(body="", content_type="text/rtf")',
    "misspelt key": 'client.tools.create(tool={"type": "x"}, closed={"type": "search", "q": 1})',
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = generated(DOCUMENT, PACKAGE, tmp_path_factory.mktemp("ways"))
    return made


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[Any]:
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


class Server:
    """Answers every request and remembers the last one."""

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.media = request.headers.get("content-type", "").partition(";")[0]
        self.accept = request.headers["accept"]
        self.body = request.read()
        if "ndjson" in self.accept:
            kind = {"content-type": "application/x-ndjson"}
            return httpx2.Response(200, headers=kind, content=b'{"text": "a"}\n{"text": "b"}\n')
        if "event-stream" in self.accept:
            kind = {"content-type": "text/event-stream"}
            return httpx2.Response(200, headers=kind, content=b'data: {"text": "a"}\n\n')
        return httpx2.Response(200, json={"lines": ["whole"], "done": True})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def client(package: Any, server: Server) -> Any:
    transport = httpx2.Client(transport=httpx2.MockTransport(server))
    return package.Client(base_url="http://127.0.0.1:9", http_client=transport)


def test_the_first_media_type_is_sent_unless_told_otherwise(client: Any, server: Server) -> None:
    client.images.update("1", url="u", size=1)
    assert (server.media, server.body) == ("application/json", b'{"url":"u","size":1}')


def test_another_object_has_its_own_arguments(client: Any, server: Server) -> None:
    client.images.update("1", file=b"abc", size=1, content_type="multipart/form-data")
    assert server.media == "multipart/form-data"
    assert b'name="file"; filename="upload"' in server.body
    assert b"abc" in server.body


@pytest.mark.parametrize(
    ("body", "media"),
    [("words", "text/plain"), (io.BytesIO(b"words"), "application/octet-stream")],
)
def test_a_whole_body_beside_an_object(
    client: Any, server: Server, body: object, media: str
) -> None:
    client.images.update("1", body=body, content_type=media)
    assert (server.media, server.body) == (media, b"words")


def test_pydantic_takes_what_is_sent(package: Any) -> None:
    """On Python 3.11 too, where it refuses the TypedDict of `typing`."""
    tool = TypeAdapter(package.params.FunctionTool)
    assert tool.validate_python({"type": "function", "name": "n"}) == {
        "type": "function",
        "name": "n",
    }
    with pytest.raises(ValidationError):
        tool.validate_python({"type": "search", "name": "n"})


def test_media_types_of_one_shape_share_their_arguments(client: Any, server: Server) -> None:
    client.same.replace(data="text")
    assert server.media == "application/json"
    client.same.replace(data=b"bytes")
    assert server.media == "multipart/form-data"
    client.same.replace(data="text", content_type="multipart/form-data")
    assert server.media == "multipart/form-data"


def test_any_value_of_any_media_type_is_one_way(client: Any, server: Server) -> None:
    client.anything.create(body="words", content_type="text/plain")
    assert (server.media, server.body) == ("text/plain", b"words")
    client.anything.create(body={"a": 1}, content_type="application/merge-patch+json")
    assert (server.media, server.body) == ("application/merge-patch+json", b'{"a":1}')
    client.anything.create(body=b"bytes", content_type="application/octet-stream")
    assert (server.media, server.body) == ("application/octet-stream", b"bytes")


def test_a_stream_is_asked_for_by_what_is_accepted(client: Any, server: Server) -> None:
    assert client.logs.list().lines == ["whole"]
    assert server.accept == "application/json"
    with client.logs.list(stream=True) as lines:
        assert [line.text for line in lines] == ["a", "b"]
    assert server.accept == "application/x-ndjson"


def test_a_query_parameter_may_ask_for_a_stream(client: Any, server: Server) -> None:
    assert client.watch.retrieve().done is True
    with client.watch.retrieve(stream=True) as events:
        assert [event.text for event in events] == ["a"]
    assert server.accept == "text/event-stream"


@pytest.mark.slow
@pytest.mark.typing
def test_each_way_is_typed(folder: Path) -> None:
    lines = [*GOOD.splitlines(), *BAD.values()]
    (folder / "calls.py").write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "calls.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line for line in done.stdout.splitlines() if ": error:" in line]
    first = len(GOOD.splitlines()) + 1
    wrong = {int(line.split(":")[1]) for line in found}
    assert wrong == set(range(first, first + len(BAD))), done.stdout
