import { readFileSync } from "node:fs";

import { remote } from "@pulumi/command";
import * as libvirt from "@pulumi/libvirt";

interface Work {
  readonly jumphost: {
    readonly address: string;
    readonly folders: readonly string[];
    /** Contents by path. */
    readonly files: Readonly<Record<string, string>>;
  };
  readonly servers: readonly Server[];
}

interface Server {
  readonly name: string;
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly nic: string;
  readonly bridge: string;
  readonly pool: { readonly name: string; readonly path: string };
  readonly image: string;
  readonly base: string;
  readonly networks: readonly { readonly name: string; bridge: string; mode: string }[];
  readonly started: boolean;
  readonly machines: readonly {
    readonly name: string;
    readonly volume: string;
    readonly bytes: number;
    readonly memoryMib: number;
    readonly vcpus: number;
    readonly nics: readonly { readonly bridge: string; readonly mac: string }[];
  }[];
}

const work = JSON.parse(readFileSync("work.json", "utf8")) as Work;

function connection(host: string): { host: string; user: string; hostKey: string } {
  const lines = readFileSync(".box/known_hosts", "utf8").split("\n");
  const [, ...hostKey] = lines.find((line) => line.startsWith(`${host},`))?.split(" ") ?? [];
  return { host, user: "root", hostKey: hostKey.join(" ") };
}

/** The jumphost's dnsmasq, by a command over SSH. */
function dnsmasq({ address, folders, files }: Work["jumphost"]): void {
  const written = Object.entries(files).map(([path, text]) => `cat >${path} <<'END'\n${text}END\n`);
  new remote.Command("dnsmasq", {
    connection: connection(address),
    addPreviousOutputInEnv: false,
    create: `mkdir -p ${folders.join(" ")}
${written.join("")}systemctl daemon-reload
systemctl enable lab-dnsmasq.service
systemctl restart lab-dnsmasq.service`,
    delete: `systemctl disable --now lab-dnsmasq.service; rm -rf ${[...folders, ...Object.keys(files)].join(" ")}`,
  });
}

function bridge({ name, address, prefix, gateway, nic, bridge: own }: Server): remote.Command {
  return new remote.Command(`${name}-bridge`, {
    connection: connection(address),
    addPreviousOutputInEnv: false,
    create: `nmcli connection add type bridge con-name ${own} ifname ${own} bridge.stp no bridge.mac-address $(cat /sys/class/net/${nic}/address) ipv4.method manual ipv4.addresses ${address}/${prefix} ipv4.gateway ${gateway} ipv6.method disabled
nmcli connection add type bridge-slave con-name ${own}-port ifname ${nic} master ${own}
nmcli connection up ${own}-port`,
    delete: `systemd-run --collect --wait sh -c 'nmcli connection delete ${own}-port ${own} && nmcli device connect ${nic}'`,
  });
}

/** What is on one server, by a provider of its own. All names begin with the server's. */
function server(on: Server): void {
  const { name, address } = on;
  const uri = `qemu+ssh://root@${address}/system?keyfile=.box/id_ed25519&sshauth=privkey&knownhosts=.box/known_hosts`;
  const provider = new libvirt.Provider(name, { uri }, { dependsOn: bridge(on) });
  const opts = { provider, deleteBeforeReplace: true };
  const networks = on.networks.map(
    (network) =>
      new libvirt.Network(`${name}-${network.name}`, { ...network, autostart: true }, opts),
  );
  const pool = new libvirt.Pool(
    `${name}-pool`,
    { name: on.pool.name, type: "dir", target: { path: on.pool.path } },
    opts,
  );
  const base = new libvirt.Volume(
    `${name}-base`,
    { name: on.base, pool: pool.name, source: on.image, format: "qcow2" },
    opts,
  );
  for (const machine of on.machines) {
    const disk = new libvirt.Volume(
      `${name}-${machine.name}-disk`,
      { name: machine.volume, pool: pool.name, baseVolumeId: base.id, size: machine.bytes },
      opts,
    );
    new libvirt.Domain(
      `${name}-${machine.name}`,
      {
        name: machine.name,
        type: "qemu",
        memory: machine.memoryMib,
        vcpu: machine.vcpus,
        autostart: on.started,
        running: on.started,
        disks: [{ volumeId: disk.id }],
        networkInterfaces: [...machine.nics],
      },
      { ...opts, dependsOn: networks },
    );
  }
}

dnsmasq(work.jumphost);
for (const one of work.servers) server(one);
