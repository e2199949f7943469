import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { bmcPackages } from "../lab/hostPackages.ts";
import {
  bmcState,
  bmcUnit,
  ipmiUnit,
  libvirtUnit,
  mediaFolder,
  mediaUnit,
  powerFolder,
} from "../lab/hostPaths.ts";
import type { ServerPlan } from "../lab/plan.ts";
import * as labhost from "./labhost.ts";

export interface BmcArgs {
  readonly server: ServerPlan;
  readonly login: BmcLogin;
}

/** Whom the BMCs of one server let in. */
export interface BmcLogin {
  readonly user: string;
  readonly password: pulumi.Output<string>;
}

/**
 * It is the children that wait. A component that waits for what has failed is not registered, and then
 * the engine (3.259) takes the whole program for failed: one dead server would hold up all others.
 */
export interface BmcOptions extends Omit<pulumi.ComponentResourceOptions, "dependsOn"> {
  readonly dependsOn?: readonly pulumi.Resource[];
}

/**
 * The BMCs of one server's machines: one service that answers Redfish for all of them, and what a cluster
 * needs to have IPMI for its own. It knows no cluster: a machine is there as soon as libvirt has it. It
 * takes about 50 MB of memory.
 */
export class Bmc extends pulumi.ComponentResource {
  constructor(name: string, args: BmcArgs, { dependsOn, ...opts }: BmcOptions = {}) {
    super("ocplab:foundation:Bmc", name, {}, opts);
    const { server } = args;
    const host = server.name;
    const first = { parent: this, ...(dependsOn && { dependsOn: [...dependsOn] }) };
    const before = [...bmcProgram(name, host, first), ...bmcFolders(name, host, first)];
    const files = bmcFiles(name, args, { parent: this, dependsOn: before });
    new labhost.Service(
      `${name}-service`,
      { host, unit: bmcUnit, enabled: true, active: true },
      { parent: this, dependsOn: files },
    );
    this.registerOutputs({ unit: bmcUnit, port: server.bmcPort });
  }
}

const onChange = { unit: bmcUnit, verb: "restart" } as const;
const helper = "/usr/local/libexec/ocplab-bmc";
const library = "/usr/local/lib/ocplab/bmc";
const unitFolder = "/etc/systemd/system";

function bmcProgram(
  name: string,
  host: string,
  first: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const packages = new labhost.Packages(`${name}-packages`, { host, ...bmcPackages }, first);
  const requirements = shipped("bmc-requirements.txt");
  const python = new labhost.PythonPackages(
    `${name}-python`,
    { host, path: library, requirements, onChange },
    { ...first, dependsOn: packages },
  );
  const program = new labhost.File(
    `${name}-helper`,
    { host, path: helper, content: shipped("ocplab-bmc"), mode: "0755", onChange },
    first,
  );
  return [packages, python, program];
}

function bmcFolders(
  name: string,
  host: string,
  first: pulumi.CustomResourceOptions,
): labhost.Directory[] {
  return [
    new labhost.Directory(
      `${name}-state`,
      { host, path: bmcState, mode: "0700", purge: true },
      first,
    ),
    // QEMU, which is not root everywhere, opens what is in it
    new labhost.Directory(
      `${name}-media`,
      { host, path: mediaFolder, mode: "0711", purge: true },
      first,
    ),
  ];
}

function bmcFiles(
  name: string,
  { server, login }: BmcArgs,
  opts: pulumi.CustomResourceOptions,
): labhost.File[] {
  const host = server.name;
  const file = (key: string, path: string, content: string): labhost.File =>
    new labhost.File(`${name}-${key}`, { host, path, content, onChange }, opts);
  const content = pulumi.secret(pulumi.interpolate`${login.user}:${login.password}\n`);
  const credentials = { path: `${powerFolder}/credentials`, content, mode: "0600" };
  const media = { path: `${unitFolder}/${mediaUnit("")}`, content: mediaUnitFile };
  return [
    file("conf", `${powerFolder}/redfish.conf`, redfishConf(server)),
    file("unit", `${unitFolder}/${bmcUnit}`, bmcUnitFile),
    file("ipmi-unit", `${unitFolder}/${ipmiUnit("")}`, ipmiUnitFile),
    new labhost.File(`${name}-credentials`, { host, ...credentials, onChange }, opts),
    new labhost.File(`${name}-media-unit`, { host, ...media }, opts),
  ];
}

/** A Python file, as sushy-tools reads it. */
function redfishConf({ address, bmcPort }: ServerPlan): string {
  return `SUSHY_EMULATOR_LISTEN_IP = "${address}"
SUSHY_EMULATOR_LISTEN_PORT = ${String(bmcPort)}
SUSHY_EMULATOR_SSL_CERT = "${bmcState}/tls.crt"
SUSHY_EMULATOR_SSL_KEY = "${bmcState}/tls.key"
SUSHY_EMULATOR_AUTH_FILE = "/run/ocplab-bmc/htpasswd"
SUSHY_EMULATOR_LIBVIRT_URI = "qemu:///system"
SUSHY_EMULATOR_STATE_DIR = "${bmcState}"
SUSHY_EMULATOR_STORAGE_POOL = "ocplab-media"
SUSHY_EMULATOR_IGNORE_BOOT_DEVICE = True
`;
}

const service = (verb: string): string => `/usr/bin/python3 ${helper} ${verb}`;

// After libvirt's socket, and not its service: that one could not start as long as one of these stops, which
// is when it is asked.
const bmcUnitFile = `[Unit]
Description=BMCs of this server's machines: Redfish (ocplab)
Wants=network-online.target
After=network-online.target ${libvirtUnit}
StartLimitIntervalSec=0

[Service]
Environment=PYTHONPATH=${library} TMPDIR=${bmcState}
RuntimeDirectory=ocplab-bmc
RuntimeDirectoryMode=0700
ExecStart=${service("redfish")}
ExecStartPost=${service("ready")}
TimeoutSec=30
ExecStopPost=${service("release")}
Restart=on-failure
RestartSec=2

[Install]
WantedBy=multi-user.target
`;

// It goes down with the service above, so that a new password reaches it too.
const ipmiUnitFile = `[Unit]
Description=BMC of %i: IPMI (ocplab)
Wants=network-online.target
After=network-online.target ${libvirtUnit}
PartOf=${bmcUnit}
StartLimitIntervalSec=0

[Service]
Environment=PYTHONPATH=${library}
ExecStart=${service("ipmi %i")}
Restart=on-failure
RestartSec=2

[Install]
WantedBy=multi-user.target
`;

const mediaUnitFile = `[Unit]
Description=Media of the machines of cluster %i (ocplab)
After=${libvirtUnit}

[Service]
Type=oneshot
RemainAfterExit=yes
Environment=PYTHONPATH=${library}
ExecStart=/bin/true
ExecStop=${service("sweep")}
TimeoutStopSec=30

[Install]
WantedBy=multi-user.target
`;

function shipped(file: string): string {
  return readFileSync(join(__dirname, "files", file), "utf8");
}
