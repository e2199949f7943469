import assert from "node:assert/strict";

import { packagesOf } from "../../lab/hostPackages.ts";
import { planOf } from "./dci/rendered.ts";
import { changedLab, natLab, sampleLab } from "./sampleLab.ts";

describe("the packages of a host", () => {
  it("are libvirt's and the BMCs' on a server", () => {
    assert.deepEqual(packagesOf(planOf(sampleLab), "server1").redhat, [
      ...["libvirt", "qemu-kvm", "qemu-img"],
      ...["python3-libvirt", "python3-pip", "edk2-ovmf"],
    ]);
  });

  it("are what the lab file has the jumphost do", () => {
    const of = (text: string): readonly string[] => packagesOf(planOf(text), "jumphost").redhat;
    assert.deepEqual(of(sampleLab), ["dnsmasq", "dnsmasq-utils", "chrony"]);
    assert.deepEqual(of(changedLab("  ntp: [192.0.2.1]\n", "")), ["dnsmasq", "dnsmasq-utils"]);
    const all = natLab.replace("size: 12", "size: 12\n    bmc: ipmi");
    const more = ["nftables", "ipmitool"];
    assert.deepEqual(of(all), ["dnsmasq", "dnsmasq-utils", "chrony", ...more]);
  });
});
