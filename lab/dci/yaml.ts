import { stringify } from "yaml";

const notice = "# Written by ocplab from the lab file: change it there.";

const options = { lineWidth: 0, version: "1.1", aliasDuplicateObjects: false } as const;

/** A document for Ansible, which reads YAML 1.1: there a bare 52:54:00:00:02:01 is a number to the base of 60. */
export function yamlText(...documents: unknown[]): string {
  const texts = documents.map((one) => stringify(one, options));
  return `---\n${notice}\n${texts.join("---\n")}`;
}
