"""How the helper speaks: to the user on standard error, of times in words, and why it refuses."""
import os
import subprocess
import sys


class Refusal(Exception):
    """A message for the user; ends the program with code 1."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def span(seconds):
    return "%d s" % seconds if seconds < 120 else "%d min" % (seconds // 60)


def call(command, **env):
    """Runs a command without input, with more variables; both its streams are one text."""
    return subprocess.run(
        command,
        env=dict(os.environ, **env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
