"""The list of hard constructs and the tests here stay complete together."""

from __future__ import annotations

import re
from pathlib import Path


def test_every_row_of_the_list_has_a_test(shared: Path) -> None:
    listed = (shared / "design/hard-constructs.md").read_text(encoding="utf-8")
    rows = {int(number) for number in re.findall(r"^\| (\d+) \|", listed, re.MULTILINE)}
    tested = {
        int(number)
        for path in Path(__file__).parent.glob("test_*.py")
        for number in re.findall(
            r"^def test_(\d\d)_", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert rows == set(range(1, 31))
    assert tested >= rows
