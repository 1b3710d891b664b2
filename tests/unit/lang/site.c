/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "lang_support.h"

#define SITES "../../data/sites/"

static const spr_site *load(test_files *t, const char *folder, spr_status *status) {
  spr_site *s;
  *status = spr_site_load(&t->arena, &t->sources, &t->diags, folder, &s);
  return s;
}

static void test_small(void **state) {
  (void)state;
  test_files t;
  jmp_buf env;
  spr_status st;
  test_files_init(&t, 1u << 26);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  const spr_site *s = load(&t, SITES "small/", &st);
  assert_int_equal(st, SPR_OK);
  assert_str(test_found(&t, true), "");
  assert_int_equal(s->ncities, 2);
  assert_int_equal(s->npackages, 1);
  assert_int_equal(s->ncity_stories, 1);

  const spr_package *p = spr_site_package(s, SPR_STR("shelter"));
  assert_non_null(p);
  assert_str(p->version, "1.0.0");
  assert_str(p->main, "stay");
  assert_str(p->folder, "workflows/shelter");
  assert_int_equal(p->nworkflows, 2);
  assert_str(p->workflows[0].name, "extra");
  assert_str(spr_sources_get(&t.sources, p->standard_lua)->path, "workflows/shelter/standard.lua");
  assert_int_equal(p->nstories, 1);
  assert_str(spr_node_text(spr_node_get(spr_site_tree(s, p->stories[0]), "story")), "She leaves");
  assert_null(spr_site_tree(s, p->standard_lua));
  assert_null(spr_site_tree(s, 0));
  assert_null(spr_site_tree(s, 9999));

  const spr_city *alfa = spr_site_city(s, SPR_STR("alfa"));
  assert_str(alfa->code, "0201022");
  assert_str(alfa->calendar->id, "PL");
  assert_str(spr_zone_name(alfa->zone), "UTC");
  assert_non_null(alfa->adaptations);
  assert_str(alfa->adaptations->package, "shelter");
  assert_non_null(alfa->adaptations->tree);
  assert_true(alfa->adaptations->lua > 0);
  assert_null(alfa->adaptations->next);
  assert_int_equal(s->city_stories[0].city, alfa - s->cities);
  const spr_city *beta = spr_site_city(s, SPR_STR("beta-nowa"));
  assert_true(beta->illustrative);
  assert_null(beta->adaptations);

  const spr_city *where = NULL;
  const spr_institution *i = spr_site_institution(s, SPR_STR("home-alfa"), &where);
  assert_ptr_equal(where, alfa);
  assert_true(spr_institution_is(i, SPR_STR("centre")));
  assert_false(spr_institution_is(i, SPR_STR("school")));
  assert_true(i->has_capacity && i->capacity == 12);
  spr_value all = spr_v_get(alfa->record, SPR_STR("institutions"));
  spr_value record = spr_v_get(all, SPR_STR("home-alfa"));
  assert_str(spr_v_str(spr_v_get(record, SPR_STR("id"))), "home-alfa");
  assert_str(spr_v_str(spr_v_get(record, SPR_STR("phone"))), "0-58");
  assert_null(spr_site_institution(s, SPR_STR("none"), NULL));
  assert_null(spr_city_institution(beta, SPR_STR("home-alfa")));

  assert_true(spr_site_knows_municipality(s, SPR_STR("alfa")));
  assert_true(spr_site_knows_municipality(s, SPR_STR("gamma")));
  assert_false(spr_site_knows_municipality(s, SPR_STR("delta")));
  assert_str(p->gazetteer[0].code, "0201011");
  assert_null(spr_site_calendar(s, SPR_STR("CZ")));
  /* The order of the sources is that of the paths. */
  for (uint32_t k = 2; k <= t.sources.n; k++)
    assert_true(spr_str_cmp(spr_sources_get(&t.sources, k - 1)->path, spr_sources_get(&t.sources, k)->path) <
                0);
  test_files_release(&t);
}

static const struct {
  const char *folder, *found;
} faulty[] = {
    {"faulty",
     "scripts/alfa/municipality.yaml:4:11 unknown-zone, scripts/alfa/municipality.yaml:6:16 unknown-kind, "
     "scripts/alfa/municipality.yaml:7:25 unknown-kind, scripts/alfa/municipality.yaml:9:19 "
     "unknown-institution, "
     "scripts/alfa/other.lua:1:1 unknown-package, scripts/alfa/shelter.yaml:4:23 unknown-key, "
     "scripts/alfa/shelters.yaml:1:9 unknown-package, scripts/beta/municipality.yaml:1:15 bad-name, "
     "scripts/beta/municipality.yaml:3:11 unknown-calendar, scripts/beta/municipality.yaml:6:3 "
     "duplicate-name, "
     "workflows/shelter/broken.yaml:2:9 yaml-syntax, workflows/shelter/notes.txt:1:1 unexpected-file, "
     "workflows/shelter/package.yaml:2:10 bad-name, workflows/shelter/package.yaml:4:8 missing-translation, "
     "workflows/shelter/package.yaml:6:11 unknown-calendar, workflows/shelter/standard.lua:2:14 "
     "forbidden-character, "
     "workflows/shelter/stay.yaml:1:11 bad-name, workflows/shelter/stay.yaml:3:10 unknown-key, "
     "workflows/shelter/stories/lost.yaml:2:10 unknown-package, "
     "workflows/shelter/stories/lost.yaml:3:15 unknown-municipality, "
     "workflows/shelter/stories/lost.yaml:5:30 unknown-municipality"},
    /* What may stand in a file that is not readable is not missed. */
    {"lost", "workflows/calendars/pl.yaml:1:1 missing-key, workflows/calendars/pl.yaml:1:1 missing-key, "
             "workflows/calendars/pl.yaml:1:1 missing-key, workflows/calendars/pl.yaml:1:1 missing-key, "
             "workflows/shelter/package.yaml:1:1 no-file"},
    {"nowhere", "../../data/sites/nowhere:1:1 no-file"},
};

