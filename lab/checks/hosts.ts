import type { Finding } from "../problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Jumphost and servers by themselves. Their addresses are checked with all others. */
export function* hostFindings(checked: CheckedLab): Iterable<Finding> {
  const { jumphost, servers } = checked.lab;
  yield* bridgeNic(["jumphost", "nic"], jumphost.nic);
  for (const [name, { nic }] of Object.entries(servers)) {
    yield* bridgeNic(["servers", name, "nic"], nic);
  }
  yield* sameHost(checked);
}

function* bridgeNic(path: readonly string[], nic: string): Iterable<Finding> {
  if (nic !== "br0") return;
  yield { path, message: "br0 is the bridge itself; name the physical NIC that is to be its port" };
}

/** A server with the jumphost's name is the jumphost. */
function* sameHost(checked: CheckedLab): Iterable<Finding> {
  const { jumphost, servers } = checked.lab;
  const server = servers[jumphost.name];
  if (!server) return;
  for (const key of ["address", "nic"] as const) {
    if (server[key] === jumphost[key]) continue;
    const line = checked.line(["jumphost", key]);
    const message = `${server[key]} differs from the jumphost's ${jumphost[key]} (${line}); a server with the jumphost's name is the same host: make them equal, or rename the server`;
    yield { path: ["servers", jumphost.name, key], message };
  }
}
