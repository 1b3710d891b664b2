# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [duplicate-key]'
echo "states:"; for _ in {1..3000}; do echo "  a: {}"; done
