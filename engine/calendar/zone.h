/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CALENDAR_ZONE_H
#define SPR_CALENDAR_ZONE_H

#include "base/civil.h"
#include "base/status.h"

/* Time zones from the system's data (TZif, RFC 9636), read into memory of our own: nothing depends on the
 * process's TZ, and several zones live in one process. A zone never changes once made; it may be read from
 * several threads.
 *
 * Instants beyond the years 1..9999 are taken as the nearest one inside. */
typedef struct spr_zone spr_zone;

extern const spr_zone *const spr_zone_utc;

/* From the bytes of a TZif file (version 1 to 4; the footer's POSIX rule counts for times after the last
 * transition; the bytes are not kept). A pure function. SPR_EINVAL when the bytes are no such file, or one
 * that counts leap seconds. */
spr_status spr_zone_parse(spr_arena *a, spr_str name, spr_str bytes, const spr_zone **out);
/* By its name ("Europe/Warsaw") from the system's folder; "UTC" needs no data. Names with "..", a leading "/"
 * or odd letters are SPR_EINVAL; SPR_ENOTFOUND if there is none; SPR_EIO if it cannot be read. */
spr_status spr_zone_load(spr_arena *a, spr_str name, const spr_zone **out);
/* The bytes of the system's file, for who keeps them. Errors as spr_zone_load. */
spr_status spr_zone_bytes(spr_arena *a, spr_str name, spr_str *out);
/* The same in another arena; of spr_zone_utc itself. */
const spr_zone *spr_zone_copy(spr_arena *a, const spr_zone *z);
spr_str spr_zone_name(const spr_zone *z);
/* Local time minus UTC, in milliseconds, at an instant. */
int64_t spr_zone_offset(const spr_zone *z, spr_instant t);
spr_local spr_zone_local(const spr_zone *z, spr_instant t);
/* The first instant whose local time is not before t: a time that the clocks skip is the first one after the
 * gap, a doubled one the first. */
spr_instant spr_zone_instant(const spr_zone *z, spr_local t);
spr_day spr_zone_day(const spr_zone *z, spr_instant t);
/* The first instant of a local day (not always 00:00); of a day that a zone skipped, the first one after it.
 */
spr_instant spr_zone_day_start(const spr_zone *z, spr_day d);
/* RFC 3339 with the zone's offset. */
void spr_zone_format(const spr_zone *z, spr_instant t, char out[36]);

#endif
