"""What an install will need of the network, tried from where its machines will stand.

Each machine that does not run yet is played by a station with its MAC; one that runs answers for
itself. Nothing stays: leases that were taken are given back.
"""

import os
import socket
import struct
import threading
import time

from ocplab import arp, bmcs, commands, dhcp, names, paths, public_keys, station
from ocplab.refusal import Refusal

OFFER_SECONDS = 2.0
# a server of addresses that are not reserved first sees for three seconds whether one is in use
STRANGER_SECONDS = 5.0
ARP_SECONDS = 1.0
# a bridge with spanning tree lets a new port speak only after a while; ends as soon as all have met
MEET_SECONDS = 15.0
# for those on other servers, who may have come later
LINGER_SECONDS = 2.0
_ANSWER_SECONDS = 3.0


def run(spec):
    """Sentences about all that is wrong, as {problems}; on the jumphost, a server, or a host that is both."""
    jobs = []
    if "network" in spec:
        jobs.append(lambda: _network(spec["network"]))
    if "jumphost" in spec:
        jobs += [lambda one=one: _file(one) for one in spec["jumphost"]["files"]]
        jobs += [lambda one=one: bmcs.problems(one) for one in spec["jumphost"]["bmcs"]]
    return {"problems": _of_all(jobs)}


def _of_all(jobs):
    return sorted({problem for found in _side_by_side(jobs) for problem in found})


def _file(wanted):
    """A file that DCI reads on the jumphost, and that nobody but the lab's people can put there."""
    if "key" in wanted:
        there = public_keys.key_of(wanted["path"]) != ""
    else:
        there = os.path.isfile(paths.real(wanted["path"]))
    return [] if there else [wanted["problem"]]


def _network(spec):
    owners = _owners(spec)
    here = _present(spec, owners)
    played = [one for one in spec["machines"] if one not in here]
    taken = {one["address"]: _taken(one, owners, []) for one in played}
    # a server of addresses that are not reserved answers one after the other, three seconds each
    asked = threading.Event()
    jobs = [lambda: _watch(spec, asked)]
    jobs += [
        lambda one=one: _play(spec, one, taken[one["address"]], asked, one is played[0])
        for one in played
    ]
    jobs.append(lambda: _shared(here, owners))
    jobs += [lambda vip=vip: _taken(vip, owners, spec["ownMacs"]) for vip in spec["vips"]]
    if not played:
        jobs.append(lambda: _ask_around(spec))
    if "provisioning" in spec:
        seats = spec["provisioning"]["seats"]
        together = threading.Barrier(len(seats))
        jobs += [lambda seat=seat: _meet(spec, seat, together) for seat in seats]
    return _of_all(jobs)


def _owners(spec):
    """Who answers for each address that is planned, before any machine is played."""
    addresses = [one["address"] for one in spec["machines"] + spec["vips"]]

    def act():
        return arp.owners(station.NIC, addresses, ARP_SECONDS)

    return station.stay(spec["bridge"], _stranger(), act)


def _present(spec, owners):
    """The machines that run: those of libvirt, and those that answer for their address themselves.

    The installer's own machine runs inside another one, where libvirt does not see it.
    """
    running = _running_machines()
    return [
        machine
        for machine in spec["machines"]
        if machine["name"] in running or machine["mac"] in owners[machine["address"]]
    ]


def _stranger():
    """A MAC that no cluster has."""
    return "02" + "".join(":%02x" % byte for byte in os.urandom(5))


def _play(spec, machine, taken, asked, asks):
    """One machine's start: its lease is as planned, and taken if its address is not; one asks around."""
    mac = machine["mac"]

    def act():
        client = dhcp.Client(station.NIC, mac)
        try:
            asked.wait(STRANGER_SECONDS)
            client.ask()
            offers = client.offers(OFFER_SECONDS)
            problems = taken + _wrong_offers(spec, machine, offers)
            if problems or not client.take(offers[0]):
                return problems or ["%s: its lease was offered, then refused" % machine["noun"]]
            try:
                station.up_with(machine["address"], spec["prefixLength"], spec["gateway"])
                return _ask_around(spec) if asks else []
            finally:
                client.release(offers[0])
        finally:
            client.close()

    return station.stay(spec["bridge"], mac, act)


def _taken(planned, owners, allowed):
    """Whether an address that is planned is in use already, but by a MAC that may."""
    address = planned["address"]
    strangers = [owner for owner in owners[address] if owner not in allowed]
    if not strangers:
        return []
    said = "%s, planned for %s, is in use by %s; find that machine and give it another address"
    return [said % (address, planned["noun"], " and ".join(strangers))]


def _wrong_offers(spec, machine, offers):
    noun, mac = machine["noun"], machine["mac"]
    problems = _foreign_servers(spec, offers)
    ours = [offer for offer in offers if offer["server"] == spec["dhcpServer"]]
    if not ours:
        said = "%s: nobody offers its MAC %s a lease; see that dnsmasq runs on the jumphost"
        return problems + [said % (noun, mac)]
    offer = ours[0]
    if offer["address"] != machine["address"]:
        said = "%s: its MAC %s is offered %s, not the planned %s"
        problems.append(said % (noun, mac, offer["address"], machine["address"]))
    if offer["router"] != spec["gateway"]:
        said = "%s: its lease names the router %s, not %s"
        problems.append(said % (noun, offer["router"] or "nothing", spec["gateway"]))
    if machine["hostname"] not in (offer["name"], "%s.%s" % (offer["name"], offer["domain"])):
        said = "%s: its lease names it %s, not %s"
        problems.append(said % (noun, offer["name"] or "nothing", machine["hostname"]))
    return problems


