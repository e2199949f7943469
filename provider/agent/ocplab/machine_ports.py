"""What the NICs of a machine are plugged in by, where filters go by it: the device of each on this host.

A device has its name from the machine's definition, so from the machine's next start; the provider that
makes machines cannot say one. Until then the device's group tells it: it goes with the device.
"""

from xml.etree.ElementTree import SubElement

from ocplab import commands, links, virsh
from ocplab.libvirt_state import devices
from ocplab.refusal import Refusal


def put(machine, wanted):
    """Gives the devices of a machine, by MAC, their names, and their groups while it runs without them."""
    dumps = {"config": ["dumpxml", "--inactive", "--security-info"], "live": ["dumpxml"]}
    said = virsh.ask({key: words + [machine] for key, words in dumps.items()})
    config, live = virsh.tree(said["config"]), virsh.tree(said["live"])
    if config is None or live is None:
        return  # it went in between
    defined = devices(config)
    if any(defined.get(mac) != port["device"] for mac, port in wanted.items()):
        _name(config, wanted)
        virsh.define("define", config)
    for mac, device in devices(live).items():
        # one that does not run has no device, whatever its definition says
        if mac in wanted and device != wanted[mac]["device"]:
            _put_into_group(machine, device, wanted[mac]["group"])


def _name(config, wanted):
    for nic in config.findall("devices/interface"):
        mac = nic.find("mac")
        port = wanted.get("" if mac is None else mac.get("address", "").lower())
        if port is None:
            continue
        target = nic.find("target")
        if target is None:
            target = SubElement(nic, "target")
        target.set("dev", port["device"])


def _put_into_group(machine, device, number):
    if device is None or links.group(device) in (None, number):
        return
    done = commands.run(["ip", "link", "set", "dev", device, "group", str(number)])
    if done.code != 0:
        said = "%s of %s cannot be put into its group: %s"
        raise Refusal(said % (device, machine, commands.reason(done)))
