"""What is received: `Usage`."""

from __future__ import annotations

from .._runtime import wire
from .input_tokens_details import InputTokensDetails
from .output_tokens_details import OutputTokensDetails


class Usage(wire.Model):
    """Tokens that the request took. Providers count in their own ways."""

    input_tokens: int | None = None
    """Tokens of the input."""

    input_tokens_details: InputTokensDetails | None = None
    output_tokens: int | None = None
    """Tokens of the output, reasoning among them."""

    output_tokens_details: OutputTokensDetails | None = None
    total_tokens: int | None = None
    """Input and output together."""
