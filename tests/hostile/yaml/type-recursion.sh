# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: ['
printf "fields: {n: "; printf "{type: list, of: %.0s" {1..60}; printf text; printf "}%.0s" {1..60}; echo "}"; echo "states: {a: {}}"
