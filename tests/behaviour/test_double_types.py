"""The types of the generated test double: a type checker holds what a test sets against the method's type."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from instep.config import Overrides, adhoc_client
from instep.pipeline import generate

DOCUMENT = Path(__file__).with_name("double.yaml")

TYPED = """\
from shelf import Client, types
from shelf.testing import AsyncMockClient, Call, Failure, MockClient


def book(call: Call) -> types.Book | Failure:
    return Failure(404) if call.streaming else types.Book(id="b1", title="T")


def use(client: Client) -> None: ...


client = MockClient(api_key="k", max_retries=0)
use(client)
client.mock.on(client.books.retrieve).fails(404).returns(client.mock.example(client.books.retrieve))
client.mock.on(client.books.retrieve).answers(book)
client.mock.on(client.books.delete).returns(None)
client.mock.on(client.readings.create).returns(types.Reading(words=1))
client.mock.on_stream(client.readings.create).sends(types.Word(type="word", text="t"))
client.mock.on_stream(client.log.retrieve).sends(types.Line(text="t"))
other = AsyncMockClient()
other.mock.on(other.books.retrieve).returns(types.Book(id="b1", title="T"))
"""

MISTYPED = {
    "value of another type": 'client.mock.on(client.books.retrieve).returns(types.Line(text="t"))',
    "asynchronous value": 'other.mock.on(other.books.retrieve).returns(types.Line(text="t"))',
    "function": "client.mock.on(client.books.cover.retrieve).answers(book)",
    "line of another type": "client.mock.on_stream(client.log.retrieve).sends(types.Reading(words=1))",
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("double_types")
    overrides = Overrides(package="shelf", output=folder)
    generate(overrides.onto(adhoc_client(str(DOCUMENT))))
    source = TYPED + "\n".join(MISTYPED.values()) + "\n"
    (folder / "typed.py").write_text(source, encoding="utf-8")
    cache = tmp_path_factory.mktemp("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), "typed.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_the_type_checker_sees_the_answers_types(checked: str) -> None:
    first = TYPED.count("\n") + 1
    lines = re.findall(r"^typed\.py:(\d+): error", checked, re.M)
    assert sorted(map(int, lines)) == [first + index for index in range(len(MISTYPED))], checked
    assert not re.search(r"(?m)^(?!typed\.py).*: error", checked), checked
