/**
 * The VRRP ids by which the keepalived of a cluster's masters hold its VIPs: a Fletcher-8 sum of
 * `NAME-api` and `NAME-ingress`, plus one (openshift/baremetal-runtimecfg, pkg/utils and pkg/config).
 */
export function vrrpIds(cluster: string): { readonly api: number; readonly ingress: number } {
  const api = fletcher8(`${cluster}-api`) + 1;
  // the one of DNS lies between them, and each steps aside for those before it
  const dns = next(fletcher8(`${cluster}-dns`) + 1, [api]);
  return { api, ingress: next(fletcher8(`${cluster}-ingress`) + 1, [api, dns]) };
}

function fletcher8(text: string): number {
  let low = 0;
  let high = 0;
  for (const byte of Buffer.from(text)) {
    low = (low + byte) % 15;
    high = (high + low) % 15;
  }
  return (high << 4) | low;
}

function next(id: number, taken: readonly number[]): number {
  return taken.includes(id) ? next(id + 1, taken) : id;
}
