# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [unknown-state]'
echo "states: {a: {on: {go: $(printf "x%.0s" {1..60}).$(printf "y%.0s" {1..60})}}}"
