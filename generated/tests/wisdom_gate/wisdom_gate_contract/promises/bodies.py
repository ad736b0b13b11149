"""Bodies: what a caller may send, and how it travels."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import httpx2
import pytest

from ..kinds import is_array
from .driver import Driver, answer, raises

BINARY = "application/octet-stream"
FORM = "application/x-www-form-urlencoded"
BUSY = answer(b"{}", 503, retry_after_ms="1")


def posted(driver: Driver, body: Any, **options: Any) -> httpx2.Request:
    """The request that carries a body."""
    driver.done(driver.client().post("/x", body=body, **options))
    return driver.last


class Values:
    """Bodies that are data."""

    def test_data_is_json(self, driver: Driver) -> None:
        body = {"a": [1, "ü", None], "b": UUID(int=7), "c": date(2026, 1, 2), "d": (True,)}
        request = posted(driver, body)
        assert request.headers["content-type"] == "application/json"
        assert json.loads(request.content) == {
            "a": [1, "ü", None], "b": str(UUID(int=7)), "c": "2026-01-02", "d": [True],
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("value", "sent"),
        [
            (Decimal("1.50"), "1.50"),
            (timedelta(days=1, seconds=2, microseconds=500_000), "P1DT2.5S"),
            (timedelta(seconds=-3), "-PT3S"),
            (timedelta(0), "PT0S"),
            (frozenset({1}), [1]),
            (memoryview(b"\x00\xff"), "AP8="),
            (bytearray(b"\x00\xff"), "AP8="),
            (1.5, 1.5),
            ("\ud800", "\ud800"),
        ],
        ids=[
            *("decimal", "long", "negative", "zero", "frozenset"),
            *("memoryview", "bytearray", "float", "surrogate"),
        ],
    )
    def test_python_values_have_their_text(self, driver: Driver, value: Any, sent: Any) -> None:
        assert json.loads(posted(driver, {"value": [value]}).content) == {"value": [sent]}

    @pytest.mark.parametrize(
        "value", [float("nan"), {1: 2}, object(), Decimal("NaN")], ids=lambda v: type(v).__name__
    )
    def test_what_json_cannot_say_is_refused_with_its_place(
        self, driver: Driver, value: Any
    ) -> None:
        with raises(TypeError, "value['list'][1]"):
            posted(driver, {"list": [0, value]})
        assert driver.requests == []

    def test_what_is_inside_itself_is_refused(self, driver: Driver) -> None:
        body: list[Any] = []
        body.append(body)
        with raises(TypeError, "inside itself"):
            posted(driver, {"list": body})

    def test_lines_of_json(self, driver: Driver) -> None:
        async def slowly() -> AsyncIterator[Any]:
            yield {"a": 1}
            yield "x"

        values: list[Any] = [[{"a": 1}, "x"], iter([{"a": 1}, "x"]), b'{"a":1}\n"x"\n']
        for body in (*values, *([slowly()] if driver.asynchronous else [])):
            found = posted(driver, body, content_type="application/jsonl")
            assert found.content == b'{"a":1}\n"x"\n'
        found = posted(driver, [{"a": 1}], content_type="application/json-seq")
        assert found.content == b'\x1e{"a":1}\n'
        with raises(driver.package.InvalidRequestError, "list"):
            posted(driver, {"a": 1}, content_type="application/jsonl")


class Bytes:
    """Bodies that are sent as they are."""

    def test_bytes_and_text(self, driver: Driver) -> None:
        for body in (b"a\xff", bytearray(b"a\xff"), memoryview(b"a\xff")):
            request = posted(driver, body)
            assert (request.content, request.headers["content-type"]) == (b"a\xff", BINARY)
        request = posted(driver, "ü", content_type="text/plain; charset=utf-8")
        assert request.content == "ü".encode()
        assert posted(driver, 7, content_type="text/plain").content == b"7"
        assert posted(driver, '{"a": 1}', content_type="application/json").content == b'{"a": 1}'

    def test_a_file_is_sent_from_where_it_stands(self, driver: Driver, tmp_path: Path) -> None:
        path = tmp_path / "file.bin"
        path.write_bytes(b"0123456789")
        assert posted(driver, path).content == b"0123456789"
        assert driver.last.headers["content-length"] == "10"
        with path.open("rb") as file:
            file.seek(4)
            assert posted(driver, file).content == b"456789"
        assert posted(driver, io.StringIO("ü")).content == "ü".encode()

    def test_an_iterator_is_sent_as_it_goes(self, driver: Driver) -> None:
        request = posted(driver, driver.piecewise(b"a", b"b"), content_type=BINARY)
        assert request.content == b"ab"
        assert posted(driver, [b"a", "b"], content_type=BINARY).content == b"ab"
        assert posted(driver, (b"a" for _ in "12"), content_type=BINARY).content == b"aa"

    def test_only_an_asynchronous_client_reads_asynchronously(self, driver: Driver) -> None:
        async def slowly() -> AsyncIterator[bytes]:
            yield b"a"

        if driver.asynchronous:
            assert posted(driver, slowly(), content_type=BINARY).content == b"a"
            return
        with raises(driver.package.InvalidRequestError, "asynchronous"):
            posted(driver, slowly(), content_type=BINARY)

    def test_what_is_no_byte_is_refused(self, driver: Driver) -> None:
        with raises(TypeError, "bytes"):
            posted(driver, [7], content_type=BINARY)


class Again:
    """A body that is sent a second time."""

    def test_what_can_be_sent_again_is(self, driver: Driver, tmp_path: Path) -> None:
        path = tmp_path / "file.bin"
        path.write_bytes(b"abc")
        file = io.BytesIO(b"xyabc")
        file.seek(2)
        for body in (b"abc", path, file, [b"a", b"bc"]):
            client = driver.client(BUSY, answer(), max_retries=1)
            driver.done(client.post("/x", body=body, content_type=BINARY))
            assert [one.content for one in driver.requests[-2:]] == [b"abc", b"abc"]

    def test_what_cannot_is_sent_once(self, driver: Driver) -> None:
        class Spent(io.BytesIO):
            """A file that cannot go back."""

            def seek(self, *_: Any) -> int:
                raise OSError("a pipe")

        class Stuck(io.BytesIO):
            """A file that says it can go back, and does not."""

            def seek(self, place: int, whence: int = 0) -> int:
                if whence == 0 and driver.requests[before:]:
                    raise OSError("gone")
                return super().seek(place, whence)

        for body in (driver.piecewise(b"abc"), Spent(b"abc"), Stuck(b"abc")):
            before = len(driver.requests)
            client = driver.client(BUSY, answer(), max_retries=1)
            with raises(driver.package.InternalServerError):
                driver.done(client.post("/x", body=body, content_type=BINARY))
            assert len(driver.requests) == before + 1


class Forms:
    """Bodies that are forms."""

    def test_a_form_has_a_pair_for_each_value(self, driver: Driver) -> None:
        body = {"a": "x y", "b": [1, True], "c": {"d": 1}, "e": driver.package.OMIT}
        request = posted(driver, body, content_type=FORM)
        assert request.headers["content-type"] == FORM
        found = parse_qs(request.content.decode(), strict_parsing=True)
        assert found == {"a": ["x y"], "b": ["1", "true"], "c": ['{"d":1}']}

    def test_a_part_for_each_property(self, driver: Driver, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_bytes(b"from a path")
        body = {
            "text": "ü", "number": 7, "object": {"a": [1]}, "list": ["x", "y"], "bytes": b"\xff",
            "path": path,
            'na"me': ("a\r\nb.csv", b"1,2", "text/csv", {"X-Part": "1"}),
        }  # fmt: skip
        request = posted(driver, body, content_type="multipart/form-data")
        parts = _parts(request)
        assert [_name(part) for part in parts] == [
            "text", "number", "object", "list", "list", "bytes", "path", "na%22me",
        ]  # fmt: skip
        content = [part.get_payload(decode=True) for part in parts]
        assert content == [
            "ü".encode(), b"7", b'{"a":[1]}', b"x", b"y", b"\xff", b"from a path", b"1,2",
        ]  # fmt: skip
        assert parts[2].get_content_type() == "application/json"
        assert [part.get_filename() for part in parts[5:]] == [
            "upload",
            "notes.txt",
            "a%0D%0Ab.csv",
        ]
        assert (parts[7].get_content_type(), parts[7]["X-Part"]) == ("text/csv", "1")

    def test_a_file_without_a_name_has_none(self, driver: Driver) -> None:
        for given in ((None, b"x"), (None, b"x", "text/plain")):
            (part,) = _parts(posted(driver, {"f": given}, content_type="multipart/form-data"))
            assert part.get_filename() is None

    def test_a_form_is_an_object(self, driver: Driver) -> None:
        with raises(driver.package.InvalidRequestError, "object"):
            posted(driver, "text", content_type=FORM)
        (part,) = _parts(posted(driver, ["x"], content_type="multipart/form-data"))
        assert _name(part) == "0"

    def test_a_header_of_a_part_is_one_line(self, driver: Driver) -> None:
        given = ("n", b"", "text/plain", {"X": "a\r\nb"})
        with raises(driver.package.InvalidRequestError, "control"):
            posted(driver, {"f": given}, content_type="multipart/form-data")


def _parts(request: httpx2.Request) -> list[Message]:
    """The parts of a multipart body, read by the standard library."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    found: Any = message_from_bytes(head + request.content).get_payload()
    assert is_array(found)
    return [part for part in found if isinstance(part, Message)]


def _name(part: Message) -> Any:
    return part.get_param("name", header="content-disposition")
