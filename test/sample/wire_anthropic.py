"""Anthropic messages, for the sample provider."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from wire import (
    Body,
    Choice,
    Cut,
    EVENTS,
    Lines,
    WireFormat,
    answer_id,
    asked_for,
    calls_of,
    chat_request,
    counts,
    event,
    named,
    text_of,
    thought,
)


def _anthropic_as_chat(body: Body) -> Body:
    messages = []
    for message in body["messages"]:
        parts = message["content"]
        if isinstance(parts, str):
            parts = [{"type": "text", "text": parts}]
        text = "".join(part["text"] for part in parts if part["type"] == "text")
        calls = [{"function": {"name": part["name"]}} for part in parts if part["type"] == "tool_use"]
        is_result = any(part["type"] == "tool_result" for part in parts)
        messages.append({"role": "tool" if is_result else message["role"], "content": text, "tool_calls": calls})
    return chat_request(messages, named(body.get("tools", [])))


def _anthropic_blocks(body: Body, choice: Choice) -> list[dict[str, Any]]:
    blocks = []
    if body.get("thinking"):
        blocks.append({"type": "thinking", "thinking": thought(_anthropic_as_chat(body)), "signature": "c2lnbmVk"})
    if text_of(choice):
        blocks.append({"type": "text", "text": text_of(choice)})
    return blocks + [
        {"type": "tool_use", "id": call_id.replace("call_", "toolu_"), "name": name, "input": arguments}
        for call_id, name, arguments in calls_of(choice)
    ]


def _anthropic_whole(body: Body, choice: Choice) -> Body:
    tokens_in, tokens_out = counts(body, choice)
    return {
        "id": answer_id("msg_", body),
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": _anthropic_blocks(body, choice),
        "stop_reason": "tool_use" if calls_of(choice) else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": tokens_in, "output_tokens": tokens_out},
    }


# Block type, which is also the name of its text -> the type of its deltas.
_DELTAS = {"text": "text_delta", "thinking": "thinking_delta"}


def _anthropic_stream(body: Body, choice: Choice, cut: Cut) -> Lines:
    for data in _anthropic_events(_anthropic_whole(body, choice), cut):
        yield from event(data, data["type"])


def _anthropic_events(message: Body, cut: Cut) -> Iterator[Body]:
    tokens = message["usage"]
    start = {**message, "content": [], "stop_reason": None, "usage": {**tokens, "output_tokens": 1}}
    yield {"type": "message_start", "message": start}
    for index, block in enumerate(message["content"]):
        begin, deltas = _anthropic_deltas(block, cut)
        yield {"type": "content_block_start", "index": index, "content_block": begin}
        if index == 0:
            yield {"type": "ping"}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    end = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": end, "usage": {"output_tokens": tokens["output_tokens"]}}
    yield {"type": "message_stop"}


def _anthropic_deltas(block: Body, cut: Cut) -> tuple[Body, list[Body]]:
    """Return what a block begins with, and the deltas that complete it."""
    if block["type"] == "tool_use":
        pieces = ["", *cut(json.dumps(block["input"]))]
        return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    key = block["type"]
    deltas = [{"type": _DELTAS[key], key: piece} for piece in cut(block[key])]
    if "signature" in block:
        return {**block, key: "", "signature": ""}, [*deltas, {"type": "signature_delta", "signature": block["signature"]}]
    return {**block, key: ""}, deltas


ANTHROPIC_FORMATS = (
    WireFormat(r"/v1/messages$", EVENTS, _anthropic_as_chat, _anthropic_whole, _anthropic_stream, asked_for),
)
