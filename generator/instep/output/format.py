"""Format a tree of rendered files: imports sorted, code formatted, by one pass of ruff over all of it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from instep.errors import OutsideError
from instep.files import FileTree

_SUFFIXES = (".py", ".pyi")

# `--isolated` shuts out every configuration file of the machine; what is left to say is said here.
# Nothing is excluded: ruff would skip folders with names such as `build`, which resources may have.
_SETTINGS = (
    "--isolated",
    "--no-cache",
    "--no-respect-gitignore",
    "--config=exclude=[]",
    "--config=line-length=100",
    "--config=target-version='py311'",
)


class UnparsableOutput(Exception):
    """A rendered file is not Python: a bug of instep, never of the document."""


def format_tree(tree: FileTree) -> FileTree:
    """The same tree with every Python file formatted; other files are left as they are.

    Raises:
        UnparsableOutput: A file is not Python.
        OutsideError: The temporary copy cannot be written, or ruff cannot be run.
    """
    python = {path: content for path, content in tree.items() if path.endswith(_SUFFIXES)}
    if not python:
        return tree
    try:
        with tempfile.TemporaryDirectory(prefix="instep-format-") as name:
            folder = Path(name)
            for path, content in python.items():
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            ours = sorted({path.split("/", 1)[0] for path in python})
            _ruff(folder, "check", "--select=I", "--fix", "--quiet", _first_party(ours))
            _ruff(folder, "format", "--quiet")
            formatted = {path: (folder / path).read_bytes() for path in python}
    except OSError as problem:
        raise OutsideError(f"cannot format the output: {problem.strerror}") from problem
    return FileTree({**tree, **formatted})


def _first_party(names: list[str]) -> str:
    listed = ",".join(f"'{name.removesuffix('.py')}'" for name in names)
    return f"--config=lint.isort.known-first-party=[{listed}]"


def _ruff(folder: Path, command: str, *options: str) -> None:
    # Imported late: it looks through the installation, which only a run that writes needs.
    from ruff import find_ruff_bin

    # Variables such as RUFF_CONFIG would let the machine decide about the bytes.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RUFF_")}
    done = subprocess.run(  # noqa: S603 - an absolute path and options of our own
        [find_ruff_bin(), command, *_SETTINGS, *options, "."],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().replace(str(folder), "")
        raise UnparsableOutput(f"ruff {command} refused rendered files:\n{said[:2000]}")
