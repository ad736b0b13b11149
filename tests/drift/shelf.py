"""A small document, and comparisons of what somebody does to it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from instep.config import adhoc_client
from instep.drift.changes import Comparison
from instep.pipeline import compare_documents

Json = Any

BASE: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Shelf", "version": "1"},
    "servers": [{"url": "https://shelf.example"}],
    "security": [{"key": []}],
    "paths": {
        "/books/{book_id}": {
            "parameters": [
                {"name": "book_id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "get": {
                "operationId": "getBook",
                "tags": ["books"],
                "parameters": [
                    {"name": "user_name", "in": "query", "schema": {"type": "string"}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                    {
                        "name": "fields",
                        "in": "query",
                        "schema": {"type": "array", "items": {"enum": ["a", "b"]}},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "d",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Book"}}
                        },
                    },
                    "default": {
                        "description": "d",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                        },
                    },
                },
            },
            "put": {
                "operationId": "putBook",
                "tags": ["books"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/NewBook"}}
                    },
                },
                "responses": {"204": {"description": "d"}},
                "callbacks": {
                    "onRead": {
                        "{$request.body#/hook}": {
                            "post": {
                                "requestBody": {
                                    "content": {
                                        "application/json": {
                                            "schema": {"$ref": "#/components/schemas/Read"}
                                        }
                                    }
                                },
                                "responses": {"200": {"description": "d"}},
                            }
                        }
                    }
                },
            },
        }
    },
    "webhooks": {
        "lent": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Lent"}}
                    }
                },
                "responses": {"200": {"description": "d"}},
            }
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Book": {
                "type": "object",
                "required": ["id", "title", "page"],
                "properties": {
                    "id": {"type": "string"},
                    "title": {"type": "string", "maxLength": 100},
                    "page": {"type": "integer"},
                    "isbn": {"type": ["string", "null"]},
                    "shelf": {"enum": ["fiction", "other"]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}},
                    "secret": {"type": "string", "writeOnly": True},
                },
            },
            "NewBook": {
                "type": "object",
                "required": ["title"],
                "properties": {
                    "title": {"type": "string"},
                    "pages": {"type": "integer", "minimum": 1},
                    "format": {"type": "string", "enum": ["paper", "cloth"]},
                    "author": {"type": "object", "properties": {"name": {"type": "string"}}},
                    "hook": {"type": "string"},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
            "Problem": {"type": "object", "properties": {"code": {"type": "string"}}},
            "Read": {"type": "object", "properties": {"by": {"type": "string"}}},
            "Lent": {
                "type": "object",
                "required": ["to"],
                "properties": {"to": {"type": "string"}, "until": {"type": "string"}},
            },
        },
    },
}

Edit = Callable[[Json], object]


def get_of(d: Json) -> Json:
    """The operation that reads."""
    return d["paths"]["/books/{book_id}"]["get"]


def put_of(d: Json) -> Json:
    """The operation that writes."""
    return d["paths"]["/books/{book_id}"]["put"]


def schemas_of(d: Json) -> Json:
    """The component schemas."""
    return d["components"]["schemas"]


def properties_of(d: Json, name: str) -> Json:
    """The properties of a component."""
    return schemas_of(d)[name]["properties"]


def renamed_schema(d: Json) -> None:
    """One component under another name, its references too."""
    text = json.dumps(d).replace('"#/components/schemas/Book"', '"#/components/schemas/Volume"')
    d.clear()
    d.update(json.loads(text))
    schemas_of(d)["Volume"] = schemas_of(d).pop("Book")


def compared(folder: Path, old: Json, new: Json, *, docs: bool = False) -> Comparison:
    """The comparison of two documents, on a fixed day."""
    for name, value in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps(value))
    clients = [adhoc_client(str(folder / f"{name}.json")) for name in ("old", "new")]
    return compare_documents(*clients, today=date(2026, 1, 1), docs=docs)


def edited(edit: Edit) -> Json:
    """The shelf, with something done to it."""
    made = copy.deepcopy(BASE)
    edit(made)
    return made
