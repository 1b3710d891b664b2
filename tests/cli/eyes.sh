# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# For cases about who sees what: `. $eyes`. The site here is deployed; of one case, $id, every field holds a word of its
# own, which begins with "canary". Builds on town.sh.
: "${town:?is set by run.sh}"
package=stay
fields='{"open": "canary-open", "secret": "canary-secret", "shown": "canary-shown", "both": "canary-both", "tag": "canary-tag",
  "shown_tag": "canary-label"}'
# shellcheck disable=SC1090
. "$town"
"$sprawa" case send "$id" begin --pretend --now "$now" >/dev/null
# What every command tells an institution of the case: which of the planted words, command by command.
told() {
  local who=$1-alpha command
  for command in "case show $id" "case show $id --json" "case explain $id" "case explain $id --json" \
    "case explain $id --deadlines" "case journal $id" "case journal $id --entry 1" "case journal $id --json" "case list" \
    "case list --json" "case list --sort tag" "case list --sort shown_tag" "task list" "task list --json"; do
    # shellcheck disable=SC2086
    echo "$1, ${command/ $id/}: $("$sprawa" $command --as "$who" --pretend --now "$now" 2>&1 | grep -o 'canary-[a-z]*' | sort -u | tr '\n' ' ')"
  done | grep canary || echo "$1: nothing"
}
