"""The keyword arguments of calls, by resource; this module has those that every call takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired

from typing_extensions import TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..._runtime import core


class RequestOptions(TypedDict):
    """What every call takes besides its own arguments."""

    extra_headers: NotRequired[core.Headers | None]
    """Headers to add; they win over the client's and the call's own. `None` removes one."""

    extra_query: NotRequired[core.Query | None]
    """Query parameters to add."""

    extra_body: NotRequired[Mapping[str, object] | None]
    """Properties to add to the body."""

    timeout: NotRequired[core.TimeoutLike | core.NotGiven]
    """Seconds, a `Timeout`, or `None` for no limit; not given: the client's."""
