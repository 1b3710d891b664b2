# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# try: "accepted":true'
echo '#< {"event": "go"}'
pad=; for i in {1..13}; do echo "${pad}states:"; echo "$pad a$i:"; pad="$pad  "; done; echo "${pad}on: {go: a1}"
