/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

#include <stdio.h>
#include <stdlib.h>

/* Every listing: what is in it, in which order, from a cursor on, to a limit, and ended by its callback. */

static bool add_case(void *ud, const spr_case_row *c) {
  return words_add(ud, "%.*s", SPR_FMT(c->id));
}
static bool add_task(void *ud, const spr_task_row *t) {
  return words_add(ud, "%.*s/%.*s", SPR_FMT(t->id), SPR_FMT(t->task));
}
static bool add_deadline(void *ud, const spr_deadline_row *d) {
  return words_add(ud, "%.*s/%d%s", SPR_FMT(d->id), (int)d->n, d->missed ? "!" : "");
}
static bool add_link(void *ud, const spr_link_row *l) {
  return words_add(ud, "%.*s-%.*s->%.*s", SPR_FMT(l->id), SPR_FMT(l->name), SPR_FMT(l->other));
}
static bool add_message(void *ud, const spr_message_row *m) {
  return words_add(ud, "%.*s.%d.%u:%.*s>%.*s*%u", SPR_FMT(m->source), (int)m->seq, m->n, SPR_FMT(m->event),
                   SPR_FMT(m->target), m->tries);
}
static bool add_incident(void *ud, const spr_incident_row *i) {
  return words_add(ud, "%.*s/%d:%.*s%.*s@%d>%d*%u#%d", SPR_FMT(i->id), (int)i->n, SPR_FMT(i->what),
                   SPR_FMT(i->subject), (int)i->since, (int)i->try_at, i->tries, (int)i->seq);
}

#define LISTS(expected, stop, call, ...)                                                                     \
  do {                                                                                                       \
    words list_ = {.stop_after = (stop)};                                                                    \
    OK(call(f->s, __VA_ARGS__, &list_));                                                                     \
    assert_string_equal(list_.text, (expected));                                                             \
  } while (0)

/* -- emergencies -----------------------------------------------------------------------------------------
 */
static bool add_emergency(void *ud, const spr_entry_row *e) {
  return words_add(ud, "%d:%.*s.%d", (int)e->pos, SPR_FMT(e->id), (int)e->seq);
}

static spr_status append_emergency(fixture *f, const char *id, spr_instant at) {
  spr_append a = {.entry = {.id = spr_str_of(id),
                            .at = at,
                            .kind = SPR_JOURNAL_EMERGENCY,
                            .by = SPR_STR("police"),
                            .configuration = SPR_STR("run"),
                            .definition = f->definition,
                            .environment = f->environment,
                            .body = SPR_STR("why")},
                  .snapshot = SPR_STR("s")};
  return spr_store_append(f->s, &a, NULL);
}

static void test_emergencies(void **state) {
  fixture *f = *state;
  static const struct {
    const char *id;
    uint32_t stop;
    const char *expected;
  } rows[] = {{"a", 0, "6:a.4 3:a.2"}, {"a", 1, "6:a.4"}, {"b", 0, "4:b.2"}, {"c", 0, ""}};
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "a", 1));
  OK(contract_open_case(f, "b", 1));
  OK(append_emergency(f, "a", 2));
  OK(append_emergency(f, "b", 2));
  OK(STEP(f, "a", 3));
  OK(append_emergency(f, "a", 4));
  OK(contract_open_case(f, "c", 5));
  OK(spr_store_commit(f->s));
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    words w = {.stop_after = rows[i].stop};
    OK(spr_store_emergencies(f->s, spr_str_of(rows[i].id), add_emergency, &w));
    assert_string_equal(w.text, rows[i].expected);
  }
  words w = {.n = 0};
  GIVES(spr_store_emergencies(f->s, SPR_STR("none"), add_emergency, &w), SPR_ENOTFOUND);
  LISTS("6:a.4 4:b.2 3:a.2", 0, spr_store_emergencies_since, 2, add_emergency);
  LISTS("6:a.4", 0, spr_store_emergencies_since, 3, add_emergency);
  LISTS("6:a.4 4:b.2", 2, spr_store_emergencies_since, 0, add_emergency);
  LISTS("", 0, spr_store_emergencies_since, 5, add_emergency);
}

