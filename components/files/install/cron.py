"""Lines of dci-queue in root's crontab: `dci-queue install POOL` writes them, so that its jobs run."""
import re
import subprocess

from words import Refusal, call

LINE = r"\s*(?:@\w+|\S+(?:\s+\S+){4})\s+dci-queue\s+(?:run|clean)\s+%s\s*"


def forget_pool(pool):
    """Takes the lines of a pool out; of a crontab that held nothing else nothing is left."""
    try:
        told = call(["crontab", "-l"])
    except FileNotFoundError:
        return
    line = re.compile(LINE % re.escape(pool))
    lines = told.stdout.splitlines(True) if told.returncode == 0 else []
    kept = "".join(one for one in lines if not line.fullmatch(one))
    if kept == "".join(lines):
        return
    command = ["crontab", "-"] if kept.strip() else ["crontab", "-r"]
    done = subprocess.run(
        command,
        input=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    if done.returncode != 0:
        text = "%s failed: %s; next: take the lines of dci-queue's pool %s out of root's crontab"
        raise Refusal(text % (" ".join(command), done.stdout.strip(), pool))
