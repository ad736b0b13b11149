"""Says by name what a file is when it is no OpenAPI document."""

from __future__ import annotations

import re
from typing import Any

_BINARY = {
    b"\x1f\x8b": "a gzip file; unpack it first",
    b"PK\x03\x04": "a zip file; unpack it first",
    b"\x89PNG": "a PNG image",
    b"%PDF": "a PDF file",
    b"\xff\xd8\xff": "a JPEG image",
    b"\x28\xb5\x2f\xfd": "a Zstandard file; unpack it first",
    b"BZh": "a bzip2 file; unpack it first",
    b"\x7fELF": "a program",
}
_MERGE = re.compile(r"^(?:<<<<<<< |>>>>>>> )", re.MULTILINE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)

_KEYS = {
    "asyncapi": "an AsyncAPI document",
    "arazzo": "an Arazzo document",
    "overlay": "an OpenAPI Overlay, to be given with --overlay",
    "swaggerVersion": "a Swagger 1.x document",
    "raml": "a RAML document",
    "_postman_id": "a Postman collection",
    "discoveryVersion": "a Google API Discovery document",
}


def binary(content: bytes) -> str:
    """What these bytes are, if they are no text; else empty."""
    for magic, name in _BINARY.items():
        if content.startswith(magic):
            return name
    return ""


def text(source: str) -> str:
    """What this text is, if its first characters show that it is neither JSON nor YAML; else empty."""
    start = source[:2000].lstrip()
    if start.startswith("version https://git-lfs.github.com/spec/"):
        return "a Git LFS pointer; fetch the file with `git lfs pull`"
    if start.startswith("#%RAML"):
        return "a RAML document"
    if start.startswith("<"):
        if _HTML.match(start) or _HTML.search(start):
            return "an HTML page, perhaps an error or log-in page saved by a download"
        if start.startswith(("<?xml", "<!--")) or re.match(r"<[A-Za-z]", start):
            return "an XML file"
    return ""


def conflict(source: str) -> int:
    """The line of the first merge marker, from 1; 0 if there is none."""
    found = _MERGE.search(source)
    return source.count("\n", 0, found.start()) + 1 if found else 0


def value(root: Any) -> str:
    """What this JSON value is, if it looks like something else than OpenAPI; else empty."""
    if not isinstance(root, dict):
        return ""
    for key, name in _KEYS.items():
        if key in root:
            version = root[key]
            known = isinstance(version, str) and re.fullmatch(r"[0-9.]{1,12}", version)
            return f"{name} ({version})" if known else name
    info = root.get("info")
    if isinstance(info, dict):
        schema = info.get("schema")
        if "_postman_id" in info or (isinstance(schema, str) and "getpostman.com" in schema):
            return "a Postman collection; export it as OpenAPI"
    if isinstance(root.get("log"), dict) and "entries" in root["log"]:
        return "an HTTP archive (HAR)"
    if isinstance(root.get("collection"), dict):
        return value(root["collection"])
    dialect = root.get("$schema")
    if (isinstance(dialect, str) and "json-schema.org" in dialect) or (
        "type" in root and "properties" in root
    ):
        return "a plain JSON Schema"
    return ""


def kind_of(node: Any) -> str:
    """The JSON type of a value, with its article."""
    kinds = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return "null" if node is None else kinds.get(type(node), "a number")
