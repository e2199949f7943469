import type { ResourceValidationPolicy } from "@pulumi/policy";

import { baremetalBridge, provisioningBridge } from "../lab/bridges.ts";

/** Where the services that configure a host's network keep what they go by. */
const networkFolders = [
  "/etc/NetworkManager/",
  "/etc/netplan/",
  "/etc/network/",
  "/etc/sysconfig/network-scripts/",
  "/etc/systemd/network/",
];

/** Ours, and no NIC's: which devices NetworkManager leaves alone, and that it leaves the resolver alone. */
const settings = "/etc/NetworkManager/conf.d/90-ocplab-";

const networkUnits =
  /^(NetworkManager|network|networking|systemd-networkd)(-\S+)?\.(service|socket)$/;

/** Programs that change NICs, bridges, addresses and routes. */
const networkCommand =
  /(^|[\s;&|(/])(nmcli|nmstatectl|brctl|ifup|ifdown|ifconfig|netplan|ip\s+(-\S+\s+)*(l|li|link|a|addr|address|r|route))(\s|$)/;

const command = /^command:(remote|local):Command$/;

/**
 * Lets nothing but the procedure change the network of a host: a checkpoint, proof over a new connection, and the
 * way back where the proof fails. Only the kind Bridge has that.
 */
export const bridgeProcedure: ResourceValidationPolicy = {
  name: "bridge-procedure",
  description: "The network of a host is changed by labhost:index:Bridge, and by nothing else.",
  validateResource: ({ type, props }, report) => {
    const what = pastProcedure(type, props);
    if (what === undefined) return;
    report(`${what}, without a way back where it cuts the host off. Use labhost:index:Bridge.`);
  },
};

/** What an object changes of a host's network, in words; undefined where it does not. */
export function pastProcedure(
  type: string,
  props: Readonly<Record<string, unknown>>,
): string | undefined {
  if (type === "labhost:index:File" || type === "labhost:index:Directory") {
    const path = textOf(props.path);
    if (path.startsWith(settings)) return undefined;
    const inside = networkFolders.some((folder) => `${path}/`.startsWith(folder));
    return inside ? `It writes ${path}, by which the host's network is set up` : undefined;
  }
  if (type === "labhost:index:Service") {
    const unit = textOf(props.unit);
    return networkUnits.test(unit)
      ? `It starts or stops ${unit}, which has the host's network`
      : undefined;
  }
  if (command.test(type)) return byCommand(props);
  return type === "libvirt:index/network:Network" ? byLibvirt(props) : undefined;
}

function byCommand(props: Readonly<Record<string, unknown>>): string | undefined {
  for (const verb of ["create", "update", "delete"]) {
    const found = networkCommand.exec(textOf(props[verb]))?.[2];
    if (found !== undefined) return `Its ${verb} command runs ${found}`;
  }
  return undefined;
}

/** Of a network that is not a bridged one libvirt makes the bridge itself. */
function byLibvirt({ mode, bridge }: Readonly<Record<string, unknown>>): string | undefined {
  const ours = [baremetalBridge, provisioningBridge].find((name) => name === bridge);
  return ours !== undefined && mode !== "bridge"
    ? `It has libvirt make ${ours}, the bridge that has the host's NIC`
    : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
