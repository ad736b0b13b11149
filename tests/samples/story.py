"""Tells a story: starts the embedded gateway, streams an answer through the generated client, stops.

Run as `python tests/samples/story.py` in an environment where instep is installed. It needs no key
and no network but this machine's own.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def embedded_gateway() -> Generator[str, None, None]:
    """The base URL of a mock of the gateway on a free port of this machine, gone at the end.

    Raises:
        RuntimeError: it did not start; what it printed is in the message.
    """
    command = [sys.executable, "-m", "instep", "mock", "specs/openapi.json", "--port", "0"]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as log,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
        ) as process,
    ):
        try:
            assert process.stdout is not None
            url = re.search(r"https?://\S+", process.stdout.readline())
            if url is None:
                process.terminate()
                process.wait(timeout=10)
                log.seek(0)
                raise RuntimeError(f"the embedded gateway did not start: {log.read().strip()}")
            yield url[0]
        finally:
            stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    """Ends a process and waits for it, by force if it does not heed the request in ten seconds."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def tell(url: str) -> None:
    """Prints a story from the gateway at `url`, each piece of text as it comes."""
    from wisdom_gate import Client
    from wisdom_gate.types import ResponseOutputTextDeltaEvent

    with (
        Client(api_key="demo", base_url=url) as client,
        client.responses.create(model="gpt-4.1", input="Tell me a story", stream=True) as stream,
    ):
        for event in stream:
            if isinstance(event, ResponseOutputTextDeltaEvent):
                print(event.delta, end="", flush=True)
    print()


def main() -> int:
    """Runs the gateway for as long as one story takes."""
    # The client lies in the project's folder and is not installed.
    sys.path.insert(0, str(ROOT / "generated"))
    with embedded_gateway() as url:
        tell(url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
