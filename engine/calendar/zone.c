/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/zone.h"

#include "calendar/zone_data.h"

static const struct spr_zone utc = {.name = {"UTC", 3}};
const spr_zone *const spr_zone_utc = &utc;

const spr_zone *spr_zone_copy(spr_arena *a, const spr_zone *z) {
  if (z == spr_zone_utc) return z;
  struct spr_zone *copy = SPR_NEW(a, struct spr_zone);
  *copy = *z;
  copy->name = spr_str_dup(a, z->name);
  copy->changes = SPR_NEW_N(a, zone_change, z->nchanges + 1);
  if (z->nchanges) memcpy(copy->changes, z->changes, z->nchanges * sizeof *z->changes);
  return copy;
}

spr_str spr_zone_name(const spr_zone *z) {
  return z->name;
}

static int64_t clamp(int64_t ms) {
  return ms < SPR_MIN_INSTANT ? SPR_MIN_INSTANT : ms > SPR_MAX_INSTANT ? SPR_MAX_INSTANT : ms;
}

static int64_t floor_seconds(int64_t ms) {
  return ms >= 0 ? ms / 1000 : -((999 - ms) / 1000);
}

/* The number of changes that are not after a time. */
static uint32_t changes_until(const spr_zone *z, int64_t t) {
  uint32_t low = 0, high = z->nchanges;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (z->changes[middle].at <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static zone_span span_at(const spr_zone *z, int64_t t) {
  uint32_t n = changes_until(z, t);
  zone_span s = {INT64_MIN, INT64_MAX, z->first};
  if (n == z->nchanges && z->has_rule)
    s = zone_rule_span(&z->rule, t);
  else if (n > 0)
    s.offset = z->changes[n - 1].offset;
  if (n > 0 && s.from < z->changes[n - 1].at) s.from = z->changes[n - 1].at;
  if (n < z->nchanges) s.until = z->changes[n].at;
  return s;
}

int64_t spr_zone_offset(const spr_zone *z, spr_instant t) {
  return span_at(z, floor_seconds(clamp(t))).offset * INT64_C(1000);
}

spr_local spr_zone_local(const spr_zone *z, spr_instant t) {
  return clamp(t) + spr_zone_offset(z, t);
}

spr_instant spr_zone_instant(const spr_zone *z, spr_local t) {
  int64_t local = clamp(t), seconds = floor_seconds(local);
  zone_span s = span_at(z, seconds - ZONE_MAX_OFFSET);
  while (seconds - s.offset >= s.until) s = span_at(z, s.until);
  return seconds - s.offset < s.from ? s.from * 1000 : local - s.offset * INT64_C(1000);
}

spr_day spr_zone_day(const spr_zone *z, spr_instant t) {
  spr_day day;
  int64_t ms;
  spr_local_split(spr_zone_local(z, t), &day, &ms);
  return day;
}

spr_instant spr_zone_day_start(const spr_zone *z, spr_day d) {
  return spr_zone_instant(z, d * SPR_MS_PER_DAY);
}

void spr_zone_format(const spr_zone *z, spr_instant t, char out[36]) {
  spr_instant_format(clamp(t), spr_zone_offset(z, t), z == spr_zone_utc, out);
}
