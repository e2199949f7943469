import type { HookTask } from "./hooks.ts";

// Tasks of the hooks, with modules and filters that come with Ansible itself.

// All in one task: a loop's every round costs Ansible as much as this whole question.
const lookUp = `\
import json, subprocess, sys
names, nodes = (json.loads(word) for word in sys.argv[1:])
def said(*question):
    return subprocess.run(("getent",) + question, stdout=subprocess.PIPE, universal_newlines=True).stdout.split()
astray = ["%s does not resolve to %s" % one for one in names.items() if one[1] not in said("ahostsv4", one[0])]
astray += ["%s does not lead back to %s" % (one[1], one[0]) for one in nodes.items() if one[0] not in said("hosts", one[1])]
sys.exit("; ".join(astray) or 0)
`;

export const namesResolve: HookTask = {
  name: "Resolve the names of the cluster to their planned addresses, and those of nodes back",
  "ansible.builtin.command": {
    argv: [
      ...["python3", "-c", lookUp],
      "{{ ocplab_names | combine(ocplab_nodes) | to_json }}",
      "{{ ocplab_nodes | to_json }}",
    ],
  },
  changed_when: false,
};

export const hubKubeconfig: HookTask = {
  name: "Find the kubeconfig of the hub",
  "ansible.builtin.stat": { path: "{{ hub_kubeconfig_path }}" },
  register: "ocplab_hub",
  failed_when: "not ocplab_hub.stat.exists",
};

export const sshPublicKey: HookTask = {
  name: "Find the public key that may log in on the nodes",
  "ansible.builtin.assert": {
    that: "ssh_public_key is match('(ssh|ecdsa)-')",
    fail_msg: "No public key in the file that dci.sshPublicKeyFile of the lab file names",
  },
};

const provisionhost = "groups['provisioner'] | first";

/** It boots and sets itself up meanwhile; what cloud-init could not do, the agent does or tells itself. */
export const provisionhostReady: readonly HookTask[] = [
  {
    name: "Wait until provisionhost answers",
    "ansible.builtin.wait_for": {
      host: `{{ hostvars[${provisionhost}].ansible_host }}`,
      port: `{{ hostvars[${provisionhost}].ansible_port | default(22) }}`,
      timeout: 900,
    },
  },
  {
    name: "Log in on provisionhost",
    "ansible.builtin.ping": {},
    delegate_to: `{{ ${provisionhost} }}`,
    ignore_unreachable: true,
    register: "ocplab_login",
  },
  {
    name: "Be let in by provisionhost",
    "ansible.builtin.assert": {
      that: "not (ocplab_login.unreachable | default(false))",
      fail_msg:
        "No login on provisionhost: it knows the key that dci.sshPublicKeyFile held when it was made. " +
        "Let the present one in, or make it anew",
    },
  },
  {
    name: "Wait until provisionhost has set itself up",
    "ansible.builtin.command": { argv: ["cloud-init", "status", "--wait"] },
    delegate_to: `{{ ${provisionhost} }}`,
    changed_when: false,
    failed_when: false,
  },
];

const nodes = "{{ groups['masters'] + groups['workers'] }}";

/** What every request to a Redfish service has; variables of the node hold the credentials. */
function redfishRequest(prefix: string): Record<string, unknown> {
  return {
    url_username: `{{ hostvars[item].${prefix}_user }}`,
    url_password: `{{ hostvars[item].${prefix}_password }}`,
    force_basic_auth: true,
    validate_certs: false,
  };
}

export function redfishKnows(prefix: "ipmi" | "bmc"): HookTask {
  return {
    name: "Find the machines of the nodes in their BMCs",
    "ansible.builtin.uri": {
      url: "{{ hostvars[item].ocplab_redfish }}",
      ...redfishRequest(prefix),
    },
    loop: nodes,
    register: "ocplab_system",
    until: "ocplab_system.status == 200",
    retries: 3,
    delay: 5,
  };
}

export function redfishOff(prefix: "ipmi" | "bmc"): HookTask {
  return {
    name: "Switch the nodes off",
    "ansible.builtin.uri": {
      url: "{{ hostvars[item].ocplab_redfish }}/Actions/ComputerSystem.Reset",
      ...redfishRequest(prefix),
      method: "POST",
      body_format: "json",
      body: { ResetType: "ForceOff" },
      status_code: [200, 202, 204],
    },
    loop: nodes,
  };
}

export const ipmiAnswers = ipmi("Ask the BMCs of the nodes for their power", "status", false);

export const ipmiOff = ipmi("Switch the nodes off", "off", true);

