"""What is received: `Includable`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

Includable = TypeAliasType(
    "Includable",
    Literal[
        "web_search_call.action.sources",
        "code_interpreter_call.outputs",
        "computer_call_output.output.image_url",
        "file_search_call.results",
        "message.input_image.image_url",
        "message.output_text.logprobs",
        "reasoning.encrypted_content",
    ]
    | str,
)
"""Extra data that a response can carry: the pages a web search used, what executed code printed,
images that a computer call returned, what a file search found, images of the input,
log-probabilities of the output's tokens, or the reasoning in encrypted form (which continues it
where nothing is stored).
"""