/* -- cases ----------------------------------------------------------------------------------------------- */
static spr_status open_at(fixture *f, const char *id, const char *city, const char *configuration,
                          const char *responsible, spr_instant at, spr_instant due, bool missed) {
  spr_change v[] = {{.kind = SPR_CHANGE_OPENED,
                     .name = SPR_STR("home"),
                     .text = spr_str_of(id[0] < 'c' ? "stay" : "exit"),
                     .text2 = spr_str_of(city)},
                    {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 1, .at = due, .flag = missed}};
  spr_append a = {.entry = {.id = spr_str_of(id),
                            .at = at,
                            .kind = SPR_JOURNAL_OPENED,
                            .configuration = spr_str_of(configuration),
                            .responsible = spr_str_of(responsible),
                            .definition = f->definition,
                            .environment = f->environment,
                            .changes = v,
                            .nchanges = due == SPR_NO_INSTANT ? 1 : 2},
                  .snapshot = SPR_STR("s")};
  return spr_store_append(f->s, &a, NULL);
}

static void make_cases(fixture *f) {
  OK(spr_store_begin(f->s));
  OK(open_at(f, "b", "north", "run.a.x,run.b", "clerk", 50, 900, false));
  OK(open_at(f, "a", "north", "run.ab", "judge", 70, SPR_NO_INSTANT, false));
  OK(open_at(f, "d", "south", "run.a", "clerk", 60, 300, false));
  OK(open_at(f, "c", "south", "done", "clerk", 70, 10, true));
  OK(open_at(f, "e", "south", "run", "", 70, 900, false));
  spr_change ended = {.kind = SPR_CHANGE_ENDED};
  spr_append a = {.entry = {.id = SPR_STR("a"),
                            .at = 70,
                            .kind = SPR_JOURNAL_EVENT,
                            .configuration = SPR_STR("run.ab"),
                            .responsible = SPR_STR("judge"),
                            .definition = f->definition,
                            .environment = f->environment,
                            .changes = &ended,
                            .nchanges = 1}};
  OK(spr_store_append(f->s, &a, NULL));
  OK(spr_store_commit(f->s));
}

typedef struct case_list {
  spr_case_filter filter;
  const char *expected;
} case_list;

/* Whoever asks may be bound to some municipalities. */
static const spr_str north = {"north", 5}, both[] = {{"south", 5}, {"nowhere", 7}, {"north", 5}},
                     nowhere[] = {{"nowhere", 7}, {"nort", 4}};
static const uint64_t numbers[] = {1, 3, 5};

