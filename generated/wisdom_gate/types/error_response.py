"""What is received: `ErrorResponse`."""

from __future__ import annotations

from .._runtime import wire
from .error_detail import ErrorDetail


class ErrorResponse(wire.Model):
    """What every failed request is answered with."""

    error: ErrorDetail
