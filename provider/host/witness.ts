import type { Hosts } from "./hosts.ts";
import type { Answer, Probe } from "./message.ts";
import { HostError } from "./session.ts";

/** Another host that can prove that a host is reached over the wire. */
export interface Witness {
  readonly name: string;
  /** Asks it over a new connection; gives sentences about what it does not reach any more. */
  readonly problems: () => Promise<readonly string[]>;
}

/** More than so many hosts that do not answer are no lab to change a network in. */
const asked = 5;
const connectSeconds = 3;
const kinds = ["arp", "ping", "ssh"] as const;

/**
 * The witness for a change of the host that the controller runs on, whose own connection does not cross
 * the wire; undefined where the controller is elsewhere and needs none.
 * @param prepared the host's answer to `prepare`.
 * @throws HostError where there must be a witness and no other host can be one.
 */
export async function findWitness(
  hosts: Hosts,
  host: string,
  prepared: Answer,
): Promise<Witness | undefined> {
  if (prepared.inside !== true) return undefined;
  const mute = textsOf(prepared.muteGateways);
  if (mute.length > 0) throw noProof(host, `nobody answers ARP for its gateway ${mute.join(", ")}`);
  const probes = textsOf(prepared.addresses).flatMap((address) =>
    kinds.map((kind): Probe => [kind, address]),
  );
  const reasons: string[] = [];
  const names = await hosts.directory.names();
  for (const name of names.filter((one) => one !== host).slice(0, asked)) {
    try {
      const passing = await passingFrom(hosts, name, probes);
      if (passing.length > 0) return { name, problems: () => problemsOf(hosts, name, passing) };
      reasons.push(`${name}: does not reach it`);
    } catch (error) {
      reasons.push(messageOf(error));
    }
  }
  throw noProof(
    host,
    reasons.length === 0
      ? "the lab has no other host to prove it from"
      : `no other host proves it (${reasons.join("; ")})`,
  );
}

async function problemsOf(
  hosts: Hosts,
  name: string,
  probes: readonly Probe[],
): Promise<readonly string[]> {
  try {
    const passing = await passingFrom(hosts, name, probes);
    return probes
      .filter((probe) => !passing.includes(probe))
      .map(([kind, address]) => `${name} has no answer from ${address} (${kind}) any more`);
  } catch (error) {
    return [`the proof from another host is missing: ${messageOf(error)}`];
  }
}

/** Which probes pass there, asked over a connection that is really new. */
async function passingFrom(hosts: Hosts, name: string, probes: readonly Probe[]): Promise<Probe[]> {
  const { session } = await hosts.session(name);
  const connection = await session.connectAnew(connectSeconds).catch((error: unknown) => {
    throw new HostError(name, messageOf(error));
  });
  try {
    const [answer = {}] = await connection.exchange([{ op: "ask", probes }]);
    const passed: readonly unknown[] = Array.isArray(answer.passed) ? answer.passed : [];
    return probes.filter((_, index) => passed[index] === true);
  } finally {
    await connection.close();
  }
}

function noProof(host: string, why: string): HostError {
  return new HostError(
    host,
    `the controller runs on it, so its own connection proves nothing, and ${why}; nothing was ` +
      `changed: run from another host of the lab, or make another one able to reach it`,
  );
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