static const case_list case_lists[] = {
    {{.limit = 0}, "b a d c e"},
    {{.limit = 2}, "b a"},
    {{.order = SPR_BY_DUE}, "d b e a c"},
    {{.order = SPR_BY_LAST}, "e c a d b"},
    {{.after = true, .after_number = 2}, "d c e"},
    {{.after = true, .after_number = 5}, ""},
    {{.after = true, .after_number = 5000}, ""},
    {{.order = SPR_BY_DUE, .after = true, .after_at = 900, .after_number = 1}, "e a c"},
    {{.order = SPR_BY_DUE, .after = true, .after_at = 500, .after_number = 77}, "b e a c"},
    {{.order = SPR_BY_DUE, .after = true, .after_at = SPR_NO_INSTANT, .after_number = 2}, "c"},
    {{.order = SPR_BY_LAST, .after = true, .after_at = 70, .after_number = 4}, "a d b"},
    {{.order = SPR_BY_LAST, .after = true, .after_at = 55, .after_number = 1}, "b"},
    {{.municipality = {"north", 5}}, "b a"},
    {{.municipality = {"nort", 4}}, ""},
    {{.package = {"home", 4}, .limit = 1}, "b"},
    {{.package = {"house", 5}}, ""},
    {{.workflow = {"exit", 4}}, "d c e"},
    {{.workflow = {"exit", 4}, .municipality = {"south", 5}, .order = SPR_BY_LAST}, "e c d"},
    {{.state = {"run", 3}}, "b a d e"},
    {{.state = {"run.a", 5}}, "b d"},
    {{.state = {"run.a.x", 7}}, "b"},
    {{.state = {"run.b", 5}}, "b"},
    {{.state = {"un", 2}}, ""},
    {{.responsible = {"clerk", 5}}, "b d c"},
    {{.responsible = {"clerk", 5}, .after = true, .after_number = 1, .limit = 1}, "d"},
    {{.only_open = true}, "b d c e"},
    {{.only_overdue = true}, "c"},
    {{.only_overdue = true, .order = SPR_BY_DUE, .state = {"done", 4}}, "c"},
    {{.only_overdue = true, .now = 299}, "c"},
    {{.only_overdue = true, .now = 300}, "d c"},
    {{.only_failing = true}, ""},
    {{.among = numbers, .namong = 3}, "b d e"},
    {{.among = numbers, .namong = 3, .order = SPR_BY_LAST}, "e d b"},
    {{.among = numbers, .namong = 3, .order = SPR_BY_DUE}, "d b e"},
    {{.among = numbers, .namong = 3, .municipality = {"south", 5}}, "d e"},
    {{.among = numbers, .namong = 3, .only_overdue = true, .now = 300}, "d"},
    {{.among = numbers, .namong = 3, .responsible = {"clerk", 5}, .limit = 1}, "b"},
    {{.among = numbers}, ""},
    {{.municipalities = &north, .nmunicipalities = 1}, "b a"},
    {{.municipalities = both, .nmunicipalities = 3, .order = SPR_BY_DUE}, "d b e a c"},
    {{.municipalities = both, .nmunicipalities = 2, .limit = 2}, "d c"},
    {{.municipalities = nowhere, .nmunicipalities = 2}, ""},
    {{.municipality = {"south", 5}, .municipalities = &north, .nmunicipalities = 1}, ""},
    {{.municipality = {"south", 5}, .municipalities = both, .nmunicipalities = 3}, "d c e"},
};

static void test_cases(void **state) {
  fixture *f = *state;
  make_cases(f);
  for (size_t i = 0; i < TEST_COUNT(case_lists); i++) {
    words w = {.n = 0};
    OK(spr_store_cases(f->s, &case_lists[i].filter, add_case, &w));
    if (strcmp(w.text, case_lists[i].expected) != 0)
      fail_msg("list %zu: \"%s\", expected \"%s\"", i, w.text, case_lists[i].expected);
  }
  LISTS("b a d", 3, spr_store_cases, &case_lists[0].filter, add_case);
}

typedef struct page {
  spr_case_filter *f;
  uint8_t *seen;
  uint32_t rows;
} page;

static bool turn(void *ud, const spr_case_row *c) {
  page *p = ud;
  p->seen[c->number]++;
  p->rows++;
  p->f->after = true;
  p->f->after_number = c->number;
  p->f->after_at = p->f->order == SPR_BY_DUE ? c->due : c->at;
  return true;
}

