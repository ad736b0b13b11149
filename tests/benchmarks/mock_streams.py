"""How many streams `instep mock` holds at once: time, memory, and whether every event came.

    PYTHONPATH=generator python tests/benchmarks/mock_streams.py [--streams 1000]

Each stream asks for the gateway's streamed response with `Prefer: fault=slow`, which pauses 0.2 s
after each event. The streams overlap: every one has begun before any has ended.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
BODY = json.dumps({"model": "m", "input": "hi", "stream": True}).encode()


class Watch:
    """Counts the streams that are open."""

    def __init__(self) -> None:
        self.open = self.most = 0

    def begin(self) -> None:
        self.open += 1
        self.most = max(self.most, self.open)


async def one(host: str, port: int, watch: Watch) -> int:
    """Read one stream to its end; returns its events, or -1 if it was cut."""
    reader, writer = await asyncio.open_connection(host, port)
    head = (
        f"POST /v1/responses HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer k\r\n"
        "Content-Type: application/json\r\nAccept: text/event-stream\r\nPrefer: fault=slow\r\n"
        f"Connection: close\r\nContent-Length: {len(BODY)}\r\n\r\n"
    )
    writer.write(head.encode() + BODY)
    status = await reader.readline()
    if b" 200 " not in status:
        return -1
    watch.begin()
    content = await reader.read()
    watch.open -= 1
    writer.close()
    return content.count(b"\ndata: ") if content.endswith(b"0\r\n\r\n") else -1


async def run(url: str, streams: int) -> tuple[list[int], int, float]:
    """Read all streams at once; returns events of each, the most open at once, and seconds."""
    parts = urlsplit(url)
    watch = Watch()
    started = time.monotonic()
    calls = (one(parts.hostname or "", parts.port or 0, watch) for _ in range(streams))
    events = await asyncio.gather(*calls)
    return events, watch.most, time.monotonic() - started


def peak(pid: int) -> float:
    """The most memory that a process has held, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> int:
    """Run it and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--streams", type=int, default=1000)
    streams: int = options.parse_args().streams
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    command = [sys.executable, "-m", "instep", "mock", "-q", str(ROOT / "specs/openapi.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip() if server.stdout else ""
            before = peak(server.pid)
            events, most, seconds = asyncio.run(run(url, streams))
            after = peak(server.pid)
        finally:
            server.send_signal(signal.SIGINT)
    whole = sum(count == max(events) for count in events)
    print(f"{whole} of {streams} streams whole, {max(events)} events each, {most} open at once")
    print(f"{seconds:.1f} s; server {before:.0f} MiB before, {after:.0f} MiB at most")
    return 0 if whole == streams and max(events) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
