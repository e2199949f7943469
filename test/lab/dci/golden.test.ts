import { assertGolden } from "../golden.ts";
import { kinds, textOf } from "./rendered.ts";

describe("the documents of DCI", () => {
  for (const [kind, { documents }] of Object.entries(kinds())) {
    it(`are as in the golden files (${kind})`, () => {
      assertGolden(`dci/${kind}/hosts.yml`, textOf(documents, "inventory"));
      const names = Object.keys(documents.files);
      const others = names.filter((name) => !name.startsWith("hook-") && name !== "inventory");
      for (const name of others) {
        assertGolden(`dci/${kind}/${name}.yml`, textOf(documents, name));
      }
      const hooks = names.filter((name) => name.startsWith("hook-"));
      const texts = hooks.map(
        (name) => `# ${documents.files[name]?.path ?? ""}\n${textOf(documents, name)}`,
      );
      assertGolden(`dci/${kind}/hooks.yml`, texts.join("\n"));
    });
  }
});