#define MANY 60
/* Pages of every size, in every order: each row once, while other rows change between the pages. */
static void test_pages(void **state) {
  fixture *f = *state;
  uint64_t random = 11;
  char id[16];
  OK(spr_store_begin(f->s));
  for (int i = 1; i <= MANY; i++) {
    snprintf(id, sizeof id, "c%d", i);
    OK(contract_open_case(f, id, 10 + i % 7));
    OK(APPEND(f, id, 20 + i % 5,
              {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 1, .at = 100 + i % 4}));
  }
  OK(spr_store_commit(f->s));
  for (int order = SPR_BY_NUMBER; order <= SPR_BY_LAST; order++)
    for (uint32_t limit = 1; limit <= MANY + 1; limit += 7) {
      uint8_t seen[MANY + 1] = {0}, changed[MANY + 1] = {0};
      spr_case_filter filter = {.order = (spr_case_order)order, .limit = limit};
      page p = {&filter, seen, 1};
      while (p.rows > 0) {
        p.rows = 0;
        OK(spr_store_cases(f->s, &filter, turn, &p));
        assert_true(p.rows <= limit);
        uint32_t which = 1 + test_below(&random, MANY);
        snprintf(id, sizeof id, "c%u", which);
        changed[which] = 1;
        APPEND_ALONE(f, id, 40,
                     {.kind = SPR_CHANGE_DEADLINE,
                      .name = SPR_STR("d"),
                      .n = 1,
                      .at = 90 + (int)test_below(&random, 30)});
      }
      for (int i = 1; i <= MANY; i++) {
        bool once = seen[i] == 1;
        /* What moved may have moved past the cursor. */
        if (!once && (order == SPR_BY_NUMBER || !changed[i]))
          fail_msg("order %d, limit %u: %d times %d", order, limit, i, seen[i]);
      }
    }
}

static void test_due(void **state) {
  fixture *f = *state;
  OK(spr_store_begin(f->s));
  const int pending[] = {30, 10, 30, 20, 0};
  for (int i = 0; i < 5; i++) {
    char id[2] = {(char)('a' + i), '\0'};
    OK(contract_open_case(f, id, 1));
    if (pending[i]) OK(APPEND(f, id, 1, {.kind = SPR_CHANGE_PENDING, .at = pending[i]}));
  }
  LISTS("", 0, spr_store_due, 9, NULL, 0, add_case);
  LISTS("b", 0, spr_store_due, 10, NULL, 0, add_case);
  LISTS("b d a c", 0, spr_store_due, 30, NULL, 0, add_case);
  LISTS("b d", 0, spr_store_due, 30, NULL, 2, add_case);
  LISTS("b", 1, spr_store_due, 30, NULL, 2, add_case);
  LISTS("d a c", 0, spr_store_due, 30, (&(spr_due_mark){10, 2}), 0, add_case);
  LISTS("a", 0, spr_store_due, 30, (&(spr_due_mark){20, 4}), 1, add_case);
  LISTS("a c", 0, spr_store_due, 30, (&(spr_due_mark){20, 77}), 0, add_case);
  LISTS("b d a c", 0, spr_store_due, 30, (&(spr_due_mark){9, 77}), 0, add_case);
  LISTS("", 0, spr_store_due, 30, (&(spr_due_mark){30, 77}), 0, add_case);
  OK(APPEND(f, "b", 1, {.kind = SPR_CHANGE_PENDING, .at = SPR_NO_INSTANT}));
  OK(APPEND(f, "a", 1, {.kind = SPR_CHANGE_PENDING, .at = -5}));
  OK(spr_store_commit(f->s));
  LISTS("a d c", 0, spr_store_due, INT64_MAX, NULL, 0, add_case);
}

/* -- duties ---------------------------------------------------------------------------------------------- */
#define TASK(id_, due_, ...)                                                                                 \
  {                                                                                                          \
    .kind = SPR_CHANGE_TASK, .name = SPR_STR(id_), .text = SPR_STR("name"), .text2 = SPR_STR("state"),       \
    .at = (due_), .list = (const spr_str[]){__VA_ARGS__},                                                    \
    .nlist = sizeof((spr_str[]){__VA_ARGS__}) / sizeof(spr_str)                                              \
  }

