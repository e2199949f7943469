/** How libvirt's provider says that it cannot log in; see its libvirt/uri/ssh.go, and x/crypto/ssh. */
const refused = new RegExp(
  "failed to connect: (?:" +
    [
      "could not configure SSH authentication methods",
      "failed to read ssh known hosts",
      "failed to connect to remote host '[^']*': ssh: handshake failed: (?:ssh: unable to authenticate|knownhosts: )",
    ].join("|") +
    ")",
);

/**
 * Whether libvirt's provider could not log in, by what Pulumi has printed. Before the engine asks the program it reads
 * each server as the stack was last told to, with a key or known hosts that may be somewhere else now, or that this
 * checkout never had.
 */
export function cannotLogIn(log: string): boolean {
  return refused.test(log);
}
