import os
import sys

import pytest

if any("vcrpy-6" in path for path in sys.path):
    # It is older than the installed aiohttp.
    sys.modules["aiohttp"] = None

IS_CHANGED = os.environ.get("CHANGED") == "1"


def same_model(asked, recorded):
    import json

    one, other = (json.loads(request.body)["model"] for request in (asked, recorded))
    assert one == other, f"{one} was asked, and {other} is recorded"


def pytest_recording_configure(config, vcr):
    vcr.register_matcher("same_model", same_model)


@pytest.fixture
def change():
    """What a test asks for when it was recorded, or what it asks for now."""
    return lambda recorded, now: now if IS_CHANGED else recorded
