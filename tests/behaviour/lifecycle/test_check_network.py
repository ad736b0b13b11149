"""`instep check --upstream` over the network: once for each change, and secrets for one origin only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commands import Run
from instep.cli.changes import FORMATS
from lifecycle import ADDED, BROKEN, CONFIG, VERBOSE, Served, configure, served, snapshot


def test_a_document_that_did_not_change_is_not_sent_again(
    run: Run, project: Path, upstream: Served
) -> None:
    upstream.body = ADDED.encode()
    first = run("check", "--upstream", upstream.url, "--format", "json")
    second = run("check", "--upstream", upstream.url, "--format", "json")
    assert first == second
    assert upstream.answered == [200, 304]
    upstream.body = BROKEN.encode()
    assert "verbose" in run("check", "--upstream", upstream.url).out
    assert upstream.answered == [200, 304, 200]


def test_a_damaged_cache_is_as_if_it_were_empty(
    run: Run, project: Path, upstream: Served, tmp_path: Path
) -> None:
    upstream.body = ADDED.encode()
    run("check", "--upstream", upstream.url)
    (kept,) = (tmp_path / "cache").rglob("*.kept")
    assert kept.stat().st_mode & 0o077 == 0, "nobody else may read it"
    kept.write_bytes(kept.read_bytes().replace(b"/toys", b"/evil"))
    result = run("check", "--upstream", upstream.url)
    assert upstream.answered == [200, 200]
    assert "toys" in result.out
    assert "evil" not in result.out


def test_no_cache_is_no_failure(
    run: Run, project: Path, upstream: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upstream.body = ADDED.encode()
    (tmp_path / "file").write_text("")
    for place in ("", str(tmp_path / "file")):
        monkeypatch.setenv("INSTEP_CACHE_DIR", place)
        assert run("check", "--upstream", upstream.url).code == 1
    assert upstream.answered == [200, 200]


_SECRET = "s3cr3t-canary"


def _with_token(project: Path, upstream: Served) -> None:
    upstream.token, upstream.body = f"Bearer {_SECRET}", ADDED.encode()
    text = CONFIG.replace('"upstream.yaml"', f'"{upstream.url}"')
    (project / "instep.toml").write_text(text + 'upstream-token = "PETS_TOKEN"\n')


def test_a_credential_is_sent_and_never_told(
    run: Run, project: Path, upstream: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _with_token(project, upstream)
    result = run("check", "--upstream")
    assert result.code == 3
    assert "PETS_TOKEN is not set" in result.out
    monkeypatch.setenv("PETS_TOKEN", _SECRET)
    for form in FORMATS:
        result = run("check", "--upstream", "--format", form, "-v")
        assert result.code == 1
        assert _SECRET not in result.out + result.err
    assert run("update").code == 0
    for folder in (project, tmp_path / "cache"):
        assert not [
            path for path, content in snapshot(folder).items() if _SECRET.encode() in content
        ]


def test_a_credential_stays_with_its_origin(
    run: Run, project: Path, upstream: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a redirect nor another location on the command line carries it away."""
    _with_token(project, upstream)
    monkeypatch.setenv("PETS_TOKEN", _SECRET)
    with served(ADDED) as other:
        assert run("check", "--upstream", other.url).code == 1
        assert len(other.seen) == 1
        assert not [v for headers in other.seen for v in headers.values() if _SECRET in v]
        upstream.redirect = other.url
        result = run("check", "--upstream")
        assert result.code == 2
        assert "redirects to another origin" in result.err
        assert len(other.seen) == 1, "the other origin is not even asked"
        upstream.redirect = "/moved.yaml"
        assert run("check", "--upstream").code == 1
        assert upstream.seen[-1]["authorization"] == f"Bearer {_SECRET}"


def test_another_header_carries_the_secret_as_it_is(
    run: Run, project: Path, upstream: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_token(project, upstream)
    upstream.token = ""
    configure(project, 'upstream-header = "PRIVATE-TOKEN"')
    monkeypatch.setenv("PETS_TOKEN", _SECRET)
    assert run("check", "--upstream").code == 1
    assert upstream.seen[0]["private-token"] == _SECRET
    assert "authorization" not in upstream.seen[0]
    monkeypatch.setenv("PETS_TOKEN", f"{_SECRET}\r\nX-Evil: 1")
    result = run("check", "--upstream")
    assert result.code == 2
    assert _SECRET not in result.out + result.err


def test_the_secret_itself_does_not_belong_into_the_configuration(run: Run, project: Path) -> None:
    configure(project, f'upstream-token = "{_SECRET}"')
    result = run("check", "--upstream")
    assert result.code == 2
    assert "the name of an environment variable" in result.err
    assert _SECRET not in result.err


@pytest.mark.parametrize("status", [404, 500, 304])
def test_a_server_that_does_not_have_it(
    run: Run, project: Path, upstream: Served, status: int
) -> None:
    upstream.status = status
    result = run("check", "--upstream", upstream.url)
    assert result.code == 3
    assert str(status) in result.out


def test_what_is_too_large_is_not_read(
    run: Run, project: Path, upstream: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.body = b" " * 4096 + ADDED.encode()
    monkeypatch.setattr("instep.document.limits.MAX_BYTES", 4096)
    result = run("check", "--upstream", upstream.url)
    assert result.code == 2
    assert "the limit" in result.err


def test_what_takes_too_long_is_given_up(
    run: Run, project: Path, upstream: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.body = ADDED.encode()
    times = iter([0.0] + [61.0] * 100)
    monkeypatch.setattr("instep.document.remote.time.monotonic", lambda: next(times))
    result = run("check", "--upstream", upstream.url)
    assert result.code == 3
    assert "not fetched within 60 s" in result.out


def test_check_itself_needs_nothing(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No network, no environment, no place to write."""

    def refuse(*_: object) -> None:
        raise AssertionError("check is offline")

    monkeypatch.setattr("socket.socket.connect", refuse)
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for path in sorted(project.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert run("check").code == 0
    finally:
        for path in [project, *project.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_document_that_is_a_url(run: Run, project: Path, upstream: Served) -> None:
    """Nothing is kept of it but its digest, which tells that it moved and not how."""
    upstream.body = VERBOSE.encode()
    text = CONFIG.replace('upstream = "upstream.yaml"\n', "").replace(
        "specs/pet.yaml", upstream.url
    )
    (project / "instep.toml").write_text(text)
    assert run("generate", "-q").code == 0
    assert run("check").code == 0
    assert run("check", "--upstream").code == 0
    upstream.body = ADDED.encode()
    result = run("check", "--upstream")
    assert result.code == 1
    assert "keep a copy" in result.out
    assert run("check", "--upstream", "--fail-on", "breaking").code == 0
