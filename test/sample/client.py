"""A tiny OpenAI-compatible client: chat completions, streamed or whole, and model lists; and plain HTTP for other APIs.

Answers are dictionaries with the keys that the OpenAI SDK's `model_dump()` has, in the same order.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, Callable

BASE_URL = "https://provider.test"
CLIENT_VERSION = "1.0"


class ProviderError(Exception):
    """The provider answered with an HTTP error. `body` is the `error` object it sent."""

    def __init__(self, status_code: int, message: str, body: Any) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.body = body

    @staticmethod
    def of_status(status_code: int, message: str, body: Any) -> ProviderError:
        """Return the error whose class stands for this HTTP status."""
        kind = {400: BadRequestError, 429: RateLimitError, 500: InternalServerError}.get(status_code, ProviderError)
        return kind(status_code, message, body)


class BadRequestError(ProviderError):
    """HTTP 400."""


class RateLimitError(ProviderError):
    """HTTP 429."""


class InternalServerError(ProviderError):
    """HTTP 500."""


class Client:
    """Describes each call as a request, in the words a recording uses for it, and hands it to `send`."""

    def __init__(self, send: Callable[[dict[str, Any]], Any]) -> None:
        self._send = send

    def chat(self, **body: Any) -> Any:
        """Return one chat completion, or with `stream=True` an iterator of chunks."""
        return self._send(self._request("/v1/chat/completions", body))

    def models(self) -> list[dict[str, Any]]:
        """Return the provider's models."""
        return self._send(self._request("/v1/models", {}))

    def _request(self, endpoint: str, body: dict[str, Any]) -> dict[str, Any]:
        return {
            "method": "POST",  # in a recording every call is a POST, also one without a body
            "url": BASE_URL + endpoint,
            "headers": {},
            "body": body,
            "endpoint": endpoint,
            "model": body.get("model", ""),
            "provider_metadata": {"sample_client_version": CLIENT_VERSION},
        }


def http_sender(address: str) -> Callable[[dict[str, Any]], Any]:
    """Return a `send` for `Client` that asks the provider which really listens at `address`."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(request: dict[str, Any]) -> Any:
        data = json.dumps(request["body"]).encode() if request["body"] else None
        headers = {"Content-Type": "application/json"}
        try:
            reply = opener.open(urllib.request.Request(address + request["endpoint"], data, headers))
            if request["body"].get("stream"):
                return _chunks(reply)
            answer = json.load(reply)
        except urllib.error.HTTPError as error:
            raise _provider_error(error) from None
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionError("Connection broken: the provider sent no answer") from error
        if request["endpoint"] == "/v1/models":
            return [as_dumped(model, "model") for model in answer["data"]]
        return as_dumped(answer, answer["object"])

    return send


class HttpClient:
    """Posts to APIs for which there is no client here, such as Anthropic messages and Gemini interactions."""

    def __init__(self, send: Callable[[dict[str, Any]], Any]) -> None:
        self._send = send

    def post(self, path: str, payload: dict[str, Any]) -> Any:
        """Return the answer's object, or with `stream` in the payload an iterator of the lines of the stream."""
        return self._send({"url": BASE_URL + path, "method": "POST", "payload": payload})


def plain_sender(address: str) -> Callable[[dict[str, Any]], Any]:
    """Return a `send` for `HttpClient` that asks the provider which really listens at `address`."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(request: dict[str, Any]) -> Any:
        url = address + request["url"][len(BASE_URL):]
        data = json.dumps(request["payload"]).encode()
        reply = opener.open(urllib.request.Request(url, data, {"Content-Type": "application/json"}))
        return _lines(reply) if request["payload"].get("stream") else json.load(reply)

    return send


def _lines(reply: Any) -> Iterator[str]:
    with reply:
        for line in reply:
            yield line.decode().rstrip("\r\n")


def _chunks(reply: Any) -> Iterator[dict[str, Any]]:
    """Yield the chunks of a server-sent-event stream, up to `[DONE]`."""
    with reply:
        for line in reply:
            if not line.startswith(b"data: "):
                continue
            data = line[len(b"data: "):].strip()
            if data == b"[DONE]":
                return
            chunk = json.loads(data)
            yield as_dumped(chunk, chunk["object"])
    raise ConnectionError("Connection broken: the stream ended before [DONE]")


def _provider_error(error: urllib.error.HTTPError) -> ProviderError:
    answer = json.load(error)
    return ProviderError.of_status(error.code, f"Error code: {error.code} - {answer}", answer["error"])


_COMPLETION_FIELDS = "id choices created model object service_tier system_fingerprint usage"
_FIELDS = {
    "chat.completion": _COMPLETION_FIELDS,
    "chat.completion.choices": "finish_reason index logprobs message",
    "chat.completion.choices.message": "content refusal role annotations audio function_call tool_calls",
    "chat.completion.choices.message.tool_calls": "id function type",
    "chat.completion.chunk": _COMPLETION_FIELDS,
    "chat.completion.chunk.choices": "delta finish_reason index logprobs",
    "chat.completion.chunk.choices.delta": "content function_call refusal role tool_calls",
    "chat.completion.chunk.choices.delta.tool_calls": "index id function type",
    "function": "arguments name",
    "usage": "completion_tokens prompt_tokens total_tokens completion_tokens_details prompt_tokens_details",
    "model": "id created object owned_by",
}


def as_dumped(value: Any, kind: str) -> Any:
    """Return a provider's object as the SDK dumps it: the kind's fields first, null if not sent, then any others."""
    if isinstance(value, list):
        return [as_dumped(item, kind) for item in value]
    fields = _FIELDS.get(kind) or _FIELDS.get(kind.rpartition(".")[2])
    if fields is None or not isinstance(value, dict):
        return value
    ordered = {**dict.fromkeys(fields.split()), **value}
    return {key: as_dumped(item, f"{kind}.{key}") for key, item in ordered.items()}
