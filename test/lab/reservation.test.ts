import assert from "node:assert/strict";

import { endOf, isOver } from "../../lab/reservation.ts";

const at = (time: string): Date => new Date(time);

describe("the end of a reservation", () => {
  it("is the end of its day in UTC, wherever anybody is", () => {
    assert.deepEqual(endOf("2026-12-31"), at("2027-01-01T00:00:00Z"));
    const reservation = { expires: "2026-12-31" };
    assert.equal(isOver(reservation, at("2026-12-31T23:59:59Z")), false);
    assert.equal(isOver(reservation, at("2027-01-01T00:00:00Z")), true);
  });

  it("is a moment where a time is given, in the zone that is written with it", () => {
    assert.deepEqual(endOf("2026-12-31T18:00+01:00"), at("2026-12-31T17:00:00Z"));
    assert.deepEqual(endOf("2026-12-31T18:00:30Z"), at("2026-12-31T18:00:30Z"));
  });

  it("never comes where there is none", () => {
    assert.equal(isOver({}, at("2999-01-01T00:00:00Z")), false);
  });
});
