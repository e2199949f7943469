"""systemd units."""

import time

from ocplab import commands, sockets
from ocplab.refusal import Refusal

# what ActiveState says of a unit that runs or is about to
RUNNING = ("active", "activating", "reloading")


def show(unit):
    """LoadState, ActiveState, SubState, UnitFileState of a unit."""
    names = "LoadState,ActiveState,SubState,UnitFileState"
    result = commands.run(["systemctl", "show", "--property=" + names, "--", unit])
    if result.code != 0:
        raise Refusal("systemd does not answer: " + commands.reason(result))
    pairs = (line.partition("=") for line in result.out.splitlines() if "=" in line)
    state = {name: value for name, _, value in pairs}
    return {name: state.get(name, "") for name in names.split(",")}


def is_running(unit):
    return show(unit)["ActiveState"] in RUNNING


def daemon_reload():
    _systemctl("daemon-reload")


def enable(unit):
    _systemctl("enable", unit)


def disable(unit):
    _systemctl("disable", unit)


def reload(unit):
    _systemctl("reload", unit)


def stop(unit):
    _systemctl("stop", unit)


def start(unit):
    """Starts a unit; where it does not stay up, the error holds its last log lines."""
    _bring_up("start", unit)


def restart(unit, then=None):
    """As start, for a unit that runs; `then` is called as soon as it was started."""
    _bring_up("restart", unit, then)


def main_process(unit):
    """The id of a unit's process, as a text; "0" where there is none."""
    shown = commands.run(["systemctl", "show", "--property=MainPID", "--", unit])
    return shown.out.strip().partition("=")[2] or "0"


def _bring_up(verb, unit, then=None):
    since = "@%d" % time.time()
    result = commands.run(["systemctl", verb, "--", unit], timeout=120)
    if result.code == 0 and then is not None:
        then()
    if result.code != 0 or not _stays_up(unit):
        words = sockets.taken(unit, _last_words(unit, since, result))
        raise Refusal("%s does not start: %s" % (unit, words))


def _stays_up(unit):
    """A simple service counts as started before its program has read its configuration."""
    for _ in range(6):
        state = show(unit)
        if state["ActiveState"] == "failed" or state["SubState"] == "auto-restart":
            return False
        time.sleep(0.05)
    return True


def _last_words(unit, since, result):
    said = commands.run(
        ["journalctl", "--no-pager", "-q", "-o", "cat", "-n", "8", "--since", since, "-u", unit]
    )
    lines = [line.strip() for line in said.out.splitlines() if line.strip()]
    return " | ".join(lines) if lines else commands.reason(result)


def _systemctl(verb, *units):
    result = commands.run(["systemctl", verb, "--"] + list(units), timeout=120)
    if result.code != 0:
        raise Refusal(
            "systemctl %s failed: %s" % (" ".join((verb,) + units), commands.reason(result))
        )
