"""The same model behind Gemini's interactions API, asked by plain HTTP."""

import json

MODEL = "sample/large=2026-01"
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}},
}


def events(lines):
    """Return the events of a stream: the JSON of each `data:` line but the last, `[DONE]`."""
    data = [line[len("data: "):] for line in lines if line.startswith("data: ")]
    return [json.loads(text) for text in data if text != "[DONE]"]


def test_streamed_interaction(http_client):
    payload = {"model": MODEL, "input": "What is the capital of New Zealand?", "stream": True}
    stream = events(http_client.post("/v1beta/interactions", payload))
    deltas = [event["delta"] for event in stream if event["event_type"] == "step.delta"]
    assert "Wellington" in "".join(delta.get("text", "") for delta in deltas)
    assert stream[-1]["interaction"]["status"] == "completed"


def test_function_call(http_client):
    payload = {"model": MODEL, "input": "What is the weather in Lima?", "tools": [WEATHER]}
    interaction = http_client.post("/v1beta/interactions", payload)
    assert interaction["status"] == "requires_action"
    assert interaction["steps"][-1]["name"] == "get_weather"
