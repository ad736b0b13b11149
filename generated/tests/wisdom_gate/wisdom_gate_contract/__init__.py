"""What the contract tests of a generated client stand on: cases, a loopback server, and checks.

Nothing here shares code with the client: what it sends is read by another implementation of the
same rules. Needs pytest and jsonschema-rs.
"""

from .cases import Case, asynchronous, cases_of
from .service import Service

__all__ = ["Case", "Service", "asynchronous", "cases_of"]
