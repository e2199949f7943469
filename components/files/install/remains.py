"""What DCI's agent leaves on the jumphost beside the folders that it is told to write to.

Names as in dci-openshift-agent: plays/configure-provisioner.yml, abi-install.yml, ipi-install.yml, log-dir.yml.
"""
import contextlib
import glob
import os
import re
import shutil

from places import IMAGES, JOB_FOLDERS
from progress import UUID
from words import call, say

JOB = re.compile(UUID)


def remove(install):
    """Takes away what is the cluster's alone: keys, images with pull secrets, what a stopped job has left."""
    home = os.path.expanduser("~")
    for job in job_ids(install):
        for folder in glob.glob(os.path.join(home, "tmp", "dci_logs_%s_*" % job)):
            shutil.rmtree(folder, ignore_errors=True)
        remove_containers(install, job)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(home, ".ssh", install.cluster + "-provisioner_rsa"))
    shutil.rmtree(os.path.join(IMAGES, install.cluster), ignore_errors=True)
    for job in install.jobs:
        shutil.rmtree(os.path.join(JOB_FOLDERS, job), ignore_errors=True)
    shutil.rmtree(install.results, ignore_errors=True)


def job_ids(install):
    """Of all jobs of the cluster: their work folders are named by them."""
    for job in install.jobs:
        with contextlib.suppress(OSError):
            yield from filter(JOB.fullmatch, os.listdir(os.path.join(JOB_FOLDERS, job)))


def remove_containers(install, job):
    """Of a job that was stopped: one that ends by itself removes what served its files."""
    if not shutil.which("podman"):
        return
    for kind, name in (("pod", "http_store_pod_" + job), ("container", job)):
        if call(["podman", kind, "exists", name]).returncode != 0:
            continue
        done = call(["podman", kind, "rm", "--force", name])
        if done.returncode != 0:
            text = "warning: %s: podman %s rm %s failed: %s"
            say(text % (install.cluster, kind, name, done.stdout.strip()))
