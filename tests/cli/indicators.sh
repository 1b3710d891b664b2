# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# For cases about indicators: `. $flows`. The site here is deployed; of six cases, which are $c1 to $c6, two are of beta.
: "${sprawa:?is set by run.sh}"
at() { # TIME COMMAND...: in January 2026
  local now=2026-01-$1:00Z
  shift
  "$sprawa" "$@" --pretend --now "$now" >.out 2>.err || cat .err
}
open() { # TIME CITY
  at "$1" case open flow --city "$2" --json
  sed -n 's/.*"id":"\([a-z2-7]*\)".*/\1/p' .out
}
"$sprawa" deploy >/dev/null 2>&1
c1=$(open 05T09:00 alpha)
c2=$(open 05T10:00 alpha)
c3=$(open 05T11:00 alpha)
c4=$(open 05T12:00 alpha)
c5=$(open 05T13:00 beta)
c6=$(open 05T14:00 beta)
at 06T09:00 case send "$c1" go
at 06T10:00 case send "$c2" skip
at 07T09:00 task done "$c3" call
at 09T09:00 case send "$c3" go
at 09T10:00 case send "$c5" go
at 12T09:00 case send "$c1" next
at 13T09:00 case send "$c5" next
at 14T09:00 case send "$c2" give_up
: "$c4" "$c6"
# At the end of January.
s() { "$sprawa" indicators "$@" --pretend --now 2026-01-31T12:00:00Z; }
