# The prerequisites: all that is missing is told in one message, before anything starts.

missing=()

check_prerequisites() {
  check_node
  if needs_go; then
    check_go
    check_disk
  fi
  if [[ $with_box ]]; then check_box; fi
  if ((${#missing[@]} > 0)); then
    fail "this machine lacks what setup needs; nothing was changed.
$(printf '  - %s\n' "${missing[@]}")"
  fi
}

# at_least VERSION OLDEST
at_least() {
  [[ $(printf '%s\n' "$2" "$1" | sort --version-sort | head -n 1) == "$2" ]]
}

check_node() {
  local found="not found on the PATH"
  if command -v node >/dev/null; then
    found=$(node --version)
    if ! at_least "${found#v}" "$NODE_OLDEST"; then found="$(command -v node) is $found"; fi
  fi
  if [[ $found == *" "* ]]; then
    missing+=("Node.js $NODE_OLDEST or newer: $found; see https://nodejs.org")
  fi
  command -v npm >/dev/null || missing+=("npm: not found on the PATH; it comes with Node.js")
}

check_go() {
  local found="not found on the PATH"
  if command -v go >/dev/null; then
    # Inside the module Go answers with the version that would build it, and gets that if it may.
    found=$(cd toolchain/pulumi-language-nodejs && go env GOVERSION 2>&1) || true
    if [[ $found == go[0-9]* ]] && at_least "${found#go}" "$GO_OLDEST"; then return; fi
    found="$(command -v go) says: $found"
  fi
  missing+=("Go $GO_OLDEST or newer: $found; see https://go.dev/doc/install. It builds the \
Pulumi tools, because no official release is installed or can be downloaded (with curl and unzip)")
}

check_disk() {
  local folder free
  # Go's own caches take the larger part.
  for folder in "$cache" "$(go env GOMODCACHE 2>/dev/null)" "$(go env GOCACHE 2>/dev/null)"; do
    if [[ ! $folder ]]; then continue; fi
    while [[ ! -d $folder ]]; do folder=$(dirname "$folder"); done
    free=$(($(df --output=avail -k "$folder" | tail -n 1) / 1024))
    if ((free < BUILD_MIB)); then
      missing+=("$BUILD_MIB MiB of free disk to build the Pulumi tools: $folder has $free MiB; \
OCPLAB_CACHE, GOMODCACHE and GOCACHE can name folders elsewhere")
      return
    fi
  done
}

# The lab in a box needs root, and Debian packages, which root can install.
check_box() {
  if ((EUID != 0)); then
    missing+=("root: the lab in a box boots system containers; run setup --box as root")
  fi
  mapfile -t box_packages < <(missing_packages)
  if ((${#box_packages[@]} > 0)) && ! command -v apt-get >/dev/null; then
    missing+=("the packages ${box_packages[*]}: the lab in a box runs on Debian 12")
  fi
}

# missing_packages: those of box/packages (one a line, # starts a comment) that are not installed.
missing_packages() {
  local package status
  if [[ ! -f box/packages ]]; then return; fi
  sed 's/#.*//; s/[[:space:]]//g; /^$/d' box/packages | while read -r package; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || true
    if [[ $status != installed ]]; then echo "$package"; fi
  done
}

install_packages() {
  if ((${#box_packages[@]} == 0)); then return; fi
  step "Installing Debian packages: ${box_packages[*]}" apt_install "${box_packages[@]}"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install --yes --no-install-recommends "$@"
}
