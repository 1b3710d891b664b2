# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [cut-'
printf "description: \""; head -c 200000 /dev/zero | tr "\\0" "\""
