"""The package's README: what it is, and a first call with the API's own names."""

from __future__ import annotations

from instep.ir.api import Api, Resource
from instep.render.signatures import Signature


def readme(api: Api, package: str, found: list[tuple[Resource, list[Signature]]]) -> bytes:
    return b""
