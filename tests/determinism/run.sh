#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh [--once] ROOT SPRAWA [SPRAWA...]: everything that sprawa prints is the same, byte for byte, whatever the environment, the place, the
# order of the files on the disk and the addresses in memory are, and whichever compiler made it.
# --once: it is printed once, and well.
set -u
once=
[ "$1" != --once ] || { once=1 && shift; }
root=$(realpath "$1")
shift
programs=()
for program in "$@"; do programs+=("$(realpath "$program")"); done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# All commands that report, in the site that is the present folder. Times of a run are no result.
everything() { # SPRAWA OUT
  local city format workflow script line
  {
    "$1" check . && "$1" check --json .
    "$1" check broken.yaml
    for workflow in workflows/*/*.yaml; do
      workflow=${workflow#workflows/} && workflow=${workflow%.yaml}
      case $workflow in calendars/* | */package | */gazetteer) continue ;; esac
      for format in yaml json svg dot mermaid; do
        "$1" show "$workflow" --format $format
        for city in scripts/*/; do
          city=$(basename "$city")
          "$1" show "$workflow" --city "$city" --format $format --origin --lang en
        done
      done
    done
    "$1" test --trace
    "$1" test --json
    "$1" test --junit "$2.xml" >/dev/null && cat "$2.xml"
    "$1" try inputs/path.yaml --json <inputs/path.in
    for script in inputs/*.case; do
      line=$(sed -n 's/^# sprawa //p' "$script")
      # The line is words without blanks in them.
      # shellcheck disable=SC2086
      "$1" $line <"$script"
    done
  } >"$2" 2>&1
}

# A site with the files of the root and some input of its own.
lay_out() { # FOLDER LISTING-COMMAND: the files come in the order in which the command prints their names
  mkdir -p "$1/inputs"
  (cd "$root" && find workflows scripts -type f) | "${@:2}" | while IFS= read -r file; do
    mkdir -p "$1/$(dirname "$file")" && cp "$root/$file" "$1/$file"
  done
  cp "$root"/tests/determinism/inputs/* "$1/inputs"
  cp "$root/tests/determinism/broken.yaml" "$1"
}

same() { # NAME
  if cmp "$work/expected" "$work/found"; then echo "ok - $1"; else echo "not ok - $1" && failed=1; fi
  cmp -s "$work/expected" "$work/found" || diff -a "$work/expected" "$work/found" | head -n 10 | cut -c 1-300
}

lay_out "$work/site" sort
cd "$work/site" || exit 1
env -i PATH="$PATH" "${BASH:-bash}" -c "$(declare -f everything); everything $(printf '%q ' "${programs[0]}" "$work/expected")"
lines=$(wc -l <"$work/expected")
if [ "$lines" -gt 3000 ] && grep -q '^[0-9]* passed, 0 failed$' "$work/expected"; then
  echo "ok - $lines lines to compare"
else
  echo "not ok - there is too little to compare" && head -n 20 "$work/expected"
  failed=1
fi

[ -z "$once" ] || exit $failed

# Another zone, language, home, terminal and screen; memory full of garbage; more in the environment, so that the stack lies elsewhere.
# The shell complains where it has not that language.
{
  TZ=Asia/Kathmandu LANG=pl_PL.UTF-8 LC_ALL=tr_TR.UTF-8 HOME=/nowhere TERM=xterm COLUMNS=40 MALLOC_PERTURB_=165 \
    MALLOC_ARENA_MAX=1 PADDING=$(printf 'p%.0s' {1..5000}) everything "${programs[0]}" "$work/found"
} 2>/dev/null
same "another environment"
for locale in $(locale -a 2>/dev/null | grep -iE '^(tr|de|pl|cs)_.*utf' | head -n 2); do
  LC_ALL=$locale everything "${programs[0]}" "$work/found"
  same "the locale $locale"
done

lay_out "$work/a/rather/longer path/to the/same/site" sort -r
cd "$work/a/rather/longer path/to the/same/site" || exit 1
everything "${programs[0]}" "$work/found"
same "another place, files written in another order"

# Without randomised addresses: the stack and the heap lie elsewhere than in the runs above.
if setarch -R true 2>/dev/null; then
  setarch -R "${BASH:-bash}" -c "$(declare -f everything); everything $(printf '%q ' "${programs[0]}" "$work/found")"
  same "fixed addresses"
fi

for program in "${programs[@]:1}"; do
  everything "$program" "$work/found"
  same "another build"
done
exit $failed
