"""Lists in pages, over a socket: every style, both clients, both kinds of model."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import Any

import pytest

from built import Built, build, forget
from paged import IDS, THINGS, Pages, paged_server

DOCUMENT = Path(__file__).with_name("paging.yaml").read_text()
ODD = """
[clients.paging]
document = "openapi.yaml"
output = "."
stubs = false
tests = false

[clients.paging.pagination]
"GET /page" = false
"GET /odd" = { style = "cursor", parameter = "from", items = "stuff", next = "/resume" }
"""
STYLES = ["cursor", "after", "offset", "page", "url", "link", "search"]


@pytest.fixture(scope="module", params=["pydantic", "dataclass"])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    package = f"paging_{request.param}"
    folder = tmp_path_factory.mktemp(package)
    yield build(DOCUMENT, folder, package, models=request.param, stubs=True)
    forget(package)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    yield build(DOCUMENT, tmp_path_factory.mktemp("plain"), "paging_plain")
    forget("paging_plain")


@pytest.fixture
def server() -> Iterator[Pages]:
    with paged_server() as state:
        yield state


def call(client: Any, style: str, **given: Any) -> Any:
    """The call of a style, with what it needs."""
    method = getattr(client, style)
    if style == "link":
        return method.list("a/b", **given)
    return method.create(query="x", **given) if style == "search" else method.list(**given)


def sync_client(built: Built, server: Pages, **given: Any) -> Any:
    return built.package.Client(api_key="k", base_url=server.url, **given)


def in_async(built: Built, server: Pages, work: Any, **given: Any) -> Any:
    async def run() -> Any:
        async with built.package.AsyncClient(api_key="k", base_url=server.url, **given) as client:
            return await work(client)

    return asyncio.run(run())


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("strict", [False, True])
def test_iterating_walks_all_pages(built: Built, server: Pages, style: str, strict: bool) -> None:
    with sync_client(built, server, strict=strict) as client:
        found = [item.id for item in call(client, style)]
    assert found == IDS
    assert len(server.asked) == (4 if style == "page" else 3)


@pytest.mark.parametrize("style", STYLES)
def test_async_for_walks_all_pages(built: Built, server: Pages, style: str) -> None:
    async def work(client: Any) -> list[str]:
        return [item.id async for item in call(client, style)]

    assert in_async(built, server, work) == IDS


@pytest.mark.parametrize("style", STYLES)
def test_awaiting_gives_the_first_page(built: Built, server: Pages, style: str) -> None:
    async def work(client: Any) -> tuple[list[str], list[str]]:
        page = await call(client, style)
        first = [item.id for item in page.page_items()]
        assert page.has_next_page()
        following = await page.get_next_page()
        assert type(following) is type(page)
        rest = [item.id async for item in following]
        assert len([one async for one in page.iter_pages()]) == 3
        return first, rest

    first, rest = in_async(built, server, work)
    assert (first, rest) == (IDS[:3], IDS[3:])


def test_pages_are_asked_for_as_they_are_needed(built: Built, server: Pages) -> None:
    with sync_client(built, server) as client:
        items = iter(client.cursor.list())
        for _ in range(3):
            next(items)
        assert len(server.asked) == 1
        next(items)
        assert len(server.asked) == 2


@pytest.mark.parametrize("style", ["cursor", "search", "url"])
def test_a_page_is_the_documented_model(built: Built, server: Pages, style: str) -> None:
    with sync_client(built, server) as client:
        page = call(client, style)
        _, raw = server.answer(server.asked[0])
    bases = [base.__name__ for base in type(page).__mro__]
    name = {"cursor": "CursorListResponse", "url": "UrlListResponse"}.get(
        style, "SearchCreateResponse"
    )
    assert name in bases
    assert isinstance(page, built.type(name))
    assert page.to_dict() == raw
    assert json.loads(page.to_json()) == raw
    assert built.package.dump(page) == raw
    assert repr(page).startswith(type(page).__name__ + "(")
    assert "place" not in repr(page)
    if hasattr(page, "model_dump"):
        assert page.model_dump(mode="json", exclude_unset=True, by_alias=True) == raw
        assert page.model_copy().to_dict() == raw
    else:
        assert dataclasses.replace(page).to_dict() == raw


def test_an_array_stays_a_list(built: Built, server: Pages) -> None:
    with sync_client(built, server) as client:
        page = client.page.list()
        assert isinstance(page, list)
        assert [len(page), page[0].id, page[-1].id] == [3, "t0", "t2"]
        assert page == page.page_items()
        assert built.package.dump(page) == THINGS[:3]
        assert len(server.asked) == 1
        assert [p[0].id for p in page.iter_pages()] == ["t0", "t3", "t6"]


@pytest.mark.parametrize("style", ["cursor", "page"])
def test_pages_can_be_pickled_and_copied(built: Built, server: Pages, style: str) -> None:
    with sync_client(built, server) as client:
        page = call(client, style)
        for same in (pickle.loads(pickle.dumps(page)), copy.copy(page), copy.deepcopy(page)):
            assert type(same) is type(page)
            assert built.package.dump(same) == built.package.dump(page)
            assert same == page
            assert same.has_next_page()
            assert [item.id for item in same.page_items()] == IDS[:3]
        assert len(server.asked) == 1
        with pytest.raises(RuntimeError, match="pickled"):
            pickle.loads(pickle.dumps(page)).get_next_page()
        assert [item.id for item in copy.copy(page)] == IDS


def test_the_last_page_has_no_next(built: Built, server: Pages) -> None:
    with sync_client(built, server) as client:
        *_, last = client.after.list().iter_pages()
        assert not last.has_next_page()
        with pytest.raises(RuntimeError, match="no next page"):
            last.get_next_page()


def test_options_and_arguments_are_carried_on(built: Built, server: Pages) -> None:
    with sync_client(built, server, default_query={"d": 1}) as client:
        mine = client.with_options(default_headers={"x-mine": "m"})
        given = {"extra_headers": {"x-call": "c"}, "extra_query": {"e": "2"}, "timeout": 9}
        for style, more in (("cursor", {"limit": 3, "x_tenant": "t"}), ("link", {"x_tenant": "t"})):
            server.asked.clear()
            assert [item.id for item in call(mine, style, **more, **given)] == IDS
            for asked in server.asked:
                assert asked.headers["x-mine"] == "m"
                assert asked.headers["x-call"] == "c"
                assert asked.headers["x-tenant"] == "t"
                assert asked.headers["authorization"] == "Bearer k"
                assert {"d": "1", "e": "2"}.items() <= asked.query.items()
            if style == "cursor":
                assert all(asked.query["limit"] == "3" for asked in server.asked)


def test_a_body_is_sent_again_with_its_cursor(built: Built, server: Pages) -> None:
    with sync_client(built, server) as client:
        list(client.search.create(query="x", extra_body={"more": [1], "start_cursor": "c3"}))
    assert [asked.body for asked in server.asked] == [
        {"query": "x", "more": [1], "start_cursor": "c3"},
        {"query": "x", "more": [1], "start_cursor": "c6"},
    ]


def test_a_cursor_among_the_extra_query_is_a_start(built: Built, server: Pages) -> None:
    with sync_client(built, server, default_query={"cursor": "c0"}) as client:
        assert [item.id for item in client.cursor.list(extra_query={"cursor": "c3"})] == IDS[3:]
        assert [item.id for item in client.cursor.list()] == IDS


def test_a_walk_may_start_in_the_middle(built: Built, server: Pages) -> None:
    with sync_client(built, server) as client:
        assert [item.id for item in client.page.list(page=2)] == IDS[3:]
        assert [item.id for item in client.offset.list(offset=5)] == IDS[5:]
        assert [item.id for item in client.after.list(after="t1")] == IDS[2:]


def test_without_a_total_the_end_is_an_empty_page(built: Built, server: Pages) -> None:
    server.fault = "no total"
    with sync_client(built, server) as client:
        assert [item.id for item in client.offset.list()] == IDS
    assert len(server.asked) == 4


def test_the_same_cursor_twice_is_the_end(plain: Built, server: Pages) -> None:
    server.fault = "same"
    with sync_client(plain, server) as client:
        assert [item.id for item in client.cursor.list()] == IDS[:6]


def test_a_server_that_ignores_the_number_is_noticed(plain: Built, server: Pages) -> None:
    server.fault = "same"
    with sync_client(plain, server) as client:
        assert [item.id for item in client.page.list()] == IDS[:3]


def test_cursors_in_a_circle_end(plain: Built, server: Pages) -> None:
    server.fault = "circle"
    with sync_client(plain, server) as client:
        pages = list(client.cursor.list().iter_pages())
    assert 4 <= len(pages) <= 10


def test_a_url_elsewhere_is_refused(plain: Built, server: Pages) -> None:
    server.fault = "elsewhere"
    with sync_client(plain, server) as client:
        page = client.url.list()
        assert page.has_next_page()
        with pytest.raises(plain.package.APIError, match="another origin"):
            page.get_next_page()
    assert len(server.asked) == 1


@pytest.mark.parametrize("fault", ["behind a proxy", "relative"])
def test_a_url_of_the_same_path_is_asked_at_our_own_origin(
    plain: Built, server: Pages, fault: str
) -> None:
    server.fault = fault
    with sync_client(plain, server) as client:
        assert [item.id for item in client.url.list()] == IDS


@pytest.mark.parametrize("style", ["cursor", "link"])
def test_raw_and_streamed_responses_give_pages(built: Built, server: Pages, style: str) -> None:
    with sync_client(built, server) as client:
        resource = getattr(client, style)
        given = ("a",) if style == "link" else ()
        response = resource.with_raw_response.list(*given)
        assert response.status_code == 200
        assert [item.id for item in response.parse()] == IDS
        with resource.with_streaming_response.list(*given) as streamed:
            assert [item.id for item in streamed.parse()] == IDS


def test_async_raw_and_streamed_responses_give_pages(built: Built, server: Pages) -> None:
    async def work(client: Any) -> None:
        response = await client.cursor.with_raw_response.list()
        assert [item.id async for item in response.parse()] == IDS
        async with client.cursor.with_streaming_response.list() as streamed:
            page = await streamed.parse()
            assert [item.id async for item in page] == IDS

    in_async(built, server, work)


def test_an_awaited_list_can_be_gathered_and_asked_twice(built: Built, server: Pages) -> None:
    async def work(client: Any) -> None:
        lists: list[Awaitable[Any]] = [client.page.list(), client.offset.list()]
        one, two = await asyncio.gather(*lists)
        assert one[0].id == two.page_items()[0].id
        paginator = client.cursor.list()
        assert [i.id async for i in paginator] == [i.id async for i in paginator] == IDS

    in_async(built, server, work)


def test_what_is_no_page_stays_as_it_came(
    plain: Built, server: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "answer", lambda asked: ({}, {"message": "none"}))
    with sync_client(plain, server) as client:
        assert client.page.list() == {"message": "none"}
        assert list(client.cursor.list()) == []

    async def work(client: Any) -> None:
        with pytest.raises(plain.package.APIError, match="no page"):
            async for _ in client.page.list():
                raise AssertionError("there is nothing to iterate over")

    in_async(plain, server, work)


def test_configured_pagination(tmp_path: Path, server: Pages) -> None:
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "instep.toml").write_text(ODD)
    run = [sys.executable, "-m", "instep", "generate", "-q"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lock = json.loads((tmp_path / "paging/instep.lock").read_text())
    assert lock["operations"]["GET /odd"]["pages"] == "cursor"
    assert "pages" not in lock["operations"]["GET /page"]
    code = (
        "import paging, sys\n"
        f"client = paging.Client(api_key='k', base_url={server.url!r})\n"
        "print([item.id for item in client.odd.list()], type(client.page.list()).__name__)\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert shown.stdout == f"{IDS} list\n", shown.stderr


def test_listing_costs_no_import_before_the_first_request(built: Built) -> None:
    name = built.package.__name__
    folder = Path(built.package.__file__).parents[1]
    code = (
        f"import sys, {name} as p\nc = p.Client(api_key='k'); c.cursor.list; c.page\n"
        f"print([m for m in sys.modules if m in ('httpx2', 'pydantic') or m.startswith('{name}.pages.')"
        f" or m.startswith('{name}.types.') or m.endswith('_pages')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


USER = """\
from paging_pydantic import AsyncClient, Client, SyncPage, pages, types

