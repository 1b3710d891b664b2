/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>

#include "cases/erase.h"
#include "cases/verify.h"
#include "register.h"
#include "store/impl.h"

/* `listed` fields of cases on a file: what lists and analysts see, and that they see nothing else. */

/* Everything that is planted here and not listed begins with "planted". */
static spr_told open_case(town_desk *t, const char *package, bool full) {
  spr_heap h = spr_heap_arena(&t->arena);
  spr_pair v[12];
  uint32_t n = 0;
  if (full) {
    v[n++] = (spr_pair){spr_v_text(&h, SPR_STR("beds")), spr_v_int(12)};
    v[n++] = (spr_pair){spr_v_text(&h, SPR_STR("score")), spr_v_num(2.5)};
    v[n++] = (spr_pair){spr_v_text(&h, SPR_STR("urgent")), spr_v_bool(true)};
    v[n++] = text(&h, "moved", "2026-02-03");
    v[n++] = text(&h, "call", "2026-02-03T10:00:00+01:00");
    v[n++] = text(&h, "spell", "3 days");
    v[n++] = text(&h, "home", "desk-alpha");
    v[n++] = text(&h, "label", "blue");
    v[n++] = text(&h, "visible", "planted in clear");
    if (strcmp(package, "secret") == 0) v[n++] = text(&h, "name", "planted and sealed");
  }
  spr_told told = town_ask(t, (spr_ask){.kind = SPR_IN_OPEN,
                                        .package = spr_str_of(package),
                                        .municipality = SPR_STR("alpha"),
                                        .data = spr_v_record(&h, v, n),
                                        .actor = SPR_STR("test")});
  if (told.kind != SPR_TOLD_DONE) fail_msg("not opened: %.*s", SPR_FMT(told.reasons));
  return told;
}

static void change(town_desk *t, const char *id, const char *risk, const char *label) {
  spr_heap h = spr_heap_arena(&t->arena);
  spr_pair v[3] = {text(&h, "visible", "planted later")};
  uint32_t n = 1;
  if (risk) v[n++] = text(&h, "risk", risk);
  if (label) v[n++] = text(&h, "label", label);
  spr_told told = town_ask(t, (spr_ask){.kind = SPR_IN_EVENT,
                                        .id = spr_str_of(id),
                                        .name = SPR_STR("change"),
                                        .data = spr_v_record(&h, v, n),
                                        .actor = SPR_STR("test")});
  if (told.kind != SPR_TOLD_DONE) fail_msg("not changed: %.*s", SPR_FMT(told.reasons));
}

static bool add_row(void *ud, const spr_listed_row *l) {
  spr_buf *b = ud;
  const spr_listed *v = &l->value;
  spr_buf_printf(b, "%.*s=", SPR_FMT(l->field));
  if (v->kind == SPR_LISTED_WHOLE || v->kind == SPR_LISTED_INSTANT)
    spr_buf_printf(b, "%lld ", (long long)v->whole);
  else if (v->kind == SPR_LISTED_NUMBER)
    spr_buf_printf(b, "%g ", v->number);
  else
    spr_buf_printf(b, "%.*s ", SPR_FMT(v->text));
  return true;
}

typedef struct wanted {
  const char *field;
  char *told;
} wanted;

static bool take_told(void *ud, const spr_listed_row *l) {
  const wanted *k = ud;
  if (spr_str_is(l->field, k->field)) snprintf(k->told, 64, "%.*s", SPR_FMT(l->told));
  return true;
}

static void told_of(town_desk *t, const char *id, const char *field, char told[64]) {
  wanted k = {field, told};
  snprintf(told, 64, "not listed");
  assert_int_equal(spr_store_listed(t->store, spr_str_of(id), take_told, &k), SPR_OK);
}

static void assert_listed(town_desk *t, const char *id, const char *expected) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 4096);
  assert_int_equal(spr_store_listed(t->store, spr_str_of(id), add_row, &b), SPR_OK);
  spr_buf_puts(&b, "");
  assert_string_equal(b.p ? b.p : "", expected);
  spr_buf_release(&b);
}

