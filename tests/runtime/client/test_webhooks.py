"""Webhooks: what is genuine, what is not, and what the event is."""

from __future__ import annotations

import base64
import pickle
import time
from typing import Any

import pytest

from instep.runtime import webhooks, wire

from .streams import Delta, Event

# The example of the Standard Webhooks specification's reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
STAMP = 1614265330
PAYLOAD = '{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
HEADERS = {
    "webhook-id": MESSAGE,
    "webhook-timestamp": str(STAMP),
    "webhook-signature": SIGNATURE,
}


def changed(**headers: str) -> dict[str, str]:
    """The headers, some with another value."""
    return {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}


def verify(payload: bytes | str = PAYLOAD, headers: Any = None, **options: Any) -> None:
    """Check the example at the time when it was signed."""
    options = {"secret": SECRET, "now": STAMP, **options}
    webhooks.verify_webhook(payload, HEADERS if headers is None else headers, **options)


def test_the_example_of_the_specification() -> None:
    verify()
    verify(PAYLOAD.encode())
    verify(secret=SECRET.removeprefix("whsec_"))
    verify(secret=base64.b64decode(SECRET.removeprefix("whsec_")))
    verify(headers={name.title(): value for name, value in HEADERS.items()})
    verify(headers={name.replace("webhook", "svix"): value for name, value in HEADERS.items()})
    verify(headers=changed(webhook_signature=f"v1a,AAAA v1,AAAA {SIGNATURE} v2,x"))
    assert webhooks.webhook_headers(
        PAYLOAD, secret=SECRET, message_id=MESSAGE, timestamp=STAMP
    ) == (HEADERS)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-id": MESSAGE, "webhook-signature": SIGNATURE},
        changed(webhook_id="msg_other"),
        changed(webhook_timestamp=str(STAMP + 1)),
        changed(webhook_signature=""),
        changed(webhook_signature="v1,"),
        changed(webhook_signature="v1"),
        changed(webhook_signature="v1,not base64!"),
        changed(webhook_signature="v1,é"),
        changed(webhook_signature=SIGNATURE.replace("v1,", "v2,")),
        changed(webhook_signature=SIGNATURE.replace("v1,", "v1a,")),
        changed(webhook_signature=SIGNATURE[:-4]),
    ],
)
def test_what_is_not_genuine(headers: dict[str, str]) -> None:
    with pytest.raises(webhooks.WebhookSignatureError) as caught:
        verify(headers=headers)
    assert "MfKQ" not in str(caught.value)
    assert "g0hM" not in str(caught.value)
    assert isinstance(caught.value, webhooks.WebhookError)
    assert pickle.loads(pickle.dumps(caught.value)).message == caught.value.message


def test_another_body_or_secret() -> None:
    with pytest.raises(webhooks.WebhookSignatureError):
        verify(PAYLOAD + " ")
    with pytest.raises(webhooks.WebhookSignatureError):
        verify(secret="whsec_" + base64.b64encode(b"other").decode())
    with pytest.raises(webhooks.WebhookSignatureError, match="larger"):
        verify(b" " * (20 * 1024 * 1024 + 1))


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_***", "é", b""])
def test_a_secret_that_is_none_is_the_callers_mistake(secret: Any) -> None:
    with pytest.raises(ValueError, match="secret"):
        verify(secret=secret)


@pytest.mark.parametrize(("off", "fine"), [(300, True), (-300, True), (301, False), (-301, False)])
def test_how_far_the_time_may_be_off(off: int, fine: bool) -> None:
    if fine:
        verify(now=STAMP + off)
        return
    with pytest.raises(webhooks.WebhookTimestampError):
        verify(now=STAMP + off)
    verify(now=STAMP + off, tolerance=None)
    verify(now=STAMP + off, tolerance=400)


@pytest.mark.parametrize("stamp", ["soon", "1e9", "-5", "٣", "9" * 40])
def test_a_time_that_is_none(stamp: str) -> None:
    signed = webhooks.webhook_headers(PAYLOAD, secret=SECRET, message_id="m", timestamp=0)
    # Signed as it stands, so that only the time stamp is at fault.
    import hashlib
    import hmac

    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.new(key, f"m.{stamp}.{PAYLOAD}".encode(), hashlib.sha256).digest()
    signed["webhook-timestamp"] = stamp
    signed["webhook-signature"] = "v1," + base64.b64encode(digest).decode()
    for tolerance in (300, None):
        with pytest.raises(webhooks.WebhookTimestampError):
            verify(headers=signed, tolerance=tolerance)


def signed(payload: str) -> dict[str, str]:
    """Headers for a payload that is sent now."""
    now = int(time.time())
    return webhooks.webhook_headers(payload, secret=SECRET, message_id="m", timestamp=now)


def test_the_event_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    payload = '{"type":"delta","text":"é"}'
    found = webhooks.unwrap_webhook(Event, payload, signed(payload), secret=SECRET)
    assert found == Delta(type="delta", text="é")
    new = '{"type":"new","x":1}'
    other = webhooks.unwrap_webhook(Event, new.encode(), signed(new), secret=SECRET)
    assert isinstance(other, wire.UnknownVariant)
    with pytest.raises(webhooks.WebhookPayloadError):
        webhooks.unwrap_webhook(Event, new, signed(new), secret=SECRET, strict=True)
    with pytest.raises(webhooks.WebhookPayloadError) as caught:
        webhooks.unwrap_webhook(Event, "nonsense", signed("nonsense"), secret=SECRET)
    assert caught.value.body == b"nonsense"
    with pytest.raises(webhooks.WebhookSignatureError):
        webhooks.unwrap_webhook(Event, new, signed(payload), secret=SECRET)
    with pytest.raises(ValueError, match="DEMO_SECRET"):
        webhooks.unwrap_webhook(Event, payload, signed(payload), variable="DEMO_SECRET")
    monkeypatch.setenv("DEMO_SECRET", SECRET)
    assert webhooks.unwrap_webhook(Event, payload, signed(payload), variable="DEMO_SECRET") == found
