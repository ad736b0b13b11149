"""What a test asks for: clients of a loopback server, and checks of what passed between them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NoReturn

import pytest

from .cases import Case, read
from .received import error_problem, events_problem, result_problem
from .sent import Reader
from .server import BASE, REQUEST_ID, Server
from .troubled import before_problem, is_told, retry_problem, trouble_problem
from .troubles import answers_of
from .validity import Schemas

_LEFT_WITHIN = 5.0
"""Seconds within which a server must see that a client has left a stream."""

_TIMEOUT = 30.0
Call = Callable[..., Any]
Key = tuple[bool, bool, tuple[str, ...], int, float, bool]


class Service:
    """A server, the clients that call it, and what the document says about both.

    Clients are kept for all tests of a run, so that connections are kept alive and reused.
    """

    def __init__(self, package: ModuleType) -> None:
        table = read("operations")
        self.package = package
        self.server = Server()
        self._schemes: dict[str, Any] = table["security"]
        self._schemas = Schemas(read("schemas")["request"])
        self._clients: dict[Key, Any] = {}
        self._runner = asyncio.Runner()
        self._environment = dict(os.environ)
        self._variables: list[str] = table["variables"]
        os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"

    def client(self, case: Case, *, endless: bool = False) -> Any:
        """A client whose server answers what the case says."""
        return self._client(case, asynchronous=False, endless=endless)

    def async_client(self, case: Case, *, endless: bool = False) -> Any:
        """An asynchronous client whose server answers what the case says."""
        return self._client(case, asynchronous=True, endless=endless)

    def _client(self, case: Case, *, asynchronous: bool, endless: bool) -> Any:
        self.server.play(answers_of(case), endless=endless)
        most, timeout = case.data.get("retries", 0), case.data.get("timeout", _TIMEOUT)
        outside = bool(case.data.get("environment"))
        schemes = [self._schemes[name] for name in case.credentials]
        for name in self._variables:
            os.environ.pop(name, None)
        # A client looks there when it is called.
        os.environ.update({s["variable"]: s["secret"] for s in schemes} if outside else {})
        key = (asynchronous, case.strict, tuple(case.credentials), most, timeout, outside)
        if key not in self._clients:
            kind = self.package.AsyncClient if asynchronous else self.package.Client
            self._clients[key] = kind(
                **{} if outside else {s["argument"]: s["secret"] for s in schemes},
                base_url=self.server.origin + case.data.get("base", BASE),
                max_retries=most,
                strict=case.strict,
                timeout=timeout,
            )
        return self._clients[key]

    def run(self, test: Coroutine[Any, Any, Any] | Any) -> Any:
        """Run a coroutine, such as an asynchronous test, to its end. Returns its result."""
        return self._runner.run(test)

    def check_request(self, case: Case) -> None:
        """Fail unless one request came, and is what the document says."""
        count = len(self.server.requests)
        if count != 1:
            self._fail(case, f"expected one request, found {count}")
        request = self.server.requests[0]
        if said := Reader(case, request, self._schemes, self._schemas).problem():
            self._fail(case, said)

    def check_result(self, case: Case, result: Any) -> None:
        """Fail unless the result is what the server answered, as its documented type."""
        if said := result_problem(self.package, case, result):
            self._fail(case, said)

    def check_call(self, case: Case) -> None:
        """Make a call and fail unless its request is what the document says."""
        result = self._called(case)
        if hasattr(result, "close") and "kind" in case.answer:
            result.close()
        self.check_request(case)

    def check_answer(self, case: Case) -> None:
        """Make a call and fail unless its result is what was answered."""
        self.check_result(case, self._called(case))

    def _called(self, case: Case) -> Any:
        found = self.client(case)
        for name in case.operation["call"].split("."):
            found = getattr(found, name)
        return found(**case.arguments)

    def check_views(self, case: Case, raw: Call, streamed: Call) -> None:
        """Call the two views of a method and fail unless both give the whole answer."""
        response = raw(**case.arguments)
        self._check_view(case, response, response.parse())
        with streamed(**case.arguments) as response:
            self._check_view(case, response, response.parse())

    async def check_async_views(self, case: Case, raw: Call, streamed: Call) -> None:
        """The asynchronous twin of `check_views`."""
        response = await raw(**case.arguments)
        self._check_view(case, response, response.parse())
        async with streamed(**case.arguments) as response:
            self._check_view(case, response, await response.parse())

    def _check_view(self, case: Case, response: Any, value: Any) -> None:
        """Fail unless a response has the answer's status, id and value, and the request is right."""
        found = (response.status_code, response.request_id)
        request = self.server.requests[-1]
        if _is_tested(case) and (
            said := Reader(case, request, self._schemes, self._schemas).problem()
        ):
            self._fail(case, said)
        expected = (case.answer["status"], REQUEST_ID)
        if found != expected:
            self._fail(case, f"expected status and request id {expected}, found {found}")
        self.check_result(case, value)

    def check_retried(self, case: Case, result: Any) -> None:
        """Fail unless the call was tried again, after the pause that was asked for, and succeeded."""
        if said := retry_problem(case, self.server.requests):
            self._fail(case, said)
        usual = Case(case.name, case.operation, {"answer": case.operation["answer"]})
        self.check_result(usual, result)

    def check_events(self, case: Case, stream: Any, events: list[Any]) -> None:
        """Fail unless every event came, typed and in order, and the connection was closed."""
        if said := events_problem(self.package, case, events):
            self._fail(case, said)
        if not stream.response.is_closed:
            self._fail(case, "the stream has ended, but its connection is open")

    def check_left(self, case: Case) -> None:
        """Fail unless the server has seen that the client closed the connection."""
        if not self.server.left.wait(_LEFT_WITHIN):
            self._fail(case, "the client left the stream, but its connection stayed open")

    @contextmanager
    def raises(self, case: Case) -> Generator[None, None, None]:
        """Fail unless what happens inside raises the documented error of the case."""
        raised: Any = None
        try:
            yield
        except self.package.APIError as error:
            raised = error
        # Not inside of `except`: a failure would then quote the exception that it is about.
        if raised is None:
            self._fail(case, f"expected {case.answer['error']}, but nothing was raised")
        if said := error_problem(self.package, case, raised):
            self._fail(case, said)

    @contextmanager
    def troubled(self, case: Case, events: Sequence[Any] = ()) -> Generator[None, None, None]:
        """Fail unless what happens inside raises the error that the case's trouble is.

        `events` are those of a stream that came before it.
        """
        raised: Any = None
        try:
            yield
        except self.package.APIError as error:
            raised = error
        if raised is not None:
            said = trouble_problem(self.package, case, raised, self.server.requests)
            if said := said or before_problem(self.package, case, list(events)):
                self._fail(case, said)
        elif not is_told(self.package, case, list(events)):
            self._fail(case, f"expected {case.data['error']}, but nothing was raised")

    def close(self) -> None:
        """Close every client and the server; give the environment back."""
        for (asynchronous, *_), client in self._clients.items():
            if asynchronous:
                self._runner.run(client.close())
            else:
                client.close()
        self._runner.close()
        self.server.close()
        os.environ.clear()
        os.environ.update(self._environment)

    def _fail(self, case: Case, reason: str) -> NoReturn:
        pytest.fail(f"{case.key}, {case.name}: {reason}", pytrace=False)

    def about(self, case: Case) -> str:
        """What a failing test says besides what went wrong."""
        secrets = {scheme["secret"]: f"${scheme['variable']}" for scheme in self._schemes.values()}
        curls = [r.curl(self.server.origin, secrets) for r in self.server.requests]
        return "\n".join([case.about, *curls])


def _is_tested(case: Case) -> bool:
    """Whether the plainest call is a valid one: where no value is valid, any will do for answers."""
    rows: dict[str, Any] = case.operation.get("requests", {})
    return any(row["arguments"] == case.operation["arguments"] for row in rows.values())
