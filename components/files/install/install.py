"""The install of one cluster: its parameters, and its records on the disk."""
import contextlib
import fcntl
import json
import os
import re

from places import STATE
from pools import Resource
from words import Refusal

LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
JOB = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
HASH = re.compile(r"[0-9a-f]{8,64}")


class Install:
    """The parameters of one call, checked, and the paths that follow from them."""

    def __init__(self, given):
        self.cluster = matching(LABEL, given, "cluster")
        self.hash = matching(HASH, given, "hash")
        self.pipeline = given.get("pipeline", "")
        self.jobs = [matching(JOB, {"jobs": job}, "jobs") for job in given.get("jobs", [])]
        self.use_queue(given.get("queue"))
        self.teardown = given.get("teardown")
        self.needs_empty_disks = bool(given.get("needsEmptyDisks"))
        self.folder = os.path.join(STATE, self.cluster)
        self.log = os.path.join(self.folder, self.hash + ".log")
        self.unit = "ocplab-install-%s.service" % self.cluster
        self.results = os.path.join(os.path.expanduser("~"), "clusterconfigs-" + self.cluster)

    def use_queue(self, queue):
        """Where it is one, the cluster's server is a resource of dci-queue: {pool, resource}."""
        self.queue = queue and {key: matching(LABEL, queue, key) for key in ("pool", "resource")}
        self.server = Resource(self.queue, self.cluster) if self.queue else None

    def begun(self):
        """Whether anything was ever begun from here, whatever its hash."""
        return any(name.endswith(".json") for name in os.listdir(self.folder))

    def read(self):
        """The record of this hash, or None where it was never started."""
        try:
            with open(os.path.join(self.folder, self.hash + ".json")) as file:
                return json.load(file)
        except FileNotFoundError:
            return None

    def write(self, record):
        """Replaces the record as a whole; it outlives a power cut."""
        path = os.path.join(self.folder, self.hash + ".json")
        with open(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(record, file)
            file.flush()
            os.fsync(file.fileno())
        os.rename(path + ".new", path)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def others(self):
        """Records of other hashes, each with the path of its log."""
        for name in sorted(os.listdir(self.folder)):
            digest, kind = os.path.splitext(name)
            if kind == ".json" and digest != self.hash:
                with open(os.path.join(self.folder, name)) as file:
                    yield json.load(file), os.path.join(self.folder, digest + ".log")

    def forget(self):
        """Removes the record of this hash; the log stays."""
        os.unlink(os.path.join(self.folder, self.hash + ".json"))

    @contextlib.contextmanager
    def locked(self):
        """One writer per cluster. The folder itself is the lock, so that no lock file stays behind."""
        while True:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            try:
                folder = os.open(self.folder, os.O_RDONLY)
            except FileNotFoundError:
                continue
            fcntl.flock(folder, fcntl.LOCK_EX)
            # delete may have removed it while we waited for the lock
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(folder), os.stat(self.folder)):
                    break
            os.close(folder)
        try:
            yield
        finally:
            # neither a delete nor a refused start leaves a folder; one that is not empty stays
            for path in (self.folder, STATE):
                with contextlib.suppress(OSError):
                    os.rmdir(path)
            os.close(folder)


def matching(pattern, given, key):
    value = given.get(key)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Refusal("parameter %s is missing or not allowed: %r" % (key, value))
    return value
