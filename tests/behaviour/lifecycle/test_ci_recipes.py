"""The recipes for CI: they ask for no more than they need, and their very commands do what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands import environment
from lifecycle import ADDED, BROKEN, CONFIG

WORKFLOWS = ("github-check.yml", "github-update.yml")


def _read(root: Path, name: str) -> Any:
    return yaml.safe_load((root / name).read_text())


def _jobs(root: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for name in WORKFLOWS:
        workflow = _read(root, f"docs/ci/{name}")
        for job in workflow["jobs"].values():
            yield name, workflow, job


def _steps(root: Path) -> Iterator[dict[str, Any]]:
    yield from _read(root, "action.yml")["runs"]["steps"]
    for _, _, job in _jobs(root):
        yield from job["steps"]


# ---------------------------------------------------------------------- what they may do


def test_no_workflow_may_more_than_it_needs(root: Path) -> None:
    granted = {}
    for name, workflow, job in _jobs(root):
        permissions = job.get("permissions", workflow["permissions"])
        granted[name, job["steps"][-1].get("name", "")] = permissions
        triggers = workflow[True]  # YAML 1.1 reads `on` as true
        assert "pull_request_target" not in triggers
        assert "workflow_run" not in triggers
    writing = {key: value for key, value in granted.items() if "write" in value.values()}
    assert writing == {
        ("github-update.yml", "Open or renew the pull request"): {
            "contents": "write",
            "pull-requests": "write",
        }
    }


def test_every_action_is_pinned_by_its_commit(root: Path) -> None:
    used = [step["uses"] for step in _steps(root) if "uses" in step]
    ours = [name for name in used if name.startswith("instep/")]
    assert ours == ["instep/instep@COMMIT-OF-THE-RELEASE"] * 2
    assert len(used) > len(ours)
    for name in set(used) - set(ours):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", name)
    assert not [s for s in _read(root, "action.yml")["runs"]["steps"] if "uses" in s]


def test_nothing_is_pasted_into_a_shell(root: Path) -> None:
    """Values reach a script by its environment, where they are no code."""
    scripts = [step["run"] for step in _steps(root) if "run" in step]
    assert len(scripts) == 4
    for script in scripts:
        assert "${{" not in script


def test_the_job_that_may_write_runs_nothing_that_was_fetched(root: Path) -> None:
    (propose,) = [job for _, _, job in _jobs(root) if "needs" in job]
    (script,) = [step["run"] for step in propose["steps"] if "run" in step]
    assert not re.search(r"python|pip|instep (check|update|generate)|npm|make", script)
    assert propose["permissions"]["contents"] == "write"
    (fetch,) = [job for name, _, job in _jobs(root) if name == WORKFLOWS[1] and "needs" not in job]
    assert fetch["permissions"] == {"contents": "read"}
    assert fetch["steps"][0]["with"]["persist-credentials"] is False


# ---------------------------------------------------------------------- what they do


@pytest.fixture
def runner(project: Path, tmp_path: Path) -> dict[str, str]:
    """The project as a repository with an origin, and a machine to run steps on."""
    machine = tmp_path / "machine"
    (machine / "instep/bin").mkdir(parents=True)
    for place in (machine / "instep/bin/instep", machine / "instep/bin/gh"):
        place.touch(mode=0o755)
    (machine / "instep/bin/instep").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m instep "$@"\n'
    )
    (machine / "instep/bin/gh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{machine}/gh"\n')
    variables = environment(
        {
            "PATH": f"{machine / 'instep/bin'}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(machine),
            "GITHUB_OUTPUT": str(machine / "output"),
            "GITHUB_STEP_SUMMARY": str(machine / "summary"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "INSTEP_CACHE_DIR": "",
        }
    )
    (project / ".git").rmdir()
    (project / ".gitignore").write_text("__pycache__/\n")
    for command in (
        f"git init -q --bare -b main {tmp_path}/origin.git",
        "git init -q -b main .",
        "git config user.email a@b && git config user.name a",
        "git add --all && git commit -qm start",
        f"git remote add origin {tmp_path}/origin.git && git push -q origin main",
    ):
        assert _shell(command, project, variables).returncode == 0
    return variables


def _shell(
    script: str, folder: Path, variables: Mapping[str, str], **more: str
) -> subprocess.CompletedProcess[str]:
    """As a runner does: https://docs.github.com/actions, `shell: bash`."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**variables, **more},
        capture_output=True,
        text=True,
        check=False,
    )


def _action(root: Path, folder: Path, variables: Mapping[str, str], **inputs: str) -> Any:
    """The action's second step; the first installs what is installed here."""
    action = _read(root, "action.yml")
    given = {key: value["default"] for key, value in action["inputs"].items()} | {
        key.replace("_", "-"): value for key, value in inputs.items()
    }
    step = action["runs"]["steps"][1]
    env = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda m: given[m[1]], value)
        for name, value in step["env"].items()
    }
    return _shell(step["run"], folder, variables, **env)


