"""Lets OGX's own recorder judge: reads jobs as JSON, one a line, and prints for each what the recorder's functions return.

`recorder.py` takes the recorder that is installed, `recorder.py X.whl` that of an older release. Of Llama Stack the recorder's own modules alone are
real: what they import of the rest, whose packages are not there, becomes a stand-in, for no job needs it.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import json
import logging
import os
import sys
import tempfile
import types
import warnings
from contextlib import contextmanager
from pathlib import Path

WHEEL = Path(sys.argv[1]) if len(sys.argv) > 1 else None
OWN = "llama_stack" if WHEEL and WHEEL.name.startswith("llama_stack") else "ogx"
PLACES = (f"{OWN}.testing.api_recorder", f"{OWN}.testing.inference_recorder")
CONTEXT = f"{OWN}.core.testing_context"
REAL = {*PLACES, CONTEXT, OWN, f"{OWN}.testing", f"{OWN}.core"}


class Anything(Exception):
    """A base class, a function and an object with every method."""

    def __init__(self, *_, **__):
        pass

    def __call__(self, *_, **__):
        return self

    def __getattr__(self, _):
        return Anything()


class StandIn(types.ModuleType):
    """A module that has every name that is asked of it."""

    __path__: list[str] = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name in REAL or not name.startswith(OWN):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StandIn(spec.name)

    def exec_module(self, module):
        pass


def load():
    """Return the recorder's module and that of its test context; the oldest recorders know no tests."""
    if WHEEL:
        sys.path.insert(0, str(WHEEL))
    if OWN == "llama_stack":
        sys.meta_path.insert(0, StandIns())
    for place in PLACES:
        try:
            recorder = importlib.import_module(place)
        except ModuleNotFoundError:
            continue
        return recorder, importlib.import_module(CONTEXT) if place == PLACES[0] else None
    raise SystemExit("No recorder is there.")


warnings.simplefilter("ignore")  # what half-built objects hold
logging.disable(logging.CRITICAL)
recorder, context = load()


@contextmanager
def in_test(test_id):
    if context is None:
        yield
        return
    token = context.set_test_context(test_id)
    try:
        yield
    finally:
        context.reset_test_context(token)


def hash_of(text):
    """The hash of a recording's request, made again in the test that the recording names; null where this recorder makes none."""
    recording = json.loads(text)
    request = recording["request"]
    if "tool_name" in request:
        normalize = getattr(recorder, "normalize_tool_request", None)
        return normalize and normalize(request["provider"], request["tool_name"], request["kwargs"])
    if "payload" in request:
        normalize = getattr(recorder, "normalize_http_request", None)
        with in_test(request.get("test_id")):
            return normalize and normalize(request["url"], request["method"], request["payload"])
    normalize = getattr(recorder, "normalize_inference_request", None) or recorder.normalize_request
    with in_test(recording.get("test_id")):
        return normalize(request["method"], request["url"], {}, request.get("body", {}))


def folder_of(test_id, base):
    """The folder that recordings of a test are written to."""
    with in_test(test_id):
        return str(recorder.ResponseStorage(Path(base))._get_test_dir())


def found(test_id, base, hash):
    """The answer that replay finds in a test; null: none."""
    with in_test(test_id):
        recording = recorder.ResponseStorage(Path(base)).find_recording(hash)
    return recording and recording["response"]["body"]


def listed(test_id, base, hash, endpoint):
    """The ids of the models that replay lists in a test, in its order."""
    with in_test(test_id):
        records = recorder.ResponseStorage(Path(base))._model_list_responses(hash)
    answer = recorder._combine_model_list_responses(endpoint, records)
    return answer and [model.id for model in answer["response"]["body"]]


def replayed(text):
    """What a recording's answer is after reading it: of each part its class, and its fields; a class of null is a bare value."""
    parts = read(text)["response"].get("body")
    return [
        {"type": f"{type(part).__module__}.{type(part).__qualname__}", "fields": dumped(part)}
        if hasattr(part, "model_dump")
        else {"type": None, "fields": part}
        for part in (parts if isinstance(parts, list) else [parts])
    ]


def dumped(model):
    # A half-built object holds values that its model does not allow.
    return model.model_dump(mode="json", warnings=False, fallback=str)


def digest(text):
    """The digest in the name of a model list."""
    recording = read(text)
    arguments = [recording["request"]["endpoint"]] if recorder._model_identifiers_digest.__code__.co_argcount > 1 else []
    return recorder._model_identifiers_digest(*arguments, recording["response"])


def read(text):
    """A recording as replay reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.json"
        path.write_text(text)
        return recorder._recording_from_file(path)


def raised(text):
    """The exception that replay raises for a recording: its class, what it says, and the status it carries."""
    error = recorder.deserialize_exception(json.loads(text)["response"]["exception_data"])
    return {"type": type(error).__name__, "message": str(error), "status": getattr(error, "status_code", None)}


JOBS = {each.__name__: each for each in (hash_of, folder_of, found, listed, replayed, digest, raised)}


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What the recorder itself prints is no answer.
    for line in sys.stdin:
        job, *arguments = json.loads(line)
        try:
            answer = {"value": JOBS[job](*arguments)}
        except Exception as error:  # noqa: BLE001: what a recorder does not read or know is an answer, too
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, default=str), file=answers)
    answers.flush()


main()
