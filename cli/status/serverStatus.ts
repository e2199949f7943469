import type { ServerLoad } from "../../lab/capacity/serverLoad.ts";
import type { ServerPlan } from "../../lab/plan.ts";
import type { Asked } from "../probe/ask.ts";
import type { Answer, Facts } from "./facts.ts";
import { unasked, type ServerStatus } from "./report.ts";

/** How a server is, beside what the lab file places on it. */
export function serverStatus(
  server: ServerPlan,
  { loads }: ServerLoad,
  asked: Asked<Answer> | undefined,
): ServerStatus {
  const facts = asked && "answer" in asked ? asked.answer.facts : {};
  const { memory, available, cpus, load, disk } = facts;
  const has = (...amounts: (number | undefined)[]): boolean => !amounts.includes(undefined);
  return {
    server: server.name,
    memory: has(memory, available)
      ? { planned: loads.memory.used, total: memory ?? 0, available: available ?? 0 }
      : null,
    vcpus: has(cpus, load)
      ? { planned: loads.vcpus.used, threads: cpus ?? 0, load: load ?? 0 }
      : null,
    disk: disk ? { planned: loads.disk.used, ...disk } : null,
    bridges: facts.bridges
      ? Object.fromEntries(Object.entries(facts.bridges).map(([name, ok]) => [name, ok === true]))
      : null,
    problems: problemsOf(server, facts),
    notAsked: unasked(asked),
  };
}

function problemsOf(server: ServerPlan, { bridges = {}, carrier }: Facts): string[] {
  const { bridge, nic, provisioning, address } = server;
  const ports = [
    [bridge, nic] as const,
    ...(provisioning ? [[provisioning.bridge, provisioning.nic] as const] : []),
  ];
  const wrong = ports.flatMap(([name, port]) => {
    const state = bridges[name];
    if (state === null) return [`it has no ${name}`];
    return state === false ? [`${port} is no port of ${name} that forwards`] : [];
  });
  const isElsewhere = carrier !== undefined && carrier !== bridge && bridges[bridge] === true;
  return [...wrong, ...(isElsewhere ? [`${address} is not on ${bridge}`] : [])];
}
