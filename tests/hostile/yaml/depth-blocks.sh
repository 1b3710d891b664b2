# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [too-deep]'
pad=; for _ in {1..200}; do echo "${pad}a:"; pad="$pad "; done
