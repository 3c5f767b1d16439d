/**
 * A pytest plugin that logs what tests request from their cassettes while VCR.py replays them. Nothing is recorded, whatever the suite's
 * configuration says, and no connection leaves the machine. `replayed.ts` describes its output.
 */
import { plumbing, ranTests, watchCassettes } from "./pluginParts";
import type { PytestPlugin } from "./pytestPlugin";
import { told } from "./replayTold";

const output = "TAPEDECK_REPLAYED";

const text = `${plumbing(output)}

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

${watchCassettes}

def replay_only():
    from vcr.cassette import Cassette
    from vcr.errors import CannotOverwriteExistingCassetteException
    from vcr.record_mode import RecordMode

    # Whoever sets another mode, by configuration or later, is not heard.
    Cassette.record_mode = property(lambda self: RecordMode.NONE, lambda self, mode: None)
    Cassette._save = lambda self, force=False: None

    @wrap(Cassette, "__init__")
    def init(original, self, *args, **kwargs):
        original(self, *args, **kwargs)
        self._before_record_request = Filter(self._before_record_request)

    @wrap(Cassette, "play_response")
    def play_response(original, self, request):
        response = original(self, request)
        tell_played(self, response)
        return response

    @wrap(CannotOverwriteExistingCassetteException, "__init__")
    def missed(original, self, *args, **kwargs):
        original(self, *args, **kwargs)
        tell_missed(self.cassette)


def replay_only_of_pytest_recording():
    import pytest_recording._vcr as recording
    import pytest_recording.network as network

    # What it puts back when it has blocked the network, and what it calls for hosts that it allows.
    network._original_connect, network._original_connect_ex = socket.socket.connect, socket.socket.connect_ex

    # Its mode "rewrite" would delete the file first.
    @wrap(recording, "merge_kwargs")
    def merge_kwargs(original, *args, **kwargs):
        return {**original(*args, **kwargs), "record_mode": "none"}


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    change_libraries(
        ("vcr.cassette", watch_cassettes),
        ("vcr.cassette", replay_only),
        ("pytest_recording._vcr", watch_cassettes_of_pytest_recording),
        ("pytest_recording._vcr", replay_only_of_pytest_recording),
    )


${ranTests}`;

/** For one run. */
export const replayPlugin: PytestPlugin = { name: "tapedeck_replay", text, output };
