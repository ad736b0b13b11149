"""The lock: what was generated, from what, under which names. Committed, reviewed, and not trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from instep.config import Settings
from instep.errors import InputError, OutOfStep
from instep.files import FileTree, digest
from instep.ir.api import Api, Coverage, LeftOut

LOCK_NAME = "instep.lock"
"""Its name in the package's folder."""

FORMAT = 1
"""Rises when an older instep could misread what a newer one wrote."""

LIMIT = 64 * 1024 * 1024
"""Bytes; a longer file is not one of ours."""

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """Which document a client was made from."""

    location: str = ""
    """As the configuration writes it, or the file's name; never an absolute path."""
    sha256: str = ""
    """Of the document's bytes, hexadecimal; overlays and files it refers to are not in it."""
    openapi: str = ""
    """The version the document declares (`2.0` for Swagger)."""
    title: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """What became of one operation."""

    call: str
    """Resources and method, dotted: `responses.create`."""
    operation_id: str = ""
    streams: bool = False
    pages: str = ""
    """What leads from one page of its answer to the next; empty: it has none."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What one `instep.lock` says. Mappings are sorted when written, so their order means nothing."""

    instep: str = ""
    """The version that wrote it."""
    document: DocumentRecord = DocumentRecord()
    settings: Mapping[str, Any] = field(default_factory=dict)
    operations: Mapping[str, OperationRecord] = field(default_factory=dict)
    """Key such as `POST /v1/responses` to what became of it."""
    schemas: Mapping[str, str] = field(default_factory=dict)
    """JSON pointer of a component schema to `types.Name`."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Everything else that was named (inline schemas): JSON pointer to name."""
    coverage: Mapping[str, Any] = field(default_factory=dict)
    """Counts, what was kept as raw data and what was left out, with reasons."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Path below the package's folder to digest."""
    tests: Mapping[str, str] = field(default_factory=dict)
    """Path below `tests/PACKAGE` to digest."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Overlays and files that the document refers to, relative to its folder, to SHA-256."""
    vendored: Mapping[str, str] = field(default_factory=dict)
    """Of a copy: the `client` that it is a copy of; empty for the original."""
    added: tuple[str, ...] = ()
    """Of a copy: which of `files` the original does not have."""

    def pins(self) -> dict[str, str]:
        """Every name that a later run must keep, by operation key or JSON pointer.

        An operation's is its dotted call, a schema's is its class name.
        """
        calls = {key: record.call for key, record in self.operations.items()}
        classes = {key: name.removeprefix("types.") for key, name in self.schemas.items()}
        return {**self.names, **classes, **calls}

    def owned(self, package: str) -> dict[str, str]:
        """Every file that is ours, by path below the output folder, with its digest."""
        return {
            **{f"{package}/{path}": found for path, found in self.files.items()},
            **{f"tests/{package}/{path}": found for path, found in self.tests.items()},
        }

    def as_bytes(self) -> bytes:
        """The lock as it stands on disk: JSON, keys sorted, two spaces, ASCII."""
        operations = {
            key: {
                "call": r.call,
                "operation_id": r.operation_id,
                "streams": r.streams,
                **({"pages": r.pages} if r.pages else {}),
            }
            for key, r in self.operations.items()
        }
        d = self.document
        data = {
            "instep": self.instep,
            "format": FORMAT,
            "document": {
                "location": d.location,
                "sha256": d.sha256,
                "openapi": d.openapi,
                "title": d.title,
                "version": d.version,
            },
            "settings": self.settings,
            "operations": operations,
            "schemas": self.schemas,
            "names": self.names,
            "coverage": self.coverage,
            "files": self.files,
            "tests": self.tests,
            **({"sources": self.sources} if self.sources else {}),
            **({"vendored": self.vendored} if self.vendored else {}),
            **({"added": list(self.added)} if self.added else {}),
        }
        return (json.dumps(data, indent=2, sort_keys=True) + "\n").encode()


def describe(
    api: Api,
    tree: FileTree,
    *,
    document: DocumentRecord,
    settings: Settings,
    version: str,
    sources: Mapping[str, str] | None = None,
) -> Lock:
    """The lock of a client: `tree` has paths below the output folder, all of them final."""
    package, tests = f"{settings.package}/", f"tests/{settings.package}/"
    components = {
        d.key: f"types.{d.name}"
        for d in api.definitions
        if re.fullmatch(r"#/components/schemas/[^/]+", d.key)
    }
    inline = {d.key: d.name for d in api.definitions if d.key not in components}
    return Lock(
        instep=version,
        document=document,
        settings=settings.as_json(),
        operations={
            operation.key: OperationRecord(
                ".".join(operation.call),
                operation.id,
                operation.stream is not None,
                str(operation.pages.style) if operation.pages else "",
            )
            for operation in api.operations
        },
        schemas=components,
        names=inline,
        coverage=coverage_as_json(api.coverage),
        files={
            p.removeprefix(package): digest(c) for p, c in tree.items() if p.startswith(package)
        },
        tests={p.removeprefix(tests): digest(c) for p, c in tree.items() if p.startswith(tests)},
        sources=sources or {},
    )


