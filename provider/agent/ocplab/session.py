"""One session: JSON lines in, JSON lines out, until the other side closes.

A line in is {"id": N, "requests": [...]}, a line out {"id": N, "answers": [...]}. While a message
is being worked on, a line {"alive": true} goes out every two seconds.
"""

import contextlib
import importlib
import json
import sys
import threading
import time

from ocplab import journal, paths
from ocplab.refusal import Refusal

KINDS = {
    "file": "files",
    "directory": "directories",
    "service": "services",
    "packages": "packages",
    "bridge": "bridges",
    "claim": "claims",
    "gate": "gates",
    "pythonPackages": "python_packages",
    "seed": "seeds",
    "publicKey": "public_keys",
    "sysctl": "sysctls",
    "nftTable": "nft_tables",
    "libvirt": "libvirt_drift",
}


def main(source):
    """Source is the text of the bundle: the bridge's worker is started from it."""
    session = Session(sys.stdin.buffer, sys.stdout.buffer, source)
    try:
        session.run()
    except BrokenPipeError:
        pass  # nobody is left to tell


class Session:
    def __init__(self, lines_in, lines_out, source):
        self._in = lines_in
        self._out = lines_out
        self._source = source
        self._writing = threading.Lock()
        self._started = time.monotonic()

    def run(self):
        settings = json.loads(self._in.readline().decode())
        paths.set_root(settings["root"])
        self._send({"hello": True})
        for line in iter(self._in.readline, b""):
            message = json.loads(line.decode())
            with self._heart_beat():
                answers = [self._answer(request) for request in message["requests"]]
            self._send({"id": message["id"], "answers": answers})

    def _answer(self, request):
        return _or_error(lambda: self._carry_out(request))

    def _carry_out(self, request):
        op = request["op"]
        if op == "read":
            return _read(request)
        if op == "readAll":
            return _read_all(request["owner"])
        if op in ("ensure", "remove"):
            act = getattr(_module(request["kind"]), op)
            return act(request["key"], request["want"], request["owner"])
        if op == "guard":
            _module("gate").refuse_claimed()
            return {}
        if op == "preflight":
            return importlib.import_module("ocplab.preflight").run(request["spec"])
        if op in ("begin-making", "end-making"):
            act = getattr(importlib.import_module("ocplab.making"), op.split("-")[0])
            return act(request["cluster"], request["what"], request["owner"])
        if op == "audit":
            return importlib.import_module("ocplab.audit").run(request)
        if op == "mend":
            return importlib.import_module("ocplab.mending").run(request)
        bridges = _module("bridge")
        if op in ("prepare", "ask"):
            return getattr(bridges, op)(request)
        if op == "begin":
            return bridges.begin(request, self._source)
        if op in ("look", "settle"):
            return getattr(bridges, op)(request, self._started)
        raise ValueError("there is no operation " + op)

    @contextlib.contextmanager
    def _heart_beat(self):
        done = threading.Event()

        def beat():
            while not done.wait(2):
                self._send({"alive": True})

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _send(self, message):
        data = json.dumps(message).encode() + b"\n"
        with self._writing:
            self._out.write(data)
            self._out.flush()


def _read(request):
    entry = journal.load(request["kind"], request["key"])
    if entry is None or not journal.is_mine(entry, request["owner"]):
        return {"found": None}
    return _found(entry)


def _read_all(owner):
    objects = []
    for entry in journal.load_all():
        if entry is not None and journal.is_mine(entry, owner):
            answer = _or_error(lambda: _found(entry))  # noqa: B023 - called at once
            objects.append(dict(answer, kind=entry["kind"], key=entry["key"]))
    return {"objects": objects}


def _found(entry):
    found = _module(entry["kind"]).read(entry["key"], entry["look"])
    return {"found": found, "adopted": entry["adopted"], "urn": entry["owner"]["urn"]}


def _module(kind):
    return importlib.import_module("ocplab." + KINDS[kind])


def _or_error(act):
    """What act returns, or what went wrong as one line for the user."""
    try:
        return act()
    except Refusal as refusal:
        return {"error": str(refusal)}
    except OSError as error:
        what = paths.shown(str(error.filename)) + ": " if error.filename else ""
        return {"error": what + (error.strerror or str(error))}
    except Exception as error:  # a fault of ours: still one line
        return {"error": "fault at %s: %s: %s" % (_place(error), type(error).__name__, error)}


def _place(error):
    trace = error.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    return "%s line %d" % (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
