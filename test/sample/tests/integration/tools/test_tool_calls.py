"""A model that calls tools, and what it says once it has their results."""

import json

import pytest

MODEL = "sample/large=2026-01"
WEATHER_TOOLS = {"get_weather": {"city": "string", "days": "integer"}}
OFFICE_TOOLS = {"find_office": {"name": "string"}, **WEATHER_TOOLS}
PACKING_TOOLS = {**OFFICE_TOOLS, "add_to_packing_list": {"item": "string", "count": "integer"}}


def declared(tools):
    """Return the `tools` part of a request for {name: {parameter: type}}."""
    return [
        {
            "type": "function",
            "function": {
                "name": name,
                "parameters": {
                    "type": "object",
                    "properties": {parameter: {"type": kind} for parameter, kind in parameters.items()},
                    "required": list(parameters),
                },
            },
        }
        for name, parameters in tools.items()
    ]


def run_tool(name, arguments):
    """Return a tool's result as the model gets it."""
    if name == "find_office":
        return {"city": "Oslo", "latitude": 59.913869, "longitude": 10.752245}
    if name == "get_weather":
        city = arguments["city"].split(",")[0]
        return {"city": city, "celsius": {"Oslo": 7.5, "Paris": 18.0, "Lima": 21.25}[city], "rain": city == "Oslo"}
    return {"packed": arguments["item"]}


def assistant_message(chunks):
    """Return the assistant message that the deltas of a stream add up to."""
    content, calls = "", {}
    for delta in (choice["delta"] for chunk in chunks for choice in chunk["choices"]):
        content += delta["content"] or ""
        for part in delta["tool_calls"] or ():
            function = {"name": part["function"]["name"], "arguments": ""}
            call = calls.setdefault(part["index"], {"id": part["id"], "type": "function", "function": function})
            call["function"]["arguments"] += part["function"]["arguments"]
    return {"role": "assistant", "content": content or None, "tool_calls": list(calls.values())}


def next_turn(client, messages, tools):
    """Ask the model, run the tools it calls, add all of that to `messages`, and return the assistant message."""
    chunks = client.chat(model=MODEL, messages=list(messages), stream=True, tools=declared(tools))
    message = assistant_message(chunks)
    if not message["tool_calls"]:
        del message["tool_calls"]
    messages.append(message)
    for call in message.get("tool_calls", ()):
        result = run_tool(call["function"]["name"], json.loads(call["function"]["arguments"]))
        messages.append({"role": "tool", "tool_call_id": call["id"], "content": json.dumps(result)})
    return message


def called(message):
    """Return the (name, arguments) of each tool call in a message."""
    return [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in message["tool_calls"]]


class TestToolCalls:
    @pytest.mark.parametrize("city", ["Paris", "Lima"])
    def test_one_call(self, client, city):
        messages = [{"role": "user", "content": f"What is the weather in {city}?"}]
        [(name, arguments)] = called(next_turn(client, messages, WEATHER_TOOLS))
        assert name == "get_weather"
        assert arguments["city"].startswith(city)

    def test_parallel_calls(self, client):
        messages = [{"role": "user", "content": "Is it warmer in Paris or in Lima?"}]
        first = next_turn(client, messages, WEATHER_TOOLS)
        assert [arguments["city"].split(",")[0] for _, arguments in called(first)] == ["Paris", "Lima"]
        assert len({call["id"] for call in first["tool_calls"]}) == 2
        assert "18 degrees" in next_turn(client, messages, WEATHER_TOOLS)["content"]

    def test_conversation(self, client):
        messages = [{"role": "user", "content": "Do I need an umbrella for the office tomorrow? If so, pack it."}]
        turns = [next_turn(client, messages, PACKING_TOOLS) for _ in range(4)]
        names = [name for turn in turns[:3] for name, _ in called(turn)]
        assert names == ["find_office", "get_weather", "add_to_packing_list"]
        assert "umbrella" in turns[3]["content"]


def test_whole_tool_call(client):
    messages = [{"role": "user", "content": "Will it rain in Oslo?"}]
    completion = client.chat(model=MODEL, messages=messages, tools=declared(OFFICE_TOOLS), tool_choice="auto")
    choice = completion["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert called(choice["message"])[0][0] == "find_office"
