"""The clients that a run is about, and how file, environment and flags lay over each other."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Literal

from instep.config.settings import ModelKind, Settings, model_kind
from instep.errors import InputError


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """One client to generate: from where, to where, how."""

    document: str
    """A path, `-`, a URL or `git:REV:PATH`, ready to be loaded from the current folder."""
    location: str
    """The same as the lock records it: without the machine's folders, without credentials."""
    output: Path
    """The folder that contains the package's folder."""
    settings: Settings
    upstream: str = ""
    """What `check --upstream` compares with."""
    root: Path = field(default_factory=Path)
    """The folder that relative paths of the configuration start from."""
    overlays: tuple[str, ...] = ()
    """Locations of the overlays, ready to be loaded from the current folder."""
    allow_remote_refs: bool = False
    """Fetch what references to other hosts name."""
    strict: bool = False
    """Any diagnostic, notes apart, is fatal."""
    allow_left_out: bool = False
    """Write the client even though something could not be expressed."""
    upstream_token: str = ""
    """The environment variable with the secret for upstream's origin; empty: it asks for none."""
    upstream_header: str = ""
    """The header that carries the secret as it is; empty: `Authorization: Bearer SECRET`."""
    levels: Mapping[str, LevelOverride] = field(default_factory=dict)
    """`RULE` or `RULE /pointer`, and how a change of this kind there is judged."""
    code: tuple[str, ...] = ()
    """Folders with code that uses the client, ready to be read from the current folder."""
    changelog: Path | None = None
    """The file that `update` adds an entry to; None: one beside the package."""
    keeps_changelog: bool = True
    """False: `update` writes no entry."""
    vendored: tuple[Path, ...] = ()
    """Folders of copies of the package, which `check` looks at too."""


@dataclass(frozen=True, slots=True)
class LevelOverride:
    """How the user judges a change."""

    level: Literal["breaking", "warning", "info"] | None = None
    """On the wire; None: as it is."""
    client: Literal["breaking", "compatible", "none"] | None = None
    """For code that uses the client; None: as it is."""


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration file, read and checked."""

    clients: tuple[ClientConfig, ...] = ()
    file: Path | None = None
    """Where it was read from; None: there is none."""

    def client(self, package: str) -> ClientConfig:
        """The client of this name.

        Raises:
            InputError: There is none.
        """
        for client in self.clients:
            if client.settings.package == package:
                return client
        known = [client.settings.package for client in self.clients]
        where = self.file.name if self.file else "the configuration"
        raise InputError(f"{where}: no client {package!r}{suggest(package, known)}")


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line or the environment says; None, or an empty tuple: it says nothing."""

    package: str | None = None
    output: Path | None = None
    models: ModelKind | None = None
    stubs: bool | None = None
    tests: bool | None = None
    strict: bool | None = None
    allow_left_out: bool | None = None
    allow_remote_refs: bool | None = None
    overlays: tuple[str, ...] | None = None
    """Relative to the current folder."""
    include_tags: tuple[str, ...] | None = None
    exclude_tags: tuple[str, ...] | None = None
    include_paths: tuple[str, ...] | None = None
    exclude_paths: tuple[str, ...] | None = None

    def onto(self, client: ClientConfig) -> ClientConfig:
        """The client with every word that was said in place of its own."""
        said = {f.name: v for f in fields(self) if (v := getattr(self, f.name)) not in (None, ())}
        in_settings = {f.name for f in fields(Settings)} - {"overlays"}
        if self.overlays:
            names = tuple(public_location(o, keep_folders=False) for o in self.overlays)
            client = replace(client, settings=replace(client.settings, overlays=names))
        settings = replace(client.settings, **{k: v for k, v in said.items() if k in in_settings})
        beside = {k: v for k, v in said.items() if k not in in_settings}
        return replace(client, settings=settings, **beside)


def from_environment(environ: Mapping[str, str]) -> Overrides:
    """What `INSTEP_OUTPUT` and `INSTEP_MODELS` say.

    Raises:
        InputError: `INSTEP_MODELS` names no kind of model.
    """
    output, models = environ.get("INSTEP_OUTPUT"), environ.get("INSTEP_MODELS")
    return Overrides(
        output=Path(output) if output else None,
        models=model_kind(models, "INSTEP_MODELS") if models else None,
    )


def adhoc_client(document: str) -> ClientConfig:
    """The client for a document that was named on the command line, all else by default."""
    return ClientConfig(
        document=document,
        location=public_location(document, keep_folders=False),
        output=Path("generated"),
        settings=Settings(),
    )


def is_remote(location: str) -> bool:
    """Is this a URL, standard input or a Git revision, rather than a path?"""
    return location == "-" or location.startswith("git:") or "://" in location


def public_location(location: str, *, keep_folders: bool) -> str:
    """What may stand in a committed file: no user, password or query, no folder of this machine."""
    if is_remote(location):
        return re.sub(r"//[^/?#]*@", "//", re.split(r"[?#]", location, maxsplit=1)[0])
    path = Path(location)
    return path.as_posix() if keep_folders and not path.is_absolute() else path.name


def suggest(word: str, known: Sequence[str]) -> str:
    """The end of a message about an unknown word: what was meant, or what there is."""
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known: {', '.join(known)}" if known else ""