static void make_tasks(fixture *f) {
  OK(spr_store_begin(f->s));
  OK(APPEND(f, "a", 1, OPENED("p", "w", "north")));
  OK(APPEND(f, "b", 1, OPENED("p", "w", "south")));
  OK(APPEND(f, "b", 1, TASK("b2", 50, {"x", 1}, {"xy", 2}), TASK("b1", 50, {"y", 1}),
            TASK("b3", SPR_NO_INSTANT, {"x", 1})));
  OK(APPEND(f, "a", 1, TASK("a1", 50, {"xy", 2}), TASK("a2", 20, {"z", 1}, {"x", 1}),
            TASK("a3", 10, {"x", 1})));
  OK(APPEND(f, "a", 1, {.kind = SPR_CHANGE_TASK_GONE, .name = SPR_STR("a3")},
            {.kind = SPR_CHANGE_TASK_GONE, .name = SPR_STR("b1")}));
  OK(spr_store_commit(f->s));
}

typedef struct duty_list {
  spr_duty_filter filter;
  const char *expected;
} duty_list;

static void test_tasks(void **state) {
  fixture *f = *state;
  static const duty_list lists[] = {
      {{.due_by = SPR_NO_INSTANT}, "a/a2 a/a1 b/b1 b/b2 b/b3"},
      {{.due_by = SPR_NO_INSTANT, .limit = 2}, "a/a2 a/a1"},
      {{.due_by = 50}, "a/a2 a/a1 b/b1 b/b2"},
      {{.due_by = 49}, "a/a2"},
      {{.due_by = 19}, ""},
      {{.due_by = SPR_NO_INSTANT, .id = {"b", 1}}, "b/b1 b/b2 b/b3"},
      {{.due_by = 50, .id = {"b", 1}, .limit = 1}, "b/b1"},
      {{.due_by = SPR_NO_INSTANT, .id = {"none", 4}}, ""},
      {{.due_by = SPR_NO_INSTANT, .municipality = {"south", 5}}, "b/b1 b/b2 b/b3"},
      {{.due_by = SPR_NO_INSTANT, .institution = {"x", 1}}, "a/a2 b/b2 b/b3"},
      {{.due_by = SPR_NO_INSTANT, .institution = {"xy", 2}, .limit = 1}, "a/a1"},
      {{.due_by = SPR_NO_INSTANT, .institution = {"x", 1}, .municipality = {"north", 5}}, "a/a2"},
      {{.due_by = SPR_NO_INSTANT, .institution = {"x,xy", 4}}, ""},
      {{.due_by = SPR_NO_INSTANT, .municipalities = &north, .nmunicipalities = 1}, "a/a2 a/a1"},
      {{.due_by = 50, .municipalities = both, .nmunicipalities = 3}, "a/a2 a/a1 b/b1 b/b2"},
      {{.due_by = SPR_NO_INSTANT, .municipalities = both, .nmunicipalities = 2, .limit = 1}, "b/b1"},
      {{.due_by = SPR_NO_INSTANT, .institution = {"x", 1}, .municipalities = &north, .nmunicipalities = 1},
       "a/a2"},
      {{.due_by = SPR_NO_INSTANT, .id = {"b", 1}, .municipalities = &north, .nmunicipalities = 1}, ""},
      {{.due_by = SPR_NO_INSTANT, .municipalities = nowhere, .nmunicipalities = 2}, ""},
      {{.due_by = SPR_NO_INSTANT,
        .municipality = {"south", 5},
        .municipalities = &north,
        .nmunicipalities = 1},
       ""},
#define BEHIND(due, case, task)                                                                              \
  .after = true, .after_due = (due), .after_id = {case, 1}, .after_task = {task, 2}
      {{.due_by = SPR_NO_INSTANT, BEHIND(20, "a", "a2")}, "a/a1 b/b1 b/b2 b/b3"},
      {{.due_by = SPR_NO_INSTANT, BEHIND(50, "a", "a1"), .limit = 2}, "b/b1 b/b2"},
      {{.due_by = SPR_NO_INSTANT, BEHIND(50, "a", "a9")}, "b/b1 b/b2 b/b3"}, /* the last row has gone */
      {{.due_by = SPR_NO_INSTANT, BEHIND(50, "b", "b2")}, "b/b3"},
      {{.due_by = SPR_NO_INSTANT, BEHIND(SPR_NO_INSTANT, "b", "b3")}, ""},
      {{.due_by = 50, BEHIND(50, "a", "a1")}, "b/b1 b/b2"},
      {{.due_by = SPR_NO_INSTANT, .institution = {"x", 1}, BEHIND(20, "a", "a2")}, "b/b2 b/b3"},
      {{.due_by = SPR_NO_INSTANT, .institution = {"x", 1}, BEHIND(50, "b", "b2")}, "b/b3"},
      {{.due_by = SPR_NO_INSTANT, BEHIND(20, "q", "a2")}, ""}, /* no such case */
  };
  make_tasks(f);
  for (size_t i = 0; i < TEST_COUNT(lists); i++)
    LISTS(lists[i].expected, 0, spr_store_tasks, &lists[i].filter, add_task);
  LISTS("a/a2", 1, spr_store_tasks, &lists[0].filter, add_task);
  /* One that is made again under its id takes the place of the former. */
  APPEND_ALONE(f, "b", 1, TASK("b1", 5, {"q", 1}));
  LISTS("b/b1 a/a2 a/a1 b/b2 b/b3", 0, spr_store_tasks, &lists[0].filter, add_task);
}

