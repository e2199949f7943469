import { join } from "node:path";
import { launchIn, processesOf } from "./cgroup.ts";
import { network, type Place } from "./place.ts";
import { inNetwork } from "./switch.ts";

const part = "outside";

// What the lab finds beyond its own names: the addresses lead nowhere.
const names = {
  "registry.example.net": "198.51.100.10",
  "mirror.example.net": "198.51.100.11",
  "time.example.net": "198.51.100.12",
};

/** Starts what stands for the world outside the lab, unless it runs: a DNS server on the controller's address. */
export async function startOutside(place: Place, base: string): Promise<void> {
  if (processesOf(place, part).length > 0) return;
  const records = Object.entries(names).map(
    ([name, address]) => `--host-record=${name},${address}`,
  );
  const dnsmasq = [
    "dnsmasq",
    "--keep-in-foreground",
    "--conf-file=/dev/null",
    "--pid-file",
    "--user=root",
    "--log-facility=-",
    "--no-hosts",
    "--no-resolv",
    "--bind-interfaces",
    `--listen-address=${network.controller}`,
    "--address=/#/", // all other names do not exist
    ...records,
  ];
  const command = [...inNetwork(place), "chroot", base, ...dnsmasq];
  await launchIn(place, part, command, join(place.state, "outside.log"));
}
