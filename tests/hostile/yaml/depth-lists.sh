# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [too-deep]'
echo "states: {a: {x: $(printf "%0.s[" {1..2000})"
