"""What has to change for a bridge to be made or taken away, found out under the host's lock.

A plan is plain data, all that the worker (conversion.py) and the way back (restoring.py) need. With
no plan nothing of the network has to change.
"""

import uuid

from ocplab import bridge_profiles, journal, links, profile_files
from ocplab import network_manager as nm
from ocplab.refusal import Refusal


def making(name, want, owner):
    """The plan to make a bridge, or to mend one that has lost a part."""
    nic = want["port"]
    entry = journal.claim("bridge", name, owner, "the bridge " + name)
    nm.require()
    if entry.get("new"):
        if links.exists(name):
            return _adopt(entry, name, nic)
        old = bridge_profiles.of_nic(nic)
        _refuse_in_use(name, nic)
        entry["look"] = {"port": nic, "profiles": [str(uuid.uuid4()), str(uuid.uuid4())]}
        entry["was"] = {"profile": old, "files": profile_files.kept(old)}
        entry["adopted"] = False
    elif not _mend(entry, name, nic):
        journal.save(entry)
        return None
    else:
        old = bridge_profiles.of_nic(nic, besides=entry["look"]["profiles"])
        _refuse_in_use(name, nic)
    ours = entry["look"]["profiles"]
    profiles = bridge_profiles.make(name, nic, old, ours)
    if nm.active(name).get("Uuid") == ours[0]:
        # a bridge that has only lost its port stays, and the machines on it with it
        profiles = profiles[1:]
    added = [one["connection"]["uuid"].value for one in profiles]
    plan = _plan(name, nic, nic, name, [old] + ours)
    plan.update(old=old, ours=ours, profiles=profiles, added=added, new=entry.get("new", False))
    plan["entry"] = entry
    return plan


def removal(name, owner):
    """The plan to give the NIC its own network back."""
    entry = journal.to_remove("bridge", name, owner)
    if entry is None:
        return None
    nic, ours = entry["look"]["port"], entry["look"]["profiles"]
    if entry["adopted"] or not links.is_bridge(name):
        if not entry["adopted"]:
            for one in ours:
                nm.delete_profile(one)
        journal.drop(entry)
        return None
    foreign = [port for port in links.ports(name) if port != nic]
    if foreign:
        raise Refusal(
            "%s stays, as something is attached to it: %s; stop the machines that use it first"
            % (name, ", ".join(foreign))
        )
    nm.require()
    plan = _plan(name, nic, name, nic, ours[::-1])
    plan.update(old=entry["was"]["profile"], kept=entry["was"]["files"], ours=ours)
    plan.update(profiles=[], added=[], new=False, entry=entry)
    return plan


def _plan(name, nic, now, then, profiles):
    """What both directions have; now is the device that has the network, then the one to have it.

    Active is what a way back without a checkpoint asks for, the NIC's last.
    """
    active = [[name, nm.active(name).get("Uuid")], [nic, nm.active(nic).get("Uuid") or profiles[0]]]
    files = [file for one in profiles for file in profile_files.kept(one)]
    return {
        "name": name,
        "nic": nic,
        "target": then,
        "before": links.survey(now),
        "bridge": links.is_bridge(name),
        "port": nic in links.ports(name),
        "active": [pair for pair in active if pair[1] is not None],
        "notes": profile_files.notes([name, nic]),
        "files": files,
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


def _mend(entry, name, nic):
    """Puts right what needs no new network; true where the bridge must be made (again)."""
    paths_of = [nm.profile(one) for one in entry["look"]["profiles"]]
    if nic not in links.ports(name) or None in paths_of:
        if entry["adopted"]:
            raise Refusal(
                "the bridge %s, which was there before, is not as wanted any more: %s; "
                "put it right by hand" % (name, "; ".join(bridge_profiles.differences(name, nic)))
            )
        return True
    if links.has_stp(name):
        bridge_profiles.switch_stp_off(name, paths_of[0])
    for path in paths_of:
        if not nm.autoconnects(path):
            nm.set_autoconnect(path, True)
    return False


def _refuse_in_use(name, nic):
    """A NIC that something else stands on would take that down with it."""
    controller = links.controller(nic)
    if controller is not None and controller != name:
        raise Refusal(
            "%s is a port of %s already; take it out there, or name another NIC" % (nic, controller)
        )
    upper = links.uppers(nic)
    if upper:
        raise Refusal(
            "%s carries %s; only a NIC that nothing else stands on can become a port: "
            "move that to %s by hand after the bridge is made, or name another NIC"
            % (nic, ", ".join(upper), name)
        )
