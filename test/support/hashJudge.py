"""Judges request hashes: reads recordings as JSON strings, one a line, and prints the hashes of each under every scheme as JSON.

Written for these tests after the recorder's behaviour, on Python's own json, re, hashlib and urllib: what the server must equal.
"""

import hashlib
import json
import re
import sys
from urllib.parse import urlparse

UUID = "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}"
PLACEHOLDERS = [
    (r"score:\s*[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?", "score: __NORMALIZED__"),
    (r",?\s*attributes:\s*\{[^}]*\}", ""),
    (rf"document_id:\s*{UUID}", "document_id: __NORMALIZED__"),
    (rf"<\|{UUID}\|>", "<|__NORMALIZED__|>"),
]


def settle(value, scheme, root=True):
    if scheme in ("1", "2"):
        return value
    if isinstance(value, str):
        if scheme in ("4", "4b"):
            for pattern, placeholder in PLACEHOLDERS:
                value = re.sub(pattern, lambda _: placeholder, value)
        return re.sub(r"-?\d+\.\d{4,}", lambda found: "%.5f" % float(found[0]), value)
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, list):
        return [settle(each, scheme) for each in value]
    if isinstance(value, dict):
        settled = {key: settle(each, scheme, False) for key, each in value.items()}
        for extra in ("extra_body", "extra_query"):
            if root and scheme in ("3c", "4", "4b") and isinstance(settled.get(extra), dict):
                settled[extra].pop("project_id", None)
        return settled
    return value


LISTS = ("/api/tags", "/v1/models", "/v1/openai/v1/models", "/info")


def is_shared_list(url):
    return url.path in LISTS or (url.path.endswith("/models") and url.hostname not in ("0.0.0.0", "127.0.0.1", "localhost"))


def document(recording, scheme):
    request = recording["request"]
    test = {} if scheme == "1" else {"test_id": recording.get("test_id")}
    if "tool_name" in request:
        return {key: request[key] for key in ("provider", "tool_name", "kwargs")}
    if "payload" in request:
        test = {} if scheme == "1" else {"test_id": request.get("test_id")}
        return {**test, "url": request["url"], "method": request["method"].upper(), "payload": settle(request["payload"], scheme)}
    url = urlparse(request["url"])
    body = request["body"]
    if scheme in ("3b", "3c", "4", "4b") and "bedrock" in url.netloc and isinstance(body, dict):
        body = {key: each for key, each in body.items() if key != "stream_options"}
    if scheme == "4b" and is_shared_list(url):
        test = {"test_id": None}
    elif scheme != "4b" and url.path in LISTS[: 2 if scheme in ("1", "2") else 3]:
        test = {}
    return {"method": request["method"].upper(), "endpoint": url.path, "body": settle(body, scheme), **test}


def digest(recording, scheme):
    text = json.dumps(document(recording, scheme), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[: 12 if scheme == "1" else 64]


for line in sys.stdin:
    try:
        recording = json.loads(json.loads(line))
        print(json.dumps({scheme: digest(recording, scheme) for scheme in ("1", "2", "3", "3b", "3c", "4", "4b")}))
    except (ValueError, RecursionError):
        print("null")
