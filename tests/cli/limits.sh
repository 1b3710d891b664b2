#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# limits.sh SPRAWA: `try --json` as a partner that runs for long: it answers each line at once, survives lines of any
# length, and neither grows nor slows down.
set -u
# The sanitizer keeps what was freed, to find later use of it; here that would look like growth.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=0:thread_local_quarantine_size_kb=0
sprawa=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
check() { # NAME, then a condition
  local name=$1
  shift
  if "$@"; then echo "ok - $name"; else echo "not ok - $name" && failed=1; fi
}

cat >"$work/door.yaml" <<'END'
workflow: door
fields: {n: {type: integer, default: 0}}
states:
  shut: {on: {open: {to: opened, do: [{set: {n: =case.n + 1}}]}}}
  opened: {on: {close: shut}, after: {1 hour: shut}}
END

# One line at a time, through pipes that stay open.
coproc P { exec "$sprawa" try "$work/door.yaml" --json; }
pid=$P_PID
answered=0
for line in '' '{"event": "open"}' 'nonsense' '{"advance": "2 hours"}'; do
  [ -n "$line" ] && echo "$line" >&"${P[1]}"
  read -r -t 20 -u "${P[0]}" answer && answered=$((answered + 1))
done
eval "exec ${P[1]}>&-"
wait "$pid"
check "ends well when its input ends" [ $? = 0 ]
check "answers each line before the next one comes" [ "$answered" = 4 ]
check "and the last one is right" grep -q '"configuration":\["shut"\],.*"time":"2025-01-01T02:00:00Z","case":{"n":1}' <<<"$answer"

# A line of two megabytes, then one of nearly one.
{ echo -n '{"event": "'; head -c 2000000 /dev/zero | tr '\0' x; echo '"}'
  echo -n '{"event": "open", "data": "'; head -c 1000000 /dev/zero | tr '\0' y; echo '"}'
  echo '{"event": "open"}'; } | "$sprawa" try "$work/door.yaml" --json >"$work/long"
check "a line beyond the bound is answered and passed over" [ "$(wc -l <"$work/long")" = 4 ]
check "as an error" grep -q '^{"error":"the line is longer than 1 MB"}$' "$work/long"
check "and the next line is read" [ "$(tail -n 1 "$work/long" | grep -c '"accepted":true')" = 1 ]

# Many lines, without growing: the memory after the second half is that after the first.
half=${LINES_OF_INPUT:-100000}
repeat() {
  yes '{"event": "open", "data": {"text": "some text", "list": [1, 2, 3]}}
{"event": "close"}
{"advance": "2 hours"}
{"event": "nothing"}' | head -n "$half"
}
resident() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status"; }
coproc Q { exec "$sprawa" try "$work/door.yaml" --json; }
pid=$Q_PID
exec 8<&"${Q[0]}" 9>&"${Q[1]}"
eval "exec ${Q[0]}<&- ${Q[1]}>&-"
read -r -t 20 -u 8 answer
repeat >&9 &
head -n "$half" <&8 >"$work/first"
before=$(resident)
repeat >&9 &
head -n "$half" <&8 >"$work/second"
after=$(resident)
exec 9>&-
wait "$pid"
check "a long input is answered to its end" grep -q "\"n\":$((half / 2))" <<<"$(tail -n 1 "$work/second")"
check "and takes no more memory ($before kB, then $after kB)" [ $((after - before)) -lt 256 ]
exit $failed
