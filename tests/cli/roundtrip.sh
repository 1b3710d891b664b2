#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# roundtrip.sh SPRAWA CONFORMANCE FOLDER...: what `show` prints of a chart is a chart that does the same.
#
# Each chart of the folders (tests/conformance) is shown as YAML, and what was printed must pass the chart's own test. Showing it once more
# must print the same bytes.
set -u
shopt -s nullglob
export LC_ALL=C NO_COLOR=1
sprawa=$1 conformance=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

fault() {
  echo "not ok - $1"
  failed=$((failed + 1))
}

for folder in "$@"; do
  shown=$work/$(basename "$folder")
  mkdir "$shown"
  for chart in "$folder"/*.yaml; do
    # One that is refused at the start has nothing to show; another line of the file is another line.
    if grep -qE '^#!|event.data.line' "$chart"; then continue; fi
    name=$(basename "$chart")
    sed '/^[^#]/,$d' "$chart" >"$shown/$name"
    "$sprawa" show "$chart" >"$work/once.yaml" 2>"$work/err" || fault "$chart: $(head -n 1 "$work/err")"
    "$sprawa" show "$work/once.yaml" >"$work/twice.yaml" 2>"$work/err" || fault "$chart, shown: $(head -n 1 "$work/err")"
    # A chart without a name bears that of its file.
    if cmp -s "$work/once.yaml" "$work/twice.yaml"; then passed=$((passed + 1)); else fault "$chart: shown twice, it differs"; fi
    cat "$work/once.yaml" >>"$shown/$name"
  done
  "$conformance" "$sprawa" "$shown" >"$work/log" || fault "$folder, shown: $(grep -v ^ok "$work/log" | head -n 40)"
done
echo "$passed shown, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
