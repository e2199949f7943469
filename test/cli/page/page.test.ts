import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { checkReport } from "../../../cli/checkReport.ts";
import { renderPage } from "../../../cli/page/page.ts";
import { readStatus, type Status } from "../../../cli/page/statusFile.ts";
import { topologyOf } from "../../../lab/graph/topology.ts";
import { buildPlan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { largeLab } from "../../lab/largeLab.ts";
import { sampleLab } from "../../lab/sampleLab.ts";
import { Browser } from "./browser.ts";

const evil = `</script><img src=x onerror="document.title='owned'">'"&`;

const status: Status = {
  version: 1,
  asked: "2026-01-02T03:04:05.000Z",
  clusters: [
    {
      cluster: "ocp1",
      problems: [`master-0 does not run: ${evil}`],
      notAsked: [],
      machines: { planned: 7, right: 6 },
      leases: { planned: 7, right: 7 },
      names: null,
      api: "silent",
      install: { state: "failed" },
    },
  ],
  servers: [
    { server: "server1", problems: [], notAsked: [] },
    { server: "server2", problems: [], notAsked: ["not asked: no route to host"] },
  ],
  notAsked: [],
};

function page(text: string, asked?: Status, warnings: readonly string[] = []): string {
  const lab = parseLab(text);
  const plan = buildPlan(lab);
  const report = checkReport(lab, plan, warnings);
  return renderPage({ report, topology: topologyOf(plan), status: asked });
}

describe("the page of a lab, in Chromium", () => {
  let browser: Browser;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-page-"));
    browser = await Browser.start();
  });
  after(async () => {
    await browser.stop();
    rmSync(folder, { recursive: true });
  });

  async function show(text: string, width = 1280, theme = "light"): Promise<void> {
    const file = join(folder, "lab.html");
    writeFileSync(file, text);
    await browser.show(file, width, 900, theme);
  }

  /** For people to look at: kept where OCPLAB_PICTURES names a folder. */
  async function picture(name: string): Promise<void> {
    const { length, buffer } = await browser.picture();
    assert.ok(length > 10_000, "an empty picture");
    const kept = process.env.OCPLAB_PICTURES;
    if (kept === undefined) return;
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, `${name}.png`), Buffer.from(buffer));
  }

  const width = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  const visible =
    "[...document.querySelectorAll('tbody tr')].filter((row) => row.checkVisibility()).length";

  it("asks for nothing but itself, breaks no rule of its policy, and runs nothing out of a name", async () => {
    await show(page(sampleLab, status, [evil]));
    const requests = browser.events.filter(({ method }) => method === "Network.requestWillBeSent");
    assert.equal(requests.length, 1);
    const noise = browser.events.filter(({ method = "" }) =>
      /^Log\.|exceptionThrown|consoleAPI/.test(method),
    );
    assert.deepEqual(noise, []);
    assert.equal(await browser.ask("document.title"), "Lab test");
    assert.equal(await browser.ask("document.querySelectorAll('img').length"), 0);
    assert.equal(await browser.ask("document.querySelector('#warnings li').textContent"), evil);
    await picture("desktop");
  });

  it("tells for whom a cluster is, and how long, from the lab file and without any status", async () => {
    const kept = 'owner: team-a\n    purpose: "<b>x</b>"\n    expires: "2020-01-01"';
    await show(page(sampleLab.replace("    id: 3\n", `    id: 3\n    ${kept}\n`)));
    assert.equal(
      await browser.ask(
        "[...document.querySelectorAll('tr')].find((row) => row.cells[0].textContent === 'sno1').cells[12].textContent",
      ),
      "team-a, <b>x</b>, until 2020-01-01: over",
    );
  });

  it("would not run a script that got into it", async () => {
    const broken = page(sampleLab).replace(
      "</main>",
      "<script>document.title = 'owned'</script></main>",
    );
    await show(broken);
    assert.equal(await browser.ask("document.title"), "Lab test");
  });

  it("is searched with the keyboard alone", async () => {
    await show(page(sampleLab));
    const all = await browser.ask(visible);
    await browser.press("Tab");
    assert.equal(await browser.ask("document.activeElement.textContent"), "To the content");
    await browser.press("/", "/");
    assert.equal(await browser.ask("document.activeElement.id"), "search");
    assert.equal(await browser.ask("document.activeElement.value"), "");
    await browser.type("192.0.2.24 OCP1");
    assert.equal(await browser.ask(visible), 1);
    assert.match(
      String(await browser.ask("document.querySelector('#found').textContent")),
      /^1 of \d+ rows$/,
    );
    await browser.press("Escape");
    assert.equal(await browser.ask(visible), all);
  });

  it("fits a phone, light and dark, with each value beside what it is", async () => {
    await show(page(sampleLab, status), 390, "dark");
    assert.equal(await browser.ask(width), 0);
    assert.equal(
      await browser.ask("getComputedStyle(document.body).backgroundColor"),
      "rgb(13, 17, 23)",
    );
    assert.equal(
      await browser.ask(
        "getComputedStyle(document.querySelector('td'),'::before').content.length > 3",
      ),
      true,
    );
    await picture("phone-dark");
    await browser.ask("document.querySelector('#clusters').scrollIntoView()");
    await picture("phone-clusters");
  });

  it("keeps to the window with forty servers too", async () => {
    await show(page(largeLab(40, 80)), 1280, "dark");
    assert.equal(await browser.ask(width), 0);
    await picture("forty");
  });

  it("is printed whole, without what is for the screen", async () => {
    await show(page(sampleLab));
    await browser.ask(
      "document.querySelector('#search').value = 'sno1'; document.querySelector('#search').dispatchEvent(new Event('input'))",
    );
    const shown = Number(await browser.ask(visible));
    await browser.call("Emulation.setEmulatedMedia", { media: "print" });
    assert.ok(Number(await browser.ask(visible)) > shown);
    assert.equal(
      await browser.ask("getComputedStyle(document.querySelector('nav')).display"),
      "none",
    );
  });
});

