"""NetworkManager profiles of a bridge and its port, made after the profile that the NIC has now.

The NIC's own profile is never touched. The port's profile is preferred at boot by a higher
autoconnect priority: until it is committed, and whenever it is gone, the host comes up as before.
"""

from ocplab import commands, links
from ocplab import network_manager as nm
from ocplab.dbus import Variant
from ocplab.refusal import Refusal

ETHERNET = "802-3-ethernet"
HIGHEST_PRIORITY = 999

# sections of D-Bus settings that exist twice, in a form for old clients too
_LEGACY = {"addresses": "address-data", "routes": "route-data"}
_INHERITED = ("zone", "mdns", "llmnr", "dns-over-tls", "metered", "permissions")


def of_nic(nic, besides=()):
    """The uuid of the saved profile to take the NIC's network from."""
    path = nm.device(nic)
    if path is None:
        raise Refusal("there is no NIC %s (there are: %s)" % (nic, ", ".join(_nics()) or "none"))
    state = nm.device_state(path)
    if not state["Managed"]:
        raise Refusal(
            "NetworkManager does not manage %s; let it: nmcli device set %s managed yes"
            % (nic, nic)
        )
    found = nm.active(nic).get("Uuid")
    if found in besides or found is None:
        found = _best_available(nic, state, besides)
    profile = nm.profile(found)
    if not nm.filename(profile):
        raise Refusal(
            "the network of %s is not saved as a profile, so there is nothing to return to; "
            "save it: nmcli connection modify %s connection.autoconnect yes" % (nic, found)
        )
    kind = nm.settings(profile)["connection"]["type"].value
    if kind != ETHERNET or "802-1x" in nm.settings(profile):
        raise Refusal(
            "%s has a profile of type %s; only plain Ethernet can become a port" % (nic, kind)
        )
    return found


def make(name, nic, old, uuids):
    """The settings of the two profiles: the bridge's, then its port's."""
    source = nm.settings(nm.profile(old))
    connection = source["connection"]
    inherited = {key: connection[key] for key in _INHERITED if key in connection}
    zone = _live_zone(nic)
    if zone and "zone" not in inherited:
        inherited["zone"] = Variant("s", zone)
    off = {"autoconnect": Variant("b", False)}
    bridge = dict(inherited, **off)
    bridge.update(_identity(name, uuids[0], "bridge", name))
    bridge["autoconnect-slaves"] = Variant("i", 1)
    port = dict(off, master=Variant("s", uuids[0]), **{"slave-type": Variant("s", "bridge")})
    port.update(_identity("%s-%s" % (name, nic), uuids[1], ETHERNET, nic))
    port["autoconnect-priority"] = Variant("i", _priority_above(nic, uuids))
    made = {"connection": bridge, "bridge": _bridge(nic)}
    for family in (4, 6):
        made["ipv%d" % family] = _addresses(source.get("ipv%d" % family, {}), name, nic, family)
    if "proxy" in source:
        made["proxy"] = source["proxy"]
    ethernet = source.get(ETHERNET, {})
    if "mtu" in ethernet:
        made[ETHERNET] = {"mtu": ethernet["mtu"]}
    return [made, {"connection": port, ETHERNET: ethernet, "bridge-port": {}}]


def differences(name, nic):
    """How an existing bridge differs from the wanted one."""
    if not links.is_bridge(name):
        return ["it is no bridge"]
    said = []
    if nic not in links.ports(name):
        said.append("%s is not its port" % nic)
    if links.has_stp(name):
        said.append("spanning tree is on")
    for device in (name, nic):
        uuid = nm.active(device).get("Uuid")
        profile = nm.profile(uuid) if uuid else None
        if profile is None or not nm.filename(profile):
            said.append("%s has no saved NetworkManager profile" % device)
        elif not nm.autoconnects(profile):
            said.append("the profile of %s does not come up at boot" % device)
    return said


def switch_stp_off(name, profile):
    sections = nm.settings(profile)
    sections.setdefault("bridge", {})["stp"] = Variant("b", False)
    nm.update(profile, sections)
    commands.run(["ip", "link", "set", "dev", name, "type", "bridge", "stp_state", "0"])


def _identity(name, uuid, kind, device):
    values = {"id": name, "uuid": uuid, "type": kind, "interface-name": device}
    return {key: Variant("s", value) for key, value in values.items()}


def _bridge(nic):
    mac = [int(part, 16) for part in links.survey(nic)["mac"].split(":")]
    return {"stp": Variant("b", False), "mac-address": Variant("ay", mac)}


def _addresses(section, name, nic, family):
    """The NIC's settings, at the NIC's rank where another NIC has a default route.

    By itself a bridge comes after all NICs. With no other it keeps that rank: should the port be
    lost, the NIC's old profile comes up beside it, and only then is the host reached through it.
    """
    made = {key: value for key, value in section.items() if _LEGACY.get(key) not in section}
    metric = links.metric(nic, family)
    if metric is not None and links.have_default_route(family, besides=(nic, name)):
        made.setdefault("route-metric", Variant("x", metric))
    return made


def _priority_above(nic, ours):
    """One above all profiles that could take the NIC at boot."""
    state = nm.device_state(nm.device(nic))
    highest = 0
    for path in state["AvailableConnections"]:
        connection = nm.settings(path)["connection"]
        if connection["uuid"].value not in ours:
            highest = max(highest, connection.get("autoconnect-priority", Variant("i", 0)).value)
    if highest >= HIGHEST_PRIORITY:
        raise Refusal(
            "a profile of %s has the highest autoconnect priority already; lower it" % nic
        )
    return highest + 1


def _best_available(nic, state, besides):
    """The profile that NetworkManager would choose for a NIC that has none of its own now."""
    best, best_rank = None, None
    for path in state["AvailableConnections"]:
        connection = nm.settings(path)["connection"]
        rank = connection.get("autoconnect-priority", Variant("i", 0)).value
        if connection["uuid"].value not in besides and (best_rank is None or rank > best_rank):
            best, best_rank = connection["uuid"].value, rank
    if best is None:
        raise Refusal(
            "no NetworkManager profile is active on %s, so its network is not known" % nic
        )
    return best


def _live_zone(nic):
    """firewalld may know a zone for the NIC that its profile does not name."""
    result = commands.run(["firewall-cmd", "--get-zone-of-interface=" + nic])
    return result.out.strip() if result.code == 0 else ""


def _nics():
    return [name for name in links.names() if name != "lo"]
