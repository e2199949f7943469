#!/usr/bin/env bash
# up.sh BASE HEAD: converges the stacks that change between two revisions, HEAD being checked out: the foundation
# first, and no cluster after it has failed. A cluster that left the lab file is named, and never destroyed here.
set -uo pipefail
base=${1:?BASE} head=${2:?HEAD}
pulumi=${PULUMI:-.tools/bin/pulumi}

# the first push of a branch has no revision before it
if ! git cat-file -e "$base^{commit}" 2>/dev/null; then
  nobody=(-c user.name=ocplab -c user.email=ocplab@example.com)
  base=$(git "${nobody[@]}" commit-tree "$(git hash-object -t tree /dev/null)" -m "no lab") || exit
fi
stacks=$(./ocplab diff --stacks "$base" "$head") || exit
failed=0
while read -r stack change; do
  if [[ ! $stack ]]; then continue; fi
  if [[ $change == removed ]]; then
    echo "::warning::$stack left the lab file; if it still stands: pulumi destroy -s $stack"
    continue
  fi
  known=$("$pulumi" stack ls --json) || exit
  grep -qE "\"name\": *\"([^\"]*/)?$stack\"" <<<"$known" ||
    "$pulumi" stack init --non-interactive "$stack" || exit
  if ! "$pulumi" up --stack "$stack" --yes --skip-preview --continue-on-error --non-interactive </dev/null; then
    failed=1
    if [[ $stack == lab ]]; then
      echo "the foundation failed; no cluster is converged" >&2
      break
    fi
  fi
done <<<"$stacks"
exit "$failed"
