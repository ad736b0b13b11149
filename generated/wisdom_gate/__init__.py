"""A generated client; `README.md` beside this file shows how to use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

API_VERSION = "1.0.0"
"""The version of the document that this package was generated from."""

if TYPE_CHECKING:
    from . import params as params
    from . import types as types
    from ._client import AsyncClient as AsyncClient
    from ._client import AsyncClient as AsyncWisdomGate
    from ._client import Client as Client
    from ._client import Client as WisdomGate
    from ._runtime.core import OMIT as OMIT
    from ._runtime.core import APIConnectionError as APIConnectionError
    from ._runtime.core import APIError as APIError
    from ._runtime.core import APIResponse as APIResponse
    from ._runtime.core import APIResponseValidationError as APIResponseValidationError
    from ._runtime.core import APIStatusError as APIStatusError
    from ._runtime.core import APITimeoutError as APITimeoutError
    from ._runtime.core import AsyncAPIResponse as AsyncAPIResponse
    from ._runtime.core import AsyncStream as AsyncStream
    from ._runtime.core import AsyncStreamedResponse as AsyncStreamedResponse
    from ._runtime.core import AuthenticationError as AuthenticationError
    from ._runtime.core import BadRequestError as BadRequestError
    from ._runtime.core import ClientCredentials as ClientCredentials
    from ._runtime.core import ConflictError as ConflictError
    from ._runtime.core import Drift as Drift
    from ._runtime.core import ErrorInfo as ErrorInfo
    from ._runtime.core import InternalServerError as InternalServerError
    from ._runtime.core import InvalidRequestError as InvalidRequestError
    from ._runtime.core import Limits as Limits
    from ._runtime.core import MissingCredentialError as MissingCredentialError
    from ._runtime.core import NotFoundError as NotFoundError
    from ._runtime.core import Omit as Omit
    from ._runtime.core import PermissionDeniedError as PermissionDeniedError
    from ._runtime.core import RateLimitError as RateLimitError
    from ._runtime.core import RequestInfo as RequestInfo
    from ._runtime.core import ResponseInfo as ResponseInfo
    from ._runtime.core import Stream as Stream
    from ._runtime.core import StreamedResponse as StreamedResponse
    from ._runtime.core import Timeout as Timeout
    from ._runtime.core import TokenError as TokenError
    from ._runtime.core import UnprocessableEntityError as UnprocessableEntityError
    from ._runtime.wire import UnknownVariant as UnknownVariant
    from ._runtime.wire import dump as dump
    from ._runtime.wire import parse as parse
else:
    from importlib import import_module

    _PLACES = {
        "Client": ("._client", "Client"),
        "AsyncClient": ("._client", "AsyncClient"),
        "WisdomGate": ("._client", "Client"),
        "AsyncWisdomGate": ("._client", "AsyncClient"),
        "APIConnectionError": ("._runtime.core", "APIConnectionError"),
        "APIError": ("._runtime.core", "APIError"),
        "APIResponse": ("._runtime.core", "APIResponse"),
        "APIResponseValidationError": ("._runtime.core", "APIResponseValidationError"),
        "APIStatusError": ("._runtime.core", "APIStatusError"),
        "APITimeoutError": ("._runtime.core", "APITimeoutError"),
        "AsyncAPIResponse": ("._runtime.core", "AsyncAPIResponse"),
        "AsyncStream": ("._runtime.core", "AsyncStream"),
        "AsyncStreamedResponse": ("._runtime.core", "AsyncStreamedResponse"),
        "AuthenticationError": ("._runtime.core", "AuthenticationError"),
        "BadRequestError": ("._runtime.core", "BadRequestError"),
        "ClientCredentials": ("._runtime.core", "ClientCredentials"),
        "ConflictError": ("._runtime.core", "ConflictError"),
        "Drift": ("._runtime.core", "Drift"),
        "ErrorInfo": ("._runtime.core", "ErrorInfo"),
        "InternalServerError": ("._runtime.core", "InternalServerError"),
        "InvalidRequestError": ("._runtime.core", "InvalidRequestError"),
        "Limits": ("._runtime.core", "Limits"),
        "MissingCredentialError": ("._runtime.core", "MissingCredentialError"),
        "NotFoundError": ("._runtime.core", "NotFoundError"),
        "OMIT": ("._runtime.core", "OMIT"),
        "Omit": ("._runtime.core", "Omit"),
        "PermissionDeniedError": ("._runtime.core", "PermissionDeniedError"),
        "RateLimitError": ("._runtime.core", "RateLimitError"),
        "RequestInfo": ("._runtime.core", "RequestInfo"),
        "ResponseInfo": ("._runtime.core", "ResponseInfo"),
        "Stream": ("._runtime.core", "Stream"),
        "StreamedResponse": ("._runtime.core", "StreamedResponse"),
        "Timeout": ("._runtime.core", "Timeout"),
        "TokenError": ("._runtime.core", "TokenError"),
        "UnprocessableEntityError": ("._runtime.core", "UnprocessableEntityError"),
        "UnknownVariant": ("._runtime.wire", "UnknownVariant"),
        "dump": ("._runtime.wire", "dump"),
        "parse": ("._runtime.wire", "parse"),
        "params": (".params", ""),
        "types": (".types", ""),
    }

    def __getattr__(name):
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _PLACES[name]
        value = import_module(module, __name__)
        globals()[name] = value = getattr(value, attribute) if attribute else value
        return value

    def __dir__():
        return sorted(__all__)


__all__ = [
    "Client",
    "AsyncClient",
    "WisdomGate",
    "AsyncWisdomGate",
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncStream",
    "AsyncStreamedResponse",
    "AuthenticationError",
    "BadRequestError",
    "ClientCredentials",
    "ConflictError",
    "Drift",
    "ErrorInfo",
    "InternalServerError",
    "InvalidRequestError",
    "Limits",
    "MissingCredentialError",
    "NotFoundError",
    "OMIT",
    "Omit",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestInfo",
    "ResponseInfo",
    "Stream",
    "StreamedResponse",
    "Timeout",
    "TokenError",
    "UnprocessableEntityError",
    "UnknownVariant",
    "dump",
    "parse",
    "params",
    "types",
    "API_VERSION",
]
