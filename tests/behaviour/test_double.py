"""The generated test double: it answers by the document and by the test, refuses, and records."""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from instep.config import Overrides, adhoc_client
from instep.pipeline import generate

DOCUMENT = Path(__file__).with_name("double.yaml")
TRACE = "5f9b9c2e-5c9c-4f0e-9a8e-0d4e4b7f1a11"


@pytest.fixture(scope="module", params=["pydantic", "dataclass"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp(f"double_{request.param}")
    package = f"shelf_{request.param}"
    overrides = Overrides(package=package, output=output, models=request.param)
    generate(overrides.onto(adhoc_client(str(DOCUMENT))))
    return output


def name_of(folder: Path) -> str:
    return next(path.name for path in folder.iterdir() if path.name.startswith("shelf_"))


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[Any]:
    sys.path.insert(0, str(folder))
    name = name_of(folder)
    yield importlib.import_module(name)
    sys.path.remove(str(folder))
    for one in [one for one in sys.modules if one.partition(".")[0] == name]:
        del sys.modules[one]


@pytest.fixture(scope="module")
def testing(package: Any) -> Any:
    return importlib.import_module(f"{package.__name__}.testing")


@pytest.fixture
def client(testing: Any) -> Any:
    return testing.MockClient()


def test_it_is_a_client_and_answers_with_the_documents_example(client: Any, package: Any) -> None:
    assert isinstance(client, package.Client)
    book = client.books.create(title="Ulysses")
    assert type(book) is package.types.Book
    assert (book.id, book.kind, str(book.written)) == ("b1", "novel", "1922-02-02")


def test_it_answers_with_made_data_where_there_is_no_example(client: Any, package: Any) -> None:
    (book,) = client.books.list(x_trace=TRACE)
    assert type(book) is package.types.Book
    assert client.books.delete("b1") is None
    assert isinstance(client.books.cover.retrieve("b1"), bytes)


def test_what_a_test_sets_comes_in_order_and_the_last_one_stays(client: Any, package: Any) -> None:
    first, second = (package.types.Book(id=one, title="T") for one in ("a1", "a2"))
    client.mock.on(client.books.retrieve).returns(first, second)
    assert [client.books.retrieve("xx").id for _ in range(3)] == ["a1", "a2", "a2"]


def test_a_failure_is_the_documented_error(client: Any, package: Any) -> None:
    client.mock.on(client.books.create).fails(409)
    with pytest.raises(package.ConflictError) as caught:
        client.with_options(max_retries=0).books.create(title="T")
    assert type(caught.value.body) is package.types.Problem
    client.mock.on(client.books.create).fails(418)
    with pytest.raises(package.APIStatusError, match="went wrong"):
        client.books.create(title="T")


def test_a_failure_may_have_a_body_and_headers(client: Any, package: Any) -> None:
    body = package.parse(package.types.Problem, {"error": {"message": "mine"}})
    client.mock.on(client.books.create).fails(422, body, headers={"x-request-id": "r1"})
    with pytest.raises(package.UnprocessableEntityError, match="mine") as caught:
        client.books.create(title="T")
    assert caught.value.request_id == "r1"
    with pytest.raises(AssertionError, match="does not allow this body of a 409"):
        client.mock.on(client.books.create).fails(409, {"error": 3})
    with pytest.raises(ValueError, match="400 to 599"):
        client.mock.on(client.books.create).fails(200)


def test_retries_take_the_next_answer_and_no_time(client: Any, package: Any) -> None:
    book = client.mock.example(client.books.retrieve)
    lost = package.APIConnectionError("lost")
    client.mock.on(client.books.retrieve).raises(lost).fails(
        503, headers={"retry-after": "60"}
    ).returns(book)
    assert client.books.retrieve("b1") == book
    assert len(client.mock.calls[0].requests) == 3


def test_a_function_may_answer(client: Any, package: Any, testing: Any) -> None:
    def answer(call: Any) -> Any:
        if call.arguments["book_id"] == "no":
            return testing.Failure(404)
        return package.types.Book(id=call.arguments["book_id"], title="T")

    client.mock.on(client.books.retrieve).answers(answer)
    assert client.books.retrieve("b7").id == "b7"
    with pytest.raises(package.NotFoundError):
        client.books.retrieve("no")


def test_an_answer_that_the_document_does_not_allow_is_refused_at_once(client: Any) -> None:
    with pytest.raises(
        AssertionError, match=r"createBook: the document does not allow(.|\n)*title"
    ):
        client.mock.on(client.books.create).returns({"id": "b1"})


REFUSED = {
    "required and missing": (
        lambda c: c.books.list(x_trace=None),
        "header parameter 'X-Trace': required, and missing",
    ),
    "wrong type": (
        lambda c: c.books.list(x_trace=TRACE, page_size="many"),
        "query parameter 'pageSize': expected integer, found string 'many'",
    ),
    "out of bounds": (
        lambda c: c.books.list(x_trace=TRACE, page_size=101),
        "query parameter 'pageSize': 101 does not satisfy maximum 100",
    ),
    "no such enum value": (
        lambda c: c.books.list(x_trace=TRACE, kind=["prose"]),
        "query parameter 'kind': /0: 'prose' is none of 'novel', 'poetry'",
    ),
    "no uuid": (lambda c: c.books.list(x_trace="me"), "'me' is no uuid"),
    "path too short": (lambda c: c.books.retrieve("b"), "'b' does not satisfy minLength 2"),
    "unknown query parameter": (
        lambda c: c.books.retrieve("b1", extra_query={"page": 1}),
        "query parameter 'page': the document does not know it",
    ),
    "unknown property": (
        lambda c: c.books.create(title="T", extra_body={"titel": "T"}),
        "body /titel: the document does not know this property; did you mean 'title'?",
    ),
    "unknown property below": (
        lambda c: c.books.create(title="T", author={"name": "N", "bron": 3}),
        "body /author/bron: the document does not know this property; did you mean 'born'?",
    ),
    "missing property": (
        lambda c: c.books.create(title="T", author={"born": 3}),
        "body /author/name: required, and missing",
    ),
    "pattern": (lambda c: c.books.create(title="ulysses"), "'ulysses' does not match '^[A-Z]'"),
    "items": (
        lambda c: c.books.create(title="T", tags=["a", "a"]),
        "body /tags: the items are not unique",
    ),
    "map": (
        lambda c: c.books.create(title="T", notes={"a": 1}),
        "body /notes/a: expected string, found integer 1",
    ),
    "union": (
        lambda c: c.books.create(title="T", size={"pages": 0}),
        "body /size/pages: 0 does not satisfy minimum 1",
    ),
    "union of other kinds": (
        lambda c: c.books.create(title="T", size="big"),
        "body /size: expected integer, found string 'big'; or expected object",
    ),
    "form": (
        lambda c: c.books.cover.replace("b1", file=b"x", caption="much too long"),
        "body /caption: 'much too long' does not satisfy maxLength 10",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_document_forbids_is_refused(client: Any, name: str) -> None:
    call, reason = REFUSED[name]
    with pytest.raises(AssertionError) as caught:
        call(client)
    assert reason in str(caught.value)


def test_what_the_document_allows_is_not_refused(client: Any) -> None:
    client.books.list(x_trace=TRACE, page_size=1, kind=["novel", "poetry"])
    client.books.create(title="T", size=3, notes={"any": "name"}, tags=["a", "b"], kind="poetry")
    client.books.create(title="T", size={"pages": 1}, author={"name": "N", "born": 1882})
    client.books.cover.replace("b1", file=io.BytesIO(b"x"), caption="short")
    client.mock.allow_undocumented = True
    client.books.retrieve("b1", extra_query={"page": 1})
    client.books.create(title="T", extra_body={"titel": "T"})


def test_calls_are_recorded(client: Any) -> None:
    client.books.list(x_trace=TRACE, page_size=3)
    client.books.create(title="T", kind=None)
    listed, created = client.mock.calls
    assert (listed.operation, listed.name) == ("GET /books", "books.list")
    assert listed.arguments == {"x_trace": TRACE, "page_size": 3}
    assert str(listed.request.url) == "https://shelf.example/v1/books?pageSize=3"
    assert listed.json is None
    assert (created.arguments, created.json) == ({"title": "T"}, {"title": "T"})
    assert client.mock.calls_of(client.books.create) == [created]
    assert client.with_options(timeout=1).mock is client.mock
    client.mock.reset()
    assert client.mock.calls == []


def test_a_stream_is_the_documents_or_the_tests(client: Any, package: Any) -> None:
    types = package.types
    kinds = [type(event) for event in client.readings.create(book="b1", stream=True)]
    assert kinds == [types.Word, types.End]
    assert client.readings.create(book="b1").words is not None
    word = types.Word(type="word", text="yes")
    lost = package.APIConnectionError("lost")
    client.mock.on_stream(client.readings.create).sends(word, word, error=lost)
    found: list[Any] = []
    with pytest.raises(package.APIConnectionError, match="lost"):
        found.extend(client.readings.create(book="b1", stream=True))
    with client.readings.create(book="b1", stream=True) as stream:
        assert next(iter(stream)) == word
    with pytest.raises(AssertionError, match="does not allow event 0"):
        client.mock.on_stream(client.readings.create).sends({"type": "word"})


def test_lines_stream_too(client: Any, package: Any) -> None:
    lines = [package.types.Line(text=text) for text in ("a", "b\n")]
    client.mock.on_stream(client.log.retrieve).sends(*lines)
    assert list(client.log.retrieve()) == lines
    assert [type(one) for one in client.mock.example_events(client.log.retrieve)] == [
        package.types.Line
    ]


def test_answers_for_the_wrong_kind_of_call_are_said(client: Any) -> None:
    client.mock.on(client.readings.create).returns(client.mock.example(client.readings.create))
    with pytest.raises(
        AssertionError, match=r"client\.mock\.on_stream\(client\.readings\.create\)"
    ):
        client.readings.create(book="b1", stream=True)
    with pytest.raises(TypeError, match="never answers with a stream"):
        client.mock.on_stream(client.books.retrieve)
    with pytest.raises(TypeError, match="always answers with a stream"):
        client.mock.on(client.log.retrieve)
    with pytest.raises(TypeError, match="expected a method such as"):
        client.mock.on(print)


def test_a_method_of_another_client_is_refused(client: Any, testing: Any, package: Any) -> None:
    with pytest.raises(TypeError, match="belongs to another client"):
        client.mock.on(testing.MockClient().books.retrieve)
    with pytest.raises(TypeError, match="belongs to another client"):
        client.mock.on(package.Client().books.retrieve)


def test_raw_and_streaming_responses(client: Any) -> None:
    client.mock.on(client.books.retrieve).returns(
        client.mock.example(client.books.retrieve), headers={"x-left": "3"}
    )
    raw = client.books.with_raw_response.retrieve("b1")
    assert (raw.status_code, raw.headers["x-left"]) == (200, "3")
    with client.books.cover.with_streaming_response.retrieve("b1") as response:
        assert response.read() == client.books.cover.retrieve("b1")


def test_paths_outside_of_methods(client: Any, package: Any) -> None:
    book = client.get("/books/b1", cast_to=package.types.Book)
    assert type(book) is package.types.Book
    with pytest.raises(AssertionError, match="no operation GET /shelves"):
        client.get("/shelves")


def test_nothing_is_sent_and_no_secret_is_needed(
    client: Any, testing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELF_PYDANTIC_API_KEY", "real")
    monkeypatch.setenv("SHELF_DATACLASS_API_KEY", "real")
    client.books.retrieve("b1")
    assert client.mock.calls[0].request.headers["authorization"] == "Bearer mock"
    with pytest.raises(TypeError, match="takes no http_client"):
        testing.MockClient(http_client=object())


def test_the_asynchronous_double(package: Any, testing: Any) -> None:
    async def story() -> None:
        async with testing.AsyncMockClient() as client:
            assert isinstance(client, package.AsyncClient)
            book = client.mock.example(client.books.retrieve)
            client.mock.on(client.books.retrieve).fails(503).returns(book)
            assert await client.books.retrieve("b1") == book
            assert len(client.mock.calls_of(client.books.retrieve)[0].requests) == 2
            with pytest.raises(AssertionError, match="minLength"):
                await client.books.retrieve("b")
            async with await client.readings.create(book="b1", stream=True) as stream:
                assert [type(event).__name__ async for event in stream] == ["Word", "End"]
            async with client.books.cover.with_streaming_response.retrieve("b1") as response:
                assert await response.read()
            both = await asyncio.gather(
                client.books.retrieve("b1"), client.books.cover.retrieve("b1")
            )
            assert [type(one) for one in both] == [package.types.Book, bytes]

    asyncio.run(story())


def test_importing_the_package_does_not_load_it(folder: Path) -> None:
    name = name_of(folder)
    code = (
        f"import sys, {name}; {name}.Client(api_key='k').books\n"
        f"print([m for m in sys.modules if m.endswith('testing')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_readmes_example_runs_and_needs_neither_instep_nor_a_validator(folder: Path) -> None:
    text = (folder / name_of(folder) / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(import pytest\n.*?)```", text, re.S)
    block = "\n".join(
        [
            "import sys",
            "for name in ('instep', 'jsonschema_rs', 'jsonschema'):",
            "    sys.modules[name] = None",
            "",
        ]
    )
    path = folder / "test_example.py"
    path.write_text(block + example, encoding="utf-8")
    how = ["-c", "/dev/null", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *how, str(path)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_tests_there_is_no_double(tmp_path: Path) -> None:
    overrides = Overrides(package="shelf", output=tmp_path, tests=False)
    generate(overrides.onto(adhoc_client(str(DOCUMENT))))
    assert not (tmp_path / "shelf" / "testing").exists()
    assert not (tmp_path / "shelf" / "_runtime" / "testing").exists()
    assert "testing" not in (tmp_path / "shelf" / "README.md").read_text(encoding="utf-8")


def test_it_needs_no_credential_whichever_scheme_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flows = {"clientCredentials": {"tokenUrl": "https://auth.test/token", "scopes": {}}}
    schemes = {
        "key": {"type": "http", "scheme": "bearer"},
        "app": {"type": "oauth2", "flows": flows},
    }
    answer = {"content": {"application/json": {"schema": {"type": "integer"}, "example": 7}}}
    get = {"security": [{"app": []}], "responses": {"200": {"description": "it", **answer}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://api.test"}],
        "security": [{"key": []}],
        "paths": {"/size": {"get": get}, "/other": {"get": {**get, "security": [{"key": []}]}}},
        "components": {"securitySchemes": schemes},
    }
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document))
    generate(Overrides(package="two_schemes", output=tmp_path).onto(adhoc_client(str(path))))
    monkeypatch.syspath_prepend(tmp_path)
    client = importlib.import_module("two_schemes.testing").MockClient()
    assert client.size.retrieve() == client.other.retrieve() == 7
