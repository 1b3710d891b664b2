#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: fill.sh SPRAWA SITE DATABASE
# A database to look at: sixty cases in the three cities of the site, at many points of their procedures, some of them
# overdue. Everybody in them is invented. Times are counted back from now, and each entry says that its time was made up.

set -euo pipefail
sprawa=$1 site=$2 database=$3
base=$(($(date +%s) / 3600 * 3600))
names=(Anna Barbara Celina Dorota Ewa Felicja Grażyna Halina Irena Joanna Kinga Lucyna Magda Natalia Olga Paula Renata Sonia Teresa Urszula)
children=(Ala Bartek Czarek Daria Emil Filip Gosia Hania Igor Jacek)
count=0 id='' at=0 city=''

run() {
  "$sprawa" "$@" --db "$database" --pretend --now "$(date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ)"
}

# begin CITY DAYS FIELDS: opens a case DAYS days ago; FIELDS are further members of its case file.
begin() {
  local mother=${names[count % ${#names[@]}]} child=${children[count * 7 % ${#children[@]}]} pesel
  printf -v pesel '9999%07d' "$count" # nobody is born in a month 99
  at=$((base - $2 * 86400 - count % 9 * 3600))
  id=$(run case open mother-home --city "$1" --case \
    "{\"mother\": {\"name\": \"$mother\", \"identifiers\": {\"pesel\": \"$pesel\"}}, \"children\": [{\"name\": \"$child\", \"birth_date\": \"201$((count % 10))-0$((count % 9 + 1))-1$((count % 8))\"}], $3}")
  id=${id%% *}
  count=$((count + 1))
}

# later HOURS
later() { at=$((at + $1 * 3600)); }

# send EVENT BY [DATA]; done_task TASK BY: half an hour after what was before.
send() {
  at=$((at + 1800))
  run case send "$id" "$1" --by "$2" ${3:+--data "$3"} >/dev/null
}
done_task() {
  at=$((at + 1800))
  run case task "$id" "$1" --done --by "$2" >/dev/null
}

# -- procedures, each going on from the one before --------------------------------------------------------------

reported() { send triage.start desk '{"reporter": "self"}'; }

# To the application, and to its papers.
applied() {
  reported
  send safety.assessed desk '{"danger": false}'
}
registered() {
  applied
  later 20
  send registered centre
  send competence.checked centre
}
documented() {
  registered
  later 30
  send doc.received centre '{"kind": "application"}'
  send doc.received centre '{"kind": "medical"}'
  send doc.received centre '{"kind": "birth"}'
}
assessed() {
  documented
  done_task interview centre
  send opinion.given centre '{"recommended_months": 12}'
}

# At once into the home, because of danger; then the papers. `away`: who pays is another commune, and has to agree.
sheltered() {
  send triage.start desk '{"reporter": "police"}'
  send safety.assessed desk '{"danger": true, "violence": true}'
}
settled() {
  sheltered
  later 10
  done_task notify_county home
  send papers.start centre
  send competence.checked centre
  done_task interview_urgent centre
  send doc.received centre '{"kind": "application"}'
  send doc.received centre '{"kind": "medical"}'
  send doc.received centre '{"kind": "birth"}'
  [[ ${1:-} != away ]] || send doc.received payer '{"kind": "cost_consent"}'
  send opinion.given centre '{"recommended_months": 6}'
}
planned() {
  settled "$@"
  later 90
  [[ $city == wielun ]] || send decision.positive county # Wieluń admits by contract, without a decision
  send rules.signed home
  send needs.recorded home
  send plan.signed coordinator '{"client_present": true}'
}

neighbour() {
  case $1 in
    gdansk) printf wielun ;;
    wielun) printf zgorzelec ;;
    *) printf gdansk ;;
  esac
}

city_cases() {
  local here other
  city=$1
  here="\"home_municipality\": \"$city\""
  other="\"home_municipality\": \"$(neighbour "$city")\", \"consent\": true"
  begin "$city" 0 "$here"
  begin "$city" 1 "$other" && reported
  begin "$city" 2 "$here, \"pregnant\": true" && reported
  begin "$city" 3 "$other" && applied
  begin "$city" 9 "$here" && applied
  begin "$city" 6 "$here" && registered
  begin "$city" 24 "$other" && registered
  begin "$city" 60 "$here" && registered
  begin "$city" 12 "$here" && documented
  begin "$city" 40 "$here" && documented
  begin "$city" 15 "$here" && assessed
  begin "$city" 50 "$here" && assessed
  begin "$city" 200 "$other" && planned away
  begin "$city" 25 "$here" && planned
  begin "$city" 18 "$here" && settled
  begin "$city" 1 "$other" && sheltered
  # The smaller homes are full now: where these two go is for the rules of the city to say.
  begin "$city" 0 "$here" && sheltered
  begin "$city" 2 "$other" && sheltered
  begin "$city" 33 "$here" && assessed
  begin "$city" 8 "$other" && reported
}

at=$base
"$sprawa" deploy "$site" --db "$database" >/dev/null
for city in gdansk wielun zgorzelec; do city_cases "$city"; done
at=$base
run tick >/dev/null
opened=$("$sprawa" db info --db "$database" | sed -n 's/^cases  *\([0-9]*\)$/\1/p')
printf '%s invented cases: %s were handed on to another city\n' "$opened" $((opened - count))
