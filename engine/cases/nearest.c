/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/nearest.h"

void spr_nearest_begin(spr_nearest *n, spr_str name) {
  n->known = false;
  spr_near_init(&n->near, name);
}

void spr_nearest_offer(spr_nearest *n, spr_str name) {
  if (n->known) return;
  spr_near_offer(&n->near, name);
  n->known = spr_str_eq(n->near.name, name);
  spr_str best = spr_near_best(&n->near);
  if (best.n == 0 || best.p == n->best) return;
  uint32_t bytes = best.n <= sizeof n->best ? best.n : 0;
  memcpy(n->best, best.p, bytes);
  n->near.best = spr_str_n(n->best, bytes);
}

void spr_nearest_say(spr_buf *out, const char *what, spr_str best) {
  if (best.n) spr_buf_printf(out, ", did you mean %s\"%.*s\"?", what, SPR_FMT(best));
}
