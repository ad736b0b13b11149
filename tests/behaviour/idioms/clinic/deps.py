"""Where the application gets its clients from."""

from contextlib import contextmanager
from typing import Annotated, TypeAlias

from clinic_sdk import Client

Sdk = Annotated[Client, "injected"]
Alias: TypeAlias = Client
_one: Client | None = None


def get_client():
    global _one
    if _one is None:
        _one = Client()
    return _one


def make(**kw) -> Alias:
    return Client(**kw)


@contextmanager
def session():
    with Client() as client:
        yield client
