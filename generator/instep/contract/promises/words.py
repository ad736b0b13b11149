"""The words that generated types are written in: constraints, rules, tags and classes.

Every package has them in `_runtime/wire.py`, whichever of them its document makes use of.
"""

from __future__ import annotations

import datetime
import importlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError

from ..service import Service

Kind = Callable[[Any], Any]
"""Makes a type from the words."""

CONSTRAINTS: list[tuple[Kind, Any, Any]] = [
    (lambda w: Annotated[int, Field(ge=1)], 1, 0),
    (lambda w: Annotated[float, Field(gt=1)], 1.5, 1),
    (lambda w: Annotated[float, Field(le=1)], 1, 1.5),
    (lambda w: Annotated[int, Field(lt=1)], 0, 1),
    (lambda w: Annotated[int, Field(multiple_of=2)], 4, 3),
    (lambda w: Annotated[float, Field(multiple_of=0.1)], 0.3, 0.35),
    (lambda w: Annotated[str, Field(min_length=2)], "ab", "a"),
    (lambda w: Annotated[str, Field(max_length=1)], "a", "ab"),
    (lambda w: Annotated[str, Field(pattern="^a+$")], "aa", "ab"),
    (lambda w: Annotated[list[int], Field(min_length=1)], [1], []),
    (lambda w: Annotated[list[Any], w.UNIQUE], [1, True, [1]], [[{"a": 1}], [{"a": 1.0}]]),
    (lambda w: Annotated[dict[str, int], w.Keys("^x", closed=True)], {"x": 1}, {"y": 1}),
    (lambda w: Annotated[dict[str, int], w.Keys("^x")], {"x": 1, "y": "z"}, {"x": "z"}),
    (lambda w: Annotated[str, Field(min_length=2), w.UNTYPED], 7, "a"),
    (lambda w: Annotated[list[int], w.UNTYPED], {"a": 1}, ["a"]),
    (lambda w: Annotated[dict[str, int], w.UNTYPED], [7], {"a": "b"}),
    (lambda w: Annotated[datetime.date, w.UNTYPED], 7, "no date"),
    (lambda w: Annotated[int | str, Field(ge=1), w.UNTYPED], [], 0),
    (lambda w: w.Nullable[int], None, "a"),
]  # fmt: skip
RULES: list[tuple[dict[str, Any], Any, Any]] = [
    ({"type": "string"}, "a", 7),
    ({"type": ["object", "null"]}, {}, []),
    ({"type": "array"}, [], {}),
    ({"type": "boolean"}, True, 1),
    ({"enum": [1, {"a": [1]}]}, {"a": [1.0]}, True),
    ({"const": 1}, 1.0, True),
    ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, 2, 3),
    ({"anyOf": [{"maximum": 1}, {"minimum": 3}]}, 3, 2),
    ({"oneOf": [{"minimum": 1}, {"maximum": 2}]}, 0, 1),
    ({"not": {"type": "integer"}}, "a", 1),
    ({"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"minimum": 1}}, "ab", "a"),
    ({"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"minimum": 1}}, 1, 0),
    ({"required": ["a"], "maxProperties": 1}, {"a": 1}, {"a": 1, "b": 2}),
    ({"properties": {"a": False}, "additionalProperties": {"type": "null"}}, {"b": None}, {"a": 1}),
    ({"patternProperties": {"^x": {"type": "integer"}}}, {"x": 1, "y": "z"}, {"x": "z"}),
    ({"propertyNames": {"maxLength": 1}}, {"a": 1}, {"ab": 1}),
    ({"dependentRequired": {"a": ["b"]}}, {"b": 1}, {"a": 1}),
    ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1, "b": 2}, {"a": 1}),
    ({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, ["a", 1], ["a", "b"]),
    ({"contains": {"const": 1}, "maxContains": 1}, [1, 2], [1, 1]),
    ({"contains": {"const": 1}, "minContains": 2}, [1, 1], [1]),
    ({"uniqueItems": True}, [1, 2], [1, 1]),
    ({"pattern": "^a"}, "ab", "b"),
]  # fmt: skip
SOURCE = """
class Leaf(wire.Model):
    kind: Literal["leaf"]
    size: int | None = None


class Tree(wire.Model, closed=True):
    kind: Literal["tree"]
    branches: list[Node] | None = None
    first_name: Annotated[str | None, Field(alias="firstName")] = None


class Tally(wire.Model):
    __pydantic_extra__: dict[str, int] = Field(init=False)
    name: str
    last_name: Annotated[str | None, wire.Name("lastName")] = None
    options: list[str] = Field(default_factory=lambda: ["usual"])


class Ruled(wire.Model, untyped=True):
    __wire_rules__ = ({"minProperties": 1},)
    day: date | None = None


Node = TypeAliasType(
    "Node",
    "Annotated[Leaf | Tree | Tally | wire.UnknownVariant,"
    " wire.Tagged('kind', {'leaf': 'Leaf', 'tree': 'Tree', 'both': ('Leaf', 'Tree')})]",
)
Loose = TypeAliasType("Loose", "Leaf | Tally | list[Leaf] | dict[str, Loose] | int | date")
Other = TypeAliasType("Other", "Loose")
"""


def _agrees(package: Any, kind: Any, good: Any, bad: Any) -> None:
    """Fail unless lenient parsing keeps both, and strict parsing takes just the good one."""
    for raw in (good, bad):
        assert package.dump(package.parse(kind, raw)) == raw
    assert package.dump(package.parse(kind, good, strict=True)) == good
    with pytest.raises(package.APIResponseValidationError):
        package.parse(kind, bad, strict=True)


class Vocabulary:
    """What the tests below are given."""

    @pytest.fixture
    def words(self, service: Service) -> Any:
        """The package's vocabulary."""
        return importlib.import_module(f"{service.package.__name__}._runtime.wire")

    @pytest.fixture
    def made(self, service: Service, words: Any) -> Iterator[Any]:
        """Classes and aliases as a generated module has them."""
        name = f"{service.package.__name__}.instep_made"
        module = ModuleType(name)
        sys.modules[name] = module
        head = (
            "from __future__ import annotations\nfrom datetime import date\n"
            "from typing import Annotated, Any, Literal\nfrom pydantic import Field\n"
            "from typing_extensions import TypeAliasType\n"
        )
        vars(module)["wire"] = words
        exec(compile(head + SOURCE, name, "exec", dont_inherit=True), vars(module))  # noqa: S102
        yield module
        del sys.modules[name]


class Constraints(Vocabulary):
    """What a document demands is checked in strict mode, and only there."""

    @pytest.mark.parametrize(("kind", "good", "bad"), CONSTRAINTS)
    def test_each_holds(
        self, service: Service, words: Any, kind: Kind, good: Any, bad: Any
    ) -> None:
        _agrees(service.package, kind(words), good, bad)

    @pytest.mark.parametrize(("schema", "good", "bad"), RULES, ids=lambda value: str(value)[:40])
    def test_each_rule_holds(
        self, service: Service, words: Any, schema: dict[str, Any], good: Any, bad: Any
    ) -> None:
        _agrees(service.package, Annotated[Any, words.Rule(schema)], good, bad)

    def test_an_expression_of_another_dialect_demands_nothing(
        self, service: Service, words: Any
    ) -> None:
        behind = Annotated[str, Field(pattern="(?<!a)b")]
        assert service.package.parse(behind, "ab", strict=True) == "ab"
        by_nothing = Annotated[Any, words.Rule({"multipleOf": 0})]
        with pytest.raises(service.package.APIResponseValidationError):
            service.package.parse(by_nothing, 1.5, strict=True)

    def test_words_are_equal_by_what_they_say(self, words: Any) -> None:
        for word, other in (
            (words.Rule({"minimum": 1}), words.Rule({"minimum": 2})),
            (words.Keys("^a"), words.Keys("^a", closed=True)),
            (words.Tagged("a", {"b": "C"}), words.Tagged("a", {"b": "D"})),
        ):
            assert word != other
            assert word != 7
            assert type(word).__name__ in repr(word)
        assert repr(words.UNIQUE) == "wire.UNIQUE"
        with pytest.raises(TypeError, match="not a member"):
            words.parse(Annotated[int | str, words.Tagged("a", {"b": "Nobody"})], {})


class Classes(Vocabulary):
    """Classes and unions, as generated modules have them."""

    @pytest.mark.parametrize(
        ("name", "good", "bad"),
        [
            ("Leaf", {"kind": "leaf", "size": 1, "new": [1]}, {"kind": "leaf", "size": "big"}),
            ("Leaf", {"kind": "leaf"}, {"size": 1}),
            ("Leaf", {"kind": "leaf"}, {"kind": "leaf", "size": None}),
            ("Tree", {"kind": "tree", "firstName": "a"}, {"kind": "tree", "first_name": "a"}),
            ("Tree", {"kind": "tree", "branches": []}, {"kind": "tree", "new": 1}),
            ("Tally", {"name": "a", "lastName": "b"}, {"name": "a", "last_name": "b"}),
            ("Tally", {"name": "a", "b": 1}, {"name": "a", "b": "c"}),
            ("Ruled", {"day": "2026-01-02"}, {}),
            ("Ruled", 7, {"day": "no date"}),
            ("Node", {"kind": "leaf"}, {"kind": "new", "a": 1}),
            ("Node", {"kind": "tree", "branches": [{"kind": "leaf"}]}, {"kind": "tree", "a": 1}),
            ("Node", {"kind": "leaf"}, {"kind": "tree", "branches": [{"kind": "new"}]}),
            ("Node", {"name": "x"}, "text"),
            ("Node", {"name": "a"}, {"kind": 7, "size": []}),
            ("Loose", {"kind": "leaf", "size": 2}, {"kind": "fruit"}),
            ("Loose", {"name": "a"}, {"name": None}),
            ("Loose", [{"kind": "leaf"}], [{"kind": "fruit"}]),
            ("Loose", {"a": {"b": 7}}, {"a": {"b": "c"}}),
            ("Loose", "2026-01-02", "text"),
            ("Other", 7, None),
        ],
    )
    def test_they_are_read(
        self, service: Service, made: Any, name: str, good: Any, bad: Any
    ) -> None:
        _agrees(service.package, getattr(made, name), good, bad)

    def test_data_becomes_what_it_says_it_is(self, service: Service, words: Any, made: Any) -> None:
        parse = service.package.parse
        tree = parse(
            made.Node, {"kind": "tree", "branches": [{"kind": "leaf"}, {"kind": "new"}, 7]}
        )
        assert type(tree) is made.Tree
        assert [type(one).__name__ for one in tree.branches] == ["Leaf", "UnknownVariant", "int"]
        assert type(parse(made.Node, {"kind": "both", "branches": []})) in (made.Leaf, made.Tree)
        assert type(parse(made.Node, {"size": 1, "kind": "leaf"})) is made.Leaf
        assert type(parse(made.Loose, {"kind": "leaf", "size": "odd"})) is made.Leaf
        either = Annotated[str, Field(min_length=1)] | made.Node | None
        for raw, kind in (
            ({"kind": "leaf", "size": "odd"}, made.Leaf),
            ({"kind": "new"}, words.UnknownVariant),
            (7, int),
            (None, type(None)),
        ):
            assert type(parse(either, raw)) is kind
        assert parse(words.Date, "2026-01-02") == datetime.date(2026, 1, 2)
        assert parse(made.Tally, {"name": "a"}).options == ["usual"]

    def test_made_by_hand_they_are_checked(self, service: Service, made: Any) -> None:
        tree = made.Tree(
            kind="tree", branches=[made.Leaf(kind="leaf"), {"kind": "leaf", "size": 2}]
        )
        assert tree.to_dict() == {
            "kind": "tree",
            "branches": [{"kind": "leaf"}, {"kind": "leaf", "size": 2}],
        }
        assert made.Tree(kind="tree", firstName="a").to_dict() == {"kind": "tree", "firstName": "a"}
        assert made.Ruled(day=datetime.date(2026, 1, 2)).to_json() == '{"day":"2026-01-02"}'
        assert made.Tally(name="a", more=1).to_dict() == {"name": "a", "more": 1}
        with pytest.raises(ValidationError) as caught:
            made.Leaf(kind="leaf", size="a value that nobody sees")
        assert "nobody sees" not in str(caught.value)
        again = service.package.parse(made.Node, tree.to_dict())
        assert again == tree

    def test_what_was_not_received_is_not_there(self, service: Service, made: Any) -> None:
        leaf = service.package.parse(made.Leaf, {})
        assert (leaf.size, leaf.to_dict()) == (None, {})
        with pytest.raises(AttributeError, match="it was not received"):
            _ = leaf.kind
