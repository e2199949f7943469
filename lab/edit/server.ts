import { openLab, readEntry, withEntry, type Edit, type OpenLab } from "./edit.ts";
import { differences, unchanged } from "./same.ts";
import { addressNumber, addressText } from "../ipv4.ts";
import { layoutCluster } from "../layout.ts";
import { FreeAddresses } from "./placementBlock.ts";

/** What is asked of a new server, by the keys of the lab file. */
export interface ServerWish {
  readonly address?: string | undefined;
  readonly nic?: string | undefined;
  readonly hypervisor?: string | undefined;
  readonly memory?: string | undefined;
  readonly vcpus?: string | number | undefined;
  readonly vcpuRatio?: string | number | undefined;
  readonly disk?: string | undefined;
  readonly provisioningNic?: string | undefined;
}

/**
 * Adds a server, with the next free address after those of the others where the wish has none. A server
 * with the jumphost's name is the jumphost and has its address and NIC. Throws as addCluster does.
 */
export function addServer(text: string, name: string, wish: ServerWish): Edit {
  const open = openLab(text);
  const { jumphost, servers } = open.lab;
  const host = name === jumphost.name ? jumphost : undefined;
  const path = ["servers", name];
  if (Object.hasOwn(servers, name)) {
    const asked = { nic: servers[name]?.nic, ...wishedOf(wish) };
    const { value } = readEntry(open, "servers", name, {
      ...asked,
      address: wish.address ?? servers[name]?.address,
    });
    const found = differences({ ...servers[name] }, { ...value }, wish, path);
    return unchanged(open, path, "server", found);
  }
  const address = wish.address ?? host?.address ?? nextAddress(open);
  const nic = wish.nic ?? host?.nic;
  const entry = { ...wishedOf({ address: address ?? "0.0.0.0", nic }), ...wishedOf(wish) };
  readEntry(open, "servers", name, entry);
  const findings =
    address === undefined ? [{ path: [...path, "address"], message: full(open) }] : [];
  return withEntry(open, "servers", name, entry, [{ keys: ["address"], findings }]);
}

function wishedOf(wish: ServerWish): object {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}

function nextAddress({ lab }: OpenLab): string | undefined {
  const hosts = Object.values(lab.servers);
  const used = (hosts.length > 0 ? hosts : [lab.jumphost]).map(({ address }) =>
    addressNumber(address),
  );
  const free = freeAddresses(lab);
  const range = free.take(1, Math.max(...used) + 1) ?? free.take(1);
  return range && addressText(range.first);
}

function full({ lab }: OpenLab): string {
  return freeAddresses(lab).shortage(1);
}

function freeAddresses(lab: OpenLab["lab"]): FreeAddresses {
  const layouts = Object.entries(lab.clusters).map(([name, cluster]) =>
    layoutCluster(name, cluster),
  );
  return new FreeAddresses(lab, layouts);
}
