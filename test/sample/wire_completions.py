"""OpenAI's text completions, for the sample provider."""

from __future__ import annotations

from typing import Optional

from wire import (
    Body,
    Choice,
    Cut,
    EVENTS,
    Lines,
    WireFormat,
    answer_id,
    asked_for,
    counts,
    event,
    prompt_as_chat,
    text_of,
)


def _completion(body: Body, text: str, finish: Optional[str]) -> Body:
    choice = {"text": text, "index": 0, "logprobs": None, "finish_reason": finish}
    return {"id": answer_id("cmpl-", body), "object": "text_completion", "created": 0, "model": body["model"], "choices": [choice]}


def _completion_usage(body: Body, choice: Choice) -> Body:
    tokens_in, tokens_out = counts(body, choice)
    return {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}


def _completion_whole(body: Body, choice: Choice) -> Body:
    return {**_completion(body, text_of(choice), choice["finish_reason"]), "usage": _completion_usage(body, choice)}


def _completion_stream(body: Body, choice: Choice, cut: Cut) -> Lines:
    for piece in cut(text_of(choice)):
        yield from event(_completion(body, piece, None))
    yield from event(_completion(body, "", choice["finish_reason"]))
    if (body.get("stream_options") or {}).get("include_usage"):
        yield from event({**_completion(body, "", None), "choices": [], "usage": _completion_usage(body, choice)})
    yield from ("data: [DONE]", "")


COMPLETION_FORMATS = (
    WireFormat(r"/v1/completions$", EVENTS, prompt_as_chat, _completion_whole, _completion_stream, asked_for),
)
