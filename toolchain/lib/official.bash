# Official releases: whether they can be reached, and their verified download. Both addresses can be
# changed to a mirror of the same layout (file://... works too).

pulumi_releases=${OCPLAB_PULUMI_RELEASES:-https://github.com/pulumi/pulumi/releases/download}
pulumi_releases+=/v$PULUMI_VERSION
pulumi_sums=pulumi-$PULUMI_VERSION-checksums.txt

libvirt_releases=${OCPLAB_LIBVIRT_RELEASES:-https://github.com/dmacvicar/terraform-provider-libvirt/releases/download}
libvirt_releases+=/v$LIBVIRT_PROVIDER_VERSION
libvirt_sums=terraform-provider-libvirt_${LIBVIRT_PROVIDER_VERSION}_SHA256SUMS

case $(uname -m) in
  x86_64) pulumi_arch=x64 go_arch=amd64 ;;
  aarch64) pulumi_arch=arm64 go_arch=arm64 ;;
  *) pulumi_arch='' go_arch='' ;;
esac

# reachable URL: asks once, for a few seconds, for a small file; nobody shall wait in a closed
# network.
reachable() {
  [[ ${OCPLAB_TOOLS:-} != build && $pulumi_arch ]] &&
    command -v curl >/dev/null && command -v unzip >/dev/null &&
    curl --silent --fail --location --connect-timeout 3 --max-time 6 --output /dev/null "$1"
}

pulumi_reachable() {
  reachable "$pulumi_releases/$pulumi_sums"
}

libvirt_reachable() {
  reachable "$libvirt_releases/$libvirt_sums"
}

# download BASE FILE SUMS: downloads a file and the published list of checksums beside it, and
# compares.
download() {
  local base=$1 file=$2 sums=$3
  curl --silent --show-error --fail --location --remote-name "$base/$file"
  curl --silent --show-error --fail --location --remote-name "$base/$sums"
  if ! grep -E "^[0-9a-f]{64} [ *]$file\$" "$sums" >listed; then
    echo "$base/$sums does not list $file"
    return 1
  fi
  sha256sum --check --strict --quiet listed
  rm "$sums" listed
}

download_pulumi() {
  local archive=pulumi-v$PULUMI_VERSION-linux-$pulumi_arch.tar.gz
  download "$pulumi_releases" "$archive" "$pulumi_sums"
  tar --extract --gzip --strip-components=1 --file "$archive"
  rm "$archive"
}

download_libvirt() {
  local archive=terraform-provider-libvirt_${LIBVIRT_PROVIDER_VERSION}_linux_$go_arch.zip
  download "$libvirt_releases" "$archive" "$libvirt_sums"
  unzip -q "$archive" 'terraform-provider-libvirt_v*'
  mv terraform-provider-libvirt_v* terraform-provider-libvirt
  rm "$archive"
}
