# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [bad-name]'
echo "states:"; echo "  $(head -c 900 /dev/zero | tr "\0" n): {}"
