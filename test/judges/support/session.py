"""Asks a provider through OGX's recorder, as a test of OGX does, and prints what the clients handed out.

`session.py record|replay|record-if-missing <base folder> <provider's address> <test id>`; an empty test id is none.
"""

import asyncio
import json
import logging
import os
import sys
import warnings
from pathlib import Path

import httpx2
from ogx.core.request_headers import PROVIDER_DATA_VAR
from ogx.core.testing_context import set_test_context
from ogx.testing import api_recorder
from openai import AsyncOpenAI

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

MODEL = "sample/tiny-chat:1b"
QUESTION = [{"role": "user", "content": "What is the capital of France? score: 0.25, 3.14159265"}]


async def answers(url):
    client = AsyncOpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
    chat = client.chat.completions.create
    http = httpx2.AsyncClient()
    message = {"model": MODEL, "max_tokens": 99, "messages": QUESTION}

    async def lines():
        async with http.stream("POST", f"{url}/v1/messages", json={**message, "stream": True}) as response:
            return [line async for line in response.aiter_lines()]

    yield "models", [model.id async for model in client.models.list()]
    yield "chat", dumped(await chat(model=MODEL, messages=QUESTION, temperature=0.123456789))
    yield "stream", [dumped(chunk) async for chunk in await chat(model=MODEL, messages=QUESTION, stream=True)]
    yield "completion", dumped(await client.completions.create(model=MODEL, prompt="What is the capital of France?"))
    yield "responses", [dumped(e) async for e in await client.responses.create(model=MODEL, input="The capital of Japan?", stream=True)]
    yield "message", (await http.post(f"{url}/v1/messages", json=message)).json()
    yield "messages", await lines()
    try:
        await chat(model=MODEL, messages=[{"role": "user", "content": "overloaded"}])
    except Exception as error:  # noqa: BLE001: what a test would see is what is asked
        yield "failure", {"status": getattr(error, "status_code", None), "message": str(error)}


def dumped(model):
    return model.model_dump(mode="json", warnings=False)


async def collected(url):
    return {name: answer async for name, answer in answers(url)}


def main(mode, base, url, test_id):
    set_test_context(test_id or None)
    if test_id.startswith("server:"):
        # A server's test is known by a header alone where the answer streams in a task of its own.
        set_test_context(None)
        PROVIDER_DATA_VAR.set({"__test_id": test_id.removeprefix("server:")})
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with api_recorder.api_recording(mode, Path(base)):
        json.dump(asyncio.run(collected(url)), answers)
    answers.flush()


main(*sys.argv[1:])
