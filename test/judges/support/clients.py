"""Runs streams through the providers' real Python clients: one request a line on standard input, one answer a line on standard output.

A request is {"client": "openai.chat" | "openai.responses" | "anthropic.messages" | "anthropic.beta", "url": base URL}; an answer is
{"result": the accumulated object, "events": how many events the client handed out} or {"error": class and message, "events": …}.
"""

import json
import sys

import anthropic
import openai

MESSAGES = [{"role": "user", "content": "hi"}]


def openai_chat(url, count):
    client = openai.OpenAI(base_url=url, api_key="none", max_retries=0)
    with client.chat.completions.stream(model="m", messages=MESSAGES) as stream:
        for _ in stream:
            count()
        return stream.get_final_completion()


def openai_responses(url, count):
    client = openai.OpenAI(base_url=url, api_key="none", max_retries=0)
    with client.responses.stream(model="m", input="hi") as stream:
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


def answer(request):
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
