"""The request hash: which recording answers a request.

A hash is the SHA-256, in hex, of a small JSON document about the request. What varies from run to run
without meaning anything (long decimals, search scores, random document ids) is normalized away first.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from urllib.parse import urlparse

MODEL_LIST_PATHS = ("/api/tags", "/v1/models", "/v1/openai/v1/models")

_UUID = r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}"
_SEARCH_METADATA = (
    (re.compile(r"score:\s*[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?"), "score: __NORMALIZED__"),
    (re.compile(r",?\s*attributes:\s*\{[^}]*\}"), ""),
    (re.compile(rf"document_id:\s*{_UUID}"), "document_id: __NORMALIZED__"),
    (re.compile(rf"<\|{_UUID}\|>"), "<|__NORMALIZED__|>"),
)
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{4,}")


def inference_hash(method: str, url: str, body: dict[str, Any], test_id: str | None) -> str:
    """Return the hash of a call to a model. Model lists are shared by all tests, so theirs has no test id."""
    address = urlparse(url)
    document = {
        "method": method.upper(),
        "endpoint": address.path,
        "body": _normalize_body(body, drop_stream_options="bedrock" in address.netloc),
    }
    if address.path not in MODEL_LIST_PATHS:
        document["test_id"] = test_id
    return _digest(document)


def http_hash(request: dict[str, Any]) -> str:
    """Return the hash of a plain HTTP request, which carries its own test id."""
    payload = _normalize_body(request["payload"])
    method = request["method"].upper()
    return _digest({"test_id": request["test_id"], "url": request["url"], "method": method, "payload": payload})


def hash_of_recording(recording: dict[str, Any]) -> str | None:
    """Return the hash of the request in a parsed recording, or None if its kind is never looked up by hash."""
    request = recording.get("request") or {}
    if "body" in request:
        return inference_hash(request["method"], request["url"], request["body"], recording.get("test_id"))
    if "payload" in request:
        return http_hash(request)
    if "tool_name" in request:
        return _digest({key: request[key] for key in ("provider", "tool_name", "kwargs")})
    return None


def models_digest(model_ids: list[str]) -> str:
    """Return the part of a model list's file name that tells lists of different models apart."""
    return hashlib.sha256("|".join(sorted(set(model_ids))).encode()).hexdigest()[:8]


def _digest(document: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _normalize_body(body: dict[str, Any], drop_stream_options: bool = False) -> dict[str, Any]:
    normalized = _normalize(body)
    if drop_stream_options:
        normalized.pop("stream_options", None)
    for key in ("extra_body", "extra_query"):
        if isinstance(normalized.get(key), dict):
            normalized[key].pop("project_id", None)
    return normalized


def _normalize(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _normalize(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_normalize(item) for item in value]
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, str):
        return _normalize_text(value)
    return value


def _normalize_text(text: str) -> str:
    for pattern, replacement in _SEARCH_METADATA:
        text = pattern.sub(replacement, text)
    return _LONG_DECIMAL.sub(lambda match: f"{float(match.group()):.5f}", text)
