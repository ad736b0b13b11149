"""Configuration: found upward, file < environment < flags, and nothing unknown passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from instep.config import (
    LevelOverride,
    Overrides,
    Settings,
    adhoc_client,
    from_environment,
    load_config,
    package_name,
    select,
)
from instep.errors import InputError

FULL = """
[tool.instep.clients.pets]
document = "specs/pets.yaml"
upstream = "https://example.com/pets.yaml"
output = "src"
models = "dataclass"
stubs = false
tests = false
overlays = ["specs/fix.yaml"]
allow-remote-refs = true
include-tags = ["a*"]
exclude-tags = ["b"]
include-paths = ["/v1/*"]
exclude-paths = ["/x"]
strict = true
allow-left-out = true
custom = ["Client"]
upstream-token = "PETS_TOKEN"
upstream-header = "X-Token"
code = ["app"]
changelog = "CHANGES.md"
vendored = ["app/_vendor/pets"]
[tool.instep.clients.pets.levels]
"*" = "warning"
"endpoint-added /paths" = { client = "none" }
[tool.instep.clients.pets.names]
"GET /pets" = "pets.list"
"""


def write(folder: Path, text: str, name: str = "pyproject.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def test_every_key_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, FULL)
    monkeypatch.chdir(tmp_path)
    (client,) = load_config(tmp_path).clients
    assert client.document == client.location == "specs/pets.yaml"
    assert client.output == Path("src")
    assert client.upstream == "https://example.com/pets.yaml"
    assert client.upstream_token == "PETS_TOKEN"
    assert client.upstream_header == "X-Token"
    assert client.code == ("app",)
    assert client.changelog == Path("CHANGES.md")
    assert client.keeps_changelog
    assert client.vendored == (Path("app/_vendor/pets"),)
    assert client.levels == {
        "*": LevelOverride("warning", "compatible"),
        "endpoint-added /paths": LevelOverride(None, "none"),
    }
    assert client.strict
    assert client.allow_left_out
    assert client.allow_remote_refs
    assert client.overlays == ("specs/fix.yaml",)
    assert client.settings == Settings(
        package="pets",
        models="dataclass",
        stubs=False,
        tests=False,
        names={"GET /pets": "pets.list"},
        overlays=("specs/fix.yaml",),
        include_tags=("a*",),
        exclude_tags=("b",),
        include_paths=("/v1/*",),
        exclude_paths=("/x",),
        custom=("Client",),
    )


def test_defaults(tmp_path: Path) -> None:
    write(tmp_path, '[tool.instep.clients.pets]\ndocument = "p.yaml"\n')
    (client,) = load_config(tmp_path).clients
    assert client.output == tmp_path / "generated"
    assert client.settings == Settings(package="pets")


def test_found_upward_with_paths_relative_to_the_file(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    (tmp_path / ".git").mkdir()
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (client,) = load_config(deep).clients
    assert Path(client.document) == tmp_path / "specs/pets.yaml"
    assert client.location == "specs/pets.yaml"


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    assert load_config(tmp_path / "repo").clients == ()


def test_a_pyproject_without_our_table_is_passed_by(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    write(tmp_path / "sub", "[project]\nname = 'x'\n")
    assert len(load_config(tmp_path / "sub").clients) == 1


def test_instep_toml_needs_no_prefix(tmp_path: Path) -> None:
    write(tmp_path, "[clients.pets]\ndocument = 'p.yaml'\n", "instep.toml")
    assert load_config(tmp_path).client("pets").location == "p.yaml"


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_config(tmp_path, tmp_path / "nope.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.instep.client.x]\n", "unknown key 'client'; did you mean 'clients'?"),
        (
            "[tool.instep.clients.pets]\ndocument='d'\noutputs='x'\n",
            "unknown key 'outputs'; did you mean 'output'?",
        ),
        ("[tool.instep.clients.pets]\ndocument='d'\nzzz=1\n", "known: document, upstream"),
        ("[tool.instep.clients.pets]\noutput='x'\n", "needs a `document`"),
        ("[tool.instep.clients.pets]\ndocument=3\n", "`document` must be a text"),
        ("[tool.instep.clients.pets]\ndocument=''\n", "`document` must be a text"),
        ("[tool.instep.clients.pets]\ndocument='d'\nstrict='yes'\n", "must be true or false"),
        ("[tool.instep.clients.pets]\ndocument='d'\nmodels='attrs'\n", "pydantic, dataclass"),
        ("[tool.instep.clients.pets]\ndocument='d'\noverlays='o'\n", "must be a list"),
        ("[tool.instep.clients.pets.names]\na=1\n", "needs a `document`"),
        ("[tool.instep.clients.pets]\ndocument='d'\nnames={a=1}\n", "must be a name in quotes"),
        ("[tool.instep.clients.pets]\ndocument='d'\nnames={a='b.2c'}\n", "no name in Python"),
        ("[tool.instep.clients.pets]\ndocument='d'\nnames={'#/a'='b.c'}\n", "no name in Python"),
        ("[tool.instep.clients.pets]\ndocument='d'\ninclude-tags='a'\n", "must be a list"),
        ("[tool.instep]\nclients=3\n", "must be a table"),
        ("[tool.instep.clients]\npets=3\n", "must be a table"),
        ("[tool.instep.clients.json]\ndocument='d'\n", "shadow a module"),
        ("[tool.instep.clients.tests]\ndocument='d'\n", "shadow a module"),
        ("[tool.instep.clients.class]\ndocument='d'\n", "keyword"),
        ("[tool.instep.clients.'a-b']\ndocument='d'\n", "ASCII letters"),
        ("[tool.instep.clients.'../x']\ndocument='d'\n", "ASCII letters"),
        ("[tool.instep", "not TOML"),
        ("\x00", "not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_config(tmp_path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(file))
    assert str(caught.value).count(str(file)) == 1


def test_a_tool_that_is_no_table_is_not_ours(tmp_path: Path) -> None:
    write(tmp_path, "tool = 3\n")
    assert load_config(tmp_path).clients == ()


def test_file_then_environment_then_flags(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    (client,) = load_config(tmp_path).clients
    environment = from_environment({"INSTEP_OUTPUT": "env", "INSTEP_MODELS": "pydantic"})
    flags = Overrides(output=Path("flag"), strict=False)
    seen = flags.onto(environment.onto(client))
    assert seen.output == Path("flag")
    assert seen.settings.models == "pydantic"
    assert not seen.strict
    assert not seen.settings.stubs


def test_overlays_of_the_command_line_replace_those_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    (client,) = load_config(tmp_path).clients
    assert client.overlays == (f"{tmp_path}/specs/fix.yaml",)
    seen = Overrides(overlays=("/somewhere/other.yaml",)).onto(client)
    assert seen.overlays == ("/somewhere/other.yaml",)
    assert seen.settings.overlays == ("other.yaml",)


def test_an_empty_environment_says_nothing() -> None:
    assert from_environment({"INSTEP_OUTPUT": ""}) == Overrides()
    with pytest.raises(InputError, match="INSTEP_MODELS"):
        from_environment({"INSTEP_MODELS": "attrs"})


def test_an_unknown_client_is_named(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    with pytest.raises(InputError, match="no client 'pet'; did you mean 'pets'"):
        load_config(tmp_path).client("pet")


@pytest.mark.parametrize(
    ("spec", "location"),
    [
        ("/home/somebody/openapi.json", "openapi.json"),
        ("../shared/openapi.json", "openapi.json"),
        ("specs/openapi.json", "openapi.json"),
        ("-", "-"),
        ("git:HEAD~1:specs/openapi.json", "git:HEAD~1:specs/openapi.json"),
        ("https://u:p@example.com/o.json?key=secret#x", "https://example.com/o.json"),
    ],
)
def test_the_lock_learns_nothing_about_the_machine(spec: str, location: str) -> None:
    assert adhoc_client(spec).location == location


def test_a_spec_that_is_configured_keeps_its_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, FULL)
    monkeypatch.chdir(tmp_path)
    configured = select("specs/pets.yaml", None, Overrides(), tmp_path, None)
    assert configured.settings.package == "pets"
    assert configured.settings.models == "dataclass"
    named = select("specs/pets.yaml", "other", Overrides(), tmp_path, None)
    assert named.settings == Settings(package="other")
    assert select("x.yaml", None, Overrides(), tmp_path, None).settings == Settings()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Pet Store API", "pet_store_api"),
        ("  Überweisung – v2 ", "uberweisung_v2"),
        ("3D Models", "api_3d_models"),
        ("", "api_client"),
        ("日本語", "api_client"),
        ("json", "json_client"),
        ("class", "class_client"),
        ("x" * 500, "x" * 60),
        ('"; import os', "import_os"),
    ],
)
def test_a_title_gives_a_package_name(title: str, name: str) -> None:
    assert package_name(title) == name
    assert Settings().for_title(title).package == name
    assert Settings(package="mine").for_title(title).package == "mine"
