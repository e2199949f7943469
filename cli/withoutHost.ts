/** A resource as a stack's deployment has it; what is not named here is carried along unread. */
interface StoredResource {
  readonly urn: string;
  readonly id?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

interface PendingOperation {
  readonly resource: StoredResource;
}

/** What `pulumi stack export` gives, as far as it is read here. */
export interface Exported {
  readonly deployment: {
    readonly resources?: readonly StoredResource[];
    readonly pending_operations?: readonly PendingOperation[];
  };
}

/**
 * A stack's state without what it has on one host: objects of labhost, and libvirt's with their provider.
 * Gives the URNs of these too, in their order.
 */
export function withoutHost<T extends Exported>(
  stack: T,
  host: string,
): { readonly rest: T; readonly forgotten: readonly string[] } {
  const { deployment } = stack;
  const all = deployment.resources ?? [];
  const forgotten = all.filter((one) => isOn(one, host)).map(({ urn }) => urn);
  const gone = new Set(forgotten);
  const kept = all.filter(({ urn }) => !gone.has(urn)).map((one) => unbound(one, gone));
  const pending = (deployment.pending_operations ?? []).filter(
    ({ resource }) => !gone.has(resource.urn) && !isOn(resource, host),
  );
  const rest = {
    ...stack,
    deployment: { ...deployment, resources: kept, pending_operations: pending },
  };
  return { rest, forgotten };
}

/** An id of labhost is HOST:KEY; the provider of a host's libvirt has the host's name. */
function isOn({ urn, id = "", provider = "" }: StoredResource, host: string): boolean {
  const [type = "", name = ""] = urn.split("::").slice(2);
  const ownType = type.split("$").at(-1) ?? "";
  if (ownType.startsWith("labhost:")) return id.startsWith(`${host}:`);
  if (ownType === "pulumi:providers:libvirt") return name === host;
  return provider.includes("::pulumi:providers:libvirt::") && provider.includes(`::${host}::`);
}

/** Without dependencies on what is gone, which Pulumi would find broken. */
function unbound(resource: StoredResource, gone: ReadonlySet<string>): StoredResource {
  const { dependencies, propertyDependencies } = resource;
  const left = (urns: readonly string[]): string[] => urns.filter((urn) => !gone.has(urn));
  return {
    ...resource,
    ...(dependencies && { dependencies: left(dependencies) }),
    ...(propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([key, urns]) => [key, urns && left(urns)]),
      ),
    }),
  };
}
