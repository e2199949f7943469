"""The lab's dnsmasq: checks before its files change, signals and leases after.

Facts (dnsmasq 2.90, its manual and source): --test reads no file of hostsdir and dhcp-hostsdir, and
at run time a bad line there is only logged; hostsdir follows every change by itself from 2.88 on,
but dhcp-hostsdir only follows new lines; an address stays refused to a new MAC while the old one
holds a lease.
"""

import os
import re
import shutil
import socket
import tempfile

from ocplab import commands, held_questions, leases, paths, sockets, units
from ocplab.refusal import Refusal

TREE = "/etc/ocplab/dnsmasq"
UNIT = "ocplab-dnsmasq.service"

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NAME = re.compile(r"(?=.{1,253}$)%s(?:\.%s)*\Z" % (_LABEL, _LABEL))
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}\Z")
_LEASE_TIME = re.compile(r"(?:[0-9]+[smhdw]?|infinite)\Z")


def check(kind, path, data):
    """Refuses bytes that dnsmasq would not take, or that take what another file has."""
    if kind == "dnsmasq-conf":
        _test_tree(path, data)
    elif kind == "dnsmasq-hosts":
        _refuse_taken(path, _keys(path, data, _host_keys), _host_keys)
    elif kind == "dnsmasq-dhcp":
        _refuse_taken(path, _keys(path, data, _reservation_keys), _reservation_keys)


def needs_signal(kind, old, new):
    """Whether the running dnsmasq learns of the change only by a signal."""
    if kind not in ("dnsmasq-hosts", "dnsmasq-dhcp") or _version() < (2, 88):
        return True
    return kind == "dnsmasq-dhcp" and bool(set(_lines(old)) - set(_lines(new)))


def reservations(data):
    """The pairs of MAC and address in a file of dhcp-hostsdir."""
    pairs = set()
    for line in _lines(data):
        fields = line.lower().split(",")
        if len(fields) > 1 and _MAC.match(fields[0]):
            pairs.add((fields[0], fields[1]))
    return pairs


def release(pairs, unit):
    """Makes the addresses of reservations that are gone free for another MAC."""
    leases.release(pairs, unit, _lease_file())


def restart():
    """Starts the lab's dnsmasq anew; what it is asked in the meantime it answers then."""
    held = held_questions.Held(_listens_at())
    try:
        units.restart(UNIT, held.hand_on)
    finally:
        held.close()


def _listens_at():
    """Its addresses of IPv4; none where that cannot be told."""
    process = units.main_process(UNIT)
    try:
        found = list(sockets.listening()) if process != "0" else []
    except Refusal:
        return []
    return sorted(
        {
            address
            for protocol, address, port, processes in found
            if (protocol, port) == ("udp", held_questions.PORT)
            and any(pid == process for _, pid in processes)
            and re.match(r"[0-9.]+\Z", address)
        }
    )


def _test_tree(path, data):
    if commands.run(["dnsmasq", "--version"]).code != 0:
        raise Refusal("dnsmasq is not installed, so %s cannot be checked; install it first" % path)
    scratch = tempfile.mkdtemp(prefix="ocplab-dnsmasq-")
    try:
        copy = os.path.join(scratch, "tree")
        if os.path.isdir(paths.real(TREE)):
            shutil.copytree(paths.real(TREE), copy, ignore=shutil.ignore_patterns(".*"))
        _place(os.path.join(copy, os.path.relpath(path, TREE)), data)
        _redirect(copy)
        result = commands.run(["dnsmasq", "--test"] + _configuration(copy))
        if result.code != 0:
            why = commands.reason(result).replace(copy, TREE)
            raise Refusal("%s is not written, as dnsmasq would not start with it: %s" % (path, why))
    finally:
        shutil.rmtree(scratch)


def _place(path, data):
    if data is None:
        if os.path.exists(path):
            os.unlink(path)
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def _redirect(copy):
    """Makes the copied configuration read the copy."""
    for path in _configuration_files(copy):
        with open(path, "rb") as file:
            data = file.read()
        _place(path, data.replace(TREE.encode(), copy.encode()))
    for folder in ("conf.d", "hosts.d", "dhcp.d"):
        os.makedirs(os.path.join(copy, folder), exist_ok=True)


def _configuration(copy):
    main = os.path.join(copy, "dnsmasq.conf")
    if os.path.exists(main):
        return ["--conf-file=" + main]
    return ["--conf-file=/dev/null", "--conf-dir=%s,*.conf" % os.path.join(copy, "conf.d")]


def _configuration_files(tree):
    found = [os.path.join(tree, "dnsmasq.conf")]
    folder = os.path.join(tree, "conf.d")
    if os.path.isdir(folder):
        found += [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return [path for path in found if os.path.isfile(path)]


def _keys(path, data, keys_of):
    """What a file takes for itself: key -> line number. Refuses the file's own faults."""
    taken = {}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        text = line.split("#")[0].strip()
        if not text:
            continue
        keys, problem = keys_of(text)
        if problem:
            raise Refusal("%s line %d: %s" % (path, number, problem))
        for key in keys:
            taken.setdefault(key, number)
    return taken


def _refuse_taken(path, taken, keys_of):
    folder = os.path.dirname(path)
    if not os.path.isdir(paths.real(folder)):
        return
    for name in sorted(os.listdir(paths.real(folder))):
        other = os.path.join(folder, name)
        if name.startswith(".") or other == path or not os.path.isfile(paths.real(other)):
            continue
        with open(paths.real(other), "rb") as file:
            lines = _lines(file.read())
        for line in lines:
            for key in keys_of(line)[0]:
                if key in taken:
                    raise Refusal(
                        "%s line %d: %s is taken by %s already; take it away there first"
                        % (path, taken[key], key, other)
                    )


def _host_keys(line):
    fields = line.split()
    if not _is_address(fields[0]):
        return [], "%s is no address" % fields[0]
    if len(fields) < 2:
        return [], "no name follows the address"
    for name in fields[1:]:
        if not _NAME.match(name):
            return [], "%s is no host name" % name
    return [fields[0]] + [name.lower() for name in fields[1:]], None


def _reservation_keys(line):
    mac, _, rest = line.partition(",")
    address, _, rest = rest.partition(",")
    if not _MAC.match(mac.lower()):
        return [], "%s is no MAC address" % mac
    if not _is_address(address):
        return [], "%s is no address" % address
    for field in rest.split(",") if rest else []:
        if not (_NAME.match(field) or _LEASE_TIME.match(field)):
            return [], "%s is neither a host name nor a lease time" % field
    return [mac.lower(), address], None


def _is_address(text):
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text)
            return True
        except OSError:
            pass
    return False


def _lines(data):
    text = (data or b"").decode("utf-8", "replace")
    stripped = (line.split("#")[0].strip() for line in text.splitlines())
    return [line for line in stripped if line]


def _version():
    match = re.search(r"version (\d+)\.(\d+)", commands.run(["dnsmasq", "--version"]).out)
    return (int(match.group(1)), int(match.group(2))) if match else (0, 0)


def _lease_file():
    for path in _configuration_files(paths.real(TREE)):
        with open(path, "rb") as file:
            for line in _lines(file.read()):
                if line.startswith("dhcp-leasefile="):
                    return line.partition("=")[2].strip()
    return "/var/lib/misc/dnsmasq.leases"
