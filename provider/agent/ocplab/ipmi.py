"""The first half of a login to a BMC over IPMI 2.0 (RMCP+), by which each side knows the other.

The BMC proves first that it knows the password, and says which machine it is: no more is asked.
"""

import hashlib
import hmac
import os
import socket
import struct
import uuid

_TRIES = 3
_ANSWER_SECONDS = 1.5
_OPEN, _OPENED, _FIRST, _SECOND = 0x10, 0x11, 0x12, 0x13
# suite 3: HMAC-SHA1, HMAC-SHA1-96, AES-CBC-128
_SUITE = bytes([0, 0, 0, 8, 1, 0, 0, 0, 1, 0, 0, 8, 1, 0, 0, 0, 2, 0, 0, 8, 1, 0, 0, 0])
# the name alone says who it is; as an administrator
_ROLE = 0x14


class Refused(Exception):
    """The BMC does not know the user, or has another password."""


def uuid_of(address, port, user, password):
    """The machine's UUID as its BMC says it. Throws Refused, or OSError where nobody answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(_ANSWER_SECONDS)
        sock.connect((address, port))
        ours, nonce, name = os.urandom(4), os.urandom(16), user.encode()
        opened = _ask(sock, _OPEN, bytes([1, 0, 0, 0]) + ours + _SUITE, _OPENED)
        if len(opened) < 12 or opened[1]:
            raise Refused()
        theirs = opened[8:12]
        asked = bytes([2, 0, 0, 0]) + theirs + nonce + bytes([_ROLE, 0, 0, len(name)]) + name
        try:
            told = _ask(sock, _FIRST, asked, _SECOND)
        except socket.timeout:
            raise Refused() from None  # to users that they do not know, some say nothing
    if len(told) < 60 or told[1]:
        raise Refused()
    proof = ours + theirs + nonce + told[8:40] + bytes([_ROLE, len(name)]) + name
    if not hmac.compare_digest(told[40:60], hmac.new(password.encode(), proof, hashlib.sha1).digest()):
        raise Refused()
    return str(uuid.UUID(bytes=told[24:40]))


def _ask(sock, kind, payload, wanted):
    head = b"\x06\x00\xff\x07\x06" + struct.pack("<B8xH", kind, len(payload))
    for _ in range(_TRIES):
        sock.send(head + payload)
        try:
            while True:
                answer = sock.recv(512)
                if answer[4:6] == bytes([6, wanted]):
                    return answer[16:]
        except socket.timeout:
            pass
    raise socket.timeout("nobody answers")
