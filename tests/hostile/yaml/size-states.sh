# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [too-large]'
echo "states:"; for i in {1..12000}; do echo "  a$i: {}"; done
