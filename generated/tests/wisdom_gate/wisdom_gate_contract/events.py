"""Streams, as a server writes them and as an independent reader understands them."""

from __future__ import annotations

import json
import re
from typing import Any, cast


def written(answer: dict[str, Any]) -> list[bytes]:
    """The chunks of an answer's stream. Each event is cut in two, so that a reader must wait."""
    chunks: list[bytes] = []
    frames = _frames(answer)
    if "garbage" in answer:
        text = str(answer["garbage"])
        frames.append((f"{text}\n" if _is_lines(answer) else f"data: {text}\n\n").encode())
    if answer.get("cut"):
        frames.append(_frames(answer)[-1].rstrip()[:-1])
    for raw in frames:
        middle = len(raw) // 2
        chunks += [raw[:middle], raw[middle:]]
    return [chunk for chunk in chunks if chunk]


def _is_lines(answer: dict[str, Any]) -> bool:
    return bool(answer["kind"] == "json-lines")


def _frames(answer: dict[str, Any]) -> list[bytes]:
    lines = _is_lines(answer)
    if "text" in answer:
        text = str(answer["text"])
        pieces = text.splitlines() if lines else re.split(r"\r?\n\r?\n", text.strip("\r\n"))
        return [(piece + ("\n" if lines else "\n\n")).encode() for piece in pieces if piece]
    if answer.get("envelope"):
        return [_event(value) for value in answer["events"]]
    return [_frame(value, lines) for value in answer["events"]]


def _event(value: Any) -> bytes:
    """A whole event: its `data` as the text it is, or as JSON (OpenAPI 3.2, `itemSchema`)."""
    data = value.get("data", "")
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    head = "".join(f"{word}: {value[word]}\n" for word in ("event", "id", "retry") if word in value)
    body = "".join(f"data: {line}\n" for line in text.split("\n"))
    return f"{head}{body}\n".encode("utf-8", "backslashreplace")


def _frame(value: Any, lines: bool) -> bytes:
    data = json.dumps(value, ensure_ascii=False)
    if lines:
        return f"{data}\n".encode("utf-8", "backslashreplace")
    kind: Any = cast("dict[str, Any]", value).get("type") if isinstance(value, dict) else None
    head = f"event: {kind}\n" if isinstance(kind, str) and kind.isprintable() else ""
    return f"{head}data: {data}\n\n".encode("utf-8", "backslashreplace")


def values(answer: dict[str, Any]) -> list[Any]:
    """The JSON value of every event or line of a stream (WHATWG HTML, section 9.2.6)."""
    if "text" not in answer:
        return list(answer["events"])
    text = str(answer["text"])
    if answer["kind"] == "json-lines":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    found: list[Any] = []
    for block in re.split(r"\n\n+", re.sub(r"\r\n?", "\n", text)):
        lines = [line for line in block.split("\n") if line.partition(":")[0] == "data"]
        data = "\n".join(line.partition(":")[2].removeprefix(" ") for line in lines)
        if lines and data != "[DONE]":
            found.append(
                _whole(block, data, answer["envelope"])
                if "envelope" in answer
                else json.loads(data)
            )
    return found


def _whole(block: str, data: str, mode: str) -> dict[str, Any]:
    """A whole event of a documented stream."""
    found: dict[str, Any] = {}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        if name in {"event", "id", "retry"}:
            found[name] = int(value) if name == "retry" else value.removeprefix(" ")
    try:
        found["data"] = data if mode == "text" else json.loads(data)
    except ValueError:
        found["data"] = data
    return found
