"""The other ways in which a model is asked and answers, beside OpenAI's chat completions.

A `WireFormat` turns a request into the chat completion request that the provider knows how to answer, and its answer, one
`choices` item, into what goes over the wire: one object, or the lines of a stream. Everything is the same on every run.
"""

from __future__ import annotations

import re
from typing import Optional

from wire import WireFormat
from wire_anthropic import ANTHROPIC_FORMATS
from wire_completions import COMPLETION_FORMATS
from wire_gemini import GEMINI_FORMATS
from wire_ollama import OLLAMA_FORMATS

WIRE_FORMATS = (*ANTHROPIC_FORMATS, *GEMINI_FORMATS, *OLLAMA_FORMATS, *COMPLETION_FORMATS)


def wire_format(path: str) -> Optional[WireFormat]:
    """Return the format that is spoken at this path, or None for chat completions."""
    return next((each for each in WIRE_FORMATS if re.search(each.path, path.partition("?")[0])), None)
