/**
 * A pytest plugin that makes VCR.py record into a staging folder, whichever pytest plugin, serializer and record mode the suite uses. It patches the
 * place that all ways into VCR.py share, and uses the suite's own persister. In a replay it forbids recording.
 */
import type { PytestPlugin } from "../../recording/recorder";

const output = "TAPEDECK_CASSETTE_NOTES";

/** The plugin's input: folders (paths), and the mode of the run. Without a staging folder nothing is recorded. */
export const variables = { mode: "TAPEDECK_RECORD_MODE", root: "TAPEDECK_ROOT", staging: "TAPEDECK_STAGING" };

const text = `import functools
import json
import os
import pathlib
import re
import sys

import pytest

try:
    from vcr.cassette import Cassette
    from vcr.config import VCR
    from vcr.record_mode import RecordMode
except ImportError:
    VCR = None
try:
    from vcr.cassette import CassetteNotFoundError
except ImportError:
    CassetteNotFoundError = ValueError

MODE = os.environ.get("${variables.mode}", "replay")
ROOT = os.environ.get("${variables.root}") or os.getcwd()
STAGING = os.environ.get("${variables.staging}")
NOTES = os.environ.get("${output}")

# Of pytest-recording's modes, those that delete no cassette. A new cassette is recorded alike in all but "none".
OPTION = {"record": "all", "record-if-missing": "new_episodes"}.get(MODE, "none") if STAGING else "none"
VCR_MODE = "new_episodes" if STAGING else "none"

tests = []
begun = set()
writers = {}


def note(**entries):
    if not NOTES:
        return
    notes = os.open(NOTES, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(notes, (json.dumps(entries) + "\\n").encode())
    finally:
        os.close(notes)


def below_root(path):
    """From the project's root, with slashes; None for what lies elsewhere."""
    path = os.path.abspath(os.fspath(path))
    real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    for root, found in ((ROOT, path), (os.path.realpath(ROOT), real)):
        if found.startswith(os.path.join(root, "")):
            return os.path.relpath(found, root).replace(os.sep, "/")
    return None


def below_staging(path):
    """Where it is staged, from the folder around the staging folder."""
    inside = below_root(path)
    if inside is not None:
        return os.path.join(os.path.basename(STAGING), *inside.split("/"))
    outside = re.sub(r"[:\\\\]", "/", os.path.abspath(os.fspath(path)))
    return os.path.join("outside", *[part for part in outside.split("/") if part])


def like(path, new):
    return pathlib.Path(new) if isinstance(path, os.PathLike) else new


class StagingPersister:
    """Loads and saves as the suite's own persister does, and saves elsewhere."""

    def __init__(self, persister):
        self.persister = persister
        self.first = len(tests)

    def __getattr__(self, name):
        return getattr(self.persister, name)

    def load_cassette(self, cassette_path, *args, **kwargs):
        self.first = max(len(tests) - 1, 0)
        self.note(cassette_path, wrote=False)
        staged = os.path.join(os.path.dirname(STAGING), below_staging(cassette_path))
        if os.path.exists(staged):
            # By a test before this one, or earlier in this one.
            return self.persister.load_cassette(like(cassette_path, staged), *args, **kwargs)
        if MODE == "record":
            raise CassetteNotFoundError("It is recorded again.")
        return self.persister.load_cassette(cassette_path, *args, **kwargs)

    def save_cassette(self, cassette_path, *args, **kwargs):
        """First beside the staging folder: what lies in it is whole, whenever the run ends."""
        around = os.path.dirname(STAGING)
        place = below_staging(cassette_path)
        unfinished = os.path.join(os.path.dirname(around), "unfinished", str(os.getpid()))
        os.makedirs(os.path.dirname(os.path.join(unfinished, place)), exist_ok=True)
        self.persister.save_cassette(like(cassette_path, os.path.join(unfinished, place)), *args, **kwargs)
        for folder, _, names in os.walk(unfinished):
            for name in names:
                target = os.path.join(around, os.path.relpath(os.path.join(folder, name), unfinished))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.replace(os.path.join(folder, name), target)
        self.note(cassette_path, wrote=True)

    def note(self, cassette_path, wrote):
        path = below_root(cassette_path) or os.path.abspath(os.fspath(cassette_path))
        for test in tests[self.first :]:
            note(test=test, path=path, wrote=wrote)
            if wrote:
                writers.setdefault(below_staging(cassette_path), set()).add(test)


def stage():
    merged_config = VCR.get_merged_config
    append = Cassette.append

    @functools.wraps(merged_config)
    def get_merged_config(self, **kwargs):
        kwargs.pop("record_mode", None)
        config = merged_config(self, **kwargs)
        config["record_mode"] = RecordMode(VCR_MODE)
        if config.get("drop_unused_requests"):
            config["drop_unused_requests"] = False
        if STAGING:
            config["persister"] = StagingPersister(config["persister"])
        return config

    @functools.wraps(append)
    def append_played(self, request, response):
        """VCR.py would answer the second of two equal new requests with what it recorded for the first."""
        known = len(self.data)
        append(self, request, response)
        if self.rewound and len(self.data) > known and not self.allow_playback_repeats:
            self.play_counts[known] += 1

    VCR.get_merged_config = get_merged_config
    Cassette.append = append_played


if VCR is not None:
    stage()


def has_pytest_recording():
    return "pytest_recording.plugin" in sys.modules


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    note(loaded=True)
    if VCR is None or not has_pytest_recording():
        return
    from pytest_recording import _vcr

    merge_kwargs = _vcr.merge_kwargs
    # Before VCR.py is asked, "rewrite" deletes the cassette.
    _vcr.merge_kwargs = lambda *args: {**merge_kwargs(*args), "record_mode": VCR_MODE}
    # Lets calls through where the network is blocked.
    config.option.record_mode = OPTION


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    if fixturedef.argname != "record_mode" or not has_pytest_recording():
        return None
    fixturedef.cached_result = (OPTION, fixturedef.cache_key(request), None)
    return OPTION


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if STAGING and item.nodeid in begun:
        # It is tried again: what it has recorded does not count.
        for place in [place for place, written in writers.items() if written == {item.nodeid}]:
            del writers[place]
            staged = os.path.join(os.path.dirname(STAGING), place)
            if os.path.exists(staged):
                os.remove(staged)
    begun.add(item.nodeid)
    tests.append(item.nodeid)
`;

/** Its output is one JSON object per line: which test opened which cassette, and whether it wrote it. */
export const stagingPlugin: PytestPlugin = { name: "tapedeck_staging", text, output };
