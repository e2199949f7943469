import type * as pulumi from "@pulumi/pulumi";

import * as labhost from "./labhost.ts";

export interface NftUnitArgs {
  readonly host: string;
  /** Name of the unit, with its ending. */
  readonly unit: string;
  /** That `nft -f` takes. */
  readonly file: string;
  readonly description: string;
  /** Units that start after it. */
  readonly before: readonly string[];
}

/**
 * Has a table of nftables loaded at boot; also anew with the distribution's own rules, which begin by
 * flushing all others.
 */
export function loadedAtBoot(
  name: string,
  { host, unit, file, description, before }: NftUnitArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const content = `[Unit]
Description=${description}
PartOf=nftables.service
ReloadPropagatedFrom=nftables.service
After=nftables.service
Before=${before.join(" ")}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f ${file}
ExecReload=/usr/sbin/nft -f ${file}

[Install]
WantedBy=multi-user.target
`;
  const path = `/etc/systemd/system/${unit}`;
  const made = new labhost.File(`${name}-unit`, { host, path, content }, opts);
  new labhost.Service(
    `${name}-service`,
    { host, unit, enabled: true, active: true },
    { ...opts, dependsOn: made },
  );
}
