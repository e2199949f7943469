"""The part of NetworkManager's D-Bus interface that a bridge needs (1.38 and later)."""

import re
import time

from ocplab import dbus, units
from ocplab.refusal import Refusal

SERVICE = "org.freedesktop.NetworkManager"
ROOT = "/org/freedesktop/NetworkManager"
NONE = "/"

ACTIVATED = 2
ACTIVATION_SECONDS = 20
# delete profiles and disconnect devices that are new since: without, a rollback leaves br0 behind
CHECKPOINT_FLAGS = 2 | 4
TO_DISK = 1
UNIT = "NetworkManager.service"
# before it, a rollback takes ports off a bridge that are not NetworkManager's: those of machines
LEAST_VERSION = (1, 38)


def version(seconds=dbus.SECONDS):
    """Also the way to see whether NetworkManager answers, within so many seconds."""
    return properties(ROOT, SERVICE, seconds)["Version"]


def require():
    """Refuses a host whose network is not in the hands of a NetworkManager that can go back."""
    try:
        found = version(seconds=4)
    except Refusal as refusal:
        raise Refusal(_why_silent(str(refusal))) from None
    numbers = tuple(int(one) for one in re.findall(r"\d+", found)[:2])
    if numbers < LEAST_VERSION:
        raise Refusal(
            "its NetworkManager is %s; a bridge needs %d.%d or later, as the rollback of an older "
            "one takes running machines off a bridge; update it" % ((found,) + LEAST_VERSION)
        )
    if checkpoints():
        raise Refusal(
            "somebody else is changing its network (NetworkManager has a checkpoint, which may "
            "undo a later change too); run again when that has ended"
        )


def _why_silent(said):
    state = units.show(UNIT)
    if state["LoadState"] == "not-found":
        return "NetworkManager is not installed on it, and bridges are only made through it"
    if state["ActiveState"] in units.RUNNING:
        return "NetworkManager runs on it but does not answer (%s)" % said
    return "NetworkManager does not run on it; start it: systemctl enable --now NetworkManager"


def device(name):
    """Path of a device, or None."""
    try:
        return _manager("GetDeviceByIpIface", "s", name)
    except Refusal:
        return None


def device_state(path):
    return properties(path, SERVICE + ".Device")


def properties(path, interface, seconds=dbus.SECONDS):
    found = dbus.call(
        SERVICE,
        path,
        "org.freedesktop.DBus.Properties",
        "GetAll",
        "s",
        interface,
        seconds=seconds,
    )
    return {name: variant.value for name, variant in found.items()}


def profile(uuid):
    """Path of a saved profile, or None."""
    try:
        return dbus.call(
            SERVICE, ROOT + "/Settings", SERVICE + ".Settings", "GetConnectionByUuid", "s", uuid
        )
    except Refusal:
        return None


def settings(path):
    """A profile's settings, section -> name -> Variant."""
    return _connection(path, "GetSettings")


def filename(path):
    """The file of a profile; empty where it is not on disk."""
    found = properties(path, SERVICE + ".Settings.Connection")
    return "" if found["Unsaved"] else found["Filename"]


def add_profile(sections):
    signature = "a{sa{sv}}ua{sv}"
    return dbus.call(
        SERVICE,
        ROOT + "/Settings",
        SERVICE + ".Settings",
        "AddConnection2",
        signature,
        sections,
        TO_DISK,
        {},
    )


def reload_profiles():
    """Takes note of files that were changed by hand."""
    dbus.call(SERVICE, ROOT + "/Settings", SERVICE + ".Settings", "ReloadConnections")


def update(path, sections):
    _connection(path, "Update2", "a{sa{sv}}ua{sv}", sections, TO_DISK, {})


def set_autoconnect(path, wanted):
    sections = settings(path)
    sections["connection"]["autoconnect"] = dbus.Variant("b", wanted)
    update(path, sections)


def autoconnects(path):
    # the setting is only stored where it is off
    return settings(path)["connection"].get("autoconnect", dbus.Variant("b", True)).value


def delete_profile(uuid):
    """Deletes a profile that is there."""
    path = profile(uuid)
    if path is not None:
        _connection(path, "Delete")


def activate(profile_path, device_name):
    """Activates a profile and waits until it is.

    The device tells, not the activation: a bridge that comes up activates its port once more.
    """
    _manager("ActivateConnection", "ooo", profile_path, device(device_name), NONE)
    wanted = settings(profile_path)["connection"]
    deadline = time.monotonic() + ACTIVATION_SECONDS
    while time.monotonic() < deadline:
        if active(device_name) == {"Uuid": wanted["uuid"].value, "State": ACTIVATED}:
            return
        time.sleep(0.1)
    raise Refusal("NetworkManager did not bring the profile %s up" % wanted["id"].value)


def active(device_name):
    """Uuid and State of the profile that a device has; empty for none."""
    path = device(device_name)
    connection = device_state(path)["ActiveConnection"] if path else NONE
    if connection == NONE:
        return {}
    try:
        found = properties(connection, SERVICE + ".Connection.Active")
        return {"Uuid": found["Uuid"], "State": found["State"]}
    except (Refusal, KeyError):
        return {}  # it has ended in between


def deactivate(device_path):
    active = device_state(device_path)["ActiveConnection"]
    if active != NONE:
        _manager("DeactivateConnection", "o", active)


def create_checkpoint(seconds):
    """A point that NetworkManager returns to by itself after so many seconds; over all devices."""
    return _manager("CheckpointCreate", "aouu", [], seconds, CHECKPOINT_FLAGS)


def destroy_checkpoint(path):
    _manager("CheckpointDestroy", "o", path)


def checkpoints():
    """Those there are; none of ours is ever made beside another."""
    return properties(ROOT, SERVICE).get("Checkpoints", [])


def roll_back(path):
    _manager("CheckpointRollback", "o", path)


def _manager(method, signature, *arguments):
    return dbus.call(SERVICE, ROOT, SERVICE, method, signature, *arguments)


def _connection(path, method, signature="", *arguments):
    return dbus.call(SERVICE, path, SERVICE + ".Settings.Connection", method, signature, *arguments)
