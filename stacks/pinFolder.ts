/** Known-hosts files of hosts whose key the lab file gives itself, one by each host's name. */
export const pinFolder = ".state/known_hosts.d";
