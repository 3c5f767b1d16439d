"""A local provider that speaks OpenAI chat completions, with real server-sent events, and knows its answers by heart.

The same answers come in other providers' formats, at the paths those have; see wire_formats.py.

`python provider.py` runs it alone and prints its address. What it answers follows from the request and from the
SAMPLE_PROVIDER_… environment variables (see README.md), which are read for each request.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import provider_responses
from wire import WireFormat
from wire_formats import wire_format

MODELS = ("sample/large=2026-01", "sample/tiny-chat:1b")
STARTED = 1767225600  # 2026-01-01: a model list keeps its times

# Prompt word -> the answer, and the same in other words for SAMPLE_PROVIDER_VARIANT=2.
TEXTS = {
    "France": ("The capital of France is Paris.", "That is Paris, on the river Seine."),
    "New Zealand": ("The capital of New Zealand is Wellington.", "That would be windy Wellington."),
    "Japan": ("The capital of Japan is Tōkyō (東京) 🗼.", "Tōkyō, of course 🗾."),
    "name": ("Call it Reel One.", "How about Spool?"),
    "get_weather": ("It is 18 degrees and dry.", "Dry, with 18 degrees."),
    "add_to_packing_list": ("Oslo expects rain: the umbrella is on your list.", "Rain in Oslo. I noted an umbrella."),
}
REFUSALS = ("I'm sorry, but I can't help with opening that lock.", "Sorry, I can't assist with a lock that is not yours.")
JSON_ANSWERS = (
    {"title": "The Long Tape", "year": 1971, "ratings": [4.5, 3.0]},
    {"title": "The Long Tape (restored)", "year": 1971, "ratings": [4.5, 5.0]},
)
ERRORS = {
    429: {"message": "Rate limit reached.", "type": "requests", "param": None, "code": "rate_limit_exceeded"},
    500: {"message": "The server had an error.", "type": "server_error", "param": None, "code": None},
}


def setting(name: str, default: str) -> str:
    """Return the environment variable SAMPLE_PROVIDER_<name>."""
    return os.environ.get(f"SAMPLE_PROVIDER_{name}") or default


def choices_for(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the `n` choices the model answers with, each a whole `choices` item without its index."""
    return [_choice(body, number) for number in range(body.get("n", 1))]


def _choice(body: dict[str, Any], number: int) -> dict[str, Any]:
    variant = (int(setting("VARIANT", "1")) - 1 + number) % 2
    calls = _tool_calls(body)
    if calls:
        return {"message": {"role": "assistant", "content": None, "tool_calls": calls}, "finish_reason": "tool_calls"}
    message = {"role": "assistant", "content": None, "refusal": None}
    prompt = _prompt(body)
    if "lock" in prompt:
        message["refusal"] = REFUSALS[variant]
    elif "response_format" in body:
        message["content"] = json.dumps(JSON_ANSWERS[variant])
    else:
        message["content"] = _text(_topic(body), variant)
    return {"message": message, "finish_reason": "stop"}


def _text(topic: str, variant: int) -> str:
    count = re.search(r"Count to (\d+)", topic)
    if count:
        return ("", "Gladly: ")[variant] + " ".join(str(number) for number in range(1, int(count[1]) + 1))
    for word, texts in TEXTS.items():
        if word in topic:
            return texts[variant]
    return ("I have no answer to that.", "That is beyond me.")[variant]


def _prompt(body: dict[str, Any]) -> str:
    return next(message["content"] for message in reversed(body["messages"]) if message["role"] == "user")


def _topic(body: dict[str, Any]) -> str:
    """Return what a text answer is about: the tool that was called last, otherwise the prompt."""
    called = [call["function"]["name"] for message in body["messages"] for call in message.get("tool_calls") or ()]
    return called[-1] if called else _prompt(body)


