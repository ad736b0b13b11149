"""Classes, dataclass fields, factories, dependency injection, properties."""
from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Protocol, Self

from clinic_sdk import AsyncClient, Client
from .deps import get_client, Sdk, make


@dataclass
class Service:
    client: Client
    fallback: Client | None = None
    cache: dict[str, Client] = field(default_factory=dict)

    def discharge(self, pid: str) -> None:
        self.client.patients.delete(pid)  # breaks

    def name(self, pid: str) -> str:
        return self.client.patients.retrieve(pid).name

    def insurance(self, pid: str) -> str | None:
        if self.fallback is not None:
            return self.fallback.patients.retrieve(pid).insurance  # breaks
        return None

    def cached(self, key: str, pid: str) -> None:
        self.cache[key].patients.delete(pid)  # breaks

    @property
    def visits(self):
        return self.client.patients.visits

    def book(self, pid: str) -> None:
        self.visits.create(pid, reason="x", kind="surgery")  # breaks

    @classmethod
    def build(cls) -> Self:
        return cls(client=Client())

    @functools.cached_property
    def quick(self) -> Client:
        return self.client.with_options(timeout=1)

    def slow(self, pid: str) -> None:
        self.quick.with_options(max_retries=0).patients.delete(pid)  # breaks


class Base:
    def __init__(self, sdk: Client) -> None:
        self._sdk = sdk


class Derived(Base):
    def go(self) -> None:
        self._sdk.audit.retrieve()  # breaks


def made() -> None:
    make().audit.retrieve()  # breaks
    get_client().patients.list(ward="a")  # breaks
    Service.build().client.patients.list(ward="a")  # breaks


def later(pid: str):
    remove = functools.partial(get_client().patients.delete, pid)  # breaks
    listing = functools.partial(get_client().patients.list, limit=5, ward="b")  # breaks
    fine = functools.partial(get_client().patients.list, limit=5)
    return remove, listing, fine


def injected(sdk: Sdk) -> None:
    sdk.audit.retrieve()  # breaks


class HasClient(Protocol):
    client: Client


def through(holder: HasClient) -> None:
    holder.client.audit.retrieve()  # breaks


async def many(client: AsyncClient, pids: list[str]) -> list[str | None]:
    import asyncio

    people = await asyncio.gather(*(client.patients.retrieve(p) for p in pids))
    return [person.insurance for person in people]  # breaks
