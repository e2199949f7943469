import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { renderMermaid } from "../../lab/graph/mermaid.ts";
import { renderSvg } from "../../lab/graph/svg.ts";
import { topologyOf, type Topology } from "../../lab/graph/topology.ts";
import { buildPlan } from "../../lab/plan.ts";
import { parseLab, readLab } from "../../lab/read.ts";
import { largeLab } from "../lab/largeLab.ts";
import { inServer2, sampleLab } from "../lab/sampleLab.ts";
import { typesLab } from "../lab/typesLab.ts";

function topology(text: string): Topology {
  return topologyOf(buildPlan(parseLab(text)));
}

/** The visible text of an image, in its order. */
function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text = ""]) => text);
}

/** The rectangles of a class: x, y, width, height. */
function boxes(svg: string, style: string): number[][] {
  const found = svg.matchAll(new RegExp(`<rect class="${style}" ([^/]*)/>`, "g"));
  return [...found].map(([, attributes = ""]) =>
    [...attributes.matchAll(/(?:x|y|width|height)="(\d+)"/g)].map(([, number]) => Number(number)),
  );
}

describe("the topology as SVG", () => {
  it("shows every host, bridge, cluster, machine, address and provisioning network", () => {
    const plan = buildPlan(parseLab(sampleLab));
    const shown = texts(renderSvg(topologyOf(plan))).join("\n");
    const hosts = [plan.jumphost, ...plan.servers].flatMap(({ name, address }) => [name, address]);
    const machines = plan.clusters.flatMap(({ nodes }) =>
      nodes.flatMap(({ key, address, macs }) => [key, address, macs.baremetal]),
    );
    for (const part of [...hosts, ...machines, "br0 on eno1", "192.0.2.0/24", "ocp1", "sno1"]) {
      assert.ok(shown.includes(part), part);
    }
    assert.ok(shown.includes("ocp1-provisioning (prov2, isolated)"));
    assert.ok(shown.includes("API 192.0.2.20, apps 192.0.2.21"));
    assert.ok(shown.includes("API and apps 192.0.2.40"));
  });

  it("says where else a cluster is, and which servers share a provisioning network", () => {
    const shown = texts(renderSvg(topology(typesLab)));
    assert.ok(shown.includes("also on server2"));
    assert.ok(shown.includes("br1 on eno2: shared provisioning network"));
  });

  it("leaves out a retired server", () => {
    const free = inServer2("retired: true").slice(0, inServer2("retired: true").indexOf("  sno1:"));
    assert.ok(!texts(renderSvg(topology(free))).includes("server2"));
  });

  for (const [servers, clusters] of [
    [1, 1],
    [3, 6],
    [40, 80],
  ] as const) {
    it(`keeps the cards of ${String(servers)} servers apart and within the image`, () => {
      const svg = renderSvg(topology(largeLab(servers, clusters)));
      const [ground] = boxes(svg, "oc-ground");
      const cards = boxes(svg, "oc-server");
      assert.equal(cards.length, servers);
      assert.equal(boxes(svg, "oc-cluster").length, clusters);
      const [, , width = 0, height = 0] = ground ?? [];
      assert.ok(width < 2000, String(width));
      for (const [index, [x = 0, y = 0, w = 0, h = 0]] of cards.entries()) {
        assert.ok(x > 0 && y > 0 && x + w < width && y + h < height);
        for (const [x2 = 0, y2 = 0, w2 = 0, h2 = 0] of cards.slice(index + 1)) {
          assert.ok(x + w < x2 || x2 + w2 < x || y + h < y2 || y2 + h2 < y, "two cards overlap");
        }
      }
    });
  }

  it("has one form of the same plan, whatever the order of the lab file", () => {
    const [head = "", clusters = ""] = sampleLab.split("clusters:\n");
    const at = clusters.indexOf("  sno1:");
    const turned = `${head}clusters:\n${clusters.slice(at)}${clusters.slice(0, at)}`;
    assert.equal(renderSvg(topology(turned)), renderSvg(topology(sampleLab)));
    assert.equal(renderMermaid(topology(turned)), renderMermaid(topology(sampleLab)));
  });

  it("takes no name for markup, and is well-formed", () => {
    const evil: Topology = { ...topology(sampleLab), lab: `<script>alert("1")</script>&'` };
    const svg = renderSvg(evil);
    assert.ok(!svg.includes("<script"));
    assert.ok(svg.includes("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"));
    const parse = "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.stdin.buffer)";
    execFileSync("python3", ["-c", parse], { input: svg });
  });
});

describe("the topology as Mermaid", () => {
  it("puts each machine on its server's bridge, and on the provisioning network", () => {
    const text = renderMermaid(topology(sampleLab));
    assert.match(
      text,
      /^flowchart TB\n {2}wire\{\{"test: baremetal network 192\.0\.2\.0\/24"\}\}\n/,
    );
    assert.match(text, /^ {4}s0c0m1\["ocp1 master-0<br\/>192\.0\.2\.24"\] --- s0b$/m);
    assert.match(text, /^ {4}s0c0m1 -\.- s0c0n$/m);
    assert.match(text, /^ {4}s0c0n\(\["ocp1-provisioning<br\/>prov2, isolated"\]\)$/m);
  });

  it("stays below Mermaid's own limits of edges and text for a large lab", () => {
    const text = renderMermaid(topology(largeLab(40, 80)));
    assert.ok([...text.matchAll(/ -(?:--|\.-) /g)].length < 500);
    assert.ok(text.length < 50_000);
    assert.match(text, /c0 \(ipi\)<br\/>6 machines/);
  });

  it("takes no name for its own signs", () => {
    const text = renderMermaid({ ...topology(sampleLab), lab: 'a"]; click <b>`#' });
    assert.ok(text.includes("a#quot;]; click #lt;b#gt;#96;#35;: baremetal"));
  });
});

describe("ocplab graph", () => {
  it("prints either form", () => {
    const root = join(__dirname, "../..");
    const print = (...args: string[]): string =>
      execFileSync(join(root, "ocplab"), ["graph", "examples/acm-hub.yaml", ...args], {
        cwd: root,
        encoding: "utf8",
      });
    const acm = topologyOf(buildPlan(readLab(join(root, "examples/acm-hub.yaml"))));
    assert.equal(print(), renderSvg(acm));
    assert.equal(print("--format", "mermaid"), renderMermaid(acm));
  });
});
