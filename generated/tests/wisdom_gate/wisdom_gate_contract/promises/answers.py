"""Answers: what a call gives for a status, a media type and a body, and what it raises."""

from __future__ import annotations

import gzip
import pickle
from typing import Any

import httpx2
import pytest

from .driver import Driver, answer, chunked, raises

STATUSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    418: "APIStatusError",
    500: "InternalServerError",
    599: "InternalServerError",
}


class Values:
    """The value of an answer that the document does not describe."""

    @pytest.mark.parametrize(
        ("content", "media", "value"),
        [
            (b'{"a": 1}', "application/json", {"a": 1}),
            (b"[1]", "application/problem+json; charset=utf-8", [1]),
            ("ü".encode("latin-1"), "text/plain; charset=latin-1", "ü"),
            (b"\xff", "text/plain; charset=rot13", "�"),
            (b"<a/>", "application/xml", "<a/>"),
            (b"\xff\x00", "image/png", b"\xff\x00"),
            (b"\xff", "", b"\xff"),
            (b"", "application/json", None),
        ],
    )
    def test_it_is_read_by_its_media_type(
        self, driver: Driver, content: bytes, media: str, value: Any
    ) -> None:
        assert driver.get(answer(content, media=media)) == value

    def test_no_content_is_none(self, driver: Driver) -> None:
        assert driver.get(answer(b"", 204, media="")) is None
        assert driver.done(driver.client(answer(b"x")).request("HEAD", "/x")) is None

    def test_the_caller_may_say_the_type(self, driver: Driver) -> None:
        whole = answer(b'{"a": [1]}')
        assert driver.get(whole, cast_to=dict[str, list[int]]) == {"a": [1]}
        assert driver.get(whole, cast_to=str) == '{"a": [1]}'
        assert driver.get(whole, cast_to=bytes) == b'{"a": [1]}'
        found = driver.get(whole, cast_to=httpx2.Response)
        assert (found.status_code, found.json()) == (200, {"a": [1]})

    def test_mislabelled_json_is_read_all_the_same(self, driver: Driver) -> None:
        for media in ("text/plain", "application/vnd.x+json", ""):
            assert driver.get(answer(b"[1]", media=media), cast_to=list[int]) == [1]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"{", "line 1"),
            (b"", "is empty"),
            (b'"\xff"', "not utf-8"),
            (b"[NaN]", "NaN"),
            (b"[" * 5000 + b"]" * 5000, "nested deeper"),
        ],
    )
    def test_what_is_no_json_is_said_and_kept(
        self, driver: Driver, content: bytes, words: str
    ) -> None:
        with raises(driver.package.APIResponseValidationError) as caught:
            driver.get(answer(content, x_request_id="r1"), cast_to=dict[str, Any])
        error = caught.value
        assert error.body == content.decode("utf-8", "replace")
        assert (error.status_code, error.request_id) == (200, "r1")
        said = f"{error} {error.__cause__}"
        assert words in said or "nested deeper" in said
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - of our own making
        assert (again.body, again.request, again.request_id) == (error.body, None, "r1")

    def test_json_of_other_encodings_is_read(self, driver: Driver) -> None:
        text = '{"a": "ü"}'
        for content in (
            text.encode("utf-16"),
            text.encode("utf-32"),
            b"\xef\xbb\xbf" + text.encode(),
        ):
            assert driver.get(answer(content)) == {"a": "ü"}
        assert driver.get(answer(b'{"a": "\\ud800"}')) == {"a": "\ud800"}

    def test_a_stream_that_nobody_asked_for_is_an_error(self, driver: Driver) -> None:
        with raises(driver.package.APIResponseValidationError, "stream"):
            driver.get(chunked(b"data: 1\n\n"))
        with raises(driver.package.APIResponseValidationError, "stream"):
            driver.get(chunked(b"data: 1\n\n"), cast_to=list[int])


