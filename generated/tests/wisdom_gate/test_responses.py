"""Contract tests of `client.responses`.

Each case is a row of `data/`: what the operation is called with, what a server on this machine
answers, and what must come of it. Generated; tests of your own can stand in files beside this one.
"""

from __future__ import annotations

from wisdom_gate_contract import Case, Service, asynchronous, cases_of

from wisdom_gate import AsyncClient, Client

cases = cases_of("responses")


class TestResponsesCreate:
    """`POST /v1/responses`"""

    @cases("POST /v1/responses", "requests")
    def test_request(self, case: Case, service: Service) -> None:
        client: Client = service.client(case)
        client.responses.create(**case.arguments)
        service.check_request(case)

    @cases("POST /v1/responses", "requests")
    @asynchronous
    async def test_request_async(self, case: Case, service: Service) -> None:
        client: AsyncClient = service.async_client(case)
        await client.responses.create(**case.arguments)
        service.check_request(case)

    @cases("POST /v1/responses", "responses")
    def test_response(self, case: Case, service: Service) -> None:
        client: Client = service.client(case)
        service.check_result(case, client.responses.create(**case.arguments))

    @cases("POST /v1/responses", "responses")
    @asynchronous
    async def test_response_async(self, case: Case, service: Service) -> None:
        client: AsyncClient = service.async_client(case)
        service.check_result(case, await client.responses.create(**case.arguments))

    @cases("POST /v1/responses", "failures")
    def test_failure(self, case: Case, service: Service) -> None:
        client: Client = service.client(case)
        with service.raises(case):
            client.responses.create(**case.arguments)

    @cases("POST /v1/responses", "failures")
    @asynchronous
    async def test_failure_async(self, case: Case, service: Service) -> None:
        client: AsyncClient = service.async_client(case)
        with service.raises(case):
            await client.responses.create(**case.arguments)

    @cases.troubles("POST /v1/responses")
    def test_trouble(self, case: Case, service: Service) -> None:
        client: Client = service.client(case)
        with service.troubled(case):
            client.responses.create(**case.arguments)

    @cases.troubles("POST /v1/responses")
    @asynchronous
    async def test_trouble_async(self, case: Case, service: Service) -> None:
        client: AsyncClient = service.async_client(case)
        with service.troubled(case):
            await client.responses.create(**case.arguments)

    @cases.retries("POST /v1/responses")
    def test_retry(self, case: Case, service: Service) -> None:
        client: Client = service.client(case)
        service.check_retried(case, client.responses.create(**case.arguments))

    @cases.retries("POST /v1/responses")
    @asynchronous
    async def test_retry_async(self, case: Case, service: Service) -> None:
        client: AsyncClient = service.async_client(case)
        service.check_retried(case, await client.responses.create(**case.arguments))

    @cases.usual("POST /v1/responses")
    def test_views(self, case: Case, service: Service) -> None:
        resource = service.client(case).responses
        service.check_views(
            case,
            resource.with_raw_response.create,
            resource.with_streaming_response.create,
        )

    @cases.usual("POST /v1/responses")
    @asynchronous
    async def test_views_async(self, case: Case, service: Service) -> None:
        resource = service.async_client(case).responses
        await service.check_async_views(
            case,
            resource.with_raw_response.create,
            resource.with_streaming_response.create,
        )

    @cases("POST /v1/responses", "streams")
    def test_stream(self, case: Case, service: Service) -> None:
        client: Client = service.client(case)
        with client.responses.create(**case.arguments, stream=True) as stream:
            events = list(stream)
        service.check_events(case, stream, events)

    @cases("POST /v1/responses", "streams")
    @asynchronous
    async def test_stream_async(self, case: Case, service: Service) -> None:
        client: AsyncClient = service.async_client(case)
        async with await client.responses.create(**case.arguments, stream=True) as stream:
            events = [event async for event in stream]
        service.check_events(case, stream, events)

    @cases("POST /v1/responses", "streams")
    def test_stream_left_early(self, case: Case, service: Service) -> None:
        client: Client = service.client(case, endless=True)
        with client.responses.create(**case.arguments, stream=True) as stream:
            next(stream)
        service.check_left(case)

    @cases("POST /v1/responses", "streams")
    @asynchronous
    async def test_stream_left_early_async(self, case: Case, service: Service) -> None:
        client: AsyncClient = service.async_client(case, endless=True)
        async with await client.responses.create(**case.arguments, stream=True) as stream:
            await anext(stream)
        service.check_left(case)

    @cases.stream_troubles("POST /v1/responses")
    def test_stream_trouble(self, case: Case, service: Service) -> None:
        client: Client = service.client(case)
        events: list[object] = []
        with service.troubled(case, events):
            with client.responses.create(**case.arguments, stream=True) as stream:
                for event in stream:
                    events.append(event)

    @cases.stream_troubles("POST /v1/responses")
    @asynchronous
    async def test_stream_trouble_async(self, case: Case, service: Service) -> None:
        client: AsyncClient = service.async_client(case)
        events: list[object] = []
        with service.troubled(case, events):
            async with await client.responses.create(**case.arguments, stream=True) as stream:
                async for event in stream:
                    events.append(event)
