"""The `pagination` table: read, and refused where it says something unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from instep.config import load_config
from instep.errors import InputError


def read(folder: Path, entry: str) -> Any:
    text = (
        f'[clients.pets]\ndocument = "a.yaml"\n[clients.pets.pagination]\n"GET /pets" = {entry}\n'
    )
    (folder / "instep.toml").write_text(text)
    (client,) = load_config(folder).clients
    return client.settings.pagination["GET /pets"]


def test_false_means_no_pages(tmp_path: Path) -> None:
    assert read(tmp_path, "false") is False


def test_a_table_is_kept_as_it_is(tmp_path: Path) -> None:
    entry = '{ style = "page", parameter = "p", items = "/a/b", last = "pages", start = 0 }'
    expected = {"style": "page", "parameter": "p", "items": "/a/b", "last": "pages", "start": 0}
    assert read(tmp_path, entry) == expected


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("true", "must be a table, or false"),
        ('"cursor"', "must be a table, or false"),
        ("{}", "needs a `style`"),
        ('{ style = "curser" }', "unknown style 'curser'; did you mean 'cursor'"),
        ('{ style = "url", nxt = "a" }', "unknown key 'nxt'; did you mean 'next'"),
        ('{ style = "url", next = 1 }', "`next` must be a text"),
        ('{ style = "url", next = "" }', "`next` must be a text"),
        ('{ style = "page", start = "0" }', "`start` must be a number"),
        ('{ style = "page", start = true }', "`start` must be a number"),
    ],
)
def test_what_is_unknown_is_an_error(tmp_path: Path, entry: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as found:
        read(tmp_path, entry)
    assert "GET /pets" in str(found.value)
    assert "instep.toml" in str(found.value)
