"""A rendered package imports, calls, and says what it was given: nothing more."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import httpx2
import pytest

from instep.files import FileTree
from instep.ir.api import Api
from instep.ir.text import Doc, Text
from instep.render import render
from instep.render.runtime import modules

from .samples import stories
from .test_python import HOSTILE

STORY = {
    "id": "6F9619FF-8B86-D011-B42D-00C04FC964FF",
    "created": "2024-01-01T00:00:00.5Z",
    "new": 1,
}
EVENTS = (
    b'data: {"type": "started"}\n\n'
    b'data: {"type": "word", "text": "Once"}\n\n'
    b'data: {"type": "sung", "tune": [1]}\n\n'
)


@dataclass(frozen=True)
class Asked:
    """Settings."""

    package: str = "stories_api"
    models: Literal["pydantic", "dataclass"] = "pydantic"
    tests: bool = False
    stubs: bool = True
    custom: tuple[str, ...] = ()


def written(tree: FileTree, folder: Path) -> Path:
    """The folder, with the tree in it."""
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def forget() -> None:
    """Unimport the package."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "stories_api"]:
        del sys.modules[name]


@pytest.fixture(params=["pydantic", "dataclass"])
def package(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    """The stories client, imported."""
    written(render(stories(), Asked(models=request.param)), tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    forget()
    yield importlib.import_module("stories_api")
    forget()


class Server:
    """Answers as the stories API does, and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to a request."""
        self.requests.append(request)
        if request.method == "GET":
            return httpx2.Response(200, json=["2024-01-01T00:00:00Z"])
        sent = json.loads(request.content)
        if sent.get("mood") == "bad":
            return httpx2.Response(404, json={"message": "no such mood"})
        if sent.get("stream"):
            return httpx2.Response(
                200, content=EVENTS, headers={"content-type": "text/event-stream"}
            )
        return httpx2.Response(200, json=STORY)

    @property
    def sent(self) -> Any:
        """The last request's body."""
        return json.loads(self.requests[-1].content)


@pytest.fixture
def server() -> Server:
    """A server that is no process."""
    return Server()


@pytest.fixture
def client(package: ModuleType, server: Server) -> Any:
    """A client of that server."""
    transport = httpx2.MockTransport(server)
    return package.Client(api_key="secret", http_client=httpx2.Client(transport=transport))


def test_every_module_imports(package: ModuleType) -> None:
    root = Path(str(package.__file__)).parent
    for file in sorted(root.rglob("*.py")):
        dotted = ".".join(file.relative_to(root.parent).with_suffix("").parts)
        importlib.import_module(dotted.removesuffix(".__init__"))


def test_every_exported_name_is_there(package: ModuleType) -> None:
    for place in (package, package.types, package.params):
        assert place.__all__
        for name in place.__all__:
            assert getattr(place, name) is not None, name
        assert set(place.__all__) <= set(dir(place))
        with pytest.raises(AttributeError, match="nothing_like_it"):
            _ = place.nothing_like_it
    assert package.StoriesApi is package.Client
    assert package.AsyncStoriesApi is package.AsyncClient
    assert package.API_VERSION == "1.2"


def test_a_client_is_made_without_loading_models_or_http(package: ModuleType) -> None:
    folder = str(Path(str(package.__file__)).parent.parent)
    code = (
        f"import sys; sys.path.insert(0, {folder!r})\n"
        "import stories_api\n"
        "stories_api.Client(api_key='x').stories\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'httpx2', 'pydantic'}, loaded & {'httpx2', 'pydantic'}\n"
        "assert not [n for n in sys.modules if n.startswith('stories_api.types.')]\n"
    )
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


def test_a_call_sends_what_was_given_and_returns_the_model(
    client: Any, server: Server, package: ModuleType
) -> None:
    story = client.stories.tell(prompt={"text": "dragons", "from": "me"}, before=None)
    assert isinstance(story, package.types.Story)
    assert story.mood == "glad"
    assert story.to_dict() == STORY
    assert server.sent == {"prompt": {"text": "dragons", "from": "me"}, "before": None}
    assert server.requests[-1].headers["authorization"] == "Bearer secret"
    assert str(server.requests[-1].url) == "https://stories.example/v1/stories"


def test_models_are_arguments_too(client: Any, server: Server, package: ModuleType) -> None:
    prompt = package.types.Prompt(text="dragons", from_="me")
    client.stories.tell(prompt=prompt, mood="new mood")
    assert server.sent == {"prompt": {"text": "dragons", "from": "me"}, "mood": "new mood"}


def test_path_and_query(client: Any, server: Server) -> None:
    found = client.stories.fetch("a/b", fields=["x", "y"])
    assert [moment.year for moment in found] == [2024]
    assert server.requests[-1].url.raw_path == b"/v1/stories/a%2Fb?fields=x,y"


def test_a_stream_gives_typed_events_and_keeps_unknown_ones(
    client: Any, package: ModuleType
) -> None:
    with client.stories.tell(prompt={"text": "x"}, stream=True) as events:
        kinds = [(type(event).__name__, event.to_dict()) for event in events]
    assert kinds == [
        ("Started", {"type": "started"}),
        ("Word", {"type": "word", "text": "Once"}),
        ("UnknownVariant", {"type": "sung", "tune": [1]}),
    ]
    assert package.UnknownVariant.__name__ == "UnknownVariant"


def test_a_documented_error_has_its_model(client: Any, package: ModuleType) -> None:
    with pytest.raises(package.NotFoundError) as caught:
        client.stories.tell(prompt={"text": "x"}, mood="bad")
    assert isinstance(caught.value.body, package.types.Problem)


def test_raw_and_streamed_views(client: Any, package: ModuleType) -> None:
    raw = client.stories.with_raw_response.tell(prompt={"text": "x"})
    assert raw.status_code == 200
    assert isinstance(raw.parse(), package.types.Story)
    with client.stories.with_streaming_response.tell(prompt={"text": "x"}) as response:
        assert json.loads(response.read()) == STORY


def test_the_asynchronous_client_does_the_same(package: ModuleType, server: Server) -> None:
    import asyncio

    async def run() -> None:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(server))
        async with package.AsyncClient(api_key="secret", http_client=http) as client:
            story = await client.stories.tell(prompt={"text": "x"})
            assert story.to_dict() == STORY
            async with await client.stories.tell(prompt={"text": "x"}, stream=True) as events:
                assert [type(event).__name__ async for event in events][:2] == ["Started", "Word"]
            raw = await client.stories.with_raw_response.fetch("a")
            assert len(raw.parse()) == 1
            async with client.stories.with_streaming_response.tell(
                prompt={"text": "x"}
            ) as response:
                assert json.loads(await response.read()) == STORY
        await http.aclose()

    asyncio.run(run())


def test_help_documents_every_argument(package: ModuleType) -> None:
    method = package.Client(api_key="x").stories.tell
    words = inspect.getdoc(method)
    assert words is not None
    assert words.startswith("Tell a story.\n\nIt may take a while.")
    assert "mood: How it feels. Default: `glad`." in words
    assert "NotFoundError: `404`: No such story." in words
    assert list(inspect.signature(method).parameters) == [
        *("prompt", "mood", "before", "stream"),
        *("extra_headers", "extra_query", "extra_body", "timeout"),
    ]


def test_the_readme_shows_the_api_s_own_names() -> None:
    text = render(stories(), Asked())["stories_api/README.md"].decode()
    for words in ("client.stories.tell(", "stream=True", "`STORIES_API_API_KEY`"):
        assert words in text


def test_the_index_lists_every_call_with_what_it_gives() -> None:
    text = render(stories(), Asked())["stories_api/api.md"].decode()
    assert "- `stories.tell(prompt=, ...)` gives `types.Story | core.Stream[types.Event]`" in text
    assert "`POST /stories`" in text


def test_the_runtime_is_copied_byte_for_byte() -> None:
    import instep.runtime

    source = Path(str(instep.runtime.__file__)).parent
    assert {path.relative_to(source).as_posix() for path in source.rglob("*.py")} == set(modules())
    head = "stories_api/_runtime/"
    copied = {
        path.removeprefix(head): text
        for path, text in render(stories(), Asked()).items()
        if path.startswith(head)
    }
    assert {"core.py", "wire.py"} <= copied.keys() < modules().keys()
    for path, content in copied.items():
        assert content == (source / path).read_bytes()


def test_without_stubs_there_are_none() -> None:
    tree = render(stories(), Asked(stubs=False))
    assert not [path for path in tree if path.endswith(".pyi")]
    assert len(tree) < len(render(stories(), Asked()))


def test_with_tests_they_stand_beside_the_package() -> None:
    tree = render(stories(), Asked(tests=True))
    assert "tests/stories_api/test_stories.py" in tree
    assert {path.partition("/")[0] for path in tree} == {"stories_api", "tests"}
    assert {path.partition("/")[0] for path in render(stories(), Asked())} == {"stories_api"}


def test_the_same_api_gives_the_same_bytes() -> None:
    assert dict(render(stories(), Asked())) == dict(render(stories(), Asked()))


def bones(tree: FileTree) -> dict[str, str]:
    """The syntax of every generated module, without its texts."""

    class Silent(ast.NodeTransformer):
        def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
            is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            return None if is_text else node

    found: dict[str, str] = {}
    for path, content in tree.items():
        if path.endswith((".py", ".pyi")) and "/_runtime/" not in path:
            found[path] = ast.dump(Silent().visit(ast.parse(content, path)))
    return found


def speaking(text: str) -> Api:
    """The stories API with this text wherever there is prose."""
    words = Text(text)
    api, said = stories(), Doc(words, words, words, external=words)
    operations = tuple(
        replace(
            operation,
            doc=said,
            parameters=tuple(replace(p, doc=said) for p in operation.parameters),
            responses=tuple(replace(r, doc=said) for r in operation.responses),
        )
        for operation in api.operations
    )
    definitions = {key: replace(one, doc=said) for key, one in api.definitions.by_key.items()}
    return replace(
        api,
        title=Text(text),
        doc=said,
        operations=operations,
        resources=tuple(replace(r, doc=said, operations=operations) for r in api.resources),
        definitions=replace(api.definitions, by_key=definitions),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_prose_changes_no_syntax(text: str) -> None:
    assert bones(render(speaking(text), Asked())) == bones(
        render(speaking("Plain words."), Asked())
    )


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_wire_names_are_data(text: str) -> None:
    api = stories()
    operation = api.operations[1]
    parameters = (operation.parameters[0], replace(operation.parameters[1], wire=text))
    operation = replace(operation, parameters=parameters, path=f"/{text}", id=text)
    resources = (replace(api.resources[0], operations=(api.operations[0], operation)),)
    tree = render(replace(api, resources=resources), Asked())
    module = ast.parse(tree["stories_api/resources/stories.py"])
    assert text in {node.value for node in ast.walk(module) if isinstance(node, ast.Constant)}


@pytest.mark.typing
def test_type_checkers_agree_with_stubs_and_modules(tmp_path: Path) -> None:
    written(render(stories(), Asked()), tmp_path)
    for arguments in (
        ["mypy", "--strict", "stories_api"],
        ["mypy.stubtest", "stories_api._client", "stories_api.resources.stories"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
