/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"

#include "store/impl.h"

void spr_drawer_name(const spr_case_row *c, spr_buf *out) {
  const spr_str words[] = {c->package, c->workflow, c->municipality, c->seen};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (i > 0) spr_buf_char(out, '\n');
    spr_buf_str(out, words[i]);
  }
}

spr_str spr_drawer_word(spr_str name, spr_drawer_part part) {
  for (unsigned i = 0;; i++) {
    const char *end = name.n ? memchr(name.p, '\n', name.n) : NULL;
    uint32_t n = end ? (uint32_t)(end - name.p) : name.n;
    if (i == (unsigned)part) return spr_str_n(name.p, n);
    name = spr_str_sub(name, end ? n + 1 : n, name.n);
  }
}

spr_titled spr_drawer_standing(spr_str name, spr_str configuration) {
  return (spr_titled){spr_drawer_word(name, SPR_DRAWER_PACKAGE), spr_drawer_word(name, SPR_DRAWER_WORKFLOW),
                      spr_drawer_word(name, SPR_DRAWER_MUNICIPALITY), configuration};
}

static bool any_or(spr_str wanted, spr_str has) {
  return wanted.n == 0 || spr_str_eq(wanted, has);
}

bool spr_drawer_fits(const spr_case_filter *f, spr_str name) {
  return spr_municipality_fits(f->municipality, f->municipalities, f->nmunicipalities,
                               spr_drawer_word(name, SPR_DRAWER_MUNICIPALITY)) &&
         any_or(f->package, spr_drawer_word(name, SPR_DRAWER_PACKAGE)) &&
         any_or(f->workflow, spr_drawer_word(name, SPR_DRAWER_WORKFLOW)) &&
         spr_audience_holds(&f->scope, spr_drawer_word(name, SPR_DRAWER_SEEN));
}
