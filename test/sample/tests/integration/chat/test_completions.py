"""Answers that come whole."""

import asyncio
import json

import pytest

from client import RateLimitError

MODELS = ["sample/tiny-chat:1b", "sample/large=2026-01"]
FILM = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "year": {"type": "integer"}, "ratings": {"type": "array"}},
    "required": ["title", "year"],
}


def ask(client, prompt, model=MODELS[0], **options):
    """Return the first choice of a chat completion."""
    completion = client.chat(model=model, messages=[{"role": "user", "content": prompt}], stream=False, **options)
    return completion["choices"][0]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"txt={model}")
@pytest.mark.parametrize(
    "country, capital",
    [
        pytest.param("France", "Paris", id="France"),
        pytest.param("New Zealand", "Wellington", id="New Zealand"),
        pytest.param("Japan", "Tōkyō", id="non-ascii"),
    ],
)
def test_capital(client, model, country, capital):
    choice = ask(client, f"What is the capital of {country}?", model, temperature=1.0)
    assert capital in choice["message"]["content"]
    assert choice["finish_reason"] == "stop"


def test_async_capital(client):
    async def ask_in_a_thread():
        return await asyncio.get_running_loop().run_in_executor(None, ask, client, "And the capital of France?")

    assert "Paris" in asyncio.run(ask_in_a_thread())["message"]["content"]


def test_json_output(client):
    schema = {"type": "json_schema", "json_schema": {"name": "film", "strict": True, "schema": FILM}}
    choice = ask(client, "Describe a film about a tape.", response_format=schema, temperature=0.2, seed=7)
    film = json.loads(choice["message"]["content"])
    assert film["year"] == 1971
    assert film["title"].startswith("The Long Tape")


def test_overloaded_provider_is_a_rate_limit_error(client):
    with pytest.raises(RateLimitError, match="429") as caught:
        ask(client, "Are you overloaded?")
    assert caught.value.body["code"] == "rate_limit_exceeded"


def test_model_list(model_list):
    assert [model["id"] for model in model_list] == sorted(MODELS)