describe("what the page says of the lab's state", () => {
  it("is that nobody asked, where it has no status", () => {
    const text = page(sampleLab);
    assert.match(text, /<dt>Status<\/dt><dd><span class="unknown">not asked<\/span>/);
    assert.match(text, /Not asked: this page was made without the lab&#39;s status\./);
    assert.ok(!text.includes('class="good">'));
  });

  it("is what was asked, and of the rest that it was not asked", () => {
    const text = page(sampleLab, status);
    const row = (name: string): string =>
      (new RegExp(`<th scope="row"[^>]*>${name}</th>.*?</tr>`).exec(
        text.slice(text.indexOf('id="clusters"')),
      ) ?? [""])[0].replaceAll(/<[^>]+>/g, "|");
    assert.match(row("ocp1"), /\|6 of 7\|.*\|7 of 7\|.*\|not asked\|.*\|no\|.*\|failed\|/);
    assert.equal([...row("sno1").matchAll(/not asked/g)].length, 5);
    const servers = text.slice(text.indexOf('id="servers"'));
    assert.match(servers, /server1.*as it should be.*server2.*not asked/s);
  });

  it("is the same bytes for the same plan", () => {
    assert.equal(page(sampleLab, status), page(sampleLab, status));
  });
});

describe("ocplab page", () => {
  it("prints the page, and says what is no status", () => {
    const root = join(__dirname, "../../..");
    const folder = mkdtempSync(join(tmpdir(), "ocplab-page-"));
    writeFileSync(join(folder, "lab.yaml"), sampleLab);
    const at = { cwd: folder, encoding: "utf8" } as const;
    assert.equal(execFileSync(join(root, "ocplab"), ["page"], at), page(sampleLab));
    writeFileSync(join(folder, "status.json"), JSON.stringify(status));
    assert.deepEqual(readStatus(join(folder, "status.json")), status);
    const { status: code, stderr } = spawnSync(
      join(root, "ocplab"),
      ["page", "--status", "lab.yaml"],
      at,
    );
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^--status lab\.yaml: is no report of the lab's status .*; write it with: ocplab status --json/,
    );
    rmSync(folder, { recursive: true });
  });
});
