"""The official `openai` package against `instep mock` on the OpenAI document: does every call complete?

    PYTHONPATH=generator python tests/peers/openai_package.py

Runs outside of CI: it needs `pip install openai` and the document in the shared corpus. Responses are
also held against the package's own models, strictly, as its own test suite does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("INSTEP_SHARED", ROOT.parent / "shared"))
DOCUMENT = SHARED / "corpus" / "openai.json"


def events(stream: Any) -> str:
    """Read a stream to its end."""
    found = list(stream)
    kinds = {getattr(event, "type", None) or getattr(event, "object", "") for event in found}
    assert found, "no event came"
    assert all(type(event).__module__.startswith("openai.types") for event in found)
    return f"{len(found)} events of {len(kinds)} kinds"


def named(value: Any) -> str:
    """The class of a value, which must be one of the package's."""
    assert type(value).__module__.startswith("openai"), type(value)
    return type(value).__name__


def calls(client: openai.OpenAI) -> dict[str, Callable[[], str]]:
    """What a program does with the package."""
    chat: Any = {"model": "gpt-5", "messages": [{"role": "user", "content": "hi"}]}
    return {
        "responses.create": lambda: named(client.responses.create(model="gpt-5", input="hi")),
        "responses.create, streamed": lambda: events(
            client.responses.create(model="gpt-5", input="hi", stream=True)
        ),
        "chat.completions.create": lambda: named(client.chat.completions.create(**chat)),
        "chat.completions.create, streamed": lambda: events(
            client.chat.completions.create(**chat, stream=True)
        ),
        "files.create": lambda: named(
            client.files.create(file=("a.jsonl", b'{"a": 1}\n'), purpose="batch")
        ),
        "files.list": lambda: f"{len(client.files.list().data)} files",
        "models.list": lambda: f"{len(client.models.list().data)} models",
        "embeddings.create": lambda: named(
            client.embeddings.create(model="text-embedding-3-small", input="hi")
        ),
        "a request that the document forbids": lambda: refused(client),
    }


def refused(client: openai.OpenAI) -> str:
    """The mock says no as the API would: with its own error schema, which the package reads."""
    wrong: Any = {"model": "gpt-5", "input": "hi", "temperature": "hot"}
    try:
        client.responses.create(**wrong)
    except openai.BadRequestError as error:
        assert "/temperature" in str(error), error
        return "BadRequestError"
    raise AssertionError("it was accepted")


def main() -> int:
    """Run every call and print what came of it."""
    command = [sys.executable, "-m", "instep", "mock", "-q", str(DOCUMENT)]
    failed = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip() if server.stdout else ""
            strict = openai.OpenAI(
                base_url=f"{url}/v1",
                api_key="k",
                max_retries=0,
                _strict_response_validation=True,
            )
            for name, call in calls(strict).items():
                try:
                    print(f"ok      {name}: {call()}")
                except Exception as error:  # noqa: BLE001 - any is a finding
                    failed += 1
                    print(f"FAILED  {name}: {type(error).__name__}: {str(error)[:300]}")
        finally:
            server.terminate()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
