"""What is received: `InputImage`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class InputImage(wire.Model):
    """An image in a message, by its address or as an uploaded file."""

    type: Literal["input_image"]
    image_url: str | None = None
    """Where the image is, or the image itself as a `data:` URL."""

    file_id: str | None = None
    """The uploaded file that holds the image, instead of `image_url`."""

    detail: str | None = None
    """How closely the model looks: `low`, `high` or `auto`. Example: `auto`."""
