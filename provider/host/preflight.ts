import type { Hosts } from "./hosts.ts";

/**
 * Tries the network of a cluster from each of its servers at once; gives all that is wrong, each with the
 * server's name. Throws HostError where one cannot be asked.
 */
export async function tryNetwork(
  hosts: Hosts,
  specs: Readonly<Record<string, object>>,
): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(specs).map(async ([host, spec]) => {
      const { session } = await hosts.session(host);
      const { problems } = await session.write({ op: "preflight", spec: { ...spec } });
      return Array.isArray(problems) ? problems.map((one) => `${host}: ${String(one)}`) : [];
    }),
  );
  return found.flat();
}
