"""A tree of files in memory: POSIX paths to bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping


class FileTree(Mapping[str, bytes]):
    """An immutable mapping of relative POSIX path to content, iterated in sorted order."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self._files = dict(sorted((files or {}).items()))
        for path in self._files:
            if (
                path.startswith("/")
                or "\\" in path
                or ".." in path.split("/")
                or "" in path.split("/")
            ):
                raise ValueError(f"not a relative POSIX path: {path!r}")

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __or__(self, other: Mapping[str, bytes]) -> FileTree:
        """Both trees in one; a path in both must have the same content."""
        clash = [
            path for path in self._files.keys() & other.keys() if self._files[path] != other[path]
        ]
        if clash:
            raise ValueError(f"two different files want one path: {sorted(clash)}")
        return FileTree({**self._files, **other})

    def under(self, folder: str) -> FileTree:
        """The same tree moved below `folder`."""
        return FileTree({f"{folder}/{path}": content for path, content in self._files.items()})


def digest(content: bytes) -> str:
    """`sha256:` and the hexadecimal SHA-256 of the content, as the lock records it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()
