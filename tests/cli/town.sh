# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# For cases that need a database: `. $town`. The site here is deployed, and one case of alpha is open, $id (of $package,
# with $fields). The time is made up; what differs from run to run (ids, hashes) is shown by a word.
: "${sprawa:?is set by run.sh}"
now=2026-01-07T10:00:00+01:00
: "${package:=relay}"
: "${fields:={\"target\": \"beta\", \"note\": \"for all\", \"secret\": \"canary\", \"ours\": \"for the desk\"\}}"
mask() {
  sed -e 's/--after [-_A-Za-z0-9]\{40,\}/--after CURSOR/' -e "s/${id:-@@}/CASE/g" -e "s/${other:-@@}/OTHER/g" -e 's/[0-9a-f]\{64\}/HASH/g' -e 's/id [0-9a-f]\{16\}/id ID/; s/needs [0-9a-f]\{16\}/needs ID/'
}
# The program at that time, with its output masked.
s() {
  "$sprawa" "$@" --pretend --now "$now" >.out 2>.err
  local code=$?
  mask <.out
  mask <.err >&2
  return $code
}
# The same where time plays no part.
plain() {
  "$sprawa" "$@" >.out 2>.err
  local code=$?
  mask <.out
  mask <.err >&2
  return $code
}
opened() { # opens a case with these options and prints its id
  "$sprawa" case open "$package" --json --pretend --now "$now" "$@" | sed -n 's/.*"id":"\([a-z2-7]*\)".*/\1/p'
}
entries() { "$sprawa" db info --json | sed 's/.*"entries":\([0-9]*\).*/\1 entries/'; }
"$sprawa" deploy >/dev/null 2>&1
id=$(opened --city alpha --case "$fields")
