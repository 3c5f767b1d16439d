"""OpenAI responses, streamed as events or whole, for the sample provider: every kind of event there is, from a request that asks for it.

What the answer holds follows from the request: a message always, unless it asks for a function; reasoning where `reasoning`
is set; and for each tool, by its type, what that tool did.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

Item = dict[str, Any]
Event = dict[str, Any]

TEXT = "Tōkyō (東京) has 14 million inhabitants 🗼, says the almanac."
SUMMARIES = ("**Looking up** the capital.", "**Counting** its people.")
REFUSAL = "I'm sorry, but I can't help with opening that lock."
CITATION = {"type": "url_citation", "url": "https://almanac.example/tokyo", "title": "Almanac", "start_index": 0, "end_index": 5}


def answer(body: dict[str, Any]) -> dict[str, Any]:
    """Return the whole response to a request."""
    prompt = _prompt(body)
    response = {
        "id": "resp_sample",
        "object": "response",
        "created_at": int(time.time()),
        "model": body["model"],
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "output": [{"id": f"item_{number}", **item} for number, item in enumerate(_items(body, prompt))],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": body.get("tools", []),
    }
    if "fail" in prompt:
        response.update(status="failed", error={"code": "server_error", "message": "The model broke down."})
    elif body.get("max_output_tokens", 1000) < 20:
        response.update(status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    spoken = len(json.dumps(response["output"]).split())
    response["usage"] = {
        "input_tokens": len(prompt.split()),
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": spoken,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": len(prompt.split()) + spoken,
    }
    return response


def events(body: dict[str, Any]) -> Iterator[Event]:
    """Yield the events of a streamed response, numbered."""
    for number, event in enumerate(_events(answer(body))):
        yield {**event, "sequence_number": number}


def _prompt(body: dict[str, Any]) -> str:
    asked = body["input"]
    return asked if isinstance(asked, str) else json.dumps(asked)


def _items(body: dict[str, Any], prompt: str) -> Iterator[Item]:
    if body.get("reasoning"):
        summary = [{"type": "summary_text", "text": text} for text in SUMMARIES]
        yield {"type": "reasoning", "summary": summary, "content": [{"type": "reasoning_text", "text": "Hm, Japan."}]}
    tools = body.get("tools", [])
    for tool in tools:
        yield _tool_item(tool)
        if tool["type"] == "mcp":
            call = {"name": "population", "server_label": tool["server_label"], "arguments": '{"city": "Tōkyō"}'}
            yield {"type": "mcp_call", **call, "output": "14000000", "error": None, "status": "completed"}
    if not any(tool["type"] in ("function", "custom") for tool in tools):
        yield _message(prompt, any(tool["type"] == "web_search" for tool in tools))


def _message(prompt: str, searched: bool) -> Item:
    part: Item = {"type": "output_text", "text": TEXT, "annotations": [CITATION] if searched else [], "logprobs": []}
    if "lock" in prompt:
        part = {"type": "refusal", "refusal": REFUSAL}
    return {"type": "message", "role": "assistant", "status": "completed", "content": [part]}


def _tool_item(tool: dict[str, Any]) -> Item:
    """Return what a tool did, or the call that the client has to answer."""
    kind = tool["type"]
    done = {"status": "completed"}
    if kind in ("function", "custom"):
        call = {"call_id": f"call_{tool['name']}", "name": tool["name"]}
        arguments = json.dumps({"city": "Tōkyō"}, ensure_ascii=False)
        if kind == "function":
            return {"type": "function_call", **call, "arguments": arguments, **done}
        return {"type": "custom_tool_call", **call, "input": "SELECT population\nFROM cities"}
    return {
        "web_search": {"type": "web_search_call", "action": {"type": "search", "query": "Tokyo"}, **done},
        "file_search": {"type": "file_search_call", "queries": ["Tokyo"], "results": [{"file_id": "f", "score": 0.9}], **done},
        "code_interpreter": {
            "type": "code_interpreter_call",
            "code": "print(14_000_000)",
            "container_id": "cntr_1",
            "outputs": [{"type": "logs", "logs": "14000000\n"}],
            **done,
        },
        "image_generation": {"type": "image_generation_call", "result": "iVBORw0KGgo=", **done},
        "mcp": {"type": "mcp_list_tools", "server_label": tool.get("server_label"), "tools": [{"name": "population"}]},
    }[kind]


def _events(response: dict[str, Any]) -> Iterator[Event]:
    begun = {**response, "status": "in_progress", "output": [], "error": None, "incomplete_details": None, "usage": None}
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    for index, item in enumerate(response["output"]):
        for event in _item_events(item):
            yield {"output_index": index, **event}
    yield {"type": f"response.{response['status']}", "response": response}


def _item_events(item: Item) -> Iterator[Event]:
    within = {"item_id": item["id"]}
    yield {"type": "response.output_item.added", "item": _begun(item)}
    for index, part in enumerate(item.get("summary", ())):
        yield from _part("reasoning_summary_part", part, {**within, "summary_index": index})
    for index, part in enumerate(item.get("content", ())):
        yield from _part("content_part", part, {**within, "content_index": index})
    for field, name in INPUTS.get(item["type"], ()):
        yield from _text(name, field, item[field], within)
    for step in STEPS.get(item["type"], ()):
        picture = {"partial_image_b64": "iVBO", "partial_image_index": 0} if step == "partial_image" else {}
        yield {"type": f"response.{item['type']}.{step}", **within, **picture}
    yield {"type": "response.output_item.done", "item": item}


INPUTS = {
    "function_call": [("arguments", "function_call_arguments")],
    "custom_tool_call": [("input", "custom_tool_call_input")],
    "mcp_call": [("arguments", "mcp_call_arguments")],
    "code_interpreter_call": [("code", "code_interpreter_call_code")],
}
STEPS = {
    "web_search_call": ("in_progress", "searching", "completed"),
    "file_search_call": ("in_progress", "searching", "completed"),
    "code_interpreter_call": ("in_progress", "interpreting", "completed"),
    "image_generation_call": ("in_progress", "generating", "partial_image", "completed"),
    "mcp_call": ("in_progress", "completed"),
    "mcp_list_tools": ("in_progress", "completed"),
}
TEXTS = {
    "output_text": ("output_text", "text"),
    "refusal": ("refusal", "refusal"),
    "summary_text": ("reasoning_summary_text", "text"),
    "reasoning_text": ("reasoning_text", "text"),
}


def _begun(item: Item) -> Item:
    """Return the item as it is announced: without what is still to come."""
    empty: Item = {"content": [], "summary": [], "arguments": "", "input": "", "code": "", "status": "in_progress"}
    return {key: empty.get(key, value) for key, value in item.items() if key not in ("result", "results", "output")}


def _part(name: str, part: Item, within: Item) -> Iterator[Event]:
    text, field = TEXTS[part["type"]]
    annotations = part.get("annotations", ())
    empty = {**part, field: "", **({"annotations": []} if annotations else {})}
    yield {"type": f"response.{name}.added", "part": empty, **within}
    for event in _text(text, field, part[field], within):
        yield {**event, **({"logprobs": []} if text == "output_text" else {})}
    for index, annotation in enumerate(annotations):
        yield {
            "type": "response.output_text.annotation.added",
            "annotation": annotation,
            "annotation_index": index,
            **within,
        }
    yield {"type": f"response.{name}.done", "part": part, **within}


def _text(name: str, field: str, text: str, within: Item) -> Iterator[Event]:
    for piece in re.findall(r"\s*\S+", text):
        yield {"type": f"response.{name}.delta", "delta": piece, **within}
    yield {"type": f"response.{name}.done", field: text, **within}
