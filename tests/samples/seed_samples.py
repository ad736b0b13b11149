"""The samples of the seed page, to the letter: as functions of a client, and their async twins.

The page shows calls only. Here each is the body of a function that gets the client and hands back
the last response; a test compares the bodies with the page.
"""

from __future__ import annotations

from wisdom_gate import AsyncClient, Client
from wisdom_gate.types import Response

# Written as on the page, so not by the formatter's rules.
# fmt: off
# ruff: noqa: RET504


def image_and_text(client: Client) -> Response:
    """One message with two parts."""
    response = client.responses.create(
        model="gpt-4.1",
        input=[
            {
                "role": "user",
                "content": [
                    {
                        "type": "input_text",
                        "text": "What is in this image?"
                    },
                    {
                        "type": "input_image",
                        "image_url": "https://example.com/image.jpg"
                    }
                ]
            }
        ]
    )
    return response


def web_search(client: Client) -> Response:
    """A question that the model looks up on the web."""
    response = client.responses.create(
        model="gpt-4.1",
        input="What was a positive news story from today?",
        tools=[
            {"type": "web_search_preview"}
        ]
    )
    return response


def conversation_state(client: Client) -> Response:
    """A second question that builds on the first."""
    # First message
    response1 = client.responses.create(
        model="gpt-4.1",
        input="Hello, my name is Alice."
    )

    # Follow-up message
    response2 = client.responses.create(
        model="gpt-4.1",
        input="What's my name?",
        previous_response_id=response1.id
    )
    return response2


def function_calling(client: Client) -> Response:
    """A question that the model answers by asking for a function call."""
    response = client.responses.create(
        model="gpt-4.1",
        input="What is the weather like in Boston today?",
        tools=[
            {
                "type": "function",
                "name": "get_current_weather",
                "description": "Get the current weather in a given location",
                "parameters": {
                    "type": "object",
                    "properties": {
                        "location": {
                            "type": "string",
                            "description": "The city and state, e.g. San Francisco, CA"
                        },
                        "unit": {
                            "type": "string",
                            "enum": ["celsius", "fahrenheit"]
                        }
                    },
                    "required": ["location", "unit"]
                }
            }
        ],
        tool_choice="auto"
    )
    return response


def reasoning_effort(client: Client) -> Response:
    """A hard question for a model that reasons."""
    response = client.responses.create(
        model="o3-mini",
        input="How much wood would a woodchuck chuck?",
        reasoning={
            "effort": "high"  # Options: minimal, low, medium, high
        }
    )
    return response


def story_streamed(client: Client) -> None:
    """A story, printed event by event."""
    stream = client.responses.create(
        model="gpt-4.1",
        input="Tell me a story",
        stream=True
    )

    for chunk in stream:
        # Process streaming chunks
        print(chunk, end="")


async def image_and_text_async(client: AsyncClient) -> Response:
    """One message with two parts."""
    response = await client.responses.create(
        model="gpt-4.1",
        input=[
            {
                "role": "user",
                "content": [
                    {
                        "type": "input_text",
                        "text": "What is in this image?"
                    },
                    {
                        "type": "input_image",
                        "image_url": "https://example.com/image.jpg"
                    }
                ]
            }
        ]
    )
    return response


async def web_search_async(client: AsyncClient) -> Response:
    """A question that the model looks up on the web."""
    response = await client.responses.create(
        model="gpt-4.1",
        input="What was a positive news story from today?",
        tools=[
            {"type": "web_search_preview"}
        ]
    )
    return response


async def conversation_state_async(client: AsyncClient) -> Response:
    """A second question that builds on the first."""
    # First message
    response1 = await client.responses.create(
        model="gpt-4.1",
        input="Hello, my name is Alice."
    )

    # Follow-up message
    response2 = await client.responses.create(
        model="gpt-4.1",
        input="What's my name?",
        previous_response_id=response1.id
    )
    return response2


async def function_calling_async(client: AsyncClient) -> Response:
    """A question that the model answers by asking for a function call."""
    response = await client.responses.create(
        model="gpt-4.1",
        input="What is the weather like in Boston today?",
        tools=[
            {
                "type": "function",
                "name": "get_current_weather",
                "description": "Get the current weather in a given location",
                "parameters": {
                    "type": "object",
                    "properties": {
                        "location": {
                            "type": "string",
                            "description": "The city and state, e.g. San Francisco, CA"
                        },
                        "unit": {
                            "type": "string",
                            "enum": ["celsius", "fahrenheit"]
                        }
                    },
                    "required": ["location", "unit"]
                }
            }
        ],
        tool_choice="auto"
    )
    return response


async def reasoning_effort_async(client: AsyncClient) -> Response:
    """A hard question for a model that reasons."""
    response = await client.responses.create(
        model="o3-mini",
        input="How much wood would a woodchuck chuck?",
        reasoning={
            "effort": "high"  # Options: minimal, low, medium, high
        }
    )
    return response


async def story_streamed_async(client: AsyncClient) -> None:
    """A story, printed event by event."""
    stream = await client.responses.create(
        model="gpt-4.1",
        input="Tell me a story",
        stream=True
    )

    async for chunk in stream:
        # Process streaming chunks
        print(chunk, end="")
