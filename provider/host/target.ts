/** How to reach a host, as the lab file has it at this moment. */
export interface Target {
  /** The host's name in the lab file. */
  readonly name: string;
  readonly address: string;
  readonly user: string;
  /** Absolute; without it the ssh-agent's keys. */
  readonly keyFile?: string | undefined;
  /** Absolute; without it, and without a host key, OpenSSH's own files. */
  readonly knownHosts?: string | undefined;
  /** The one key that the host may show, as in `ssh-ed25519 AAAA...`. */
  readonly hostKey?: string | undefined;
  /** Everything of ours is to be taken off this host. */
  readonly retired: boolean;
  /** Stands in for / on the host, for tests. */
  readonly root?: string;
}

/** Knows the hosts of the lab. */
export interface HostDirectory {
  /**
   * The host of a name; undefined where the lab has none.
   * @throws Error where the lab cannot be read; its message says why.
   */
  find(name: string): Promise<Target | undefined>;
  /** Names of all hosts of the lab, the jumphost first. @throws Error likewise. */
  names(): Promise<readonly string[]>;
  /** Name of the jumphost. @throws Error likewise. */
  jumphost(): Promise<string>;
  /** What the user calls the source of all this, such as `lab.yaml`. */
  readonly source: string;
}
