#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh SPRAWA ROOT: the example in README.md is the file that it names and does what the text says, every command of sprawa that
# it shows runs, and every path, preset and command of ./dev that it names exists.
set -u
program=$(realpath "$1") root=$(realpath "$2")
export LC_ALL=C NO_COLOR=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
sprawa() { "$program" "$@"; }

check() { # NAME COMMAND...
  local name=$1
  shift
  if "$@"; then echo "ok - $name"; else echo "not ok - $name" && failed=1; fi
}

blocks() { # LANGUAGE: the lines of the code blocks in that language
  awk -v head="\`\`\`$1" '$0 == head { on = 1; next } /^```/ { on = 0 } on' "$root/README.md"
}

# -- the example

example=tests/data/readme/intake.yaml
blocks yaml >"$work/example.yaml"
check "the example is $example" diff -u "$work/example.yaml" "$root/$example"
check "it has about twenty lines" [ "$(wc -l <"$work/example.yaml")" -le 22 ]
check "it has no fault" sprawa check "$root/$example"

try() { # LINE...: the state in which the case stands at the start and after each line; "!" behind a refusal
  printf '%s\n' "$@" | sprawa try "$root/$example" --json |
    sed 's/.*"configuration":\["\([a-z]*\)"\].*"accepted":\([a-z]*\).*/\1 \2/; s/ true//; s/ false/!/' | tr '\n' ' '
}

leads() { # STATES LINE...
  local expected=$1 found
  shift
  found=$(try "$@")
  [ "$found" = "$expected " ] || { echo "# expected $expected, found $found" && false; }
}

# Time starts on Wednesday, the first of January: the third working day is Monday, the sixth.
check "three working days, then the office" leads 'reported reported overdue' \
  '{"advance": "143 hours"}' '{"advance": "1 hour"}'
check "danger leads to a bed" leads 'reported admitted closed' \
  '{"event": "assessed", "data": {"danger": true}}' '{"event": "leave"}'
check "else the case waits, sixty days at most" leads 'reported waiting waiting closed' \
  '{"event": "assessed", "data": {"danger": false}}' '{"advance": "59 days"}' '{"advance": "1 day"}'
check "only the home may withdraw" leads 'reported reported! closed' \
  '{"event": "withdraw", "by": "office"}' '{"event": "withdraw", "by": "home"}'

# -- the commands

cp -r "$root/workflows" "$root/scripts" "$work"
mkdir -p "$work/tests/data" && cp -r "$root/tests/data/readme" "$work/tests/data"
run() { (cd "$work" && eval "$1" </dev/null >"$work/out" 2>&1) || { sed 's/^/# /' "$work/out" && false; }; }
commands=0
while IFS= read -r line; do
  line=${line#build/release/}
  # The case that was opened before it.
  case $line in *' ID'*) line=${line/ ID/ $(cd "$work" && sprawa case list --limit 1 | sed 's/ .*//;q')} ;; esac
  [ "${line#sprawa }" = "$line" ] && continue
  check "${line%%  *}" run "$line"
  commands=$((commands + 1))
done < <(blocks sh)
check "there are commands" [ "$commands" -ge 5 ]

# -- the paths

known='^(workflows|scripts|tests|engine|include)/'
while IFS= read -r path; do
  check "$path exists" [ -e "$root/$path" ]
done < <(tr '`' '\n' <"$root/README.md" | grep -E "${known}[A-Za-z0-9_./-]*$" | LC_ALL=C sort -u)

# -- the ways to build

"$root/dev" help >"$work/help"
while IFS= read -r command; do
  check "./dev $command is there" grep -q "^  $command " "$work/help"
done < <(grep -oE '\./dev [a-z]+' "$root/README.md" | cut -d ' ' -f 2 | LC_ALL=C sort -u)
while IFS= read -r preset; do
  check "the preset $preset is there" grep -qF "\"name\": \"$preset\"" "$root/CMakePresets.json"
done < <(sed -n 's/.*--preset \([a-z]*\).*/\1/p; s|.*build/\([a-z]*\).*|\1|p' "$root/README.md" | LC_ALL=C sort -u)
exit $failed
