import assert from "node:assert/strict";

import { didYouMean, nearest } from "../../../lab/reading/spelling.ts";

describe("a misspelled word", () => {
  it("is taken for the known word with the fewest differences", () => {
    assert.equal(nearest("sever1", ["server2", "server1"]), "server1");
    assert.equal(nearest("GATEWAY", ["subnet", "gateway"]), "gateway");
  });

  it("is taken for none that is too different", () => {
    assert.equal(nearest("rack", ["server1", "jumphost"]), undefined);
    assert.equal(nearest("ab", ["xy"]), undefined);
  });

  it("leads to what there is when nothing is near", () => {
    assert.equal(
      didYouMean("rack", ["server1", "server2"], "servers"),
      "the servers here: server1, server2",
    );
    assert.equal(didYouMean("rack", [], "servers"), "there are no servers yet");
  });

  it("does not lead to a list that nobody reads", () => {
    const servers = Array.from({ length: 40 }, (_, index) => `server${String(index)}`);
    assert.match(didYouMean("rack", servers, "servers"), /server11, \.\.\.$/);
  });
});
