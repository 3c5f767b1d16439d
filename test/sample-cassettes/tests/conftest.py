"""Where the requests go, and what of them is kept."""

import os
from urllib.parse import urlsplit, urlunsplit

import anthropic
import openai
import pytest

PROVIDERS = {"/v1/chat/completions": "api.openai.com", "/v1/messages": "api.anthropic.com"}
KEPT_HEADERS = {"accept", "content-type", "host", "user-agent"}


def as_recorded(request):
    """Name the real provider, wherever the request goes, and drop the headers that change or are nobody's business."""
    parts = urlsplit(request.uri)
    host = PROVIDERS.get(parts.path, parts.netloc)
    request.uri = urlunsplit(("https", host, parts.path, parts.query, ""))
    request.headers = {
        name: host if name.lower() == "host" else value
        for name, value in request.headers.items()
        if name.lower() in KEPT_HEADERS
    }
    return request


@pytest.fixture(scope="module")
def vcr_config():
    return {"before_record_request": as_recorded, "decode_compressed_response": True}


def base_url(host):
    return os.environ.get("SAMPLE_PROVIDER_URL", f"https://{host}")


@pytest.fixture
def chat_client():
    return openai.OpenAI(base_url=base_url("api.openai.com") + "/v1", api_key="replayed", max_retries=0)


@pytest.fixture
def messages_client():
    return anthropic.Anthropic(base_url=base_url("api.anthropic.com"), api_key="replayed", max_retries=0)
