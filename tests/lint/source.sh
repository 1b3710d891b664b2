#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: source.sh ROOT
# Checks the text of every source file under ROOT. Prints each fault; ends with 1 if there is one.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
faults=0

# list FOLDERS FIND-TEST...
list() {
  folders=$1
  shift
  for folder in $folders; do
    if [ -d "$folder" ]; then find "$folder" -type f "$@"; fi
  done | grep -v '^engine/cli/template/' | LC_ALL=C sort || true
}

c_files=$(list "engine include tests" \( -name '*.c' -o -name '*.h' -o -name '*.def' \))
if [ -n "$c_files" ]; then
  # No path inside the tree has a space; the list is split into words.
  # shellcheck disable=SC2086
  awk -v layers="$here/layers.txt" -v foreign="$here/foreign.txt" -f "$here/source.awk" $c_files || faults=1
fi

scripts=$(list "engine include tests cmake" \( -name 'CMakeLists.txt' -o -name '*.cmake' -o -name '*.sh' -o -name '*.awk' \))
# Lua in the tests may be bad on purpose; that of the site may not.
hooks=$(list "workflows scripts" -name '*.lua')
for file in $scripts $hooks; do
  if ! head -n 2 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0'; then
    printf '%s:1: spdx: no SPDX line at the top\n' "$file"
    faults=1
  fi
done
exit "$faults"
