import { isMap, isSeq, parseDocument, type Document } from "yaml";

/** One of the two texts is no kubeconfig; the message is the end of a sentence, and quotes none of it. */
export class KubeconfigUnreadable extends Error {
  readonly of: "ours" | "theirs";

  constructor(of: "ours" | "theirs", message: string) {
    super(message);
    this.of = of;
  }
}

/**
 * The user's kubeconfig with the cluster and user of another one's current context, under one name. What else is
 * there stays as it is, comments included. Gives the same text where they are there already.
 */
export function mergeKubeconfig(ours: string, theirs: string, name: string, use: boolean): string {
  const document = ours.trim() === "" ? empty() : read("ours", ours);
  const { cluster, user, namespace } = currentOf(theirs);
  const context = { cluster: name, user: name, ...(namespace !== undefined && { namespace }) };
  const before = JSON.stringify(document.toJS());
  put(document, "clusters", { name, cluster });
  put(document, "users", { name, user });
  put(document, "contexts", { name, context });
  if (use) document.set("current-context", name);
  return JSON.stringify(document.toJS()) === before ? ours : document.toString({ lineWidth: 0 });
}

function empty(): Document {
  return parseDocument("apiVersion: v1\nkind: Config\n");
}

interface Current {
  readonly cluster: unknown;
  readonly user: unknown;
  readonly namespace: string | undefined;
}

interface Named {
  readonly name: string;
  readonly [part: string]: unknown;
}

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly {
    readonly name: string;
    readonly context: { cluster: string; user: string; namespace?: string };
  }[];
  readonly clusters?: readonly Named[];
  readonly users?: readonly Named[];
}

function currentOf(text: string): Current {
  const config = read("theirs", text).toJS() as Kubeconfig;
  const contexts = config.contexts ?? [];
  const current = contexts.find(({ name }) => name === config["current-context"]) ?? contexts[0];
  if (!current) throw new KubeconfigUnreadable("theirs", "has no context");
  const { context } = current;
  const cluster = config.clusters?.find(({ name }) => name === context.cluster)?.cluster;
  const user = config.users?.find(({ name }) => name === context.user)?.user;
  if (cluster === undefined || user === undefined) {
    throw new KubeconfigUnreadable("theirs", "lacks the cluster or the user of its context");
  }
  return { cluster, user, namespace: context.namespace };
}

function read(of: "ours" | "theirs", text: string): Document {
  const document = parseDocument(text, { logLevel: "error" });
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new KubeconfigUnreadable(of, "is not a kubeconfig that can be read");
  }
  return document;
}

/** Sets the entry of that name in a list, or adds it. */
function put(document: Document, list: string, entry: Named): void {
  const found = document.get(list);
  if (!isSeq(found)) {
    document.set(list, document.createNode([entry]));
    return;
  }
  const index = found.items.findIndex((item) => isMap(item) && item.get("name") === entry.name);
  if (index < 0) found.add(document.createNode(entry));
  else found.items[index] = document.createNode(entry);
}
