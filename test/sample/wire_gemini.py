"""Gemini's generateContent and interactions, for the sample provider."""

from __future__ import annotations

import json
from collections.abc import Iterator

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
    uncut,
)


def _gemini_as_chat(body: Body) -> Body:
    messages = []
    for content in body["contents"]:
        parts = content["parts"]
        calls = [{"function": {"name": part["functionCall"]["name"]}} for part in parts if "functionCall" in part]
        role = {"model": "assistant"}.get(content.get("role"), "user")
        if any("functionResponse" in part for part in parts):
            role = "tool"
        messages.append({"role": role, "content": "".join(part.get("text", "") for part in parts), "tool_calls": calls})
    return chat_request(messages, named([tool for tools in body.get("tools", ()) for tool in tools["functionDeclarations"]]))


def _gemini_parts(body: Body, choice: Choice, cut: Cut) -> Iterator[Body]:
    if body.get("generationConfig", {}).get("thinkingConfig"):
        for piece in cut(thought(_gemini_as_chat(body))):
            yield {"text": piece, "thought": True}
    for piece in cut(text_of(choice)):
        yield {"text": piece}
    for _, name, arguments in calls_of(choice):
        yield {"functionCall": {"name": name, "args": arguments}}


def _gemini_answer(body: Body, choice: Choice, parts: list[Body], last: bool) -> Body:
    candidate = {"content": {"parts": parts, "role": "model"}, "index": 0, **({"finishReason": "STOP"} if last else {})}
    tokens_in, tokens_out = counts(body, choice)
    usage = {"promptTokenCount": tokens_in, "candidatesTokenCount": tokens_out, "totalTokenCount": tokens_in + tokens_out}
    answer = {"candidates": [candidate], "usageMetadata": usage if last else {"promptTokenCount": tokens_in}}
    return {**answer, "modelVersion": "sample-gemini", "responseId": answer_id("", body)}


def _gemini_whole(body: Body, choice: Choice) -> Body:
    return _gemini_answer(body, choice, list(_gemini_parts(body, choice, uncut)), last=True)


def _gemini_stream(body: Body, choice: Choice, cut: Cut) -> Lines:
    parts = list(_gemini_parts(body, choice, cut))
    for number, part in enumerate(parts, 1):
        yield from event(_gemini_answer(body, choice, [part], last=number == len(parts)))


def _by_path(body: Body, path: str) -> bool:
    return "streamGenerateContent" in path


def _interaction_as_chat(body: Body) -> Body:
    steps = body["input"]
    if isinstance(steps, str):
        steps = [{"type": "user_input", "content": [{"type": "text", "text": steps}]}]
    messages = []
    for step in steps:
        text = "".join(part.get("text", "") for part in step.get("content", ()))
        role = {"user_input": "user", "function_result": "tool"}.get(step["type"], "assistant")
        calls = [{"function": {"name": step["name"]}}] if step["type"] == "function_call" else []
        messages.append({"role": role, "content": text, "tool_calls": calls})
    return chat_request(messages, named([tool for tool in body.get("tools", ()) if tool["type"] == "function"]))


def _interaction_steps(body: Body, choice: Choice) -> list[Body]:
    summary = [{"type": "text", "text": thought(_interaction_as_chat(body))}]
    steps: list[Body] = [{"type": "thought", "signature": "c2lnbmVk", "summary": summary}]
    if text_of(choice):
        steps.append({"type": "model_output", "content": [{"type": "text", "text": text_of(choice)}]})
    return steps + [
        {"type": "function_call", "id": call_id, "name": name, "arguments": arguments}
        for call_id, name, arguments in calls_of(choice)
    ]


def _interaction(body: Body, choice: Choice) -> Body:
    tokens_in, tokens_out = counts(body, choice)
    usage = {"total_tokens": tokens_in + tokens_out, "total_input_tokens": tokens_in, "total_output_tokens": tokens_out}
    status = "requires_action" if calls_of(choice) else "completed"
    return {"id": answer_id("v1_", body), "status": status, "usage": usage, "object": "interaction", "model": body["model"]}


def _interaction_whole(body: Body, choice: Choice) -> Body:
    return {**_interaction(body, choice), "steps": _interaction_steps(body, choice)}


def _interaction_stream(body: Body, choice: Choice, cut: Cut) -> Lines:
    for data in _interaction_events(body, choice, cut):
        yield from event(data, data["event_type"])
    yield from ("event: done", "data: [DONE]", "")


def _interaction_events(body: Body, choice: Choice, cut: Cut) -> Iterator[Body]:
    end = _interaction(body, choice)
    start = {key: end[key] for key in ("id", "object", "model")}
    yield {"interaction": {**start, "status": "in_progress"}, "event_type": "interaction.created"}
    for index, step in enumerate(_interaction_steps(body, choice)):
        begin, deltas = _step_deltas(step, cut)
        yield {"index": index, "step": begin, "event_type": "step.start"}
        for delta in deltas:
            yield {"index": index, "delta": delta, "event_type": "step.delta"}
        yield {"index": index, "event_type": "step.stop"}
    yield {"interaction": end, "event_type": "interaction.completed"}


def _step_deltas(step: Body, cut: Cut) -> tuple[Body, list[Body]]:
    """Return what a step begins with, and the deltas that complete it."""
    if step["type"] == "function_call":
        pieces = cut(json.dumps(step["arguments"]))
        return {**step, "arguments": {}}, [{"type": "arguments_delta", "arguments": piece} for piece in pieces]
    if step["type"] == "model_output":
        return {"type": "model_output"}, [{"type": "text", "text": piece} for piece in cut(step["content"][0]["text"])]
    pieces = [{"type": "text", "text": piece} for piece in cut(step["summary"][0]["text"])]
    deltas = [{"type": "thought_summary", "content": piece} for piece in pieces]
    return {"type": "thought"}, [*deltas, {"type": "thought_signature", "signature": step["signature"]}]


GEMINI_FORMATS = (
    WireFormat(r":(stream)?[gG]enerateContent$", EVENTS, _gemini_as_chat, _gemini_whole, _gemini_stream, _by_path),
    WireFormat(r"/interactions$", EVENTS, _interaction_as_chat, _interaction_whole, _interaction_stream, asked_for),
)
