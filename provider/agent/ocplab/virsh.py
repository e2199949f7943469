"""Questions to libvirt: many in one run of virsh, as each run of it takes longer than its answers."""

import re
import xml.etree.ElementTree as ElementTree

from ocplab import commands
from ocplab.refusal import Refusal

_VIRSH = ["virsh", "-q", "-c", "qemu:///system"]
# virsh takes a list of commands apart at quotes, blanks and semicolons
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
# a prefix that ElementTree makes up itself cannot be registered
_NAMESPACE = re.compile(r"""xmlns:(?!ns\d+=)([\w.-]+)=["']([^"']+)["']""")
_MARK = re.compile(r"@@ocplab ([^@]*)@@")
# an idle libvirtd ends itself after two minutes, be it just as it is asked; its socket starts it again
_ENDED = re.compile("client socket is closed|End of file while reading|Cannot recv data")


def ask(questions):
    """What virsh says to each of some commands, by the same keys; nothing where it fails.

    Commands are lists of words; a key holds no @.
    """
    script = ["echo '@@ocplab @@'", "uri"]
    for key, words in questions.items():
        script += ["echo '@@ocplab %s@@'" % key, " ".join(_checked(words))]
    result, answers = _answers(script)
    if "" not in answers and _ENDED.search(result.err):
        result, answers = _answers(script)
    if "" not in answers:
        raise Refusal("libvirt does not answer: " + commands.reason(result))
    del answers[""]
    return answers


def _answers(script):
    """What virsh says after each mark; that after the first, without which libvirt has not answered, only if any."""
    result = commands.run(_VIRSH + ["; ".join(script)])
    parts = _MARK.split(result.out)[1:]
    answers = {key: text.strip() for key, text in zip(parts[::2], parts[1::2])}
    if not answers.get(""):
        answers.pop("", None)
    return result, answers


def fields(text):
    """The lines `Name: value` of dominfo and its like, as a dict; None where there are none."""
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs} or None


def tree(text):
    """A definition, or None where there is none."""
    # or what others keep in it would come out under another name
    for prefix, uri in _NAMESPACE.findall(text or ""):
        ElementTree.register_namespace(prefix, uri)
    return ElementTree.fromstring(text) if text else None


def definition(*words):
    """What one command shows, as an element; None where it fails."""
    return tree(ask({"it": words})["it"])


def do(*words, stdin=None, unless=None):
    """Runs one command that changes something; it may fail with the words in `unless`."""
    result = commands.run(_VIRSH + _checked(words), stdin=stdin)
    if result.code != 0 and (unless is None or unless not in result.err):
        raise Refusal("virsh %s: %s" % (" ".join(words[:2]), commands.reason(result)))


def define(verb, root):
    """Gives libvirt a definition, an element."""
    do(verb, "/dev/stdin", stdin=ElementTree.tostring(root))


def _checked(words):
    for word in words:
        if not (_NAME.match(word) or word.startswith("--") or word == "/dev/stdin"):
            raise Refusal("%r is no name of an object of libvirt that ocplab makes" % word)
    return list(words)
