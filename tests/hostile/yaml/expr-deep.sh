# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
echo '# check: [lua-syntax]'
echo "states: {a: {on: {go: {when: \"$(printf "(%.0s" {1..1500})true$(printf ")%.0s" {1..1500})\", to: b}}}, b: {}}"
