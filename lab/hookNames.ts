/**
 * The hooks that dci-openshift-agent looks for, each a list of tasks in hooks/NAME.yml. All of them must
 * exist, but for custom-install, which replaces the install.
 */
export const hookNames = [
  "pre-run",
  "configure",
  "custom-install",
  "install",
  "upgrade",
  "tests",
  "post-run",
  "success",
  "failure",
  "teardown",
] as const;

export type HookName = (typeof hookNames)[number];
