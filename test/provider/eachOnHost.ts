import type { Labhost } from "../../provider/labhost.ts";
import { FakeLab } from "./fakeLab.ts";

/** What each test of a suite has for itself. */
export interface OnHost {
  readonly lab: FakeLab;
  readonly provider: Labhost;
}

/** Gives each test of a suite a lab of one host, and a provider, which end with it. */
export function eachOnHost(host: string, use: (made: OnHost) => void): void {
  let made: OnHost;
  beforeEach(() => {
    const lab = new FakeLab();
    lab.add(host);
    made = { lab, provider: lab.provider() };
    use(made);
  });
  afterEach(async () => {
    await made.provider.cancel();
    made.lab.dispose();
  });
}
