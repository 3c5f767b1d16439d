/**
 * What our pytest plugins share: each writes one JSON object per line, unbuffered, so that the output of a killed run
 * is kept.
 */

/** The start of a plugin; `output` is the environment variable with the path of its output. */
export const plumbing = (output: string): string => `import base64
import errno
import functools
import json
import os
import socket
import threading
import time

import pytest

MARK = "_tapedeck"
NOWHERE = ("", 0)
ids = {}
# The node id of the test; empty outside of all.
running = ""
outcomes = []


def write(event, **fields):
    path = os.environ.get("${output}")
    if not path:
        return
    line = json.dumps({"event": event, **fields}) + "\\n"
    # Several processes append; what is written at once stays in one piece.
    out = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(out, line.encode("ascii"))
    finally:
        os.close(out)


# In a list, where libraries that stop the clock for tests do not find it.
clock = [time.time]


def now():
    return {"pid": os.getpid(), "at": clock[0]()}


def harmless(tell):
    """What goes wrong in here must not change what the tests see."""

    @functools.wraps(tell)
    def told(*args):
        try:
            tell(*args)
        except Exception as error:
            write("broken", message="%s: %r" % (tell.__name__, error))

    return told


def wrap(owner, name):
    """Replaces a function by one that is given the original before its arguments."""

    def replace(function):
        original = getattr(owner, name)

        @functools.wraps(original)
        def replaced(*args, **kwargs):
            return function(original, *args, **kwargs)

        setattr(owner, name, replaced)

    return replace
`;

/** Reports the start and outcome of each test. */
export const ranTests = `@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    # Before pytest-xdist adds groups to them.
    ids.update((item, item.nodeid) for item in items)


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    global running
    running = ids.get(item, item.nodeid)
    outcomes.clear()
    write("began", testId=running, **now())
    yield
    if outcomes:
        passed = all(outcome == "passed" for outcome in outcomes)
        outcome = "failed" if "failed" in outcomes else "passed" if passed else "skipped"
        write("ran", testId=running, outcome=outcome, **now())
    running = ""


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    outcomes.append((yield).get_result().outcome)
`;

/** Reports what was played from each VCR.py cassette when a test is done with it. */
export const watchCassettes = `def watch_cassettes():
    from vcr.cassette import Cassette, CassetteContextDecorator

    @wrap(Cassette, "__init__")
    def init(original, self, *args, **kwargs):
        original(self, *args, **kwargs)
        self._tapedeck = Places(self._path)
        if hasattr(self, "_after_load_interaction"):
            self._after_load_interaction.insert(0, self._tapedeck.note)

    @wrap(Cassette, "_load")
    def load(original, self):
        persister = self._persister
        self._persister = Numbering(persister, self._tapedeck)
        try:
            original(self)
        finally:
            self._persister = persister
            # What is recorded from now on stands nowhere yet.
            self._tapedeck.current = NOWHERE

    @wrap(Cassette, "append")
    def append(original, self, request, response):
        count = len(self.data)
        original(self, request, response)
        if len(self.data) > count:
            self._tapedeck.of.append(getattr(request, MARK, self._tapedeck.current))

    @wrap(CassetteContextDecorator, "__enter__")
    def enter(original, self):
        self._tapedeck = original(self)
        self._tapedeck._tapedeck.opener = running
        return self._tapedeck

    @wrap(CassetteContextDecorator, "__exit__")
    def leave(original, self, *args):
        tell_closed(self._tapedeck)
        return original(self, *args)


def watch_cassettes_of_pytest_recording():
    import pytest_recording._vcr as recording

    @wrap(recording, "load_cassette")
    def load_cassette(original, path, *args, **kwargs):
        requests, *others = original(path, *args, **kwargs)
        Places(path).number(requests)
        return (requests, *others)


def change_libraries(*changes):
    """Calls a function for each library that is there."""
    for name, change in changes:
        try:
            __import__(name)
        except ImportError:
            continue
        change()
`;
