#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: headers.sh ROOT CC [CFLAG...]
# Every header compiles alone; public ones also as C++ where a C++ compiler is there.

set -eu
root=$1
cc=$2
shift 2
faults=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

try() {
  name=$1
  shift
  # A header may hold nothing but macros; a C file needs a declaration.
  if ! printf '#include "%s"\nextern int spr_something;\n' "$name" | "$@" -fsyntax-only - 2>"$log"; then
    printf '%s: does not compile alone\n' "$name"
    cat "$log"
    faults=1
  fi
}

for header in $(cd "$root/engine" 2>/dev/null && find . -name '*.h' | sed 's|^\./||' | LC_ALL=C sort); do
  try "$header" "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -Wno-unused-function -D_POSIX_C_SOURCE=200809L \
    -I "$root/engine" -I "$root/include" "$@" -x c
done
for header in $(cd "$root/include" 2>/dev/null && find . -name '*.h' | sed 's|^\./||' | LC_ALL=C sort); do
  try "$header" "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -I "$root/include" -x c
  if command -v c++ >/dev/null; then
    try "$header" c++ -std=c++11 -Wall -Wextra -Wpedantic -Werror -I "$root/include" -x c++
  fi
done
exit "$faults"
