"""`instep impact`: the places in code that break, and no others, in every idiom that people write."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

import formats
from commands import Result, Run
from instep import cli
from instep.config import adhoc_client
from instep.drift.changes import Comparison
from instep.drift.impact import find_impact
from instep.drift.sites import Impact
from instep.pipeline import compare_documents

_HERE = Path(__file__).parent / "impact"
_MARK = re.compile(r"# (breaks|look)$")
_LEVELS = {"breaks": "breaking", "look": "warning"}


@pytest.fixture(scope="module")
def shop() -> Comparison:
    """What changed in the shop's API."""
    return compare_documents(*(adhoc_client(str(_HERE / f"{v}.yaml")) for v in ("old", "new")))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder with the two documents and the shop's code."""
    shutil.copytree(_HERE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def go(*arguments: str) -> Result:
        code = cli.run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Result(code, out, err)

    return go


def _marked(folder: Path) -> dict[tuple[str, int], str]:
    """The lines that say what becomes of them."""
    return {
        (path.as_posix(), number): _LEVELS[match[1]]
        for path in folder.rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (match := _MARK.search(line))
    }


def _found(impact: Impact) -> dict[tuple[str, int], str]:
    return {(s.file, s.line): str(s.level) for s in impact.sites if str(s.level) != "info"}


def test_exactly_the_broken_places_of_an_application(shop: Comparison) -> None:
    """29 marked lines in 6 files, among as many that use the same names and stay as they are."""
    expected = _marked(_HERE / "shop")
    assert len(expected) == 29
    impact = find_impact(shop, [_HERE / "shop"], ["shop_client"])
    assert _found(impact) == expected
    assert impact.failed == ()


def test_every_broken_place_names_its_change(shop: Comparison) -> None:
    impact = find_impact(shop, [_HERE / "shop"], ["shop_client"])
    changes = {(c.id, c.pointer) for c in shop.changes}
    assert {site.change for site in impact.sites} <= changes
    by_symbol = {site.symbol: site.change[0] for site in impact.broken if site.change}
    assert by_symbol["orders.create(priority)"] == "request-property-removed"
    assert by_symbol["orders.list(cursor)"] == "request-parameter-removed"
    assert by_symbol["items.archive"] == "api-path-removed-without-deprecation"
    assert by_symbol["types.Lost"] == "api-schema-removed"


def test_no_place_breaks_where_nothing_changed(shop: Comparison) -> None:
    same = compare_documents(*(adhoc_client(str(_HERE / "old.yaml")) for _ in range(2)))
    assert find_impact(same, [_HERE / "shop"], ["shop_client"]).sites == ()
    del shop


_BEFORE = "from shop_client import AsyncClient, Client, params, types\nclient = Client()\n"


@pytest.mark.parametrize(
    "code",
    [
        'class A:\n    client: Client\n    def f(self):\n        self.client.items.archive("i")  # breaks\n',
        'class A(Client):\n    def f(self):\n        self.items.archive("i")  # breaks\n',
        'def f(c: "Client | None" = None):\n    if c:\n        c.items.archive("i")  # breaks\n',
        'f = lambda c=client: c.items.archive("i")\nitems = client.items\nitems.archive("i")  # breaks\n',
        'clients = [Client(), Client()]\nfor c in clients:\n    c.items.archive("i")  # breaks\n',
        'for i, o in enumerate(client.orders.list().data):\n    o.total  # breaks\n',
        'by_id = {o.id: o for o in client.orders.list().data}\nmax(o.total for o in client.orders.list().data)  # breaks\n',
        'x = client.orders.retrieve("1") if client else None\nif x is not None:\n    x.total  # breaks\n',
        'try:\n    o = client.orders.retrieve("1")\nexcept Exception:\n    raise\nprint(o.total)  # breaks\n',
        'async def f():\n    async with AsyncClient() as c:\n        return (await c.orders.retrieve("1")).total  # breaks\n',
        'o = types.Order.model_validate({})\no.total  # breaks\n',
        'import shop_client\no = shop_client.parse(types.Order, {})\no.total  # breaks\n',
        'def get() -> list[types.Order]: ...\nget()[0].total  # breaks\n',
        'from typing import cast\ncast(types.Order, 1).total  # breaks\n',
        'o = client.orders.retrieve("1")\nif not o.customer:\n    raise SystemExit\no.customer.name\n',
        'o = client.orders.retrieve("1")\nprint(o.customer and o.customer.name)\n',
        'o = client.orders.retrieve("1")\nprint(o.customer.name if o.customer else "")\n',
        'o = client.orders.retrieve("1")\nassert o.customer is not None\no.customer.name\n',
        'if (c := client.orders.retrieve("1").customer) is not None:\n    c.name\n',
        'o = client.orders.retrieve("1")\nc = o.customer\n# above, it is handed on: look\nc.name  # breaks\n',
        'client.orders.create(currency="eur", lines=[], address={"street": "s"})\n',
        'client.refunds.create(**{"order": "1"})  # breaks\n',
        'def f(**options):\n    return client.refunds.create(order="1", **options)\n',
        'line = types.Line(sku="1", gift=True)  # breaks\n',
        'line = params.Line(sku="1")\nline = params.Line(sku="1", gift=True)  # breaks\n',
        'kind = "dem"\nclient.orders.create(currency=kind, lines=[])  # breaks\n',
        'client.orders.create(currency="eur", lines=[{"sku": "1", **{"gift": True}}])  # breaks\n',
        'from shop_client import Client as C\nC().with_options(timeout=1).items.archive("i")  # breaks\n',
        'class Order:\n    total = 1\ndef f(order: Order):\n    return order.total\n',
        'def f(order):\n    return order.total\n',
        'client = object()\nclient.items.archive("i")\n',
        'print(client.orders.list().total)\nclient.items.retrieve("i").total\n',
        'try:\n    from shop_client.types import Address\nexcept ImportError:\n    Address = None\n',
        'o = client.orders.retrieve("1")\nif hasattr(o, "total"):\n    o.total\no.total  # breaks\n',
        'o = client.orders.retrieve("1")\nif o.total:  # breaks\n    print(o.total)  # breaks\n',
        'o = client.orders.retrieve("1")\no = client.items.retrieve("1")\no.total\n',
        'o = client.orders.retrieve("1")\ndef f():\n    o = client.items.retrieve("1")\n    return o.total\n',
        'def total(o: types.Order | types.Item):\n    return o.total  # breaks\n',
        'client.orders.list(\n    limit=3,\n    cursor=None,  # breaks\n)\n',
        'client.orders.create(currency="eur", lines=[], priority=None)  # breaks\n',
        'client.orders.create(currency="eur", lines=[], extra_body={"priority": "low"})\n',
        'o = client.orders.retrieve("1").to_dict()\no["total"]\n',
    ],
)  # fmt: skip
def test_an_idiom(shop: Comparison, tmp_path: Path, code: str) -> None:
    file = tmp_path / "code.py"
    file.write_text(_BEFORE + dedent(code))
    expected = {n for (_, n), level in _marked(tmp_path).items() if level == "breaking"}
    assert {s.line for s in find_impact(shop, [file], ["shop_client"]).broken} == expected


@pytest.mark.parametrize(
    "start",
    [
        "from yourapp._vendor.shop_client import Client\n",
        "from ._vendor.shop_client import Client\n",
        "import yourapp._vendor.shop_client as shop\nClient = shop.Client\n",
        "from yourapp._vendor import shop_client\nClient = shop_client.Client\n",
        "import importlib\nfrom shop_client import ShopClient as Client\n",
    ],
)
def test_the_package_may_stand_in_another(shop: Comparison, tmp_path: Path, start: str) -> None:
    file = tmp_path / "code.py"
    file.write_text(f'{start}\nClient().items.archive("i")\n')
    (site,) = find_impact(shop, [file], ["shop_client"]).broken
    assert site.symbol == "items.archive"


def test_generated_and_foreign_folders_are_left_out(shop: Comparison, tmp_path: Path) -> None:
    broken = f'{_BEFORE}client.items.archive("i")\n'
    for folder in ("gen/shop_client", ".venv/lib", "env", "node_modules/x"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.py").write_text(broken)
    (tmp_path / "gen/shop_client/instep.lock").write_text("{}")
    (tmp_path / "mine.py").write_text(broken)
    impact = find_impact(shop, [tmp_path], ["shop_client"])
    assert [Path(s.file).name for s in impact.broken] == ["mine.py"]


def test_what_cannot_be_read_is_said(shop: Comparison, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from shop_client import Client\ndef f(:\n")
    (tmp_path / "b.py").write_bytes(b"# shop_client \xff\n")
    (tmp_path / "c.py").write_text(f"from shop_client import Client\nx = {'(' * 500}1{')' * 500}\n")
    (tmp_path / "d.py").write_text(f'{_BEFORE}client.items.archive("i")\n')
    impact = find_impact(shop, [tmp_path], ["shop_client"])
    assert [Path(f.split(":")[0]).name for f in sorted(impact.failed)] == ["a.py", "b.py", "c.py"]
    assert len(impact.broken) == 1


def test_code_that_is_nested_too_deeply_is_said(shop: Comparison, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"{_BEFORE}x = {' + '.join(['client'] * 3000)}\n")
    impact = find_impact(shop, [tmp_path], ["shop_client"])
    assert len(impact.failed) == 1


def test_code_that_calls_itself_ends(shop: Comparison, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        _BEFORE + "def f(x):\n    return f(g(x))\ndef g(x):\n    return [f(x), x]\n"
        "class A(B): ...\nclass B(A): ...\nA().x.y\nz = [f(client)]\n" + "z = [z]\n" * 50
    )
    assert find_impact(shop, [tmp_path], ["shop_client"]).broken == ()


def test_a_media_type_in_the_first_place_must_be_chosen_against(tmp_path: Path) -> None:
    """The earlier body is still taken, and has to be named now."""
    text = {"content": {"text/plain": {"schema": {"type": "string"}}}, "required": True}
    both = {
        "content": {
            **text["content"],
            "application/json": {
                "schema": {"type": "object", "properties": {"a": {"type": "string"}}}
            },
        },
        "required": True,
    }
    for name, body in (("old", text), ("new", both)):
        post = {"operationId": "createNote", "requestBody": body, "responses": {"204": {}}}
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Notes", "version": "1"},
            "paths": {"/notes": {"post": post}},
        }
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    file = tmp_path / "code.py"
    file.write_text(
        'from notes import Client\nClient().notes.create(body="x")\n'
        'Client().notes.create(body="x", content_type="text/plain")\n'
    )
    clients = (adhoc_client(str(tmp_path / f"{name}.json")) for name in ("old", "new"))
    comparison = compare_documents(*clients)
    assert str(comparison.client_verdict) == "breaking"
    assert [(s.line, s.symbol) for s in find_impact(comparison, [file], ["notes"]).broken] == [
        (2, "notes.create(content_type)")
    ]


# ---------------------------------------------------------------------- the command

_IMPACT = ("impact", "old.yaml", "new.yaml", "--code", "shop", "--package", "shop_client")


def test_the_report_says_where_and_why(run: Run) -> None:
    result = run(*_IMPACT, "--no-color")
    assert result.code == 1
    assert "shop/api.py:35:" in result.out
    assert "argument `priority` of `orders.create` is gone" in result.out
    assert "old.yaml:62:9" in result.out
    assert "26 places break, 3 to look at" in result.out
    assert "next version of the client: major" in result.out


def test_json_has_the_sites_and_the_changes(run: Run) -> None:
    data = json.loads(run(*_IMPACT, "--format", "json").out)
    assert data["bump"] == "major"
    assert data["impact"]["breaking"] == 26
    site = next(s for s in data["impact"]["sites"] if s["symbol"] == "items.archive")
    assert site["file"] == "shop/direct.py"
    assert site["breaks"] is True
    assert site["code"].startswith('own.items.archive("i")')
    assert site["change"]["id"] == "api-path-removed-without-deprecation"


@pytest.mark.parametrize(
    ("fail_on", "code", "expected"),
    [("breaking", "shop", 1), ("any", "shop", 1), ("never", "shop", 0), ("breaking", "fine", 0)],
)
def test_what_fails(run: Run, tmp_path: Path, fail_on: str, code: str, expected: int) -> None:
    (tmp_path / "fine").mkdir()
    (tmp_path / "fine/a.py").write_text(f'{_BEFORE}client.items.retrieve("i").total\n')
    arguments = (*_IMPACT[:3], "--code", code, *_IMPACT[5:])
    assert run(*arguments, "--fail-on", fail_on).code == expected


@pytest.mark.parametrize("form", ["markdown", "html", "github", "junit", "sarif"])
def test_every_format_names_the_places(run: Run, form: str) -> None:
    result = run(*_IMPACT, "--format", form)
    assert result.code == 1
    assert "shop/direct.py" in result.out
    if form == "junit":
        suite = formats.junit(result.out)
        assert int(suite.attrib["failures"]) >= 26
    if form == "github":
        line = next(x for x in result.out.splitlines() if "archive" in x)
        assert line.startswith("::error file=shop/direct.py,line=39,col=")
    if form == "sarif":
        results = formats.sarif(result.out)["runs"][0]["results"]
        region = {"startLine": 39, "startColumn": 15}
        assert any(r["locations"][0]["physicalLocation"]["region"] == region for r in results)


def test_package_and_code_come_from_the_configuration(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "instep.toml").write_text(
        '[clients.shop_client]\ndocument = "old.yaml"\noutput = "out"\ncode = ["shop"]\n'
    )
    result = run("impact", "old.yaml", "new.yaml")
    assert result.code == 1
    assert "26 places break" in result.out


def test_without_a_name_the_title_gives_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.py").write_text('from shop import Client\nClient().items.archive("i")\n')
    result = run("impact", "old.yaml", "new.yaml", "--code", "mine")
    assert "mine/a.py:2:16" in result.out


def test_without_code_it_asks(run: Run) -> None:
    result = run("impact", "old.yaml", "new.yaml")
    assert result.code == 2
    assert "--code" in result.err


def test_code_that_speaks_is_not_obeyed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    text = f'{_BEFORE}client.items.archive("<script>\x1b[2J ::error::x |`` @all")\n'
    (tmp_path / "mine/a.py").write_text(text)
    arguments = ("impact", "old.yaml", "new.yaml", "--code", "mine", "--package", "shop_client")
    for form in ("text", "markdown", "html", "github", "junit", "sarif"):
        out = run(*arguments, "--format", form).out
        assert "\x1b" not in out
        assert "<script>\x1b" not in out
        assert "<script> " not in out.replace("`", "")
        if form == "html":
            assert "&lt;script&gt;" in out


@pytest.mark.parametrize("way", ["lock in the code", "lock nearby", "import", "import by name"])
def test_nobody_need_say_the_name(run: Run, tmp_path: Path, way: str) -> None:
    """A generated package lies somewhere near, or the code imports a `Client` from just one."""
    (tmp_path / "mine").mkdir()
    before = _BEFORE if way != "import by name" else (
        "from shop_client import ShopClient\nclient = ShopClient()\n"
    )  # fmt: skip
    (tmp_path / "mine/a.py").write_text(f'{before}client.items.archive("i")\n')
    if not way.startswith("import"):
        package = tmp_path / ("mine" if way == "lock in the code" else "gen/deep") / "shop_client"
        package.mkdir(parents=True)
        (package / "instep.lock").write_text("{}")
        (package / "a.py").write_text('"""Not read."""\n')
    result = run("impact", "old.yaml", "new.yaml", "--code", "mine")
    assert "mine/a.py:3:14" in result.out
    assert "client: shop_client" in result.out
    assert result.code == 1
