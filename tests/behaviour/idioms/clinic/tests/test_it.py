"""Tests of the application, with doubles."""

import pytest
from clinic_sdk import types
from clinic_sdk.testing import AsyncMockClient, MockClient

from clinic.service import Service


@pytest.fixture
def clinic():
    with MockClient() as client:
        yield client


@pytest.fixture
def service(clinic) -> Service:
    return Service(clinic)


def test_gone(clinic):
    clinic.mock.on(clinic.audit.retrieve).returns(types.Report(text="t"))  # breaks
    clinic.audit.retrieve()  # breaks


def test_person(clinic):
    person = clinic.mock.example(clinic.patients.retrieve)
    person.insurance = "none"  # breaks
    clinic.mock.on(clinic.patients.retrieve).returns(person)
    assert clinic.patients.retrieve("1").name


def test_service(service):
    assert service.client.patients.retrieve("1").insurance is None  # breaks


@pytest.mark.parametrize("kind", ["checkup", "surgery"])
def test_kind(clinic, kind):
    clinic.patients.visits.create("1", reason="r", kind=kind)  # look


async def test_async():
    async with AsyncMockClient() as client:
        async for person in client.patients.list():  # breaks
            assert person.name
        await client.patients.delete("1")  # breaks
