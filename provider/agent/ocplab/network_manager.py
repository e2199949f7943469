"""The part of NetworkManager's D-Bus interface that a bridge needs (1.20 and later)."""

import time

from ocplab import dbus
from ocplab.refusal import Refusal

SERVICE = "org.freedesktop.NetworkManager"
ROOT = "/org/freedesktop/NetworkManager"
NONE = "/"

ACTIVATED = 2
ACTIVATION_SECONDS = 20
# delete profiles and disconnect devices that are new since: without, a rollback leaves br0 behind
CHECKPOINT_FLAGS = 2 | 4
TO_DISK = 1


def version():
    return properties(ROOT, SERVICE)["Version"]


def device(name):
    """Path of a device, or None."""
    try:
        return _manager("GetDeviceByIpIface", "s", name)
    except Refusal:
        return None


def device_state(path):
    return properties(path, SERVICE + ".Device")


def properties(path, interface):
    found = dbus.call(SERVICE, path, "org.freedesktop.DBus.Properties", "GetAll", "s", interface)
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


def load_profile(file):
    dbus.call(SERVICE, ROOT + "/Settings", SERVICE + ".Settings", "LoadConnections", "as", [file])


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


def roll_back(path):
    _manager("CheckpointRollback", "o", path)


def _manager(method, signature, *arguments):
    return dbus.call(SERVICE, ROOT, SERVICE, method, signature, *arguments)


def _connection(path, method, signature="", *arguments):
    return dbus.call(SERVICE, path, SERVICE + ".Settings.Connection", method, signature, *arguments)
