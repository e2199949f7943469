import type { TestLab } from "./testLab.ts";

/** What a host has, as lines by what was asked: compared before the first `up` and after the last destroy. */
export type Inventory = Readonly<Record<string, readonly string[]>>;

/** Folders that anything of ours could be in. */
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

/** Takes the inventory of a host of the box. Missing folders are no error. */
export async function inventory(lab: TestLab, host: string): Promise<Inventory> {
  const entries = Object.entries(questions).map(async ([what, argv]) => {
    const text = await lab.inHost(host, "sh", "-c", '"$@" 2>/dev/null || true', "sh", ...argv);
    return [what, text.split("\n").flatMap(lasting)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** What is more (+) and less (-) than before, line by line; empty where all is as it was. */
export function differences(before: Inventory, after: Inventory): string[] {
  return Object.keys(questions).flatMap((what) => {
    const [old, now] = [new Set(before[what]), new Set(after[what])];
    const more = [...now].filter((line) => !old.has(line));
    const less = [...old].filter((line) => !now.has(line));
    return [...more.map((line) => `${what} + ${line}`), ...less.map((line) => `${what} - ${line}`)];
  });
}

/** The part of a line that a reboot leaves as it is: lo's profile and the numbers of NICs are new each time. */
function lasting(line: string): string[] {
  // a login of this test may be ending yet
  if (line.startsWith("lo:") || /^session-\d+\.scope /.test(line)) return [];
  return [line.replace(/@if\d+/, "").trimEnd()];
}
