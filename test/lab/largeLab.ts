import { addressText } from "../../lab/ipv4.ts";

/** A large sound lab: clusters of all types but hubs, evenly over the servers of one flat subnet. */
export function largeLab(servers: number, clusters: number): string {
  const prefixLength = clusters > 1_000 ? 14 : 18;
  const lines = [
    "version: 1",
    "lab: { name: large, domain: lab.example.com }",
    `network: { subnet: 10.0.0.0/${String(prefixLength)}, gateway: 10.0.0.1, upstreamDns: [10.0.0.1] }`,
    "jumphost: { name: jumphost, address: 10.0.0.2, nic: eno1 }",
    "servers:",
    ...range(servers).map(
      (index) =>
        `  server${String(index)}: { address: ${at(16 + index)}, nic: eno1, memory: 4TiB, vcpus: 512, disk: 100TiB }`,
    ),
    "clusters:",
    ...range(clusters).flatMap((index) => cluster(index, servers)),
  ];
  return `${lines.join("\n")}\n`;
}

function cluster(index: number, servers: number): string[] {
  const type = ["ipi", "sno", "abi", "sno"][index % 4] ?? "sno";
  const common = [
    `  c${String(index)}:`,
    `    type: ${type}`,
    `    id: ${String(index + 1)}`,
    `    server: server${String(index % servers)}`,
    `    firstAddress: ${at(1024 + servers + index * 12)}`,
  ];
  if (type === "sno") return common;
  const image = type === "ipi" ? ["    images: { provisionhost: images/rhel9.qcow2 }"] : [];
  return [...common, "    size: 12", "    workers: 2", ...image];
}

function at(offset: number): string {
  return addressText(10 * 2 ** 24 + offset);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
