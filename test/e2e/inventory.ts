import type { TestLab } from "./testLab.ts";

/** What a host has, by what was asked: compared as text, before the first `up` and after the last destroy. */
export type Inventory = Readonly<Record<string, string>>;

/** Folders that anything of ours could be in; in /var/lib/NetworkManager only what it notes of profiles changes. */
const folders = [
  "/etc",
  "/usr/local",
  "/root",
  "/var/lib/libvirt",
  "/var/lib/ocplab",
  "/var/lib/dci-pipeline",
];

/** What libvirt makes by itself with its first pool or autostarted machine, and keeps. */
const libvirtsOwn = ["/etc/libvirt/storage*", "/etc/libvirt/qemu/autostart"].flatMap((path) => [
  "!",
  "-path",
  path,
]);

const questions: Readonly<Record<string, readonly string[]>> = {
  files: [
    ...["find", ...folders, "-xdev"],
    ...libvirtsOwn,
    ...["(", "-type", "f", "-o", "-type", "l", "-o", "-type", "d", ")"],
    ...["-printf", "%y %m %u %g %p %l\\n"],
  ],
  contents: ["find", ...folders, "-xdev", "-type", "f", "-exec", "sha256sum", "{}", "+"],
  profiles: ["nmcli", "--terse", "--fields", "NAME,UUID,TYPE,DEVICE,AUTOCONNECT", "connection"],
  addresses: ["ip", "-brief", "address"],
  routes: ["ip", "route"],
  domains: ["virsh", "--quiet", "list", "--all", "--name"],
  networks: ["virsh", "--quiet", "net-list", "--all"],
  pools: ["virsh", "--quiet", "pool-list", "--all"],
  units: ["systemctl", "list-unit-files", "--no-legend", "--no-pager"],
  active: ["systemctl", "list-units", "--no-legend", "--no-pager", "--plain", "ocplab*"],
  transient: ["find", "/run/systemd/transient", "-name", "*ocplab*"],
};

/** Takes the inventory of a host of the box. Lists are sorted; missing folders are no error. */
export async function inventory(lab: TestLab, host: string): Promise<Inventory> {
  const entries = Object.entries(questions).map(async ([what, argv]) => {
    const text = await lab.inHost(host, "sh", "-c", '"$@" 2>/dev/null || true', "sh", ...argv);
    return [
      what,
      text
        .split("\n")
        .map((line) => line.trimEnd())
        .sort()
        .join("\n"),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** What is more (+) and less (-) than before, line by line; empty where all is as it was. */
export function differences(before: Inventory, after: Inventory): string[] {
  return Object.keys(questions).flatMap((what) => {
    const [old, now] = [before, after].map((one) => new Set((one[what] ?? "").split("\n")));
    const more = [...(now ?? [])].filter((line) => old?.has(line) === false);
    const less = [...(old ?? [])].filter((line) => now?.has(line) === false);
    return [...more.map((line) => `${what} + ${line}`), ...less.map((line) => `${what} - ${line}`)];
  });
}
