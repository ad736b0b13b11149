"""What is received: `ResponseOutputTextAnnotationAddedEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .annotation import Annotation


class ResponseOutputTextAnnotationAddedEvent(wire.Model):
    """A reference from the text to a source."""

    type: Literal["response.output_text.annotation.added"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""

    content_index: Annotated[int, Field(ge=0)]
    """Which part of the item, from 0. Minimum: `0`."""

    annotation_index: Annotated[int, Field(ge=0)]
    """Which annotation of the part, from 0. Minimum: `0`."""

    annotation: Annotation
