"""Runs streams through the Python clients of other providers: one request a line on standard input, one answer a line on standard output.

A request is {"client": one of CLIENTS, "url": base URL}; an answer is {"text", "thoughts", "calls": [{"name", "args"}], "finish", "error"}:
what a program has that joins the pieces that the client hands out, as its documentation shows it, and what the client raised.
"""

import json
import logging
import os
import sys
import warnings
from functools import cache

os.environ.update(AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_EC2_METADATA_DISABLED="true")

import boto3
import cohere
import ollama
from botocore.config import Config
from google import genai
from mistralai.client import Mistral

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

MESSAGES = [{"role": "user", "content": "hi"}]


# One of each: they are expensive to make, and hundreds of streams are read.
@cache
def bedrock(url):
    options = Config(retries={"total_max_attempts": 1})
    return boto3.client("bedrock-runtime", region_name="eu-west-1", endpoint_url=url, config=options)


@cache
def cohere_v2(url):
    return cohere.ClientV2(api_key="none", base_url=url)


@cache
def mistral(url):
    return Mistral(api_key="none", server_url=url)


@cache
def gemini(url):
    return genai.Client(api_key="none", http_options={"base_url": url})


@cache
def ollama_chat(url):
    return ollama.Client(host=url)


class Made:
    def __init__(self):
        self.text = ""
        self.thoughts = ""
        self.finish = None
        self.calls = {}

    def call(self, key):
        return self.calls.setdefault(key, {"name": None, "args": ""})

    def answer(self, error):
        calls = [{"name": call["name"], "args": parsed(call["args"])} for call in self.calls.values()]
        return {"text": self.text, "thoughts": self.thoughts, "calls": calls, "finish": self.finish, "error": error}


def parsed(args):
    try:
        return json.loads(args) if isinstance(args, str) else args
    except ValueError:
        return args


def of_bedrock(url, made):
    client = bedrock(url)
    asked = [{"role": "user", "content": [{"text": "hi"}]}]
    for event in client.converse_stream(modelId="m", messages=asked)["stream"]:
        if "contentBlockStart" in event:
            start = event["contentBlockStart"]
            if "toolUse" in start["start"]:
                made.call(start["contentBlockIndex"])["name"] = start["start"]["toolUse"]["name"]
        if "contentBlockDelta" in event:
            delta = event["contentBlockDelta"]["delta"]
            made.text += delta.get("text", "")
            made.thoughts += delta.get("reasoningContent", {}).get("text", "")
            if "toolUse" in delta:
                made.call(event["contentBlockDelta"]["contentBlockIndex"])["args"] += delta["toolUse"]["input"]
        if "messageStop" in event:
            made.finish = event["messageStop"]["stopReason"]


def of_cohere(url, made):
    for event in cohere_v2(url).chat_stream(model="m", messages=MESSAGES):
        if event.type == "tool-plan-delta":
            made.thoughts += event.delta.message.tool_plan
        if event.type == "content-delta":
            content = event.delta.message.content
            made.text += content.text or ""
            made.thoughts += content.thinking or ""
        if event.type == "tool-call-start":
            made.call(event.index)["name"] = event.delta.message.tool_calls.function.name
        if event.type == "tool-call-delta":
            made.call(event.index)["args"] += event.delta.message.tool_calls.function.arguments
        if event.type == "message-end":
            made.finish = event.delta.finish_reason


def of_mistral(url, made):
    for event in mistral(url).chat.stream(model="m", messages=MESSAGES):
        for choice in event.data.choices:
            content = choice.delta.content or ""
            for part in [content] if isinstance(content, str) else content:
                made.text += part if isinstance(part, str) else getattr(part, "text", "")
                for thought in getattr(part, "thinking", None) or []:
                    made.thoughts += thought.text
            for call in choice.delta.tool_calls or []:
                known = made.call(call.id)
                known["name"] = call.function.name
                known["args"] = call.function.arguments
            made.finish = choice.finish_reason or made.finish


def of_gemini(url, made):
    for chunk in gemini(url).models.generate_content_stream(model="m", contents="hi"):
        candidate = (chunk.candidates or [None])[0]
        for part in (candidate and candidate.content and candidate.content.parts) or []:
            if part.text and part.thought:
                made.thoughts += part.text
            elif part.text:
                made.text += part.text
            if part.function_call:
                made.calls[len(made.calls)] = {"name": part.function_call.name, "args": part.function_call.args or {}}
        if candidate and candidate.finish_reason:
            made.finish = candidate.finish_reason.value


def of_ollama(url, made):
    for chunk in ollama_chat(url).chat(model="m", messages=MESSAGES, stream=True):
        made.text += chunk.message.content or ""
        made.thoughts += chunk.message.thinking or ""
        for call in chunk.message.tool_calls or []:
            made.calls[len(made.calls)] = {"name": call.function.name, "args": dict(call.function.arguments)}
        made.finish = chunk.done_reason or made.finish


CLIENTS = {"bedrock": of_bedrock, "cohere": of_cohere, "mistral": of_mistral, "gemini": of_gemini, "ollama": of_ollama}


def answer(request):
    made = Made()
    try:
        CLIENTS[request["client"]](request["url"], made)
        return made.answer(None)
    except Exception as error:  # What a client raises is what is asked.
        return made.answer(f"{type(error).__name__}: {error}"[:500])


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
