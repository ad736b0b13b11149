"""What a client has of the runtime is that of the house, byte for byte."""

from __future__ import annotations

from pathlib import Path


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_runtime_is_copied_as_it_is(root: Path) -> None:
    copies = sorted((root / "generated").glob("*/_runtime"))
    assert copies, "no client is generated"
    for copy in copies:
        own = _files(copy)
        assert {"core.py", "wire.py", "__init__.py"} <= own.keys()
        assert own.items() <= _files(root / "generator/instep/runtime").items()
