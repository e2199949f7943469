import { packagesOf, type HostPackages } from "../../lab/hostPackages.ts";
import { imageFolder, ofRoot } from "../../lab/hostPaths.ts";
import type { Lab, Server } from "../../lab/model.ts";
import type { ClusterPlan, HostPlan, Plan, ServerPlan } from "../../lab/plan.ts";
import type { Path } from "../../lab/reading/problem.ts";
import type { Question } from "./facts.ts";
import { installNeeds, noNeeds, type InstallNeeds } from "./installNeeds.ts";

/** One host, and what the lab file says of it. */
export interface ProbedHost {
  readonly plan: HostPlan;
  readonly jumphost: boolean;
  /** Undefined for a jumphost that is no server, or none any more. */
  readonly server: Server | undefined;
  /** What is to be retired is not compared, unless it is the jumphost. */
  readonly retired: boolean;
  readonly nics: readonly ProbedNic[];
  /** What the foundation sees to. */
  readonly packages: HostPackages;
  /** On the jumphost: what the foundation does not see to. */
  readonly installs: InstallNeeds;
  /** MTU of the baremetal network. */
  readonly mtu: number;
}

interface ProbedNic {
  readonly name: string;
  /** Where the lab file names it. */
  readonly path: Path;
  readonly network: "baremetal" | "provisioning" | "outside";
}

/**
 * The jumphost and the given servers, each once: a server may be the jumphost too. Of the jumphost it counts
 * what the given clusters need there.
 */
export function probedHosts(
  lab: Lab,
  plan: Plan,
  servers: readonly ServerPlan[],
  clusters: readonly ClusterPlan[],
): ProbedHost[] {
  const { name } = plan.jumphost;
  const others = servers.filter((server) => server.name !== name);
  const jumphost = { ...jumphostOf(lab, plan), installs: installNeeds(plan, clusters) };
  return [jumphost, ...others.map((server) => serverHost(lab, plan, server))];
}

/** What to ask the host. */
export function questionOf({ plan, nics, jumphost, packages, installs }: ProbedHost): Question {
  const { programs } = installs;
  const files = installs.files.map(({ name, key }) => ({ path: ofRoot(name), key }));
  const names = nics.map(({ name }) => name);
  const of = { nics: names, packages, jumphost, files, programs };
  return { ...of, address: plan.address, imageFolder, root: "/" };
}

function jumphostOf(lab: Lab, plan: Plan): ProbedHost {
  const { jumphost } = plan;
  const own = plan.servers.find(({ name, retired }) => name === jumphost.name && !retired);
  const { nat } = jumphost;
  const outside: ProbedNic[] =
    nat === undefined ? [] : [{ name: nat, path: ["jumphost", "nat"], network: "outside" }];
  if (own) {
    const host = serverHost(lab, plan, own);
    return { ...host, plan: jumphost, jumphost: true, nics: [...host.nics, ...outside] };
  }
  const nic = { name: jumphost.nic, path: ["jumphost", "nic"], network: "baremetal" } as const;
  const nics = [nic, ...outside];
  const { mtu } = lab.network;
  const packages = packagesOf(plan, jumphost.name);
  const common = { nics, packages, installs: noNeeds, mtu };
  return { plan: jumphost, jumphost: true, server: undefined, retired: false, ...common };
}

function serverHost(lab: Lab, plan: Plan, own: ServerPlan): ProbedHost {
  const { name, nic, provisioning, retired } = own;
  const path = ["servers", name];
  const nics: ProbedNic[] = [{ name: nic, path: [...path, "nic"], network: "baremetal" }];
  if (provisioning) {
    const second = [...path, "provisioningNic"];
    nics.push({ name: provisioning.nic, path: second, network: "provisioning" });
  }
  const server = lab.servers[name];
  const packages = packagesOf(plan, name);
  const common = { nics, packages, installs: noNeeds, mtu: lab.network.mtu };
  return { plan: own, jumphost: false, server, retired, ...common };
}
