"""Tests that were changed after their cassettes were recorded, each in another way: replay fails, or plays less than there is."""

import pytest

MODEL = "sample/large=2026-01"


def ask(client, question):
    messages = [{"role": "user", "content": question}]
    return client.chat.completions.create(model=MODEL, messages=messages).choices[0].message.content


@pytest.mark.vcr
def test_capital_of_the_republic(chat_client):
    """Its name was another one, and the cassette has it still."""
    assert ask(chat_client, "What is the capital of France?")


@pytest.mark.vcr
def test_asks_once(chat_client):
    """It asked a second question when it was recorded."""
    assert ask(chat_client, "What is the capital of Japan?")


@pytest.mark.vcr(match_on=["method", "path", "body"])
def test_matches_the_body(chat_client):
    """The question was another one."""
    assert ask(chat_client, "What is the capital of New Zealand?")
