# The resource plugins: official ones in the user's own Pulumi home, or built ones in a home of our
# own.

install_plugins() {
  case $plugins_from in
    home) write_wrapper ;;
    install)
      step "Downloading the Pulumi plugins" download_plugins
      write_wrapper
      ;;
    build)
      build_plugins
      write_wrapper "$store/$home"
      ;;
  esac
}

download_plugins() {
  local pulumi=$pulumi_dir/pulumi
  "$pulumi" plugin install resource terraform-provider "$TERRAFORM_PLUGIN_VERSION"
  "$pulumi" plugin install resource command "$COMMAND_PLUGIN_VERSION"
}

build_plugins() {
  local command sources
  mapfile -t sources < <(find provider -name '*.ts' | sort)
  command=command-$COMMAND_PLUGIN_VERSION-$(
    digest "${bundle_flags[*]} $(declare -f bundle_command)" package-lock.json load/compiled.cjs \
      "${sources[@]}"
  )
  home=home-$(digest "$built_bridge $command $(declare -f fill_home)")
  if in_store "$home"; then return; fi
  into_store "$built_bridge" \
    "Building the Terraform bridge $TERRAFORM_PLUGIN_VERSION from Go modules (several minutes)" \
    build_bridge
  into_store "$command" "Bundling the command plugin" bundle_command
  into_store "$home" "Installing the plugins" fill_home "$store/$built_bridge" "$store/$command"
}

# fill_home BRIDGE COMMAND: makes the working directory a Pulumi home with the plugins of these
# folders. The engine would keep a log of all that it does in the folder "logs" of its home, at a third of its
# processor time and up to 500 MB; it goes without where it cannot make that folder.
fill_home() {
  local pulumi=$pulumi_dir/pulumi
  export PULUMI_HOME=$PWD PULUMI_SKIP_UPDATE_CHECK=1
  "$pulumi" plugin install resource terraform-provider "$TERRAFORM_PLUGIN_VERSION" \
    --file "$1/pulumi-resource-terraform-provider"
  "$pulumi" plugin install resource command "$COMMAND_PLUGIN_VERSION" \
    --file "$2"
  rm -rf logs
  : >logs
}

bundle_flags=(--bundle --platform=node --target=node20 --format=cjs --log-level=warning)

# bundle_command: makes a plugin of provider/command, which offers the part of the official command
# plugin that the project uses: one bundled file, beside which V8 keeps what it has compiled of it.
bundle_command() {
  local folder=$PWD
  cp "$root/load/compiled.cjs" .
  cat >pulumi-resource-command <<'END'
#!/usr/bin/env node
require("./compiled.cjs").runCompiled(require("node:path").join(__dirname, "command.cjs"));
END
  chmod 755 pulumi-resource-command
  cd "$root"
  node node_modules/esbuild/bin/esbuild provider/command/main.ts "${bundle_flags[@]}" \
    >"$folder/command.cjs"
}
