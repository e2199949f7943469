import { absolutePath, flag, hostName, required, unit } from "./fields.ts";
import { textOf } from "./kind.ts";
import type { Kind } from "./kind.ts";

/** A systemd unit: enabled, active. */
export const service: Kind = {
  token: "labhost:index:Service",
  name: "service",
  fields: {
    host: hostName,
    unit: required(unit),
    enabled: flag,
    active: flag,
    guardGlob: { ...absolutePath, required: false },
  },
  identity: ["host", "unit"],
  key: (inputs) => textOf(inputs, "unit"),
  mirror: (found, inputs) => {
    const absent = found.absent === true;
    // a unit that cannot be enabled or disabled is as the program says
    const enabled = absent ? undefined : (found.enabled ?? inputs.enabled);
    return {
      ...inputs,
      enabled: inputs.enabled === undefined ? undefined : enabled,
      active: inputs.active === undefined ? undefined : found.active,
    };
  },
};
