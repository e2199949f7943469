"""Kind `pythonPackages`: packages of Python in a folder of their own, apart from the distribution's.

What is in the folder is told by the names of its .dist-info folders; which Python it is for, as compiled
modules fit one version only, by a file beside them.
"""

import os
import re
import shutil

from ocplab import atomic, commands, folders, followups, journal, paths
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

# the distribution's own, which alone has its bindings of libvirt
PYTHON = "/usr/bin/python3"
MARK = ".ocplab-python"


def read(path, look):
    found = _installed(path)
    return {"absent": True} if found is None else {"packages": found}


def ensure(path, want, owner):
    with host_lock(owner):
        entry = journal.claim("pythonPackages", path, owner, path)
        if entry.get("new"):
            if os.path.lexists(paths.real(path)):
                raise Refusal(
                    "%s was there before; move it away or choose another path" % path
                )
            entry.update(was=None, adopted=False)
        if _installed(path) != _pins(want["requirements"]):
            # a restart that an interruption has left undone is not lost with it
            entry["pending"] = followups.merge(entry.get("pending", []), _steps(want))
            journal.save(entry)
            _install(path, want["requirements"], entry)
        followups.carry_out(entry.get("pending", []))
        entry["pending"] = []
        journal.save(entry)
        return {"adopted": False}


def remove(path, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("pythonPackages", path, owner)
        if entry is None:
            return {}
        for place in _places(path):
            shutil.rmtree(place, ignore_errors=True)
        journal.drop(entry)
        folders.prune(os.path.dirname(path))
        return {}


def _install(path, requirements, entry):
    """Puts the new folder in the place of the old one when it is complete."""
    place, new, old = _places(path)
    folders.make_parents(path)
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    try:
        _pip(path, new, requirements)
    except Refusal:
        shutil.rmtree(new, ignore_errors=True)
        if entry.get("new"):
            journal.drop(entry)
            folders.prune(os.path.dirname(path))
        raise
    if os.path.lexists(place):
        os.rename(place, old)
    os.rename(new, place)
    shutil.rmtree(old, ignore_errors=True)


def _pip(path, new, requirements):
    os.mkdir(new, 0o755)
    listed = os.path.join(new, "requirements.txt")
    atomic.write(listed, requirements.encode(), 0o644, -1, -1)
    argv = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--no-compile", "--no-deps"]
    argv += ["--only-binary", ":all:", "--disable-pip-version-check", "--no-cache-dir"]
    result = commands.run(argv + ["--target", new, "--requirement", listed], timeout=600)
    if result.code != 0:
        raise Refusal(
            "the Python packages of %s cannot be installed: %s; see that the host's pip reaches a "
            "package index (/etc/pip.conf)" % (path, commands.reason(result))
        )
    shutil.rmtree(os.path.join(new, "bin"), ignore_errors=True)
    atomic.write(os.path.join(new, MARK), _version().encode(), 0o644, -1, -1)
    atomic.label(new)


def _installed(path):
    """Names and versions of the packages; none where they are for another Python, None without a folder."""
    place = paths.real(path)
    try:
        names = os.listdir(place)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        with open(os.path.join(place, MARK), encoding="utf-8") as file:
            if file.read() != _version():
                return []
    except FileNotFoundError:
        return []
    ends = [name[: -len(".dist-info")] for name in names if name.endswith(".dist-info")]
    return sorted("%s==%s" % (_normal(name), version) for name, _, version in map(_split, ends))


def _pins(requirements):
    pins = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", requirements, re.MULTILINE)
    return sorted("%s==%s" % (_normal(name), version) for name, version in pins)


def _split(name):
    return name.rpartition("-")


def _normal(name):
    """As PEP 503 has it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _version():
    return os.path.basename(os.path.realpath(PYTHON))


def _places(path):
    """The folder, a new one that is being filled, and the old one on its way out."""
    folder, name = os.path.split(paths.real(path))
    return [os.path.join(folder, form % name) for form in ("%s", ".%s.ocplab-new", ".%s.ocplab-old")]


def _steps(want):
    change = want.get("onChange")
    return [{"do": change["verb"], "unit": change["unit"]}] if change else []
