"""The worker that changes a host's network, and puts it back unless the change is confirmed.

It runs as a systemd unit of its own and holds the host's lock throughout. If it dies, the timer of
deadman.py returns to the old network; NetworkManager's checkpoint is between the two.
"""

import time

from ocplab import deadman, links, outcome, profile_files, restoring
from ocplab import network_manager as nm
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

# longer than the longest change and the wait for its verdict
CHECKPOINT_SECONDS = 75
# for a DHCP server to give the address again
ADDRESS_SECONDS = 20


def main(folder, mode):
    plan = outcome.read(folder, "plan")
    if plan is None:
        return  # the change has ended, and its folder is gone
    if mode == "restore":
        deadman.fire(folder, plan)
        return
    try:
        with host_lock(plan["owner"]):
            Conversion(folder, plan).run()
    except Refusal as refusal:
        # the host was busy: nothing is changed
        restoring.forget_new(plan)
        outcome.tell(folder, outcome.RESTORED, reason=str(refusal))


class Conversion:
    def __init__(self, folder, plan):
        self._folder = folder
        self._plan = plan
        self._making = plan["goal"] == "ensure"

    def run(self):
        try:
            self._tell("changing")
            deadman.arm(self._plan["name"], self._folder)
            checkpoint = nm.create_checkpoint(CHECKPOINT_SECONDS)
            (self._make if self._making else self._unmake)()
            self._await_addresses()
            self._tell("applied")
            self._await_verdict()
            self._confirm()
            nm.destroy_checkpoint(checkpoint)
        except Exception as error:  # whatever it is, the host gets its network back
            self._undo(error)
            return
        if outcome.claim(self._folder, outcome.COMMITTED) != outcome.COMMITTED:
            return  # the timer was faster, and does the rest
        deadman.finish(self._folder, self._plan)

    def _undo(self, error):
        reason = str(error) if isinstance(error, Refusal) else repr(error)
        restoring.restore(self._folder, self._plan, reason)
        deadman.disarm(self._plan["name"])

    def _make(self):
        plan = self._plan
        for sections in plan["profiles"]:
            nm.delete_profile(sections["connection"]["uuid"][1])
            added = nm.add_profile(sections)
        # the last is the port's, which brings its bridge up with it
        nm.activate(added, plan["nic"])

    def _unmake(self):
        plan = self._plan
        if nm.profile(plan["old"]) is None:
            profile_files.put_back(plan["kept"])
            nm.reload_profiles()
        nm.activate(nm.profile(plan["old"]), plan["nic"])
        bridge = nm.device(plan["name"])
        if bridge is not None:
            nm.deactivate(bridge)

    def _await_addresses(self):
        device, wanted = self._plan["target"], self._plan["before"]["addresses"]
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
        deadline = time.monotonic() + self._plan["window"]
        while time.monotonic() < deadline:
            verdict = outcome.read(self._folder, "verdict")
            if verdict is not None and verdict["verdict"] == "commit":
                self._tell("confirming")
                return
            if verdict is not None:
                raise Refusal(verdict["reason"])
            time.sleep(0.05)
        raise Refusal("no new connection confirmed the change within %d s" % self._plan["window"])

    def _confirm(self):
        """From here on a reboot comes up with the new network, at each point with a network."""
        if self._making:
            for uuid in self._plan["ours"]:
                nm.set_autoconnect(nm.profile(uuid), True)
            return
        if profile_files.put_back(self._plan["kept"]):
            nm.reload_profiles()
        # the port's first: without its bridge it would keep the NIC's old profile from coming up
        for uuid in reversed(self._plan["ours"]):
            nm.delete_profile(uuid)

    def _tell(self, phase):
        outcome.tell(self._folder, phase)
