/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "bench.h"
#include "diagram/diagram.h"
#include "lang/build.h"

/* What a page waits for: the picture of the largest workflow of a site, which must be there in 5 ms.
 *
 *     bench_diagram [SITE]    default: the present folder */

enum { PICTURES = 100, LIMIT_MS = 5 };

typedef struct loaded {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_site *site;
  const spr_model *largest;
  jmp_buf escape;
} loaded;

static void load(loaded *l, const char *folder) {
  spr_arena_init(&l->arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  bench_check(spr_arena_guard(&l->arena, &l->escape) == 0, "memory");
  spr_sources_init(&l->sources, &l->arena);
  spr_diags_init(&l->diags, &l->arena, &l->sources);
  bench_check(spr_site_load(&l->arena, &l->sources, &l->diags, folder, &l->site) == SPR_OK, "no site");
  for (uint32_t i = 0; i < l->site->npackages; i++) {
    const spr_package *p = &l->site->packages[i];
    for (uint32_t k = 0; k < p->nworkflows; k++) {
      const spr_model *m = spr_build(&l->arena, &l->diags, l->site, p, NULL, p->workflows[k].name);
      if (m && (!l->largest || m->ntransitions > l->largest->ntransitions)) l->largest = m;
    }
  }
  bench_check(l->largest != NULL, "no workflow");
}

static double draw(void *ud, uint64_t n) {
  const loaded *l = ud;
  const spr_diagram_options o = {.alone = false};
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) {
    spr_diagram *d = NULL;
    bench_check(spr_diagram_draw(&spr_alloc_default, l->largest, &o, &d) == SPR_OK, "no picture");
    spr_diagram_free(d);
  }
  return bench_now() - start;
}

int main(int argc, char **argv) {
  static loaded l;
  load(&l, argc > 1 ? argv[1] : ".");
  printf("%.*s: %u states, %u transitions\n", SPR_FMT(l.largest->workflow), l.largest->nstates,
         l.largest->ntransitions);
  bench_one("the largest picture", "pictures", draw, &l, PICTURES);
  double begun = bench_now();
  draw(&l, PICTURES);
  printf("%-34s %-8s %.2f ms each, limit %d ms\n", "the same", "picture",
         (bench_now() - begun) * 1e3 / PICTURES, LIMIT_MS);
  spr_arena_release(&l.arena);
  return 0;
}
