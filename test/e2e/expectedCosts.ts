import type { Costs } from "./costs.ts";

/**
 * What a preview of the box's foundation and one of its largest cluster cost. Whoever makes them dearer, or
 * cheaper, says so here.
 */
export const expectedCosts: Readonly<
  Record<"lab" | "ocp1", Costs & { readonly stateKib: number }>
> = {
  lab: {
    logins: {
      jumphost: 1,
      server1: 1,
      server2: 1,
      server3: 1,
    },
    trips: {
      jumphost: 1,
      server1: 1,
      server2: 1,
      server3: 1,
    },
    processes: {
      "pulumi-resource-labhost": 2,
      ssh: 4,
    },
    calls: {
      "ResourceMonitor/RegisterResource": 108,
      "ResourceMonitor/RegisterResourceOutputs": 15,
      "ResourceProvider/Check": 93,
      "ResourceProvider/Configure": 1,
      "ResourceProvider/Diff": 186,
      "ResourceProvider/Read": 93,
    },
    stateKib: 279,
  },
  ocp1: {
    logins: {
      jumphost: 1,
      server1: 2,
      server2: 0,
      server3: 0,
    },
    trips: {
      jumphost: 1,
      server1: 1,
    },
    processes: {
      "pulumi-resource-command": 2,
      "pulumi-resource-labhost": 2,
      "pulumi-resource-terraform-provider": 2,
      ssh: 2,
      "terraform-provider-libvirt": 2,
    },
    calls: {
      "ResourceMonitor/ReadResource": 2,
      "ResourceMonitor/RegisterResource": 52,
      "ResourceMonitor/RegisterResourceOutputs": 12,
      "ResourceProvider/Check": 55,
      "ResourceProvider/Configure": 4,
      "ResourceProvider/Diff": 110,
      "ResourceProvider/Read": 55,
    },
    stateKib: 114,
  },
};
