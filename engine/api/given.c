/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api.h"
#include "base/utf8.h"

spr_alloc spr_api_alloc(const sprawa_host *host) {
  return host && host->allocate ? (spr_alloc){host->allocate, host->data} : spr_alloc_default;
}

sprawa_host spr_api_host(const sprawa_host *host) {
  return host ? *host : (sprawa_host){0};
}

static bool is_clean(spr_str s) {
  if (spr_utf8_invalid(s) >= 0) return false;
  for (uint32_t i = spr_utf8_plain(s, 0); i < s.n; i += spr_utf8_plain(s, i))
    if (spr_utf8_forbidden(spr_utf8_next(s, &i))) return false;
  return true;
}

sprawa_code spr_api_text(sprawa_error *e, const char *what, const char *z, bool needed, spr_str *out) {
  size_t n = z ? strlen(z) : 0;
  *out = spr_str_n(z ? z : "", 0);
  if (needed && n == 0) return spr_api_fail(e, SPRAWA_INVALID, NULL, "%s is missing", what);
  if (n > SPR_MAX_VALUE_BYTES) return spr_api_fail(e, SPRAWA_INVALID, NULL, "%s is too long", what);
  out->n = (uint32_t)n;
  if (is_clean(*out)) return SPRAWA_OK;
  return spr_api_fail(e, SPRAWA_INVALID, NULL, "%s is not UTF-8 without control characters", what);
}

sprawa_code spr_api_name(sprawa_error *e, const char *what, const char *z, spr_str *out) {
  size_t n = z ? strlen(z) : 0;
  *out = spr_str_n(z ? z : "", n);
  if (n == 0) return spr_api_fail(e, SPRAWA_INVALID, NULL, "%s is missing", what);
  if (n > SPR_MAX_VALUE_BYTES) return spr_api_fail(e, SPRAWA_INVALID, NULL, "%s is too long", what);
  return spr_utf8_invalid(*out) < 0 ? SPRAWA_OK
                                    : spr_api_fail(e, SPRAWA_INVALID, NULL, "%s is not UTF-8", what);
}

sprawa_code spr_api_by(sprawa_error *e, const char *by, spr_str *out, bool *everything) {
  sprawa_code code = spr_api_text(e, "`by`", by, false, out);
  *everything = code == SPRAWA_OK && spr_str_is(*out, SPRAWA_OPERATOR);
  if (*everything) *out = SPR_STR("");
  return code;
}
