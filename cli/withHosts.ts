import { labFile } from "../lab/read.ts";
import { Hosts } from "../provider/host/hosts.ts";
import { LabDirectory } from "../provider/host/labDirectory.ts";

/** Does a work with sessions to the hosts of the lab file, which end with it. */
export async function withHosts<T>(work: (hosts: Hosts) => Promise<T>): Promise<T> {
  const hosts = new Hosts(new LabDirectory(labFile));
  try {
    return await work(hosts);
  } finally {
    await hosts.close();
  }
}
