# Pulumi, the Terraform provider for libvirt, and the places in the checkout where both are found.

install_tools() {
  mkdir -p .tools/bin
  case $pulumi_from in
    download)
      into_store "${pulumi_dir##*/}" "Downloading Pulumi $PULUMI_VERSION" download_pulumi
      ;;
    build)
      into_store "${pulumi_dir##*/}" \
        "Building Pulumi $PULUMI_VERSION from Go modules (several minutes)" build_pulumi
      ;;
  esac
  local provider="terraform-provider-libvirt $LIBVIRT_PROVIDER_VERSION"
  case $libvirt_from in
    download) into_store "${libvirt_dir##*/}" "Downloading $provider" download_libvirt ;;
    build) into_store "${libvirt_dir##*/}" "Building $provider from Go modules" build_libvirt ;;
  esac
  ln -sfn "$libvirt_dir/terraform-provider-libvirt" .tools/terraform-provider-libvirt
}

# write_wrapper [HOME]: makes .tools/bin/pulumi, which runs the chosen Pulumi. A home of our own
# means a network where plugins cannot be downloaded: there Pulumi must not try.
write_wrapper() {
  local wrapper=.tools/bin/pulumi text
  text=$(
    echo '#!/bin/sh'
    echo '# Written by toolchain/setup: Pulumi with what this project needs.'
    if (($# > 0)); then
      echo "export PULUMI_HOME='$1'"
      echo 'export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true'
      echo 'export PULUMI_SKIP_UPDATE_CHECK=1'
    fi
    echo "exec '$pulumi_dir/pulumi' \"\$@\""
  )
  if [[ -x $wrapper && $(<"$wrapper") == "$text" ]]; then return; fi
  echo "$text" >"$wrapper.new"
  chmod 755 "$wrapper.new"
  mv "$wrapper.new" "$wrapper"
}
