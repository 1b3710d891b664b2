/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/deployed.h"

#include "base/limits.h"
#include "base/str.h"
#include "cases/shelf.h"

typedef struct gathering {
  spr_deployed_wanted *wanted;
  void *ud;
  spr_buf names; /* package and city of each, with a NUL behind both */
} gathering;

static void keep(spr_buf *names, spr_str name) {
  spr_buf_str(names, name);
  spr_buf_char(names, '\0');
}

static bool on_current(void *ud, spr_str name) {
  gathering *g = ud;
  spr_str package, city;
  if (!spr_current_parts(name, &package, &city) || !g->wanted(g->ud, package, city)) return true;
  keep(&g->names, package);
  keep(&g->names, city);
  return !g->names.failed;
}

spr_status spr_deployed(spr_store *store, const spr_alloc *alloc, spr_deployed_wanted *wanted,
                        spr_deployed_each *each, void *ud) {
  gathering g = {.wanted = wanted, .ud = ud};
  spr_buf_init(&g.names, alloc, SPR_MAX_OUTPUT_BYTES);
  spr_status s = spr_store_currents(store, on_current, &g);
  if (s == SPR_OK && g.names.failed) s = SPR_ENOMEM;
  for (size_t at = 0; s == SPR_OK && at < g.names.n;) {
    spr_str package = spr_str_of(g.names.p + at), city = spr_str_of(package.p + package.n + 1);
    s = each(ud, package, city);
    at += package.n + city.n + 2;
  }
  spr_buf_release(&g.names);
  return s;
}
