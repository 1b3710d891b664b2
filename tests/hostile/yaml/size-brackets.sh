# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [too-deep]'
head -c 200000 /dev/zero | tr "\\0" "["
