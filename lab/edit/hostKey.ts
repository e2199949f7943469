import { confirm, openLab, type Edit } from "./edit.ts";
import { setHostKey } from "./text.ts";

/**
 * Pins a host's SSH key in its entry of the lab file: of the jumphost where the name is its, of a server
 * otherwise. Where a server of that name is the jumphost too, both have the key. Throws a LabFileError for a
 * file with errors, and an EditRefused where no splice fits in.
 */
export function pinHostKey(text: string, name: string, hostKey: string): Edit {
  const { lab } = openLab(text);
  const isJumphost = lab.jumphost.name === name;
  const server = lab.servers[name];
  const pinned = <T extends { readonly ssh: object }>(host: T): T => ({
    ...host,
    ssh: { ...host.ssh, hostKey },
  });
  let after = text;
  if (isJumphost) after = setHostKey(after, ["jumphost"], hostKey);
  if (server) after = setHostKey(after, ["servers", name], hostKey);
  confirm(after, {
    ...lab,
    jumphost: isJumphost ? pinned(lab.jumphost) : lab.jumphost,
    servers: server ? { ...lab.servers, [name]: pinned(server) } : lab.servers,
  });
  return { text: after, changed: after !== text, warnings: [] };
}
