"""What dci-queue has on this host that could be ours: its folders, and its lines in root's crontab."""

import glob
import json
import os
import re

from ocplab import paths

TOP = "/var/lib/dci-queue"
# of Red Hat's cron, and of Debian's
CRONTABS = ("/var/spool/cron/root", "/var/spool/cron/crontabs/root")
# as ocplab-install has it
KEPT = re.compile(r"(?:.*: )?ocplab keeps it for ([a-z0-9-]+) until ")
RUNS = re.compile(r"^\s*[^#\s].*\sdci-queue\s+(?:run|clean)\s+(\S+)\s*$", re.M)


def facts():
    """All pools; (pool, resource, cluster) of what ocplab keeps out of them; pools that root's crontab runs."""
    pools = (os.path.basename(path) for path in glob.glob(paths.real(TOP + "/pool/*")))
    kept = (_kept(path) for path in glob.glob(paths.real(TOP + "/reason/*/*")))
    return {
        "pools": sorted(pools),
        "kept": sorted(one for one in kept if one),
        "cron": sorted({pool for path in CRONTABS for pool in RUNS.findall(_text(path))}),
    }


def _kept(path):
    try:
        with open(path, encoding="utf-8") as file:
            reason = KEPT.match(json.load(file)["reason"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    pool, resource = path.split(os.sep)[-2:]
    return [pool, resource, reason.group(1)] if reason else None


def _text(path):
    try:
        with open(paths.real(path), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
