# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: too large'
echo "states: {a: {on: {"; for i in {1..30000}; do printf "e%d: a, " "$i"; done; echo "}}}"
