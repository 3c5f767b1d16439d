"""Replays cassettes with vcrpy: the text of one (as a JSON string) a line on standard input, what failed on standard output.

`replay.py [wheel]`: with a wheel, the vcrpy in it instead of the one that is installed. An answer is {"load": error or null, "plays": [error or
null for each recording]}. A recording is played with the client that its request shows, or, where it shows none, with all: then it fails if all do.
"""

import asyncio
import json
import logging
import os
import re
import sys
import tempfile
import urllib.error
import urllib.request
import warnings

if len(sys.argv) > 1:
    sys.path.insert(0, sys.argv[1])
    # It is older than the installed aiohttp and urllib3.
    sys.modules["aiohttp"] = None

import httpx
import requests
import vcr
from vcr.errors import CannotOverwriteExistingCassetteException

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
URL = "https://replay.test/"
IS_OLD = len(sys.argv) > 1
SDK = re.compile(r"(python-httpx2?/|\w*(OpenAI|Anthropic|Groq|Agents|Cerebras|Together)/Python)")
folder = tempfile.TemporaryDirectory()


def with_httpx():
    with httpx.Client() as client, client.stream("POST", URL) as response:
        return response.headers.get("content-type", ""), response.read()


def with_requests():
    response = requests.post(URL, allow_redirects=False)
    return response.headers.get("content-type", ""), response.content


def with_urllib():
    try:
        response = urllib.request.build_opener(NoRedirect).open(urllib.request.Request(URL, method="POST"))
    except urllib.error.HTTPError as error:
        response = error
    return response.headers.get("content-type") or "", response.read()


def with_aiohttp():
    import aiohttp

    async def play():
        async with aiohttp.ClientSession() as session, session.post(URL, allow_redirects=False) as response:
            return response.headers.get("content-type", ""), await response.read()

    return asyncio.run(play())


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


ALL = [with_httpx, with_urllib] if IS_OLD else [with_httpx, with_requests, with_aiohttp]


def clients_of(request):
    for name, value in request.headers.items():
        value = value[0] if isinstance(value, list) and value else value
        value = value.decode() if isinstance(value, bytes) else value
        if name == "user-agent" and isinstance(value, str) and SDK.match(value):
            return [with_httpx]
        if isinstance(name, str) and name.lower() == "user-agent" and isinstance(value, str):
            if value.startswith("python-requests/"):
                return [with_urllib] if IS_OLD else [with_requests]
            if "aiohttp/" in value:
                return ALL if IS_OLD else [with_aiohttp]
    return ALL


def failure(client):
    """Why a client fails; None where it is given an answer."""
    try:
        content_type, body = client()
    except Exception as error:  # noqa: BLE001: whatever a test would see is a failure
        return f"{type(error).__name__}: {error}"[:300]
    if body and body[:2] == b"\x1f\x8b" and re.search("json|^text/|event-stream", content_type):
        return "The client is handed compressed bytes."
    return None


def played(cassette, pair):
    headers = pair[1].get("headers")
    if isinstance(headers, list) and all(isinstance(each, (list, tuple)) and len(each) == 2 for each in headers):
        # Of tornado, which is not asked here.
        return None
    cassette.data = [pair]
    errors = []
    for client in clients_of(pair[0]):
        cassette.rewind()
        errors.append(failure(client))
    return None if None in errors else errors[0]


def judged(text):
    path = os.path.join(folder.name, "cassette.yaml")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    try:
        with vcr.VCR(match_on=[]).use_cassette(path, record_mode="none") as cassette:
            _, responses = load(path)
            pairs = iter(list(cassette.data))
            missed = "The recording is passed over."
            return {"load": None, "plays": [missed if response is None else played(cassette, next(pairs)) for response in responses]}
    except Exception as error:  # noqa: BLE001
        return {"load": f"{type(error).__name__}: {error}"[:300], "plays": []}


def load(path):
    from vcr.persisters.filesystem import FilesystemPersister
    from vcr.serializers import yamlserializer

    return FilesystemPersister.load_cassette(path, yamlserializer)[:2]


for line in sys.stdin:
    print(json.dumps(judged(json.loads(line))), flush=True)
