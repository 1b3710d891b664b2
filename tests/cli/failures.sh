#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# failures.sh SPRAWA ONE_DOCUMENT SITE: however a command fails, with `--json` it writes one document that says how, and
# nothing else; it ends with the exit code that is documented, and with the same one without --json. Every command that
# takes --json is in the table.
set -u
program=$(realpath "$1") one_document=$(realpath "$2") site=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/.bin" && ln -s "$program" "$work/.bin/sprawa"
export sprawa=sprawa PATH="$work/.bin:$PATH" LC_ALL=C TERM=xterm
town=$(realpath "$(dirname "$0")/town.sh")
cp -r "$site/." "$work" && cd "$work" || exit 1
# shellcheck source=/dev/null
. "$town"
cp -r "$work/workflows" "$work/scripts" -t "$(mkdir broken && echo broken)"
sed -i 's/finish: ended/finish: nowhere_at_all/' broken/workflows/relay/strict.yaml
printf 'states: {a: {on: {go: b}}}\n' >alone.yaml
printf 'nothing\n' >foreign.db
printf 'nothing\n' >foreign.db-users && chmod 600 foreign.db-users
sprawa user add anna --role worker --institution inn-alpha >/dev/null
sprawa user token add taken --scope metrics --expires '1 day' >/dev/null 2>&1
head -c 1100000 /dev/zero | tr '\0' ' ' >large.json
printf '%0100d' 0 | tr 0 '[' >deep.json

# EXIT CODE COMMAND LINE; ID stands for the open case. "diagnostics": the document lists faults.
cat >table <<'END'
3 not-found    check nowhere
1 diagnostics  check broken
1 diagnostics  check alone.yaml
3 not-found    check --explain no-such-code
2 usage        check a b
3 not-found    test nowhere
3 not-found    test --city nowhere
2 usage        test --colour
3 not-found    deploy nowhere
1 diagnostics  deploy broken
4 invalid      deploy --db foreign.db
2 usage        deploy a b
2 usage        case open relay
2 usage        case open
3 not-found    case open relay --city nowhere
3 not-found    case open nothing --city alpha
3 not-found    case open relay --city alpha --workflow nothing
1 data         case open relay --city alpha --case '{"no_such_field": 1}'
2 usage        case open relay --city alpha --case '{"target": '
2 usage        case open relay --city alpha --case @large.json
2 usage        case open relay --city alpha --case @deep.json
3 not-found    case open relay --city alpha --case @nowhere
4 not-done     case open relay --city alpha --case @.
3 not-found    case send nothing count
1 no-transition case send ID heard_of_nothing
1 guard        case send ID approve --by desk --data '{"on": "2026-01-01"}'
1 data         case send ID approve --by desk --data '{"on": "some day"}'
1 not-competent case send ID count --by house
1 case-moved   case send ID count --at-seq 17
2 usage        case send ID count --data '{'
2 usage        case send ID count --data @large.json
2 usage        case send ID count --data "$(cat deep.json)"
2 usage        case send ID count --at-seq 0
2 usage        case send ID count --by ''
2 usage        case send ID count --now yesterday --pretend
2 usage        case send ID count --now 2026-01-07T10:00:00+01:00
3 not-found    case send ID count --db nowhere.db
4 invalid      case send ID count --db foreign.db
1 no-task      case task ID nothing --done
2 usage        case task ID papers --done --sign
2 usage        case task ID papers --done --data nonsense
3 not-found    case task nothing
3 not-found    case note nothing text
2 usage        case note ID
3 not-found    case reopen nothing
1 no-transition case reopen ID
2 usage        case list --due soon
2 usage        case list --where note
2 usage        case list --limit 0
2 cursor       case list --after nonsense
3 not-found    case list --city nowhere
3 not-found    matrix --workflow nowhere
3 not-found    matrix --city nowhere
2 usage        matrix extra
3 not-found    indicators --city nowhere
3 not-found    indicators --as nobody
2 usage        indicators --since soon
2 usage        indicators --by year
3 not-found    case show nothing
2 usage        case show
2 usage        case show ID --colour
3 not-found    case journal nothing
3 not-found    case journal ID --entry 17
2 usage        case journal ID --entry first
3 not-found    case explain nothing
2 usage        case explain ID --as ''
3 not-found    case link ID nothing --name other
2 usage        case link ID ID
3 not-found    case retry nothing
3 not-found    case hold nothing reason
2 usage        case hold ID
3 not-found    case release nothing reason
3 not-found    case erase nothing --reason reason
2 usage        case erase ID
3 not-found    task list --city nowhere
2 cursor       task list --after nonsense
2 usage        task list --limit many
1 no-task      task done ID nothing
3 not-found    task done nothing papers
1 no-task      task sign ID nothing
1 no-task      task waive ID nothing reason
2 usage        task waive ID papers
2 usage        tick --until later
2 usage        tick --until 2030-01-01T00:00:00Z
3 not-found    tick --db nowhere.db
3 no-keys      case show ID --keys nowhere
3 no-keys      db verify --keys nowhere
3 not-found    db info --db nowhere.db
3 not-found    db verify --db nowhere.db
4 not-done     db info --db foreign.db
4 not-done     db verify --db foreign.db
3 not-found    db backup copy.db --db nowhere.db
1 refused      db backup sprawa.db
3 not-found    db restore nowhere.db --db new.db
1 refused      db restore sprawa.db
3 not-found    db upgrade --db nowhere.db
4 not-done     db upgrade --db foreign.db
2 usage        user add ben --role worker
3 not-found    user add ben --role worker --institution nobody
1 refused      user add anna --role worker --institution inn-alpha
2 usage        user add ben --role king --institution inn-alpha
3 not-found    user list --db nowhere.db
4 not-done     user list --db foreign.db
3 not-found    user remove nobody
2 usage        user remove
2 usage        user password anna
3 not-found    user link nobody
2 usage        user link anna --for long
2 usage        user token add probe --scope metrics
1 refused      user token add taken --scope metrics --expires '1 day'
3 not-found    user token list --db nowhere.db
3 not-found    user token revoke nothing
3 not-found    user log
2 usage        user log --kind nothing
2 usage        version twice
2 usage        frobnicate
2 usage        case
2 usage        case frobnicate
END

