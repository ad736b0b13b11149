"""Alias imports, star imports, re-exports, annotations only."""
import clinic_sdk as sdk
from clinic_sdk import AsyncClient as Async
from clinic_sdk import Client as _C
from clinic_sdk.types import Patient as Person
from clinic_sdk.types import *  # noqa: F403
from clinic_sdk import types as t, params as p

api = sdk.Client(api_key="k")


def a(person: Person) -> str:
    return person.insurance or ""  # breaks


def b(visit: "t.Visit") -> int:
    return visit.cost + 1  # breaks


def c(client: _C) -> None:
    client.audit.retrieve()  # breaks


def d(visit: Visit) -> int:  # noqa: F405
    return 2 * visit.cost  # breaks


def e(client: sdk.Client, ids: list[str]) -> None:
    for i in ids:
        client.patients.delete(i)  # breaks


async def f(client: Async) -> None:
    report = await client.audit.retrieve()  # breaks
    print(report.text)


def g(person: Person) -> str:
    return person.name


def h(x: p.NewPatient) -> None:
    x["insurance"] = "none"  # breaks
    x["name"] = "n"
