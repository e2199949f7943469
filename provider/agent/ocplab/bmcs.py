"""Whether the BMCs of machines answer where an installer will ask them, and for the right machines."""

import base64
import http.client
import json
import os
import ssl

from ocplab import ipmi, paths

_ANSWER_SECONDS = 5.0


def problems(machines):
    """Sentences about all that is wrong with the BMCs of these machines; one after the other is asked."""
    return [problem for one in machines for problem in _problems(one)]


def _problems(machine):
    try:
        login = _login(machine)
    except OSError as error:
        said = "%s cannot be asked: %s: %s; next: pulumi up -s lab"
        return [said % (_where(machine), paths.shown(str(error.filename)), error.strerror)]
    return _KINDS[machine["kind"]](machine, login)


def _redfish(machine, login):
    path = "/redfish/v1/Systems/" + machine["uuid"]
    try:
        code, system = _get(machine, login, path)
        if code == 200:
            code, nics = _get(machine, login, path + "/EthernetInterfaces")
    except (OSError, http.client.HTTPException) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        said = "%s does not answer: %s; see that %s runs on %s, and that its firewall lets TCP port %d in"
        return [
            said % (_where(machine), why, machine["unit"], machine["server"], machine["port"])
        ]
    except (ValueError, UnicodeDecodeError):
        return ["%s is no Redfish service; find out what answers there" % _where(machine)]
    if code in (401, 403):
        return [_refused(machine)]
    if code == 404:
        said = "%s knows no machine %s; next: pulumi up -s %s"
        return [said % (_where(machine), machine["uuid"], machine["cluster"])]
    if code != 200:
        return ["%s answers with HTTP %d" % (_where(machine), code)]
    return _wrong_system(machine, system, nics)


def _wrong_system(machine, system, nics):
    found = str(system.get("UUID")).lower(), system.get("Name")
    if found != (machine["uuid"], machine["name"]):
        said = "%s reports the machine %s (%s), not %s (%s)"
        return [
            said % (_where(machine), found[1], found[0], machine["name"], machine["uuid"])
        ]
    links = [str(one.get("@odata.id", "")) for one in nics.get("Members", [])]
    macs = sorted(link.rpartition("/")[2].lower() for link in links)
    if macs != sorted(machine["macs"]):
        said = "%s reports the MACs %s, not %s; next: pulumi up -s %s"
        reported, planned = " and ".join(macs) or "of none", " and ".join(sorted(machine["macs"]))
        return [said % (_where(machine), reported, planned, machine["cluster"])]
    return []


def _get(machine, login, path):
    """The answer's code, and its JSON where it is a good one."""
    context = ssl.create_default_context()
    # its certificate is one that it has made for itself, as all who ask it are told
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = http.client.HTTPSConnection(
        machine["address"], machine["port"], timeout=_ANSWER_SECONDS, context=context
    )
    try:
        secret = base64.b64encode(":".join(login).encode()).decode()
        header = {"Authorization": "Basic " + secret}
        connection.request("GET", path, headers=header)
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, json.loads(body.decode()) if answer.status == 200 else {}
    finally:
        connection.close()


def _ipmi(machine, login):
    """IPMI says which machine it is by its UUID alone."""
    try:
        uuid = ipmi.uuid_of(machine["address"], machine["port"], *login)
    except ipmi.Refused:
        return [_refused(machine)]
    except OSError:
        said = "%s does not answer; see that %s runs on %s, and that its firewall lets UDP port %d in"
        return [said % (_where(machine), machine["unit"], machine["server"], machine["port"])]
    if uuid != machine["uuid"]:
        said = "%s reports the machine %s, not %s (%s); next: pulumi up -s %s"
        told = (uuid, machine["name"], machine["uuid"], machine["cluster"])
        return [said % ((_where(machine),) + told)]
    return []


def _login(machine):
    texts = []
    for path in machine["credentials"]:
        with open(paths.real(path), encoding="utf-8") as file:
            texts.append(file.read())
    return texts


def _where(machine):
    place = "%s:%d" % (machine["address"], machine["port"])
    return "the BMC of %s, %s at %s," % (machine["noun"], _NAMES[machine["kind"]], place)


def _refused(machine):
    folder = os.path.dirname(machine["credentials"][0])
    return "%s refuses the user and password in %s; next: pulumi up -s lab" % (
        _where(machine),
        folder,
    )


_KINDS = {"redfish": _redfish, "ipmi": _ipmi}
_NAMES = {"redfish": "Redfish", "ipmi": "IPMI"}