static spr_str help_of(const test_files *t, const char *path, spr_code code) {
  for (uint32_t i = 0; i < t->diags.n; i++) {
    const spr_diag *e = &t->diags.v[i];
    if (e->code == code && spr_str_is(spr_sources_get(&t->sources, e->at.file)->path, path)) return e->help;
  }
  return SPR_STR("");
}

static void check_faulty(size_t i) {
  test_files t;
  jmp_buf env;
  spr_status st;
  test_files_init(&t, 1u << 26);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  const char *folder = spr_str_printf(&t.arena, "%s%s", SITES, faulty[i].folder).p;
  load(&t, folder, &st);
  assert_str(test_found(&t, true), faulty[i].found);
  if (i == 0) {
    assert_str(help_of(&t, "scripts/alfa/municipality.yaml", SPR_D_UNKNOWN_KIND), "did you mean \"home\"?");
    assert_str(help_of(&t, "workflows/shelter/stories/lost.yaml", SPR_D_UNKNOWN_PACKAGE),
               "did you mean \"shelter\"?");
  }
  test_files_release(&t);
}

static void test_faulty(void **state) {
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(faulty); i++) check_faulty(i);
}

/* -- what cannot lie in a repository -------------------------------------------------------------------- */

typedef struct temp {
  char root[64];
} temp;

static const char *in(const temp *t, const char *path, char out[128]) {
  snprintf(out, 128, "%s/%s", t->root, path);
  return out;
}

static void write_file(const temp *t, const char *path, const char *text, size_t n) {
  char full[128];
  FILE *f = fopen(in(t, path, full), "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(text, 1, n, f), n);
  fclose(f);
}

static void test_odd_files(void **state) {
  (void)state;
  static const char *const made[] = {"workflows/p/link.yaml", "workflows/p/package.yaml",
                                     "workflows/p/big.yaml",  "workflows/p/pipe.yaml",
                                     "workflows/p/.hidden",   "workflows/p/deep"};
  temp t = {"/tmp/sprawa-test-XXXXXX"};
  char a[128];
  test_files files;
  jmp_buf env;
  spr_status st;
  assert_non_null(mkdtemp(t.root));
  assert_int_equal(mkdir(in(&t, "workflows", a), 0700), 0);
  assert_int_equal(mkdir(in(&t, "workflows/p", a), 0700), 0);
  assert_int_equal(mkdir(in(&t, "workflows/p/deep", a), 0700), 0);
  assert_int_equal(symlink("/etc/hostname", in(&t, "workflows/p/link.yaml", a)), 0);
  assert_int_equal(mkfifo(in(&t, "workflows/p/pipe.yaml", a), 0600), 0);
  static const char package[] =
      "sprawa: 1\npackage: p\nversion: 1.0.0\ntitle: P\nlanguages: [pl]\nmain: big\n";
  write_file(&t, "workflows/p/package.yaml", package, sizeof package - 1);
  write_file(&t, "workflows/p/.hidden", "x", 1);
  char *big = spr_realloc(&spr_alloc_default, NULL, 0, SPR_MAX_YAML_BYTES + 1);
  memset(big, '#', SPR_MAX_YAML_BYTES + 1);
  write_file(&t, "workflows/p/big.yaml", big, SPR_MAX_YAML_BYTES + 1);
  spr_free(&spr_alloc_default, big, SPR_MAX_YAML_BYTES + 1);

  test_files_init(&files, 1u << 26);
  if (spr_arena_guard(&files.arena, &env)) fail_msg("out of memory");
  load(&files, t.root, &st);
  assert_str(test_found(&files, true),
             "workflows/p/big.yaml:1:1 too-large, workflows/p/deep:1:1 unexpected-file, "
             "workflows/p/link.yaml:1:1 unexpected-file, "
             "workflows/p/pipe.yaml:1:1 unexpected-file");
  test_files_release(&files);
  for (size_t i = 0; i < TEST_COUNT(made); i++) assert_int_equal(remove(in(&t, made[i], a)), 0);
  assert_int_equal(rmdir(in(&t, "workflows/p", a)), 0);
  assert_int_equal(rmdir(in(&t, "workflows", a)), 0);
  assert_int_equal(rmdir(t.root), 0);
}

/* Wherever memory runs out, nothing stays behind (the sanitizer sees it). */
static bool fits(size_t max) {
  test_files t;
  jmp_buf env;
  volatile bool done = false;
  test_files_init(&t, max);
  if (!spr_arena_guard(&t.arena, &env)) {
    spr_status st;
    load(&t, SITES "small", &st);
    done = true;
  }
  test_files_release(&t);
  return done;
}

static void test_memory(void **state) {
  (void)state;
  uint32_t done = 0, tries = 0;
  for (size_t max = 0; max < 400000; max += 997, tries++) done += fits(max);
  assert_in_range(done, 20, tries - 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_small),
      cmocka_unit_test(test_faulty),
      cmocka_unit_test(test_odd_files),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
