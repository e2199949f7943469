"""Kind `bridge`: a NIC as the port of a bridge that has the NIC's MAC and addresses.

The change runs in a worker of its own (conversion.py), apart from the session that asked for it, as
that session may stall with the change. The controller looks at it over new connections, and settles
it. What is looked up here, and the worker's folder, is all that the two share.
"""

import base64
import json
import os
import shutil
import sys
import uuid

from ocplab import bridge_profiles, commands, journal, links, paths, probes
from ocplab import network_manager as nm
from ocplab.lock import host_lock
from ocplab.refusal import Refusal


def read(name, look):
    if not links.is_bridge(name):
        return {"absent": True, "why": "there is no bridge %s" % name}
    found = {"stp": links.has_stp(name), "addresses": links.addresses(name)}
    found["port"] = look["port"] if look["port"] in links.ports(name) else None
    found["autoconnect"] = all(_autoconnects(uuid) for uuid in look["profiles"])
    return found


def begin(request, source):
    """Does what can be done at once, or starts the worker: the answer then holds `folder`."""
    name, owner = request["key"], request["owner"]
    with host_lock(owner):
        plan = (_plan_making if request["goal"] == "ensure" else _plan_removal)(
            name, request, owner
        )
    if plan is None:
        return {"done": True}
    plan.update(name=name, goal=request["goal"], owner=owner, window=request["window"])
    plan["probes"] = probes.passing(plan["before"])
    return {"folder": _start_worker(plan, source)}


def look(request, session_started):
    """How far the worker is; once the change is made, also what it has broken.

    Fresh is whether this session is younger than the change: only then does it prove anything.
    """
    state = _load(os.path.join(request["folder"], "state.json"))
    if state is None:
        # /run is new after a reboot
        return {"phase": "starting" if os.path.isdir(request["folder"]) else "gone"}
    if state["phase"] == "applied":
        plan = _load(os.path.join(request["folder"], "plan.json"))
        state["problems"] = links.differences(plan["before"], plan["target"])
        state["problems"] += probes.failing(plan["probes"])
        state["fresh"] = session_started > state["at"]
    return state


def settle(request, session_started):
    """The controller's verdict: commit, abort, or forget what has ended."""
    folder = request["folder"]
    if request["verdict"] == "forget":
        shutil.rmtree(folder, ignore_errors=True)
        _remove_run_folder()
        return {}
    temporary = os.path.join(folder, ".verdict")
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump({"verdict": request["verdict"], "reason": request.get("reason", "")}, file)
    os.rename(temporary, os.path.join(folder, "verdict.json"))
    return {}


def _plan_making(name, request, owner):
    nic = request["want"]["port"]
    entry = journal.claim("bridge", name, owner, "the bridge " + name)
    if entry.get("new"):
        if links.exists(name):
            return _adopt(entry, name, nic)
        old = bridge_profiles.of_nic(nic)
        entry["look"] = {"port": nic, "profiles": [str(uuid.uuid4()), str(uuid.uuid4())]}
        entry["was"] = _preimage(nic, old)
        entry["adopted"] = False
    elif not _mend(entry, name, nic):
        journal.save(entry)
        return None
    else:
        old = bridge_profiles.of_nic(nic, besides=entry["look"]["profiles"])
    ours = entry["look"]["profiles"]
    plan = {"nic": nic, "old": old, "ours": ours, "target": name, "before": links.survey(nic)}
    profiles = bridge_profiles.make(name, nic, old, ours)
    # a bridge that has only lost its port stays, and the machines on it with it
    plan["profiles"] = profiles[1:] if nm.active(name).get("Uuid") == ours[0] else profiles
    plan["new"] = entry.get("new", False)
    journal.save(entry)
    return plan


def _plan_removal(name, request, owner):
    entry = journal.to_remove("bridge", name, owner)
    if entry is None:
        return None
    nic = entry["look"]["port"]
    if entry["adopted"] or not links.is_bridge(name):
        if not entry["adopted"]:
            for one in entry["look"]["profiles"]:
                nm.delete_profile(one)
        journal.drop(entry)
        return None
    foreign = [port for port in links.ports(name) if port != nic]
    if foreign:
        raise Refusal(
            "%s stays, as something is attached to it: %s; stop the machines that use it first"
            % (name, ", ".join(foreign))
        )
    return {
        "nic": nic,
        "old": entry["was"]["profile"],
        "file": entry["was"]["file"],
        "target": nic,
        "before": links.survey(name),
        "ours": entry["look"]["profiles"],
        "new": False,
    }


def _adopt(entry, name, nic):
    """A bridge that was there: as wanted, or left alone."""
    differences = bridge_profiles.differences(name, nic)
    if differences:
        raise Refusal(
            "there is a bridge %s already that is not as wanted: %s; change it by hand, "
            "or remove it so that it can be made" % (name, "; ".join(differences))
        )
    profiles = [nm.active(device)["Uuid"] for device in (name, nic)]
    entry.update(adopted=True, was=None, look={"port": nic, "profiles": profiles})
    journal.save(entry)
    return None


def _mend(entry, name, nic):
    """Puts right what needs no new network; true where the bridge must be made (again)."""
    if not links.is_bridge(name) or nic not in links.ports(name):
        return True
    paths_of = [nm.profile(one) for one in entry["look"]["profiles"]]
    if None in paths_of:
        return True
    if links.has_stp(name):
        bridge_profiles.switch_stp_off(name, paths_of[0])
    for path in paths_of:
        if not nm.autoconnects(path):
            nm.set_autoconnect(path, True)
    return False


def _preimage(nic, old):
    file = nm.filename(nm.profile(old))
    with open(file, "rb") as opened:
        data = base64.b64encode(opened.read()).decode()
    return {
        "profile": old,
        "file": {"path": file, "data": data, "mode": os.stat(file).st_mode & 0o777},
    }


def _autoconnects(profile_uuid):
    path = nm.profile(profile_uuid)
    return path is not None and nm.autoconnects(path)


def _start_worker(plan, source):
    folder = os.path.join(paths.RUN, "bridge-" + plan["name"])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, 0o700)
    with open(os.path.join(folder, "plan.json"), "w", encoding="utf-8") as file:
        json.dump(plan, file)
    program = os.path.join(folder, "worker.py")
    with open(program, "wb") as file:
        file.write(source)
    unit = "--unit=ocplab-bridge-" + plan["name"]
    argv = [
        "systemd-run",
        "--quiet",
        "--collect",
        unit,
        sys.executable,
        "-I",
        "-S",
        program,
        folder,
    ]
    result = commands.run(argv)
    if result.code != 0:
        raise Refusal("the change of the network cannot be started: " + commands.reason(result))
    return folder


def _remove_run_folder():
    try:
        os.rmdir(paths.RUN)
    except OSError:
        pass


def _load(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None