static void test_deadlines(void **state) {
  fixture *f = *state;
  OK(spr_store_begin(f->s));
  OK(open_at(f, "a", "north", "run", "judge", 1, 50, false));
  OK(open_at(f, "b", "south", "run", "clerk", 1, 60, false));
#define DEADLINE(k, t, m)                                                                                    \
  {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = (k), .at = (t), .flag = (m)}
  OK(APPEND(f, "b", 1, DEADLINE(3, 70, false), DEADLINE(2, 50, false), DEADLINE(7, 40, false),
            DEADLINE(7, 40, true), DEADLINE(4, SPR_NO_INSTANT, false),
            {.kind = SPR_CHANGE_DEADLINE_GONE, .n = 1}));
  OK(spr_store_commit(f->s));
  LISTS("a/1", 0, spr_store_deadlines, SPR_STR("a"), add_deadline);
  LISTS("b/7! b/2 b/3 b/4", 0, spr_store_deadlines, SPR_STR("b"), add_deadline);
  LISTS("b/7!", 1, spr_store_deadlines, SPR_STR("b"), add_deadline);
  LISTS("", 0, spr_store_deadlines, SPR_STR("none"), add_deadline);
}

static void test_links(void **state) {
  fixture *f = *state;
#define LINK(name_, other) {.kind = SPR_CHANGE_LINK, .name = SPR_STR(name_), .text = SPR_STR(other)}
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "b", 1));
  OK(contract_open_case(f, "a", 1));
  OK(APPEND(f, "b", 1, LINK("m", "a"), LINK("z", "c"), LINK("self", "b"), LINK("m", "a")));
  OK(APPEND(f, "a", 1, LINK("m", "b"), LINK("k", "b"), LINK("m", "x")));
  OK(spr_store_commit(f->s));
  LISTS("a-k->b a-m->b b-m->a b-self->b b-z->c", 0, spr_store_links, SPR_STR("b"), add_link);
  LISTS("a-k->b a-m->b a-m->x b-m->a", 0, spr_store_links, SPR_STR("a"), add_link);
  LISTS("a-k->b", 1, spr_store_links, SPR_STR("a"), add_link);
  LISTS("b-z->c", 0, spr_store_links, SPR_STR("c"), add_link);
  LISTS("", 0, spr_store_links, SPR_STR("d"), add_link);
}

