"""Finding and reading the configuration file. What it says that we do not know is an error."""

from __future__ import annotations

import keyword
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instep.config.clients import (
    ClientConfig,
    Config,
    LevelOverride,
    Overrides,
    adhoc_client,
    is_remote,
    public_location,
    suggest,
)
from instep.config.pagination import read_pagination
from instep.config.settings import Settings, check_package, model_kind
from instep.errors import InputError

FILE_NAMES = ("instep.toml", "pyproject.toml")
"""Where the configuration may stand; in one folder the first wins."""

_CLIENT_KEYS = (
    "document",
    "upstream",
    "output",
    "models",
    "stubs",
    "tests",
    "overlays",
    "names",
    "pagination",
    "include-tags",
    "exclude-tags",
    "include-paths",
    "exclude-paths",
    "custom",
    "allow-remote-refs",
    "strict",
    "allow-left-out",
    "upstream-token",
    "upstream-header",
    "levels",
    "code",
    "changelog",
    "vendored",
)
_WIRE = ("breaking", "warning", "info")
_CLIENT = ("breaking", "compatible", "none")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def load_config(start: Path, explicit: Path | None = None) -> Config:
    """The configuration that holds in folder `start`: its own, or the nearest above it.

    The way up ends at the repository's root, the first folder with a `.git`. `explicit` is a file
    that must exist and is read instead.

    Raises:
        InputError: The file is unreadable, is not TOML, or says something unknown.
    """
    if explicit is not None:
        return _read(explicit, required=True)
    for folder in _upward(start.absolute()):
        for name in FILE_NAMES:
            found = _read(folder / name, required=False)
            if found.file is not None:
                return found
    return Config()


def select(
    spec: str, package: str | None, environment: Overrides, start: Path, config: Path | None
) -> ClientConfig:
    """The client for a SPEC argument: the configured one of this document, else one by default.

    With a package name the configuration is not asked, so that the same command gives the same
    bytes in every folder.

    Raises:
        InputError: The configuration or the package name is at fault.
    """
    if package is not None:
        check_package(package)
    if package is None or config is not None:
        for client in load_config(start, config).clients:
            if _same_document(client.document, spec):
                return Overrides(package=package).onto(environment.onto(client))
    return Overrides(package=package).onto(environment.onto(adhoc_client(spec)))


def _same_document(document: str, spec: str) -> bool:
    if is_remote(document) or is_remote(spec):
        return document == spec
    return Path(document).absolute() == Path(spec).absolute()


def _upward(folder: Path) -> Iterator[Path]:
    for current in (folder, *folder.parents):
        yield current
        if (current / ".git").exists():
            return


