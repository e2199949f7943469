"""Keeps questions of DNS while the server that they are for is restarted; the new one answers them.

A restart is the only way by which dnsmasq reads its configuration anew, and takes longer the busier the
host is. dnsmasq lets others share its port (SO_REUSEADDR), and of several sockets the kernel gives a packet
to the one that was bound last: to ours from here on, and to the new dnsmasq's once it is there.
"""

import select
import socket
import struct
import time

PORT = 53
# the first answer of a new server may take as long as its start
PATIENCE_SECONDS = 3.0
# then it answers by itself; what it asks others for may never come
ANSWER_SECONDS = 1.0
_EVERY_SECONDS = 0.02
# version.bind, class CHAOS, type TXT: whatever a server says to that, it is there
_PROBE = struct.pack("!HHHHHH", 0, 0x100, 1, 0, 0, 0) + b"\7version\4bind\0\0\x10\0\3"


class Held:
    """Questions to some addresses of this host, from now until they are handed on."""

    def __init__(self, addresses):
        self._lines = []
        for address in addresses:
            try:
                self._lines.append(_Line(address))
            except OSError:
                pass  # nobody shares that port: its questions are lost, as ever

    def hand_on(self):
        """Waits for the new server, and has it answer what has come in; then all goes to it alone."""
        started = time.monotonic()
        while self._lines and time.monotonic() - started < PATIENCE_SECONDS:
            for line in self._lines:
                line.ask()
            self._listen()
            if all(line.is_done() for line in self._lines):
                break
        self.close()

    def close(self):
        for line in self._lines:
            line.close()
        self._lines = []

    def _listen(self):
        until = time.monotonic() + _EVERY_SECONDS
        by_socket = {line.asker: line for line in self._lines}
        while True:
            wait = max(0, until - time.monotonic())
            ready = select.select(list(by_socket), [], [], wait)[0]
            if not ready:
                return
            for one in ready:
                by_socket[one].pass_back()


class _Line:
    """One address: the socket that holds what is asked there, and one that asks it again."""

    def __init__(self, address):
        self._address = address
        self.holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        # by number: question and who asks
        self._waiting = {}
        self._unasked = []
        self._count = 0
        self._there = None
        self._has_asked = False
        try:
            self.holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.holder.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            self.holder.bind((address, PORT))
            self.asker.bind((address, 0))
        except OSError:
            self.close()
            raise

    def ask(self):
        """Asks whether the server is there, and from then on what was kept, once."""
        self._take_in()
        if self._there is None:
            self._send(0, _PROBE)
            return
        for number in self._unasked:
            self._send(number, self._waiting[number][0])
        self._unasked = []
        self._has_asked = True

    def pass_back(self):
        try:
            answer = self.asker.recv(65535)
        except OSError:
            return
        if self._there is None:
            self._there = time.monotonic()
        question, client = self._waiting.pop(struct.unpack("!H", answer[:2])[0], (b"", None))
        if client is not None:
            self.holder.sendto(question[:2] + answer[2:], client)

    def is_done(self):
        if not self._has_asked:
            return False
        return not self._waiting or time.monotonic() - self._there > ANSWER_SECONDS

    def close(self):
        self.holder.close()
        self.asker.close()

    def _take_in(self):
        own = self.asker.getsockname()
        while select.select([self.holder], [], [], 0)[0]:
            question, client = self.holder.recvfrom(65535)
            self._count += 1
            # the probe comes back while nobody else is there
            if client != own and len(question) > 12 and self._count < 65536:
                self._waiting[self._count] = (question, client)
                self._unasked.append(self._count)

    def _send(self, number, question):
        try:
            self.asker.sendto(struct.pack("!H", number) + question[2:], (self._address, PORT))
        except OSError:
            pass  # it is asked again, or the client asks again
