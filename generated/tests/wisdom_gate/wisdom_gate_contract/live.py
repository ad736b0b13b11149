"""Whether a real server still answers what the document says."""

from __future__ import annotations

import functools
import json
from types import ModuleType
from typing import Any, NoReturn

import pytest

from .cases import Case, operations, read
from .compare import difference
from .settings import UNSAFE, base_url, is_called
from .validity import Schemas

UNPROVEN = "unproven"
AGREES = "agrees"
UNREACHABLE = "the server cannot be reached"
NOTHING = "no operation only reads (GET, HEAD), so nothing was called"


class Live:
    """Calls a real server with the plainest call of each operation; made-up values stand for ids.

    Credentials come from the client's own environment variables.
    """

    def __init__(self, package: ModuleType) -> None:
        self._package = package
        self._schemas = Schemas(read("schemas")["response"])
        self._down = ""
        """Why no call is tried any more: the server was not there for the first."""
        self._answers = False
        self._client = package.Client(base_url=base_url() or None, max_retries=1, timeout=30.0)

    @property
    def operations(self) -> pytest.MarkDecorator:
        """Parametrise a test over the operations that may be called."""
        found = {
            key: operation
            for key, operation in operations().items()
            if is_called(operation["method"])
        }
        rows = [
            pytest.param(Case("on the server", {**operation, "key": key}, {}), id=key)
            for key, operation in sorted(found.items())
        ] or [pytest.param(None, id="nothing to call")]
        return pytest.mark.parametrize("case", rows)

    def check(self, case: Case | None) -> str:
        """Call it; returns what a report says: that the answer agrees, or why nothing is proven.

        Fails where the answer is not what the document says.
        """
        if case is None:
            pytest.fail(f"{NOTHING}; {UNSAFE}=1 calls the others too", pytrace=False)
        if "kind" in case.operation["answer"]:
            return f"{UNPROVEN}: streams are not read from a real server"
        method = functools.reduce(
            getattr, [*case.operation["call"].split(".")[:-1], "with_raw_response"], self._client
        )
        found = self._called(getattr(method, case.operation["call"].split(".")[-1]), case)
        if isinstance(found, str):
            self._fail(case, found)
        media = found.headers.get("content-type", "")
        if isinstance(found, Exception):
            error: Any = found
            value = None if error.body is None else self._package.dump(error.body)
            return self._judged(case, error.status_code, media, value)
        value = _json(found.content)
        said = self._judged(case, found.status_code, media, value)
        parsed = found.parse()
        if value is not None and (lost := difference(value, self._package.dump(parsed))):
            self._fail(case, f"the client does not give back what was received: {lost}")
        return said

    def _called(self, method: Any, case: Case) -> Any:
        """The response, or the exception that has one; a text: why there is none."""
        if self._down:
            return self._down
        try:
            found = method(**case.arguments)
        except self._package.APIStatusError as error:
            found = error
        except self._package.MissingCredentialError as error:
            return str(error)
        except self._package.APIConnectionError as error:
            said = f"{UNREACHABLE}: {error}"
            if not self._answers and not isinstance(error, self._package.APITimeoutError):
                self._down = said  # there is no server: the next call would wait for the same
            return said
        except self._package.APIError as error:
            return f"{type(error).__name__}: {error}"
        self._answers = True
        return found

    def _judged(self, case: Case, status: int, media: str, value: Any) -> str:
        replies = case.operation["replies"]
        content = next(
            (replies[s] for s in (str(status), f"{status // 100}XX", "default") if s in replies),
            None,
        )
        if content is None:
            if status in {401, 403}:
                self._fail(case, f"{status}: the server does not accept the credentials")
            if status == 404 and case.arguments:
                return f"{UNPROVEN}: {status}, for values that are made up"
            self._fail(case, f"the document does not know the status {status}")
        essence = media.partition(";")[0].strip().lower()
        known = {name.partition(";")[0].strip().lower(): schema for name, schema in content.items()}
        if not known or value is None:
            return f"{AGREES}: {status}"
        if essence not in known and "*/*" not in known:
            self._fail(case, f"{status}: the document does not know the media type {essence!r}")
        schema = known.get(essence, known.get("*/*"))
        if "json" in essence and (said := self._schemas.problem(schema, value)):
            self._fail(case, f"{status}: the answer is not valid: {said}")
        return f"{AGREES}: {status}"

    def _fail(self, case: Case, said: str) -> NoReturn:
        pytest.fail(f"{case.key}: {said}", pytrace=False)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
