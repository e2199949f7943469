import { accessFiles } from "../../box/access.ts";
import type { TestLab } from "../e2e/testLab.ts";
import { bridgeByHand } from "../provider/box/bridgeScripts.ts";

/** Machines of the lab that is made by hand, by their names in libvirt and DNS, in the order of their addresses. */
export const machines = [
  "provisionhost",
  "dciokd-master-0",
  "dciokd-master-1",
  "dciokd-master-2",
] as const;

const domain = "server1.lab.example.com";

/**
 * Makes the lab of "Distributed Libvirt-based OpenShift clusters with DCI" as people make it: the bridge by
 * nmcli, DHCP and DNS by /etc/dnsmasq.conf, machines by virsh, an inventory for DCI in INI.
 */
export async function makeByHand(lab: TestLab): Promise<void> {
  const sh = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-ec", script);
  await sh("server1", bridgeByHand);
  await sh("jumphost", `cat >/etc/dnsmasq.conf <<'END'\n${dnsmasq()}END\n${jumphost}`);
  const config = accessFiles(lab.place).sshConfig;
  const images = "server1:/var/lib/libvirt/images/base.qcow2";
  await lab.must("scp", "-q", "-F", config, ".box/guest.qcow2", images);
  await sh("server1", `chmod 644 /var/lib/libvirt/images/base.qcow2\n${networks}`);
  for (const [index, name] of machines.entries()) await sh("server1", machine(name, index));
}

function dnsmasq(): string {
  const hosts = machines.map(
    (name, index) => `dhcp-host=${mac(index)},192.0.2.${String(20 + index)},${name}.${domain}\n`,
  );
  return `# by hand
interface=host0
bind-dynamic
domain-needed
no-resolv
server=192.0.2.254
address=/api.${domain}/192.0.2.28
address=/api-int.${domain}/192.0.2.28
address=/apps.${domain}/192.0.2.29
domain=${domain}
dhcp-range=server1,192.0.2.20,192.0.2.24,1h # the last one is for bootstrap
dhcp-option=server1,option:router,192.0.2.254
dhcp-option=server1,option:dns-server,192.0.2.1
dhcp-option=server1,option:ntp-server,192.0.2.11
cname=console.lab.example.com,api.${domain}
${hosts.join("")}`;
}

function mac(index: number): string {
  return `52:54:00:00:02:0${String(index)}`;
}

const jumphost = `mkdir -p /etc/dci-openshift-agent
cat >/etc/dci-openshift-agent/server1-hosts <<'END'
[all:vars]
install_type=ipi
cluster=server1
domain=lab.example.com
dir="{{ansible_user_dir}}/clusterconfigs"

[masters]
${[0, 1, 2].map((one) => `dciokd-master-${String(one)} role=master ipmi_port=623${String(one)}`).join("\n")}

[provisioner]
provisionhost.${domain} ansible_user=dci
END
systemctl unmask dnsmasq 2>/dev/null; systemctl enable --now dnsmasq 2>&1; systemctl is-active dnsmasq`;

const networks = `virsh net-define /dev/stdin <<'END'
<network><name>provisioning</name><bridge name="provisioning"/></network>
END
virsh net-start provisioning; virsh net-autostart provisioning
virsh net-define /dev/stdin <<'END'
<network><name>baremetal</name><forward mode="bridge"/><bridge name="br0"/></network>
END
virsh net-start baremetal; virsh net-autostart baremetal`;

function machine(name: string, index: number): string {
  const disk = `/var/lib/libvirt/images/${name}.qcow2`;
  const provisioning = `52:54:00:aa:00:0${String(index)}`;
  return `qemu-img create -q -f qcow2 -F qcow2 -b base.qcow2 ${disk}
virsh define /dev/stdin <<'END'
<domain type="qemu"><name>${name}</name><memory unit="MiB">96</memory><vcpu>1</vcpu>
  <os><type arch="x86_64" machine="pc">hvm</type><boot dev="hd"/></os><features><acpi/></features>
  <devices>
    <disk type="file" device="disk"><driver name="qemu" type="qcow2"/><source file="${disk}"/><target dev="vda" bus="virtio"/></disk>
    <interface type="network"><mac address="${provisioning}"/><source network="provisioning"/><model type="virtio"/></interface>
    <interface type="network"><mac address="${mac(index)}"/><source network="baremetal"/><model type="virtio"/></interface>
    <serial type="pty"/><console type="pty"/>
  </devices></domain>
END
virsh start ${name}; virsh autostart ${name}`;
}
