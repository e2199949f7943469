import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * An `ssh` first on this process's PATH. What it does depends on the host: it runs the command in a
 * local shell, or fails in the way that the host's name says, with OpenSSH's own words in its log.
 */
export class FakeSsh {
  readonly folder = mkdtempSync(join(tmpdir(), "ocplab-fake-ssh-"));
  readonly #path = process.env.PATH;

  constructor() {
    writeFileSync(join(this.folder, "ssh"), program(this.folder), { mode: 0o755 });
    process.env.PATH = `${this.folder}:${this.#path ?? ""}`;
  }

  /** The command lines of all calls so far, one argument a line in each. */
  get calls(): string[][] {
    const file = join(this.folder, "calls");
    if (!existsSync(file)) return [];
    const calls = readFileSync(file, "utf8").split("\n--end--\n").slice(0, -1);
    return calls.map((call) => call.split("\n"));
  }

  /** What the files that an option of the last call named held while it ran. */
  get pinned(): string {
    return readFileSync(join(this.folder, "pinned"), "utf8");
  }

  get key(): string {
    return readFileSync(join(this.folder, "key"), "utf8");
  }

  remove(): void {
    process.env.PATH = this.#path;
    rmSync(this.folder, { recursive: true });
  }
}

function program(folder: string): string {
  return `#!/bin/bash
printf '%s\\n' "$@" --end-- >> ${folder}/calls
while [ "$1" != -- ]; do
  case $1 in
    -E) log=$2 ;;
    UserKnownHostsFile=*) eval "cat \${1#*=}" > ${folder}/pinned ;;
    IdentityFile=none) ;;
    IdentityFile=*) eval "cat \${1#*=}; stat -c %a \${1#*=}" > ${folder}/key ;;
  esac
  shift
done
case $2 in
  refused*) echo "ssh: connect to host $2 port 22: Connection refused" > "$log"; exit 255 ;;
  changed*)
    echo "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @" > "$log"
    echo "The fingerprint for the ED25519 key sent by the remote host is" >> "$log"
    echo "SHA256:0123456789abcdef." >> "$log"
    echo "Host key verification failed." >> "$log"
    exit 255 ;;
  denied*) echo "root@$2: Permission denied (publickey)." > "$log"; exit 255 ;;
esac
if [ "$2" = late.example.com ] && [ "$(grep -c -- --end-- ${folder}/calls)" -lt 3 ]; then
  echo "ssh: connect to host $2 port 22: No route to host" > "$log"; exit 255
fi
echo "Authenticated to $2 ([192.0.2.1]:22) using \\"publickey\\"." > "$log"
if [ "$2" = lost.example.com ]; then
  echo "Timeout, server $2 not responding." >> "$log"; exit 255
fi
exec sh -c "$3"
`;
}