static uint32_t faults(town_desk *t) {
  spr_verify_options o = {.rebuild = true};
  spr_verify_report r;
  assert_int_equal(spr_verify(t->desk, t->store, &o, &r), SPR_OK);
  return (uint32_t)r.faults;
}

static void test_follows_the_case(void **state) {
  town_desk *t = *state;
  static const char *const packages[] = {"open", "secret"};
  for (size_t i = 0; i < TEST_COUNT(packages); i++) {
    spr_told bare = open_case(t, packages[i], false);
    assert_listed(t, bare.id, "risk=low ");
    spr_told full = open_case(t, packages[i], true);
    assert_listed(t, full.id,
                  "beds=12 call=1770109200000 home=desk-alpha label=blue moved=2026-02-03 risk=low "
                  "score=2.5 spell=3 days urgent=true ");
    /* What the event leaves out is emptied. */
    change(t, full.id, "acute", NULL);
    assert_listed(t, full.id,
                  "call=1770109200000 home=desk-alpha moved=2026-02-03 risk=acute score=2.5 "
                  "spell=3 days urgent=true ");
    change(t, full.id, "raised", "green");
    town_take(t, full.id, "finish", "");
    assert_listed(t, full.id,
                  "call=1770109200000 home=desk-alpha label=green moved=2026-02-03 risk=raised "
                  "score=2.5 spell=3 days urgent=true ");
  }
  assert_int_equal(faults(t), 0);
}

static void test_a_long_text_is_cut(void **state) {
  town_desk *t = *state;
  char label[SPR_MAX_LISTED_TEXT * 2], expected[SPR_MAX_LISTED_TEXT + 40];
  memset(label, 'x', sizeof label);
  label[sizeof label - 1] = '\0';
  spr_told told = open_case(t, "secret", false);
  change(t, told.id, "low", label);
  snprintf(expected, sizeof expected, "label=%.*s risk=low ", SPR_MAX_LISTED_TEXT, label);
  assert_listed(t, told.id, expected);
  assert_int_equal(faults(t), 0);
}

/* -- what is wrong is found ----------------------------------------------------------------------------- */

static void put(town_desk *t, const char *id, const char *field, const char *told, spr_listed value) {
  spr_case_row row;
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_store_case(t->store, spr_str_of(id), &row), SPR_OK);
  const spr_entry_row of = {.id = row.id, .number = row.number, .seq = row.seq + 1};
  spr_listed_row l = {.field = spr_str_of(field), .told = spr_str_of(told), .value = value};
  assert_int_equal(t->store->impl->listed_put(t->store, &of, &l, 1), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
}

static void test_wrong_rows_are_found(void **state) {
  town_desk *t = *state;
  char id[SPR_CASE_ID_CHARS + 1], right[64];
  memcpy(id, open_case(t, "secret", true).id, sizeof id);
  const spr_listed acute = {.kind = SPR_LISTED_TEXT, .text = SPR_STR("acute")},
                   low = {.kind = SPR_LISTED_TEXT, .text = SPR_STR("low")}, nothing = {.kind = 0},
                   number = {.kind = SPR_LISTED_NUMBER, .number = 12},
                   whole = {.kind = SPR_LISTED_WHOLE, .whole = 12};
  told_of(t, id, "risk", right);
  assert_int_equal(faults(t), 0);
  put(t, id, "risk", right, acute);
  assert_int_equal(faults(t), 1);
  put(t, id, "risk", right, nothing);
  assert_int_equal(faults(t), 1);
  put(t, id, "risk", right, low);
  assert_int_equal(faults(t), 0);
  put(t, id, "beds", right, number);
  assert_int_equal(faults(t), 1);
  put(t, id, "beds", right, whole);
  put(t, id, "name", right, acute); /* not listed */
  assert_int_equal(faults(t), 1);
  put(t, id, "name", right, nothing);
  assert_int_equal(faults(t), 0);
  put(t, id, "risk", "*,desk-beta", low); /* somebody else is told */
  assert_int_equal(faults(t), 1);
}

