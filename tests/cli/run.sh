#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh SPRAWA FOLDER SITE: what a person or a program sees of `sprawa`, byte by byte.
#
# FOLDER/NAME.case holds parts, each behind its line:
#     @@ file PATH   a file beside those of SITE, in whose copy the command runs
#     @@ needs LINE  if this command fails, the machine lacks something (a terminal), and the case is passed over
#     @@ run LINE    the command line for the shell; $sprawa is the program, one word
#     @@ in          its standard input
#     @@ exit N      its exit code
#     @@ out, @@ err what it must print
# With UPDATE=1 the last three are written anew: read the difference before you commit it.
set -u
program=$(realpath "$1") folder=$2 site=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/.bin" && ln -s "$program" "$work/.bin/sprawa"
export sprawa=sprawa PATH="$work/.bin:$PATH" LC_ALL=C TERM=xterm
town=$(realpath "$(dirname "$0")/town.sh") # for cases that need a database
people=$(realpath "$(dirname "$0")/people.sh") # the same, with users
eyes=$(realpath "$(dirname "$0")/eyes.sh") # the same, with somebody for each part that one may have in a case
flows=$(realpath "$(dirname "$0")/indicators.sh") # a database with cases whose indicators are known
export town eyes flows people
passed=0 failed=0

part() { # CASE HEAD: the lines behind the line that begins with "@@ HEAD"
  awk -v head="@@ $2" '/^@@ /{ on = index($0, head) == 1 && ($0 == head || substr($0, length(head) + 1, 1) == " "); next } on' "$1"
}

for case in "$folder"/*.case; do
  name=$(basename "$case" .case)
  needs=$(sed -n 's/^@@ needs //p' "$case")
  if [ -n "$needs" ] && ! bash -c "$needs" >/dev/null 2>&1 </dev/null; then
    echo "skipped - $name: $needs"
    continue
  fi
  here=$work/$name
  mkdir "$here" && cp -r "$site/." "$here"
  while IFS= read -r file; do
    mkdir -p "$here/$(dirname "$file")" && part "$case" "file $file" >"$here/$file"
  done < <(sed -n 's/^@@ file //p' "$case")
  part "$case" in >"$work/in"
  line=$(sed -n 's/^@@ run //p' "$case")
  (cd "$here" && bash -c "$line") <"$work/in" >"$work/out" 2>"$work/err"
  code=$?
  if [ -n "${UPDATE:-}" ]; then
    awk '/^@@ exit/ { exit } { print }' "$case" >"$work/new"
    { cat "$work/new"; echo "@@ exit $code"; echo "@@ out"; cat "$work/out"; echo "@@ err"; cat "$work/err"; } >"$case"
  fi
  { echo "exit $(sed -n 's/^@@ exit //p' "$case")"; part "$case" out; echo "-- err"; part "$case" err; } >"$work/expected"
  { echo "exit $code"; cat "$work/out"; echo "-- err"; cat "$work/err"; } >"$work/found"
  if diff -u --label expected --label found "$work/expected" "$work/found" >"$work/diff"; then
    passed=$((passed + 1))
  else
    echo "not ok - $name" && head -n 60 "$work/diff" | sed 's/^/# /' && failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
