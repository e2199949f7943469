# Where each tool comes from. Nothing is made here, so that all that is missing can be told before
# anything starts. What the store has is never asked for again.
#
# pulumi_from    path | store | download | build    pulumi_dir     folder of pulumi
# libvirt_from   store | download | build           libvirt_dir    folder of the provider
# plugins_from   home | install | build             home: the user's own Pulumi home has them

make_plan() {
  plan_pulumi
  plan_libvirt
  plan_plugins
}

plan_pulumi() {
  local official=pulumi-$PULUMI_VERSION-official
  if [[ ${OCPLAB_TOOLS:-} != build ]] && find_installed_pulumi; then
    pulumi_from=path
  elif [[ ${OCPLAB_TOOLS:-} != build ]] && in_store "$official"; then
    pulumi_from=store pulumi_dir=$store/$official
  elif in_store "$built_pulumi"; then
    pulumi_from=store pulumi_dir=$store/$built_pulumi
  elif pulumi_reachable; then
    pulumi_from=download pulumi_dir=$store/$official
  else
    pulumi_from=build pulumi_dir=$store/$built_pulumi
  fi
}

# find_installed_pulumi: looks for a Pulumi on the PATH that is new enough and has its language host
# beside it. The wrappers that setup makes are passed over.
find_installed_pulumi() {
  local found version
  while read -r found; do
    found=$(realpath "$found")
    if [[ $found == */.tools/bin/pulumi ]]; then continue; fi
    if [[ ! -x ${found%/*}/pulumi-language-nodejs ]]; then continue; fi
    version=$(PULUMI_SKIP_UPDATE_CHECK=1 "$found" version) || continue
    if at_least "${version#v}" "$PULUMI_OLDEST"; then
      pulumi_dir=${found%/*}
      return 0
    fi
  done < <(type -ap pulumi)
  return 1
}

plan_libvirt() {
  local official=terraform-provider-libvirt-$LIBVIRT_PROVIDER_VERSION-official
  if [[ ${OCPLAB_TOOLS:-} != build ]] && in_store "$official"; then
    libvirt_from=store libvirt_dir=$store/$official
  elif in_store "$built_libvirt"; then
    libvirt_from=store libvirt_dir=$store/$built_libvirt
  elif libvirt_reachable; then
    libvirt_from=download libvirt_dir=$store/$official
  else
    libvirt_from=build libvirt_dir=$store/$built_libvirt
  fi
}

# Built plugins go into a Pulumi home of our own: the user's holds official ones only.
plan_plugins() {
  if [[ $pulumi_dir == "$store/$built_pulumi" ]]; then
    plugins_from=build
  elif has_plugin terraform-provider "$TERRAFORM_PLUGIN_VERSION" &&
    has_plugin command "$COMMAND_PLUGIN_VERSION"; then
    plugins_from=home
  elif [[ $pulumi_from != download ]] && in_store "$built_bridge"; then
    plugins_from=build
  elif [[ $pulumi_from == download ]] || pulumi_reachable; then
    plugins_from=install
  else
    plugins_from=build
  fi
}

# has_plugin NAME VERSION: whether the user's own Pulumi home has a resource plugin.
has_plugin() {
  [[ -x ${PULUMI_HOME:-$HOME/.pulumi}/plugins/resource-$1-v$2/pulumi-resource-$1 ]]
}

# needs_go: whether anything has to be built from Go modules.
needs_go() {
  [[ $pulumi_from == build || $libvirt_from == build ]] ||
    { [[ $plugins_from == build ]] && ! in_store "$built_bridge"; }
}
