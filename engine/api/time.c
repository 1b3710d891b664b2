/* SPDX-License-Identifier: Apache-2.0 */
#include "api/time.h"

#include "api/api.h"
#include "base/duration.h"

static const spr_zone *zone_of(const sprawa_zone *z) {
  return z ? z->zone : spr_zone_utc;
}

void sprawa_time_text(const sprawa_zone *zone, int64_t time, char out[SPRAWA_TIME_TEXT]) {
  if (!out) return;
  out[0] = '\0';
  if (time != SPRAWA_NO_TIME) spr_zone_format(zone_of(zone), time, out);
}

static sprawa_code no_time(sprawa_error *error, const char *text, const char *why) {
  return spr_api_fail(error, SPRAWA_INVALID, "time",
                      "\"%.64s\" is no time%s; write for example \"2026-05-02T23:40:00+02:00\"", text, why);
}

/* A time on a zone's clocks means one instant, or it is asked which. */
static sprawa_code read_local(const spr_zone *zone, spr_local local, const char *text, int64_t *out,
                              sprawa_error *error) {
  spr_instant first = spr_zone_instant(zone, local);
  spr_instant again = local - spr_zone_offset(zone, first + SPR_MS_PER_DAY);
  char one[36], other[36];
  if (spr_zone_local(zone, first) != local) {
    spr_zone_format(zone, first - 1000, one);
    spr_zone_format(zone, first, other);
    return spr_api_fail(
        error, SPRAWA_INVALID, "time",
        "the clocks skip \"%.64s\": they go from \"%s\" to \"%s\"; write one of these, or a time "
        "before or after them",
        text, one, other);
  }
  if (again > first && spr_zone_local(zone, again) == local) {
    spr_zone_format(zone, first, one);
    spr_zone_format(zone, again, other);
    return spr_api_fail(
        error, SPRAWA_INVALID, "time",
        "the clocks show \"%.64s\" twice; write \"%s\" for the first, or \"%s\" for the second time", text,
        one, other);
  }
  *out = first;
  return spr_api_ok(error);
}

sprawa_code sprawa_time_read(const sprawa_zone *zone, const char *text, int64_t *out, sprawa_error *error) {
  spr_local local = 0;
  spr_str s;
  bool has_offset = false;
  int64_t offset = 0;
  if (!out) return spr_api_fail(error, SPRAWA_INVALID, NULL, "nowhere to put the time");
  *out = SPRAWA_NO_TIME;
  sprawa_code code = spr_api_text(error, "the time", text, true, &s);
  if (code != SPRAWA_OK) return code;
  spr_day day;
  if (spr_day_parse(s, &day)) return no_time(error, text, " of day, but a whole day");
  if (!spr_datetime_parse(s, &local, &has_offset, &offset)) return no_time(error, text, "");
  if (!has_offset && !zone) return no_time(error, text, " that is the same everywhere");
  if (!has_offset) return read_local(zone->zone, local, text, out, error);
  *out = local - offset;
  return spr_api_ok(error);
}

sprawa_code sprawa_time_day_end(const sprawa_zone *zone, const char *text, int64_t *out,
                                sprawa_error *error) {
  spr_day day;
  spr_str s;
  if (!out) return spr_api_fail(error, SPRAWA_INVALID, NULL, "nowhere to put the time");
  *out = SPRAWA_NO_TIME;
  sprawa_code code = spr_api_text(error, "the day", text, true, &s);
  if (code != SPRAWA_OK) return code;
  if (!spr_day_parse(s, &day))
    return spr_api_fail(error, SPRAWA_INVALID, "time",
                        "\"%.64s\" is no day; write for example \"2026-05-02\"", text);
  *out = spr_zone_day_start(zone_of(zone), day + 1);
  return spr_api_ok(error);
}

sprawa_code sprawa_time_after(int64_t from, const char *duration, int64_t *out, sprawa_error *error) {
  spr_duration d;
  spr_str s;
  if (!out) return spr_api_fail(error, SPRAWA_INVALID, NULL, "nowhere to put the time");
  *out = SPRAWA_NO_TIME;
  sprawa_code code = spr_api_text(error, "the duration", duration, true, &s);
  if (code != SPRAWA_OK) return code;
  if (!spr_duration_parse(s, false, &d) || d.working_days != 0)
    return spr_api_fail(error, SPRAWA_INVALID, "duration",
                        "\"%.64s\" is no duration; write for example \"3 days\"", duration);
  int64_t ms = spr_duration_mean_ms(d);
  if (from == SPRAWA_NO_TIME || from < SPR_MIN_INSTANT || from > SPR_MAX_INSTANT ||
      ms > SPR_MAX_INSTANT - from)
    return spr_api_fail(error, SPRAWA_LIMIT, NULL, "times end with the year 9999");
  *out = from + ms;
  return spr_api_ok(error);
}
