"""What the provider's wire formats share; see wire_formats.py."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Callable, Optional

Body = dict
Choice = dict
Lines = Iterator[str]
Cut = Callable[[str], list]
EVENTS, JSON_LINES = "text/event-stream", "application/x-ndjson"


@dataclass(frozen=True)
class WireFormat:
    """`path` fits the end of the URL's path. `whole` and `stream` get the request, the answer and a function that cuts a text."""

    path: str
    content_type: str
    as_chat: Callable[[Body], Body]
    whole: Callable[[Body, Choice], Body]
    stream: Callable[[Body, Choice, Cut], Lines]
    streams: Callable[[Body, str], bool]


def thought(body: Body) -> str:
    return f"The question has {len(last_text(body).split())} words."


def last_text(body: Body) -> str:
    return next(message["content"] for message in reversed(body["messages"]) if message["role"] == "user")


def answer_id(prefix: str, body: Body) -> str:
    """Return an id for the answer: real providers draw lots, which would make each recording differ."""
    return prefix + hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


def counts(body: Body, choice: Choice) -> tuple[int, int]:
    """Count words; a real provider counts tokens."""
    return len(json.dumps(body).split()), len(json.dumps(choice["message"]).split())


def calls_of(choice: Choice) -> list[tuple[str, str, dict[str, Any]]]:
    """Return (id, name, arguments) of each tool call."""
    calls = choice["message"].get("tool_calls") or ()
    return [(call["id"], call["function"]["name"], json.loads(call["function"]["arguments"])) for call in calls]


def text_of(choice: Choice) -> str:
    return choice["message"].get("content") or choice["message"].get("refusal") or ""


def named(tools: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": "function", "function": {"name": tool["name"]}} for tool in tools]


def event(data: Body, name: Optional[str] = None) -> Lines:
    """Yield the lines of one server-sent event."""
    if name:
        yield f"event: {name}"
    yield f"data: {json.dumps(data)}"
    yield ""


def chat_request(messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> Body:
    return {"messages": messages, **({"tools": tools} if tools else {})}


def prompt_as_chat(body: Body) -> Body:
    return chat_request([{"role": "user", "content": body["prompt"]}], [])


def uncut(text: str) -> list:
    """Return a text as its own and only piece."""
    return [text] if text else []


def asked_for(body: Body, path: str) -> bool:
    return body.get("stream", False)
