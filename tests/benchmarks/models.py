"""Prints what reading and writing models costs, beside plain pydantic; never passes or fails."""

from __future__ import annotations

import json
import statistics
import sys
import time
import timeit
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model
from typing_extensions import TypeAliasType

from instep.runtime import wire

COUNT = 50
EVENT = {
    "type": "kind7",
    "delta": "hello",
    "item_id": "msg_1",
    "output_index": 0,
    "sequence_number": 9,
}


class Plain(BaseModel):
    model_config = ConfigDict(extra="allow")


def events(base: type[Any]) -> list[type[Any]]:
    return [
        create_model(
            f"Kind{index}",
            __base__=base,
            type=(Literal[f"kind{index}"], ...),  # type: ignore[valid-type]
            delta=(str, ...),
            item_id=(str, ...),
            output_index=(int, ...),
            sequence_number=(int, ...),
        )
        for index in range(COUNT)
    ]


def union(members: list[Any]) -> Any:
    joined = members[0]
    for member in members[1:]:
        joined = joined | member
    return joined


def microseconds(call: Any) -> str:
    loops, _ = timeit.Timer(call).autorange()
    loops = max(1, loops // 2)
    runs = [time_ / loops * 1e6 for time_ in timeit.repeat(call, number=loops, repeat=7)]
    return f"{statistics.median(runs):8.2f}  (best {min(runs):.2f})"


def main() -> None:
    write = sys.stdout.write
    ours = events(wire.Model)
    tagged = wire.Tagged("type", {f"kind{index}": f"Kind{index}" for index in range(COUNT)})
    kind = TypeAliasType("Event", Annotated[union([*ours, wire.UnknownVariant]), tagged])
    started = time.perf_counter()
    reader = wire.adapter(kind)
    built = time.perf_counter() - started
    started = time.perf_counter()
    plain = TypeAdapter(Annotated[union(events(Plain)), Field(discriminator="type")])
    plain_built = time.perf_counter() - started
    text = json.dumps(EVENT).encode()
    unknown = json.dumps(EVENT | {"type": "new"}).encode()
    faulty = json.dumps(EVENT | {"output_index": "zero"}).encode()
    value, plain_value = reader.parse_json(text), plain.validate_json(text)
    rows = [
        ("adapter.parse_json, known event", lambda: reader.parse_json(text)),
        ("wire.parse, known event", lambda: wire.parse(kind, text)),
        ("wire.parse of a dict", lambda: wire.parse(kind, EVENT)),
        ("unknown event", lambda: reader.parse_json(unknown)),
        ("event with a fault (careful way)", lambda: reader.parse_json(faulty)),
        ("strict", lambda: reader.parse_json(text, strict=True)),
        ("pydantic TypeAdapter.validate_json", lambda: plain.validate_json(text)),
        ("json.loads", lambda: json.loads(text)),
        ("to_dict", lambda: value.to_dict()),
        ("to_json", lambda: value.to_json()),
        ("pydantic model_dump", lambda: plain_value.model_dump(by_alias=True, exclude_unset=True)),
        (
            "dump_json of a request body",
            lambda: wire.dump_json({"model": "m", "input": [EVENT] * 10}),
        ),
    ]
    write("microseconds, median of 7\n")
    for name, call in rows:
        write(f"{name:40}{microseconds(call)}\n")
    write(f"{'building the union of 50, ms':40}{built * 1e3:8.2f}\n")
    write(f"{'the same by pydantic, ms':40}{plain_built * 1e3:8.2f}\n")
    write(f"{'making a class of 8 fields':40}{class_cost():8.2f}\n")


def class_cost() -> float:
    fields = (
        "    a: str\n    b: int | None = None\n    c: list[str] | None = None\n"
        "    d: Literal['x', 'y'] | str\n    e: dict[str, str] | None = None\n"
        "    f: Annotated[str | None, Field(alias='f-f')] = None\n    g: Other | None = None\n"
        "    h: float | None = 1\n"
    )
    head = (
        "from __future__ import annotations\nfrom typing import Annotated, Literal\n"
        "from pydantic import Field\nfrom instep.runtime import wire\n"
    )
    text = head + "".join(f"class C{index}(wire.Model):\n{fields}" for index in range(200))
    code = compile(text, "classes", "exec")
    started = time.perf_counter()
    exec(code, {"__name__": "classes"})
    return (time.perf_counter() - started) / 200 * 1e6


if __name__ == "__main__":
    main()
