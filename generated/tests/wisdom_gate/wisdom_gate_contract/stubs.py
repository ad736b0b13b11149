"""Whether the stubs say what the modules do: mypy's stubtest, on every module that has a stub."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

_SHOWN = 4000
_CONFIGURATION = """\
[mypy]
[mypy-pydantic.*,pydantic_core.*,httpx2.*]
follow_imports = skip
"""
"""What others have written is not what is checked, and takes most of the time."""


def check_stubs(package: ModuleType, scratch: Path) -> None:
    """Fail unless stubtest finds nothing; fail as well where mypy is not installed.

    `scratch` is a folder for mypy's configuration and cache.
    """
    if importlib.util.find_spec("mypy") is None:
        pytest.fail("the stubs cannot be checked: pip install mypy", pytrace=False)
    folder = Path(str(package.__file__)).resolve().parent
    modules = [
        ".".join([package.__name__, *path.relative_to(folder).with_suffix("").parts])
        for path in sorted(folder.rglob("*.pyi"))
    ]
    configuration = scratch / "mypy.ini"
    configuration.write_text(_CONFIGURATION, encoding="utf-8")
    given = [f"--mypy-config-file={configuration}", *modules]
    done = subprocess.run(  # noqa: S603 - this interpreter, on names from this folder
        [sys.executable, "-m", "mypy.stubtest", *given],
        cwd=scratch,
        env={**os.environ, "MYPYPATH": str(folder.parent), "PYTHONPATH": str(folder.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[-_SHOWN:]
        pytest.fail(f"the stubs of {package.__name__} are not true:\n{said}", pytrace=False)
