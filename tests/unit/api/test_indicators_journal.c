/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"
#include "flows.h"
#include "lab/indicators.h"

/* Indicators against what the journals of the cases say one by one: made-up cases in two cities, counted anew
 * from the entries and their receipts, for everybody and every period. And that the numbers do not depend on
 * how the journal is read. */

enum { CASES = 120, STEPS = 900, DAY = 86400000 };

typedef struct place {
  town t;
  flows_case cases[CASES];
  int ncases;
  uint64_t random;
} place;

static uint32_t pick(place *p, uint32_t n) {
  p->random = p->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(p->random >> 33) % n;
}

/* What is refused changes nothing. */
static int open_place(void **state) {
  static const char *const does[] = {"go",     "skip", "next",  "pause",  "unpause", "more",
                                     "back",   "next", "+call", "finish", "-call",   "give_up",
                                     "reopen", "wait", "shop",  "call"};
  static place p = {.random = 7};
  sprawa_error e;
  flows_start(&p.t);
  for (int i = 0; i < STEPS; i++) {
    p.t.now += pick(&p, DAY / 2);
    if (pick(&p, 9) == 0) (void)flows_step(&p.t, NULL, NULL, NULL, "tick", &e);
    if (p.ncases < CASES && pick(&p, 5) == 0) {
      const char *city = pick(&p, 3) ? "alpha" : "beta";
      expect_ok(flows_step(&p.t, "flow", city, &p.cases[p.ncases++], "open", &e), &e);
    } else if (p.ncases) {
      flows_case *c = &p.cases[p.ncases - 1 - (int)pick(&p, p.ncases > 20 ? 20 : (uint32_t)p.ncases)];
      (void)flows_step(&p.t, "flow", NULL, c, does[pick(&p, TEST_COUNT(does))], &e);
    }
  }
  expect_ok(flows_step(&p.t, NULL, NULL, NULL, "tick", &e), &e);
  assert_true(p.ncases > 100);
  *state = &p;
  return 0;
}

static int close_place(void **state) {
  town_remove(&((place *)*state)->t);
  return 0;
}

/* -- the same, simply ----------------------------------------------------------------------------------- */

typedef struct naive {
  uint32_t days[2000];
  uint32_t n, waiting, left, met, missed, cancelled, waived, open;
} naive;

