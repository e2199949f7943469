"""Kind `service`: whether a systemd unit is enabled, and whether it runs."""

import glob
import os

from ocplab import journal, paths, units
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

# states of a unit file that enable and disable would not change
UNCHANGEABLE = ("static", "alias", "indirect", "generated", "transient", "linked")


def read(unit, look):
    state = units.show(unit)
    if state["LoadState"] == "not-found":
        return {"absent": True, "why": "there is no unit %s" % unit}
    return {
        # None: the unit has no such state of its own
        "enabled": None if _unit_file(state) in UNCHANGEABLE else _is_enabled(state),
        "active": state["ActiveState"] in units.RUNNING,
    }


def ensure(unit, want, owner):
    with host_lock(owner):
        entry = journal.claim("service", unit, owner, unit)
        state = units.show(unit)
        _refuse_unusable(unit, state)
        if entry.get("new"):
            entry["was"] = {"enabled": _is_enabled(state), "active": _is_active(state)}
            entry["adopted"] = all(
                want.get(key) in (None, was) for key, was in entry["was"].items()
            )
        if want.get("active") is False and _is_active(state):
            _refuse_guarded("stopped", unit, want)
        journal.save(entry)
        try:
            _move(unit, state, want)
        except Refusal:
            if entry.get("new"):
                _restore(unit, entry["was"])
                journal.drop(entry)
            raise
        return {"adopted": entry["adopted"]}


def remove(unit, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("service", unit, owner)
        if entry is None:
            return {}
        state = units.show(unit)
        if state["LoadState"] not in ("not-found", "masked"):
            # what the program left alone is not ours to put back
            back = {key: was for key, was in entry["was"].items() if want.get(key) is not None}
            if back.get("active") is False and _is_active(state):
                _refuse_guarded("stopped", unit, want)
            _move(unit, state, back)
        journal.drop(entry)
        return {}


def _move(unit, state, to):
    enabled, active = to.get("enabled"), to.get("active")
    if enabled is not None and enabled != _is_enabled(state):
        if _unit_file(state) not in UNCHANGEABLE:
            (units.enable if enabled else units.disable)(unit)
    if active is not None and active != _is_active(state):
        (units.start if active else units.stop)(unit)


def _restore(unit, was):
    try:
        _move(unit, units.show(unit), was)
    except Refusal:
        pass  # the failure that led here is the one to tell


def _refuse_unusable(unit, state):
    if state["LoadState"] == "not-found":
        raise Refusal("there is no unit %s; install what brings it, or correct the name" % unit)
    if state["LoadState"] == "masked":
        raise Refusal("%s is masked; if it may run, unmask it: systemctl unmask %s" % (unit, unit))


def _refuse_guarded(verb, unit, want):
    pattern = want.get("guardGlob")
    if not pattern:
        return
    names = sorted(os.path.basename(path) for path in glob.glob(paths.real(pattern)))
    if names:
        raise Refusal(
            "%s is not %s, as it serves %s (%s)" % (unit, verb, ", ".join(names), pattern)
        )


def _unit_file(state):
    return state["UnitFileState"]


def _is_enabled(state):
    return _unit_file(state) in ("enabled", "enabled-runtime")


def _is_active(state):
    return state["ActiveState"] in units.RUNNING
