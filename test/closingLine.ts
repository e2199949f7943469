import { reporters, Runner, type MochaOptions } from "mocha";

/** Mocha's own report, closed by one line that a machine can read: `N passed, N failed`. */
class ClosingLine extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = this.stats;
      console.log(`${passes} passed, ${failures} failed`);
    });
  }
}

module.exports = ClosingLine;
