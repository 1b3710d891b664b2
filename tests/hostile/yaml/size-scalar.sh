# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [too-large]'
echo "description: $(head -c 100000 /dev/zero | tr "\\0" d)"
