# @pulumi/libvirt: the SDK that Pulumi generates for the Terraform provider, compiled once, copied
# into each checkout.

install_sdk() {
  local sdk
  sdk=sdk-libvirt-$LIBVIRT_PROVIDER_VERSION-$(
    digest "$PULUMI_VERSION $TERRAFORM_PLUGIN_VERSION $(type make_sdk)"
  )
  if [[ -f sdks/libvirt/.setup && $(<sdks/libvirt/.setup) == "$sdk" ]]; then return; fi
  into_store "$sdk" "Generating and compiling the libvirt SDK" make_sdk
  rm -rf sdks/libvirt
  mkdir -p sdks
  cp -r "$store/$sdk" sdks/libvirt
  echo "$sdk" >sdks/libvirt/.setup
}

# make_sdk: fills the working directory. The provider's path becomes part of the SDK, and through it
# of each stack's state. It must be this relative one, so that it means the same in every checkout:
# Pulumi starts the plugin that reads it in the project's folder. `pulumi package gen-sdk`, unlike
# `package add`, leaves Pulumi.yaml and package.json alone.
make_sdk() {
  local generated=generated/nodejs
  mkdir .tools
  ln -s "$libvirt_dir/terraform-provider-libvirt" .tools/terraform-provider-libvirt
  "$root/.tools/bin/pulumi" package gen-sdk "terraform-provider@$TERRAFORM_PLUGIN_VERSION" \
    --language nodejs --local --out generated -- ./.tools/terraform-provider-libvirt

  # Compiled here, so that running the program means neither checking nor compiling it.
  ln -s "$root/node_modules" "$generated/node_modules"
  (
    cd "$generated"
    node node_modules/typescript/bin/tsc --sourceMap false --declarationMap false
    # Without the scripts and the compiler that would compile it again at each npm install.
    npm pkg delete scripts dependencies.typescript dependencies.@types/node
  )
  mv "$generated/bin" "$generated/package.json" .
  # The SDK reads its own version from beside its files.
  cp package.json bin/package.json
  rm -r .tools generated
}
