"""Typed webhooks of a generated package, from the document to a checked event."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from built import Built, build, forget

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DOCUMENT = """
openapi: 3.1.0
info: {title: Hooks, version: '1'}
servers: [{url: https://api.test}]
paths:
  /things: {get: {responses: {'204': {description: done}}}}
webhooks:
  thingCreated:
    post:
      summary: A thing was made.
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Created'}}}}
      responses: {'200': {description: taken}}
  thingGone:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Gone'}}}}
      responses: {'200': {description: taken}}
components:
  schemas:
    Created:
      type: object
      required: [type, name]
      properties: {type: {const: thing.created}, name: {type: string}}
    Gone:
      type: object
      required: [type]
      properties: {type: {const: thing.gone}, name: {type: string}, at: {type: string, format: date-time}}
"""


@pytest.fixture(scope="module", params=["pydantic", "dataclass"])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    """A package whose document has webhooks."""
    folder = tmp_path_factory.mktemp("hooks")
    yield build(DOCUMENT, folder, "hooks_demo", models=request.param, stubs=True)
    forget("hooks_demo")


def headers(built: Built, payload: str) -> dict[str, str]:
    """What the service would send with this payload now."""
    made_by = sys.modules["hooks_demo._runtime.webhooks"]
    made: dict[str, str] = made_by.webhook_headers(
        payload, secret=SECRET, message_id="m1", timestamp=int(time.time())
    )
    return made


def test_an_event_is_what_its_type_says(built: Built) -> None:
    webhooks = built.package.webhooks
    payload = '{"type":"thing.gone","at":"2026-01-02T03:04:05Z","new":1}'
    event = webhooks.unwrap(payload, headers(built, payload), secret=SECRET)
    assert type(event).__name__ == "Gone"
    assert event.at.year == 2026
    assert built.package.dump(event)["new"] == 1
    other = '{"type":"thing.created","name":"x"}'
    assert type(webhooks.unwrap(other, headers(built, other), secret=SECRET)).__name__ == "Created"


def test_what_is_not_genuine_is_refused(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    webhooks = built.package.webhooks
    payload = '{"type":"thing.gone"}'
    good = headers(built, payload)
    webhooks.verify(payload, good, secret=SECRET)
    with pytest.raises(webhooks.WebhookSignatureError):
        webhooks.unwrap(payload + " ", good, secret=SECRET)
    with pytest.raises(webhooks.WebhookTimestampError):
        webhooks.unwrap(payload, good, secret=SECRET, tolerance=-1)
    new = '{"type":"thing.renamed"}'
    assert (
        type(webhooks.unwrap(new, headers(built, new), secret=SECRET)).__name__ == "UnknownVariant"
    )
    with pytest.raises(webhooks.WebhookPayloadError):
        webhooks.unwrap(new, headers(built, new), secret=SECRET, strict=True)
    with pytest.raises(ValueError, match="HOOKS_DEMO_WEBHOOK_SECRET"):
        webhooks.unwrap(payload, good)
    monkeypatch.setenv("HOOKS_DEMO_WEBHOOK_SECRET", SECRET)
    webhooks.unwrap(payload, good)
    assert issubclass(webhooks.WebhookError, built.package.APIError)


def test_webhooks_are_imported_when_they_are_used(tmp_path: Path) -> None:
    build(DOCUMENT, tmp_path, "hooks_lazy")
    forget("hooks_lazy")
    code = (
        "import sys, hooks_lazy; hooks_lazy.Client();"
        "assert 'webhooks' in hooks_lazy.__all__;"
        "assert not [m for m in sys.modules if m.startswith('hooks_lazy') and 'webhooks' in m];"
        "hooks_lazy.webhooks.unwrap"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "output", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_document_without_webhooks_has_no_such_module(tmp_path: Path) -> None:
    plain = DOCUMENT.partition("webhooks:")[0]
    built = build(plain, tmp_path, "hooks_none")
    assert "webhooks" not in built.package.__all__
    assert not (tmp_path / "output" / "hooks_none" / "webhooks.py").exists()
    forget("hooks_none")
