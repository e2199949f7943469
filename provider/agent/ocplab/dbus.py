"""D-Bus calls through busctl, which every host with systemd has.

busctl writes a reply as its signature followed by plain tokens, and reads arguments in the same
form, so that what one call returned can be handed to another. A variant becomes
Variant(signature, value), a dict stays a dict, arrays and structs become lists.
"""

import collections
import re

from ocplab import commands
from ocplab.refusal import Refusal

Variant = collections.namedtuple("Variant", "signature value")

# for a reply: who does not answer by then hangs
SECONDS = 15

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_ESCAPE = re.compile(rb"\\([0-7]{3}|x[0-9a-fA-F]{2}|.)")
_LETTERS = {
    b"n": b"\n",
    b"t": b"\t",
    b"r": b"\r",
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"v": b"\v",
}


def call(service, path, interface, method, signature="", *arguments, seconds=SECONDS):
    """The first value of the reply, or None for an empty one."""
    argv = ["busctl", "--system", "--timeout=%d" % seconds, "--", "call"]
    argv += [service, path, interface, method]
    if signature:
        argv.append(signature)
        for one, value in zip(_split(signature), arguments):
            argv += _encode(one, value)
    result = commands.run(argv, timeout=seconds + 5)
    if result.code != 0:
        why = commands.reason(result).replace("Call failed: ", "")
        raise Refusal("%s of %s failed: %s" % (method, interface, why))
    tokens = _tokens(result.out)
    return _decode(_split(next(tokens))[0], tokens) if result.out.strip() else None


def _split(signature):
    """The complete types that a signature is made of."""
    types, at = [], 0
    while at < len(signature):
        end = _end_of_type(signature, at)
        types.append(signature[at:end])
        at = end
    return types


def _end_of_type(signature, at):
    if signature[at] == "a":
        return _end_of_type(signature, at + 1)
    if signature[at] not in "({":
        return at + 1
    close = {"(": ")", "{": "}"}[signature[at]]
    at += 1
    while signature[at] != close:
        at = _end_of_type(signature, at)
    return at + 1


def _decode(signature, tokens):
    code = signature[0]
    if code == "v":
        inner = next(tokens)
        return Variant(inner, _decode(inner, tokens))
    if signature.startswith("a{"):
        key, value = _split(signature[2:-1])
        count = int(next(tokens))
        return {_decode(key, tokens): _decode(value, tokens) for _ in range(count)}
    if code == "a":
        return [_decode(signature[1:], tokens) for _ in range(int(next(tokens)))]
    if code == "(":
        return [_decode(one, tokens) for one in _split(signature[1:-1])]
    token = next(tokens)
    if code == "b":
        return token == "true"
    return token if code in "sog" else float(token) if code == "d" else int(token)


def _encode(signature, value):
    code = signature[0]
    if code == "v":
        # a plain pair where it has been through JSON
        inner, inside = value
        return [inner] + _encode(inner, inside)
    if signature.startswith("a{"):
        types = _split(signature[2:-1])
        pairs = [token for pair in value.items() for token in _encode_all(types, pair)]
        return [str(len(value))] + pairs
    if code == "a":
        return [str(len(value))] + _encode_all([signature[1:]] * len(value), value)
    if code == "(":
        return _encode_all(_split(signature[1:-1]), value)
    if code == "b":
        return ["true" if value else "false"]
    return [str(value)]


def _encode_all(types, values):
    return [token for one, value in zip(types, values) for token in _encode(one, value)]


def _tokens(text):
    for match in _TOKEN.finditer(text):
        quoted, bare = match.groups()
        yield bare if quoted is None else _unescape(quoted)


def _unescape(text):
    def plain(match):
        code = match.group(1)
        if len(code) == 3:
            return bytes([int(code[1:], 16) if code[:1] == b"x" else int(code, 8)])
        return _LETTERS.get(code, code)

    return _ESCAPE.sub(plain, text.encode()).decode("utf-8", "replace")
