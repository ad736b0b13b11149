"""What a server sends besides what the document says: noticed, and told where the caller asked for it.

Nothing here is imported unless `on_drift` is given or `PACKAGE_DRIFT_LOG` is set. Values are not
told unless they were asked for: a finding has places, names of properties and types of JSON.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from . import _decode
from ._operation import Operation, Reply

if TYPE_CHECKING:
    from ._transport import HTTPResponse

MOST_KINDS: Final = 10_000
"""How many different findings are remembered; those after them are not told."""
LARGEST_FILE: Final = 16 * 1024 * 1024
LARGEST_BODY: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that the server sent and the document does not say."""

    kind: str
    """`property`, `missing`, `type`, `null`, `enum`, `variant`, `union`, `format`, `status`,
    `media-type`, or a constraint's name such as `pattern`."""
    operation: str
    """Method and path template: `GET /things/{id}`."""
    status: int
    media: str
    """The media type that was received, without parameters."""
    pointer: str = ""
    """Where it stands in the payload, as a JSON pointer; `*` for any item of an array or a map."""
    type: str = ""
    """The generated class that it stands in; empty: none."""
    field: str = ""
    """Where it stands below that class (or the payload), as a pointer; `*` as above."""
    found: str = ""
    """The type of JSON that was received: `string`, `integer`, `array<string>`, ..."""
    value: str | int | float | bool | None = None
    """The value, if values were asked for and this is one that an enum or a tag may have."""

    def to_dict(self) -> dict[str, object]:
        """The finding as JSON-ready data; what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


OnDrift = Callable[[Drift], object]


class Observer:
    """Tells each finding once: to a function, a file, or both. Shared by a client and its copies.

    Safe in several threads; several processes may write one file, a line at a time. Nothing that
    goes wrong here reaches the call.
    """

    def __init__(self, package: str, tell: OnDrift | None, path: str, *, values: bool) -> None:
        self._log = logging.getLogger(package)
        self._tell = tell
        self._path = path
        self._values = values
        self._seen: set[Drift] = set()
        self._lock = threading.Lock()
        self._failed = False

    def answer(
        self, response: HTTPResponse, operation: Operation, reply: Reply | None, content: bytes
    ) -> None:
        """Look at an answer that has been read."""
        if operation.literal:
            return  # the document says nothing of it
        try:
            about = _about(response, operation)
            if not self._undocumented(about, operation, reply, content):
                self._look(about, reply, content)
        except Exception as error:  # noqa: BLE001 - looking must not break the call
            self._fail(error)

    def watched(
        self, response: HTTPResponse, operation: Operation, kind: Any, parse: Callable[[bytes], Any]
    ) -> Callable[[bytes], Any]:
        """A parser of a stream's values that looks at each."""
        about = _about(response, operation)

        def parse_and_look(data: bytes) -> Any:
            try:
                self._walk(about, kind, data)
            except Exception as error:  # noqa: BLE001 - looking must not break the call
                self._fail(error)
            return parse(data)

        return parse if operation.literal else parse_and_look

    def _undocumented(
        self, about: Drift, operation: Operation, reply: Reply | None, content: bytes
    ) -> bool:
        """Whether the status or the media type is none of the documented, which is told."""
        status = str(about.status)
        keys = {one.status.upper() for one in operation.replies}
        if keys.isdisjoint({status, f"{status[0]}XX", "DEFAULT"}):
            self._say(replace(about, kind="status"))
            return True
        if reply is None or not content or reply.kind == "none":
            if content:
                self._say(replace(about, kind="media-type"))
            return True
        wanted = _decode.essence(reply.media)
        if wanted != about.media and "*" not in wanted:
            self._say(replace(about, kind="media-type"))
            return about.media == "" or not _decode.is_json(about.media)
        return False

    def _look(self, about: Drift, reply: Reply | None, content: bytes) -> None:
        if reply is not None and reply.kind == "json" and reply.type is not None:
            self._walk(about, reply.type(), content)

    def _walk(self, about: Drift, kind: Any, content: bytes) -> None:
        if len(content) > LARGEST_BODY or len(self._seen) >= MOST_KINDS:
            return
        from ._observing import findings

        for found in findings(kind, content, values=self._values):
            self._say(replace(about, **cast("Mapping[str, Any]", found)))

    def _say(self, drift: Drift) -> None:
        key = replace(drift, status=0, media="") if drift.type else drift
        with self._lock:
            if key in self._seen or len(self._seen) >= MOST_KINDS:
                return
            self._seen.add(key)
        if self._path:
            self._write(drift)
        if self._tell is not None:
            self._tell(drift)

    def _write(self, drift: Drift) -> None:
        """Append a line. One write of a file opened for appending is not mixed with others."""
        line = json.dumps(drift.to_dict(), separators=(",", ":")).encode() + b"\n"
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(file).st_size + len(line) <= LARGEST_FILE:
                os.write(file, line)
        finally:
            os.close(file)

    def _fail(self, error: Exception) -> None:
        if not self._failed:
            self._failed = True
            self._log.warning("what the server sends cannot be observed: %s", type(error).__name__)


def _about(response: HTTPResponse, operation: Operation) -> Drift:
    media = _decode.essence(response.headers.get("content-type", ""))[:100]
    path = operation.path.partition("?")[0]
    return Drift("", f"{operation.method} {path}", response.status_code, media)


def observer_of(
    package: str, tell: OnDrift | None, values: bool | None, before: Observer | None
) -> Observer | None:
    """The observer that arguments and environment ask for; *before* is that of the client copied.

    `PACKAGE_DRIFT_LOG` is the file to write to, `PACKAGE_DRIFT_VALUES=1` asks for values.
    """
    prefix = package.upper()
    path = os.environ.get(f"{prefix}_DRIFT_LOG", "")
    if tell is None and values is None and (before is not None or not path):
        return before
    if values is None:
        values = os.environ.get(f"{prefix}_DRIFT_VALUES", "") not in ("", "0")
    return Observer(package, tell, path, values=values)
