/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/source.h"
#include "calendar/zone.h"

/* Where Debian's tzdata puts the zones. */
#define FOLDER "/usr/share/zoneinfo/"

static bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '+';
}

/* Parts of such letters with single slashes between them: nothing that could leave the folder. */
static bool is_zone_name(spr_str name) {
  if (name.n == 0 || name.n > SPR_MAX_NAME) return false;
  bool after_slash = true;
  for (uint32_t i = 0; i < name.n; i++) {
    bool slash = name.p[i] == '/';
    if (slash ? after_slash : !is_name_char(name.p[i])) return false;
    after_slash = slash;
  }
  return !after_slash;
}

spr_status spr_zone_bytes(spr_arena *a, spr_str name, spr_str *out) {
  if (!is_zone_name(name)) return SPR_EINVAL;
  spr_str path = spr_str_printf(a, FOLDER "%.*s", SPR_FMT(name));
  return spr_file_read(a, path.p, SPR_MAX_TZIF_BYTES, out);
}

spr_status spr_zone_load(spr_arena *a, spr_str name, const spr_zone **out) {
  *out = NULL;
  if (!is_zone_name(name)) return SPR_EINVAL;
  if (spr_str_is(name, "UTC")) {
    *out = spr_zone_utc;
    return SPR_OK;
  }
  spr_str bytes;
  spr_status s = spr_zone_bytes(a, name, &bytes);
  return s == SPR_OK ? spr_zone_parse(a, name, bytes, out) : s;
}
