"""Finds out how a lab is on one host, and changes nothing. Comes after host.py, in one text."""

import concurrent.futures
import glob
import socket
import struct
import time


def load():
    """Of the last minute."""
    return float(text("proc/loadavg").split()[0])


def available():
    return int(re.search(r"^MemAvailable: +(\d+) kB", text("proc/meminfo"), re.M).group(1)) // 1024


def now():
    return int(time.time())


def claims():
    """Since when clusters stand on this host: seconds since 1970."""
    folder = path(ASKED["claimFolder"].lstrip("/"))
    found = {}
    for cluster in ASKED["clusters"]:
        try:
            found[cluster] = int(os.stat(os.path.join(folder, cluster)).st_mtime)
        except FileNotFoundError:
            pass
    return found


def machines():
    """State of each machine by name."""
    try:
        code, out, said = run("virsh", "--quiet", "--connect", "qemu:///system", "list", "--all")
    except FileNotFoundError:
        raise Missing("there is no virsh on it")
    if code != 0:
        raise Missing("virsh says: " + " ".join(said.split()))
    lines = [line.split(None, 2) for line in out.splitlines()]
    return {words[1]: words[2].strip() for words in lines if len(words) == 3}


def bridges():
    """Of each bridge that is to be here: whether its NIC is a port that forwards; None where it is not there."""
    found = {}
    for bridge, nic in ASKED["bridges"].items():
        folder = os.path.join("sys/class/net", bridge)
        if not os.path.isdir(path(folder, "bridge")):
            found[bridge] = None
            continue
        state = path(folder, "brif", nic, "state")
        found[bridge] = os.path.exists(state) and text(state).strip() == "3"
    return found


def leases():
    """Address by MAC. A line is: expiry MAC address name client-id."""
    try:
        lines = text(ASKED["leases"].lstrip("/")).splitlines()
    except FileNotFoundError:
        return {}
    fields = [line.split() for line in lines]
    return {words[1].lower(): words[2] for words in fields if len(words) >= 4}


def names():
    """What the lab's DNS answers for each name; None where there is no such name."""
    found = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(2)
        asking.connect(tuple(ASKED["dns"]))
        for number, name in enumerate(ASKED["names"], 1):
            try:
                found[name] = resolve(asking, number % 65536, name)
            except OSError as error:
                raise Missing("DNS at %s does not answer: %s" % (ASKED["dns"][0], error))
    return found


def resolve(asking, number, name):
    labels = b"".join(bytes([len(part)]) + part.encode("ascii") for part in name.split("."))
    question = labels + b"\0" + struct.pack(">HH", 1, 1)
    asking.send(struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + question)
    while True:
        reply = asking.recv(4096)
        # a late answer to the question before this one is none
        if len(reply) >= 12 and struct.unpack(">H", reply[:2])[0] == number:
            break
    count = struct.unpack(">H", reply[6:8])[0]
    place = 12 + len(question)
    for _ in range(count):
        # a name in an answer points back to the question, or is spelled out
        while reply[place] not in (0,) and reply[place] < 0xC0:
            place += reply[place] + 1
        place += 2 if reply[place] >= 0xC0 else 1
        kind, _, _, length = struct.unpack(">HHIH", reply[place : place + 10])
        place += 10
        if kind == 1 and length == 4:
            return socket.inet_ntoa(reply[place : place + 4])
        place += length
    return None


def answering():
    """Which of some ports take connections, by [address, port]."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=32) as pool:
        return list(pool.map(connects, ASKED["ports"]))


def connects(port):
    try:
        socket.create_connection(tuple(port), timeout=2).close()
        return True
    except OSError:
        return False


STEP = re.compile(r"^(?:PLAY|TASK|RUNNING HANDLER) \[.*\]", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def installs():
    """The newest record of each cluster's install; of its log only names of plays and tasks may be told."""
    found = {}
    for cluster in ASKED["installs"]:
        pattern = os.path.join(path(ASKED["installFolder"].lstrip("/")), cluster, "*.json")
        records = []
        for name in glob.glob(pattern):
            with open(name) as file:
                records.append((json.load(file), name[: -len(".json")]))
        if not records:
            continue
        record, base = max(records, key=lambda each: each[0]["started"])
        state = record["state"]
        if state == "running" and not active("ocplab-install-%s.service" % cluster):
            state = "interrupted"
        found[cluster] = {
            "hash": os.path.basename(base),
            "state": state,
            "started": record["started"],
            "ended": record.get("ended"),
            "step": last_step(base + ".log") if state == "running" else None,
        }
    return found


def active(unit):
    _, out, _ = run("systemctl", "is-active", unit)
    return out.strip() in ("active", "activating", "deactivating")


def last_step(log):
    try:
        with open(log, "rb") as file:
            file.seek(max(0, os.path.getsize(log) - 65536))
            steps = STEP.findall(COLOUR.sub("", file.read().decode("utf-8", "replace")))
    except FileNotFoundError:
        return None
    return steps[-1][:120] if steps else None


OF_SERVER = [cpus, memory, available, load, disk, carrier, machines, bridges]
OF_JUMPHOST = [leases, names, answering, installs]

answer(
    [now, claims]
    + (OF_SERVER if ASKED["server"] else [])
    + (OF_JUMPHOST if ASKED["jumphost"] else [])
)