client, others = Client(), AsyncClient()
page: pages.CursorListPage = client.cursor.list(limit=1)
model: types.CursorListResponse = page
ids: list[str] = [thing.id for thing in page]
following: pages.CursorListPage = page.get_next_page()
either: SyncPage[types.Thing] = client.url.list() if ids else client.page.list()
things: list[types.Thing] = client.page.list()
names: list[str] = [thing.id for thing in client.page.list()]


async def use() -> list[str]:
    first: pages.AsyncCursorListPage = await others.cursor.list()
    also: types.CursorListResponse = await others.cursor.list()
    names = [thing.id async for thing in others.cursor.list()] + [t.id async for t in first]
    return [*names, *(thing.id for thing in also.items)]
"""
WRONG = "client.cursor.list(limit='1')\nnumbers: list[int] = [thing.id for thing in client.page.list()]\n"


@pytest.mark.typing
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_pages_are_typed(built: Built, tmp_path: Path, checker: str) -> None:
    name = built.package.__name__
    folder = Path(built.package.__file__).parents[1]
    source = tmp_path / "user.py"
    source.write_text((USER + WRONG).replace("paging_pydantic", name))
    if checker == "mypy":
        run = ["-m", "mypy", "--strict", "--no-incremental", str(source)]
        expected = 2
    else:
        (tmp_path / "pyrightconfig.json").write_text(
            json.dumps(
                {
                    "typeCheckingMode": "strict",
                    "extraPaths": [str(folder)],
                    "include": ["user.py", str(folder / name / "pages")],
                }
            )
        )
        run = ["-m", "pyright", "--pythonpath", sys.executable, "-p", str(tmp_path)]
        expected = 2
    environment = {**os.environ, "MYPYPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, *run], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    errors = [line for line in done.stdout.splitlines() if "error:" in line or "- error" in line]
    assert len(errors) == expected, done.stdout
    lines = len(USER.splitlines())
    assert all(f"user.py:{lines + 1}" in e or f"user.py:{lines + 2}" in e for e in errors), errors
