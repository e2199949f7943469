"""Finds out what a host is, and changes nothing. Comes after host.py, in one text."""

def system():
    found = {}
    for line in text("etc/os-release").splitlines():
        key, equals, value = line.partition("=")
        if equals:
            found[key.strip()] = value.strip().strip("\"'")
    return {"id": found.get("ID", ""), "version": found.get("VERSION_ID", "")}


def kvm():
    nested = None
    for module in ("kvm_intel", "kvm_amd"):
        parameter = "sys/module/%s/parameters/nested" % module
        if os.path.exists(path(parameter)):
            nested = text(parameter).strip() in ("Y", "1")
    flags = re.search(r"^flags\s*:.*?\b(vmx|svm)\b", text("proc/cpuinfo"), re.M)
    return {
        "device": os.path.exists(path("dev/kvm")),
        "nested": nested,
        "extension": flags.group(1) if flags else None,
    }


def nics():
    return {name: nic(name) for name in ASKED["nics"]}


def nic(name):
    folder = os.path.join("sys/class/net", name)
    if not os.path.isdir(path(folder)):
        return None
    master = path(folder, "master")
    return {
        # a device that cannot tell counts as up: dummies and some virtual ones never know
        "up": text(folder, "operstate").strip() in ("up", "unknown"),
        "mtu": int(text(folder, "mtu")),
        "master": os.path.basename(os.readlink(master)) if os.path.islink(master) else None,
        "manager": manager(name),
    }


def manager(name):
    """What NetworkManager says of a device; None where it does not run."""
    fields = "GENERAL.STATE,GENERAL.CONNECTION"
    try:
        code, out, said = run("nmcli", "-e", "no", "-g", fields, "device", "show", name)
    except FileNotFoundError:
        return None
    if code == 8:
        return None
    if code == 10:
        return {"managed": False, "profile": None}
    if code != 0:
        raise Missing("nmcli says: " + said.strip())
    state, _, profile = out.strip().partition("\n")
    return {"managed": not state.startswith("10 "), "profile": profile or None}


def packages():
    """Of those that the foundation sees to: what is missing, and whether the host can get any."""
    words = re.findall(r"^ID(?:_LIKE)?=(.*)$", text("etc/os-release"), re.MULTILINE)
    debian = "debian" in " ".join(words)
    names = ASKED["packages"]["debian" if debian else "redhat"]
    try:
        missing = (lacking_dpkg if debian else lacking_rpm)(names) if names else []
    except FileNotFoundError as error:
        raise Missing("there is no %s on it" % error.filename)
    return {"missing": missing, "sources": len(deb_sources() if debian else rpm_sources())}


def lacking_dpkg(names):
    form = "${Package} ${db:Status-Status}\n"
    _, out, _ = run("dpkg-query", "-W", "-f", form, "--", *names)
    there = [line.split()[0] for line in out.splitlines() if line.endswith(" installed")]
    return [name for name in names if name not in there]


def lacking_rpm(names):
    _, out, said = run("rpm", "-q", "--whatprovides", "--", *names)
    absent = re.findall(r"no package provides (\S+)", out + said)
    return [name for name in names if name in absent]


def rpm_sources():
    """The repositories that are not switched off."""
    found = []
    for name in listed("etc/yum.repos.d", ".repo"):
        for part in re.split(r"^\[", text("etc/yum.repos.d", name), flags=re.MULTILINE)[1:]:
            if not re.search(r"^enabled\s*=\s*(0|no|false)\s*$", part, re.MULTILINE | re.IGNORECASE):
                found.append(part.partition("]")[0])
    return found


def deb_sources():
    found = []
    files = [("etc/apt/sources.list",)]
    files += [("etc/apt/sources.list.d", name) for name in listed("etc/apt/sources.list.d", "")]
    for parts in files:
        if os.path.isfile(path(*parts)):
            found += re.findall(r"^(?:deb\s|Types:.*\bdeb\b).*$", text(*parts), re.MULTILINE)
    return found


def listed(folder, end):
    try:
        return sorted(name for name in os.listdir(path(folder)) if name.endswith(end))
    except OSError:
        return []


def dnsmasq():
    """None where it is not installed: the foundation does that."""
    try:
        _, out, _ = run("dnsmasq", "--version")
    except FileNotFoundError:
        return None
    return re.search(r"version (\d+\.\d+)", out).group(1)


def listeners():
    """Who serves DNS or DHCP."""
    try:
        code, out, said = run("ss", "-H", "-l", "-n", "-t", "-u", "-p")
    except FileNotFoundError:
        raise Missing("there is no ss on it")
    if code != 0:
        raise Missing("ss says: " + said.strip())
    found = []
    for line in out.splitlines():
        words = line.split()
        where, _, port = words[4].rpartition(":")
        if (words[0], port) not in (("udp", "53"), ("tcp", "53"), ("udp", "67")):
            continue
        address, _, device = where.partition("%")
        process = re.search(r'\("([^"]*)",pid=(\d+)', line)
        found.append(
            {
                "port": int(port),
                "address": address.strip("[]"),
                "device": device or None,
                "process": process.group(1) if process else None,
                "unit": unit(process.group(2)) if process else None,
            }
        )
    return found


def unit(pid):
    try:
        names = re.findall(r"/([^/\n]+\.service)", text("proc", pid, "cgroup"))
    except FileNotFoundError:
        return None
    return names[-1] if names else None


def files():
    """Why a file that the lab file names here is of no use; None where it is as it must be."""
    return {file["path"]: trouble(path(file["path"].lstrip("/")), file["key"]) for file in ASKED["files"]}


def trouble(name, key):
    if not os.path.exists(name):
        return "is not there"
    if not os.path.isfile(name):
        return "is no file"
    try:
        with open(name, "rb") as file:
            start = file.read(65536).decode("utf-8", "replace")
    except OSError as error:
        return "cannot be read (%s)" % error.strerror
    if key and not re.search(r"^\s*(sk-)?(ssh|ecdsa)-\S+ [A-Za-z0-9+/]{16,}", start, re.MULTILINE):
        return "holds no SSH public key"
    return None


# where a unit of systemd looks, which is what an install is
FOLDERS = ["usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin"]


def lacking():
    """Of the programs that installs need, those that are not there."""
    return [name for name in ASKED["programs"] if not any(os.path.isfile(one) for one in places(name))]


def places(name):
    return [path(name.lstrip("/"))] if name.startswith("/") else [path(one, name) for one in FOLDERS]


ALWAYS = [system, packages, cpus, memory, disk, kvm, nics, carrier]
OF_JUMPHOST = [dnsmasq, listeners, files, lacking]

answer(ALWAYS + (OF_JUMPHOST if ASKED["jumphost"] else []))
