"""The cluster's server in a pool of dci-queue, which others schedule their jobs on.

dci-queue hands out any free resource of a pool. So an install takes its own one out of the pool for as long
as it needs it, and runs as a job in a pool that has nothing but that resource.
"""
import contextlib
import os
import re

import cron
from places import POOLS
from words import Refusal, call

RUNNING = re.compile(r" (\d+)(?:\(p\d+\))? \[([^\]]*)\]: ")
REMOVED = re.compile(r" ([^ :]+): (.*) \[[^\[]*\]")
MADE = (
    "dci-queue has no pool %s yet, so it is made; jobs that others schedule on it wait until root's "
    "crontab runs them: dci-queue install %s on the jumphost"
)


class Resource:
    """A server in a pool, for the install of a cluster."""

    def __init__(self, given, cluster):
        self.pool, self.name = given["pool"], given["resource"]
        self.cluster = cluster
        self.own_pool = "ocplab-" + cluster
        # true while it runs, when it failed, and when the jumphost went down under it
        self.reason = "ocplab keeps it for %s until its install has succeeded" % cluster

    def take(self):
        """Takes the server out of the pool, so that no job of others gets it. One that runs goes on.

        A pool that is missing is made. Returns what the user must know of that, or an empty text.
        """
        listed = pool_list(self.pool)
        made = listed is None
        if made:
            os.makedirs(POOLS, mode=0o700, exist_ok=True)
            open(os.path.join(POOLS, self.pool), "w").close()
            # without -n it writes into root's crontab, from where it runs whatever anybody schedules
            self.must("add-pool", "-n", self.pool)
            listed = PoolList("")
        self.take_out(listed)
        return MADE % (self.pool, self.pool) if made else ""

    def take_out(self, listed):
        if self.name not in listed.resources and self.name not in listed.removed:
            self.must("add-resource", self.pool, self.name)
        if listed.removed.get(self.name) == self.reason:
            return
        if queue("remove-resource", self.pool, self.name, self.reason).returncode == 0:
            return
        why = pool_list(self.pool).removed.get(self.name)
        if why == self.reason:
            return
        text = "%s: somebody has taken %s out of dci-queue's pool %s: %s\n%s"
        again = "next: when it is free, dci-queue add-resource %s %s on the jumphost; then pulumi up again"
        said = why or "without a reason"
        raise Refusal(
            text % (self.cluster, self.name, self.pool, said, again % (self.pool, self.name))
        )

    def waits(self):
        """What job of others has the server, as a text; an empty one where it is free."""
        listed = pool_list(self.pool)
        job = listed and listed.holders.get(self.name)
        text = "waits for job %s of dci-queue's pool %s, which has %s"
        return text % (job, self.pool, self.name) if job else ""

    def check_free(self):
        """Refuses to take the cluster away under a job of others."""
        if self.waits():
            text = "%s: job %s of dci-queue's pool %s runs on %s\nnext: wait for its end, or stop it by %s"
            job = pool_list(self.pool).holders[self.name]
            stop = "dci-queue unschedule %s %s on the jumphost" % (self.pool, job)
            raise Refusal(text % (self.cluster, job, self.pool, self.name, stop))

    def command(self, words):
        """A command line that runs these words as a job of dci-queue, on the server."""
        self.drop_own_pool()
        self.must("add-pool", "-n", self.own_pool)
        self.must("add-resource", self.own_pool, self.name)
        return ["dci-queue", "schedule", "-b", "-C", self.own_pool, "--"] + words + ["@RESOURCE"]

    def drop_own_pool(self):
        self.must("remove-pool", "-n", self.own_pool)

    def give_back(self):
        self.must("add-resource", self.pool, self.name)

    def forget(self):
        """Leaves nothing of the cluster in dci-queue, nor a pool that was made for it."""
        self.drop_own_pool()
        mark = os.path.join(POOLS, self.pool)
        if pool_list(self.pool) is not None:
            self.must("remove-resource", "-f", self.pool, self.name, "")
            listed = pool_list(self.pool)
            if listed.resources or listed.removed or listed.holders or not os.path.exists(mark):
                return
            self.must("remove-pool", "-n", self.pool)
        if os.path.exists(mark):
            cron.forget_pool(self.pool)
            os.unlink(mark)
            with contextlib.suppress(OSError):
                os.rmdir(POOLS)

    def must(self, *words):
        done = queue(*words)
        if done.returncode != 0:
            said = done.stdout.strip()
            raise Refusal("%s: dci-queue %s failed: %s" % (self.cluster, " ".join(words), said))


class PoolList:
    """What `dci-queue list` says of a pool."""

    def __init__(self, text):
        self.resources = set()
        self.removed = {}
        self.holders = {}
        part = ""
        for line in text.splitlines():
            if not line.startswith(" "):
                part = line.split(" ")[0]
                if part == "Resources":
                    self.resources = set(line.partition(": ")[2].split())
            elif part == "Removed":
                found = REMOVED.match(line)
                if found:
                    self.removed[found.group(1)] = found.group(2)
            elif part == "Executing":
                found = RUNNING.match(line)
                if found:
                    names = found.group(2).split(",")
                    self.holders.update((name, found.group(1)) for name in names)


def pool_list(pool):
    """None where there is no such pool."""
    done = queue("list", pool)
    return PoolList(done.stdout) if done.returncode == 0 else None


def queue(*words):
    try:
        return call(["dci-queue"] + list(words))
    except FileNotFoundError:
        raise Refusal(
            "dci-queue is not on the jumphost; next: install the dci-pipeline package there, "
            "or remove install.queue from the lab file"
        )