/* -- analysts ------------------------------------------------------------------------------------------- */

static int add_columns(void *ud, int n, char **v, char **names) {
  (void)names;
  for (int i = 0; i < n; i++) spr_buf_printf(ud, "%s|", v[i] ? v[i] : "");
  return 0;
}

static int add_view(void *ud, int n, char **v, char **names) {
  (void)n;
  (void)names;
  spr_buf_printf(ud, "SELECT '%s', * FROM %s;", v[0], v[0]);
  return 0;
}

/* Everything that any view shows, as text. */
static void read_views(town_desk *t, spr_buf *out) {
  char path[64], *error = NULL;
  sqlite3 *db;
  spr_buf sql;
  spr_buf_init(&sql, &spr_alloc_default, 4096);
  snprintf(path, sizeof path, "%s/db", t->folder);
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  assert_int_equal(
      sqlite3_exec(db, "SELECT name FROM sqlite_schema WHERE type = 'view'", add_view, &sql, &error),
      SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, sql.p, add_columns, out, &error), SQLITE_OK);
  sqlite3_close(db);
  spr_buf_release(&sql);
}

static bool holds(const spr_buf *b, const char *z) {
  return strstr(b->p, z) != NULL;
}

static void test_views_show_them_and_nothing_else(void **state) {
  town_desk *t = *state;
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 1 << 20);
  char ids[2][SPR_CASE_ID_CHARS + 1];
  memcpy(ids[0], open_case(t, "open", true).id, sizeof ids[0]);
  memcpy(ids[1], open_case(t, "secret", true).id, sizeof ids[1]);
  for (int i = 0; i < 2; i++) change(t, ids[i], "acute", "red label");
  read_views(t, &b);
  for (int i = 0; i < 2; i++) {
    char row[64];
    snprintf(row, sizeof row, "v_listed|%s|risk|acute|", ids[i]);
    assert_true(holds(&b, row));
    snprintf(row, sizeof row, "v_listed|%s|label|red label|", ids[i]);
    assert_true(holds(&b, row));
  }
  assert_true(holds(&b, "|urgent|true|"));
  assert_true(holds(&b, "|score|2.5|"));
  assert_false(holds(&b, "planted"));
  spr_buf_release(&b);
}

static spr_told erase(town_desk *t, const char *id) {
  spr_told told;
  spr_upkeep u = {.kind = SPR_UPKEEP_ERASE,
                  .id = spr_str_of(id),
                  .reason = SPR_STR("the time is over"),
                  .actor = SPR_STR("test"),
                  .force = true};
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_desk_upkeep(t->desk, &u, t->now, &told), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  bool lingers;
  assert_int_equal(spr_erase_finish(t->desk, &lingers), SPR_OK);
  return told;
}

static void test_erasing_takes_them(void **state) {
  town_desk *t = *state;
  static const char *const packages[] = {"open", "secret"};
  for (size_t i = 0; i < TEST_COUNT(packages); i++) {
    char id[SPR_CASE_ID_CHARS + 1], command[128], words[128];
    memcpy(id, open_case(t, packages[i], false).id, sizeof id);
    change(t, id, "acute", "unheard-of label");
    snprintf(command, sizeof command, "cat %s/db* | grep -q 'unheard-of label'", t->folder);
    assert_true(test_shell(command));
    snprintf(words, sizeof words, "cat %s/db* | grep -q unheard", t->folder);
    assert_int_equal(erase(t, id).kind, SPR_TOLD_DONE);
    assert_listed(t, id, "");
    assert_false(test_shell(command));
    assert_false(test_shell(words));
  }
  assert_int_equal(faults(t), 0);
}

int main(void) {
#define WITH_REGISTER(f) cmocka_unit_test_setup_teardown(f, open_register, close_register)
  const struct CMUnitTest tests[] = {
      WITH_REGISTER(test_follows_the_case),     WITH_REGISTER(test_a_long_text_is_cut),
      WITH_REGISTER(test_wrong_rows_are_found), WITH_REGISTER(test_views_show_them_and_nothing_else),
      WITH_REGISTER(test_erasing_takes_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