static bool has_part(const char *joined, const char *path) {
  size_t n = strlen(path);
  if (n == 0) return *joined != '\0';
  for (const char *p = joined; p && *p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
    if (strncmp(p, path, n) == 0 && (p[n] == '\0' || p[n] == ',' || p[n] == '.')) return true;
  return false;
}

/* Days since 1970 on the clock of the zone. */
static int32_t day_of(const sprawa_zone *zone, int64_t at) {
  char text[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, at, text);
  spr_day out;
  assert_true(spr_day_parse(spr_str_n(text, 10), &out));
  return out;
}

static bool is_weekday(int32_t day) {
  return spr_weekday(day) < 6;
}

static uint32_t length(int32_t from, int32_t to, bool working) {
  uint32_t n = 0;
  for (int32_t d = from + 1; d <= to; d++) n += !working || is_weekday(d);
  return n;
}

typedef struct question {
  const char *from, *to, *deadline, *task; /* paths of the journal */
  bool working;
} question;

static bool within(const char *since, const char *until, int32_t day) {
  char text[16];
  spr_day_format(day, text);
  return (!since || strcmp(text, since) >= 0) && (!until || strcmp(text, until) <= 0);
}

/* A deadline as the journal of its case has it: there is one of a path at a time. */
typedef struct fate {
  bool open;
  int32_t missed; /* the day on which its end passed; INT32_MIN: it has not */
} fate;

static void close_fate(const char *since, fate *f, naive *out) {
  out->missed += f->missed != INT32_MIN && within(since, NULL, f->missed);
  *f = (fate){.missed = INT32_MIN};
}

/* An extension takes back what was missed. */
static void count_moved(const question *q, const sprawa_entry *e, fate *f) {
  for (size_t i = 0; i < e->nmoved; i++)
    if (strcmp(e->moved[i].name, q->deadline) == 0 && e->moved[i].after > e->at) f->missed = INT32_MIN;
}

/* What becomes of deadlines is what the engine itself has told in the receipts. */
static void count_receipts(const question *q, const char *since, const sprawa_entry *e, int32_t day, fate *f,
                           naive *out) {
  char head[128];
  int n = snprintf(head, sizeof head, "deadline %s ", q->deadline);
  bool counts = within(since, NULL, day), waived = q->task && strcmp(e->kind, "waived") == 0;
  for (size_t i = 0; i < e->nreceipts; i++) {
    const char *words = e->receipts[i].words;
    if (strncmp(words, head, (size_t)n) != 0) continue;
    words += n;
    bool met = strncmp(words, "met", 3) == 0, made_void = strncmp(words, "void", 4) == 0;
    if (strncmp(words, "started", 7) == 0) *f = (fate){.open = true, .missed = INT32_MIN};
    if (strncmp(words, "missed", 6) == 0) f->missed = day;
    out->met += counts && met && !waived;
    out->waived += counts && met && waived;
    out->cancelled += counts && made_void;
    if (met || made_void || strncmp(words, "ended", 5) == 0) close_fate(since, f, out);
  }
  count_moved(q, e, f);
}

static void count_case(place *p, const flows_case *c, const question *q, const char *since, const char *until,
                       naive *out) {
  sprawa_error e;
  sprawa_journal *j = NULL;
  int32_t from = INT32_MIN, left = INT32_MIN;
  bool done = false;
  fate f = {.missed = INT32_MIN};
  sprawa_journal_query jq = {.as = sprawa_view_operator(), .limit = 1000, .bodies = true};
  expect_ok(sprawa_engine_journal(p->t.e, c->id, &jq, &j, &e), &e);
  assert_int_equal(sprawa_journal_next(j), 0);
  const sprawa_zone *zone = sprawa_journal_zone(j);
  const sprawa_entry *x = sprawa_journal_entry(j, 0);
  for (size_t i = 0; x; x = sprawa_journal_entry(j, ++i)) {
    int32_t day = day_of(zone, x->at);
    if (!within(NULL, until, day)) break;
    bool counts = within(since, until, day);
    if (q->deadline) {
      count_receipts(q, since, x, day, &f, out);
      continue;
    }
    bool begins = from == INT32_MIN && has_part(x->states, q->from) && !has_part(x->before, q->from);
    if (begins) from = day;
    bool arrives = from != INT32_MIN && !done && has_part(x->states, q->to) && !has_part(x->before, q->to);
    if (arrives && counts) out->days[out->n++] = length(from, day, q->working);
    done = done || arrives;
    bool ends = strcmp(x->states, "closed") == 0;
    left = ends ? (left == INT32_MIN ? day : left) : INT32_MIN;
  }
  bool begun = from != INT32_MIN && !done;
  out->waiting += begun && left == INT32_MIN;
  out->left += begun && left != INT32_MIN && within(since, until, left);
  out->open += f.open && f.missed == INT32_MIN;
  close_fate(since, &f, out);
  sprawa_journal_free(j);
}

static int by_size(const void *a, const void *b) {
  const uint32_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void number(char *out, const char *name, uint64_t n) {
  flows_number(out, 512, name, n);
}

static void naive_row(const question *q, naive *x, char *out) {
  uint64_t counted = q->deadline ? x->met + x->missed : x->n;
  qsort(x->days, x->n, sizeof *x->days, by_size);
  out[0] = '\0';
  number(out, "counted", counted);
  if (x->n) { /* also of 0 days */
    size_t at = strlen(out);
    snprintf(out + at, 512 - at, " median %u p90 %u", x->days[(x->n + 1) / 2 - 1],
             x->days[(9 * x->n + 9) / 10 - 1]);
  }
  if (!q->deadline) number(out, "waiting", x->waiting), number(out, "left", x->left);
  number(out, "met", x->met);
  number(out, "missed", x->missed);
  if (counted && q->deadline) number(out, "share", (2000 * x->met + counted) / (2 * counted));
  number(out, "open", x->open);
  number(out, "waived", x->waived);
  number(out, "cancelled", x->cancelled);
  if (*out) memmove(out, out + 1, strlen(out));
}

static const struct {
  const char *name;
  question q;
} questions[] = {
    {"to_work", {.from = "asked", .to = "work", .working = true}},
    {"answered", {.deadline = "asked"}},
    {"papers", {.deadline = "work.first.papers"}},
    {"calls", {.deadline = "asked.call", .task = "call"}},
    {"waited", {.deadline = "waiting"}},
    {"whole", {.deadline = "whole"}},
    {"inner_term", {.deadline = "work"}},
};

/* Which cases does the view list? */
static void find_seen(place *p, const sprawa_view *as, bool seen[CASES]) {
  sprawa_error e;
  sprawa_list *l = NULL;
  sprawa_filter f = {.as = as, .limit = 1000};
  memset(seen, 0, CASES * sizeof *seen);
  expect_ok(sprawa_engine_list(p->t.e, &f, &l, &e), &e);
  for (size_t i = 0; sprawa_list_row(l, i); i++)
    for (int k = 0; k < p->ncases; k++)
      if (strcmp(sprawa_list_row(l, i)->id, p->cases[k].id) == 0) seen[k] = true;
  sprawa_list_free(l);
}

/* What the naive count does not tell. */
static void without_extras(const sprawa_indicator *is, sprawa_indicator *out) {
  *out = *is;
  out->moved = out->resting = out->elsewhere = 0;
}

static uint32_t expect_same(place *p, const char *who, const sprawa_view *as, const char *since,
                            const char *until) {
  bool seen[CASES];
  sprawa_error e;
  sprawa_indicators *got = NULL;
  sprawa_indicators_query q = {.as = as, .package = "flow", .since = since, .until = until};
  uint32_t counted = 0;
  find_seen(p, as, seen);
  expect_ok(sprawa_engine_indicators(p->t.e, &q, &got, &e), &e);
  for (size_t k = 0; k < TEST_COUNT(questions); k++) {
    char want[512], row[512];
    naive x = {.n = 0};
    for (int i = 0; i < p->ncases; i++)
      if (seen[i]) count_case(p, &p->cases[i], &questions[k].q, since, until, &x);
    naive_row(&questions[k].q, &x, want);
    const sprawa_indicator *is = sprawa_indicators_at(got, 0);
    for (size_t i = 0; is && strcmp(is->name, questions[k].name) != 0;) is = sprawa_indicators_at(got, ++i);
    if (!is) continue; /* a view of nothing */
    sprawa_indicator plain;
    without_extras(is, &plain);
    flows_row(&plain, row, sizeof row);
    if (strcmp(row, want) != 0)
      fail_msg("%s, %s to %s, %s:\n  %s\nnot\n  %s", who, since ? since : "-", until ? until : "-",
               questions[k].name, row, want);
    counted += (uint32_t)is->counted;
  }
  sprawa_indicators_free(got);
  return counted;
}

static void numbers_are_those_of_the_journals(void **state) {
  place *p = *state;
  static const char *const periods[][2] = {{NULL, NULL},
                                           {"2026-02-01", NULL},
                                           {NULL, "2026-02-20"},
                                           {"2026-02-10", "2026-03-10"},
                                           {"2026-03-01", "2026-03-01"},
                                           {"2020-01-01", "2020-12-31"}};
  uint32_t all = expect_same(p, "operator", sprawa_view_operator(), NULL, NULL);
  assert_true(all > 200);
  for (size_t i = 1; i < TEST_COUNT(periods); i++)
    assert_true(expect_same(p, "operator", sprawa_view_operator(), periods[i][0], periods[i][1]) < all);
}

static void a_view_counts_its_own_cases(void **state) {
  place *p = *state;
  static const char *const who[] = {"desk-alpha", "house-alpha", "desk-beta", "house-beta"};
  static const char *const two[] = {"desk-beta", "house-alpha"}, *const beta[] = {"beta"};
  for (size_t i = 0; i < TEST_COUNT(who); i++) {
    expect_same(p, who[i], SPRAWA_AS(who[i]), NULL, NULL);
    expect_same(p, who[i], SPRAWA_AS(who[i]), "2026-02-10", "2026-03-10");
  }
  const sprawa_view both = {.institutions = two, .ninstitutions = 2};
  const sprawa_view there = {
      .institutions = two, .ninstitutions = 2, .municipalities = beta, .nmunicipalities = 1};
  const sprawa_view opened = {.opened = p->cases[3].id};
  uint32_t wide = expect_same(p, "two", &both, NULL, NULL);
  uint32_t narrow = expect_same(p, "two, in beta", &there, NULL, NULL);
  assert_true(narrow > 0 && narrow < wide);
  assert_true(expect_same(p, "an emergency", &opened, NULL, NULL) > 0);
  assert_int_equal(expect_same(p, "nobody", &(sprawa_view){.ninstitutions = 0}, NULL, NULL), 0);
}

/* -- however it is read --------------------------------------------------------------------------------- */

static spr_status slice(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  return spr_indicators_slice(ud, desk, store, now);
}

static void put_row(const spr_indicator_row *r, char *out, size_t max) {
  snprintf(out, max, "%.*s %.*s %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu", SPR_FMT(r->is->name),
           SPR_FMT(r->municipality), (unsigned long long)r->counted, (unsigned long long)r->waiting,
           (unsigned long long)r->left, (unsigned long long)r->met, (unsigned long long)r->missed,
           (unsigned long long)r->open, (unsigned long long)r->resting, (unsigned long long)r->cancelled,
           (unsigned long long)r->waived, (unsigned long long)r->moved, (unsigned long long)r->elsewhere);
  for (int k = 0; k < SPR_FIGURES; k++) {
    size_t at = strlen(out);
    snprintf(out + at, max - at, " %d", r->has[k] ? (int)r->figures[k] : -1);
  }
}

/* Rows as text, to be freed. */
static char *count(place *p, const spr_case_filter *which, size_t bytes, uint64_t *entries) {
  enum { MAX = 16 * 1024 };
  spr_indicators *x = NULL;
  spr_indicator_row row;
  char *out = calloc(1, MAX);
  const spr_indicators_asked asked = {.which = which, .by_municipality = true, .bytes = bytes};
  assert_non_null(out);
  assert_int_equal(spr_indicators_new(&spr_alloc_default, &asked, &x), SPR_OK);
  while (!spr_indicators_done(x)) assert_int_equal(spr_engine_inspect(p->t.e->engine, slice, x), SPR_OK);
  for (uint32_t i = 0; spr_indicators_row(x, i, &row); i++) {
    size_t at = strlen(out);
    put_row(&row, out + at, MAX - at);
    at = strlen(out);
    snprintf(out + at, MAX - at, "\n");
  }
  *entries = spr_indicators_read(x);
  spr_indicators_free(x);
  return out;
}

static void it_does_not_matter_how_it_is_read(void **state) {
  place *p = *state;
  const spr_case_filter everything = {.now = 0}, alpha = {.municipality = SPR_STR("alpha")};
  uint64_t once, often, some;
  char *whole = count(p, &everything, 0, &once);
  char *passes = count(p, &everything, 1, &often);
  assert_string_equal(whole, passes);
  assert_true(often > 4 * once); /* one case a pass */
  char *of_one = count(p, &alpha, 0, &some);
  for (const char *line = of_one; *line; line = strchr(line, '\n') + 1) {
    char one[512];
    snprintf(one, sizeof one, "%.*s", (int)(strchr(line, '\n') + 1 - line), line);
    assert_non_null(strstr(whole, one));
  }
  free(whole);
  free(passes);
  free(of_one);
}

/* Few cases are read one after another, without all the others. */
static void few_cases_are_read_alone(void **state) {
  place *p = *state;
  for (int i = 0; i < p->ncases; i += 17) {
    const spr_case_filter one = {.scope = {.narrow = true, .opened = spr_str_of(p->cases[i].id)}};
    const sprawa_view opened = {.opened = p->cases[i].id};
    uint64_t alone;
    free(count(p, &one, 0, &alone));
    assert_true(alone > 0 && alone < 40);
    expect_same(p, "one", &opened, NULL, NULL);
  }
}

/* Every allocation may be the one that fails: it is told, and nothing stays behind. */
static void no_memory(void **state) {
  place *p = *state;
  const spr_case_filter everything = {.now = 0};
  const spr_indicators_asked asked = {.which = &everything, .by_municipality = true};
  spr_status st = SPR_ENOMEM;
  for (size_t n = 1; st != SPR_OK; n++) {
    test_alloc counter;
    spr_alloc alloc = test_alloc_make(&counter);
    spr_indicators *x = NULL;
    counter.fail_at = n;
    st = spr_indicators_new(&alloc, &asked, &x);
    while (st == SPR_OK && !spr_indicators_done(x)) st = spr_engine_inspect(p->t.e->engine, slice, x);
    spr_indicators_free(x);
    assert_int_equal(counter.bytes, 0);
    if (st != SPR_OK) assert_int_equal(st, SPR_ENOMEM);
    assert_true(n < 1000);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_are_those_of_the_journals),
      cmocka_unit_test(a_view_counts_its_own_cases),
      cmocka_unit_test(it_does_not_matter_how_it_is_read),
      cmocka_unit_test(few_cases_are_read_alone),
      cmocka_unit_test(no_memory),
  };
  return cmocka_run_group_tests(tests, open_place, close_place);
}
