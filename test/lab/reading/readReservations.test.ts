import assert from "node:assert/strict";

import { buildPlan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { inSno1 } from "../sampleLab.ts";
import { typesLab } from "../typesLab.ts";
import { refusesEach } from "./badFile.ts";

const step =
  "write a day, for example 2026-12-31, or a time with its zone, for example 2026-12-31T18:00+01:00";

const wrong = [
  ["a day that no calendar has", "2026-02-30", '"2026-02-30" is not a day of the calendar'],
  ["a leap day of a year without one", "2027-02-29", '"2027-02-29" is not a day of the calendar'],
  ["a time without its zone", "2026-12-31T18:00", '"2026-12-31T18:00" is not a day or a time'],
  [
    "a day that is in no calendar, in another order",
    "31.2.2026",
    '"31.2.2026" is not a day or a time',
  ],
  ["a span", "2w", '"2w" is not a day or a time'],
  ["a year", "2026", "2026 is not a day or a time"],
] as const;

describe("a lab file with a mistake in a reservation", () => {
  refusesEach([
    ...wrong.map(([title, expires, message]) => ({
      title,
      text: inSno1(`expires: ${expires}`),
      message: [`lab.yaml:26:14: clusters.sno1.expires: ${message}; ${step}`],
    })),
    {
      title: "an owner that cannot be written the same way twice",
      text: inSno1('owner: " team-a"'),
      message: [
        'lab.yaml:26:12: clusters.sno1.owner: " team-a" is not the name of an owner; use letters, digits, spaces and . _ @ + -, for example team-a or anna@example.com',
      ],
    },
    {
      title: "a purpose of several lines",
      text: inSno1('purpose: "one\\ntwo"'),
      message: [
        'lab.yaml:26:14: clusters.sno1.purpose: "one\\ntwo" is not a line of text; write at most 200 characters in one line',
      ],
    },
    {
      title: "a protection that is neither on nor off",
      text: inSno1("protected: maybe"),
      message: [
        'lab.yaml:26:16: clusters.sno1.protected: "maybe" is not true or false; write true or false without quotes',
      ],
    },
  ]);
});

describe("a reservation in the lab file", () => {
  it("is in the plan as it is written, and changes nothing else of it", () => {
    const lines = "owner: team-a\n    purpose: CI of releases\n    expires: 2026-12-31T18:00Z";
    const [, sno1] = buildPlan(parseLab(inSno1(`${lines}\n    protected: true`))).clusters;
    const [, plain] = buildPlan(parseLab(inSno1("protected: false"))).clusters;
    const { reservation, protected: kept, ...rest } = sno1 ?? {};
    const { reservation: none, protected: unkept, ...same } = plain ?? {};
    assert.deepEqual([none, unkept, kept], [{}, false, true]);
    assert.deepEqual(reservation, {
      owner: "team-a",
      purpose: "CI of releases",
      expires: "2026-12-31T18:00Z",
    });
    assert.deepEqual(rest, same);
  });

  function warnings(edit: (text: string) => string): string[] {
    const found: string[] = [];
    parseLab(edit(typesLab), "lab.yaml", (warning) => found.push(warning));
    return found.filter((warning) => warning.includes(".expires: ") || warning.includes("no end"));
  }

  const hubUntil = (text: string): string =>
    text.replace("    type: acm\n", "    type: acm\n    expires: 2026-12-31\n");

  it("is warned of where a hub ends before its spokes", () => {
    const found = warnings((text) =>
      hubUntil(text).replace("type: sno\n    hub", "type: sno\n    expires: 2027-01-31\n    hub"),
    );
    assert.deepEqual(found, [
      "lab.yaml:21:14: clusters.spoke1.expires: is kept until 2027-01-31, but its hub hub1 only until 2026-12-31 (line 15); let it expire before its hub, or keep the hub longer",
      "lab.yaml:26:3: clusters.spoke2: has no end, but its hub hub1 only until 2026-12-31 (line 15); let it expire before its hub, or keep the hub longer",
    ]);
  });

  it("is warned of where the cluster is protected", () => {
    const found = warnings((text) =>
      text.replace(
        "    classic: true\n",
        "    classic: true\n    expires: 2026-12-31\n    protected: true\n",
      ),
    );
    assert.deepEqual(found, [
      "lab.yaml:41:14: clusters.old1.expires: has no effect on a protected cluster (line 42): it is never destroyed; leave one of both out",
    ]);
  });
});
