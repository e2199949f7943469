"""Tells what a lab file can be made from on one host, and changes nothing. Comes after host.py, in one text."""

import fnmatch
import glob
import socket
import struct
import xml.etree.ElementTree

# no file that a lab file is made from is as large
LARGEST = 262144
MOST_FILES = 2000


def hostname():
    return socket.gethostname()


def links():
    found = {}
    for name in os.listdir(path("sys/class/net")):
        folder = os.path.join("sys/class/net", name)
        if not os.path.isdir(path(folder)):
            continue
        master = path(folder, "master")
        found[name] = {
            "mac": text(folder, "address").strip().lower(),
            "kind": kind_of(folder),
            "master": os.path.basename(os.readlink(master)) if os.path.islink(master) else None,
            "mtu": int(text(folder, "mtu")),
            "physical": os.path.exists(path(folder, "device")),
        }
    return found


def kind_of(folder):
    if os.path.isdir(path(folder, "bridge")):
        return "bridge"
    if os.path.exists(path(folder, "tun_flags")):
        return "tap"
    uevent = text(folder, "uevent")
    # ARPHRD_ETHER of linux/if_arp.h; whatever has a type of its own says so
    return "nic" if text(folder, "type").strip() == "1" and "DEVTYPE=" not in uevent else "other"


def addresses():
    _, out, _ = run("ip", "-o", "-4", "address", "show", "scope", "global")
    return [list(pair) for pair in re.findall(r"^\d+: (\S+) +inet (\S+)", out, re.M)]


def gateways():
    _, out, _ = run("ip", "-4", "route", "show", "default")
    pairs = re.findall(r"^default via (\S+) dev (\S+)", out, re.M)
    return [{"address": address, "device": device} for address, device in pairs]


def kvm():
    return os.path.exists(path("dev/kvm"))


def resolvers():
    return re.findall(r"^nameserver\s+([0-9.]+)\s*$", text("etc/resolv.conf"), re.M)


def ports():
    code, out, said = run("ss", "-H", "-l", "-n", "-t", "-p")
    if code != 0:
        raise Missing("ss says: " + said.strip())
    found = {}
    for line in out.splitlines():
        port = int(line.split()[3].rpartition(":")[2])
        process = re.search(r"pid=(\d+)", line)
        found[port] = unit(process.group(1)) if process else ""
    return [{"port": port, "unit": found[port]} for port in sorted(found)]


def unit(pid):
    try:
        names = re.findall(r"/([^/\n]+\.service)", text("proc", pid, "cgroup"))
    except OSError:
        return ""
    return names[-1] if names else ""


def machines():
    """None where there is no libvirt."""
    try:
        names = asked(["list", "--all", "--name"])
    except FileNotFoundError:
        return None
    networks, pools = asked(["net-list", "--all", "--name"]), asked(["pool-list", "--all", "--name"])
    running = asked(["list", "--name"])
    bridges = {name: bridge_of(root) for name, root in definitions("net-dumpxml", networks)}
    paths = {name: root.findtext("target/path") for name, root in definitions("pool-dumpxml", pools)}
    return [machine(root, name in running, bridges, paths) for name, root in definitions("dumpxml", names)]


def asked(words):
    return [line for line in virsh(words).splitlines() if line]


def virsh(words):
    code, out, said = run("virsh", "--quiet", "--connect", "qemu:///system", *words)
    if code != 0:
        raise Missing("virsh says: " + " ".join(said.split()))
    return out.strip()


def definitions(verb, names):
    """Each name with its definition, by one run of virsh for all."""
    # virsh takes a list of commands apart at blanks, quotes and semicolons
    told = [name for name in names if re.match(r"^[A-Za-z0-9][A-Za-z0-9._+-]*$", name)]
    if len(told) < len(names):
        raise Missing("one of its %ss has a name that ocplab cannot ask for" % verb.split("-")[0])
    flags = " --inactive" if verb == "dumpxml" else ""
    said = virsh(["; ".join("echo @@ocplab@@; %s %s%s" % (verb, name, flags) for name in told)]) if told else ""
    texts = [part.strip() for part in said.split("@@ocplab@@")[1:]]
    # one that went in between has no definition
    return [(name, xml.etree.ElementTree.fromstring(each)) for name, each in zip(told, texts) if each]


def bridge_of(root):
    bridge = root.find("bridge")
    return "" if bridge is None else bridge.get("name", "")


def machine(root, running, bridges, pools):
    unit_of = {"KiB": 1, "MiB": 1024, "GiB": 1048576}
    memory = root.find("memory")
    kib = int(memory.text) * unit_of.get(memory.get("unit", "KiB"), 1)
    return {
        "name": root.findtext("name", ""),
        "uuid": root.findtext("uuid", ""),
        "type": root.get("type", ""),
        "memoryMib": kib // 1024,
        "vcpus": int(root.findtext("vcpu", "0")),
        "running": running,
        "nics": [nic(each, bridges) for each in root.findall("devices/interface")],
        "disks": [
            disk_of(each.find("source"), pools)
            for each in root.findall("devices/disk")
            if each.get("device", "disk") == "disk" and each.find("source") is not None
        ],
    }


