"""The resource `client.pets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import types
from .._runtime import core, spelling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Unpack

    from .. import params


_RETRIEVE = core.Operation(
    id="getPet",
    method="GET",
    path="/pets/{petId}",
    parameters=spelling.Parameters(
        spelling.Param("petId", "path"), spelling.Param("fields", "query", explode=False)
    ),
    replies=(core.Reply("200", "application/json", "json", lambda: types.Pet),),
    security=(("api_key",), ()),
)


class Pets(core.SyncResource):
    """`client.pets`."""

    def retrieve(
        self,
        pet_id: str,
        *,
        fields: Sequence[str] | None = None,
        extra_headers: core.Headers | None = None,
        extra_query: core.Query | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: core.TimeoutLike | core.NotGiven = core.NOT_GIVEN,
    ) -> types.Pet:
        """One pet.

        Returns:
            The pet.
        """
        return self._call(
            _RETRIEVE,
            path={"petId": pet_id},
            query={"fields": fields},
            options=core.Options(extra_headers, extra_query, extra_body, timeout),
        )

    @property
    def with_raw_response(self) -> PetsWithRawResponse:
        """The same methods, returning the whole response: status, headers, and the value by `parse()`."""
        return PetsWithRawResponse(self)

    @property
    def with_streaming_response(self) -> PetsWithStreamingResponse:
        """The same methods, as context managers of a response whose body is not read yet."""
        return PetsWithStreamingResponse(self)


class PetsWithRawResponse:
    """`with_raw_response` of `Pets`."""

    def __init__(self, resource: Pets) -> None:
        self._resource: Any = core.raw(resource)

    def retrieve(
        self, pet_id: str, **arguments: Unpack[params.PetsRetrieveParams]
    ) -> core.APIResponse[types.Pet]:
        return self._resource.retrieve(pet_id, **arguments)


class PetsWithStreamingResponse:
    """`with_streaming_response` of `Pets`."""

    def __init__(self, resource: Pets) -> None:
        self._resource: Any = core.streamed(resource)

    def retrieve(
        self, pet_id: str, **arguments: Unpack[params.PetsRetrieveParams]
    ) -> core.ResponseManager[types.Pet]:
        return self._resource.retrieve(pet_id, **arguments)


class AsyncPets(core.AsyncResource):
    """`client.pets`."""

    async def retrieve(
        self,
        pet_id: str,
        *,
        fields: Sequence[str] | None = None,
        extra_headers: core.Headers | None = None,
        extra_query: core.Query | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: core.TimeoutLike | core.NotGiven = core.NOT_GIVEN,
    ) -> types.Pet:
        """Asynchronous `Pets.retrieve`: the same arguments, result and errors."""
        return await self._call(
            _RETRIEVE,
            path={"petId": pet_id},
            query={"fields": fields},
            options=core.Options(extra_headers, extra_query, extra_body, timeout),
        )

    @property
    def with_raw_response(self) -> AsyncPetsWithRawResponse:
        """The same methods, returning the whole response: status, headers, and the value by `parse()`."""
        return AsyncPetsWithRawResponse(self)

    @property
    def with_streaming_response(self) -> AsyncPetsWithStreamingResponse:
        """The same methods, as context managers of a response whose body is not read yet."""
        return AsyncPetsWithStreamingResponse(self)


class AsyncPetsWithRawResponse:
    """`with_raw_response` of `AsyncPets`."""

    def __init__(self, resource: AsyncPets) -> None:
        self._resource: Any = core.raw(resource)

    async def retrieve(
        self, pet_id: str, **arguments: Unpack[params.PetsRetrieveParams]
    ) -> core.AsyncAPIResponse[types.Pet]:
        return await self._resource.retrieve(pet_id, **arguments)


class AsyncPetsWithStreamingResponse:
    """`with_streaming_response` of `AsyncPets`."""

    def __init__(self, resource: AsyncPets) -> None:
        self._resource: Any = core.streamed(resource)

    def retrieve(
        self, pet_id: str, **arguments: Unpack[params.PetsRetrieveParams]
    ) -> core.AsyncResponseManager[types.Pet]:
        return core.deferred(self._resource.retrieve(pet_id, **arguments))
