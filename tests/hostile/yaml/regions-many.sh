# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# try: "r400.y"'
echo '#< {"event": "go"}'
echo '#< {"event": "go"}'
echo "parallel: true"; echo "states:"; for i in {1..400}; do echo "  r$i: {states: {x: {on: {go: y}}, y: {on: {go: x}}}}"; done
