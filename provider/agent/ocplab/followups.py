"""What must happen after the bytes of a file changed, so that its reader knows.

The steps are plain data, so that the journal can keep them over an interruption.
"""

from ocplab import dnsmasq, units


def plan(path, want, old, new):
    """The steps for a file whose bytes go from old to new; None stands for no file."""
    steps = []
    if path.startswith("/etc/systemd/system/"):
        steps.append({"do": "daemon-reload"})
    change = want.get("onChange")
    if change and dnsmasq.needs_signal(want.get("check"), old, new):
        steps.append({"do": change["verb"], "unit": change["unit"]})
    if want.get("check") == "dnsmasq-dhcp":
        gone = sorted(dnsmasq.reservations(old) - dnsmasq.reservations(new))
        if gone:
            unit = change["unit"] if change else dnsmasq.UNIT
            steps.append(
                {"do": "release", "unit": unit, "reservations": [list(one) for one in gone]}
            )
    return steps


def merge(first, then):
    """Steps left undone before, with those of now; the same step is done once."""
    return first + [step for step in then if step not in first]


def carry_out(steps, states=units.RUNNING):
    """Does the steps in their order; a unit that is in none of the states is left alone."""
    for step in steps:
        if step["do"] == "daemon-reload":
            units.daemon_reload()
        elif step["do"] == "release":
            dnsmasq.release(step["reservations"], step["unit"])
        elif units.show(step["unit"])["ActiveState"] in states:
            _tell(step["do"], step["unit"])


def _tell(verb, unit):
    if verb == "reload":
        units.reload(unit)
    elif unit == dnsmasq.UNIT:
        dnsmasq.restart()
    else:
        units.restart(unit)
