"""What is sent: `InputImage`."""

from __future__ import annotations

from typing import Literal, NotRequired, Required

from typing_extensions import TypedDict


class InputImage(TypedDict):
    """An image in a message, by its address or as an uploaded file."""

    type: Required[Literal["input_image"]]
    image_url: NotRequired[str]
    """Where the image is, or the image itself as a `data:` URL."""

    file_id: NotRequired[str]
    """The uploaded file that holds the image, instead of `image_url`."""

    detail: NotRequired[str]
    """How closely the model looks: `low`, `high` or `auto`. Example: `auto`."""