def _tool_calls(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the calls of this turn: one a turn for the office's tools, else one for each city in the prompt."""
    tools = [tool["function"]["name"] for tool in body.get("tools", ())]
    turn = sum(message["role"] == "assistant" for message in body["messages"])
    country = ", Norway" if setting("TOOL_ARGUMENTS", "1") == "2" else ""
    if "find_office" in tools:
        steps = (
            ("find_office", {"name": "Oslo"}),
            ("get_weather", {"city": f"Oslo{country}", "days": 1}),
            ("add_to_packing_list", {"item": "umbrella", "count": 1}),
        )
        calls = steps[turn : turn + 1]
    elif "get_weather" in tools and turn == 0:
        cities = re.findall(r"Paris|Lima|Oslo", _prompt(body))
        calls = tuple(("get_weather", {"city": f"{city}{country}", "days": 1}) for city in cities)
    else:
        calls = ()
    return [_tool_call(turn, index, name, arguments) for index, (name, arguments) in enumerate(calls)]


def _tool_call(turn: int, index: int, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    call_id = "call_" + hashlib.sha256(f"{name} {turn} {index}".encode()).hexdigest()[:24]
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}


def completion(body: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a request that does not stream."""
    choices = [{"index": index, "logprobs": None, **choice} for index, choice in enumerate(choices_for(body))]
    return {**_envelope(body, "chat.completion"), "choices": choices, "usage": _usage(body, choices)}


def chunks(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the answer to a streaming request, the chunks of its choices taking turns."""
    choices = choices_for(body)
    envelope = _envelope(body, "chat.completion.chunk")
    streams = [
        [{"index": index, "delta": delta, "finish_reason": None} for delta in _deltas(choice["message"])]
        + [{"index": index, "delta": {}, "finish_reason": choice["finish_reason"]}]
        for index, choice in enumerate(choices)
    ]
    for row in itertools.zip_longest(*streams):
        for choice in filter(None, row):
            yield {**envelope, "choices": [choice]}
    if (body.get("stream_options") or {}).get("include_usage"):
        yield {**envelope, "choices": [], "usage": _usage(body, choices)}


def _deltas(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the deltas that add up to the message."""
    yield {"role": "assistant", "content": "" if message["content"] else None}
    for field in ("content", "refusal"):
        for piece in _pieces(message.get(field) or ""):
            yield {field: piece}
    for index, call in enumerate(message.get("tool_calls") or ()):
        function = call["function"]
        yield {"tool_calls": [{"index": index, **call, "function": {**function, "arguments": ""}}]}
        for piece in _pieces(function["arguments"]):
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}


def _pieces(text: str) -> list[str]:
    """Cut a text into the pieces that are sent: words, or SAMPLE_PROVIDER_CHUNK_CHARS characters."""
    length = int(setting("CHUNK_CHARS", "0"))
    return re.findall(rf"(?s).{{1,{length}}}" if length else r"\s*\S+", text)


def _envelope(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-" + os.urandom(12).hex(),
        "object": kind,
        "created": int(time.time()),
        "model": body["model"],
        "system_fingerprint": "fp_sample",
    }


def _usage(body: dict[str, Any], choices: list[dict[str, Any]]) -> dict[str, int]:
    """Count words; a real provider counts tokens."""
    prompt = len(json.dumps(body["messages"]).split())
    answer = len(json.dumps([choice["message"] for choice in choices]).split())
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


class Handler(BaseHTTPRequestHandler):
    """Answers one request. The server is an HTTP/1.0 one: closing the connection ends the answer."""

    request_numbers = itertools.count(1)

    def do_GET(self) -> None:
        models = [{"id": name, "object": "model", "created": STARTED, "owned_by": "sample"} for name in MODELS]
        self._send_json(200, {"object": "list", "data": models})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/v1/responses":
            return self._send_response(body)
        failing = next(self.request_numbers) == int(setting("FAIL_AT", "0"))
        breaking = failing and setting("FAIL_WITH", "500") == "break"
        wire = wire_format(self.path)
        chat = wire.as_chat(body) if wire else body
        if failing and not breaking:
            self._send_error(500)
        elif "overloaded" in _prompt(chat):
            self._send_error(429)
        elif wire and wire.streams(body, self.path):
            self._send_lines(wire, wire.stream(body, choices_for(chat)[0], _pieces), breaking)
        elif body.get("stream"):
            self._send_stream(body, breaking)
        elif not breaking:
            self._send_json(200, wire.whole(body, choices_for(chat)[0]) if wire else completion(body))

    def _send_response(self, body: dict[str, Any]) -> None:
        if not body.get("stream"):
            return self._send_json(200, provider_responses.answer(body))
        self._send_head(200, "text/event-stream")
        for event in provider_responses.events(body):
            self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())

    def _send_error(self, status: int) -> None:
        self._send_json(status, {"error": ERRORS[status]})

    def _send_json(self, status: int, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self._send_head(status, "application/json")
        self.wfile.write(data)

    def _send_stream(self, body: dict[str, Any], breaking: bool) -> None:
        """Send the chunks as events; a breaking stream ends after the third, without `[DONE]`."""
        self._send_head(200, "text/event-stream")
        for chunk in itertools.islice(chunks(body), 3 if breaking else None):
            time.sleep(int(setting("DELAY_MS", "0")) / 1000)
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        if not breaking:
            self.wfile.write(b"data: [DONE]\n\n")

    def _send_lines(self, wire: WireFormat, lines: Iterator[str], breaking: bool) -> None:
        """Send the lines of a stream; a breaking one ends after the ninth."""
        self._send_head(200, wire.content_type)
        for line in itertools.islice(lines, 9 if breaking else None):
            time.sleep(int(setting("DELAY_MS", "0")) / 1000 if line else 0)
            self.wfile.write(line.encode() + b"\n")

    def _send_head(self, status: int, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep quiet."""


@contextmanager
def running_provider(port: int = 0) -> Iterator[str]:
    """Run the provider inside the `with` block, by default on a free port, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    with running_provider() as url:
        print(url, flush=True)
        threading.Event().wait()
