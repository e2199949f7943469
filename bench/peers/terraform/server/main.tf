# One server, as one writes it for Terraform: what the provider cannot make goes by commands over SSH.
terraform {
  required_providers {
    libvirt = { source = "dmacvicar/libvirt" }
  }
}

variable "server" { type = any }
variable "key" { type = string }

locals {
  machines = { for machine in var.server.machines : machine.name => machine }
}

resource "terraform_data" "bridge" {
  input = { server = var.server.address, key = var.key, bridge = var.server.bridge, nic = var.server.nic }

  connection {
    host        = self.input.server
    private_key = file(self.input.key)
  }

  provisioner "remote-exec" {
    inline = [
      "nmcli connection add type bridge con-name ${var.server.bridge} ifname ${var.server.bridge} bridge.stp no bridge.mac-address $(cat /sys/class/net/${var.server.nic}/address) ipv4.method manual ipv4.addresses ${var.server.address}/${var.server.prefix} ipv4.gateway ${var.server.gateway} ipv6.method disabled",
      "nmcli connection add type bridge-slave con-name ${var.server.bridge}-port ifname ${var.server.nic} master ${var.server.bridge}",
      "nmcli connection up ${var.server.bridge}-port",
    ]
  }

  provisioner "remote-exec" {
    when = destroy
    inline = [
      "systemd-run --collect --wait sh -c 'nmcli connection delete ${self.input.bridge}-port ${self.input.bridge} && nmcli device connect ${self.input.nic}'",
    ]
  }
}

resource "libvirt_network" "network" {
  for_each   = { for network in var.server.networks : network.name => network }
  name       = each.key
  mode       = each.value.mode
  bridge     = each.value.bridge
  autostart  = true
  depends_on = [terraform_data.bridge]
}

resource "libvirt_pool" "pool" {
  name = var.server.pool.name
  type = "dir"
  target { path = var.server.pool.path }
  depends_on = [terraform_data.bridge]
}

resource "libvirt_volume" "base" {
  name   = var.server.base
  pool   = libvirt_pool.pool.name
  source = var.server.image
  format = "qcow2"
}

resource "libvirt_volume" "disk" {
  for_each       = local.machines
  name           = each.value.volume
  pool           = libvirt_pool.pool.name
  base_volume_id = libvirt_volume.base.id
  size           = each.value.bytes
}

resource "libvirt_domain" "machine" {
  for_each  = local.machines
  name      = each.key
  type      = "qemu"
  memory    = each.value.memoryMib
  vcpu      = each.value.vcpus
  autostart = var.server.started
  running   = var.server.started

  disk { volume_id = libvirt_volume.disk[each.key].id }

  dynamic "network_interface" {
    for_each = each.value.nics
    content {
      bridge = network_interface.value.bridge
      mac    = network_interface.value.mac
    }
  }

  depends_on = [libvirt_network.network]
}
