#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh SPRAWA FOLDER CODES.DEF: bad files, and the exact output of sprawa for each.
#
# FOLDER/CODE.case has one fault, for each diagnostic of CODES.DEF; FOLDER/several/ has several faults at a time, FOLDER/clean/
# what must pass without a word. A case begins with what differs from the site that `sprawa init` writes:
#     @@ PATH                the lines that follow are that file
#     @@ append PATH         they are added to it
#     @@ edit PATH           they are commands of sed that change it
#     @@ remove PATH
#     @@ sh                  they are run by the shell in the site
#     @@ nobody              sprawa is run by a user who owns nothing there
#     @@ expect [COMMAND]    what `sprawa COMMAND` prints (default: check .), and last its exit code
# With UPDATE=1 the expected parts are written anew: read the difference before you commit it. With ONLY=NAME one case is run.
set -u
shopt -s nullglob
sprawa=$(realpath "$1") folder=$(realpath "$2") codes=$(realpath "$3")
export NO_COLOR=1 LC_ALL=C
umask 022 # some cases are run by another user
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

fault() { # NAME TEXT
  echo "not ok - $1: $2"
  failed=$((failed + 1))
}

# Turns the first part of a case into a script for the shell.
lay_out() { # CASE
  awk '
    function end() { if (open) print "END_OF_PART"; open = 0 }
    function begin(command) { end(); print command " <<'\''END_OF_PART'\''"; open = 1 }
    /^@@ expect/ { exit }
    /^@@ remove / { end(); print "rm -rf " $3; next }
    /^@@ append / { begin("cat >>" $3); next }
    /^@@ edit / { begin("sed -i -f /dev/stdin " $3); next }
    /^@@ sh/ { begin("sh -eu"); next }
    /^@@ nobody/ { end(); next }
    /^@@ / { end(); print "mkdir -p $(dirname " $2 ")"; begin("cat >" $2); next }
    open { print }
    END { end() }
  ' "$1"
}

# What is not readable for others, root reads all the same.
found() { # CASE: what sprawa prints now
  local site=$work/site command as=()
  rm -rf "$site"
  cp -r "$work/base" "$site"
  command=$(sed -n 's/^@@ expect *//p' "$1" | head -n 1)
  if grep -q '^@@ nobody' "$1" && [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
  (
    cd "$site" && lay_out "$1" | sh -eu || echo "the case cannot be laid out"
    # A command is words without blanks in them.
    # shellcheck disable=SC2086
    "${as[@]}" "$work/sprawa" ${command:-check .} </dev/null
    echo "exit $?"
  ) 2>&1
}

update() { # CASE: writes the expected part anew
  { sed '/^@@ expect/q' "$1" && cat "$work/found"; } >"$work/new"
  cp "$work/new" "$1"
}

compare() { # NAME CASE
  found "$2" >"$work/found"
  [ -z "${UPDATE:-}" ] || update "$2"
  awk 'found; /^@@ expect/ { found = 1 }' "$2" >"$work/expected"
  if diff -u --label expected --label found "$work/expected" "$work/found" >"$work/diff"; then
    return 0
  fi
  fault "$1" "another output"
  sed 's/^/# /' "$work/diff"
  return 1
}

run_all() { # FOLDER CHECK: CHECK NAME is run on the output of each case that is as expected
  local case name
  for case in "$1"/*.case; do
    name=$(basename "$case" .case)
    [ "${ONLY:-$name}" = "$name" ] || continue
    compare "$name" "$case" || continue
    if "$2" "$name"; then passed=$((passed + 1)); else fault "$name" "the output is not of the kind of $1"; fi
  done
}

has_code() { grep -q "\[$1\]$" "$work/found"; }
is_clean() { ! grep -qE '(error|warning): ' "$work/found" && [ "$(tail -n 1 "$work/found")" = 'exit 0' ]; }
has_many() { [ "$(grep -cE '(error|warning): ' "$work/found")" -gt 1 ]; }

cp "$sprawa" "$work/sprawa"
chmod 755 "$work"
"$sprawa" init "$work/base" >/dev/null || exit 1
run_all "$folder" has_code
run_all "$folder/several" has_many
run_all "$folder/clean" is_clean

if [ -z "${ONLY:-}" ]; then
  known=$(sed -n 's/^X([A-Z_]*, "\([a-z-]*\)",.*/\1/p' "$codes")
  for code in $known; do
    [ -e "$folder/$code.case" ] || fault "$code" "no file $code.case"
  done
  for case in "$folder"/*.case; do
    grep -q "\"$(basename "$case" .case)\"" "$codes" || fault "$(basename "$case")" "no such code"
  done
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
