# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# For cases about users: `. $people`. The site here is deployed; anna is a worker of the inn in alpha, vera a viewer of
# both guards. What differs from run to run (secrets, times) is shown by a word.
: "${sprawa:?is set by run.sh}"
hide() {
  sed -e 's/spr_[-_A-Za-z0-9]\{43\}/TOKEN/g' -e 's/[-_A-Za-z0-9]\{43\}/SECRET/g' \
    -e 's/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9][T ][0-9:.]*Z/TIME/g' -e "s/${token:-@@}/TOKEN/g"
}
s() {
  "$sprawa" "$@" >.out 2>.err
  local code=$?
  hide <.out
  hide <.err >&2
  return $code
}
# Makes the access log, which is a server's work.
served() {
  "$sprawa" serve --listen 127.0.0.1:0 2>.served &
  local pid=$!
  until grep -qs listening .served || ! kill -0 $pid 2>/dev/null; do sleep 0.1; done
  kill $pid
  wait $pid
}
"$sprawa" deploy >/dev/null 2>&1
"$sprawa" user add anna --role worker --institution inn-alpha --municipality alpha >/dev/null
"$sprawa" user add vera --role viewer --institution guard-alpha --institution guard-beta >/dev/null
