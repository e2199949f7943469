import * as pulumi from "@pulumi/pulumi";

/** A resource as a program registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What other stacks export, for the stack references of a program under test. */
export type StackOutputs = Readonly<Record<string, unknown>>;

/**
 * Runs a program against mocks and tells what it registered, in order of type and name. Reading from
 * another stack gives `outputs`.
 */
export async function register(
  stack: string,
  program: () => Promise<unknown>,
  { outputs = {}, preview = false }: { outputs?: StackOutputs; preview?: boolean } = {},
): Promise<Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => {
        const plain = inputs as Record<string, unknown>;
        if (type === "pulumi:pulumi:StackReference") {
          return { id: name, state: { ...plain, name, outputs, secretOutputNames: [] } };
        }
        registered.push({ type, name, inputs: plain });
        return { id: id === undefined || id === "" ? `${name}-id` : id, state: plain };
      },
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "ocplab",
    stack,
    preview,
    "organization",
  );
  await pulumi.runtime.runInPulumiStack(program);
  return registered.sort((a, b) => `${a.type} ${a.name}`.localeCompare(`${b.type} ${b.name}`));
}
