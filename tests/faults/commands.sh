#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# commands.sh SPRAWA FAULTY SITE [ALL [SEED [NAME...]]]: commands of `sprawa` in which one call fails, the disk is full from it on, or
# the process ends at it, before it or in its midst: the calls that change files and those that get memory (FAULTY, see
# faulty_cli.c). Then a command that failed has said so with exit code 4, nothing is half done, and asking again does it
# once. Some places are tried, others with another SEED; with ALL=1 each call that changes files, every so many
# requests for memory, and commands that are killed at random moments.
set -u
sprawa=$(realpath "$1") faulty=$(realpath "$2") site=$(realpath "$3") all=${4:-} seed=${5:-$RANDOM}
folder=/dev/shm
[ -w $folder ] || folder=/tmp
work=$(mktemp -d "$folder/sprawa-faults-XXXXXX")
trap 'rm -rf "$work"' EXIT
export SPRAWA_DB=sprawa.db LC_ALL=C
RANDOM=$seed
runs=0 label=none

fail() {
  echo "not ok - $label: $*"
  echo "seed $seed; exit code ${code:-none}; it said:"
  sed 's/^/# /' "$work/out" "$work/err" | tail -n 10
  find "$work/here" -type f | sed 's/^/# /'
  exit 1
}
first=(--pretend --now 2026-01-07T10:00:00+01:00) later=(--pretend --now 2026-01-20T10:00:00+01:00)
quietly() { # a command that must do its work
  "$sprawa" "$@" >"$work/again" 2>&1 || { cat "$work/again" >>"$work/err"; fail "sprawa $* does not work afterwards"; }
}
entries() { "$sprawa" db info --json --db "${1:-sprawa.db}" 2>>"$work/err" | sed 's/.*"entries":\([0-9]*\).*/\1/'; }
same() { [ "$1" = "$2" ] || fail "$3: $1, not $2"; }
true_to_itself() { quietly db verify --rebuild --decide; }
opened() { "$sprawa" case open relay --city alpha --json --case "$1" "${first[@]}" | sed -n 's/.*"id":"\([a-z2-7]*\)".*/\1/p'; }

# -- what there is before -------------------------------------------------------------------------------------
# A site, clear and with sealed cases, and one with other holidays.
cp -r "$site" "$work/sealed"
cp -r "$site" "$work/clear" && sed -i 's/, sensitive: true//' "$work/clear/workflows/relay/package.yaml"
cp -r "$work/clear" "$work/other"
sed -i 's/^holidays: .*/holidays: [{on: 01-08, title: {en: Free}, basis: none}]/' "$work/other/workflows/calendars/xx.yaml"
planted='{"target": "beta", "note": "planted in the case"}'

make_base() { # NAME SITE
  mkdir "$work/$1" && cd "$work/$1" || exit 1
  quietly deploy "../$2"
  id=$(opened "$planted") other=$(opened "$planted")
  quietly case send "$other" open_other --by desk "${first[@]}"
}
mkdir "$work/empty" "$work/here"
touch "$work/out" "$work/err"
make_base sealed-base sealed && sealed_id=$id
make_base base clear
cp -r "$work/base" "$work/older" && cd "$work/older" || exit 1
quietly db backup b.db
quietly case send "$id" fail_later --by desk "${first[@]}"
quietly case erase "$id" --reason over --force
before=$(cd "$work/base" && entries) older=$(entries)
same "$before $older" "4 6" "entries of the beginning"
cp -r "$work/base" "$work/ticked" && cd "$work/ticked" || exit 1
quietly tick "${later[@]}"
ticked=$(entries)
[ "$ticked" -gt $((before + 3)) ] || fail "next to nothing is due: $ticked"

# -- what is tried, and what must be true afterwards ----------------------------------------------------------
# Each name has: where it begins, the command, and a check that finds the folder as the fault left it.
declare -A begin=([make]=empty [deploy]=base [open]=sealed-base [send]=sealed-base [tick]=base [erase]=base [backup]=base
  [restore]=older)
