#!/usr/bin/env bash
# preview.sh BASE HEAD: prints Markdown of what `pulumi preview` says of each stack that changes between the two
# revisions; HEAD is checked out. Ends with 1 where a preview failed. Run it inside the lab, for people you trust:
# it runs the program of HEAD.
set -uo pipefail
base=${1:?BASE} head=${2:?HEAD}
pulumi=${PULUMI:-.tools/bin/pulumi}
most=${PREVIEW_CHARACTERS:-50000}

stacks=$(./ocplab diff --stacks "$base" "$head") || exit
count=$(grep -c . <<<"$stacks")
work=$(mktemp -d)
made=()
failed=0

# What is not there yet is previewed as an empty stack, which is taken away again: at the end, as a cluster's
# program asks for the stack of the foundation.
clean() {
  local stack
  for stack in "${made[@]}"; do
    local config=()
    if [[ -f $work/$stack.had-config ]]; then config=(--preserve-config); fi
    "$pulumi" stack rm --yes --non-interactive "${config[@]}" "$stack" >&2
  done
  rm -rf "$work"
}
trap clean EXIT

# ensure STACK
ensure() {
  local stack=$1 known
  known=$("$pulumi" stack ls --json) || return
  if grep -qE "\"name\": *\"([^\"]*/)?$stack\"" <<<"$known"; then return; fi
  if [[ -f Pulumi.$stack.yaml ]]; then touch "$work/$stack.had-config"; fi
  "$pulumi" stack init --non-interactive "$stack" >&2 || return
  made+=("$stack")
}

# preview STACK
preview() {
  "$pulumi" preview --stack "$1" --diff --non-interactive --color=never --suppress-progress 2>&1
}

echo "## Preview: what the hosts make of it"
echo
if [[ $stacks ]]; then ensure lab || exit; else echo "No stack changes."; fi
while read -r stack change; do
  if [[ ! $stack ]]; then continue; fi
  echo "### Stack \`$stack\`"
  echo
  if [[ $change == removed ]]; then
    echo "Leaves the lab file; not previewed. Destroy it before this is merged: \`pulumi destroy -s $stack\`"
    echo
    continue
  fi
  : >"$work/log"
  if ensure "$stack" && preview "$stack" >"$work/log" </dev/null; then
    echo "Previewed without an error."
  else
    failed=1
    echo "**The preview failed.**"
  fi
  echo
  # these hosts count as unchanged in Pulumi's own numbers
  unread=$(grep -oE '[a-z0-9.-]+: not compared.*' "$work/log" | cut -c1-200 | sort -u)
  if [[ $unread ]]; then
    echo "**Not compared, so not known to be as they should be:**"
    echo
    sed 's/[<>`@]//g; s/^/- /' <<<"$unread"
    echo
  fi
  room=$((most / count))
  size=$(wc -m <"$work/log")
  echo "<details><summary>Pulumi's own words</summary>"
  echo
  # indented, so that nothing in it can end the block
  tail -c "$room" "$work/log" | iconv -c -f UTF-8 -t UTF-8 | sed 's/^/    /'
  echo
  echo "</details>"
  if ((size > room)); then echo "_Left out: the first $((size - room)) characters; the job's log has them._"; fi
  echo
  cat "$work/log" >&2
done <<<"$stacks"
exit "$failed"
