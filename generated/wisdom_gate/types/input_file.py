"""What is received: `InputFile`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class InputFile(wire.Model):
    """A file in a message: uploaded before, fetched from an address, or sent along."""

    type: Literal["input_file"]
    file_id: str | None = None
    """The uploaded file."""

    file_url: str | None = None
    """Where the file is."""

    file_data: str | None = None
    """The file's bytes, in base64."""

    filename: str | None = None
    """What the file is called; goes with `file_data`."""