passed=0 failed=0
fail() { # COMMAND WHAT
  echo "not ok - $1: $2"
  failed=$((failed + 1))
}
while read -r want code line; do
  line=${line//ID/$id}
  bash -c "sprawa $line --json" >out 2>err </dev/null
  found=$?
  bash -c "sprawa $line" >text 2>words </dev/null
  bare=$?
  if [ "$found" != "$want" ] || [ "$bare" != "$want" ]; then
    fail "$line" "exit code $found, as text $bare, expected $want"
  elif ! why=$("$one_document" out "$code"); then
    fail "$line" "$why: $(head -c 300 out)"
  elif [ -s err ]; then
    fail "$line" "also on standard error: $(head -c 300 err)"
  elif [ ! -s words ] && [ "$code" != diagnostics ]; then
    fail "$line" "fails without a word"
  else
    passed=$((passed + 1))
  fi
done <table

sprawa help | awk '/^commands:/ { on = 1; next } /^$/ { on = 0 } on' | sed 's/^  //; s/  .*//' >commands
while read -r command; do
  # A protocol of lines: where it cannot begin, there is no line.
  [ "$command" = try ] && continue
  # shellcheck disable=SC2086 # a command of two words
  sprawa help $command | grep -q -- '--json' || continue
  grep -q "^[0-9] [a-z-]* *$command\\( \\|\$\\)" table || fail "$command" "is not in the table"
done <commands
[ -s commands ] || fail commands "none are listed"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
