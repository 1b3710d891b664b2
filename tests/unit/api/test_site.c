/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* What is deployed: packages, workflows, sources, how many cases stand where, and who is competent. */

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR};

static int open_place(void **state) {
  static town t;
  sprawa_error e;
  town_folder(&t);
  town_start(&t);
  town_deploy(t.e);
  for (int i = 0; i < 6; i++)
    expect_ok(
        sprawa_engine_open_case(t.e, "relay", i % 3 ? "alpha" : "beta", NULL, NULL, &as_operator, NULL, &e),
        &e);
  *state = &t;
  return 0;
}

static int close_place(void **state) {
  town_remove(*state);
  return 0;
}

static void what_is_deployed_is_listed(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_site *s = NULL;
  static const char *const beta[] = {"beta"};
  const sprawa_view narrow = {.municipalities = beta, .nmunicipalities = 1};
  expect_ok(sprawa_engine_site(t->e, &(sprawa_site_query){.as = sprawa_view_operator()}, &s, &e), &e);
  const sprawa_site_package *alpha = sprawa_site_at(s, 0), *other = sprawa_site_at(s, 1);
  assert_string_equal(alpha->package, "relay");
  assert_string_equal(alpha->municipality, "alpha");
  assert_string_equal(other->municipality, "beta");
  assert_int_equal(strlen(alpha->definition), SPRAWA_HASH_TEXT - 1);
  assert_string_not_equal(alpha->definition, other->definition);
  assert_true(*alpha->title && *alpha->version && *alpha->municipality_title && alpha->zone);
  assert_true(alpha->nworkflows > 0);
  size_t mains = 0;
  for (size_t i = 0; i < alpha->nworkflows; i++) mains += alpha->workflows[i].main;
  assert_int_equal(mains, 1);
  assert_null(sprawa_site_at(s, 2));
  sprawa_site_free(s);
  expect_ok(sprawa_engine_site(t->e, &(sprawa_site_query){.as = &narrow}, &s, &e), &e);
  assert_string_equal(sprawa_site_at(s, 0)->municipality, "beta");
  assert_null(sprawa_site_at(s, 1));
  sprawa_site_free(s);
  expect_error(sprawa_engine_site(t->e, &(sprawa_site_query){.as = NULL}, &s, &e), &e, SPRAWA_INVALID,
               "invalid", "view");
}

static void institutions_have_names(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_directory *d = NULL;
  static const char *const beta[] = {"beta"};
  const sprawa_view narrow = {.municipalities = beta, .nmunicipalities = 1};
  const sprawa_site_query all = {.as = sprawa_view_operator()}, one = {.as = all.as, .municipality = "beta"},
                          seen = {.as = &narrow};
  expect_ok(sprawa_engine_directory(t->e, &all, &d, &e), &e);
  const sprawa_site_institution *desk = sprawa_directory_find(d, "desk-alpha");
  assert_non_null(desk);
  assert_string_equal(desk->municipality, "alpha");
  assert_true(*desk->title && *desk->municipality_title && desk->zone);
  assert_non_null(sprawa_directory_find(d, "desk-beta"));
  assert_null(sprawa_directory_find(d, "desk-gamma"));
  sprawa_directory_free(d);
  const sprawa_site_query *const narrower[] = {&one, &seen};
  for (int i = 0; i < 2; i++) {
    expect_ok(sprawa_engine_directory(t->e, narrower[i], &d, &e), &e);
    assert_null(sprawa_directory_find(d, "desk-alpha"));
    assert_non_null(sprawa_directory_find(d, "desk-beta"));
    sprawa_directory_free(d);
  }
  expect_error(sprawa_engine_directory(t->e, &(sprawa_site_query){.as = NULL}, &d, &e), &e, SPRAWA_INVALID,
               "invalid", "view");
}

static uint32_t count(town *t, const sprawa_view *as, const char *city, const char *workflow,
                      const char *state) {
  sprawa_error e;
  sprawa_list *l = NULL;
  uint32_t n = 0;
  sprawa_filter f = {.as = as,
                     .only_open = true,
                     .package = "relay",
                     .municipality = city,
                     .workflow = workflow,
                     .state = state};
  sprawa_code code = sprawa_engine_list(t->e, &f, &l, &e);
  while (code == SPRAWA_OK && sprawa_list_row(l, n)) n++;
  sprawa_list_free(l);
  return n;
}

static void a_workflow_is_told_whole(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_workflow *w = NULL;
  const sprawa_view *const views[] = {sprawa_view_operator(), SPRAWA_AS("desk-beta"), SPRAWA_AS("nobody")};
  uint32_t total[3] = {0};
  for (int i = 0; i < 3; i++) {
    sprawa_workflow_query q = {.as = views[i], .package = "relay", .municipality = "beta"};
    expect_ok(sprawa_engine_workflow(t->e, &q, &w, &e), &e);
    for (size_t k = 0; sprawa_workflow_state_at(w, k); k++) {
      const sprawa_workflow_state *s = sprawa_workflow_state_at(w, k);
      assert_int_equal(s->open.n, i < 2 ? count(t, views[i], "beta", sprawa_workflow_name(w), s->path) : 0);
      assert_true(*s->title && s->line > 0 && strstr(s->file, ".yaml"));
      total[i] += s->atomic ? s->open.n : 0;
    }
    bool standard = false, own = false;
    for (size_t k = 0; sprawa_workflow_file_at(w, k); k++) {
      const sprawa_workflow_file *f = sprawa_workflow_file_at(w, k);
      assert_int_equal(strlen(f->text), f->size);
      standard |= strcmp(f->path, "workflows/relay/package.yaml") == 0;
      own |= strcmp(f->path, "scripts/beta/relay.yaml") == 0;
    }
    assert_true(standard && own);
    const char *composed = sprawa_workflow_composed(w);
    assert_non_null(strstr(composed, "\nstates:"));
    assert_non_null(strstr(composed, "# parameters:\n") &&
                    strstr(composed, "(the city's, scripts/beta/relay.yaml:"));
    assert_string_equal(sprawa_workflow_head(w)->municipality, "beta");
    sprawa_workflow_free(w);
  }
  assert_true(total[0] >= 2 && total[1] >= 2 && total[2] == 0);
}

