import assert from "node:assert/strict";

import fc from "fast-check";

import { buildPlan, type ClusterPlan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { problemsOf } from "./badFile.ts";
import { sampleLab } from "../sampleLab.ts";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const domain = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join("."));

const names = fc
  .record({
    ipi: label,
    sno: label,
    server: label,
    domain: fc.oneof(domain, fc.constant("example.com")),
    id: fc.integer({ min: 4, max: 65535 }),
  })
  .filter(({ ipi, sno }) => ipi !== sno);

describe("a name that follows from names of the lab file", () => {
  it("is one for DNS, Linux, libvirt and systemd, or the lab file is refused for its length", () => {
    let sound = 0;
    fc.assert(
      fc.property(names, (chosen) => {
        const text = labOf(chosen);
        const problems = problemsOf(text);
        if (problems.length > 0) {
          for (const line of problems) assert.match(line, reasons);
          return;
        }
        sound++;
        const plan = buildPlan(parseLab(text));
        for (const { fqdn } of [plan.jumphost, ...plan.servers]) assertDnsName(fqdn, 253);
        plan.clusters.forEach(assertNames);
      }),
      { numRuns: 60, seed: 7 },
    );
    assert.ok(sound > 5, String(sound));
  });

  it("is refused from the first character that is too much", () => {
    // master-0.NAME.example.com
    const longest = "n".repeat(63 - "master-0..example.com".length);
    const text = labOf({
      ipi: "ocp1",
      sno: longest,
      server: "server1",
      domain: "example.com",
      id: 4,
    });
    assert.deepEqual(problemsOf(text), []);
    assert.deepEqual(problemsOf(text.replace(`"${longest}"`, `"${longest}n"`)), [
      `lab.yaml:23:3: clusters.${longest}n: the derived name master-0.${longest}n.example.com has 64 characters, and may have 63; shorten the cluster's name or lab.domain`,
    ]);
  });
});

const reasons =
  /characters, and may have (63|253); (shorten|take)|is not a domain name|the foundation's|differs from the jumphost's|is already on line|is a number here/;

function labOf(chosen: { ipi: string; sno: string; server: string; domain: string; id: number }) {
  return sampleLab
    .replace("  ocp1:", `  "${chosen.ipi}":`)
    .replace("  sno1:", `  "${chosen.sno}":`)
    .replace("lab.example.com", `"${chosen.domain}"`)
    .replace("  server1:", `  "${chosen.server}":`)
    .replace("server: server1", `server: "${chosen.server}"`)
    .replace("id: 2", `id: ${String(chosen.id)}`);
}

function assertNames(cluster: ClusterPlan): void {
  const { name, nodes, provisioning, pool, baremetalNetwork } = cluster;
  for (const { fqdn } of [...nodes, ...(cluster.bootstrap ? [cluster.bootstrap] : [])]) {
    assertDnsName(fqdn, 63);
  }
  for (const prefix of ["api", "api-int", "wildcard.apps"]) {
    assertDnsName(`${prefix}.${cluster.domain}`, 253);
  }
  // libvirt takes any name without a slash, and makes files of it: NAME_MAX of Linux is 255
  for (const libvirt of [
    pool,
    baremetalNetwork,
    provisioning?.network ?? "",
    ...nodes.map((node) => node.name),
  ]) {
    assert.match(libvirt, /^[a-z0-9-]{0,200}$/);
  }
  // IFNAMSIZ of Linux, without the byte at the end
  assert.match(provisioning?.bridge ?? "br0", /^[a-z0-9]{1,15}$/);
  // UNIT_NAME_MAX of systemd is 256
  assert.ok(`ocplab-install-${name}.service`.length < 256);
}

/** RFC 1035 and 1123. */
function assertDnsName(name: string, longest: number): void {
  assert.ok(name.length <= longest, name);
  for (const part of name.split(".")) assert.match(part, /^(?!-)[a-z0-9-]{1,63}(?<!-)$/);
}
