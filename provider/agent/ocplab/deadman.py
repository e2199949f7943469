"""The way back that needs neither NetworkManager nor the worker: a systemd timer.

It is armed before the first change and stopped after the end. It fires when its time is up, and at
once where the worker dies (the worker's unit names it in OnFailure=).
"""

import sys

from ocplab import commands, outcome, restoring, units
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

# after NetworkManager's own checkpoint, which is the gentler way
SECONDS = 90


def unit(name):
    return "ocplab-deadman-" + name


def worker(name):
    return "ocplab-bridge-" + name


def arm(name, folder):
    argv = ["systemd-run", "--quiet", "--collect", "--unit=" + unit(name)]
    argv += ["--on-active=%d" % SECONDS, "--timer-property=AccuracySec=100ms"]
    result = commands.run(argv + program(folder) + ["restore"])
    if result.code != 0:
        raise Refusal("the timer for the way back cannot be started: " + commands.reason(result))


def disarm(name):
    commands.run(["systemctl", "stop", unit(name) + ".timer"])


def is_under_way(name):
    """Whether a change of the bridge, or the way back from one, is still to come to its end."""
    these = [worker(name) + ".service", unit(name) + ".timer", unit(name) + ".service"]
    said = commands.run(["systemctl", "is-active", "--"] + these)
    return any(state in units.RUNNING for state in said.out.split())


def program(folder):
    """What runs this program apart from the session; its text lies in the folder, in memory."""
    return [sys.executable, "-I", "-S", folder + "/worker.py", folder]


def fire(folder, plan):
    """Ends a change whose worker cannot: back to the old network, unless it is committed."""
    name = plan["name"]
    # a worker that hangs may wake up in the middle, and it holds the host's lock
    commands.run(["systemctl", "kill", "--signal=KILL", worker(name) + ".service"])
    if outcome.settled(folder) == outcome.COMMITTED:
        finish(folder, plan)
        return
    if (outcome.read(folder, "state") or {}).get("phase") != outcome.RESTORED:
        _restore(folder, plan)
    disarm(name)


def finish(folder, plan):
    """What is left to do after a commit."""
    disarm(plan["name"])
    if plan["goal"] == "remove":
        restoring.forget(plan)
    outcome.tell(folder, outcome.COMMITTED)


def _restore(folder, plan):
    reason = "what changed the network of the host did not come to its end"
    try:
        with host_lock(plan["owner"], wait=3):
            restoring.restore(folder, plan, reason)
    except Refusal:
        # whoever else holds the lock, the host's network comes first
        restoring.restore(folder, plan, reason)