do_make() { command=(deploy ../clear); }
check_make() {
  quietly deploy ../clear
  opened "$planted" >/dev/null
  same "$(entries)" 1 "entries in a new database"
  true_to_itself
}
do_deploy() { command=(deploy ../other "${first[@]}"); }
check_deploy() {
  "$sprawa" deploy ../other "${first[@]}" >"$work/again" 2>&1 || fail "does not deploy afterwards"
  [ "$code" != 0 ] || grep -q "environment as it was" "$work/again" || fail "was done, and is done again"
  same "$(entries)" $((before + 2)) "entries, with one for each case whose deadline moved"
  true_to_itself
}
do_open() { command=(case open relay --city alpha --case "$planted" --key once "${first[@]}"); }
check_open() {
  "$sprawa" "${command[@]}" >"$work/again" 2>&1 || fail "cannot be opened afterwards"
  same "$(entries)" $((before + 1)) "entries after opening a case once"
  true_to_itself
}
do_send() { command=(case send "$sealed_id" count --by desk --key once "${first[@]}"); }
check_send() {
  quietly "${command[@]}"
  same "$(entries)" $((before + 1)) "entries after an event sent once"
  true_to_itself
}
do_tick() { command=(tick "${later[@]}"); }
check_tick() {
  quietly "${command[@]}"
  same "$(entries)" "$ticked" "entries after what was due fired once"
  true_to_itself
}
do_erase() { command=(case erase "$id" --reason over --force "${first[@]}"); }
check_erase() {
  quietly db backup copy.db
  [ "$(entries copy.db)" = "$before" ] || erased_in copy.db
  [ "$code" != 0 ] || erased_in sprawa.db
  "$sprawa" "${command[@]}" >"$work/again" 2>&1
  erased_in sprawa.db
  same "$(entries)" $((before + 1)) "entries after erasing a case once"
  true_to_itself
}
# The other case has the same words once: its own.
erased_in() { # DATABASE
  local n
  n=$(cat "$1" "$1-wal" "$1.keys" 2>/dev/null | grep -a -o 'planted in the case' | wc -l)
  [ "$n" -le "$planted_times" ] || fail "what was erased is in $1 ($n times, without it $planted_times)"
}
do_backup() { command=(db backup b.db); }
check_backup() {
  [ "$code" != 0 ] || [ -e b.db ] || fail "was done, and there is no copy"
  [ ! -e b.db ] || same "$(entries b.db)" "$before" "entries in the copy"
  rm -f b.db b.db.part*
  quietly db backup b.db
  true_to_itself
}
do_restore() { command=(db restore b.db --force "${first[@]}"); }
check_restore() {
  [ -e sprawa.db ] || fail "there is no database in its place"
  "$sprawa" case show "$id" 2>&1 | grep -q '^state *erased' || fail "the erased case came back"
  local n
  n=$(entries)
  [ "$n" = $((before + 1)) ] || { [ "$n" = "$older" ] && [ "$code" != 0 ]; } || fail "entries of the database: $n"
  rm -f sprawa.db.restored* sprawa.db.replaced
  quietly "${command[@]}"
  same "$(entries)" $((before + 1)) "entries of the restored database"
  true_to_itself
}

# -- one fault ------------------------------------------------------------------------------------------------
here_again() {
  cd "$work" && rm -rf here fired && cp -r "${begin[$name]}" here && cd here || exit 1
  "do_$name"
}

# A fault is told, with the code that the environment's faults have; a fault that did no harm is none.
judge() {
  case $code in
    0 | 77 | 137) ;;
    4) grep -q '^sprawa: ..' "$work/err" || fail "exit code 4 without a word" ;;
    *) fail "another exit code than 0 and 4" ;;
  esac
}

try() { # NAME KIND WAY N: 1 where there are fewer calls than that
  name=$1 label="$1, $2 $3 $4"
  here_again
  SPRAWA_FIRED=$work/fired SPRAWA_FAULT="$2 $3" SPRAWA_FAULT_AT=$4 "$faulty" "${command[@]}" >"$work/out" 2>"$work/err" \
    </dev/null
  code=$?
  if [ "$code" != 77 ] && [ ! -e "$work/fired" ]; then
    [ "$code" = 0 ] || fail "fails without a fault"
    return 1
  fi
  judge
  "check_$name"
  runs=$((runs + 1))
}

try_kill() { # NAME
  name=$1 label="$1, killed"
  here_again
  "$sprawa" "${command[@]}" >"$work/out" 2>"$work/err" </dev/null &
  local pid=$!
  sleep "0.0$((RANDOM % 5))$((RANDOM % 10))$((RANDOM % 10))"
  kill -9 $pid 2>/dev/null
  wait $pid 2>/dev/null
  code=$?
  judge
  "check_$name"
  runs=$((runs + 1))
}

sweep() { # NAME KIND WAY STEP PART: from place to place, STEP and the PART-th part of it further
  local n=$((1 + RANDOM % $4))
  while try "$1" "$2" "$3" $n; do n=$((n + $4 + n / $5)); done
}

planted_times=$(cd "$work/older" && cat sprawa.db sprawa.db.keys | grep -a -o 'planted in the case' | wc -l)
try_all() { # NAME
  local way
  for way in once full crash torn; do sweep "$1" files $way 1 1000000; done
  sweep "$1" memory once 7 100
  sweep "$1" memory full 50 100
  for _ in $(seq 50); do try_kill "$1"; done
}
try_some() { # NAME
  local way
  for way in once full crash torn; do sweep "$1" files $way 60 1; done
  sweep "$1" memory once 1000 1
  sweep "$1" memory full 1000 1
}
shift $(($# < 5 ? $# : 5))
[ $# != 0 ] || set -- make deploy open send tick erase backup restore
for each in "$@"; do
  if [ -n "$all" ]; then try_all "$each"; else try_some "$each"; fi
done
echo "ok - $runs faults"
