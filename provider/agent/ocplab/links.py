"""A network device as the kernel has it: addresses, routes, MTU, MAC, ports."""

import ipaddress
import json
import os

from ocplab import commands

_NET = "/sys/class/net"
_PARTS = (
    ("addresses", "address"),
    ("routes", "route"),
    ("nameservers", "DNS server"),
    ("searched", "search domain"),
)


def names():
    return sorted(os.listdir(_NET))


def exists(name):
    return os.path.isdir(os.path.join(_NET, name))


def is_bridge(name):
    return os.path.isdir(os.path.join(_NET, name, "bridge"))


def is_up(name):
    return _attribute(name, "operstate") == "up"


def ports(bridge):
    try:
        return sorted(os.listdir(os.path.join(_NET, bridge, "brif")))
    except FileNotFoundError:
        return []


def index(name):
    return _attribute(name, "ifindex")


def group(name):
    """The group of a device, as `ip link` sets it; None where there is no such device."""
    try:
        return int(_attribute(name, "netdev_group"))
    except FileNotFoundError:
        return None


def controller(name):
    """The bridge or bond that a device is a port of, or None."""
    try:
        return os.path.basename(os.readlink(os.path.join(_NET, name, "master")))
    except OSError:
        return None


def uppers(name):
    """What stands on a device, such as VLANs, but for the one that it is a port of."""
    entries = os.listdir(os.path.join(_NET, name))
    found = {entry[len("upper_") :] for entry in entries if entry.startswith("upper_")}
    return sorted(found - {controller(name)})


def is_here(address):
    """Whether an address is one of this host itself."""
    wanted = ipaddress.ip_address(address)
    links = _ip("addr", "show")
    return any(
        ipaddress.ip_address(one["local"]) == wanted for link in links for one in link["addr_info"]
    )


def way_to(address):
    """Device, own address and, where the way is not direct, gateway on the way to an address."""
    found = _ip("route", "get", address)
    return found[0] if found else {}


def has_stp(bridge):
    return _attribute(bridge, "bridge/stp_state") != "0"


def survey(name):
    """What must be the same on the device that takes over from this one."""
    return {
        "device": name,
        "addresses": addresses(name),
        "routes": _routes(name),
        "settings": settings(name),
        "gateways": _gateways(name),
        "mtu": int(_attribute(name, "mtu")),
        "mac": _attribute(name, "address"),
        "nameservers": _words_of("nameserver"),
        "searched": _words_of("search"),
    }


def addresses(name):
    """Addresses with their prefix; those of IPv6 that the kernel makes up itself are left out."""
    return sorted("%s/%d" % (one["local"], one["prefixlen"]) for one in _own_addresses(name))


def _own_addresses(name):
    found = [one for link in _ip("addr", "show", "dev", name) for one in link.get("addr_info", [])]
    return [
        one
        for one in found
        if one.get("scope") == "global"
        and (one["family"] == "inet" or not (one.get("dynamic") or one.get("mngtmpaddr")))
    ]


def differences(before, name):
    """How a device differs from the survey of its forerunner, in sentences."""
    if not exists(name):
        return ["there is no device %s" % name]
    now = survey(name)
    said = []
    for what, one in _PARTS:
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


def settings(name):
    """Arguments of `ip` that give a device its addresses and routes again, in this order."""
    made = [_address_arguments(one) for one in _own_addresses(name)]
    for family in (4, 6):
        routes = _all_routes(name, family)
        # what a gateway is reached by comes before the ways through it
        for route in sorted(routes, key=lambda one: "gateway" in one):
            made.append(_route_arguments(family, route))
    return made


def _address_arguments(one):
    made = ["address", "replace", "%s/%d" % (one["local"], one["prefixlen"])]
    # NetworkManager makes the routes itself, and would leave the kernel's beside them
    made += ["noprefixroute"] if one.get("noprefixroute") else []
    if one["family"] == "inet6":
        return ["-6"] + made + ["nodad"]
    return ["-4"] + made + (["broadcast", one["broadcast"]] if "broadcast" in one else [])


def _route_arguments(family, route):
    made = ["-%d" % family, "route", "replace", route["dst"]]
    for key, word in (
        ("gateway", "via"),
        ("metric", "metric"),
        ("prefsrc", "src"),
        ("protocol", "proto"),
        ("scope", "scope"),
    ):
        if key in route:
            made += [word, str(route[key])]
    return made + (["onlink"] if "onlink" in route.get("flags", []) else [])


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


def _words_of(option):
    """What resolv.conf says for an option."""
    try:
        with open("/etc/resolv.conf", encoding="utf-8", errors="replace") as file:
            lines = [line.split() for line in file]
    except FileNotFoundError:
        return []
    return sorted({word for line in lines if line[:1] == [option] for word in line[1:]})


def _attribute(name, path):
    with open(os.path.join(_NET, name, path), encoding="ascii") as file:
        return file.read().strip()


def _ip(*arguments):
    result = commands.run(["ip", "-j"] + list(arguments))
    return json.loads(result.out) if result.out.strip() else []
