"""Stands in for the agent on a simulated host: notes what it is to make, and finds just that.

Runs in the place of whatever command comes in by SSH, with the file of its notes as its argument. It
speaks as the agent does (provider/agent/ocplab/session.py), so that all but the host's own work is real.
"""

import json
import os
import re
import sys


def main(path):
    notes = Notes(path)
    lines = sys.stdin.buffer
    lines.read(int(lines.readline()))  # the agent's own program
    lines.readline()
    send({"hello": True})
    for line in iter(lines.readline, b""):
        message = json.loads(line.decode())
        answers = [notes.answer(request) for request in message["requests"]]
        notes.save()
        send({"id": message["id"], "answers": answers})


class Notes:
    def __init__(self, path):
        self._path = path
        self._objects = {}
        self._changed = False
        if os.path.exists(path):
            with open(path) as file:
                self._objects = {(kind, key): found for kind, key, found in json.load(file)}

    def answer(self, request):
        op = request["op"]
        if op == "readAll":
            return {"objects": [self._known(*name) for name in self._objects]}
        if op == "guard":
            return {}
        # the change of a network is the one thing that goes in steps: it is done at once
        kind = "bridge" if op == "prepare" else request["kind"]
        goal = request["goal"] if op == "prepare" else op
        name = (kind, request["key"])
        if goal == "read":
            return self._known(*name) if name in self._objects else {"found": None}
        self._changed = True
        if goal == "remove":
            self._objects.pop(name, None)
            return {"done": True}
        self._objects[name] = found(kind, request["want"])
        return dict(self._known(*name), done=True)

    def save(self):
        if self._changed:
            with open(self._path, "w") as file:
                json.dump([[*name, found] for name, found in self._objects.items()], file)
        self._changed = False

    def _known(self, kind, key):
        return {"kind": kind, "key": key, "found": self._objects[kind, key], "adopted": False}


def found(kind, want):
    """What a host would find of an object that is as it should be."""
    if kind == "packages":
        return {"family": "debian", "missing": []}
    if kind == "pythonPackages":
        pins = re.findall(r"^([\w.-]+)==([^\s;\\]+)", want["requirements"], re.MULTILINE)
        return {"packages": sorted("%s==%s" % (canonical(name), version) for name, version in pins)}
    if kind == "publicKey":
        return {"publicKey": "ssh-ed25519 AAAA"}
    return want


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def send(message):
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


main(sys.argv[1])
