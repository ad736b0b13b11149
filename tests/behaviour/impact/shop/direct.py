"""Calls and reads in one place."""

import shop_client
from shop_client import params, types
from shop_client.types import Address  # breaks

from . import api as shared
from .api import Api, client


def order_everything():
    order = client.orders.create(
        currency="dem",  # breaks
        lines=[
            {"sku": "1", "quantity": 2},
            {"sku": "2", "gift": True},  # breaks
        ],
    )
    print(order.total)  # breaks
    print(order.item_total, order.note)
    return order


def read(order: types.Order):
    if order.status == "paused":  # look
        return None
    if order.customer is not None:
        print(order.customer.name)
    return order.customer.email  # breaks


def total_of_item():
    item = client.items.retrieve("i")
    return item.total, item.note


def by_module():
    own = shop_client.Client()
    own.items.archive("i")  # breaks
    with own.with_options(max_retries=0) as short:
        short.items.retrieve(item_id="i")
    listed = shared.client.orders.list(cursor="c")  # breaks
    print(listed.total)
    return [order.total for order in listed.data]  # breaks


def from_keywords():
    body = {"currency": "eur", "lines": []}
    body["priority"] = "low"  # breaks
    client.orders.create(**body)
    fine = dict(currency="usd", lines=[{"sku": "3"}])  # noqa: C408 - as people write it
    client.orders.create(**fine)
    line: params.Line = {"sku": "4", "gift": False}  # breaks
    again: params.Line = {"sku": "4"}
    client.orders.create(currency="eur", lines=[line, again])


def constants(limit: int, chosen: params.Status):
    client.orders.list(status="paused")  # breaks
    client.orders.list(status="open")
    client.orders.list(limit=limit)  # look
    client.orders.list(status=chosen)  # look


def where(address: Address, customer: types.Customer):
    return address.street, customer.email


def through_a_class():
    shop = Api("k")
    return shop.orders.retrieve("1").total  # breaks


class Basket:
    """Not the client's: the same names mean nothing here."""

    total = 3
    status = "paused"

    def create(self, *, currency, priority):
        return self

    def archive(self, name):
        return self


def not_ours():
    orders = Basket()
    orders.create(currency="dem", priority="low").archive("x")
    print(orders.total, orders.status == "paused")
    print("client.orders.create(priority='low')")  # client.items.archive("x")
    return {"sku": "2", "gift": True}
