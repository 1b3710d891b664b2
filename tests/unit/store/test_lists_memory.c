/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <stdio.h>

#include "faulty.h"
#include "sqlite_support.h"
#include "store/sqlite_store.h"

/* Whatever is read of a file: where a statement cannot be prepared for it, or any memory is refused, the
 * reading says so. It never ends well with less than there is, and once there is memory it gives all. */

/* -- statements that cannot be prepared: the linker leads the engine's calls here -------------------------
 */
enum { MOST = 32 };
static spr_str known[MOST]; /* those that were refused once */
static unsigned nknown;
static bool refusing, fired;

/* Each statement the first time that it is asked for, and one at a time. */
static bool refused(const char *sql) {
  if (!refusing || fired) return false;
  for (unsigned i = 0; i < nknown; i++)
    if (spr_str_eq(known[i], spr_str_of(sql))) return false;
  assert_true(nknown < MOST);
  size_t n = strlen(sql) + 1;
  char *text = memcpy(test_malloc(n), sql, n);
  known[nknown++] = spr_str_of(text);
  fired = true;
  return true;
}

static void forget_refused(void) {
  while (nknown > 0) test_free((char *)known[--nknown].p);
}

int __real_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **rest);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **rest);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **rest) {
  if (!refused(sql)) return __real_sqlite3_prepare_v2(db, sql, n, out, rest);
  *out = NULL;
  return SQLITE_NOMEM;
}

int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                              const char **rest);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                              const char **rest);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                              const char **rest) {
  if (!refused(sql)) return __real_sqlite3_prepare_v3(db, sql, n, flags, out, rest);
  *out = NULL;
  return SQLITE_NOMEM;
}

/* -- what is read, in words ------------------------------------------------------------------------------ */
static bool add_case(void *told, const spr_case_row *c) {
  spr_buf_printf(told, "%.*s ", SPR_FMT(c->id));
  return true;
}
static bool add_task(void *told, const spr_task_row *t) {
  spr_buf_printf(told, "%.*s/%.*s ", SPR_FMT(t->id), SPR_FMT(t->task));
  return true;
}
static bool add_deadline(void *told, const spr_deadline_row *d) {
  spr_buf_printf(told, "%.*s ", SPR_FMT(d->path));
  return true;
}
static bool add_link(void *told, const spr_link_row *l) {
  spr_buf_printf(told, "%.*s ", SPR_FMT(l->name));
  return true;
}
static bool add_message(void *told, const spr_message_row *m) {
  spr_buf_printf(told, "%.*s ", SPR_FMT(m->event));
  return true;
}
static bool add_notice(void *told, const spr_notice_row *n) {
  spr_buf_printf(told, "%.*s ", SPR_FMT(n->institution));
  return true;
}
static bool add_incident(void *told, const spr_incident_row *i) {
  spr_buf_printf(told, "%.*s ", SPR_FMT(i->what));
  return true;
}
static bool add_entry(void *told, const spr_entry_row *e) {
  spr_buf_printf(told, "%.*s %u ", SPR_FMT(e->id), (unsigned)e->seq);
  return true;
}
static bool add_seal(void *told, const spr_seal_row *s) {
  spr_buf_printf(told, "to %u ", (unsigned)s->to);
  return true;
}
static bool add_listed(void *told, const spr_listed_row *l) {
  spr_buf_printf(told, "%.*s ", SPR_FMT(l->field));
  return true;
}
static bool add_object(void *told, const spr_object_row *o) {
  spr_buf_printf(told, "%d ", o->kind);
  return true;
}
static bool add_hash(void *told, const spr_hash *h) {
  spr_buf_printf(told, "%d ", h->b[0]);
  return true;
}
static bool add_name(void *told, spr_str name) {
  spr_buf_printf(told, "%.*s ", SPR_FMT(name));
  return true;
}
static void add_standing(void *told, const spr_standing *s) {
  spr_buf_printf(told, "%.*s %u ", SPR_FMT(s->configuration), (unsigned)s->n);
}

