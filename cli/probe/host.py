"""What every question to a host begins with.

The question is one line of JSON on stdin, after this text; the answer one line on stdout, after a
mark, since a login may print things of its own. Any Python 3 understands this text, so that an old
one can tell its version.
"""

import json
import os
import re
import subprocess
import sys

MARK = "ocplab-probe:"
MIB = 1024 * 1024


class Missing(Exception):
    """There is nothing on this host to find a fact by; the message is for people."""


def path(*parts):
    return os.path.join(ASKED["root"], *parts)


def text(*parts):
    with open(path(*parts), "rb") as file:
        return file.read().decode("utf-8", "replace")


def run(*argv):
    environment = dict(os.environ, LC_ALL="C")
    environment["PATH"] = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    process = subprocess.Popen(
        argv,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        out, said = process.communicate(timeout=3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise Missing("%s does not end" % argv[0])
    return process.returncode, out.decode("utf-8", "replace"), said.decode("utf-8", "replace")


def cpus():
    """The hardware threads that are on: 0-3,8 are five."""
    count = 0
    for part in text("sys/devices/system/cpu/online").strip().split(","):
        first, _, last = part.partition("-")
        count += int(last or first) - int(first) + 1
    return count


def memory():
    return int(re.search(r"^MemTotal: +(\d+) kB", text("proc/meminfo"), re.M).group(1)) // 1024


def disk():
    """Room below the image folder, or where it is going to be; and what is in the folder already."""
    folder = path(ASKED["imageFolder"].lstrip("/"))
    used = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                used += os.lstat(os.path.join(parent, name)).st_blocks * 512
            except FileNotFoundError:
                pass
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    room = os.statvfs(folder)
    return {"free": room.f_bavail * room.f_frsize // MIB, "ours": used // MIB}


def carrier():
    """The device that has the host's address; None where none has."""
    try:
        _, out, _ = run("ip", "-o", "-4", "addr", "show")
    except FileNotFoundError:
        raise Missing("there is no ip on it")
    for line in out.splitlines():
        words = line.split()
        if ASKED["address"] in [word.split("/")[0] for word in words[3:4]]:
            return words[1]
    return None


def answer(finders):
    """Prints what the finders find, each under its name. One fact that cannot be found takes no other with it."""
    facts = {"python": "%d.%d.%d" % sys.version_info[:3]}
    unknown = {}
    for find in finders:
        try:
            facts[find.__name__] = find()
        except Missing as missing:
            unknown[find.__name__] = str(missing)
        except Exception as error:
            unknown[find.__name__] = "%s: %s" % (type(error).__name__, error)
    print(MARK + json.dumps({"facts": facts, "unknown": unknown}))


ASKED = json.loads(sys.stdin.buffer.readline().decode("utf-8"))
