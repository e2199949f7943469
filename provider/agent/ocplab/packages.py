"""Kind `packages`: packages of the distribution that must be there.

None is ever removed: what was there is not ours, and what we brought may serve others by now.
"""

import re

from ocplab import commands, journal, paths
from ocplab.lock import host_lock
from ocplab.refusal import Refusal


def read(key, look):
    family = _family()
    return {"family": family, "missing": _missing(family, look.get(family, []))}


def ensure(key, want, owner):
    with host_lock(owner):
        entry = journal.claim("packages", key, owner, "the list of packages " + key)
        family = _family()
        missing = _missing(family, want.get(family, []))
        entry["look"] = {name: want[name] for name in ("debian", "redhat") if name in want}
        if entry.get("new"):
            entry["was"] = None
            entry["adopted"] = not missing
        journal.save(entry)
        if missing:
            try:
                {"debian": _apt, "redhat": _dnf}[family](missing)
            except Refusal:
                if entry.get("new"):
                    journal.drop(entry)
                raise
        return {"adopted": entry["adopted"], "found": {"family": family, "missing": []}}


def remove(key, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("packages", key, owner)
        if entry is not None:
            journal.drop(entry)
        return {}


def _family():
    words = set()
    try:
        with open(paths.real("/etc/os-release"), encoding="utf-8") as file:
            for line in file:
                name, _, value = line.strip().partition("=")
                if name in ("ID", "ID_LIKE"):
                    words.update(value.strip('"').split())
    except FileNotFoundError:
        pass
    if "debian" in words:
        return "debian"
    if words & {"rhel", "fedora", "centos"}:
        return "redhat"
    raise Refusal(
        "the distribution is neither of Debian's nor of Red Hat's family (/etc/os-release)"
    )


def _missing(family, names):
    if not names:
        return []
    present = (_dpkg if family == "debian" else _rpm)(names)
    return [name for name in names if name not in present]


def _dpkg(names):
    form = "${Package} ${db:Status-Status}\n"
    result = commands.run(["dpkg-query", "-W", "-f", form, "--"] + names)
    lines = (line.split() for line in result.out.splitlines())
    return {words[0] for words in lines if words[1:] == ["installed"]}


def _rpm(names):
    # one answer for each name, in the order of the question
    result = commands.run(["rpm", "-q", "--whatprovides", "--qf", "there\n", "--"] + names)
    absent = set(re.findall(r"no package provides (\S+)", result.out + result.err))
    if result.code == 127:
        raise Refusal("rpm is not installed")
    return set(names) - absent


def _apt(names):
    # nothing that is there may go for it, as a time service would for chrony
    argv = ["apt-get", "-q", "-y", "--no-remove", "--no-install-recommends"]
    argv += ["-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Options::=--force-confold"]
    argv = ["env", "DEBIAN_FRONTEND=noninteractive"] + argv
    result = commands.run(argv + ["install", "--"] + names, timeout=900)
    if result.code != 0:
        commands.run(argv + ["update"], timeout=300)
        result = commands.run(argv + ["install", "--"] + names, timeout=900)
    _refuse_failed(result, names)


def _dnf(names):
    argv = ["dnf", "-q", "-y", "--setopt=install_weak_deps=False", "install", "--"]
    _refuse_failed(commands.run(argv + names, timeout=900), names)


def _refuse_failed(result, names):
    if result.code != 0:
        text = "the packages %s cannot be installed: %s" % (
            " ".join(names),
            commands.reason(result),
        )
        raise Refusal(
            text + "; see that the host reaches its package sources, or install them by hand"
        )