/* -- cases, by filters ----------------------------------------------------------------------------------- */
#define DAY ((spr_instant)86400000)
static const spr_str office[] = {{"office", 6}}, north[] = {{"north", 5}};
static const spr_listed_wish anna[] = {{{"name", 4}, {"Anna Nowak", 10}}};
static const spr_titled in_one[] = {{{"home", 4}, {"stay", 4}, {"north", 5}, {"run.one", 7}}};
static const spr_sought nowak[] = {{.word = {"nowak", 5}, .titled = in_one, .ntitled = 1}},
                        cases_called[] = {{.word = {"case-", 5}}};

static const spr_case_filter filters[] = {
    {.only_open = true},
    {.order = SPR_BY_DUE},
    {.order = SPR_BY_LAST, .limit = 2},
    {.order = SPR_BY_FIELD, .by = {"name", 4}},
    {.scope = {true, office, 1, {"case-c", 6}}},
    {.scope = {true, office, 1, {"", 0}}, .order = SPR_BY_LAST},
    {.municipalities = north, .nmunicipalities = 1, .package = {"home", 4}},
    {.state = {"run", 3}, .responsible = {"office", 6}},
    {.state = {"run.one", 7}, .order = SPR_BY_DUE},
    {.only_overdue = true, .now = 9 * DAY},
    {.only_failing = true},
    {.among = (const uint64_t[]){1, 3}, .namong = 2},
    {.due_by = 2 * DAY, .now = 1},
    {.quiet_since = 2 * DAY},
    {.wishes = anna, .nwishes = 1},
    {.sought = nowak, .nsought = 1},
    {.sought = nowak, .nsought = 1, .order = SPR_BY_LAST},
    {.sought = cases_called, .nsought = 1},
};

static spr_status read_cases(spr_store *s, const void *filter, spr_buf *told) {
  return spr_store_cases(s, filter, add_case, told);
}
static spr_status read_tally(spr_store *s, const void *filter, spr_buf *told) {
  uint32_t n = 0;
  spr_status st = spr_store_tally(s, filter, 100, &n);
  spr_buf_printf(told, "%u", n);
  return st;
}
static spr_status read_standings(spr_store *s, const void *filter, spr_buf *told) {
  return spr_store_standings(s, filter, add_standing, told);
}

/* -- tasks ----------------------------------------------------------------------------------------------- */
static const spr_duty_filter duties[] = {
    {.due_by = SPR_NO_INSTANT},
    {.due_by = 2 * DAY},
    {.due_by = SPR_NO_INSTANT, .scope = {true, office, 1, {"", 0}}},
    {.due_by = SPR_NO_INSTANT, .institution = {"office", 6}},
    {.due_by = SPR_NO_INSTANT, .municipality = {"north", 5}, .limit = 1},
    {.due_by = SPR_NO_INSTANT, .id = {"case-a", 6}},
    {.due_by = SPR_NO_INSTANT,
     .after = true,
     .after_id = {"case-a", 6},
     .after_task = {"t", 1},
     .after_due = DAY},
};
static spr_status read_tasks(spr_store *s, const void *filter, spr_buf *told) {
  return spr_store_tasks(s, filter, add_task, told);
}

/* -- all else -------------------------------------------------------------------------------------------- */
#define ID SPR_STR("case-a")
/* A reading of its own name, which takes no filter. */
#define READING(name, ...)                                                                                   \
  static spr_status read_##name(spr_store *s, const void *nothing, spr_buf *told) {                          \
    (void)nothing;                                                                                           \
    __VA_ARGS__                                                                                              \
  }
READING(due, return spr_store_due(s, 9 * DAY, NULL, 0, add_case, told);)
READING(erasing, return spr_store_erasing(s, 0, add_case, told);)
READING(deadlines, return spr_store_deadlines(s, ID, add_deadline, told);)
READING(links, return spr_store_links(s, ID, add_link, told);)
READING(messages, return spr_store_messages(s, 9 * DAY, NULL, 0, add_message, told);)
READING(notices, return spr_store_notices(s, &(spr_notice_filter){.limit = 0}, add_notice, told);)
READING(own_notices,
        const spr_notice_filter f = {.to = {.narrow = true, .institutions = office, .ninstitutions = 1}};
        return spr_store_notices(s, &f, add_notice, told);)
