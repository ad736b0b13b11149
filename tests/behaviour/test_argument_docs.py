"""What a method's docstring says of an argument whose schema says nothing itself."""

from __future__ import annotations

import json
from pathlib import Path

from judged import generated

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Docs", "version": "1"},
    "paths": {
        "/things": {
            "post": {
                "operationId": "createThing",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "heat": {
                                        "anyOf": [
                                            {"type": "number", "description": "How warm it is."},
                                            {"type": "null"},
                                        ]
                                    },
                                    "options": {"$ref": "#/components/schemas/Options"},
                                },
                            }
                        }
                    }
                },
                "responses": {"204": {"description": "Done"}},
            }
        }
    },
    "components": {
        "schemas": {
            "Options": {
                "type": "object",
                "description": "Options for a thing. There are many.",
                "properties": {"a": {"type": "string"}},
            }
        }
    },
}


def test_words_of_the_wrapped_schema_and_of_the_type_are_used(tmp_path: Path) -> None:
    document = tmp_path / "docs.json"
    document.write_text(json.dumps(DOCUMENT))
    generated(document, "docs_api", tmp_path)
    stub = (tmp_path / "docs_api" / "resources" / "things.pyi").read_text()
    assert "heat: How warm it is." in stub
    assert "options: Options for a thing." in stub
    assert "There are many" not in stub
