import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { launchIn, processesOf } from "./cgroup.ts";
import { run } from "./command.ts";
import { writeGuest } from "./guest.ts";
import { type Host, network, type Place } from "./place.ts";
import { until } from "./wait.ts";

const agent = "agent";

/** Makes what opens the box, unless it is there: its key, an agent that holds it, the guests' disk with its public part. */
export async function makeAccess(place: Place, guestImage: string): Promise<void> {
  const file = accessFiles(place);
  if (!existsSync(file.guestDisk)) {
    mkdirSync(file.pulumiState, { recursive: true, mode: 0o700 });
    rmSync(file.key, { force: true });
    await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", place.name, "-f", file.key]);
    const guestKey = writeGuest(guestImage, file.guestDisk, readFileSync(file.publicKey, "utf8"));
    writeFileSync(file.guestKnownHosts, `* ${guestKey}\n`);
  }
  if (processesOf(place, agent).length === 0) await startAgent(place);
}

/** Writes who the hosts are, for `ssh -F .box/ssh_config server1` on the box's network. */
export function writeSshConfig(place: Place, hosts: readonly Host[]): void {
  const file = accessFiles(place);
  writeFileSync(file.knownHosts, knownHosts(hosts));
  const names = hosts.map((host) => `Host ${host.name}\n  HostName ${host.address}\n`);
  writeFileSync(
    file.sshConfig,
    `${names.join("")}Host *
  User root
  IdentityFile ${file.key}
  IdentitiesOnly yes
  UserKnownHostsFile ${file.knownHosts} ${file.guestKnownHosts}
  StrictHostKeyChecking yes
  BatchMode yes
  ConnectTimeout 5
  LogLevel ERROR
`,
  );
}

/** Shows in the checkout what opens the box. What is shown already stays as it is: someone may be using it. */
export function showAccess(place: Place): void {
  mkdirSync(place.shown, { recursive: true });
  for (const file of Object.values(accessFiles(place))) {
    const link = join(place.shown, basename(file));
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(file, link);
  }
}

/** Lines of a known_hosts file for hosts whose disks are made. */
export function knownHosts(hosts: readonly Host[]): string {
  return hosts
    .map(({ name, address, dir }) => {
      const file = join(dir, "upper/etc/ssh/ssh_host_ed25519_key.pub");
      const [type = "", key = ""] = readFileSync(file, "utf8").split(" ");
      return `${address},${name},${name}.${network.domain} ${type} ${key}\n`;
    })
    .join("");
}

/** The files that open the box. The checkout has links to them, under the same names. */
export function accessFiles(place: Place) {
  const named = (name: string) => join(folderOf(place), name);
  return {
    /** The private key of root's account on every host and guest. */
    key: named("id_ed25519"),
    publicKey: named("id_ed25519.pub"),
    /** The socket of an agent that holds the key. Its path is short: a socket's has room for 107 bytes. */
    agentSocket: named("agent.sock"),
    knownHosts: named("known_hosts"),
    /** The one host key that all guests have. */
    guestKnownHosts: named("guest_known_hosts"),
    /** What Pulumi knows of the box's lab. It goes with the box: without its hosts it would be wrong. */
    pulumiState: named("state"),
    /** The guests' disk, which takes this box's key. */
    guestDisk: named("guest.qcow2"),
    sshConfig: named("ssh_config"),
  };
}

async function startAgent(place: Place): Promise<void> {
  const { agentSocket, key } = accessFiles(place);
  rmSync(agentSocket, { force: true });
  await launchIn(place, agent, ["ssh-agent", "-D", "-a", agentSocket], "/dev/null");
  await until(
    () => existsSync(agentSocket),
    5,
    () => "The box's ssh-agent does not start.",
  );
  await run(["env", `SSH_AUTH_SOCK=${agentSocket}`, "ssh-add", "-q", key]);
}

function folderOf(place: Place): string {
  return join(place.state, "access");
}
