"""`instep check --upstream`: what moved, said in every format, asked of one origin only."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import Run
from instep.cli.changes import FORMATS
from lifecycle import ADDED, BROKEN, CONFIG, VERBOSE, Served, configure, served, snapshot


def _clean(folder: Path) -> None:
    pass


def _edited(folder: Path) -> None:
    with (folder / "out/pets/_client.py").open("a") as file:
        file.write("# mine\n")


def _deleted(folder: Path) -> None:
    (folder / "out/pets/_client.py").unlink()


def _foreign(folder: Path) -> None:
    (folder / "out/pets/mine.py").write_text("")


def _other_document(folder: Path) -> None:
    text = VERBOSE.replace("Pet Store", "Pets")
    (folder / "specs/pet.yaml").write_text(text)
    (folder / "upstream.yaml").write_text(text)


def _other_configuration(folder: Path) -> None:
    file = folder / "instep.toml"
    file.write_text(file.read_text().replace("stubs = false", "stubs = true"))


def _newer(folder: Path) -> None:
    file = folder / "out/pets/instep.lock"
    file.write_text(json.dumps({**json.loads(file.read_text()), "instep": "99.0.0"}))


def _upstream_added(folder: Path) -> None:
    (folder / "upstream.yaml").write_text(ADDED)


def _upstream_breaking(folder: Path) -> None:
    (folder / "upstream.yaml").write_text(BROKEN)


def _upstream_down(folder: Path) -> None:
    file = folder / "instep.toml"
    file.write_text(file.read_text().replace("upstream.yaml", "http://127.0.0.1:9/openapi.yaml"))


State = Callable[[Path], None]
MATRIX: list[tuple[State, int, str, str]] = [
    (_clean, 0, "", ""),
    (_edited, 1, "edited", "edited"),
    (_deleted, 1, "edited", "deleted"),
    (_foreign, 1, "edited", "foreign"),
    (_other_document, 1, "stale", "document-changed"),
    (_other_configuration, 1, "stale", "configuration-changed"),
    (_newer, 1, "generator", "generator-changed"),
    (_upstream_added, 1, "upstream", "toys"),
    (_upstream_breaking, 1, "upstream", "verbose"),
    (_upstream_down, 3, "", "unreachable"),
]


def _well_formed(form: str, out: str) -> None:
    match form:
        case "json" | "sarif":
            json.loads(out)
        case "junit":
            ET.fromstring(out)  # noqa: S314 - our own output
        case "html":
            assert out.startswith("<!doctype html>")
            assert out.rstrip().endswith("</html>")
        case "github":
            assert all(line.startswith("::") for line in out.splitlines())


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("state", "code", "kind", "said"), MATRIX)
def test_the_matrix(
    run: Run, project: Path, form: str, state: State, code: int, kind: str, said: str
) -> None:
    state(project)
    before = snapshot(project)
    result = run("check", "--upstream", "--format", form)
    assert result.code == code, result
    assert snapshot(project) == before, "check must not write"
    _well_formed(form, result.out)
    assert said in result.out
    if form == "json":
        data = json.loads(result.out)
        found = {name for name, causes in data["causes"].items() if causes}
        assert found == ({kind} if kind else set())
        assert set(data["causes"]) == {"edited", "stale", "generator", "lock", "upstream"}
    if form == "junit":
        suite = ET.fromstring(result.out)[0]  # noqa: S314
        failed = {case.get("name") for case in suite if case.find("failure") is not None}
        assert failed == ({kind} if kind else set())
        assert (suite.find("testcase/error") is not None) is (code == 3)


@pytest.mark.parametrize(
    ("state", "fail_on", "code"),
    [
        (_upstream_added, "breaking", 0),
        (_upstream_breaking, "breaking", 1),
        (_upstream_breaking, "never", 0),
        (_edited, "breaking", 1),
        (_edited, "never", 0),
        (_upstream_down, "never", 3),
    ],
)
def test_fail_on(run: Run, project: Path, state: State, fail_on: str, code: int) -> None:
    state(project)
    assert run("check", "--upstream", "--fail-on", fail_on).code == code


def test_the_same_bytes_need_no_reading(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the bytes are the same")

    monkeypatch.setattr("instep.pipeline.reading.load", refuse)
    result = run("check", "--upstream", "--format", "json")
    assert result.code == 0
    assert len(json.loads(result.out)["upstream"]["sha256"]) == 64


# ---------------------------------------------------------------------- what matters most is first

SECURED = VERBOSE.replace(
    "components:\n",
    "security: [{key: []}]\ncomponents:\n"
    "  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}\n",
)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("https://example.com", "https://evil.example", "api-server-"),
        ("      operationId: getPet\n", "      operationId: getPet\n      security: []\n", "api-security-removed"),
        ("name: X-Key", "name: X-Other", "api-security-component-type-changed"),
    ],
    ids=["host", "anonymous", "scheme"],
)  # fmt: skip
def test_whom_the_client_talks_to_comes_first(
    run: Run, project: Path, before: str, after: str, rule: str
) -> None:
    (project / "specs/pet.yaml").write_text(SECURED)
    assert run("generate", "-q").code == 0
    changed = SECURED.replace(before, after).replace("paths:\n", "paths:\n  /a: {get: {}}\n", 1)
    (project / "upstream.yaml").write_text(changed)
    data = json.loads(run("check", "--upstream", "--format", "json").out)
    assert any(entry["id"].startswith(rule) for entry in data["upstream"]["security"]), data
    text = run("check", "--upstream").out
    assert "Hosts and credentials" in text
    assert text.index("Hosts and credentials") < text.index("/a")


# ---------------------------------------------------------------------- the user's own judgement


def test_a_level_is_overridden_by_rule_and_place(run: Run, project: Path) -> None:
    (project / "upstream.yaml").write_text(BROKEN)
    assert run("check", "--upstream", "--fail-on", "breaking").code == 1
    configure(
        project, '[clients.pets.levels]\n"request-parameter-removed /paths/~1pets~1{id}" = "info"'
    )
    result = run("check", "--upstream", "--fail-on", "breaking", "--format", "json")
    assert result.code == 0, result
    data = json.loads(result.out)
    assert data["bump"] == "minor"
    assert data["upstream"]["notes"] == []


@pytest.mark.parametrize(
    "key",
    ["request-parameter-removed /paths/~1toys", "request-parameter-removed /paths/~1pets", "endpoint-added"],
)  # fmt: skip
def test_an_override_that_meets_nothing_is_reported(run: Run, project: Path, key: str) -> None:
    (project / "upstream.yaml").write_text(BROKEN)
    configure(project, f'[clients.pets.levels]\n"{key}" = "info"')
    result = run("check", "--upstream", "--fail-on", "breaking", "--format", "json")
    assert result.code == 1
    (note,) = json.loads(result.out)["upstream"]["notes"]
    assert key in note


def test_the_most_precise_override_decides(run: Run, project: Path) -> None:
    (project / "upstream.yaml").write_text(ADDED)
    configure(
        project,
        '[clients.pets.levels]\n"* /paths/~1toys" = { level = "breaking" }\n"*" = "info"',
    )
    data = json.loads(run("check", "--upstream", "--format", "json").out)
    assert data["verdict"] == "breaking"
    assert data["client_verdict"] == "compatible"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"request-parameter-remved" = "info"', "did you mean 'request-parameter-removed'?"),
        ('"*" = "harmless"', "level: 'harmless'"),
        ('"* paths" = "info"', "begins with a slash"),
        ('"*" = { wire = "info" }', "unknown key 'wire'"),
    ],
)
def test_an_override_that_says_nothing_is_refused(
    run: Run, project: Path, line: str, said: str
) -> None:
    (project / "upstream.yaml").write_text(BROKEN)
    configure(project, f"[clients.pets.levels]\n{line}")
    result = run("check", "--upstream")
    assert result.code == 2
    assert said in result.err


# ---------------------------------------------------------------------- the network


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
    assert "/toys" in result.out
    assert "/evil" not in result.out


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
        assert not [path for path, content in snapshot(folder).items() if _SECRET.encode() in content]


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
