"""The client that the rest of the shop shares. A line that breaks says so: `breaks`; `look` where it may."""

from __future__ import annotations

from functools import cached_property

from shop_client import AsyncClient, Client

client = Client(api_key="k")


def make_async() -> AsyncClient:
    return AsyncClient(api_key="k", max_retries=0)


class Api:
    """Holds a client of its own."""

    def __init__(self, key: str) -> None:
        self.client = Client(api_key=key)
        self._refunds = self.client.refunds

    @cached_property
    def orders(self):
        return self.client.with_options(timeout=3).orders

    def refund(self, order: str) -> str:
        return self._refunds.create(order=order).id  # breaks

    def refund_with_reason(self, order: str) -> str:
        return self._refunds.create(order=order, reason="late").id

    def priority(self, high: bool):
        level = "high" if high else "low"
        return self.orders.create(currency="eur", lines=[], priority=level)  # breaks
