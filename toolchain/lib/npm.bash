# node_modules, exactly as package-lock.json says.

install_npm_packages() {
  local want
  want=$(digest "" package-lock.json)
  if [[ -f node_modules/.setup && $(<node_modules/.setup) == "$want" ]]; then return; fi
  step "Installing npm packages" npm_ci
  echo "$want" >node_modules/.setup
}

# Install scripts stay off: no package needs its own, and that of @pulumi/command would look for its
# plugin on the internet with whatever pulumi is on the PATH. @pulumi/libvirt is a link into sdks/,
# which may still be missing then.
npm_ci() {
  npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error
}
