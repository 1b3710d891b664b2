# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [yaml-alias]'
echo "a: &a [x, x]"; for i in {1..2000}; do echo "b$i: &b$i [*a, *a]"; done
