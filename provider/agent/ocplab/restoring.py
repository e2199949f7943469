"""The way back to the network that a host had, with NetworkManager's help, or without it.

NetworkManager may be dead, hang, or have lost its checkpoint in a restart. Then addresses and
routes are put back by `ip`, and a new NetworkManager is started that finds the old files.
"""

import os
import signal
import time

from ocplab import commands, journal, links, outcome, profile_files
from ocplab import network_manager as nm
from ocplab.refusal import Refusal

# for a NetworkManager that systemd is just starting again
ANSWER_SECONDS = 4
# for addresses, of which a DHCP server may give some
BACK_SECONDS = 12
START_SECONDS = 25


def restore(folder, plan, reason):
    """Returns to the old network whatever happens on the way; not after a commit."""
    if outcome.claim(folder, outcome.RESTORED) != outcome.RESTORED:
        return
    outcome.tell(folder, "undoing")
    for way in (_by_network_manager, _by_kernel):
        try:
            if way(plan):
                break
        except (Refusal, OSError, KeyError, ValueError):
            pass  # the next way needs less, and there is nobody to tell
    forget_new(plan)
    outcome.tell(folder, outcome.RESTORED, reason=reason)


def forget_new(plan):
    """Drops the journal's entry of a bridge that has not come to be."""
    if plan["new"]:
        forget(plan)


def forget(plan):
    """Drops the journal's entry of a bridge that is no more."""
    entry = journal.load("bridge", plan["name"])
    if entry is not None:
        journal.drop(entry)


def _by_network_manager(plan):
    if not _answers(ANSWER_SECONDS):
        return False
    checkpoints = nm.checkpoints()
    for one in checkpoints:
        nm.roll_back(one)
    back = checkpoints and _await(plan, BACK_SECONDS)
    if _mend_files(plan):
        nm.reload_profiles()
    # without a checkpoint to return to the old profile is asked for by name
    if not back:
        _activate_old(plan)
    for one in _gone(plan):
        nm.delete_profile(one)
    _remove_bridge(plan)
    return _await(plan, BACK_SECONDS)


def _by_kernel(plan):
    process = _main_process()
    if process:
        # one that hangs may wake up in the middle
        os.kill(process, signal.SIGSTOP)
    set_links(plan)
    try:
        # on a disk that is full or broken the network itself must come back all the same
        _mend_files(plan)
        profile_files.put_notes_back(plan["notes"])
    except (Refusal, OSError):
        pass
    if process:
        # not by systemd, which would wake it up to end by itself
        os.kill(process, signal.SIGKILL)
    commands.run(["systemctl", "reset-failed", nm.UNIT])
    commands.run(["systemctl", "start", "--no-block", nm.UNIT])
    try:
        if _answers(START_SECONDS):
            _activate_old(plan)
            for one in _gone(plan):
                nm.delete_profile(one)
            _remove_bridge(plan)
    finally:
        if not _is_back(plan):
            set_links(plan)
    return True


def set_links(plan):
    """Ports, addresses and routes as they were, by `ip` alone."""
    name, nic, before = plan["name"], plan["nic"], plan["before"]
    if not plan["port"]:
        _ip("link", "set", "dev", nic, "nomaster")
    _remove_bridge(plan)
    if plan["bridge"] and not links.exists(name):
        made = ["address", before["mac"], "type", "bridge", "stp_state", "0"]
        _ip("link", "add", "name", name, *made)
    if plan["port"]:
        _ip("address", "flush", "dev", nic, "scope", "global")
        _ip("link", "set", "dev", nic, "master", name)
    _ip("link", "set", "dev", nic, "up")
    _ip("link", "set", "dev", before["device"], "mtu", str(before["mtu"]), "up")
    for arguments in before["settings"]:
        _ip(*arguments, "dev", before["device"])


def _activate_old(plan):
    """The profiles that bridge and NIC had, unless they have them."""
    for device, profile in plan["active"]:
        if _await_known(device, profile) and not _has(device, profile):
            try:
                nm.activate(nm.profile(profile), device)
            except Refusal:
                pass  # the next may bring it up with it
    nic, profile = plan["active"][-1]
    if not _is_back(plan) and _await_known(nic, profile):
        nm.activate(nm.profile(profile), nic)


def _has(device, profile):
    return nm.active(device) == {"Uuid": profile, "State": nm.ACTIVATED}


def _await_known(device, profile):
    """One that has just started does not know all at once."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while nm.device(device) is None or nm.profile(profile) is None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _remove_bridge(plan):
    if not plan["bridge"] and links.is_bridge(plan["name"]):
        _ip("link", "delete", "dev", plan["name"])


def _gone(plan):
    """Profiles of the change that were not there before it."""
    kept = {file["uuid"] for file in plan["files"]}
    return [one for one in plan["added"] if one not in kept]


def _mend_files(plan):
    return profile_files.delete(_gone(plan)) + profile_files.put_back(plan["files"])


def _await(plan, seconds):
    deadline = time.monotonic() + seconds
    while not _is_back(plan):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _is_back(plan):
    before = plan["before"]
    if not links.exists(before["device"]) or not plan["bridge"] and links.is_bridge(plan["name"]):
        return False
    try:
        now = links.survey(before["device"])
    except OSError:
        return False  # it went in between
    same = all(set(before[what]) <= set(now[what]) for what in ("addresses", "routes"))
    return same and (plan["nic"] in links.ports(plan["name"])) == plan["port"]


def _answers(seconds):
    deadline = time.monotonic() + seconds
    while True:
        try:
            nm.version(seconds=2)
            return True
        except Refusal:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)


def _main_process():
    said = commands.run(["systemctl", "show", "--property=MainPID", "--value", nm.UNIT]).out.strip()
    return int(said) if said.isdigit() else 0


def _ip(*arguments):
    commands.run(["ip"] + list(arguments))