def _read(file: Path, *, required: bool) -> Config:
    """The file's `[tool.instep]`, or an empty configuration where it has none."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if required:
            raise InputError(f"{file}: no such file") from None
        return Config()
    except OSError as problem:
        raise InputError(f"{file}: cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: not UTF-8") from None
    except tomllib.TOMLDecodeError as problem:
        raise InputError(f"{file}: not TOML: {problem}") from None
    tool = data.get("tool")
    table = tool.get("instep") if isinstance(tool, dict) else None
    if table is None and file.name != "pyproject.toml":
        # A file of our own may leave out the `tool.instep` prefix: nothing else can stand in it.
        table = {key: value for key, value in data.items() if key != "tool"}
    if table is None and not required:
        return Config()
    return _Reader(file).config({} if table is None else table)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns a parsed table into a `Config`, refusing what it does not know."""

    file: Path

    def config(self, table: object) -> Config:
        top = self._table(table, "tool.instep", ("clients",))
        clients = self._table(top.get("clients", {}), "tool.instep.clients")
        return Config(tuple(self._client(name, clients[name]) for name in clients), self.file)

    def _client(self, name: str, value: object) -> ClientConfig:
        where = f"tool.instep.clients.{name}"
        table = self._table(value, where, _CLIENT_KEYS)
        if "document" not in table:
            raise self._fault(where, "needs a `document`")
        document = self._text(table, where, "document")
        upstream = self._text(table, where, "upstream")
        root = self.file.parent
        return ClientConfig(
            document=_loadable(root, document),
            location=public_location(document, keep_folders=True),
            output=_from(root, self._text(table, where, "output", "generated")),
            settings=self._settings(name, table, where),
            upstream=upstream if not upstream or is_remote(upstream) else str(root / upstream),
            root=root,
            overlays=tuple(_loadable(root, o) for o in self._texts(table, where, "overlays")),
            allow_remote_refs=self._flag(table, where, "allow-remote-refs", default=False),
            strict=self._flag(table, where, "strict", default=False),
            allow_left_out=self._flag(table, where, "allow-left-out", default=False),
            upstream_token=self._variable(table, where, "upstream-token"),
            upstream_header=self._text(table, where, "upstream-header"),
            levels=self._levels(table, where),
            code=tuple(_loadable(root, folder) for folder in self._texts(table, where, "code")),
            changelog=self._changelog(table, where),
            keeps_changelog=table.get("changelog") is not False,
            vendored=tuple(_from(root, p) for p in self._texts(table, where, "vendored")),
        )

    def _changelog(self, table: Mapping[str, Any], where: str) -> Path | None:
        if table.get("changelog") is False:
            return None
        path = self._text(table, where, "changelog")
        return _from(self.file.parent, path) if path else None

    def _variable(self, table: Mapping[str, Any], where: str, key: str) -> str:
        name = self._text(table, where, key)
        if name and not _VARIABLE.fullmatch(name):
            raise self._fault(
                where, f"`{key}` is the name of an environment variable, never the secret itself"
            )
        return name

    def _levels(self, table: Mapping[str, Any], where: str) -> dict[str, LevelOverride]:
        where = f"{where}.levels"
        levels = self._table(table.get("levels", {}), where)
        return {key: self._level(value, f"{where}.{key!r}") for key, value in levels.items()}

    def _level(self, value: object, where: str) -> LevelOverride:
        """`"info"` says both verdicts; a table says each."""
        if isinstance(value, str):
            client = "breaking" if value == "breaking" else "compatible"
            said: dict[str, Any] = {"level": value, "client": client}
        else:
            said = self._table(value, where, ("level", "client"))
        for key, known in (("level", _WIRE), ("client", _CLIENT)):
            if key in said and said[key] not in known:
                raise self._fault(where, f"{key}: {said[key]!r}{suggest(str(said[key]), known)}")
        return LevelOverride(**said)

    def _settings(self, name: str, table: Mapping[str, Any], where: str) -> Settings:
        names = self._names(table, f"{where}.names")
        pages = self._table(table.get("pagination", {}), f"{where}.pagination")
        try:
            return Settings(
                package=name,
                models=model_kind(self._text(table, where, "models", "pydantic"), f"[{where}]"),
                stubs=self._flag(table, where, "stubs", default=True),
                tests=self._flag(table, where, "tests", default=True),
                names=names,
                pagination=read_pagination(pages, f"{where}.pagination"),
                overlays=tuple(
                    public_location(overlay, keep_folders=True)
                    for overlay in self._texts(table, where, "overlays")
                ),
                include_tags=self._texts(table, where, "include-tags"),
                exclude_tags=self._texts(table, where, "exclude-tags"),
                include_paths=self._texts(table, where, "include-paths"),
                exclude_paths=self._texts(table, where, "exclude-paths"),
                custom=self._texts(table, where, "custom"),
            )
        except InputError as problem:
            said = str(problem).removeprefix(f"{self.file}: ")
            raise InputError(f"{self.file}: {said}") from None

    def _names(self, table: Mapping[str, Any], where: str) -> dict[str, str]:
        """Chosen calls (`things.create`) and classes; these also as the lock has them (`types.Thing`)."""
        names: dict[str, str] = {}
        for key, value in self._table(table.get("names", {}), where).items():
            if not isinstance(value, str):
                raise self._fault(where, f"{key!r} must be a name in quotes")
            name = value.removeprefix("types.") if key.startswith("#") else value
            parts = [name] if key.startswith("#") else name.split(".")
            if not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts):
                raise self._fault(where, f"{value!r} for {key!r} is no name in Python")
            names[key] = name
        return names

    def _table(
        self, value: object, where: str, known: Sequence[str] | None = None
    ) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._fault(where, "must be a table")
        for key in value:
            if known is not None and key not in known:
                raise self._fault(where, f"unknown key {key!r}{suggest(key, known)}")
        return value

    def _text(self, table: Mapping[str, Any], where: str, key: str, default: str = "") -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or (key in table and not value):
            raise self._fault(where, f"`{key}` must be a text in quotes")
        return value

    def _texts(self, table: Mapping[str, Any], where: str, key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._fault(where, f"`{key}` must be a list of texts in quotes")
        return tuple(value)

    def _flag(self, table: Mapping[str, Any], where: str, key: str, *, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            raise self._fault(where, f"`{key}` must be true or false")
        return value

    def _fault(self, where: str, message: str) -> InputError:
        return InputError(f"{self.file}: [{where}]: {message}")


def _loadable(root: Path, location: str) -> str:
    """`location` as the configuration writes it, for someone in the current folder."""
    return location if is_remote(location) else _from(root, location).as_posix()


def _from(root: Path, path: str) -> Path:
    """`path` as seen from the configuration; short where that is the current folder."""
    joined = root / path
    try:
        return joined.relative_to(Path.cwd())
    except ValueError:
        return joined
