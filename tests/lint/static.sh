#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: static.sh BUILD
# Format, clang-tidy, cppcheck and shellcheck over the whole tree; BUILD holds compile_commands.json. Run by `./dev lint`.

set -eu
build=$1
faults=0

c_files=$(find engine include tests -type f \( -name '*.c' -o -name '*.h' \) | LC_ALL=C sort)
# No path inside the tree has a space; the list is split into words.
# shellcheck disable=SC2086
clang-format --dry-run -Werror $c_files || faults=1

# Only what is compiled has its flags in the build folder; generated files are nobody's. That a test's assertion ends the test is
# unknown to the analyzer, and tables in tests are full of long texts.
tidy() { # FOLDER CHECKS [OPTION...]
  start=$PWD/ folder=$1/ checks=$2
  shift 2
  sed -n 's/^ *"file": "\(.*\)",*$/\1/p' "$build/compile_commands.json" |
    awk -v root="$start" -v folder="$folder" 'index($0, root folder) == 1 { print substr($0, length(root) + 1) }' |
    LC_ALL=C sort -u |
    xargs -P 2 -n 4 clang-tidy --quiet -p "$build" --checks="$checks" --warnings-as-errors='*' "$@" 2>/dev/null || faults=1
}
tidy engine ''
tidy tests '-clang-analyzer-*,-bugprone-suspicious-missing-comma' --extra-arg=-Wno-string-concatenation

cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr \
  --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches --suppress=unknownEvaluationOrder -I engine -I include engine || faults=1

scripts=$(find tests -name '*.sh' | LC_ALL=C sort)
# shellcheck disable=SC2086
# Functions that are passed by name look unreachable to it.
shellcheck --exclude=SC2317 dev .ci/run $scripts || faults=1
exit "$faults"
