"""What is sent: `InputFile`."""

from __future__ import annotations

from typing import Literal, NotRequired, Required

from typing_extensions import TypedDict


class InputFile(TypedDict):
    """A file in a message: uploaded before, fetched from an address, or sent along."""

    type: Required[Literal["input_file"]]
    file_id: NotRequired[str]
    """The uploaded file."""

    file_url: NotRequired[str]
    """Where the file is."""

    file_data: NotRequired[str]
    """The file's bytes, in base64."""

    filename: NotRequired[str]
    """What the file is called; goes with `file_data`."""
