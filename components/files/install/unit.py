"""The unit that an install runs in: begins it and ends it."""
import os
import time

from overwriting import check_others
from words import Refusal, call

STOP_SECONDS = 30


def begin(install, program):
    """Ends what runs for other inputs, forgets it, and starts a run in a unit of its own.

    Refuses where the disks of the machines are written, or the server is not to be had from dci-queue.
    """
    if not os.path.isfile(install.pipeline):
        raise Refusal("%s: no pipeline file %s on the jumphost" % (install.cluster, install.pipeline))
    check_others(install)
    stop(install)
    for name in os.listdir(install.folder):
        if not name.startswith(install.hash + "."):
            os.unlink(os.path.join(install.folder, name))
    record = {"state": "running", "started": int(time.time())}
    record.update(pipeline=install.pipeline, jobs=install.jobs)
    record.update(needsEmptyDisks=install.needs_empty_disks)
    if install.server:
        record.update(queue=install.queue, tell=install.server.take())
    install.write(record)
    described = "--description=Install of %s (%s)" % (install.cluster, install.hash[:12])
    command = ["systemd-run", "--quiet", "--collect", "--unit=" + install.unit, described]
    command += ["--property=TimeoutStopSec=%d" % STOP_SECONDS]
    done = call(command + [program, "run", install.cluster, install.hash])
    if done.returncode != 0:
        install.forget()
        raise Refusal("%s: systemd-run failed: %s" % (install.cluster, done.stdout.strip()))
    return record


def stop(install):
    """Stops the cluster's unit; a unit that does not exist is stopped."""
    done = call(["systemctl", "stop", install.unit])
    if done.returncode not in (0, 5):
        raise Refusal("%s: cannot stop %s: %s" % (install.cluster, install.unit, done.stdout.strip()))


def active(install):
    done = call(["systemctl", "show", "--property=ActiveState", install.unit])
    return done.stdout.strip() not in ("ActiveState=inactive", "ActiveState=failed")
