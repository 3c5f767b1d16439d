"""Runs streams through the providers' real Python clients: one request a line on standard input, one answer a line on standard output.

A request is {"client": "openai.chat" | "openai.responses" | "anthropic.messages" | "anthropic.beta", "url": base URL}; an answer is
{"result": the accumulated object, "events": how many events the client handed out} or {"error": class and message, "events": …}.
A request {"model": "openai.types.….ChatCompletionChunk", "values": […]} asks whether the client's own class takes each value, as replay
does; its answer is {"refusals": [for each the place of the first thing refused, or null]}. A request {"kinds": "….ResponseStreamEvent"} asks for
the classes of a union by what their field `type` says; its answer is {"kinds": {type: class}}.
"""

import importlib
import json
import sys
import warnings
import typing

import anthropic
import openai
import pydantic

# What a server sent against the clients' types is handed out as it is: that is asked for, and no news.
warnings.simplefilter("ignore")

MESSAGES = [{"role": "user", "content": "hi"}]
# One of each: connections are expensive, and thousands of streams are read.
OPENAI = openai.OpenAI(base_url="http://127.0.0.1/", api_key="none", max_retries=0)


def openai_chat(url, count):
    with OPENAI.with_options(base_url=url).chat.completions.stream(model="m", messages=MESSAGES) as stream:
        for _ in stream:
            count()
        try:
            return stream.get_final_completion()
        except (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError):
            # So it raises on every answer that was cut off; what it has put together is asked.
            return stream.current_completion_snapshot


def openai_responses(url, count):
    with OPENAI.with_options(base_url=url).responses.stream(model="m", input="hi") as stream:
        for _ in stream:
            count()
        return stream.get_final_response()


ANTHROPIC = anthropic.Anthropic(base_url="http://127.0.0.1/", api_key="none", max_retries=0)


def anthropic_messages(url, count):
    return anthropic_message(ANTHROPIC.with_options(base_url=url).messages, count)


def anthropic_beta(url, count):
    return anthropic_message(ANTHROPIC.with_options(base_url=url).beta.messages, count)


def anthropic_message(messages, count):
    with messages.stream(model="m", messages=MESSAGES, max_tokens=9) as stream:
        for _ in stream:
            count()
        return stream.get_final_message()


CLIENTS = {
    "openai.chat": openai_chat,
    "openai.responses": openai_responses,
    "anthropic.messages": anthropic_messages,
    "anthropic.beta": anthropic_beta,
}


def refusal(model, value):
    try:
        model.model_validate(value)
        return None
    except pydantic.ValidationError as error:
        return ".".join(str(step) for step in error.errors()[0]["loc"])


def named(path):
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def kinds(union):
    members = typing.get_args(typing.get_args(union)[0])
    return {typing.get_args(each.model_fields["type"].annotation)[0]: f"{each.__module__}.{each.__name__}" for each in members}


def answer(request):
    if "kinds" in request:
        return {"kinds": kinds(named(request["kinds"]))}
    if "model" in request:
        model = named(request["model"])
        return {"refusals": [refusal(model, value) for value in request["values"]]}
    events = 0

    def count():
        nonlocal events
        events += 1

    try:
        result = CLIENTS[request["client"]](request["url"], count)
        # What a server sent against the client's own types is handed out as it is, with a warning that is no error.
        return {"result": result.model_dump(mode="json", warnings=False), "events": events}
    except Exception as error:  # What a client raises is what is asked.
        return {"error": f"{type(error).__name__}: {error}"[:500], "events": events}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
