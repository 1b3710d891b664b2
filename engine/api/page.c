/* SPDX-License-Identifier: Apache-2.0 */
#include "api/page.h"

sprawa_code spr_page_limit(sprawa_error *e, uint32_t asked, uint32_t *out) {
  *out = asked ? asked : SPR_LISTED;
  if (asked <= SPR_MAX_LISTED) return SPRAWA_OK;
  return spr_api_fail(e, SPRAWA_INVALID, NULL, "a page has at most %d rows", SPR_MAX_LISTED);
}

uint32_t spr_page_filter(const spr_hash *bound) {
  uint32_t id;
  memcpy(&id, bound->b, sizeof id);
  return id;
}

sprawa_code spr_page_wrong_cursor(sprawa_error *e) {
  return spr_api_fail(e, SPRAWA_INVALID, "cursor",
                      "the cursor is not one of a list with this filter: take what the page before gave");
}

sprawa_code spr_page_read(sprawa_engine *e, spr_engine_work read, void *ud, spr_buf *missing,
                          sprawa_error *error) {
  spr_buf_init(missing, &e->alloc, SPR_MAX_LOG_BYTES);
  spr_status s = spr_engine_read(e->engine, read, ud);
  sprawa_code code = s == SPR_OK ? spr_api_ok(error) : spr_api_failed(e, s, error);
  if (code == SPRAWA_OK && missing->n)
    code = spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "%.*s", SPR_FMT(spr_buf_view(missing)));
  spr_buf_release(missing);
  return code;
}
