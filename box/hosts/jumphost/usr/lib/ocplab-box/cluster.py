"""What the stand-in for dci-pipeline does with a cluster: reads, checks, and names its API."""
import concurrent.futures
import os
import secrets
import shutil
import subprocess
import time

import yaml

SSH_SECONDS = 120


class Failure(Exception):
    """Why a job does not go on; `state` is the job's last one, as DCI names it."""

    def __init__(self, state, why):
        super().__init__(why)
        self.state = state


def play(name):
    print("\nPLAY [%s] %s" % (name, "*" * 40), flush=True)


def task(name):
    print("\nTASK [%s] %s" % (name, "*" * 40), flush=True)


def read_inventory(job):
    """The cluster as the job's inventory has it: name, domain, VIPs and the nodes' addresses."""
    task("Read inventory %s" % job.get("ansible_inventory"))
    path = os.path.join(job["folder"], job.get("ansible_inventory", ""))
    try:
        with open(path) as file:
            inventory = yaml.safe_load(file)["all"]
        given = inventory["vars"]
        return {
            "name": given["cluster"],
            "domain": "%s.%s" % (given["cluster"], given.get("domain") or given["base_dns_domain"]),
            "api": given.get("apivip") or given["api_vip"],
            "ingress": given.get("ingressvip") or given["ingress_vip"],
            "nodes": nodes_of(inventory),
        }
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise Failure("error", "inventory %s: %s: %s" % (path, type(error).__name__, error))


def nodes_of(group):
    """The cluster's own machines: other hosts of an inventory are the jumphost, its services, servers."""
    nodes = {}
    for name, child in (group.get("children") or {}).items():
        if name in ("provisioner", "masters", "workers"):
            hosts = child.get("hosts") or {}
            nodes.update({host: given["ansible_host"] for host, given in hosts.items()})
        else:
            nodes.update(nodes_of(child))
    return nodes


def check_names(cluster):
    domain = cluster["domain"]
    wanted = {"api": cluster["api"], "api-int": cluster["api"]}
    wanted["%s.apps" % secrets.token_hex(4)] = cluster["ingress"]
    wanted.update(cluster["nodes"])
    for name, address in wanted.items():
        expect("Resolve %s.%s" % (name, domain), ["%s.%s" % (name, domain), "A"], address)
    for name, address in cluster["nodes"].items():
        expect("Resolve %s" % address, ["-x", address], "%s.%s." % (name, domain))


def expect(title, question, answer):
    task(title)
    done = subprocess.run(
        ["dig", "+short", "+time=2", "+tries=3"] + question, stdout=subprocess.PIPE, text=True
    )
    if done.stdout.split() != [answer]:
        said = done.stdout.strip() or "nothing"
        raise Failure("error", "%s: %s was expected, the resolver says %s" % (title, answer, said))


def check_nodes(cluster):
    task("Enter %s by SSH" % ", ".join(cluster["nodes"]))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for problem in pool.map(enter, cluster["nodes"].items()):
            if problem:
                raise Failure("error", problem)


def enter(node):
    """Logs in as the installer would; a node may still be booting. Returns what is wrong."""
    name, address = node
    command = ["ssh", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"]
    command += ["-o", "UpdateHostKeys=no", "-o", "ConnectTimeout=3", "root@" + address, "hostname"]
    deadline = time.monotonic() + SSH_SECONDS
    while True:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode == 0:
            said = done.stdout.strip()
            return None if said.split(".")[0] == name else "%s calls itself %s" % (name, said)
        final = "Permission denied" in done.stderr or "verification failed" in done.stderr
        if final or time.monotonic() > deadline:
            return "%s (%s) cannot be entered: %s" % (name, address, done.stderr.strip())
        time.sleep(0.5)


def write_kubeconfig(cluster, job, folder):
    """Where the real agent leaves it: in a folder that each install makes anew, and in the outputs."""
    task("Write the kubeconfig")
    results = os.path.expanduser("~/clusterconfigs-%s" % cluster["name"])
    shutil.rmtree(results, ignore_errors=True)
    os.makedirs(results, mode=0o700)
    server = "https://api.%s:6443" % cluster["domain"]
    context = {"cluster": cluster["name"], "user": "admin"}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": cluster["name"], "cluster": {"server": server}}],
        "users": [{"name": "admin", "user": {"token": secrets.token_hex(16)}}],
        "contexts": [{"name": "admin", "context": context}],
        "current-context": "admin",
    }
    paths = [os.path.join(results, "kubeconfig")]
    if "kubeconfig" in (job.get("outputs") or {}):
        os.makedirs(os.path.join(folder, "outputs"))
        paths.append(os.path.join(folder, "outputs", job["outputs"]["kubeconfig"]))
    for path in paths:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            yaml.safe_dump(config, file)
