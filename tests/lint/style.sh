#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: style.sh [ROOT]
# Each class and id that a sheet of the console selects is a word in some string of what makes pages; what no page has
# is dead.

set -eu
cd "${1:-.}"
faults=0

# The words of all strings, one on each line.
words=$(cat engine/server/*.c engine/diagram/*.c web/*.js |
  grep -o '"[^"]*"' | tr -c 'A-Za-z0-9-' '\n' | LC_ALL=C sort -u)

for sheet in web/*.css; do
  # Without comments and what stands in braces: selectors alone.
  selected=$(tr '\n' ' ' <"$sheet" | sed 's,/\*[^*]*\*/,,g; s/{[^{}]*}/ /g; s/@[a-z][^{]*{//g' |
    grep -o '[.#][a-zA-Z][a-zA-Z0-9-]*' | tr -d '.#' | LC_ALL=C sort -u)
  for name in $selected; do
    printf '%s\n' "$words" | grep -qx -- "$name" && continue
    echo "$sheet: no page has \"$name\""
    faults=1
  done
done
exit "$faults"