READING(incidents, return spr_store_incidents(s, SPR_STR(""), add_incident, told);)
READING(entries, return spr_store_entries(s, ID, 1, add_entry, told);)
READING(emergencies, return spr_store_emergencies(s, ID, add_entry, told);)
READING(journal, return spr_store_journal(s, 0, add_entry, told);)
READING(seals, return spr_store_seals(s, 0, add_seal, told);)
READING(listed, return spr_store_listed(s, ID, add_listed, told);)
READING(objects, return spr_store_objects(s, add_object, told);)
READING(currents, return spr_store_currents(s, add_name, told);)
READING(pinned, return spr_store_pinned(s, &(spr_case_filter){.limit = 0}, add_hash, told);)
READING(case, spr_case_row row = {.seq = 0}; spr_status st = spr_store_case(s, ID, &row);
        spr_buf_printf(told, "%u", (unsigned)row.seq); return st;)
READING(numbered, spr_case_row row = {.seq = 0}; spr_status st = spr_store_numbered(s, 1, &row);
        spr_buf_printf(told, "%u", (unsigned)row.seq); return st;)
READING(answer, spr_answer_row row = {.seq = 0};
        spr_status st = spr_store_answer(s, SPR_STR("p"), SPR_STR("k"), &row);
        spr_buf_printf(told, "%u", (unsigned)row.seq); return st;)
READING(counts, spr_store_count n = {.cases = 0}; spr_status st = spr_store_counts(s, &n);
        spr_buf_printf(told, "%u %u", (unsigned)n.cases, (unsigned)n.entries); return st;)
READING(outstanding, spr_store_backlog n = {.notices = 0}; spr_status st = spr_store_outstanding(s, 9, &n);
        spr_buf_printf(told, "%u", (unsigned)n.notices); return st;)
READING(erased, uint64_t n = 0; spr_status st = spr_store_erased(s, &n);
        spr_buf_printf(told, "%u", (unsigned)n); return st;)
READING(occupied, int64_t n = 0; spr_status st = spr_store_occupied(s, office[0], SPR_STR(""), &n);
        spr_buf_printf(told, "%d", (int)n); return st;)
READING(caseload, int64_t n = 0; spr_status st = spr_store_caseload(s, office[0], &n);
        spr_buf_printf(told, "%d", (int)n); return st;)
READING(derived, spr_hash h = {{0}}; spr_status st = spr_store_derived_hash(s, 0, UINT64_MAX, &h);
        spr_buf_printf(told, "%d %d", h.b[0], h.b[1]); return st;)
READING(rows, (void)told; return spr_store_check_rows(s, NULL, NULL);)

/* A reader of the whole journal, who follows the cases. */
static spr_status read_walk(spr_store *s, const void *nothing, spr_buf *told) {
  spr_walk w = {.pos = 1, .to = UINT64_MAX};
  spr_entry_row e;
  (void)nothing;
  spr_status st = spr_store_look(s);
  if (st != SPR_OK) return st;
  for (st = spr_store_walk(s, &w, &e); st == SPR_OK; st = spr_store_walk(s, &w, &e)) {
    spr_case_row c;
    st = spr_store_numbered(s, e.number, &c);
    if (st != SPR_OK) break;
    spr_buf_printf(told, "%.*s %u ", SPR_FMT(c.id), (unsigned)e.seq);
  }
  spr_store_walked(s);
  spr_store_looked(s);
  return st == SPR_ENOTFOUND ? SPR_OK : st;
}

