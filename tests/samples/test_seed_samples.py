"""Every sample of the seed page runs as it stands, sync and async, and type-checks strictly."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import seed_samples as samples
from story import embedded_gateway

from wisdom_gate import AsyncClient, Client
from wisdom_gate.types import Response

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "generated"
STORY = "Once upon a time "

ANSWERED: list[tuple[Callable[..., Response], Callable[..., Awaitable[Response]]]] = [
    (samples.image_and_text, samples.image_and_text_async),
    (samples.web_search, samples.web_search_async),
    (samples.conversation_state, samples.conversation_state_async),
    (samples.function_calling, samples.function_calling_async),
    (samples.reasoning_effort, samples.reasoning_effort_async),
]
PAIRS: list[tuple[Callable[..., object], Callable[..., object]]] = [
    *ANSWERED,
    (samples.story_streamed, samples.story_streamed_async),
]


def name(value: object) -> str | None:
    return getattr(value, "__name__", None)


def body(sample: Callable[..., object]) -> str:
    """The sample itself: a function's source between its docstring and its `return`."""
    source = textwrap.dedent(inspect.getsource(sample))
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    start = function.body[0].end_lineno
    last = function.body[-1]
    end = last.lineno - 1 if isinstance(last, ast.Return) else last.end_lineno
    return textwrap.dedent("\n".join(source.splitlines()[start:end]))


def blocks(language: str) -> list[str]:
    """The code blocks of the documentation's page of samples."""
    text = (ROOT / "docs" / "samples.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def gateway() -> Iterator[str]:
    with embedded_gateway() as url:
        yield url


@pytest.fixture
def client(gateway: str) -> Iterator[Client]:
    with Client(api_key="any-key-will-do", base_url=gateway) as client:
        yield client


def run_async(gateway: str, sample: Callable[[AsyncClient], Awaitable[object]]) -> object:
    """What an asynchronous sample gives back, run in a loop of its own."""

    async def run() -> object:
        async with AsyncClient(api_key="any-key-will-do", base_url=gateway) as client:
            return await sample(client)

    return asyncio.run(run())


def check_answer(response: object) -> None:
    assert isinstance(response, Response)
    assert isinstance(response.response, str) and "unicorn" in response.response
    assert response.id and response.id.startswith("resp_")
    assert response.to_dict()["model"] == response.model


@pytest.mark.parametrize(("sync", "twin"), PAIRS, ids=name)
def test_samples_are_the_documented_ones(
    sync: Callable[..., object], twin: Callable[..., object]
) -> None:
    assert body(sync) in blocks("python")
    undone = body(twin).replace("await client.", "client.").replace("async for", "for")
    assert undone == body(sync)
    assert body(twin).count("await client.") == body(sync).count("client.responses.create(")


def test_samples_are_those_of_the_page(shared: Path) -> None:
    page = (shared / "seed" / "responses-api-page.txt").read_text(encoding="utf-8")
    for sync, _ in PAIRS:
        assert body(sync) + "\n" in page, name(sync)
    assert page.count("client.responses.create(") == sum(
        body(sync).count("client.responses.create(") for sync, _ in PAIRS
    )
    assert blocks("sh")[0] in page


@pytest.mark.parametrize(("sample", "twin"), ANSWERED, ids=name)
def test_sample_is_answered(
    client: Client,
    gateway: str,
    sample: Callable[[Client], Response],
    twin: Callable[[AsyncClient], Awaitable[Response]],
) -> None:
    response = sample(client)
    check_answer(response)
    assert run_async(gateway, twin) == response


def test_streamed_sample_prints_the_events(
    client: Client, gateway: str, capsys: pytest.CaptureFixture[str]
) -> None:
    samples.story_streamed(client)
    printed = capsys.readouterr().out
    assert printed.index("response.created") < printed.index(STORY)
    assert printed.index(STORY) < printed.index("response.completed")
    run_async(gateway, samples.story_streamed_async)
    assert capsys.readouterr().out == printed


def test_documented_samples_run(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    setup, *calls = blocks("python")
    assert len(calls) == len(PAIRS) + 1
    names: dict[str, object] = {}
    exec(setup, names)
    names["client"] = client
    for call in calls:
        exec(call, names)
    assert capsys.readouterr().out.endswith("she was dreaming already.")


def test_curl_sample_runs(gateway: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("no curl on this machine")
    (sample,) = blocks("sh")
    local = sample.replace("https://wisdom-gate.juheapi.com", gateway.rstrip("/"))
    arguments = shlex.split(local.replace("\\\n", " "))[1:]
    command = [curl, "--silent", "--fail", "--noproxy", "*", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert json.loads(done.stdout)["response"].startswith(STORY.strip())


def test_story_script_tells_a_story() -> None:
    command = [sys.executable, "tests/samples/story.py"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(STORY)
    assert done.stdout.endswith("she was dreaming already.\n")


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A folder with the samples and the script, where no other settings reach a type checker."""
    for file in ("seed_samples.py", "story.py"):
        shutil.copy(Path(__file__).parent / file, tmp_path)
    return tmp_path


def check_types(folder: Path, *command: str) -> str:
    """What a type checker prints about a folder's files; it must be content."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.typing
def test_samples_pass_mypy_strict(alone: Path) -> None:
    settings = f"[mypy]\nstrict = true\nmypy_path = {GENERATED}\nfiles = ."
    (alone / "mypy.ini").write_text(settings, encoding="utf-8")
    printed = check_types(alone, "mypy", "--cache-dir", "cache")
    assert "2 source files" in printed


@pytest.mark.typing
def test_samples_pass_pyright_strict(alone: Path) -> None:
    settings = {"typeCheckingMode": "strict", "extraPaths": [str(GENERATED)]}
    (alone / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    printed = check_types(alone, "pyright", "--pythonpath", sys.executable)
    assert printed.startswith("0 errors")
