# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [too-deep]'
printf "{a: %.0s" {1..2000}; echo