/* -- messages -------------------------------------------------------------------------------------------- */
static void test_messages(void **state) {
  fixture *f = *state;
#define MESSAGE(k, event_, target)                                                                           \
  {.kind = SPR_CHANGE_MESSAGE,                                                                               \
   .name = SPR_STR(event_),                                                                                  \
   .text = SPR_STR("l"),                                                                                     \
   .text2 = SPR_STR(target),                                                                                 \
   .n = (k),                                                                                                 \
   .m = 3,                                                                                                   \
   .flag = true}
#define OF(kind_, source, seq, k, at_)                                                                       \
  { .kind = (kind_), .text = SPR_STR(source), .n = (seq), .m = (k), .at = (at_) }
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "b", 1));
  OK(APPEND(f, "a", 1, OPENED("p", "w", "m"), MESSAGE(1, "first", "b")));
  OK(APPEND(f, "b", 1, MESSAGE(2, "second", "a"), MESSAGE(10, "third", "")));
  LISTS("a.1.1:first>b*0 b.2.2:second>a*0 b.2.10:third>*0", 0, spr_store_messages, 0, NULL, 0, add_message);
  LISTS("a.1.1:first>b*0 b.2.2:second>a*0", 0, spr_store_messages, 0, NULL, 2, add_message);
  LISTS("a.1.1:first>b*0", 1, spr_store_messages, 0, NULL, 0, add_message);
  LISTS("b.2.2:second>a*0 b.2.10:third>*0", 0, spr_store_messages, 0, (&(spr_message_mark){2, 1}), 0,
        add_message);
  LISTS("b.2.10:third>*0", 0, spr_store_messages, 0, (&(spr_message_mark){3, 2}), 0, add_message);
  LISTS("b.2.10:third>*0", 0, spr_store_messages, 0, (&(spr_message_mark){3, 9}), 0, add_message);
  LISTS("", 0, spr_store_messages, 0, (&(spr_message_mark){3, 10}), 0, add_message);
  LISTS("", 0, spr_store_messages, 0, (&(spr_message_mark){9, 0}), 0, add_message);
  /* Put off, by another case than its source; then it may be tried at once. */
  OK(APPEND(f, "b", 1, OF(SPR_CHANGE_LATER, "a", 1, 1, 100)));
  LISTS("b.2.2:second>a*0", 0, spr_store_messages, 99, NULL, 1, add_message);
  LISTS("a.1.1:first>b*1 b.2.2:second>a*0 b.2.10:third>*0", 0, spr_store_messages, 100, NULL, 0, add_message);
  OK(APPEND(f, "b", 1, OF(SPR_CHANGE_LATER, "a", 1, 1, SPR_NO_INSTANT)));
  LISTS("a.1.1:first>b*2", 0, spr_store_messages, 0, NULL, 1, add_message);
  /* Once, and never again. */
  OK(APPEND(f, "b", 1, OF(SPR_CHANGE_CONSUMED, "a", 1, 1, 0)));
  GIVES(APPEND(f, "b", 1, OF(SPR_CHANGE_CONSUMED, "a", 1, 1, 0)), SPR_EREFUSED);
  GIVES(APPEND(f, "b", 1, OF(SPR_CHANGE_LATER, "a", 1, 1, 9)), SPR_EREFUSED);
  OK(spr_store_commit(f->s));
  LISTS("b.2.2:second>a*0 b.2.10:third>*0", 0, spr_store_messages, 0, NULL, 0, add_message);
  OK(spr_store_begin(f->s));
  OK(spr_store_mark(f->s));
  OK(APPEND(f, "a", 1, OF(SPR_CHANGE_CONSUMED, "b", 2, 10, 0)));
  OK(spr_store_undo(f->s));
  OK(APPEND(f, "a", 1, OF(SPR_CHANGE_CONSUMED, "b", 2, 10, 0)));
  OK(spr_store_commit(f->s));
  LISTS("b.2.2:second>a*0", 0, spr_store_messages, 0, NULL, 0, add_message);
}

