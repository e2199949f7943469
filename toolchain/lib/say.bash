# What setup tells the person who runs it.

say() {
  printf 'setup: %s\n' "$*"
}

fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

# step TEXT COMMAND...: runs a command that may take a while, tells what it does and how long it
# took. What the command prints is shown only when it fails.
step() {
  local text=$1 log status started=$EPOCHSECONDS
  shift
  log=$(mktemp)
  say "$text ..."
  # Not `if "$@"`: that would switch errexit off inside the command.
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1
  status=$?
  set -e
  if ((status != 0)); then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "$text: failed after $((EPOCHSECONDS - started)) s (exit code $status)"
  fi
  rm -f "$log"
  say "  done in $((EPOCHSECONDS - started)) s"
}
