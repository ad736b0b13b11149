"""What is asked of a scheme whose tokens have to be fetched; `oauth` answers, in clients that need it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ._auth import ClientCredentials, Credential
    from ._operation import Scheme
    from ._settings import Settings
    from ._steps import Step, Surroundings


class Tokens(Protocol):
    """The tokens of a client and its copies."""

    def token(
        self,
        scheme: Scheme,
        credentials: ClientCredentials,
        settings: Settings,
        around: Surroundings,
        deadline: float | None,
    ) -> Generator[Step, Any, str]:
        """A token that is not about to expire."""
        ...

    def forget(self, scheme: Scheme, credentials: ClientCredentials, token: str) -> None:
        """Drop a token that the server refused."""
        ...


class TokenFlow(Protocol):
    """How a scheme gets a token where none is given."""

    @property
    def token_url(self) -> str:
        """Where tokens are asked for, as the document writes it."""
        ...

    @property
    def arguments(self) -> tuple[str, str]:
        """The keywords of the client's constructor for the client's id and secret."""
        ...

    def tokens(self) -> Tokens:
        """A place for the tokens of one client."""
        ...

    def chosen(
        self, given: Credential | None, variable: str, *, environment: bool
    ) -> Credential | None:
        """The token, or the OAuth2 client that gets one; None: there is neither."""
        ...

    def client(self, key: object, secret: object, before: object) -> ClientCredentials:
        """The credentials with another id or secret. Raises `TypeError` for what is no string."""
        ...
