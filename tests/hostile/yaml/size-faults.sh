# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [unknown-key]'
echo "states:"; for i in {1..3000}; do echo "  a$i: {responsibl: x}"; done
