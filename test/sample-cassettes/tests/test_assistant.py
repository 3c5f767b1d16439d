"""An assistant that talks to OpenAI, plain and streamed, and one that uses a tool."""

import json

import pytest

MODEL = "sample/large=2026-01"
GET_WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
            "required": ["city", "days"],
        },
    },
}


@pytest.mark.vcr
@pytest.mark.parametrize("country", ["France", "New Zealand"])
def test_answers_at_once(chat_client, country):
    question = {"role": "user", "content": f"What is the capital of {country}?"}
    answer = chat_client.chat.completions.create(model=MODEL, messages=[question])
    assert answer.choices[0].message.content


@pytest.mark.vcr
def test_answers_as_a_stream(chat_client):
    question = {"role": "user", "content": "Count to 30, please."}
    stream = chat_client.chat.completions.create(model=MODEL, messages=[question], stream=True)
    said = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert said


@pytest.mark.vcr
def test_looks_at_the_weather(chat_client):
    """Two requests in one cassette: the question, and the question with the tool's result."""
    messages = [{"role": "user", "content": "What is the weather in Oslo?"}]
    first = chat_client.chat.completions.create(model=MODEL, messages=messages, tools=[GET_WEATHER]).choices[0].message
    messages.append(first.model_dump(exclude_none=True))
    for call in first.tool_calls:
        result = json.dumps({"city": "Oslo", "celsius": 7.5})
        messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
    last = chat_client.chat.completions.create(model=MODEL, messages=messages, tools=[GET_WEATHER])
    assert last.choices[0].message.content


class TestMessages:
    @pytest.mark.vcr
    def test_streams_from_anthropic(self, messages_client):
        question = {"role": "user", "content": "What is the capital of Japan?"}
        with messages_client.messages.stream(model=MODEL, max_tokens=100, messages=[question]) as stream:
            assert "".join(stream.text_stream)
