#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh SPRAWA FOLDER [limits]: files that mean harm, through the command line. Each must end as its first line says, within the time
# and memory below (with `limits`; sanitizers need more), with an exit code of the command's own, and with the same bytes when it is
# done once more.
#
#     lua/NAME.lua    -- KIND: EXPECTED      hook `h`, asked twice by the event `go`: as a guard, for a value, or to act
#     yaml/NAME.yaml  # check: EXPECTED      a workflow that stands alone; `try` sends it the lines that begin with `#< `
#     yaml/NAME.sh    the same, printed by a script, where the file would be too long to read
#     leaks/NAME.lua  the rules of a city that tries to reach the other city of its site
#
# EXPECTED must occur in what is printed: a diagnostic's [code], the code of a refusal, or a value. The words behind it:
#     alike    both times the same answer: the first left nothing for the second
set -u
sprawa=$(realpath "$1") folder=$(realpath "$2") limits=${3:-}
export LC_ALL=C NO_COLOR=1
seconds=10 # of the processor; a busy machine may take longer
[ "$limits" = limits ] || seconds=100
max_memory=$((384 * 1024)) # kB of address space: the program, and the bounds of base/limits.h
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0 failed=0

fault() { # NAME TEXT
  echo "not ok - $1: $2"
  head -n 6 found | cut -c 1-300 | sed 's/^/# /'
  echo
  failed=$((failed + 1))
}

# The command's output, and last how it ended.
limited() { # ARGUMENT...
  (
    [ "$limits" = limits ] && ulimit -v $max_memory
    ulimit -t "$seconds"
    exec timeout -s KILL $((10 * seconds)) "$sprawa" "$@"
  ) <in 2>&1
  echo "exit $?"
}

judge() { # NAME EXPECTED COMMAND...
  local name=$1 expected=$2 alike=
  shift 2
  [ "${expected% alike}" = "$expected" ] || { expected=${expected% alike} && alike=1; }
  "$@" >found
  # Sanitizers are slow, and answer as often as they are asked.
  if [ "$limits" = limits ]; then "$@" >again; else cp found again; fi
  case $(tail -n 1 found) in
    'exit 0' | 'exit 1') ;;
    *) fault "$name" "it ended with $(tail -n 1 found)" && return ;;
  esac
  cmp -s found again || { fault "$name" "another answer the second time" && return; }
  grep -qF -e "$expected" found || { fault "$name" "expected $expected" && return; }
  [ -z "$alike" ] || [ "$(sed -n 2p found)" = "$(sed -n 3p found)" ] || { fault "$name" "the second go differs" && return; }
  passed=$((passed + 1))
}

first_line() { head -n 1 "$1" | sed 's/^[-#]* //'; }

# -- Lua

machine() { # KIND
  local returns=any action='do: [{set: {x: =hook.h()}}]' guard=
  case $1 in
    guard) returns=boolean action='to: b' guard='when: hook.h(), ' ;;
    act) returns="" action='do: [{call: hook.h()}]' ;;
  esac
  echo "workflow: machine"
  echo "hooks: {h: {${returns:+returns: $returns}}}"
  echo "fields: {x: {type: any}, list: {type: list, of: integer, default: [3, 1, 2]}, n: {type: integer, default: 7}}"
  echo "states: {a: {on: {go: {$guard$action}, calm: {}, rest: b}}, b: {on: {go: a, calm: {}}}}"
}

try_lua() { # FILE
  limited check machine.yaml --rules "$1" >checked
  if [ "$(tail -n 1 checked)" = 'exit 0' ]; then limited try machine.yaml --rules "$1" --json; else cat checked; fi
}

for file in "$folder"/lua/*.lua; do
  [ -e "$file" ] || continue
  name=lua/$(basename "$file" .lua) line=$(first_line "$file")
  cp "$file" h.lua
  machine "${line%%:*}" >machine.yaml
  printf '%s\n' '{"event": "go", "data": {"n": 5}}' '{"event": "go", "data": {"n": 5}}' '{"event": "calm"}' >in
  judge "$name" "${line#*: }" try_lua h.lua
  # Whatever the hook did, the engine goes on.
  [ "$(tail -n 1 found)" = 'exit 1' ] || sed -n 4p found | grep -q '"accepted":true' || fault "$name" "calm is refused"
done

# -- YAML

for file in "$folder"/yaml/*; do
  [ -e "$file" ] || continue
  name=yaml/$(basename "$file")
  case $file in
    *.sh) bash "$file" >flow.yaml ;;
    *) cp "$file" flow.yaml ;;
  esac
  line=$(first_line flow.yaml)
  sed -n 's/^#< //p' flow.yaml >in
  case ${line%%:*} in
    try) judge "$name" "${line#*: }" limited try flow.yaml --json ;;
    *) judge "$name" "${line#*: }" limited check flow.yaml ;;
  esac
done

# -- leaks from one city to another

# Two cities in one process: northtown, which is tried first, and watch, whose rule answers with what it can see.
build_site() {
  "$sprawa" init site >/dev/null && cp -r site/scripts/northtown site/scripts/watch && cd site/scripts/watch || exit 1
  rm -r stories && sed -i 's/Northtown/Watch/; s/northtown/watch/' ./*.yaml && mkdir stories
  cat >shelter.lua <<'END'
local watch = {}
function watch.may_admit()
  if event.name == "assessed" then return true end
  local s, st, c, p, e = string, standard, city, param, event
  return false, table.concat({s.upper("seen"), tostring(s.owned), tostring(("x").owned), tostring(st.may_admit()), c.id, role.home,
    c.institutions[role.home].capacity, caseload(role.home), tostring(p.wait_limit), e.name}, " ")
end
return watch
END
  cat >stories/seen.yaml <<'END'
story: Watch sees what it has always seen
package: shelter
start: 2026-03-06 22:00
steps:
  - {send: assessed, by: home, data: {danger: false}}
  - {send: place_free, by: home, refused: "SEEN nil nil true watch shelter-watch 12 0 60 days place_free"}
  - {wait: 59 days}
  - expect: {state: waiting}
END
  cd "$work" || exit 1
}

build_site
: >in
for file in "$folder"/leaks/*.lua; do
  cp "$file" site/scripts/northtown/shelter.lua
  judge "leaks/$(basename "$file" .lua)" 'ok 4 - watch/seen (watch)' limited test site
  [ "$(grep -c '^ok .*(watch)' found)" = 2 ] || fault "leaks/$(basename "$file" .lua)" "it is not as it was in watch"
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
