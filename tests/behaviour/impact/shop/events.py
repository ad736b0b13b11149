"""Streams, asynchronous calls, raw responses."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from shop_client import Client
from shop_client import types as t

from .api import make_async

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shop_client.resources.orders import Orders


def watch(client: Client, order: str) -> Iterator[str]:
    with client.orders.watch.retrieve(order) as stream:
        for event in stream:
            if isinstance(event, t.Shipped):
                yield event.carrier  # breaks
            elif isinstance(event, t.Lost):  # breaks
                yield event.at
            elif event.type == "Delayed":
                yield str(event.days) + event.at


def matched(client: Client | None = None) -> None:
    client = client or Client()
    for event in client.orders.watch.retrieve(order_id="o"):
        match event:
            case t.Shipped(carrier=carrier):  # breaks
                print(carrier)
            case t.Delayed(days=days) if days > 1:
                print(days)


async def asynchronous() -> None:
    async with make_async() as client:
        order = await client.orders.retrieve("o")
        print(order.total)  # breaks
        first, item = await asyncio.gather(client.orders.retrieve("o"), client.items.retrieve("i"))
        print(first.total, item.total)  # breaks
        async for event in await client.orders.watch.retrieve("o"):
            print(event.at)


def raw(client: Client) -> float:
    orders = client.orders.with_raw_response
    response = orders.create(currency="eur", lines=[], priority="low")  # breaks
    print(response.headers)
    order = response.parse()
    return order.total + order.item_total  # breaks


def held(orders: Orders) -> None:
    create = orders.create
    create(currency="eur", lines=[], priority="high")  # breaks
    cheap = partial(orders.create, currency="dem")  # breaks
    cheap(lines=[])


def passed_on(client: Client) -> None:
    show(client.orders.retrieve("o"))


def show(order) -> None:
    print(order.id, order.total)  # breaks
