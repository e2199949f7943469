import { imageFolder } from "../../lab/hostPaths.ts";
import { sizeText } from "../../lab/values.ts";
import type { Facts } from "./facts.ts";
import type { ProbedHost } from "./host.ts";
import type { LabFilePlaces } from "./places.ts";

type Room = "vcpus" | "memory" | "disk";

/** Whether a server has what the lab file lets virtual machines take of it. */
export function compareRoom(
  key: Room,
): (host: ProbedHost, facts: Facts, places: LabFilePlaces) => Iterable<string> {
  return function* ({ plan, server }, facts, places) {
    const declared = server?.[key];
    const has = roomOf(facts)[key];
    if (declared === undefined || has === undefined || declared <= has) return;
    const says = places.says(["servers", plan.name, key], textOf[key](declared));
    const room = roomText[key](has);
    yield `${key}: ${says}, but the host has ${nouns[key](room)}; write \`${key}: ${room}\` or less`;
  };
}

function roomOf({ cpus, memory, disk }: Facts): Partial<Record<Room, number | undefined>> {
  return { vcpus: cpus, memory, disk: disk && disk.free + disk.ours };
}

const textOf = { vcpus: String, memory: sizeText, disk: sizeText };
const roomText = { vcpus: String, memory: roundSize, disk: roundSize };
const nouns: Readonly<Record<Room, (room: string) => string>> = {
  vcpus: (room) => `${room} hardware threads`,
  memory: (room) => room,
  disk: (room) =>
    `room for ${room} below ${imageFolder}, what the clusters have there now included`,
};

/** An amount in MiB, rounded down so that it can be written into the lab file. */
export function roundSize(mib: number): string {
  return sizeText(mib >= 10 * 1024 ? Math.floor(mib / 1024) * 1024 : mib);
}

/** Whether virtual machines can run at the processor's speed, and machines inside of them. */
export function* compareKvm(
  { plan }: ProbedHost,
  { kvm }: Facts,
  places: LabFilePlaces,
): Iterable<string> {
  if (!kvm) return;
  const says = places.says(["servers", plan.name, "hypervisor"], "kvm");
  const { device, nested, extension } = kvm;
  const module = extension === "svm" ? "kvm_amd" : "kvm_intel";
  if (!device) {
    const [why, step] =
      extension === null
        ? ["its processor shows no virtualisation", "switch it on in the firmware"]
        : ["the host has no /dev/kvm", `run \`modprobe ${module}\` on it`];
    yield `hypervisor: ${says}, but ${why}; ${step}, or write \`hypervisor: qemu\``;
  } else if (nested !== true) {
    const state =
      nested === null
        ? "no module of KVM tells of nested virtualisation"
        : "nested virtualisation is off";
    yield `hypervisor: ${says}, but ${state}, which the bootstrap machine of an ipi cluster needs; after \`pulumi up -s lab\`, which sets it, reboot the host or load ${module} anew`;
  }
}