static void what_is_not_deployed_is_not_found(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_workflow *w = NULL;
  static const char *const alpha[] = {"alpha"};
  const sprawa_view narrow = {.municipalities = alpha, .nmunicipalities = 1};
  const sprawa_workflow_query wrong[] = {
      {.as = sprawa_view_operator(), .package = "relais", .municipality = "beta"},
      {.as = sprawa_view_operator(), .package = "relay", .municipality = "gamma"},
      {.as = sprawa_view_operator(), .package = "relay", .municipality = "beta", .workflow = "none"},
      {.as = &narrow, .package = "relay", .municipality = "beta"}};
  for (size_t i = 0; i < TEST_COUNT(wrong); i++) {
    sprawa_matrix *m = NULL;
    sprawa_matrix_query q = {.as = wrong[i].as,
                             .package = wrong[i].package,
                             .workflow = wrong[i].workflow,
                             .municipalities = &wrong[i].municipality,
                             .nmunicipalities = 1};
    expect_error(sprawa_engine_workflow(t->e, &wrong[i], &w, &e), &e, SPRAWA_NOT_FOUND, "not-found",
                 "no workflow");
    expect_error(sprawa_engine_matrix(t->e, &q, &m, &e), &e, SPRAWA_NOT_FOUND, "not-found", "no such");
    assert_null(w);
    assert_null(m);
  }
}

/* Each cell as one line, to be compared. */
static void tell(const sprawa_matrix *m, char out[4096]) {
  static const char letters[] = "RDPMI";
  int n = snprintf(out, 4096, "%s:", sprawa_matrix_workflow(m));
  for (size_t i = 0; sprawa_matrix_municipality(m, i); i++)
    n += snprintf(out + n, 4096 - (size_t)n, " %s", sprawa_matrix_municipality(m, i));
  for (size_t r = 0; sprawa_matrix_at(m, r); r++) {
    const sprawa_matrix_row *row = sprawa_matrix_at(m, r);
    n += snprintf(out + n, 4096 - (size_t)n, "\n%s%s", row->state, row->missing ? "!" : "");
    for (size_t c = 0; sprawa_matrix_municipality(m, c); c++)
      for (int k = 0; k < SPRAWA_COMPETENCIES; k++)
        for (size_t i = 0; i < row->cells[c].n[k]; i++)
          n +=
              snprintf(out + n, 4096 - (size_t)n, " %zu%c%s=%s/%s", c, letters[k], row->differs[k] ? "!" : "",
                       row->cells[c].who[k][i].role, row->cells[c].who[k][i].institution);
    assert_true(n < 4096);
  }
}

static void definitions_and_what_is_deployed_have_one_matrix(void **state) {
  town *t = *state;
  static char deployed[4096], written[4096];
  sprawa_error e;
  sprawa_matrix *m = NULL;
  sprawa_definitions *d = NULL;
  sprawa_matrix_query q = {.as = sprawa_view_operator(), .package = "relay"};
  expect_ok(sprawa_engine_matrix(t->e, &q, &m, &e), &e);
  tell(m, deployed);
  sprawa_matrix_free(m);
  expect_ok(sprawa_definitions_site(NULL, TOWNS, NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_definitions_matrix(d, &q, &m, &e), &e);
  tell(m, written);
  sprawa_matrix_free(m);
  sprawa_definitions_free(d);
  assert_string_equal(deployed, written);
  assert_non_null(strstr(deployed, ": alpha beta\n"));
  assert_non_null(strstr(deployed, "0R"));
}

static void cities_that_differ_are_marked(void **state) {
  (void)state;
  static char told[4096];
  sprawa_error e;
  sprawa_matrix *m = NULL;
  sprawa_definitions *d = NULL;
  expect_ok(sprawa_definitions_site(NULL, "../../data/matrix", NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_definitions_matrix(d, &(sprawa_matrix_query){.package = "care"}, &m, &e), &e);
  tell(m, told);
  assert_string_equal(
      told, "main: alpha beta\n"
            "asked 0R!=desk/desk-alpha 0I=court/court-alpha 1R!=court/court-beta 1I=court/court-beta\n"
            "work.plan 0R=desk/desk-alpha 0P!=host/ 1R=desk/desk-beta\n"
            "work.x-extra! 1R=desk/desk-beta");
  assert_string_equal(sprawa_matrix_at(m, 0)->title, "Asked");
  assert_string_equal(sprawa_matrix_at(m, 0)->cells[0].who[SPRAWA_RESPONSIBLE]->title, "Desk of Alpha");
  sprawa_matrix_free(m);
  sprawa_definitions_free(d);
}

int main(void) {
#define PLACE_TEST(f) cmocka_unit_test_setup_teardown(f, open_place, close_place)
  const struct CMUnitTest tests[] = {PLACE_TEST(what_is_deployed_is_listed),
                                     PLACE_TEST(institutions_have_names),
                                     PLACE_TEST(a_workflow_is_told_whole),
                                     PLACE_TEST(what_is_not_deployed_is_not_found),
                                     PLACE_TEST(definitions_and_what_is_deployed_have_one_matrix),
                                     cmocka_unit_test(cities_that_differ_are_marked)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
