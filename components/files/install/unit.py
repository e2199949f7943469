"""The unit that an install runs in: begins it, ends it, and is its main process."""
import contextlib
import errno
import os
import signal
import subprocess
import time

from install import Install
from overwriting import check_others
from places import JOB_FOLDERS
from progress import BEGIN, Progress
from words import Refusal, call


def begin(install, program):
    """Ends what runs for other inputs, forgets it, and starts a run in a unit of its own.

    Refuses where the disks of the machines are written.
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
    install.write(record)
    described = "--description=Install of %s (%s)" % (install.cluster, install.hash[:12])
    command = ["systemd-run", "--quiet", "--collect", "--unit=" + install.unit, described]
    command += ["--property=TimeoutStopSec=30", program, "run", install.cluster, install.hash]
    done = call(command)
    if done.returncode != 0:
        install.forget()
        raise Refusal("%s: systemd-run failed: %s" % (install.cluster, done.stdout.strip()))
    return record


def run(cluster, digest):
    """The unit's main process: dci-pipeline with its log, then the record of how it ended."""
    install = Install({"cluster": cluster, "hash": digest})
    record = install.read()
    # systemd signals the whole unit: wait for dci-pipeline's own end, to record its code
    signal.signal(signal.SIGTERM, lambda *_: None)
    with open(os.open(install.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
        title = "%s%d: dci-pipeline %s\n" % (BEGIN, record["started"], record["pipeline"])
        log.write(title.encode())
        log.flush()
        code = dci_pipeline(record["pipeline"], log)
    ended = {"exit": code, "ended": int(time.time())}
    state = "succeeded" if code == 0 else "failed"
    install.write(dict(record, state=state, **ended, **job_of(install, record)))
    return 0


def dci_pipeline(pipeline, log):
    """Runs dci-pipeline to its end; its exit code, or as a shell has it: 128 and a signal, 126, 127."""
    try:
        code = subprocess.call(
            ["dci-pipeline", pipeline],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, HOME=os.path.expanduser("~")),
        )
    except OSError as error:
        return 127 if error.errno == errno.ENOENT else 126
    return 128 - code if code < 0 else code


def job_of(install, record):
    """The run's last job: its id, its page in DCI and its work folder, which is named by the id."""
    progress = Progress(install.log).update()
    folder = job_folder(record, progress.job)
    job = progress.job or os.path.basename(folder)
    return {"jobDir": folder, "jobId": job, "jobUrl": progress.page}


def job_folder(record, job_id):
    for job in reversed(record["jobs"]):
        with contextlib.suppress(OSError):
            folders = [entry.path for entry in os.scandir(os.path.join(JOB_FOLDERS, job))]
            named = [folder for folder in folders if os.path.basename(folder) == job_id]
            return max(named or folders, key=os.path.getmtime, default="")
    return ""


def stop(install):
    """Stops the cluster's unit; a unit that does not exist is stopped."""
    done = call(["systemctl", "stop", install.unit])
    if done.returncode not in (0, 5):
        raise Refusal("%s: cannot stop %s: %s" % (install.cluster, install.unit, done.stdout.strip()))


def active(install):
    done = call(["systemctl", "show", "--property=ActiveState", install.unit])
    return done.stdout.strip() not in ("ActiveState=inactive", "ActiveState=failed")
