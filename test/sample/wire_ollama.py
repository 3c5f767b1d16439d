"""Ollama's chats and completions, for the sample provider."""

from __future__ import annotations

import json

from wire import (
    Body,
    Choice,
    Cut,
    JSON_LINES,
    Lines,
    WireFormat,
    calls_of,
    counts,
    prompt_as_chat,
    text_of,
    thought,
)


def _ollama_chat(body: Body, message: Body, end: Body) -> Body:
    return {"model": body["model"], "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant", **message}, **end}


def _ollama_end(body: Body, choice: Choice) -> Body:
    tokens_in, tokens_out = counts(body, choice)
    durations = {"total_duration": 3000, "load_duration": 1000, "prompt_eval_duration": 1000, "eval_duration": 1000}
    return {"done": True, "done_reason": "stop", "prompt_eval_count": tokens_in, "eval_count": tokens_out, **durations}


def _ollama_calls(choice: Choice) -> list[Body]:
    return [{"function": {"name": name, "arguments": arguments}} for _, name, arguments in calls_of(choice)]


def _ollama_chat_whole(body: Body, choice: Choice) -> Body:
    thought = {"thinking": thought(body)} if body.get("think") else {}
    calls = {"tool_calls": _ollama_calls(choice)} if calls_of(choice) else {}
    return _ollama_chat(body, {"content": text_of(choice), **thought, **calls}, _ollama_end(body, choice))


def _ollama_chat_stream(body: Body, choice: Choice, cut: Cut) -> Lines:
    messages = [{"content": "", "thinking": piece} for piece in (cut(thought(body)) if body.get("think") else ())]
    messages += [{"content": piece} for piece in cut(text_of(choice))]
    messages += [{"content": "", "tool_calls": [call]} for call in _ollama_calls(choice)]
    for message in messages:
        yield json.dumps(_ollama_chat(body, message, {"done": False}))
    yield json.dumps(_ollama_chat(body, {"content": ""}, _ollama_end(body, choice)))


def _ollama_completion(body: Body, response: str, end: Body) -> Body:
    return {"model": body["model"], "created_at": "2026-01-01T00:00:00Z", "response": response, **end}


def _ollama_completion_whole(body: Body, choice: Choice) -> Body:
    return _ollama_completion(body, text_of(choice), _ollama_end(body, choice))


def _ollama_completion_stream(body: Body, choice: Choice, cut: Cut) -> Lines:
    for piece in cut(text_of(choice)):
        yield json.dumps(_ollama_completion(body, piece, {"done": False}))
    yield json.dumps(_ollama_completion(body, "", _ollama_end(body, choice)))


def _unless_refused(body: Body, path: str) -> bool:
    """Ollama streams unless it is asked not to."""
    return body.get("stream", True)


OLLAMA_FORMATS = (
    WireFormat(r"/api/chat$", JSON_LINES, lambda body: body, _ollama_chat_whole, _ollama_chat_stream, _unless_refused),
    WireFormat(
        r"/api/generate$",
        JSON_LINES,
        prompt_as_chat,
        _ollama_completion_whole,
        _ollama_completion_stream,
        _unless_refused,
    ),
)
