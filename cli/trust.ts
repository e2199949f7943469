import { existsSync, realpathSync, writeFileSync } from "node:fs";

import { Command } from "commander";

import { pinHostKey } from "../lab/edit/hostKey.ts";
import { buildPlan, type HostPlan, type Plan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { didYouMean } from "../lab/reading/spelling.ts";
import { targetOf } from "../provider/host/labDirectory.ts";
import type { Target } from "../provider/host/target.ts";
import { confirm } from "./confirm.ts";
import { editLabFile } from "./editFile.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { replaceFile } from "./replaceFile.ts";
import { fingerprint, keyText, type HostKey } from "./trust/hostKeys.ts";
import { withKey } from "./trust/knownHosts.ts";
import { pinned, scan, textOf, type Pinned } from "./trust/scan.ts";
import { unifiedDiff } from "./unifiedDiff.ts";

interface TrustOptions {
  readonly all?: true;
  readonly yes?: true;
  readonly fingerprint?: readonly string[];
  readonly replace?: true;
}

/** `ocplab trust`: shows the SSH keys of hosts, and pins them after a yes. */
export function trustCommand(): Command {
  return new Command("trust")
    .description("show the SSH host keys of hosts, and pin them after a yes")
    .argument("[host...]", "names of servers, or of the jumphost")
    .option("--all", "every host of the lab file")
    .option("--fingerprint <SHA256:...>", "the key that is expected; repeatable", collect)
    .option("--yes", "do not ask; only with --fingerprint")
    .option("--replace", "take a new key in the place of one that is pinned")
    .addHelpText("after", help)
    .action(trust);
}

const help = `
Only a pinned key is ever accepted of a host. This asks hosts for their keys, sends them nothing, shows the
fingerprints, and writes a key to where the lab file has it: to its \`knownHosts\` file, or as \`ssh.hostKey\` of
the host where there is none. All other bytes of either file stay as they are. Compare the fingerprint with what
the host itself says, on its console or through its management controller:
  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub

A host that shows another key than the pinned one is refused, with both fingerprints: it was installed anew, or
it is somebody else. --replace takes the new key, after a yes. Hosts are reached directly; a jump host in your
ssh configuration is not used: pin such a host by hand.

Examples:
  ocplab trust server4
  ocplab trust --all
  ocplab trust server4 --yes --fingerprint SHA256:uNiVztksCsDhcc0u9e8BrsbVkU1z6jdXpgpnaDJMzpU
${exitCodeHelp("done", "labFile", "usage", "refused", "notAsked")}`;

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function trust(names: readonly string[], options: TrustOptions): Promise<void> {
  if (options.yes && options.fingerprint === undefined) {
    throw new CommandFailed("usage", "--yes needs the --fingerprint that is expected");
  }
  const plan = buildPlan(readLab(labFile));
  const problems: CommandFailed[] = [];
  for (const host of chosenHosts(plan, names, options)) {
    try {
      await trustHost(host, options);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      problems.push(error);
    }
  }
  const [first] = problems;
  if (!first) return;
  const text = problems.map(({ message }) => message).join("\n");
  throw Object.assign(new CommandFailed("refused", text), { exitCode: first.exitCode });
}

function chosenHosts(plan: Plan, names: readonly string[], { all }: TrustOptions): HostPlan[] {
  const hosts = new Map([...plan.servers, plan.jumphost].map((host) => [host.name, host]));
  if (all === true && names.length === 0) return [...hosts.values()];
  if (all === true || names.length === 0) {
    throw new CommandFailed("usage", "name the hosts, or say --all for every one");
  }
  return names.map((name) => {
    const host = hosts.get(name);
    if (host) return host;
    const step = didYouMean(name, [...hosts.keys()], "hosts");
    throw new CommandFailed("refused", `no host is called "${name}"; ${step}`);
  });
}

async function trustHost(host: HostPlan, options: TrustOptions): Promise<void> {
  const target = targetOf(host, process.cwd());
  const [shown, old] = await Promise.all([scan(target), pinned(target)]);
  if (shown.length === 0) {
    throw new CommandFailed("notAsked", `${host.name}: not asked: no SSH at ${host.address}`);
  }
  const same = shown.find((key) => old.keys.includes(key));
  if (same !== undefined) {
    console.error(`${host.name}: ${keyText(same)} is pinned already`);
    return;
  }
  const { name, address } = host;
  for (const key of shown) console.error(`${name}: shows ${keyText(key)} at ${address}`);
  for (const key of old.keys) console.error(`${name}: pinned is ${keyText(key)}`);
  if (old.keys.length > 0 && options.replace !== true)
    throw new CommandFailed("refused", another(name));
  write(target, await accepted(name, shown, options), old);
}

function another(name: string): string {
  return (
    `${name}: it shows another key than the pinned one: it was installed anew, or it is somebody else. ` +
    `Nothing is changed; where you know why: ocplab trust ${name} --replace`
  );
}

async function accepted(
  name: string,
  shown: readonly HostKey[],
  { fingerprint: expected, yes }: TrustOptions,
): Promise<HostKey> {
  const [best = ""] = shown;
  const key = expected ? shown.find((one) => expected.includes(fingerprint(one))) : best;
  if (key === undefined) {
    throw new CommandFailed(
      "refused",
      `${name}: it shows no key with the fingerprint that is expected; nothing is changed`,
    );
  }
  if (yes) return key;
  await confirm(`Is ${keyText(key)} the key of ${name}?`, "yes");
  return key;
}

/** To where the lab file has the key of the host, or would have it. */
function write({ name, address, hostKey, knownHosts }: Target, key: HostKey, old: Pinned): void {
  if (hostKey !== undefined || knownHosts === undefined) {
    editLabFile((text) => pinHostKey(text, name, key), {});
    return;
  }
  const before = textOf(knownHosts);
  const after = withKey(before, address, key, old.lines);
  if (existsSync(knownHosts)) replaceFile(realpathSync(knownHosts), before, after);
  else writeFileSync(knownHosts, after, { flag: "wx", mode: 0o644 });
  process.stdout.write(unifiedDiff(knownHosts, before, after));
}
