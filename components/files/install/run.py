"""The main process of an install's unit."""
import contextlib
import errno
import os
import signal
import subprocess
import time

from install import Install
from places import JOB_FOLDERS, POLL_SECONDS
from progress import BEGIN, Progress
from slots import take_place
from unit import STOP_SECONDS
from words import Refusal

# dci-queue ended, and the job that it was given never said how it ended
NOT_RUN = 125


class Stopped(Exception):
    """The unit is stopped before dci-pipeline has begun."""


class Run:
    """The unit's main process: waits for its turn, runs dci-pipeline, records how it ended."""

    def __init__(self, cluster, digest):
        self.install = Install({"cluster": cluster, "hash": digest})
        self.record = self.install.read()
        self.install.use_queue(self.record.get("queue"))
        self.child = None
        self.stopped = False
        # systemd signals the whole unit: wait for dci-pipeline's own end, to record its code
        signal.signal(signal.SIGTERM, self.stop)

    def stop(self, *_):
        self.stopped = True
        if self.child:
            self.child.terminate()

    def main(self, program):
        install, server = self.install, self.install.server
        with open_log(install) as log:
            title = "%s%d: dci-pipeline %s\n"
            title %= (BEGIN, self.record["started"], self.record["pipeline"])
            log.write(title.encode())
            log.flush()
            try:
                self.wait_for_turn()
                code = self.as_job(program, log) if server else self.dci_pipeline(log)
            except Stopped:
                code = 128 + signal.SIGTERM
            except Refusal as refusal:
                log.write(("%s\n" % refusal).encode())
                code = NOT_RUN
        ended = {"exit": int(code), "ended": int(time.time()), "waits": ""}
        if code == 0 and server:
            with told_later(ended):
                server.give_back()
        ended["state"] = "succeeded" if code == 0 else "failed"
        install.write(dict(self.record, **ended, **job_of(install, self.record)))
        return 0

    def wait_for_turn(self):
        """Returns once nobody else has the server, and there is a place for one more install."""
        server = self.install.server
        while True:
            waits = (server.waits() if server else "") or take_place(self.install.cluster)
            if self.record.get("waits", "") != waits:
                self.record = dict(self.record, waits=waits)
                self.install.write(self.record)
            if not waits:
                return
            if self.stopped:
                raise Stopped()
            time.sleep(POLL_SECONDS)

    def as_job(self, program, log):
        """Has dci-queue run the verb `job`, which records how dci-pipeline ended."""
        install = self.install
        command = install.server.command([program, "job", install.cluster, install.hash])
        self.call(command, log)
        # a stopped unit has lost dci-queue at once, but dci-pipeline takes its time
        deadline = time.monotonic() + (STOP_SECONDS - 2 if self.stopped else 0)
        while "exit" not in install.read() and time.monotonic() < deadline:
            time.sleep(0.1)
        with contextlib.suppress(Refusal):
            install.server.drop_own_pool()
        return install.read().get("exit", NOT_RUN)

    def job(self, resource):
        """What dci-queue runs; its own exit code says nothing where a signal ended a command."""
        if resource != self.install.server.name:
            raise Refusal("dci-queue gave %s, which is not the cluster's server" % resource)
        with open_log(self.install) as log:
            code = self.dci_pipeline(log)
        self.install.write(dict(self.record, exit=code))
        return code

    def dci_pipeline(self, log):
        return self.call(["dci-pipeline", self.record["pipeline"]], log)

    def call(self, command, log):
        """Runs a command to its end; its exit code, or as a shell has it: 128 and a signal, 126, 127."""
        try:
            self.child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(os.environ, HOME=os.path.expanduser("~")),
            )
        except OSError as error:
            return 127 if error.errno == errno.ENOENT else 126
        if self.stopped:
            self.child.terminate()
        code = self.child.wait()
        return 128 - code if code < 0 else code


def open_log(install):
    """Appends; nobody but root may read it."""
    return open(os.open(install.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


@contextlib.contextmanager
def told_later(record):
    """A refusal is no failure of the install, but something to tell with its success."""
    try:
        yield
    except Refusal as refusal:
        record["note"] = str(refusal)


def job_of(install, record):
    """The run's last job: id, page in DCI, work folder, which is named by the id, and how far it came."""
    progress = Progress(install.log).update()
    folder = job_folder(record, progress.job)
    job = progress.job or os.path.basename(folder)
    return {"jobDir": folder, "jobId": job, "jobUrl": progress.page, "stage": progress.stage}


def job_folder(record, job_id):
    for job in reversed(record["jobs"]):
        with contextlib.suppress(OSError):
            folders = [entry.path for entry in os.scandir(os.path.join(JOB_FOLDERS, job))]
            named = [folder for folder in folders if os.path.basename(folder) == job_id]
            return max(named or folders, key=os.path.getmtime, default="")
    return ""
