"""Gives the tests a client whose requests are replayed, recorded or sent live."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from client import Client, HttpClient, http_sender, plain_sender
from provider import running_provider
from recorder import MODES, Recorder


def pytest_addoption(parser):
    parser.addoption(
        "--inference-mode",
        choices=MODES,
        default=None,
        help="live, record, replay or record-if-missing (default: $OGX_TEST_INFERENCE_MODE, then replay)",
    )


@pytest.fixture(scope="session")
def recorder(pytestconfig):
    mode = pytestconfig.getoption("--inference-mode") or os.environ.get("OGX_TEST_INFERENCE_MODE") or "replay"
    base_folder = os.environ.get("OGX_TEST_RECORDING_DIR") or pytestconfig.rootpath / "tests/integration/common"
    return Recorder(mode.lower(), Path(base_folder))


@pytest.fixture(scope="session")
def provider_url(recorder):
    """The provider's address: $SAMPLE_PROVIDER_URL, or one that we start. Replay needs none."""
    named = os.environ.get("SAMPLE_PROVIDER_URL")
    if named or recorder.mode == "replay":
        yield named
    else:
        with running_provider() as url:
            yield url


@pytest.fixture(scope="session")
def client(recorder, provider_url):
    return Client(recorder.around(http_sender(provider_url)))


@pytest.fixture(scope="session")
def http_client(recorder, provider_url):
    return HttpClient(recorder.around_plain(plain_sender(provider_url)))


@pytest.fixture(autouse=True)
def test_context(recorder, request):
    """Record each request under the test that makes it. Session fixtures run before, so theirs belong to no test."""
    with recorder.test(request.node.nodeid):
        yield


@pytest.fixture(scope="session")
def model_list(client):
    return client.models()
