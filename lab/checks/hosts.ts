import { baremetalBridge, provisioningBridge } from "../bridges.ts";
import type { Lab, Server } from "../model.ts";
import type { Finding, Path } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Jumphost and servers by themselves. Their addresses are checked with all others. */
export function* hostFindings(checked: CheckedLab): Iterable<Finding> {
  const { jumphost, servers } = checked.lab;
  yield* bridgeNic(["jumphost", "nic"], jumphost.nic);
  for (const [name, server] of Object.entries(servers)) {
    yield* bridgeNic(["servers", name, "nic"], server.nic);
    yield* provisioningNic(checked, name, server);
  }
  yield* natFindings(checked);
  yield* sameHost(checked);
  yield* longNames(checked);
}

function* bridgeNic(path: readonly string[], nic: string): Iterable<Finding> {
  if (nic !== baremetalBridge && nic !== provisioningBridge) return;
  const message = `${nic} is the bridge itself; name the physical NIC that is to be its port`;
  yield { path, message };
}

function* provisioningNic({ line }: CheckedLab, name: string, server: Server): Iterable<Finding> {
  const nic = server.provisioningNic;
  if (nic === undefined) return;
  const path = ["servers", name, "provisioningNic"];
  yield* bridgeNic(path, nic);
  if (nic !== server.nic) return;
  const place = line(["servers", name, "nic"]);
  const message = `${nic} is the NIC of the baremetal network (${place}); the provisioning network needs another one`;
  yield { path, message };
}

/** A jumphost that routes for the nodes is the router that they are told of, and has another NIC for it. */
function* natFindings({
  lab: { jumphost, network, servers },
  line,
}: CheckedLab): Iterable<Finding> {
  const { nat } = jumphost;
  if (nat === undefined) return;
  const path = ["jumphost", "nat"];
  yield* bridgeNic(path, nat);
  const inside: readonly (readonly [Path, string | undefined])[] = [
    [["jumphost", "nic"], jumphost.nic],
    [["servers", jumphost.name, "provisioningNic"], servers[jumphost.name]?.provisioningNic],
  ];
  for (const [place, nic] of inside) {
    if (nic !== nat) continue;
    const message = `${nat} is a NIC of the lab's own networks (${line(place)}); name the one that leads outside`;
    yield { path, message };
  }
  if (network.gateway !== jumphost.address) {
    const message =
      `${network.gateway} is not the jumphost, though it is to route for the nodes (jumphost.nat, ${line(path)}); ` +
      `write ${jumphost.address}, or remove \`nat\` where the lab has a router`;
    yield { path: ["network", "gateway"], message };
  }
}

// RFC 1035
const longestName = 253;

function* longNames({ lab }: CheckedLab): Iterable<Finding> {
  for (const [path, name] of hostNames(lab)) {
    const fqdn = `${name}.${lab.lab.domain}`;
    if (fqdn.length <= longestName) continue;
    const message = `the derived name ${fqdn} has ${String(fqdn.length)} characters, and may have ${String(longestName)}; shorten the name or lab.domain`;
    yield { path, message, atKey: path[0] === "servers" };
  }
}

function hostNames({ jumphost, servers }: Lab): (readonly [Path, string])[] {
  const others = Object.keys(servers).filter((name) => name !== jumphost.name);
  return [
    [["jumphost", "name"], jumphost.name],
    ...others.map((name) => [["servers", name], name] as const),
  ];
}

/** A server with the jumphost's name is the jumphost. */
function* sameHost(checked: CheckedLab): Iterable<Finding> {
  const { jumphost } = checked.lab;
  const server = checked.server(jumphost.name);
  if (!server) return;
  for (const key of ["address", "nic"] as const) {
    if (server[key] === jumphost[key]) continue;
    const line = checked.line(["jumphost", key]);
    const message = `${server[key]} differs from the jumphost's ${jumphost[key]} (${line}); a server with the jumphost's name is the same host: make them equal, or rename the server`;
    yield { path: ["servers", jumphost.name, key], message };
  }
}
