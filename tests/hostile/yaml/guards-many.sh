# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# try: "accepted":true'
echo '#< {"event": "go"}'
echo "states: {a: {on: {go: ["; for i in {1..2000}; do echo "{when: case.n == $i},"; done; echo "{to: b}]}}, b: {}}"
