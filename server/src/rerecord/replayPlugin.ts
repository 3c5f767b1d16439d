/**
 * A plugin of pytest that writes down what tests ask of their cassettes while VCR.py replays them. Nothing is recorded, whatever the suite's
 * configuration says, and no connection leaves the machine. A JSON object a line, written at once, so that a run that is killed leaves what it had;
 * what the lines hold is said in `replayed.ts`.
 */
import type { PytestPlugin } from "./pytestPlugin";
import { told } from "./replayTold";

const output = "TAPEDECK_REPLAYED";

const text = `import base64
import errno
import functools
import json
import os
import socket
import threading

import pytest

MARK = "_tapedeck"
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


# The network: what is not of this machine is refused, as if it were offline.


Socket = socket.socket


def is_far(sock, address):
    if sock.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return False
    # Only addresses of this machine can be bound.
    with Socket(sock.family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address[0], 0) + tuple(address[2:]))
            return False
        except OSError:
            return True


@wrap(socket.socket, "connect")
def connect(original, sock, address):
    if is_far(sock, address):
        raise ConnectionRefusedError(errno.ECONNREFUSED, "Tapedeck only replays: no connection to %s" % (address[0],))
    return original(sock, address)


@wrap(socket.socket, "connect_ex")
def connect_ex(original, sock, address):
    return errno.ECONNREFUSED if is_far(sock, address) else original(sock, address)


${told}

def replay_only():
    from vcr.cassette import Cassette, CassetteContextDecorator
    from vcr.errors import CannotOverwriteExistingCassetteException
    from vcr.record_mode import RecordMode

    # Whoever sets another mode, by configuration or later, is not heard.
    Cassette.record_mode = property(lambda self: RecordMode.NONE, lambda self, mode: None)
    Cassette._save = lambda self, force=False: None

    @wrap(Cassette, "__init__")
    def init(original, self, *args, **kwargs):
        original(self, *args, **kwargs)
        self._tapedeck = Places(self._path)
        self._before_record_request = Filter(self._before_record_request)
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

    @wrap(Cassette, "append")
    def append(original, self, request, response):
        count = len(self.data)
        original(self, request, response)
        if len(self.data) > count:
            self._tapedeck.of.append(getattr(request, MARK, self._tapedeck.current))

    @wrap(Cassette, "play_response")
    def play_response(original, self, request):
        response = original(self, request)
        tell_played(self, response)
        return response

    @wrap(CannotOverwriteExistingCassetteException, "__init__")
    def missed(original, self, *args, **kwargs):
        original(self, *args, **kwargs)
        tell_missed(self.cassette)

    @wrap(CassetteContextDecorator, "__enter__")
    def enter(original, self):
        self._tapedeck = original(self)
        return self._tapedeck

    @wrap(CassetteContextDecorator, "__exit__")
    def leave(original, self, *args):
        tell_closed(self._tapedeck)
        return original(self, *args)


def replay_only_of_pytest_recording():
    import pytest_recording._vcr as recording
    import pytest_recording.network as network

    # What it puts back when it has blocked the network, and what it calls for hosts that it allows.
    network._original_connect, network._original_connect_ex = socket.socket.connect, socket.socket.connect_ex

    # Its mode "rewrite" would delete the file first.
    @wrap(recording, "merge_kwargs")
    def merge_kwargs(original, *args, **kwargs):
        return {**original(*args, **kwargs), "record_mode": "none"}

    @wrap(recording, "load_cassette")
    def load_cassette(original, path, *args, **kwargs):
        requests, *others = original(path, *args, **kwargs)
        Places(path).number(requests)
        return (requests, *others)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    for name, change in (("vcr.cassette", replay_only), ("pytest_recording._vcr", replay_only_of_pytest_recording)):
        try:
            __import__(name)
        except ImportError:
            continue
        change()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    # Before pytest-xdist adds groups to them.
    ids.update((item, item.nodeid) for item in items)


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    global running
    running = ids.get(item, item.nodeid)
    outcomes.clear()
    yield
    if outcomes:
        passed = all(outcome == "passed" for outcome in outcomes)
        write("ran", testId=running, outcome="failed" if "failed" in outcomes else "passed" if passed else "skipped")
    running = ""


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    outcomes.append((yield).get_result().outcome)
`;

/** For one run. */
export const replayPlugin: PytestPlugin = { name: "tapedeck_replay", text, output };
