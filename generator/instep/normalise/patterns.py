"""Which regular expressions of a document a generated client may hold."""

from __future__ import annotations

from functools import lru_cache

_LONGEST = 1000
"""Characters; a longer pattern costs more than it tells."""


@lru_cache(maxsize=4096)
def supported(pattern: str) -> bool:
    """Does pydantic-core's engine (linear time, no look-around) take the pattern?

    JSON Schema's patterns are ECMA-262 (JSON Schema core, section 6.4). One that the engine refuses would make
    a module unimportable, and one for Python's `re` could run for ever.
    """
    from pydantic_core import SchemaError, SchemaValidator, core_schema  # many documents have none

    if len(pattern) > _LONGEST:
        return False
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except (SchemaError, UnicodeEncodeError):
        return False
    return True
