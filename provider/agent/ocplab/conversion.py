"""The worker that changes a host's network, and puts it back unless the change is confirmed.

It runs as a systemd unit of its own and holds the host's lock throughout. If it dies,
NetworkManager's checkpoint returns to the old network by itself.
"""

import base64
import json
import os
import time

from ocplab import atomic, dbus, journal, links
from ocplab import network_manager as nm
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

# longer than the longest change and the wait for its verdict
CHECKPOINT_SECONDS = 75
# for a DHCP server to give the address again
ADDRESS_SECONDS = 20


def main(folder):
    with open(os.path.join(folder, "plan.json"), encoding="utf-8") as file:
        plan = json.load(file)
    conversion = Conversion(folder, plan)
    try:
        with host_lock(plan["owner"]):
            conversion.run()
    except Refusal as refusal:
        conversion.tell("restored", reason=str(refusal))


class Conversion:
    def __init__(self, folder, plan):
        self._folder = folder
        self._plan = plan
        self._making = plan["goal"] == "ensure"

    def run(self):
        checkpoint = None
        try:
            self.tell("changing")
            checkpoint = nm.create_checkpoint(CHECKPOINT_SECONDS)
            (self._make if self._making else self._unmake)()
            self._await_addresses(self._plan["target"])
            self.tell("applied")
            self._await_verdict()
            self._confirm()
            nm.destroy_checkpoint(checkpoint)
            self._finish()
            self.tell("committed")
        except Exception as error:  # whatever it is, the host gets its network back
            self._return(checkpoint)
            reason = str(error) if isinstance(error, Refusal) else repr(error)
            self.tell("restored", reason=reason)

    def _make(self):
        plan = self._plan
        for sections in plan["profiles"]:
            sections = _variants(sections)
            nm.delete_profile(sections["connection"]["uuid"].value)
            added = nm.add_profile(sections)
        # the last is the port's, which brings its bridge up with it
        nm.activate(added, plan["nic"])

    def _unmake(self):
        plan = self._plan
        profile = nm.profile(plan["old"])
        if profile is None:
            _write_profile(plan["file"])
            profile = nm.profile(plan["old"])
        nm.activate(profile, plan["nic"])
        bridge = nm.device(plan["name"])
        if bridge is not None:
            nm.deactivate(bridge)

    def _await_addresses(self, device):
        wanted = self._plan["before"]["addresses"]
        deadline = time.monotonic() + ADDRESS_SECONDS
        while time.monotonic() < deadline:
            if links.exists(device) and set(wanted) <= set(links.addresses(device)):
                return
            time.sleep(0.1)
        now = links.addresses(device) if links.exists(device) else []
        raise Refusal(
            "%s has the addresses %s, not %s"
            % (device, ", ".join(now) or "none", ", ".join(wanted))
        )

    def _await_verdict(self):
        path = os.path.join(self._folder, "verdict.json")
        deadline = time.monotonic() + self._plan["window"]
        while time.monotonic() < deadline:
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    verdict = json.load(file)
                if verdict["verdict"] == "commit":
                    self.tell("confirming")
                    return
                raise Refusal(verdict["reason"])
            time.sleep(0.05)
        raise Refusal("no new connection confirmed the change within %d s" % self._plan["window"])

    def _confirm(self):
        """From here on a reboot comes up with the new network."""
        for uuid in self._plan["ours"]:
            if self._making:
                nm.set_autoconnect(nm.profile(uuid), True)
            else:
                nm.delete_profile(uuid)

    def _finish(self):
        if not self._making:
            file = self._plan["file"]
            if not os.path.exists(file["path"]) or _bytes(file["path"]) != base64.b64decode(
                file["data"]
            ):
                _write_profile(file)
            self._forget()

    def _return(self, checkpoint):
        if checkpoint is None:
            return self._forget_new()
        self.tell("undoing")
        try:
            nm.roll_back(checkpoint)
        except Refusal:
            pass  # its own timer was faster
        try:
            self._await_addresses(self._plan["before"]["device"])
        except Refusal:
            self._reactivate()
        if self._making:
            for sections in self._plan["profiles"]:
                nm.delete_profile(_variants(sections)["connection"]["uuid"].value)
        self._forget_new()

    def _reactivate(self):
        """The rollback did not bring the addresses back: ask for the old profile by name."""
        old = self._plan["old"] if self._making else self._plan["ours"][1]
        try:
            nm.activate(nm.profile(old), self._plan["nic"])
        except Refusal:
            pass  # nothing else is left to try

    def _forget_new(self):
        if self._plan["new"]:
            self._forget()

    def _forget(self):
        entry = journal.load("bridge", self._plan["name"])
        if entry is not None:
            journal.drop(entry)

    def tell(self, phase, **more):
        state = dict(more, phase=phase, at=time.monotonic())
        temporary = os.path.join(self._folder, ".state")
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(state, file)
        os.rename(temporary, os.path.join(self._folder, "state.json"))


def _variants(sections):
    """JSON has made lists of the variants."""
    return {
        section: {name: dbus.Variant(*variant) for name, variant in names.items()}
        for section, names in sections.items()
    }


def _write_profile(file):
    atomic.write(file["path"], base64.b64decode(file["data"]), file["mode"], 0, 0)
    atomic.label(file["path"])
    nm.load_profile(file["path"])


def _bytes(path):
    with open(path, "rb") as file:
        return file.read()
