"""Tests that were recorded, and ask for something else now. What each changed is in its name; the judge's table says the rest."""

import json
import os
import urllib.request

import pytest

BASE = os.environ["BASE"]
CHAT = "/v1/chat/completions"
pytestmark = pytest.mark.vcr


def ask(path=CHAT, method="POST", base=BASE, **fields):
    body = json.dumps({"model": "gpt-4o", "temperature": 0, **fields}).encode()
    request = urllib.request.Request(base + path, data=body, method=method, headers={"content-type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def test_path(change):
    ask(change(CHAT, "/v1/responses"))


def test_query(change):
    ask(CHAT + change("?b=2&a=1", "?a=1&b=2&c=3"))


def test_method(change):
    ask(method=change("POST", "PUT"))


def test_host(change):
    ask(base=change(BASE, BASE.replace("127.0.0.1", "localhost")))


def test_port_and_path(change):
    ask(base=change(BASE, "http://127.0.0.1:1"), path=change(CHAT, "/v2/chat"))


def test_consumed(change):
    for _ in range(change(1, 2)):
        ask()


def test_consumed_of_three(change):
    ask("/v1/models")
    for _ in range(change(2, 3)):
        ask()


def test_second_of_two(change):
    ask("/v1/models?limit=1")
    ask(change("/v1/embeddings", "/v1/embedding"))


def test_no_file(change):
    ask()


@pytest.mark.vcr(match_on=["method", "path", "body"])
def test_body(change):
    ask(temperature=change(0, 1), seed=7)


@pytest.mark.vcr(match_on=["path", "same_model"])
def test_own_matcher(change):
    ask(model=change("gpt-4o", "gpt-5"))


class TestAsking:
    @pytest.mark.parametrize("city", ["São Paulo", "a/b"])
    def test_in_a_class(self, change, city):
        ask(change("/v1/a", "/v1/b"))
