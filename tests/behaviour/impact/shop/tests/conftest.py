"""What the shop's tests share."""

import pytest
from shop_client import Client


@pytest.fixture
def shop():
    with Client(api_key="k") as client:
        yield client
