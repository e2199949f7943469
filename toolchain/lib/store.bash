# The store: one folder per tool and set of inputs, outside the checkout, shared by all checkouts of
# this user.

cache=${OCPLAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ocplab}
store=$cache/tools

# digest TEXT [FILE...]: a short name for a text and the content of files (paths relative to the
# project).
digest() {
  local text=$1
  shift
  {
    echo "$text"
    if (($# > 0)); then sha256sum -- "$@"; fi
  } | sha256sum | cut -c 1-12
}

in_store() {
  [[ -d $store/$1 ]]
}

# into_store NAME TEXT COMMAND...: unless the store has it, makes the folder NAME by a command that
# fills its working directory. Readers see the folder complete or not at all.
into_store() {
  local name=$1 text=$2
  shift 2
  if in_store "$name"; then return; fi
  lock_store
  # Another setup may have made it while this one waited.
  if in_store "$name"; then return; fi
  making=$(mktemp -d "$store/.making.XXXXXX")
  chmod 755 "$making"
  step "$text" in_folder "$making" "$@"
  mv -T "$making" "$store/$name"
  making=
}

in_folder() {
  cd "$1"
  shift
  "$@"
}

making=
# Removes an unfinished folder when the script ends, however that is. After a kill -9 lock_store
# does.
leave_store() {
  if [[ $making ]]; then rm -rf "$making"; fi
}

store_locked=
# Lets one setup at a time make something. Who holds the lock knows that every unfinished folder is
# a dead one.
lock_store() {
  if [[ $store_locked ]]; then return; fi
  mkdir -p "$store"
  exec {store_locked}>"$store/.lock"
  if ! flock --nonblock "$store_locked"; then
    say "waiting for another setup that is filling $store ..."
    flock "$store_locked"
  fi
  rm -rf "$store"/.making.*
}