def _foreign_servers(spec, offers):
    servers = {offer["server"] for offer in offers} - {spec["dhcpServer"]}
    return [
        "%s answers DHCP on this network too; switch it off, or clusters get addresses from it"
        % server
        for server in sorted(servers)
    ]


def _shared(running, owners):
    """Running machines whose address is somebody else's too."""
    problems = []
    for machine in running:
        strangers = [one for one in owners[machine["address"]] if one != machine["mac"]]
        if strangers:
            said = "%s of %s is also in use by %s; find that machine"
            problems.append(said % (machine["address"], machine["noun"], " and ".join(strangers)))
    return problems


def _watch(spec, asked):
    """As a stranger, who asks first: there is no lease for a MAC that no cluster has, from anybody."""
    mac = _stranger()

    def act():
        client = dhcp.Client(station.NIC, mac)
        try:
            client.ask()
            asked.set()
            offers = client.offers(STRANGER_SECONDS)
        finally:
            client.close()
        problems = _foreign_servers(spec, offers)
        if any(offer["server"] == spec["dhcpServer"] for offer in offers):
            problems.append("the jumphost offers a lease to a MAC that no cluster has")
        return problems

    return station.stay(spec["bridge"], mac, act)


def _ask_around(spec):
    """Names, time and registries, as the machines will ask for them."""
    jobs = [lambda one=one: _name_problems(spec["dns"], one) for one in spec["names"]]
    jobs += [lambda one=one: _time_problems(one) for one in spec["ntp"]]
    jobs += [lambda one=one: _registry_problems(spec["dns"], one) for one in spec["registries"]]
    return [problem for job in jobs for problem in job()]


def _name_problems(server, wanted):
    name, address = wanted["name"], wanted["address"]
    if wanted["wildcard"]:
        name = "%s.%s" % (os.urandom(4).hex(), name)
    try:
        found = names.addresses(server, name)
        if found != [address]:
            said = "%s leads to %s, not to %s; next: pulumi up of the cluster's records"
            return [said % (name, " and ".join(found) or "nothing", address)]
        back = names.name_of(server, address) if wanted["reverse"] else name
        if back != name:
            return ["%s leads back to %s, not to %s" % (address, back or "nothing", name)]
    except OSError as error:
        return ["the DNS server %s does not answer for %s: %s" % (server, name, error)]
    return []


def _time_problems(server):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(_ANSWER_SECONDS)
        try:
            sock.connect((server, 123))
            sock.send(b"\x23" + bytes(39) + struct.pack("!Q", 1))
            leap, stratum = struct.unpack("!BB", sock.recv(128)[:2])
        except OSError:
            return ["the NTP server %s does not answer machines of this network" % server]
    if leap >> 6 == 3 or stratum in (0, 16):
        return ["the NTP server %s answers, but has no time itself yet" % server]
    return []


def _registry_problems(server, registry):
    host, port = registry["host"], registry["port"]
    try:
        found = [host] if _is_address(host) else names.addresses(server, host)
        if not found:
            return ["the registry %s has no address for %s" % (host, server)]
        socket.create_connection((found[0], port), _ANSWER_SECONDS).close()
    except OSError as error:
        said = "the registry %s:%d does not answer machines of this network: %s"
        return [said % (host, port, error.strerror or error)]
    return []


def _is_address(host):
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    return True


def _meet(spec, seat, together):
    """One end of the provisioning network: meets all others there within the time.

    It stays until those on this server have met too.
    """
    bridge = spec["provisioning"]["bridge"]

    def act():
        station.up_with(seat["address"], spec["provisioning"]["prefixLength"], None)
        found = arp.owners(station.NIC, seat["others"], MEET_SECONDS, until_all=True)
        try:
            together.wait(MEET_SECONDS)
        except threading.BrokenBarrierError:
            pass  # another end failed, and says so itself
        if len(seat["others"]) >= together.parties:
            time.sleep(LINGER_SECONDS)
        return [
            "the provisioning network does not carry from %s here to %s" % (bridge, seat["nouns"][one])
            for one, owners in sorted(found.items())
            if not owners
        ]

    return station.stay(bridge, seat["mac"], act)


def _running_machines():
    listed = commands.run(["virsh", "-c", "qemu:///system", "list", "--name"])
    if listed.code != 0:
        # a machine that runs unseen must not be played: there would be two of its MAC
        raise Refusal("libvirt does not say which machines run: " + commands.reason(listed))
    return set(listed.out.split())


def _side_by_side(jobs):
    """What each job returns; the first error of any is raised when all have ended."""
    results, errors = [[] for _ in jobs], []

    def work(number, job):
        try:
            results[number] = job()
        except Refusal as refusal:
            results[number] = [str(refusal)]
        except Exception as error:  # raised below, in the caller's thread
            errors.append(error)

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
