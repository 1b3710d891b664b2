#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: tour.sh SPRAWA DATABASE
# Says what to try on a database to look at, one command in a line, as a shell takes them. Lets somebody into its console.

set -euo pipefail
sprawa=$(realpath "$1")
SPRAWA_DB=$(realpath "$2")
export SPRAWA_DB
case=$("$sprawa" case list --due overdue --limit 1 | sed -n '1s/ .*//p')
"$sprawa" user add demo --role administrator --institution mopr-gdansk --institution dsm-monar >/dev/null
link=$("$sprawa" user link demo)
cat <<END
To try it, in this shell:
  export SPRAWA_DB=$(printf %q "$SPRAWA_DB") PATH=$(printf %q "${sprawa%/*}"):"\$PATH"
  sprawa case list --due overdue        # whose deadline has passed
  sprawa case list --text 99990000012   # whose mother has this number; no part of it finds her
  sprawa case show $case
  sprawa case explain $case  # what may happen next, by whom, and why not
  sprawa case explain $case --deadlines
  sprawa case journal $case  # what happened, by which rule
  sprawa db verify --rebuild --decide
  sprawa serve                          # the console, until Ctrl+C

While it serves, this link leads into the console, once, for a day:
  $link
END
