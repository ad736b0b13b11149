"""What pytest needs to know: the service of a run, what a failure says, and what was not tested."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .cases import Case, untested
from .service import Service

_SHOWN = 10


def service_of(package: ModuleType, output: Path) -> Iterator[Service]:
    """The service of a run, closed at its end.

    Raises `pytest.UsageError` where the tests would prove something about another package or
    server than the one that is meant.
    """
    found = Path(str(package.__file__)).resolve().parents[1]
    if found != output:
        raise pytest.UsageError(
            f"these tests are of {output}, but {package.__name__} is in {found}"
        )
    if os.environ.get("INSTEP_BASE_URL"):
        raise pytest.UsageError("INSTEP_BASE_URL is set, but these tests bring their own server")
    service = Service(package)
    try:
        yield service
    finally:
        service.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the operation, the case and the request to what a failure says."""
    report = yield
    arguments: dict[str, Any] = getattr(item, "funcargs", {})
    case, service = arguments.get("case"), arguments.get("service")
    if report.failed and isinstance(case, Case) and isinstance(service, Service):
        report.sections.append(("contract", service.about(case)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the generator could make no case for."""
    entries = list(untested())
    if not entries:
        return
    shown = len(entries) if terminalreporter.config.option.verbose > 0 else _SHOWN
    terminalreporter.write_line(f"{len(entries)} parts of the contract are not tested:")
    for line in entries[:shown]:
        terminalreporter.write_line(f"  {line}")
    if len(entries) > shown:
        terminalreporter.write_line("  ... (-v shows all)")