/** The password stays in its file: Ansible puts an environment into a command line, which all can see. */
function ipmi(name: string, power: string, changes: boolean): HookTask {
  const { host, port, user, passwordFile } = {
    host: "{{ hostvars[item].ipmi_address }}",
    port: "{{ hostvars[item].ipmi_port }}",
    user: "{{ hostvars[item].ipmi_user }}",
    passwordFile: "{{ hostvars[item].ocplab_ipmi_password_file }}",
  };
  const target = ["-H", host, "-p", port, "-U", user];
  const secret = ["-f", passwordFile];
  const argv = ["ipmitool", "-I", "lanplus", ...target, ...secret, "chassis", "power", power];
  return {
    name,
    "ansible.builtin.command": { argv },
    loop: nodes,
    changed_when: changes,
  };
}

export const virtualisation: readonly HookTask[] = [
  {
    name: "Look for hardware virtualisation",
    "ansible.builtin.stat": { path: "/dev/kvm" },
    register: "ocplab_kvm",
  },
  {
    name: "Have hardware virtualisation for the machine that the installer starts",
    "ansible.builtin.assert": {
      that: "ocplab_kvm.stat.exists",
      fail_msg: "No /dev/kvm: switch nested virtualisation on, on the server of this machine",
    },
  },
];

export const kubeconfigMode: HookTask = {
  name: "Keep the kubeconfig to its owner",
  "ansible.builtin.file": { path: "{{ kubeconfig_path }}", mode: "0600" },
};

export const apiAnswers: HookTask = {
  name: "Ask the API at its planned name whether it is ready",
  "ansible.builtin.uri": {
    url: "https://{{ ocplab_names | first }}:6443/readyz",
    validate_certs: false,
  },
  register: "ocplab_api",
  until: "ocplab_api.status == 200",
  retries: 30,
  delay: 10,
};

export const nodesReady: HookTask = {
  name: "Wait until all nodes are ready",
  "ansible.builtin.command": {
    argv: [
      "{{ oc_tool_path }}",
      "wait",
      "--for=condition=Ready",
      "nodes",
      "--all",
      "--timeout=10m",
    ],
  },
  changed_when: false,
};

export const kubeconfigThere: HookTask = {
  name: "Find the kubeconfig of the cluster",
  "ansible.builtin.stat": { path: "{{ kubeconfig_path }}" },
  register: "ocplab_kubeconfig",
  failed_when: "not ocplab_kubeconfig.stat.exists",
};

export const tellSuccess: HookTask = {
  name: "Tell where the cluster is",
  "ansible.builtin.debug": {
    msg: "The API is at https://{{ ocplab_names | first }}:6443, the kubeconfig in {{ kubeconfig_path }}",
  },
};

export const tellFailure: HookTask = {
  name: "Tell what is left",
  "ansible.builtin.debug": {
    msg: "The machines stay as they are, to be looked into: {{ ocplab_nodes | dict2items | map(attribute='key') | join(', ') }}",
  },
};

const onServer = { delegate_to: "{{ provisioner_hostname }}", become: true };

/**
 * DCI has made the machine and its network, and has put files for them on the server (roles sno_node_prep and
 * sno_installer), so nothing else takes them away. The folder has the cluster's keys in it.
 */
export const removeClassicMachines: readonly HookTask[] = [
  virsh("Stop the machine of the node", "{{ hosts }}", ["destroy"]),
  virsh("Remove the machine of the node", "{{ hosts }}", [
    ...["undefine", "--nvram", "--remove-all-storage"],
  ]),
  virsh("Stop the network of the machine", "{{ networks }}", ["net-destroy"]),
  virsh("Remove the network of the machine", "{{ networks }}", ["net-undefine"]),
  {
    name: "Remove what the installer has left on the server",
    "ansible.builtin.file": { path: "{{ item }}", state: "absent" },
    loop: ["{{ dir }}", "/etc/NetworkManager/dnsmasq.d/{{ (networks | first).name }}.conf"],
    ...onServer,
  },
  {
    name: "Remove the kubeconfig from the shell's settings on the server",
    "ansible.builtin.lineinfile": {
      path: "{{ dir | dirname }}/.bashrc",
      line: "export KUBECONFIG={{ dir }}/auth/kubeconfig",
      state: "absent",
    },
    ...onServer,
  },
];

/** What is not there, or not running, is as it should be. */
function virsh(name: string, loop: string, [verb = "", ...options]: readonly string[]): HookTask {
  const argv = ["virsh", "--connect", "qemu:///system", verb, "{{ item.name }}", ...options];
  return {
    name,
    "ansible.builtin.command": { argv },
    loop,
    ...onServer,
    register: "ocplab_virsh",
    changed_when: "ocplab_virsh.rc == 0",
    failed_when:
      "ocplab_virsh.rc != 0 and ocplab_virsh.stderr is not search('failed to get|is not running|is not active')",
  };
}
