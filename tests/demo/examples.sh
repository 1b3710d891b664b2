#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# examples.sh SPRAWA ROOT DEMO: every example that a --help shows, on the database to look at: it does what it says. Each runs in a copy
# of the site of its own, with the database in it, its invented ids replaced by those of cases to which it applies.
set -u
program=$(realpath "$1") root=$(realpath "$2") demo=$(realpath "$3")
export LC_ALL=C TERM=dumb
unset SPRAWA_DB SPRAWA_MASTER_KEY
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/.bin" "$work/site" "$work/here" && ln -s "$program" "$work/.bin/sprawa"
PATH="$work/.bin:$PATH"
cp -r "$root/workflows" "$root/scripts" "$work/site"
cp "$demo"/* "$work/site"
cat >"$work/site/door.yaml" <<'END'
workflow: door
states:
  shut: {on: {open: opened}}
  opened: {on: {close: shut}}
END
cp "$work/site/door.yaml" "$work/site/my-workflow.yaml"
echo '{"home_municipality": "wielun"}' >"$work/site/case.json"

case_at() { sprawa case list --city gdansk --state "$1" --limit 1 | sed -n '1s/ .*//p'; }
leaves() { sprawa case send "$1" person.left --by desk >/dev/null; }

# What an example is about: prints the id of the case, and of another where it names two; makes what it needs.
prepare() {
  local id
  case $1 in
    *"case send"* | *risk_form*) case_at intake.safety_check ;;
    *interview* | *"case task k2v7oyq3m4x5zt6a") case_at intake.proceedings.assessment ;;
    *"case link"*) echo "$(case_at intake.application) $(case_at intake.contact)" ;;
    *"case reopen"* | *"case erase"*)
      id=$(case_at intake.application)
      leaves "$id"
      echo "$id"
      ;;
    *"case release"*)
      id=$(case_at intake.application)
      sprawa case hold "$id" "file III SA 12/26" >/dev/null
      echo "$id"
      ;;
    *"deploy my-site"*) sprawa init my-site >/dev/null ;;
    *trial.db*) for end in "" .keys .keys.master; do cp "sprawa.db$end" "trial.db$end"; done ;;
    *"db restore"*) sprawa db backup backup/sprawa-2026-05-02.db >/dev/null && rm sprawa.db ;;
    *"init my-site"*) ;;
    *"user add"*) ;;
    *"user log"*)
      sprawa serve --listen 127.0.0.1:0 2>.served & # makes the access log
      until grep -qs listening .served || ! kill -0 $! 2>/dev/null; do sleep 0.1; done
      kill $! && wait $!
      case_at intake.application
      ;;
    *"user "*)
      echo "four words of mine" >password.txt
      {
        sprawa user add anna --role worker --institution mopr-gdansk
        [[ $1 == *"token add"* ]] || sprawa user token add register --scope metrics --expires "1 day"
      } >/dev/null
      ;;
    *) case_at intake.application ;;
  esac
}

# What is not to be done here, and is said so.
expected() {
  case $1 in
    *" agree "*) echo 1 ;;    # no task of the demonstration is signed by several
    *"case retry"*) echo 1 ;; # nothing has failed in it
    *) echo 0 ;;
  esac
}

passed=0 failed=0
run() { # EXAMPLE
  local line=$1 ids code
  rm -rf "$work/here" && cp -r "$work/site" "$work/here" && mkdir "$work/here/backup"
  cd "$work/here" || exit 1
  ids=$(prepare "$line" 2>"$work/err")
  # Other tools, and folders of the system, are not this test's affair.
  line=${line//k2v7oyq3m4x5zt6a/${ids% *}}
  line=${line//b5x3mzt7qlc2y4ae/${ids#* }}
  line=${line//\/backup\//backup/}
  line=${line/| dot -Tsvg/| cat}
  # Nobody sits at a terminal.
  if [[ $line == "sprawa user password anna" ]]; then line+=" < password.txt"; fi
  # A server runs until it is told to end; any port will do.
  if [[ $line == "sprawa serve"* ]]; then line="timeout --foreground --preserve-status 1 ${line/ --listen 127.0.0.1:8081/} --listen 127.0.0.1:0"; fi
  bash -c "set -o pipefail; $line" >"$work/out" 2>"$work/err" </dev/null
  code=$?
  if [ "$code" = "$(expected "$line")" ] && ! grep -qx "no cases\|no open tasks" "$work/out"; then
    passed=$((passed + 1))
  else
    echo "not ok - $line: exit code $code" && head -n 5 "$work/out" "$work/err" && failed=$((failed + 1))
  fi
}

sprawa help | awk '/^commands:/ { on = 1; next } /^$/ { on = 0 } on' | sed 's/^  //; s/  .*//' >"$work/commands"
while read -r command; do
  # shellcheck disable=SC2086 # a command of two words
  sprawa $command --help | awk '/^example:/ { on = 1; next } on' | sed 's/^  //' >"$work/examples"
  [ -s "$work/examples" ] || { echo "not ok - $command: no example" && failed=$((failed + 1)); }
  while read -r example; do run "$example"; done <"$work/examples"
done <"$work/commands"

# A number in somebody's papers is found by the whole of it alone, however it is written.
find() { # TEXT CASES
  local n
  n=$(cd "$work/site" && sprawa case list --text "$1" | grep -c "mother-home")
  if [ "$n" = "$2" ]; then passed=$((passed + 1)); else echo "not ok - search for $1: $n cases" && failed=$((failed + 1)); fi
}
find 99990000012 1
find "9999-0000 012" 1
find 9999000001 0
find 99990000099 0

# What ./dev run says at its end is true in the shell in which it was run, and in a folder of any name.
cp -r "$work/site" "$work/a tour"
"$root/tests/demo/tour.sh" "$program" "$work/a tour/sprawa.db" >"$work/tour" || failed=$((failed + 1))
setting=$(sed -n 's/^  export/export/p' "$work/tour")
while read -r step; do
  if [[ $step == "sprawa serve"* ]]; then step="timeout --foreground --preserve-status 1 ${step/serve/serve --listen 127.0.0.1:0}"; fi
  if bash -c "$setting; $step" >"$work/out" 2>"$work/err" </dev/null && ! grep -qx "no cases" "$work/out"; then
    passed=$((passed + 1))
  else
    echo "not ok - $step" && head -n 5 "$work/out" "$work/err" && failed=$((failed + 1))
  fi
done < <(sed -n 's/^  sprawa/sprawa/p' "$work/tour")
if ! grep -q '^  http://127.0.0.1:8080/enter/' "$work/tour"; then echo "not ok - no link" && failed=$((failed + 1)); fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
