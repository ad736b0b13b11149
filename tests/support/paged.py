"""A server on this machine whose lists come in pages, one path for each way to go on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SIZE = 3
THINGS = [{"id": f"t{number}", "size": number, "new": None} for number in range(7)]
IDS = [thing["id"] for thing in THINGS]


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Pages:
    """What the server has seen, and what it does wrong if anything."""

    url: str = ""
    fault: str = ""
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> tuple[dict[str, str], Any]:
        """Headers and data of the answer."""
        self.asked.append(asked)
        query = asked.query
        match asked.path.rsplit("/", 1)[-1]:
            case "cursor":
                start, more = self.window(query.get("cursor"))
                cursor = f"c{start + SIZE}" if more else None
                if self.fault == "circle":
                    cursor = {"c3": "c6", "c6": "c9", "c9": "c3"}.get(query.get("cursor", ""), "c3")
                if self.fault == "same":
                    cursor = "c3"
                listed = THINGS[start % 7 : start % 7 + SIZE]
                return {}, {"items": listed, "response_metadata": {"next_cursor": cursor}}
            case "after":
                start = IDS.index(query["after"]) + 1 if "after" in query else 0
                return {}, {"data": THINGS[start : start + SIZE], "has_more": start + SIZE < 7}
            case "offset":
                start = int(query.get("offset", 0))
                data: dict[str, Any] = {"results": THINGS[start : start + SIZE]}
                return {}, data if self.fault == "no total" else {**data, "meta": {"total": 7}}
            case "page":
                number = 1 if self.fault == "same" else int(query.get("page", 1))
                return {}, THINGS[(number - 1) * SIZE : number * SIZE]
            case "url":
                return {}, self.by_url(query)
            case "link":
                return self.by_link(asked)
            case "search":
                start, more = self.window(asked.body.get("start_cursor"))
                following = f"c{start + SIZE}" if more else None
                data = {"results": THINGS[start : start + SIZE], "next_cursor": following}
                return {}, {**data, "has_more": more}
            case _:
                start, more = self.window(query.get("from"))
                data = {"stuff": THINGS[start : start + SIZE], "others": []}
                return {}, {**data, "resume": f"c{start + SIZE}"} if more else data

    def window(self, cursor: str | None) -> tuple[int, bool]:
        """Where a cursor's page starts, and whether there is another."""
        start = int(cursor[1:]) if cursor else 0
        return start, start + SIZE < 7

    def by_url(self, query: dict[str, str]) -> Any:
        start = int(query.get("at", 0))
        base = {
            "elsewhere": "http://evil.example/list",
            "behind a proxy": "http://inside.example:99/url",
            "relative": "/url",
        }.get(self.fault, f"{self.url}/url")
        following = f"{base}?at={start + SIZE}" if start + SIZE < 7 else None
        return {"next": following, "results": THINGS[start : start + SIZE]}

    def by_link(self, asked: Asked) -> tuple[dict[str, str], Any]:
        number = int(asked.query.get("page", 1))
        links = [f'<{self.url}{asked.path}?page=1>; rel="first"']
        if number * SIZE < 7:
            links.append(f'<{self.url}{asked.path}?page={number + 1}&x=%2F>; rel="last next"')
        return {"link": ", ".join(links)}, THINGS[(number - 1) * SIZE : number * SIZE]


@contextmanager
def paged_server() -> Iterator[Pages]:
    """The server on a free port of 127.0.0.1."""
    state = Pages()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            size = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            added, data = state.answer(Asked(self.command, parts.path, query, headers, body))
            content = json.dumps(data).encode()
            self.send_response(200)
            for name, value in {"content-type": "application/json", **added}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *arguments: Any) -> None:
            """Tests say for themselves what went wrong."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
