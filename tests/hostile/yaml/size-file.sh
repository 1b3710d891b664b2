# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: too large'
echo "description: x"; for _ in {1..30000}; do echo "# a comment to fill the file"; done