typedef spr_status (*reading)(spr_store *s, const void *filter, spr_buf *told);
#define ROW(name)                                                                                            \
  { #name, read_##name }
static const struct {
  const char *name;
  reading read;
} others[] = {ROW(due),         ROW(erasing),     ROW(deadlines), ROW(links),    ROW(messages),
              ROW(notices),     ROW(own_notices), ROW(incidents), ROW(entries),  ROW(emergencies),
              ROW(journal),     ROW(seals),       ROW(listed),    ROW(objects),  ROW(currents),
              ROW(pinned),      ROW(case),        ROW(numbered),  ROW(answer),   ROW(counts),
              ROW(outstanding), ROW(erased),      ROW(occupied),  ROW(caseload), ROW(derived),
              ROW(rows),        ROW(walk)};

/* -- the file -------------------------------------------------------------------------------------------- */
static scratch folder;
static uint32_t few, gathered; /* how much is few; 0: what it is anyway */

static spr_store *open_anew(void) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store *s = NULL;
  OK(spr_store_open(
      &(spr_store_options){&faulty_alloc, scratch_path(&folder, "db"), SPR_STORE_WRITE, 1000, NULL}, &s,
      why));
  if (few) spr_sqlite_of(s)->few = few;
  if (few) spr_sqlite_of(s)->gathered = gathered;
  return s;
}

static void put(spr_store *s, const char *id, spr_instant at, const spr_change *v, uint32_t n) {
  OK(file_append(s, id, at, "a body", v, n));
}
#define PUT(s, id, at, ...)                                                                                  \
  put(s, id, at, (spr_change[]){__VA_ARGS__}, sizeof((spr_change[]){__VA_ARGS__}) / sizeof(spr_change))

/* One of everything that may be listed. */
static int make_file(void **state) {
  static const spr_listed_row name[] = {
      {.field = {"name", 4}, .value = {.kind = SPR_LISTED_TEXT, .text = {"Anna Nowak", 10}}}};
  spr_hash h;
  (void)state;
  scratch_make(&folder);
  spr_store *s = file_open(scratch_path(&folder, "db"), SPR_STORE_CREATE, NULL);
  OK(spr_store_begin(s));
  OK(file_objects(s));
  OK(spr_store_object_put(s, SPR_OBJECT_ENVIRONMENT, SPR_STR("a present one"), &h));
  OK(spr_store_current_set(s, SPR_STR("environment"), &h));
  for (int i = 0; i < 4; i++) {
    char id[] = "case-a";
    id[5] = (char)(id[5] + i);
    PUT(s, id, 1 + i * DAY,
        {.kind = SPR_CHANGE_OPENED,
         .name = SPR_STR("home"),
         .text = SPR_STR("stay"),
         .text2 = i < 2 ? SPR_STR("north") : SPR_STR("south")},
        {.kind = SPR_CHANGE_SEEN, .list = office, .nlist = i != 2},
        {.kind = SPR_CHANGE_TASK,
         .name = SPR_STR("t"),
         .text = SPR_STR("visit"),
         .text2 = SPR_STR("run"),
         .list = office,
         .nlist = 1,
         .at = i * DAY},
        {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("answer"), .n = 1, .at = (i + 1) * DAY, .flag = i == 1},
        {.kind = SPR_CHANGE_PENDING, .at = i * DAY}, {.kind = SPR_CHANGE_PLACES, .name = office[0], .n = 2});
  }
  PUT(s, "case-a", DAY, {.kind = SPR_CHANGE_LINK, .name = SPR_STR("other"), .text = SPR_STR("case-b")},
      {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("asked"), .n = 1},
      {.kind = SPR_CHANGE_NOTICE, .name = SPR_STR("office"), .n = 1},
      {.kind = SPR_CHANGE_INCIDENT, .name = SPR_STR("timer"), .n = 1, .at = DAY});
  PUT(s, "case-d", 5 * DAY, {.kind = SPR_CHANGE_ERASED});
  spr_append named = {.listed = name, .nlisted = 1};
  named.entry = (spr_entry_row){.id = ID,
                                .at = DAY,
                                .kind = SPR_JOURNAL_EMERGENCY,
                                .configuration = SPR_STR("run.one"),
                                .responsible = office[0],
                                .body = SPR_STR("why")};
  spr_chain_object(SPR_OBJECT_DEFINITION, SPR_STR("a definition"), &named.entry.definition);
  named.entry.environment = h;
  OK(spr_store_append(s, &named, NULL));
  OK(spr_store_answer_put(
      s,
      &(spr_answer_row){.principal = SPR_STR("p"), .key = SPR_STR("k"), .id = ID, .seq = 1, .expires = 9}));
  OK(spr_store_seal(s, 1));
  OK(spr_store_commit(s));
  spr_store_close(s);
  return 0;
}