class Failures:
    """Error statuses."""

    @pytest.mark.parametrize(("status", "name"), STATUSES.items())
    def test_each_status_has_its_class(self, driver: Driver, status: int, name: str) -> None:
        body = b'{"error": {"message": "no", "code": 7, "type": "t", "param": "p"}}'
        with raises(getattr(driver.package, name), f"{status}: no") as caught:
            driver.done(
                driver.client(answer(body, status, request_id="r1"), max_retries=0).get("/x")
            )
        error = caught.value
        assert isinstance(error, driver.package.APIStatusError)
        assert (error.status_code, error.request_id) == (status, "r1")
        assert (error.code, error.type, error.param) == ("7", "t", "p")
        assert error.body == {"error": {"message": "no", "code": 7, "type": "t", "param": "p"}}
        assert error.headers["request-id"] == "r1"
        assert error.response.status_code == status

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b'{"message": "m"}', "m"),
            (b'{"detail": "d"}', "d"),
            (b'{"error": "e"}', "e"),
            (b'{"detail": [{"msg": "a"}, {"msg": "b"}, 7]}', "a; b"),
            (b'{"message": 7}', "Bad Request"),
            (b"[1]", "Bad Request"),
            (b"<html>", "Bad Request"),
            (b"", "Bad Request"),
            (b'{"message": "%s"}' % (b"x" * 600), "x" * 499 + "…"),
        ],
    )
    def test_the_message_is_what_the_server_says(
        self, driver: Driver, content: bytes, words: str
    ) -> None:
        with raises(driver.package.BadRequestError) as caught:
            driver.get(answer(content, 400))
        assert caught.value.message == words
        assert caught.value.code is None
        assert caught.value.request_id is None

    def test_a_pickled_error_holds_no_request(self, driver: Driver) -> None:
        with raises(driver.package.NotFoundError) as caught:
            driver.get(answer(b'{"message": "no"}', 404))
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - of our own making
        assert (again.status_code, again.body) == (404, {"message": "no"})
        assert (again.request, again.response.json()) == (None, {"message": "no"})
        lost = pickle.loads(pickle.dumps(driver.package.APIConnectionError("lost")))  # noqa: S301
        assert (str(lost), lost.code) == ("lost", None)

    def test_a_body_that_is_lost_leaves_the_status(self, driver: Driver) -> None:
        with raises(driver.package.BadRequestError) as caught:
            driver.get(chunked(b"{", httpx2.ReadError("cut"), status=400))
        assert caught.value.body is None


class Sizes:
    """`Limits`: what a server cannot make a client hold."""

    def test_a_larger_answer_is_an_error(self, driver: Driver) -> None:
        client = driver.client(answer(b"[" + b"1," * 50 + b"1]"))
        small = client.with_options(limits=driver.package.Limits(response=50))
        with pytest.raises(driver.package.APIError, match="larger than 50 bytes"):
            driver.done(small.get("/x"))
        assert len(driver.done(client.get("/x"))) == 51

    def test_of_a_larger_error_the_beginning_is_kept(self, driver: Driver) -> None:
        large = chunked(b"x" * 60, b"y" * 60, media="text/plain", status=400)
        client = driver.client(large, limits=driver.package.Limits(error=50))
        with raises(driver.package.BadRequestError) as caught:
            driver.done(client.get("/x"))
        assert caught.value.body == "x" * 50

    def test_compressed_data_is_read_whole(self, driver: Driver) -> None:
        packed = gzip.compress(b'{"a": 1}')
        assert driver.get(answer(packed, content_encoding="gzip")) == {"a": 1}
        for content in (packed[:-6], b"no gzip at all"):
            client = driver.client(answer(content, content_encoding="gzip"), max_retries=0)
            with raises(driver.package.APIConnectionError):
                driver.done(client.get("/x"))


class Redirects:
    """Redirects are followed at the same origin and nowhere else."""

    @pytest.mark.parametrize(
        ("status", "method"),
        [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")],
    )
    def test_at_the_same_origin(self, driver: Driver, status: int, method: str) -> None:
        client = driver.client(answer(b"", status, location="../there?a=1#top"), answer(b"[1]"))
        assert driver.done(client.post("/here/x", body={"b": 1})) == [1]
        assert str(driver.last.url) == "https://api.test/base/there?a=1"
        assert driver.last.method == method
        assert driver.last.content == (b'{"b":1}' if method == "POST" else b"")
        assert ("content-type" in driver.last.headers) is (method == "POST")

    @pytest.mark.parametrize(
        "location",
        [
            "https://elsewhere.test/x",
            "http://api.test/x",
            "https://api.test:8443/x",
            "https://[",
            "a\x7fb",
        ],
    )
    def test_not_elsewhere(self, driver: Driver, location: str) -> None:
        with raises(driver.package.APIStatusError, "302") as caught:
            driver.get(answer(b"", 302, location=location))
        assert caught.value.headers["location"] == location
        assert len(driver.requests) == 1

    def test_without_a_location_there_is_nowhere_to_go(self, driver: Driver) -> None:
        with raises(driver.package.APIStatusError, "301"):
            driver.get(answer(b"", 301))

    def test_circles_end(self, driver: Driver) -> None:
        with raises(driver.package.APIStatusError, "307"):
            driver.get(answer(b"", 307, location="/x"))
        assert len(driver.requests) == 11
        none = driver.client(
            answer(b"", 307, location="/x"), limits=driver.package.Limits(redirects=0)
        )
        with raises(driver.package.APIStatusError):
            driver.done(none.get("/x"))
        assert len(driver.requests) == 12