@pytest.mark.parametrize(
    ("upstream", "inputs", "code", "said"),
    [
        ("", {}, 0, "::notice title=instep::pets: in step"),
        ("down", {}, 0, "::notice title=instep::pets: in step"),
        ("down", {"upstream": "true"}, 3, "unreachable"),
        (ADDED, {}, 0, "in step"),
        (ADDED, {"upstream": "true"}, 1, "drifted"),
        (ADDED, {"upstream": "true", "fail_on": "breaking"}, 0, "drifted"),
        (BROKEN, {"upstream": "true", "fail_on": "breaking"}, 1, "verbose"),
        ("", {"upstream": "http://127.0.0.1:9/x.yaml"}, 3, "unreachable"),
        ("", {"package": "pets; touch evil"}, 2, ""),
        ("", {"command": "rm"}, 2, "check or update"),
    ],
)
def test_the_action_checks(
    root: Path,
    project: Path,
    runner: dict[str, str],
    upstream: str,
    inputs: dict[str, str],
    code: int,
    said: str,
) -> None:
    if upstream == "down":  # which stops nobody who does not ask
        _configured_upstream(project, "http://127.0.0.1:9/x.yaml")
    elif upstream:
        (project / "upstream.yaml").write_text(upstream)
    done = _action(root, project, runner, **inputs)
    assert done.returncode == code, done.stderr
    assert said in done.stdout
    assert not (project / "evil").exists()
    if code != 2:
        machine = Path(runner["RUNNER_TEMP"])
        assert f"code={code}\n" in (machine / "output").read_text()
        assert "pets" in (machine / "summary").read_text()


def _configured_upstream(project: Path, upstream: str) -> None:
    (project / "instep.toml").write_text(CONFIG.replace("upstream.yaml", upstream))


def _scripts(root: Path, job: str) -> list[dict[str, Any]]:
    steps = _read(root, "docs/ci/github-update.yml")["jobs"][job]["steps"]
    return [step for step in steps if "run" in step]


def test_the_scheduled_update_opens_a_pull_request(
    root: Path, project: Path, runner: dict[str, str], tmp_path: Path
) -> None:
    (project / "upstream.yaml").write_text(ADDED)
    assert (
        _shell("git commit -qam moved && git push -q origin main", project, runner).returncode == 0
    )
    machine = Path(runner["RUNNER_TEMP"])
    for name in ("fetch", "propose"):
        clone = f"git clone -q {tmp_path}/origin.git {tmp_path}/{name}"
        assert _shell(clone, tmp_path, runner).returncode == 0
    assert _action(root, tmp_path / "fetch", runner, command="update").returncode == 0
    (what,) = _scripts(root, "fetch")
    report = str(machine / "instep-report.md")
    done = _shell(what["run"], tmp_path / "fetch", runner, REPORT=report)
    assert done.returncode == 0, done.stderr
    assert "changed=true" in (machine / "output").read_text()
    (propose,) = _scripts(root, "propose")
    for _ in range(2):  # the next day: the same branch, the same pull request
        done = _shell(propose["run"], tmp_path / "propose", runner, BASE="main", GH_TOKEN="x")
        assert done.returncode == 0, done.stderr
        assert _shell("git checkout -q main", tmp_path / "propose", runner).returncode == 0
    asked = (machine / "gh").read_text().splitlines()
    assert [line.split()[:2] for line in asked[:2]] == [["pr", "list"], ["pr", "create"]]
    assert "toys" in (machine / "change/report.md").read_text()
    shown = _shell("git diff --stat main origin/instep/update", tmp_path / "propose", runner)
    assert "specs/pet.yaml" in shown.stdout
    assert "out/CHANGELOG-pets.md" in shown.stdout
    checked = _shell(
        "git checkout -q instep/update && instep check --upstream", tmp_path / "propose", runner
    )
    assert checked.returncode == 0, checked.stdout


def test_nothing_is_proposed_where_nothing_moved(
    root: Path, project: Path, runner: dict[str, str]
) -> None:
    assert _action(root, project, runner, command="update").returncode == 0
    (what,) = _scripts(root, "fetch")
    report = str(Path(runner["RUNNER_TEMP"]) / "instep-report.md")
    assert _shell(what["run"], project, runner, REPORT=report).returncode == 0
    assert "changed=false" in (Path(runner["RUNNER_TEMP"]) / "output").read_text()


def test_the_update_stops_where_it_is_told_to(
    root: Path, project: Path, runner: dict[str, str]
) -> None:
    (project / "upstream.yaml").write_text(BROKEN)
    done = _action(root, project, runner, command="update", only="compatible")
    assert done.returncode == 1
    assert _shell("git diff --name-only", project, runner).stdout == "upstream.yaml\n"


@pytest.mark.parametrize(
    ("job", "upstream", "code"),
    [
        ("instep-check", "", 0),
        ("instep-upstream", "", 0),
        ("instep-upstream", "upstream.yaml", 1),
        ("instep-upstream", "http://127.0.0.1:9/x", 3),
    ],
)
def test_the_gitlab_jobs(
    root: Path, project: Path, runner: dict[str, str], job: str, upstream: str, code: int
) -> None:
    recipe = _read(root, "docs/ci/gitlab.yml")
    if upstream == "upstream.yaml":
        (project / upstream).write_text(ADDED)
    elif upstream:
        _configured_upstream(project, upstream)
    done = _shell("\n".join(recipe[job]["script"]), project, runner)
    assert done.returncode == code
    assert (project / "instep.xml").read_text().startswith("<?xml")
    allowed = recipe[job].get("allow_failure", {}).get("exit_codes", [])
    assert (code in allowed) is (code == 3)


def test_the_pre_commit_hook(root: Path, project: Path, runner: dict[str, str]) -> None:
    (hook,) = _read(root, ".pre-commit-hooks.yaml")
    (repository,) = _read(root, "docs/ci/pre-commit-config.yaml")["repos"]
    assert [entry["id"] for entry in repository["hooks"]] == [hook["id"]]
    assert hook["always_run"]
    assert not hook["pass_filenames"]
    assert _shell(hook["entry"], project, runner).returncode == 0
    (project / "out/pets/_client.py").write_text("")
    assert _shell(hook["entry"], project, runner).returncode == 1


@pytest.mark.parametrize("name", [*WORKFLOWS, "gitlab.yml", "pre-commit-config.yaml"])
def test_the_page_about_it_names_every_recipe(root: Path, name: str) -> None:
    assert f"docs/ci/{name}" in (root / "docs/ci.md").read_text()
