"""Pastes texts into an interactive shell, as a terminal does: one after the other, each followed by Enter. The task is JSON on standard input."""

import json, os, pty, select, sys, time

task = json.load(sys.stdin)
log = task["log"]
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(task["folder"])
    environment = {**os.environ, "PATH": task["bin"] + ":" + os.environ["PATH"], "LOG": log, "PS1": "> ", "TERM": "xterm", "INPUTRC": "/dev/null", "HISTFILE": ""}
    os.execvpe(task["shell"][0], task["shell"], environment)


def ended():
    """How many programs have written down what they were called with."""
    try:
        with open(log, "rb") as file:
            return file.read().count(b"\0end of call\0")
    except FileNotFoundError:
        return 0


def until(done, seconds=20):
    """Reads what the shell shows, for it would stop at a full terminal. True when it is done."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.01)[0]:
            try:
                os.read(terminal, 65536)
            except OSError:
                return done()
        if done():
            return True
    return False


def send(text):
    data = text.encode("utf-8", "surrogatepass")
    while data:
        data = data[os.write(terminal, data[:512]) :]
        until(lambda: False, 0.005)


for line in task["first"]:
    before = ended()
    send(line + "\rtold\r")
    until(lambda: ended() > before)
lost = []
for number, text in enumerate(task["texts"]):
    before = ended()
    pasted = text.replace("\n", "\r")
    send(f"\x1b[200~{pasted}\x1b[201~" if task["bracketed"] else pasted)
    send("\r")
    if not until(lambda: ended() > before, task["patience"]):
        lost.append(number)
        send("\x03\x03\r")
os.close(terminal)
os.waitpid(pid, 0)
json.dump(lost, sys.stdout)