static bool whole_message(void *ud, const spr_message_row *m) {
  (void)ud;
  assert_int_equal(m->pos, 1);
  assert_str(m->link, "l");
  assert_int_equal(m->hops, 3);
  assert_true(m->urgent);
  assert_int_equal(m->try_at, SPR_NO_INSTANT);
  return true;
}

static void test_message_members(void **state) {
  fixture *f = *state;
  APPEND_ALONE(f, "a", 1, OPENED("p", "w", "m"), MESSAGE(1, "e", "b"));
  OK(spr_store_messages(f->s, 0, NULL, 0, whole_message, NULL));
}

/* -- incidents ---------------------------------------------------------------------------------------------
 */
static void test_incidents(void **state) {
  fixture *f = *state;
#define INCIDENT(k, what, next, tries_)                                                                      \
  {.kind = SPR_CHANGE_INCIDENT, .name = SPR_STR(what), .n = (k), .at = (next), .m = (tries_)}
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "b", 1));
  OK(contract_open_case(f, "a", 1));
  OK(APPEND(f, "a", 5, INCIDENT(2, "hook", 20, 1), INCIDENT(1, "timer", 10, 1)));
  OK(APPEND(f, "b", 6, INCIDENT(1, "hook", 30, 1)));
  OK(APPEND(f, "a", 9, INCIDENT(2, "hook", 40, 2)));
  OK(spr_store_commit(f->s));
  LISTS("b/1:hook@6>30*1#2 a/1:timer@5>10*1#2 a/2:hook@5>40*2#2", 0, spr_store_incidents, SPR_STR(""),
        add_incident);
  LISTS("b/1:hook@6>30*1#2", 1, spr_store_incidents, SPR_STR(""), add_incident);
  APPEND_ALONE(f, "a", 9, {.kind = SPR_CHANGE_INCIDENT_GONE, .n = 1});
  LISTS("a/2:hook@5>40*2#2", 0, spr_store_incidents, SPR_STR("a"), add_incident);
  /* One that comes again begins again. */
  APPEND_ALONE(f, "a", 11, {.kind = SPR_CHANGE_INCIDENT_GONE, .n = 2});
  APPEND_ALONE(f, "a", 12, INCIDENT(2, "hook", 50, 1));
  LISTS("a/2:hook@12>50*1#6", 0, spr_store_incidents, SPR_STR("a"), add_incident);
  /* What it is about, and the last entry that says why: to try again by hand says nothing. */
  APPEND_ALONE(f, "a", 13,
               {.kind = SPR_CHANGE_INCIDENT,
                .name = SPR_STR("hook"),
                .text = SPR_STR("!x"),
                .n = 2,
                .at = 60,
                .m = 1});
  LISTS("a/2:hook!x@12>60*1#6", 0, spr_store_incidents, SPR_STR("a"), add_incident);
  words w = {.n = 0};
  OK(spr_store_cases(f->s, &(spr_case_filter){.only_failing = true}, add_case, &w));
  assert_string_equal(w.text, "b a");
  w.n = 0;
  GIVES(spr_store_incidents(f->s, SPR_STR("none"), add_incident, &w), SPR_ENOTFOUND);
}

const struct CMUnitTest contract_lists[] = {
    CONTRACT_TEST(test_cases),       CONTRACT_TEST(test_pages),           CONTRACT_TEST(test_due),
    CONTRACT_TEST(test_tasks),       CONTRACT_TEST(test_deadlines),       CONTRACT_TEST(test_links),
    CONTRACT_TEST(test_messages),    CONTRACT_TEST(test_message_members), CONTRACT_TEST(test_incidents),
    CONTRACT_TEST(test_emergencies),
};
const size_t contract_nlists = TEST_COUNT(contract_lists);
