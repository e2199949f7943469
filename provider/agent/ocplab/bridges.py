"""Kind `bridge`: a NIC as the port of a bridge that has the NIC's MAC and addresses.

The change runs in a worker of its own (conversion.py), apart from the session that asked for it, as
that session may stall with the change. The controller looks at it over new connections, and settles
it. What is looked up here, and the worker's folder, is all that the two share.
"""

import contextlib
import os
import shutil
import time

from ocplab import bridge_plans, commands, deadman, journal, links, outcome, paths, peer, probes
from ocplab import network_manager as nm
from ocplab import restoring
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

# for a change of an earlier run to come to its end, at the latest by its timer
ENDING_SECONDS = 150


def read(name, look):
    if not links.is_bridge(name):
        return {"absent": True, "why": "there is no bridge %s" % name}
    found = {"stp": links.has_stp(name), "addresses": links.addresses(name)}
    found["port"] = look["port"] if look["port"] in links.ports(name) else None
    found["autoconnect"] = all(_autoconnects(uuid) for uuid in look["profiles"])
    return found


def prepare(request):
    """Does what can be done at once: then `done`. Else tells what a proof needs."""
    with _quiet_host(request):
        plan = _plan(request)
        if plan is None:
            return {"done": True}
        before = plan["before"]
        mute = []
        if peer.is_inside():
            asked = [one for one in before["gateways"] if ":" not in one]
            mute = [one for one in asked if not probes.answers_arp(one)]
        addresses = [one.split("/")[0] for one in before["addresses"]]
        return {"inside": peer.is_inside(), "addresses": addresses, "muteGateways": mute}


def begin(request, source):
    """Starts the worker: the answer has its `folder`. `done` where nothing is left to do."""
    name, owner = request["key"], request["owner"]
    with _quiet_host(request):
        plan = _plan(request)
        if plan is None:
            return {"done": True}
        if request["goal"] == "ensure":
            journal.save(plan["entry"])
        del plan["entry"]
        plan.update(goal=request["goal"], owner=owner, window=request["window"])
        plan["probes"] = probes.passing(plan["before"])
        try:
            return {"folder": _start_worker(name, plan, source)}
        except (Refusal, OSError):
            restoring.forget_new(plan)
            raise


def look(request, session_started):
    """How far the worker is; once the change is made, also what it has broken.

    Fresh is whether this session is younger than the change: only then does it prove anything.
    """
    folder = request["folder"]
    # /run is new after a reboot
    if not os.path.isdir(folder):
        return {"phase": "gone"}
    state = outcome.read(folder, "state") or {"phase": "starting"}
    if state["phase"] == "applied":
        plan = outcome.read(folder, "plan")
        state["problems"] = links.differences(plan["before"], plan["target"])
        state["problems"] += probes.failing(plan["probes"])
        state["fresh"] = session_started > state["at"]
    elif state["phase"] == "starting" and not deadman.is_under_way(_name_of(folder)):
        # asked again, as it may have begun, or ended, in between
        state = outcome.read(folder, "state") or _never_begun(folder)
    return state


def settle(request, session_started):
    """The controller's verdict: commit, abort, or forget what has ended."""
    folder = request["folder"]
    if request["verdict"] == "forget":
        shutil.rmtree(folder, ignore_errors=True)
        _remove_run_folder()
        return {}
    verdict = {"verdict": request["verdict"], "reason": request.get("reason", "")}
    outcome.write(folder, "verdict", verdict)
    return {}


def ask(request):
    """Which of some questions about another host are answered here: a proof for that host."""
    return {"passed": probes.ask(request["probes"])}


def _plan(request):
    name, owner = request["key"], request["owner"]
    if request["goal"] == "ensure":
        return bridge_plans.making(name, request["want"], owner)
    return bridge_plans.removal(name, owner)


@contextlib.contextmanager
def _quiet_host(request):
    """The host's lock, at a moment when no earlier change of the bridge is still to end."""
    name = request["key"]
    deadline = time.monotonic() + ENDING_SECONDS
    while True:
        with host_lock(request["owner"]):
            if not deadman.is_under_way(name):
                yield
                return
        if time.monotonic() > deadline:
            raise Refusal("an earlier change of %s does not end; try again later" % name)
        time.sleep(0.3)


def _start_worker(name, plan, source):
    folder = os.path.join(paths.RUN, "bridge-" + name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, 0o700)
    outcome.write(folder, "plan", plan)
    with open(os.path.join(folder, "worker.py"), "wb") as file:
        file.write(source)
    argv = ["systemd-run", "--quiet", "--collect", "--unit=" + deadman.worker(name)]
    argv.append("--property=OnFailure=%s.service" % deadman.unit(name))
    result = commands.run(argv + deadman.program(folder) + ["change"])
    if result.code != 0:
        raise Refusal("the change of the network cannot be started: " + commands.reason(result))
    return folder


def _never_begun(folder):
    """The worker has ended before its first change, and so before its way back was armed."""
    restoring.forget_new(outcome.read(folder, "plan"))
    reason = "what was to change it has ended before it changed anything"
    return {"phase": outcome.RESTORED, "reason": reason}


def _name_of(folder):
    return os.path.basename(folder)[len("bridge-") :]


def _autoconnects(profile_uuid):
    path = nm.profile(profile_uuid)
    return path is not None and nm.autoconnects(path)


def _remove_run_folder():
    try:
        os.rmdir(paths.RUN)
    except OSError:
        pass
