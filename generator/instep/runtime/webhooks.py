"""Events that an API sends: whether they are genuine, and what they are.

Signatures are those of Standard Webhooks 1.0 (HMAC-SHA256 over id, time stamp and body); the same
headers are also known with the prefix `svix-`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import time
from collections.abc import Mapping
from typing import Any, Final

from ._errors import APIError

TOLERANCE: Final = 300.0
"""Seconds that a time stamp may be off, in either direction."""
_PREFIXES: Final = ("webhook-", "svix-")
_LARGEST: Final = 20 * 1024 * 1024
"""Bytes. Standard Webhooks recommends payloads below 20 kB; this bounds what is hashed and parsed."""


class WebhookError(APIError):
    """A webhook could not be taken: nothing in it can be trusted."""


class WebhookSignatureError(WebhookError):
    """A signature is missing, malformed, or not of this body and secret."""


class WebhookTimestampError(WebhookError):
    """The signature is genuine, but too old or from the future: it may be a replay."""


class WebhookPayloadError(WebhookError):
    """The webhook is genuine, but not JSON, or (strict) no event that the document has."""


def verify_webhook(
    payload: bytes | str,
    headers: Mapping[str, str],
    *,
    secret: str | bytes,
    tolerance: float | None = TOLERANCE,
    now: float | None = None,
) -> None:
    """Check that a webhook was signed with this secret, lately.

    Args:
        payload: the body exactly as it came; parsing and writing it again changes the bytes.
        headers: the request's headers, names in any case.
        secret: `whsec_` and base64 as the service shows it, the base64 alone, or the bytes.
        tolerance: seconds that the time stamp may be off; `None`: any number.
        now: seconds since the epoch, if not the present.

    Raises `WebhookSignatureError`, `WebhookTimestampError`, and `ValueError` for a secret that is
    none. No message shows the secret or a signature.
    """
    body = payload.encode("utf-8") if isinstance(payload, str) else payload
    if len(body) > _LARGEST:
        raise WebhookSignatureError(f"the payload is larger than {_LARGEST} bytes")
    key = _key(secret)
    message_id, stamp, signatures = _signed(headers)
    signed = f"{message_id}.{stamp}.".encode() + body
    expected = hmac.new(key, signed, hashlib.sha256).digest()
    genuine = False
    for one in signatures.split(" "):
        version, _, text = one.partition(",")
        if version == "v1":  # `v1a` is asymmetric and not for a shared secret
            genuine |= hmac.compare_digest(expected, _decoded(text))
    if not genuine:
        raise WebhookSignatureError("no signature of the webhook is of this payload and secret")
    _check_time(stamp, tolerance, time.time() if now is None else now)


def unwrap_webhook(
    kind: Any,
    payload: bytes | str,
    headers: Mapping[str, str],
    *,
    secret: str | bytes | None = None,
    variable: str = "",
    tolerance: float | None = TOLERANCE,
    strict: bool = False,
) -> Any:
    """A webhook, checked by `verify_webhook`, as a value of a type.

    Args:
        kind: the type, a union where there are several events.
        payload, headers, secret, tolerance: see `verify_webhook`.
        variable: the environment variable that has the secret if *secret* is `None`.
        strict: refuse what the document does not allow, unknown events included.

    Raises what `verify_webhook` does, and `WebhookPayloadError`.
    """
    from . import wire

    found = secret if secret is not None else os.environ.get(variable or "")
    if not found:
        also = f" or the environment variable {variable}" if variable else ""
        raise ValueError(f"webhooks need their secret: give `secret=`{also}")
    verify_webhook(payload, headers, secret=found, tolerance=tolerance)
    body = payload.encode("utf-8") if isinstance(payload, str) else payload
    try:
        return wire.adapter(kind).parse(body, strict=strict)
    except ValueError as error:
        what = "not an event that the document has" if strict else "not JSON"
        raise WebhookPayloadError(f"the webhook's payload is {what}", body=body) from error


def webhook_headers(
    payload: bytes | str, *, secret: str | bytes, message_id: str, timestamp: int
) -> dict[str, str]:
    """The headers that a service sends with this payload: for tests of a webhook's receiver."""
    body = payload.encode("utf-8") if isinstance(payload, str) else payload
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode('ascii')}",
    }


def _key(secret: str | bytes) -> bytes:
    if isinstance(secret, bytes):
        key = secret
    else:
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("the webhook secret is not `whsec_` and base64") from None
    if not key:
        raise ValueError("the webhook secret is empty")
    return key


def _signed(headers: Mapping[str, str]) -> tuple[str, str, str]:
    """Id, time stamp and signatures from the headers."""
    named = {str(name).lower(): str(value) for name, value in headers.items()}
    for prefix in _PREFIXES:
        found = [named.get(f"{prefix}{name}", "") for name in ("id", "timestamp", "signature")]
        if all(found):
            return found[0], found[1], found[2]
    raise WebhookSignatureError(
        "the webhook has no webhook-id, webhook-timestamp and webhook-signature"
    )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _check_time(stamp: str, tolerance: float | None, now: float) -> None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 15):
        raise WebhookTimestampError("the webhook's time stamp is not a number of seconds")
    if tolerance is None:
        return
    off = now - int(stamp)
    if abs(off) > tolerance:
        when = "too old" if off > 0 else "in the future"
        raise WebhookTimestampError(f"the webhook's time stamp is {when}")
