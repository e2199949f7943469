"""A network device as the kernel has it: addresses, routes, MTU, MAC, ports."""

import json
import os

from ocplab import commands

_NET = "/sys/class/net"


def names():
    return sorted(os.listdir(_NET))


def exists(name):
    return os.path.isdir(os.path.join(_NET, name))


def is_bridge(name):
    return os.path.isdir(os.path.join(_NET, name, "bridge"))


def ports(bridge):
    try:
        return sorted(os.listdir(os.path.join(_NET, bridge, "brif")))
    except FileNotFoundError:
        return []


def has_stp(bridge):
    return _attribute(bridge, "bridge/stp_state") != "0"


def survey(name):
    """What must be the same on the device that takes over from this one."""
    return {
        "device": name,
        "addresses": addresses(name),
        "routes": _routes(name),
        "gateways": _gateways(name),
        "mtu": int(_attribute(name, "mtu")),
        "mac": _attribute(name, "address"),
        "nameservers": _nameservers(),
    }


def addresses(name):
    """Addresses with their prefix; those of IPv6 that the kernel makes up itself are left out."""
    found = []
    for link in _ip("addr", "show", "dev", name):
        for one in link.get("addr_info", []):
            own = one["family"] == "inet" or not (one.get("dynamic") or one.get("mngtmpaddr"))
            if own and one.get("scope") == "global":
                found.append("%s/%d" % (one["local"], one["prefixlen"]))
    return sorted(found)


def differences(before, name):
    """How a device differs from the survey of its forerunner, in sentences."""
    if not exists(name):
        return ["there is no device %s" % name]
    now = survey(name)
    said = []
    for what, one in (("addresses", "address"), ("routes", "route"), ("nameservers", "DNS server")):
        for value in before[what]:
            if value not in now[what]:
                said.append("%s lacks the %s %s that %s had" % (name, one, value, before["device"]))
    for what in ("mtu", "mac"):
        if before[what] != now[what]:
            said.append("%s has the %s %s, not %s" % (name, what.upper(), now[what], before[what]))
    return said


def metric(name, family):
    """What NetworkManager ranks a device's routes by; None where it has none. Family is 4 or 6."""
    metrics = [route["metric"] for route in _all_routes(name, family) if "metric" in route]
    return min(metrics) if metrics else None


def have_default_route(family, besides):
    """Whether a device other than these has a default route."""
    found = _ip("-%d" % family, "route", "show", "default")
    return any(one.get("dev") not in besides for one in found)


def _routes(name):
    said = set()
    for route in _all_routes(name, 4) + _all_routes(name, 6):
        via = " via " + route["gateway"] if "gateway" in route else ""
        said.add(route["dst"] + via)
    return sorted(said)


def _gateways(name):
    routes = _all_routes(name, 4) + _all_routes(name, 6)
    return sorted(
        {one["gateway"] for one in routes if one["dst"] == "default" and "gateway" in one}
    )


def _all_routes(name, family):
    """Those that somebody has set; the kernel makes the others up from what it hears and has."""
    found = _ip("-%d" % family, "route", "show", "dev", name)
    own = (one for one in found if one.get("protocol") != "ra")
    return [one for one in own if one["dst"] != "fe80::/64" and not one["dst"].startswith("ff")]


def _nameservers():
    try:
        with open("/etc/resolv.conf", encoding="utf-8", errors="replace") as file:
            lines = [line.split() for line in file]
    except FileNotFoundError:
        return []
    return sorted({words[1] for words in lines if len(words) > 1 and words[0] == "nameserver"})


def _attribute(name, path):
    with open(os.path.join(_NET, name, path), encoding="ascii") as file:
        return file.read().strip()


def _ip(*arguments):
    result = commands.run(["ip", "-j"] + list(arguments))
    return json.loads(result.out) if result.out.strip() else []
