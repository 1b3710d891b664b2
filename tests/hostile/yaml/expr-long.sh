# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [too-large]'
printf "states: {a: {on: {go: {when: \""; for _ in {1..5000}; do printf "case.n == 1 or "; done; echo "true\", to: b}}}, b: {}}"
