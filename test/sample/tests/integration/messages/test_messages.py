"""The same model behind Anthropic's messages API, asked by plain HTTP."""

import json

import pytest

MODEL = "sample/large=2026-01"
WEATHER = {
    "name": "get_weather",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["city", "days"],
    },
}


def request(prompt, **options):
    """Return the payload of a request for one message."""
    return {"model": MODEL, "max_tokens": 256, "messages": [{"role": "user", "content": prompt}], **options}


def events(lines):
    """Return the events of a stream: the JSON of each `data:` line."""
    return [json.loads(line[len("data: "):]) for line in lines if line.startswith("data: ")]


def test_message(http_client):
    message = http_client.post("/v1/messages", request("What is the capital of France?"))
    assert "Paris" in message["content"][0]["text"]
    assert message["stop_reason"] == "end_turn"


@pytest.mark.parametrize("thinking", [True, False], ids=["thinking", "plain"])
def test_streamed_message(http_client, thinking):
    options = {"thinking": {"type": "enabled", "budget_tokens": 128}} if thinking else {}
    payload = request("What is the capital of Japan?", stream=True, **options)
    stream = events(http_client.post("/v1/messages", payload))
    deltas = [event["delta"] for event in stream if event["type"] == "content_block_delta"]
    assert "Tōkyō" in "".join(delta.get("text", "") for delta in deltas)
    assert any("thinking" in delta for delta in deltas) == thinking
    assert stream[-1]["type"] == "message_stop"


def test_streamed_tool_use(http_client):
    payload = request("What is the weather in Paris?", stream=True, tools=[WEATHER])
    stream = events(http_client.post("/v1/messages", payload))
    [block] = [event["content_block"] for event in stream if event["type"] == "content_block_start"]
    assert block["name"] == "get_weather"
    deltas = [event["delta"] for event in stream if event["type"] == "content_block_delta"]
    assert json.loads("".join(delta["partial_json"] for delta in deltas))["city"].startswith("Paris")
