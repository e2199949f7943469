"""Other programs, always as a list of arguments, never through a shell."""

import collections
import os
import signal
import subprocess

Result = collections.namedtuple("Result", "code out err")


def run(argv, timeout=60, stdin=None):
    """Runs a program to its end and returns what it said; code 127 where it is not installed.

    It reads the bytes of stdin, or nothing.
    """
    env = dict(os.environ, LC_ALL="C", PATH=_path())
    try:
        child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            start_new_session=True,
        )
    except FileNotFoundError:
        return Result(127, "", argv[0] + " is not installed")
    try:
        out, err = child.communicate(stdin, timeout=timeout)
    except subprocess.TimeoutExpired:
        # a grandchild may hold the pipes: end the whole group, or the wait would have no end
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return Result(-1, "", "%s did not end within %d s" % (argv[0], timeout))
    return Result(child.returncode, _text(out), _text(err))


def reason(result):
    """The last line that a failed program said, on stderr if it said anything there."""
    said = result.err if result.err.strip() else result.out
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "exit code %d" % result.code


def _path():
    # a session without a login shell may lack the administrator's folders
    return os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin"


def _text(data):
    return (data or b"").decode("utf-8", "replace")
