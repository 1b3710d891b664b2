/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CALENDAR_ZONE_DATA_H
#define SPR_CALENDAR_ZONE_DATA_H

#include "calendar/zone.h"

/* What a zone consists of; private to the zone_*.c files. Times are seconds since 1970-01-01T00:00:00Z,
 * offsets seconds east of Greenwich. */

/* No zone is farther from UTC than this (RFC 9636, section 3.2: more than -25 h, less than 26 h). */
#define ZONE_MAX_OFFSET (26 * 3600)

/* A date in the POSIX form of TZ and the seconds after its local midnight, which may lie in another day. */
typedef struct zone_date {
  enum { ZONE_JULIAN, ZONE_YEARDAY, ZONE_WEEKDAY } form;
  int32_t day;   /* JULIAN 1..365 without 29 February, YEARDAY 0..365, WEEKDAY 0 Sunday .. 6 */
  int32_t month; /* WEEKDAY */
  int32_t week;  /* WEEKDAY: 1..4, or 5 for the last */
  int32_t time;
} zone_date;

typedef struct zone_rule {
  int32_t standard, summer; /* offsets */
  bool has_summer;
  zone_date begin, end; /* of the summer time, each on the clock that holds before it */
} zone_rule;

typedef struct zone_change {
  int64_t at;
  int32_t offset; /* from then on */
} zone_change;

struct spr_zone {
  spr_str name;
  int32_t first; /* the offset before the first change */
  zone_change *changes;
  uint32_t nchanges;
  bool has_rule; /* for the time from the last change on */
  zone_rule rule;
};

/* The stretch of unchanging offset around a time: [from, until), INT64_MIN and INT64_MAX where it is open. */
typedef struct zone_span {
  int64_t from, until;
  int32_t offset;
} zone_span;

/* The footer of a TZif file, such as "CET-1CEST,M3.5.0,M10.5.0/3". */
bool zone_rule_parse(spr_str s, zone_rule *out);
zone_span zone_rule_span(const zone_rule *r, int64_t t);

#endif