def coverage_as_json(coverage: Coverage) -> dict[str, Any]:
    """The coverage as the lock and the report write it."""

    def listed(entries: tuple[LeftOut, ...]) -> list[dict[str, str]]:
        return [{"kind": e.kind, "pointer": e.pointer, "reason": e.reason} for e in entries]

    return {
        "operations": coverage.operations,
        "parameters": coverage.parameters,
        "media_types": coverage.media_types,
        "schemas": coverage.schemas,
        "raw": listed(coverage.raw),
        "left_out": listed(coverage.left_out),
    }


def parse_lock(content: bytes, where: str) -> Lock:
    """Read a lock that anybody may have written. `where` names it in messages.

    Raises:
        OutOfStep: It is damaged: not JSON, of another shape, or with paths that leave their folder.
        InputError: A newer instep wrote it.
    """
    if len(content) > LIMIT:
        raise _damaged(where, "it is too large")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise _damaged(where, "it is not JSON") from None
    if not isinstance(data, dict):
        raise _damaged(where, "it is not a JSON object")
    found = data.get("format")
    if isinstance(found, int) and not isinstance(found, bool) and found > FORMAT:
        raise InputError(
            f"{where}: written by a newer instep (lock format {found}); upgrade instep"
        )
    if found != FORMAT:
        raise _damaged(where, f"its format is not {FORMAT}")
    return _Reader(where).lock(data)


def _damaged(where: str, why: str) -> OutOfStep:
    return OutOfStep(
        f"{where}: the lock is damaged: {why}\n"
        "    hint: restore it from version control, or `instep generate --force` writes a new one "
        "(its pinned names are lost)"
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Checks each part of a lock's JSON and takes it over."""

    where: str

    def lock(self, data: Mapping[str, Any]) -> Lock:
        document = self._texts(data, "document")
        return Lock(
            instep=self._text(data.get("instep"), "instep"),
            document=DocumentRecord(
                **{k: document.get(k, "") for k in DocumentRecord.__dataclass_fields__}
            ),
            settings=self._table(data, "settings"),
            operations={
                key: self._operation(value)
                for key, value in self._table(data, "operations").items()
            },
            schemas=self._texts(data, "schemas"),
            names=self._texts(data, "names"),
            coverage=self._table(data, "coverage"),
            files=self._files(data, "files"),
            tests=self._files(data, "tests"),
            sources=self._texts(data, "sources"),
            vendored=self._texts(data, "vendored"),
            added=self._listed(data, "added"),
        )

    def _listed(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if not isinstance(value, list):
            raise _damaged(self.where, f"`{key}` is not a list")
        return tuple(self._text(entry, key) for entry in value)

    def _table(self, data: Mapping[str, Any], key: str) -> dict[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            raise _damaged(self.where, f"`{key}` is not an object")
        return value

    def _texts(self, data: Mapping[str, Any], key: str) -> dict[str, str]:
        return {k: self._text(v, key) for k, v in self._table(data, key).items()}

    def _text(self, value: object, key: str) -> str:
        if not isinstance(value, str):
            raise _damaged(self.where, f"`{key}` holds something that is no string")
        return value

    def _operation(self, value: Any) -> OperationRecord:
        match value:
            case {"call": str(call), "operation_id": str(name), "streams": bool(streams)}:
                pages = self._text(value.get("pages", ""), "operations")
                return OperationRecord(call, name, streams, pages)
        raise _damaged(self.where, "`operations` holds something that is no operation")

    def _files(self, data: Mapping[str, Any], key: str) -> dict[str, str]:
        files = self._texts(data, key)
        for path, found in files.items():
            if not is_contained(path) or path == LOCK_NAME or not _DIGEST.fullmatch(found):
                raise _damaged(self.where, f"`{key}` holds {json.dumps(path[:80])}")
        return files


def is_contained(path: str) -> bool:
    """Is this a plain relative POSIX path, which stays below its folder on every system?"""
    parts = path.split("/")
    return (
        not any(part in {"", ".", ".."} for part in parts)
        and not _DRIVE.match(path)
        and not any(c == "\\" or ord(c) < 32 or ord(c) == 127 for c in path)
        and all(len(part.encode("utf-8", "surrogatepass")) <= 255 for part in parts)
    )