def nic(element, bridges):
    mac, source = element.find("mac"), element.find("source")
    place = {} if source is None else source.attrib
    return {
        "mac": "" if mac is None else mac.get("address", "").lower(),
        "bridge": place.get("bridge") or bridges.get(place.get("network", ""), ""),
    }


def disk_of(source, pools):
    where = source.get("file") or source.get("dev") or ""
    if source.get("volume"):
        where = os.path.join(pools.get(source.get("pool", "")) or "", source.get("volume"))
    size = size_of(path(where.lstrip("/"))) if where else None
    return {"path": where, "sizeMib": None if size is None else size // MIB}


def size_of(where):
    """Of a disk as its machine sees it: QCOW2 has it at byte 24 (docs/interop/qcow2.txt of QEMU)."""
    try:
        with open(where, "rb") as file:
            start = file.read(32)
            if start[:4] == b"QFI\xfb":
                return struct.unpack(">Q", start[24:32])[0]
            return file.seek(0, os.SEEK_END)
    except OSError:
        return None


def files():
    """Texts of dnsmasq's files, and of those that DCI reads."""
    found = {}
    # where ocplab's own is, the distribution's does not serve the lab
    own = [root for root in ASKED["dnsmasq"] if root.startswith("/etc/ocplab/") and opened(root, [])]
    for root in own or ASKED["dnsmasq"]:
        for one in opened(root, []):
            settings(one, found)
    if not any(no_hosts(each["text"]) for each in found.values()):
        add("/etc/hosts", "hosts", found)
    if not any(each["kind"] == "leases" for each in found.values()):
        for usual in USUAL_LEASES:
            add(usual, "leases", found)
    for pattern in ASKED["dci"]:
        for place in sorted(glob.glob(path(pattern.lstrip("/")))):
            dci(shown(place), found)
    return list(found.values())


# Debian's, Red Hat's
USUAL_LEASES = ("/var/lib/misc/dnsmasq.leases", "/var/lib/dnsmasq/dnsmasq.leases")


def shown(place):
    return "/" + os.path.relpath(place, ASKED["root"])


def no_hosts(content):
    return re.search(r"^\s*no-hosts\b", content, re.M) is not None


def add(name, kind, found):
    place = path(name.lstrip("/"))
    if name in found or len(found) >= MOST_FILES or not os.path.isfile(place):
        return None
    if os.path.getsize(place) > LARGEST:
        return None
    found[name] = {"path": name, "kind": kind, "text": text(name.lstrip("/"))}
    return found[name]


def opened(name, endings):
    """A file, or those of a folder that dnsmasq reads."""
    place = path(name.lstrip("/"))
    if not os.path.isdir(place):
        return [name] if os.path.isfile(place) else []
    taken = [ending.strip() for ending in endings if ending.strip()]
    wanted = [ending[1:] for ending in taken if ending.startswith("*")]
    unwanted = [ending for ending in taken if not ending.startswith("*")]
    # what dnsmasq itself leaves out of a folder, and what package managers leave in it
    unwanted += ["~", ".dpkg-dist", ".dpkg-old", ".dpkg-new", ".rpmnew", ".rpmsave", ".rpmorig"]
    names = [one for one in sorted(os.listdir(place)) if not one.startswith((".", "#"))]
    return [
        os.path.join(name, one)
        for one in names
        if not one.endswith(tuple(unwanted)) and (not wanted or one.endswith(tuple(wanted)))
    ]


FOLLOWED = {
    "conf-file": "conf",
    "conf-dir": "conf",
    "addn-hosts": "hosts",
    "hostsdir": "hosts",
    "dhcp-hostsfile": "dhcp",
    "dhcp-hostsdir": "dhcp",
    "dhcp-leasefile": "leases",
}


def settings(name, found):
    one = add(name, "conf", found)
    if one is None:
        return
    for key, value in re.findall(r"^\s*(?:--)?([a-z-]+)\s*=\s*([^\s#]+)", one["text"], re.M):
        kind = FOLLOWED.get(key)
        if kind is None:
            continue
        where, *endings = value.split(",")
        for each in opened(where, endings):
            if kind == "conf":
                settings(each, found)
            else:
                add(each, kind, found)


# what DCI's tools call inventories, pipelines and settings
DCI_NAMES = ("hosts", "*hosts*", "*.yml", "*.yaml")


def dci(name, found, depth=4):
    place = path(name.lstrip("/"))
    if os.path.isdir(place) and not os.path.islink(place) and depth > 0:
        for one in sorted(os.listdir(place)):
            if one not in ("roles", "plays", "samples", "hooks", "collections") and not one.startswith("."):
                dci(os.path.join(name, one), found, depth - 1)
    elif any(fnmatch.fnmatch(os.path.basename(name), each) for each in DCI_NAMES) or "/inventories/" in name:
        add(name, "dci", found)


def keys():
    return sorted("/" + os.path.relpath(one, path("")) for one in glob.glob(path("root/.ssh/id_*.pub")))


OF_JUMPHOST = [gateways, resolvers, files, keys]

answer(
    [hostname, links, addresses, cpus, memory, kvm, ports, machines]
    + (OF_JUMPHOST if ASKED["jumphost"] else [])
)
