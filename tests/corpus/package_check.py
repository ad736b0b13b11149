"""Runs in a process of its own: puts instances through a generated package, and imports all of it.

Reads a JSON object from standard input: `folder`, `package`, `schemas` (name, valid, invalid) and
`documented` (name, listed, values). Prints a JSON object.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import time
import warnings
from typing import Any

SHOWN = 8
LET_PASS = 500


def same(left: Any, right: Any) -> bool:
    """JSON equality, in which `1` and `1.0` are one number and `true` is none."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(v, right[k]) for k, v in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def check(
    folder: str,
    package: str,
    schemas: list[dict[str, Any]],
    documented: list[dict[str, Any]],
) -> dict[str, Any]:
    """Import every module, make a client, and count what becomes of the instances."""
    sys.path.insert(0, folder)
    warnings.simplefilter("error")
    found: dict[str, Any] = {"failures": [], "refused_valid": [], "let_pass": [], "modules": 0}
    root = importlib.import_module(package)
    started = time.perf_counter()
    for module in pkgutil.walk_packages(root.__path__, package + "."):
        found["modules"] += 1
        try:
            importlib.import_module(module.name)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what this looks for
            note(found, f"import {module.name}: {type(error).__name__}: {error}")
    found["import_seconds"] = round(time.perf_counter() - started, 2)
    root.Client(base_url="http://127.0.0.1:9").close()
    counts = dict.fromkeys(("valid", "accepted", "equal", "strict", "invalid", "refused"), 0)
    counts["documented"] = 0
    for entry in schemas:
        try_schema(root, entry, counts, found)
    for entry in documented:
        try_examples(root, entry, counts, found)
    return {**found, **counts}


def try_schema(
    root: Any, entry: dict[str, Any], counts: dict[str, int], found: dict[str, Any]
) -> None:
    kind = getattr(root.types, entry["name"])
    for data in entry["valid"]:
        counts["valid"] += 1
        try:
            back = root.dump(root.parse(kind, data))
            counts["accepted"] += 1
            if same(back, data):
                counts["equal"] += 1
            else:
                note(found, f"{entry['name']}: {short(data)} came back as {short(back)}")
        except Exception as error:  # noqa: BLE001 - as above
            note(found, f"{entry['name']}: {short(data)}: {type(error).__name__}: {error}")
        try:
            root.parse(kind, data, strict=True)
            counts["strict"] += 1
        except Exception as error:  # noqa: BLE001 - as above
            text = f"{entry['name']}: {short(data)}: {error}"
            found["refused_valid"].append(" ".join(text.split())[:400])
    for data in entry["invalid"]:
        counts["invalid"] += 1
        try:
            back = root.dump(root.parse(kind, data))
            if not same(back, data):
                note(found, f"{entry['name']}: invalid {short(data)} came back as {short(back)}")
        except Exception as error:  # noqa: BLE001 - as above
            note(found, f"{entry['name']}: invalid {short(data)}: {type(error).__name__}: {error}")
        try:
            root.parse(kind, data, strict=True)
        except ValueError:
            counts["refused"] += 1
        else:
            if len(found["let_pass"]) < LET_PASS:
                found["let_pass"].append({"name": entry["name"], "data": data})


def try_examples(
    root: Any, entry: dict[str, Any], counts: dict[str, int], found: dict[str, Any]
) -> None:
    """What a document gives as an example, and what is valid, is read as it is."""
    kind = getattr(root.types, entry["name"])
    for data in entry["values"]:
        counts["documented"] += 1
        try:
            back = root.dump(root.parse(list[kind] if entry["listed"] else kind, data))
            if not same(back, data):
                note(found, f"example of {entry['name']}: {short(data)} came back as {short(back)}")
        except Exception as error:  # noqa: BLE001 - as above
            note(
                found, f"example of {entry['name']}: {short(data)}: {type(error).__name__}: {error}"
            )


def note(found: dict[str, Any], text: str) -> None:
    found["failures"].append(text[:400])


def short(data: Any) -> str:
    return json.dumps(data)[:150]


if __name__ == "__main__":
    json.dump(check(**json.load(sys.stdin)), sys.stdout)
