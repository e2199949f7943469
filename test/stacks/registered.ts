import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A resource as a program registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: pulumi.CustomResourceOptions;
}

/** What a program is told of the world that it runs in. */
export interface World {
  /** Outputs of any other stack that it refers to. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly preview?: boolean;
}

/** What the install's commands print: the stack reads JSON from the one that waits. */
const printed = '{"jobDir": "/job", "log": "/log", "run": 1}';

// the SDK's mocks lack what registers a hook
Object.assign(MockMonitor.prototype, {
  registerResourceHook: (_request: unknown, done: (error: null) => void): void => {
    done(null);
  },
});

/** Runs a program against mocks; gives its resources by name. */
export async function registered(
  stack: string,
  program: () => Promise<Record<string, unknown>>,
  { outputs = {}, preview = false }: World = {},
): Promise<Map<string, Registered>> {
  const options = new Map<string, pulumi.ResourceOptions>();
  const found = new Map<string, Registered>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const plain = inputs as Record<string, unknown>;
        if (type === "pulumi:pulumi:StackReference") {
          return { id: name, state: { name, outputs, secretOutputNames: [] } };
        }
        // a provider may have the name of what it makes
        const key = type.startsWith("pulumi:providers:") ? `provider ${name}` : name;
        found.set(key, { type, name, inputs: plain, options: options.get(name) ?? {} });
        return { id: `${name}-id`, state: { ...plain, stdout: printed, publicKey: "" } };
      },
      call: () => ({}),
    },
    "ocplab",
    stack,
    preview,
    "organization",
  );
  const record: pulumi.ResourceTransformation = ({ name, opts }) => {
    options.set(name, opts);
    return undefined;
  };
  await pulumi.runtime.runInPulumiStack(() => {
    pulumi.runtime.registerStackTransformation(record);
    return program();
  });
  await pulumi.runtime.disconnect();
  return found;
}
