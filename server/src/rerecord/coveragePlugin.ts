/**
 * Reports which files the Python processes of a run open for reading, with an audit hook: `sitecustomize` installs it in each process, including the
 * suite's servers. A pytest plugin reports which test is running, and what was played from cassettes. The suite is not changed, and nothing is
 * blocked.
 */
import { plumbing, ranTests, watchCassettes } from "./pluginParts";
import type { PytestPlugin } from "./pytestPlugin";
import { told } from "./replayTold";

const output = "TAPEDECK_COVERAGE";

/** Real path of the folder whose files count. */
export const coveredFolder = "TAPEDECK_COVERED";

const name = "tapedeck_coverage";

const opened = `import json
import os
import sys
import time

output = os.environ.get("${output}")
folder = os.path.join(os.environ.get("${coveredFolder}", ""), "")
# In a list, where libraries that stop the clock for tests do not find it.
clock = [time.time]
# What was told of the process that runs tests: path and test.
seen = set()


def write(event, **fields):
    line = json.dumps({"event": event, "pid": os.getpid(), "at": clock[0](), **fields}) + "\\n"
    # Several processes append; what is written at once stays in one piece.
    out = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(out, line.encode("ascii"))
    finally:
        os.close(out)


def reads(mode, flags):
    if isinstance(mode, str):
        return "r" in mode or "+" in mode
    return flags & (os.O_WRONLY | os.O_RDWR) != os.O_WRONLY


def test():
    """The node id of the test that this process runs, empty between tests; None where it runs none."""
    plugin = sys.modules.get("${name}")
    return getattr(plugin, "running", None) if getattr(plugin, "process", None) == os.getpid() else None


def tell(path, mode, flags):
    if isinstance(path, int) or not reads(mode, flags):
        return
    path = os.fsdecode(path)
    if path.endswith((".py", ".pyc")):
        return
    path = os.path.realpath(path)
    if not path.startswith(folder):
        return
    testId = test()
    if testId is not None:
        if (path, testId) in seen:
            return
        seen.add((path, testId))
    write("opened", path=path, testId=testId)


def hook(event, args):
    if event == "open":
        try:
            tell(*args)
        except Exception:
            # What goes wrong in here must not change what the program sees.
            pass


if output and hasattr(sys, "addaudithook"):
    write("started")
    sys.addaudithook(hook)
`;

const sitecustomize = `import os
import sys


def go_on():
    """Loads the module of this name that would be loaded without this one."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    spec = PathFinder.find_spec("sitecustomize", [each for each in sys.path if os.path.abspath(each) != here])
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


try:
    import tapedeck_opened
except Exception:
    # Python goes on without it.
    pass
go_on()
`;

const text = `${plumbing(output)}

${told}

${watchCassettes}

# Those that are forked from it run no tests.
process = os.getpid()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    change_libraries(
        ("vcr.cassette", watch_cassettes),
        ("pytest_recording._vcr", watch_cassettes_of_pytest_recording),
    )


${ranTests}`;

/** For one run. */
export const coveragePlugin: PytestPlugin = { name, text, output, beside: { tapedeck_opened: opened, sitecustomize } };
