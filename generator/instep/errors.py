"""What ends a run early.

InstepError
 ├── InputError      exit 2: usage, configuration, or a document without a meaning
 │    └── DocumentError   ... with the diagnostics that say why
 ├── OutOfStep       exit 1: drift, an edited file, a failed contract
 └── OutsideError    exit 3: network, permissions, disk; the output is as it was
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from instep.diagnostics import Diagnostic, as_text


class InstepError(Exception):
    """A failure the user can understand and act on; its text is the whole message."""

    exit_code: ClassVar[int] = 70


class InputError(InstepError):
    """The input is at fault: usage, configuration or document."""

    exit_code = 2


class DocumentError(InputError):
    """The document cannot be given a meaning; `diagnostics` say where and why."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(as_text(d) for d in self.diagnostics))


class OutOfStep(InstepError):
    """Document, client and lock do not agree."""

    exit_code = 1


class OutsideError(InstepError):
    """The world is at fault: network, permissions, disk. Nothing was changed."""

    exit_code = 3
