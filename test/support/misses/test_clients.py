"""The same with the providers' own clients, which hand on what happened as another error."""

import os

import anthropic
import openai
import pytest

BASE = os.environ["BASE"]
pytestmark = pytest.mark.vcr
hello = [{"role": "user", "content": "Hello"}]


def test_openai(change):
    client = openai.OpenAI(base_url=f"{BASE}{change('/v1', '/v2')}", api_key="none", max_retries=1)
    client.chat.completions.create(model="gpt-4o", messages=hello)


def test_anthropic(change):
    client = anthropic.Anthropic(base_url=f"{BASE}{change('', '/proxy')}", api_key="none", max_retries=1)
    client.messages.create(model="claude", max_tokens=5, messages=hello)
