# The jumphost's dnsmasq, by commands over SSH: no provider makes it.
locals {
  work     = jsondecode(file("work.json"))
  jumphost = local.work.jumphost
  key      = abspath(".box/id_ed25519")
}

resource "terraform_data" "dnsmasq" {
  input            = { address = local.jumphost.address, key = local.key, paths = concat(local.jumphost.folders, keys(local.jumphost.files)) }
  triggers_replace = local.jumphost

  connection {
    host        = self.input.address
    private_key = file(self.input.key)
  }

  provisioner "remote-exec" {
    inline = concat(
      ["mkdir -p ${join(" ", local.jumphost.folders)}"],
      [for path, text in local.jumphost.files : "base64 -d >${path} <<'END'\n${base64encode(text)}\nEND"],
      ["systemctl daemon-reload", "systemctl enable lab-dnsmasq.service", "systemctl restart lab-dnsmasq.service"],
    )
  }

  provisioner "remote-exec" {
    when   = destroy
    inline = ["systemctl disable --now lab-dnsmasq.service; rm -rf ${join(" ", self.input.paths)}"]
  }
}
