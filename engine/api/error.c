/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "api/api.h"
#include "base/utf8.h"

const char *sprawa_code_name(sprawa_code code) {
  switch (code) {
    case SPRAWA_OK: return "ok";
    case SPRAWA_REFUSED: return "refused";
    case SPRAWA_NOT_FOUND: return "not-found";
    case SPRAWA_INVALID: return "invalid";
    case SPRAWA_NOT_DONE: return "not-done";
    case SPRAWA_OUTCOME_UNKNOWN: return "outcome-unknown";
    case SPRAWA_NO_MEMORY: return "no-memory";
    case SPRAWA_LIMIT: return "limit";
    case SPRAWA_BUG: break;
  }
  return "bug";
}

static void put(char *out, size_t size, spr_str s) {
  out[spr_utf8_clean_into(out, s, size - 1)] = '\0';
}

sprawa_code spr_api_ok(sprawa_error *e) {
  if (e) *e = (sprawa_error){.code = SPRAWA_OK};
  return SPRAWA_OK;
}

sprawa_code spr_api_fail(sprawa_error *e, sprawa_code code, const char *name, const char *fmt, ...) {
  char text[2 * SPRAWA_ERROR_MESSAGE];
  sprawa_error made = {.code = code}; /* name and arguments may be those of *e */
  if (!e) return code;
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  put(made.name, sizeof made.name, spr_str_of(name ? name : sprawa_code_name(code)));
  put(made.message, sizeof made.message, spr_str_of(text));
  *e = made;
  return code;
}

void spr_api_place(sprawa_error *e, spr_str file, uint32_t line, uint32_t column) {
  if (!e || file.n == 0) return;
  put(e->file, sizeof e->file, file);
  e->line = line;
  e->column = column;
}

typedef struct meaning {
  sprawa_code code;
  const char *name;
} meaning;

static meaning of_status(spr_status s) {
  switch (s) {
    case SPR_OK: return (meaning){SPRAWA_OK, NULL};
    case SPR_ENOMEM: return (meaning){SPRAWA_NO_MEMORY, NULL};
    case SPR_ELIMIT: return (meaning){SPRAWA_LIMIT, NULL};
    case SPR_EINVAL: return (meaning){SPRAWA_INVALID, NULL};
    case SPR_ENOTFOUND: return (meaning){SPRAWA_NOT_FOUND, NULL};
    case SPR_EREFUSED: return (meaning){SPRAWA_REFUSED, NULL};
    case SPR_EIO: return (meaning){SPRAWA_NOT_DONE, "io"};
    case SPR_EFULL: return (meaning){SPRAWA_NOT_DONE, "disk-full"};
    case SPR_EBUSY: return (meaning){SPRAWA_NOT_DONE, "busy"};
    case SPR_ECORRUPT: return (meaning){SPRAWA_NOT_DONE, "damaged"};
    case SPR_EUNKNOWN: return (meaning){SPRAWA_OUTCOME_UNKNOWN, NULL};
    case SPR_EBUG: break;
  }
  return (meaning){SPRAWA_BUG, NULL};
}

sprawa_code spr_api_status(sprawa_error *e, spr_status s, const char *what) {
  meaning m = of_status(s);
  if (s == SPR_OK) return spr_api_ok(e);
  return spr_api_fail(e, m.code, m.name, "%s%s%s", what ? what : "", what ? ": " : "", spr_status_text(s));
}

sprawa_code spr_api_refused(sprawa_error *e, spr_refusal r, spr_str reasons, spr_str file, uint32_t line) {
  sprawa_code code = r == SPR_R_NOMEM ? SPRAWA_NO_MEMORY : r == SPR_R_LIMIT ? SPRAWA_LIMIT : SPRAWA_REFUSED;
  spr_api_fail(e, code, spr_refusal_name(r), "%.*s", SPR_FMT(reasons));
  spr_api_place(e, file, line, 0);
  return code;
}

sprawa_why spr_api_why(spr_why why) {
  static const sprawa_why told[] = {
      [SPR_WHY_ENGINE] = SPRAWA_WHY_ENGINE,       [SPR_WHY_RULE] = SPRAWA_WHY_RULE,
      [SPR_WHY_CONDITION] = SPRAWA_WHY_CONDITION, [SPR_WHY_FAILED] = SPRAWA_WHY_FAILED,
      [SPR_WHY_UNDECIDED] = SPRAWA_WHY_UNDECIDED, [SPR_WHY_DATA] = SPRAWA_WHY_DATA,
      [SPR_WHY_MISSING] = SPRAWA_WHY_MISSING};
  return told[why];
}
