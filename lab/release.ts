/** The OpenShift release that a DCI topic names, `OCP-4.19`; undefined where it names none. */
export function releaseOf(
  topic: string,
): { readonly major: number; readonly minor: number } | undefined {
  const [, major, minor] = /^OCP-(\d+)\.(\d+)/.exec(topic) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor) };
}

/** Whether a topic names a release before the given one. False where it names none. */
export function isBefore(topic: string, major: number, minor: number): boolean {
  const release = releaseOf(topic);
  if (!release) return false;
  return release.major < major || (release.major === major && release.minor < minor);
}
