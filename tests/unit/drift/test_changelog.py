"""The changelog's entry goes where it belongs, once; and which version comes next."""

from __future__ import annotations

import pytest

from instep.drift.changelog import with_entry
from instep.drift.version import next_version

ENTRY = "### The API moved\n\n- a\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# C\n\n## Unreleased\n\n- b\n", "# C\n\n## Unreleased\n\n### The API moved\n\n- a\n\n- b\n"),
        ("# C\n\n## [Unreleased]\n", "# C\n\n## [Unreleased]\n\n### The API moved\n\n- a\n"),
        (
            "# C\n\n## 1.0\n\n- b\n",
            "# C\n\n## Unreleased\n\n### The API moved\n\n- a\n\n## 1.0\n\n- b\n",
        ),
        ("# C\n", "# C\n\n## Unreleased\n\n### The API moved\n\n- a\n"),
    ],
)  # fmt: skip
def test_where_an_entry_goes(before: str, after: str) -> None:
    assert with_entry(before, ENTRY) == after
    assert with_entry(after, ENTRY) == after, "a repeated run adds nothing"


def test_a_first_changelog() -> None:
    text = with_entry("", ENTRY)
    assert text.startswith("# Changelog\n")
    assert text.endswith(f"## Unreleased\n\n{ENTRY}")
    assert with_entry(text, ENTRY) == text


def test_what_was_released_may_happen_again() -> None:
    released = f"# C\n\n## Unreleased\n\n- b\n\n## 1.0\n\n{ENTRY}"
    assert with_entry(released, ENTRY).count("The API moved") == 2


@pytest.mark.parametrize(
    ("current", "bump", "following"),
    [
        ("1.4.2", "major", "2.0.0"),
        ("1.4.2", "minor", "1.5.0"),
        ("1.4.2", "patch", "1.4.3"),
        ("1.4.2", "none", ""),
        ("1.4", "minor", "1.5.0"),
        ("0.4.2", "major", "0.5.0"),
        ("0.4.2", "minor", "0.4.3"),
        ("0.4.2", "patch", "0.4.3"),
        ("1.0.0rc1", "minor", ""),
        ("1.0.0-rc.1", "major", ""),
        ("2024.11", "minor", "2024.12.0"),
        ("", "major", ""),
        ("banana", "major", ""),
        ("1.2.3.4", "major", ""),
    ],
)
def test_the_version_after(current: str, bump: str, following: str) -> None:
    found = next_version(current, bump)
    assert found.following == following
    assert found.bump == bump