static int remove_file(void **state) {
  (void)state;
  scratch_remove(&folder);
  return 0;
}

/* -- without memory -------------------------------------------------------------------------------------- */
static spr_status try_it(spr_store *s, reading read, const void *filter, spr_buf *told) {
  spr_buf_clear(told);
  return read(s, filter, told);
}

static void assert_all(spr_status st, const spr_buf *told, const spr_buf *all, const char *name) {
  spr_str found = spr_buf_view(told), expected = spr_buf_view(all);
  if (st != SPR_OK) fail_msg("%s: %s", name, spr_status_text(st));
  if (!spr_str_eq(found, expected))
    fail_msg("%s: \"%.*s\", not \"%.*s\"", name, SPR_FMT(found), SPR_FMT(expected));
}

/* Each statement in turn: in a file that was just opened none is prepared. */
static void refuse_statements(spr_store *s, const char *name, reading read, const void *filter,
                              const spr_buf *all) {
  spr_buf told;
  spr_buf_init(&told, &spr_alloc_default, 1 << 14);
  do {
    fired = false;
    refusing = true;
    spr_status st = try_it(s, read, filter, &told);
    refusing = false;
    if (fired && st != SPR_ENOMEM)
      fail_msg("%s: %s without %.*s", name, spr_status_text(st), SPR_FMT(known[nknown - 1]));
    if (!fired) assert_all(st, &told, all, name);
  } while (fired);
  assert_true(nknown > 0);
  forget_refused();
  spr_buf_release(&told);
}

/* Requests for memory, SQLite's own among them. It can do without some. */
static void refuse_memory(spr_store *s, const char *name, reading read, const void *filter,
                          const spr_buf *all) {
  spr_buf told;
  spr_buf_init(&told, &spr_alloc_default, 1 << 14);
  bool hit = true;
  for (size_t n = 1; hit; n += (size_t)test_stride(5)) {
    faulty_arm(FAULTY_MEMORY, FAULTY_ONCE, n);
    spr_status st = try_it(s, read, filter, &told);
    hit = faulty_disarm();
    if (hit && st == SPR_ENOMEM) st = try_it(s, read, filter, &told);
    assert_all(st, &told, all, name);
  }
  spr_buf_release(&told);
}

static void refuse(const char *name, reading read, const void *filter) {
  spr_buf all;
  spr_buf_init(&all, &spr_alloc_default, 1 << 14);
  spr_store *s = open_anew();
  OK(try_it(s, read, filter, &all));
  spr_store_close(s);
  s = open_anew();
  refuse_statements(s, name, read, filter, &all);
  refuse_memory(s, name, read, filter, &all);
  spr_store_close(s);
  spr_buf_release(&all);
}

static void test_cases(void **state) {
  static const uint32_t bounds[][2] = {{0, 0}, {1, 2}, {1, 50000}};
  (void)state;
  for (uint32_t i = 0; i < TEST_COUNT(bounds) * TEST_COUNT(filters); i++) {
    const spr_case_filter *f = &filters[i / TEST_COUNT(bounds)];
    char name[100];
    few = bounds[i % TEST_COUNT(bounds)][0];
    gathered = bounds[i % TEST_COUNT(bounds)][1];
    snprintf(name, sizeof name, "filter %u, of few %u", i / (unsigned)TEST_COUNT(bounds), few);
    refuse(name, read_cases, f);
    refuse(name, read_tally, f);
    if (few == 0) refuse(name, read_standings, f);
  }
  few = 0;
}

static void test_tasks(void **state) {
  (void)state;
  for (uint32_t i = 0; i < TEST_COUNT(duties); i++) refuse("tasks", read_tasks, &duties[i]);
}

static void test_others(void **state) {
  (void)state;
  for (uint32_t i = 0; i < TEST_COUNT(others); i++) refuse(others[i].name, others[i].read, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_tasks),
                                     cmocka_unit_test(test_others)};
  faulty_start();
  return cmocka_run_group_tests(tests, make_file, remove_file);
}
