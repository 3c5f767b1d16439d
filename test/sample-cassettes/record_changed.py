"""Records the cassettes of `tests/changed` as its tests were before they were changed. Arguments are given to pytest."""

import pathlib
import subprocess
import sys

MODULE = pathlib.Path(__file__).parent / "tests/changed/test_forecast.py"

# What stands in the module, and what stood there when it was recorded.
CHANGES = {
    "capital of New Zealand": "capital of France",
    "def test_capital_of_the_republic": "def test_capital",
    'assert ask(chat_client, "What is the capital of Japan?")': (
        'assert ask(chat_client, "What is the capital of Japan?")\n'
        '    assert ask(chat_client, "What is the capital of New Zealand?")'
    ),
}


def main():
    changed = MODULE.read_text()
    before = changed
    for now, then in CHANGES.items():
        assert before.count(now) == 1, now
        before = before.replace(now, then)
    command = [sys.executable, "-m", "pytest", "--record-mode=rewrite", *sys.argv[1:], "tests/changed"]
    try:
        MODULE.write_text(before)
        return subprocess.run(command, cwd=MODULE.parents[2], check=False).returncode
    finally:
        MODULE.write_text(changed)


if __name__ == "__main__":
    sys.exit(main())
