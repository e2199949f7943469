"""A station: a network namespace with one NIC on a bridge, as a machine of a cluster would have it.

The namespace is that of a thread, so it ends with the thread, and its NIC with it: nothing is left
behind, even if this process is killed.
"""

import contextlib
import ctypes
import os
import threading
import time

from ocplab import commands, links
from ocplab.refusal import Refusal

NIC = "eth0"
LINK_SECONDS = 5.0

_CLONE_NEWNET = 0x40000000
_PR_GET_TID = {"x86_64": 186, "aarch64": 178}


def stay(bridge, mac, act):
    """What act returns, called in a station with this MAC on the bridge; its errors are raised here."""
    if not links.is_bridge(bridge):
        raise Refusal(
            "there is no bridge %s; next: pulumi up -s lab, then of the cluster" % bridge
        )
    visit = _Visit(act)
    with visit.entered() as thread_id:
        visit.outer = _attach(bridge, mac, thread_id)
    return visit.result()


def up_with(address, prefix_length, gateway):
    """Gives the station that calls it an address and a way out."""
    _ip("addr", "add", "%s/%d" % (address, prefix_length), "dev", NIC)
    if gateway:
        _ip("route", "add", "default", "via", gateway)


class _Visit:
    def __init__(self, act):
        self._act = act
        self.outer = ""
        self._inside = threading.Event()
        self._attached = threading.Event()
        self._outcome = None
        self._thread_id = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    @contextlib.contextmanager
    def entered(self):
        """While the namespace waits for its NIC. Gives the id of its thread."""
        self._thread.start()
        self._inside.wait()
        if self._outcome is not None:
            self.result()
        try:
            yield self._thread_id
        except BaseException:
            self._act = None
            raise
        finally:
            self._attached.set()

    def result(self):
        self._thread.join()
        value, error = self._outcome
        if error is not None:
            raise error
        return value

    def _run(self):
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.unshare(_CLONE_NEWNET) != 0:
                error = os.strerror(ctypes.get_errno())
                raise Refusal("a network namespace cannot be made here: " + error)
            self._thread_id = libc.syscall(_PR_GET_TID[os.uname().machine])
            self._inside.set()
            self._attached.wait()
            if self._act is None:
                self._outcome = (None, Refusal("the station was not attached"))
                return
            _ip("link", "set", "dev", NIC, "up")
            _await_link(self.outer)
            self._outcome = (self._act(), None)
        except BaseException as error:  # raised again where the result is asked for
            self._outcome = (None, error)
        finally:
            self._inside.set()


def _attach(bridge, mac, thread_id):
    # the foundation has NetworkManager leave devices of such names alone (components/hypervisor.ts)
    outer = "ocpf-" + os.urandom(4).hex()
    mtu = str(links.survey(bridge)["mtu"])
    # the highest of MACs: a bridge without one of its own takes the lowest of its ports
    high = "fe" + "".join(":%02x" % byte for byte in os.urandom(5))
    made = ["link", "add", "name", outer, "address", high, "mtu", mtu, "type", "veth"]
    _ip(*made, "peer", "name", NIC, "address", mac, "mtu", mtu, "netns", str(thread_id))
    # the host itself must never speak through it
    _ip("link", "set", "dev", outer, "arp", "off", "addrgenmode", "none")
    _ip("link", "set", "dev", outer, "master", bridge, "up")
    return outer


def _await_link(outer):
    """What is sent before the kernel has noticed both ends of a new link, which may take a second, is lost."""
    deadline = time.monotonic() + LINK_SECONDS
    while not (links.is_up(outer) and " state UP " in commands.run(["ip", "link", "show", NIC]).out):
        if time.monotonic() > deadline:
            raise Refusal("a station's link did not come up on this host")
        time.sleep(0.05)


def _ip(*arguments):
    result = commands.run(["ip"] + list(arguments))
    if result.code != 0:
        raise Refusal("a station on this host's bridge failed: " + commands.reason(result))
