"""What pytest needs to know: the service of a run, what a failure says, and what was not tested."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .cases import Case, resources, untested
from .service import Service
from .settings import BASE_URL, DEEP, REPORT, base_url

_SHOWN = 10
_LONGEST = 500
_OPERATION = "operation"


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
    if base_url():
        raise pytest.UsageError(f"{BASE_URL} is set, but these tests bring their own server")
    service = Service(package)
    try:
        yield service
    finally:
        service.close()


def ignored() -> list[str]:
    """The generated test files that this run has no use for, for `collect_ignore`."""
    if base_url():
        others = ("surface", "deep", "stubs", "promises")
        return [f"test_{name}.py" for name in (*resources(), *others)]
    return ["test_server.py", *(() if os.environ.get(DEEP) else ("test_deep.py",))]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the operation, the case and the request to what a failure says."""
    report = yield
    arguments: dict[str, Any] = getattr(item, "funcargs", {})
    case, service = arguments.get("case"), arguments.get("service")
    if isinstance(case, Case):
        report.user_properties.append((_OPERATION, case.key))
        if report.failed:
            lines = service.about(case) if isinstance(service, Service) else case.about
            report.sections.append(("contract", lines))
    elif "key" in arguments:
        report.user_properties.append((_OPERATION, arguments["key"]))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what became of each operation, and what the generator could make no case for."""
    results = results_of(terminalreporter)
    if asked := os.environ.get(REPORT):
        told = {"operations": results, "failures": failures_of(terminalreporter)}
        Path(asked).write_text(json.dumps(told, indent=1), encoding="utf-8")
    if base_url():
        for key, found in results.items():
            terminalreporter.write_line(f"{key}: {found['said'] or found['result']}")
        return
    entries = list(untested())
    if not entries:
        return
    shown = len(entries) if terminalreporter.config.option.verbose > 0 else _SHOWN
    terminalreporter.write_line(f"{len(entries)} parts of the contract are not tested:")
    for line in entries[:shown]:
        terminalreporter.write_line(f"  {line}")
    if len(entries) > shown:
        terminalreporter.write_line("  ... (-v shows all)")


def results_of(terminalreporter: pytest.TerminalReporter) -> dict[str, dict[str, Any]]:
    """What became of each operation: how many tests passed and failed, and what was said."""
    found: dict[str, dict[str, Any]] = {}
    for outcome in ("passed", "failed", "error"):
        reports: list[Any] = list(terminalreporter.stats.get(outcome, ()))
        for report in reports:
            told: dict[str, Any] = dict(getattr(report, "user_properties", ()))
            if _OPERATION not in told:
                continue
            row = found.setdefault(
                told[_OPERATION], {"result": "passed", "passed": 0, "failed": 0, "said": ""}
            )
            row["passed" if outcome == "passed" else "failed"] += 1
            if outcome == "passed":
                row["said"] = row["said"] or str(told.get("said", ""))
            else:
                row["result"] = "failed"
                row["said"] = _said(report)
    return dict(sorted(found.items()))


def failures_of(terminalreporter: pytest.TerminalReporter) -> list[dict[str, str]]:
    """Every test that failed, of an operation or not, and what it said."""
    reports: list[Any] = [
        report
        for outcome in ("failed", "error")
        for report in terminalreporter.stats.get(outcome, ())
    ]
    return [{"test": _test(str(report.nodeid)), "said": _said(report)} for report in reports]


def _test(nodeid: str) -> str:
    """A test by its file and name, wherever the tests are."""
    file, mark, name = nodeid.partition("::")
    return f"{file.rpartition('/')[2]}{mark}{name}"


def _said(report: Any) -> str:
    return str(report.longrepr).strip()[:_LONGEST]
