"""Reads recorded calls of every format with PyYAML and Python's own json, gzip and base64: one path (as JSON) a line on standard input, what the file
holds a line on standard output: {"value": the file's value, "calls": [{method, url, status, request, response}]}.

A body is null, {"tree": value}, {"text": text}, {"frames": [{headers, payload}]} or {"bytes": base64}; bytes in a value are {"!!binary": base64}.
"""

import base64
import gzip
import json
import re
import struct
import sys
import zlib

import brotli
import yaml


class Loader(yaml.CSafeLoader):
    """Takes tags that it does not know for what they stand at."""


def untagged(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        # A key made by a call of one argument stands for that.
        found = loader.construct_sequence(node, deep=True)
        return found[0] if suffix.startswith("object/") and len(found) == 1 else found
    return loader.construct_mapping(node, deep=True)


Loader.add_multi_constructor("tag:yaml.org,2002:python/", untagged)
Loader.add_multi_constructor("!", untagged)
Loader.add_constructor("!binary", Loader.construct_yaml_binary)
# Times stay as they are spelt: there are none in JSON.
Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.construct_yaml_str)


def calls_of(path, data, value):
    if isinstance(value, str):
        return chunks_of(value) if path.endswith(".chunks.txt") else httprr_calls(data)
    if "http_interactions" in value:
        return [call(each, "uri", statuses(each["response"])) for each in value["http_interactions"]]
    if "log" in value:
        return [har_call(each) for each in value["log"]["entries"]]
    if "requests" in value and "responses" in value:
        pairs = zip(value["requests"], value["responses"])
        return [call({"request": request, "response": response}, "uri", statuses(response)) for request, response in pairs]
    if "request" in value and "response" in value:
        return [call(value, "url", value["response"]["status"]["code"])]
    return [interaction(each) for each in value["interactions"] or []]


def interaction(each):
    if "request" not in each:
        return None
    request, response = each["request"], each["response"]
    if isinstance(response.get("status"), str):
        return call(each, "url", response["code"])
    return call(each, "uri" if "uri" in request else "url", statuses(response))


def statuses(response):
    status = response.get("status", response.get("status_code"))
    return status["code"] if isinstance(status, dict) else status


def call(each, url, status):
    request, response = each["request"], each["response"]
    return {
        "method": request["method"].upper(),
        "url": request[url],
        "status": status,
        "request": decoded(body_of(request), request.get("headers") or {}),
        "response": decoded(body_of(response), response.get("headers") or {}),
    }


def body_of(holder):
    if "parsed_body" in holder:
        return {"tree": in_json(holder["parsed_body"])}
    if "content" in holder:
        return holder["content"]
    body = holder.get("body")
    if not isinstance(body, dict):
        return as_bytes(body)
    for name in "string", "content":
        if name in body:
            return body[name]
    if "base64_string" in body:
        return base64.b64decode(body["base64_string"])
    if "parsed_body" in body:
        return {"tree": in_json(body["parsed_body"])}
    return None if body == {} else {"tree": in_json(body)}


def as_bytes(body):
    """Of DataDog's files."""
    return base64.b64decode(body[len("base64:") :]) if isinstance(body, str) and body.startswith("base64:") else body


def har_call(each):
    request, response = each["request"], each["response"]
    content = response["content"]
    text = content.get("text")
    if content.get("encoding") == "base64" and text is not None:
        chunks = json.loads(text) if text.startswith("[") else [text]
        text = b"".join(base64.b64decode(chunk) for chunk in chunks)
    return {
        "method": request["method"],
        "url": request["url"],
        "status": response["status"],
        "request": decoded((request.get("postData") or {}).get("text"), named(request["headers"])),
        "response": decoded(text, named(response["headers"])),
    }


def named(headers):
    return {each["name"]: each["value"] for each in headers}


def httprr_calls(data):
    at = data.index(b"\n") + 1
    calls = []
    while at < len(data):
        end = data.index(b"\n", at)
        sent, received = (int(each) for each in data[at:end].split())
        middle = end + 1 + sent
        request, response = data[end + 1 : middle], data[middle : middle + received]
        at = middle + received
        method, url, _ = request.split(b"\r\n")[0].decode().split(" ")
        calls.append(
            {
                "method": method,
                "url": url,
                "status": int(response.split(b" ", 2)[1]),
                "request": decoded(request.split(b"\r\n\r\n", 1)[1], {}),
                "response": decoded(response.split(b"\r\n\r\n", 1)[1], {}),
            }
        )
    return calls


def chunks_of(text):
    return [{"method": "", "url": "", "status": None, "request": None, "response": {"text": text}}]


def decoded(body, headers):
    if body is None or isinstance(body, str):
        return body if body is None else {"text": body}
    if isinstance(body, dict):
        return body
    encoding = next((value for name, value in headers.items() if str(name).lower() == "content-encoding"), "")
    body = decompressed(body, str(encoding))
    if len(body) >= 16 and zlib.crc32(body[:8]) == int.from_bytes(body[8:12], "big"):
        return {"frames": frames_of(body)}
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return {"bytes": base64.b64encode(body).decode()}
    return {"bytes": base64.b64encode(body).decode()} if re.search(r"[\x00-\x08]", text) else {"text": text}


def frames_of(body):
    """Amazon's event stream: lengths of the whole and of the headers, CRC, headers, payload, CRC."""
    frames = []
    while body:
        length, headers = struct.unpack(">II", body[:8])
        assert zlib.crc32(body[: length - 4]) == int.from_bytes(body[length - 4 : length], "big")
        frames.append({"headers": frame_headers(body[12 : 12 + headers]), "payload": body[12 + headers : length - 4].decode()})
        body = body[length:]
    return frames


def frame_headers(data):
    headers = {}
    while data:
        name, data = data[1 : 1 + data[0]].decode(), data[1 + data[0] :]
        assert data[0] == 7, "a header is a text"
        length = int.from_bytes(data[1:3], "big")
        headers[name], data = data[3 : 3 + length].decode(), data[3 + length :]
    return headers


def decompressed(body, encoding):
    try:
        if body[:2] == b"\x1f\x8b":
            return gzip.decompress(body)
        return brotli.decompress(body) if "br" in encoding and body else body
    except (OSError, EOFError, brotli.error):
        return body


def in_json(value):
    if isinstance(value, bytes):
        return {"!!binary": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key_text(key): in_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [in_json(each) for each in value]
    # JSON in JavaScript has no whole numbers of any size.
    is_large = isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1
    return str(value) if is_large else value


def key_text(key):
    return key if isinstance(key, str) else json.dumps(in_json(key))


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    if path.endswith(".gz"):
        data = gzip.decompress(data)
    if re.search(r"\.(json|har)$", path):
        value = json.loads(data)
    elif re.search(r"\.(txt|httprr)$", path):
        value = data.decode("utf-8-sig")
    else:
        value = yaml.load(data.decode("utf-8"), Loader)
    return {"value": in_json(value), "calls": calls_of(path, data, value)}


for line in sys.stdin:
    sys.stdout.buffer.write(json.dumps(read(json.loads(line)), default=in_json).encode() + b"\n")
    sys.stdout.buffer.flush()
