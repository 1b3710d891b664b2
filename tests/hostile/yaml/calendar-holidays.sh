# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [too-large]'
echo "calendar: {calendar: XX, title: x, basis: x, weekend: [{terms: [], work: [sunday], basis: x}], holidays: ["; for i in {1..400}; do echo "{on: easter+$((i % 200 + 1)), title: x, basis: x},"; done; echo "]}"; echo "states: {a: {}}"
