"""`instep impact` on a second application, written in other idioms than the first, before the tool knew them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from instep.config import adhoc_client
from instep.drift.changes import Comparison
from instep.drift.impact import find_impact
from instep.pipeline import compare_documents

_HERE = Path(__file__).parent / "idioms"
_MARK = re.compile(r"# (breaks|look)$")
_LEVELS = {"breaks": "breaking", "look": "warning"}


@pytest.fixture(scope="module")
def clinic() -> Comparison:
    """What changed in the clinic's API."""
    return compare_documents(*(adhoc_client(str(_HERE / f"{v}.yaml")) for v in ("old", "new")))


def test_exactly_the_broken_places(clinic: Comparison) -> None:
    """Alias and star imports, annotations alone, fields, properties, factories, `partial`, doubles, pages."""
    lines = {
        (path.as_posix(), number): _LEVELS[match[1]]
        for path in (_HERE / "clinic").rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (match := _MARK.search(line))
    }
    assert len(lines) == 51
    impact = find_impact(clinic, [_HERE / "clinic"], ["clinic_sdk"])
    assert impact.failed == ()
    found = {(s.file, s.line): str(s.level) for s in impact.sites if str(s.level) != "info"}
    assert found == lines
    assert all(site.change for site in impact.broken)


_BEFORE = "from clinic_sdk import AsyncClient, Client, params, types\nclient = Client()\n"


@pytest.mark.parametrize(
    "code",
    [
        'for person in client.patients.list():  # breaks\n    print(person.name)\n',
        'page = client.patients.list()\nprint(page.data, page.next_cursor)\n',
        'print([p.name for p in client.patients.list().page_items()])  # breaks\n',
        'by_key: dict[str, Client] = {}\nfor one in by_key.values():\n    one.audit.retrieve()  # breaks\n',
        'by_key = {k: Client() for k in "ab"}\nby_key["a"].audit.retrieve()  # breaks\n',
        'people = client.patients.list().data\npeople.sort(key=lambda p: p.insurance or "")  # breaks\n',
        'list(map(lambda p: p.insurance, client.patients.list().data))  # breaks\n',
        'delete = getattr(client.patients, "delete", None)\n',
        'delete = getattr(client.patients, "delete")  # breaks\n',
        'Either = Client | AsyncClient\ndef f(c: Either):\n    c.audit.retrieve()  # breaks\n',
        'type_name = "retrieve"\ngetattr(client.audit, type_name)  # breaks\n',
        'body: params.NewPatient = {"name": "n", "age": 1}\nbody["insurance"] = "x"  # breaks\n',
        'body: params.NewPatient = {"name": "n", "age": 1}\nprint(body["name"])\n',
        'from clinic_sdk.types import *\ndef f(p: Patient): return p.insurance  # breaks\n',
        'from clinic_sdk.types import *\nProblemX = 1\ndef f(p: Patient): return p.name\n',
        'first, *rest = client.patients.list().data\nrest[0].insurance  # breaks\n',
        'x = client.patients.retrieve("1").insurance or "none"  # breaks\n',
    ],
)  # fmt: skip
def test_an_idiom(clinic: Comparison, tmp_path: Path, code: str) -> None:
    file = tmp_path / "code.py"
    file.write_text(_BEFORE + code)
    expected = {n for n, line in enumerate((_BEFORE + code).splitlines(), 1) if _MARK.search(line)}
    impact = find_impact(clinic, [file], ["clinic_sdk"])
    assert {site.line for site in impact.broken} == expected
