"""What is recognised as pagination in real documents: how many operations of each style."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from instep.config import adhoc_client
from instep.pipeline import read

pytestmark = pytest.mark.corpus

EXPECTED = {
    "airflow.yaml": {"offset": 21},
    "anthropic.yaml": {"cursor": 2},
    "asana.yaml": {"cursor": 62},
    "coolify.yaml": {"offset": 1},
    # Arrays with `before` and `after`, whose items have ids in different places: nothing is plain.
    "discord.json": {},
    "digitalocean/DigitalOcean-public.v2.yaml": {"page": 66, "url": 20, "cursor": 1},
    "github.json": {"link": 186, "page": 68},
    "hubspot-associations.json": {"cursor": 3},
    "mistral.yaml": {"page": 7, "cursor": 4, "offset": 1},
    "netbox.yaml": {"url": 124},
    "openai.json": {"cursor": 60, "last-id": 2},
    "pinecone-data.yaml": {"cursor": 3},
    "slack-v2.json": {"cursor": 7, "page": 1},
    "twilio-api.json": {"url": 60},
    "xero-accounting.yaml": {"page": 9},
}

ONE_OF_EACH = {
    "openai.json": ("GET /fine_tuning/jobs", "last-id", ("data",), ("after",)),
    "github.json": ("GET /repos/{owner}/{repo}/issues", "link", (), ()),
    "asana.yaml": ("GET /tasks", "cursor", ("data",), ("offset",)),
    "netbox.yaml": ("GET /api/dcim/sites/", "url", ("results",), ()),
    "twilio-api.json": ("GET /2010-04-01/Accounts.json", "url", ("accounts",), ()),
    "xero-accounting.yaml": ("GET /Invoices", "page", ("Invoices",), ("page",)),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_recognised(shared: Path, name: str) -> None:
    location = shared / "corpus" / name
    api = read(adhoc_client(str(location)), pinned=False, formal=False).api
    pages = {o.key: o.pages for o in api.operations if o.pages}
    assert Counter(str(found.style) for found in pages.values()) == EXPECTED[name]
    if name in ONE_OF_EACH:
        key, style, items, argument = ONE_OF_EACH[name]
        found = pages[key]
        assert (found.style, found.items, found.argument) == (style, items, argument)
