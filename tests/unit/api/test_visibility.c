/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* Who sees what: every part that an institution may have in a case, every class of field, through every
 * reader and every answer. Each field holds a word of its own, which is looked for in all that is told. */

#define EYES "../../data/eyes"
#define MAX_SEEN 65536

enum { OPEN = 1, SECRET = 2, SHOWN = 4, BOTH = 8, TAG = 16, SHOWN_TAG = 32, FIELDS = 6, ALL = 63 };
static const char *const fields[FIELDS] = {"open", "secret", "shown", "both", "tag", "shown_tag"};
static const char *const planted[FIELDS] = {"canary-open", "canary-secret", "canary-shown",
                                            "canary-both", "canary-tag",    "canary-label"};

/* The matrix: what each sees while the case stands in `second`. */
typedef struct part {
  const char *who;
  bool stands;   /* it sees the case */
  unsigned sees; /* and of its fields these */
  bool asks;     /* the workflow names it for the events that fail */
} part;
static const part parts[] = {
    {"early-alpha", true, 0, false}, /* responsible in a state that was left */
    {"leads-alpha", true, OPEN | SECRET | TAG, true},
    {"decides-alpha", true, OPEN | SECRET | TAG, false},
    {"provides-alpha", true, OPEN | TAG, false},
    {"monitors-alpha", true, 0, true},
    {"informed-alpha", true, 0, false},
    {"pays-alpha", true, 0, false},
    {"inn-alpha", true, 0, false},
    {"errand-alpha", true, 0, false},
    {"shown-alpha", true, SHOWN | BOTH | SHOWN_TAG, false},
    {"named-alpha", false, 0, true},
    {"stranger-alpha", false, 0, false},
    {"nobody", false, 0, false},
    {SPRAWA_OPERATOR, true, ALL, true},
    /* Several institutions: what any of them sees. */
    {"stranger-alpha+informed-alpha", true, 0, false},
    {"monitors-alpha+provides-alpha", true, OPEN | TAG, true},
    {"shown-alpha+decides-alpha+nobody", true, ALL, false},
    /* In municipalities: of others nothing is there. */
    {"leads-alpha@alpha", true, OPEN | SECRET | TAG, true},
    {"leads-alpha@beta", false, 0, true},
    {"errand-alpha@beta", false, 0, true},
    {"*@beta", false, 0, true},
    {"*@beta@alpha", true, ALL, true},
    /* Opened for an emergency: all but what was promised to named roles alone. */
    {"stranger-alpha!", true, OPEN | SECRET | TAG, false},
    {"informed-alpha!", true, OPEN | SECRET | TAG, false},
    {"shown-alpha!", true, ALL, false},
    {"!", true, OPEN | SECRET | TAG, false},
    {"stranger-alpha!@beta", false, 0, false},
    {"stranger-alpha?", false, 0, false}, /* another one was opened */
};

/* "LEADS+DECIDES@alpha!": institutions, municipalities, and whether the case (or, "?", another one) is opened
 * for it. Lent until the eighth call after it. */
typedef struct written {
  char words[128];
  const char *institutions[4], *municipalities[4];
  sprawa_view view;
} written;

static const sprawa_view *view_of(const char *who, const char *id) {
  static written all[8];
  static unsigned next;
  written *w = &all[next++ % TEST_COUNT(all)];
  *w = (written){.view = {w->institutions, 0, w->municipalities, 0, NULL, NULL}};
  snprintf(w->words, sizeof w->words, "+%s", who);
  for (char *p = w->words; *p; p++) {
    char mark = *p;
    if (!strchr("+@!?", mark)) continue;
    *p = '\0';
    if (mark == '+' && p[1] && !strchr("+@!?", p[1])) w->institutions[w->view.ninstitutions++] = p + 1;
    if (mark == '@') w->municipalities[w->view.nmunicipalities++] = p + 1;
    if (mark == '!') w->view.opened = id;
    if (mark == '?') w->view.opened = "aaaaaaaaaaaaaaaa";
  }
  return &w->view;
}

/* One institution, or the operator: it can act, too. */
static bool is_plain(const part *p) {
  return strpbrk(p->who, "+@!?") == NULL;
}

static char text[MAX_SEEN]; /* all that was told since forget() */
static size_t length;

static void forget(void) {
  length = 0;
  text[0] = '\0';
}

static void hear(const char *s) {
  size_t n = s ? strlen(s) : 0;
  assert_true(length + n + 2 < sizeof text);
  if (n) memcpy(text + length, s, n);
  length += n;
  text[length++] = '\n';
  text[length] = '\0';
}

static void hear_value(const sprawa_value *v) {
  char json[2048];
  if (!v) return;
  assert_true(sprawa_value_json(v, json, sizeof json) < sizeof json);
  hear(json);
}

static void hear_error(const sprawa_error *e) {
  hear(e->name);
  hear(e->message);
  hear(e->file);
}

/* Which fields' words were told. */
static unsigned told(void) {
  unsigned bits = 0;
  for (unsigned i = 0; i < FIELDS; i++) bits |= strstr(text, planted[i]) ? 1u << i : 0;
  return bits;
}

static void expect_told(const part *p, unsigned want, const char *where) {
  if (told() != want) fail_msg("%s, %s: fields %x, not %x:\n%s", p->who, where, told(), want, text);
}

/* -- the case ------------------------------------------------------------------------------------------- */

typedef struct place {
  town t;
  char id[SPRAWA_CASE_ID + 1];
} place;

static void deploy_eyes(sprawa_engine *engine) {
  sprawa_error e;
  sprawa_definitions *d = NULL;
  expect_ok(sprawa_definitions_site(NULL, EYES, NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_engine_deploy(engine, d, NULL, NULL, &e), &e);
  sprawa_definitions_free(d);
}

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR};

static int open_place(void **state) {
  static place p;
  sprawa_error e;
  sprawa_reply r;
  sprawa_value *values[FIELDS];
  town_folder(&p.t);
  town_start(&p.t);
  deploy_eyes(p.t.e);
  for (int i = 0; i < FIELDS; i++) values[i] = sprawa_value_text(NULL, planted[i], SIZE_MAX);
  sprawa_value *record = sprawa_value_record(NULL, FIELDS, fields, values);
  expect_ok(sprawa_engine_open_case(p.t.e, "stay", "alpha", NULL, record, &as_operator, &r, &e), &e);
  sprawa_value_release(record);
  memcpy(p.id, r.id, sizeof p.id);
  *state = &p;
  return 0;
}

static int begin_stay(void **state) {
  sprawa_error e;
  open_place(state);
  place *p = *state;
  sprawa_request q = {.by = "early-alpha"};
  expect_ok(sprawa_engine_send(p->t.e, p->id, "begin", NULL, &q, NULL, &e), &e);
  return 0;
}

static int close_place(void **state) {
  place *p = *state;
  town_remove(&p->t);
  return 0;
}

/* -- readers: each puts all that it tells into `text` --------------------------------------------------- */

static void hear_case(const sprawa_case *c) {
  const sprawa_case_row *row = sprawa_case_head(c);
  const char *const head[] = {row->states, row->responsible, row->outcome};
  for (size_t i = 0; i < TEST_COUNT(head); i++) hear(head[i]);
  hear_value(sprawa_case_fields(c));
  for (size_t i = 0; sprawa_case_field(c, i); i++) hear_value(sprawa_case_field(c, i)->value);
  for (size_t i = 0; sprawa_case_task(c, i); i++) hear(sprawa_case_task(c, i)->name);
  for (size_t i = 0; sprawa_case_deadline(c, i); i++) hear(sprawa_case_deadline(c, i)->name);
  for (size_t i = 0; sprawa_case_incident(c, i); i++) hear(sprawa_case_incident(c, i)->what);
}

static sprawa_code show(place *p, const char *as) {
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_code code = sprawa_engine_read(p->t.e, p->id, view_of(as, p->id), &c, &e);
  if (c) hear_case(c);
  sprawa_case_free(c);
  hear_error(&e);
  return code;
}

static sprawa_code explain(place *p, const char *as) {
  sprawa_error e;
  sprawa_explanation *x = NULL;
  sprawa_code code = sprawa_engine_explain(p->t.e, p->id, view_of(as, p->id), &x, &e);
  if (x) hear_case(sprawa_explanation_case(x));
  for (size_t i = 0; sprawa_explanation_option(x, i); i++) {
    const sprawa_option *o = sprawa_explanation_option(x, i);
    hear(o->event);
    for (size_t k = 0; k < o->nreasons; k++) hear(o->reasons[k].text), hear(o->reasons[k].file);
  }
  for (size_t i = 0; sprawa_explanation_coming(x, i); i++) {
    hear(sprawa_explanation_coming(x, i)->name);
    hear(sprawa_explanation_coming(x, i)->arithmetic);
  }
  sprawa_explanation_free(x);
  hear_error(&e);
  return code;
}

static sprawa_code journal(place *p, const char *as) {
  sprawa_error e;
  sprawa_journal *j = NULL;
  sprawa_journal_query q = {.as = view_of(as, p->id), .bodies = true};
  sprawa_code code = sprawa_engine_journal(p->t.e, p->id, &q, &j, &e);
  for (size_t i = 0; sprawa_journal_entry(j, i); i++) {
    const sprawa_entry *n = sprawa_journal_entry(j, i);
    const char *const words[] = {n->kind, n->event, n->by, n->actor, n->place, n->states, n->name, n->reason};
    for (size_t k = 0; k < TEST_COUNT(words); k++) hear(words[k]);
    hear_value(n->data);
    for (size_t k = 0; k < n->nreceipts; k++) hear(n->receipts[k].words), hear_value(n->receipts[k].value);
  }
  sprawa_journal_free(j);
  hear_error(&e);
  return code;
}

/* SPRAWA_NOT_FOUND: the list is empty. */
static sprawa_code list_by(place *p, const sprawa_filter *f) {
  sprawa_error e;
  sprawa_list *l = NULL;
  if (sprawa_engine_list(p->t.e, f, &l, &e) == SPRAWA_NOT_FOUND) return SPRAWA_NOT_FOUND; /* no such name */
  expect_ok(e.code, &e);
  bool any = sprawa_list_row(l, 0) != NULL;
  if (any) hear_value(sprawa_list_row(l, 0)->listed);
  if (any) hear(sprawa_list_row(l, 0)->states);
  hear(sprawa_list_next(l));
  if (!any && sprawa_list_next(l)) fail_msg("a page after one that is empty");
  sprawa_list_free(l);
  return any ? SPRAWA_OK : SPRAWA_NOT_FOUND;
}

static sprawa_code list_where(place *p, const char *as, const char *field, const char *value,
                              const char *sort) {
  sprawa_where where = {field, value};
  sprawa_filter f = {
      .as = view_of(as, p->id), .where = &where, .nwhere = field ? 1 : 0, .sort = sort, .limit = 1};
  return list_by(p, &f);
}

static sprawa_code list_text(place *p, const char *as, const char *words) {
  sprawa_filter f = {.as = view_of(as, p->id), .text = words, .limit = 1};
  return list_by(p, &f);
}

static sprawa_code list(place *p, const char *as) {
  return list_where(p, as, NULL, NULL, NULL);
}

static sprawa_code work(place *p, const char *as) {
  sprawa_error e;
  sprawa_work *w = NULL;
  sprawa_work_filter f = {.as = view_of(as, p->id)};
  if (sprawa_engine_work(p->t.e, &f, &w, &e) == SPRAWA_NOT_FOUND) return SPRAWA_NOT_FOUND;
  expect_ok(e.code, &e);
  bool any = sprawa_work_at(w, 0) != NULL;
  for (size_t i = 0; sprawa_work_at(w, i); i++) {
    const sprawa_work_row *row = sprawa_work_at(w, i);
    hear(row->name), hear(row->title), hear(row->state);
  }
  sprawa_work_free(w);
  return any ? SPRAWA_OK : SPRAWA_NOT_FOUND;
}

static sprawa_code past(place *p, const char *as) {
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_code code = sprawa_engine_read_at(p->t.e, p->id, 2, view_of(as, p->id), &c, &e);
  if (c) hear_case(c);
  sprawa_case_free(c);
  hear_error(&e);
  return code;
}

static sprawa_code draw(place *p, const char *as) {
  sprawa_error e;
  sprawa_diagram *d = NULL;
  sprawa_draw what = {.id = p->id, .as = view_of(as, p->id)};
  sprawa_code code = sprawa_engine_draw(p->t.e, &what, &d, &e);
  if (d) hear(sprawa_diagram_title(d));
  for (size_t i = 0; sprawa_diagram_at(d, i); i++) {
    hear(sprawa_diagram_at(d, i)->from);
    hear(sprawa_diagram_at(d, i)->guard);
  }
  for (unsigned i = 0; d && i < FIELDS; i++) assert_null(strstr(sprawa_diagram_svg(d, NULL), planted[i]));
  sprawa_diagram_free(d);
  hear_error(&e);
  return code;
}

/* In numbers, and what has happened: SPRAWA_NOT_FOUND where nothing is told. */
static sprawa_code count(place *p, const char *as) {
  sprawa_error e;
  sprawa_overview *o = NULL;
  sprawa_overview_query q = {.as = view_of(as, p->id), .due_by = p->t.now + 9 * INT64_C(86400000)};
  if (sprawa_engine_overview(p->t.e, &q, &o, &e) == SPRAWA_NOT_FOUND) return SPRAWA_NOT_FOUND;
  expect_ok(e.code, &e);
  const sprawa_overview_counts *n = sprawa_overview_all(o);
  bool any = n->open.n || n->due.n || sprawa_overview_stage(o, 0) || sprawa_overview_municipality(o, 0);
  assert_true(!any || (n->open.n == 1 && n->due.n == 1));
  sprawa_overview_free(o);
  return any ? SPRAWA_OK : SPRAWA_NOT_FOUND;
}

static sprawa_code follow(place *p, const char *as) {
  sprawa_error e;
  sprawa_changes *c = NULL;
  sprawa_changes_query q = {.as = view_of(as, p->id), .from_beginning = true};
  expect_ok(sprawa_engine_changes(p->t.e, &q, &c, &e), &e);
  bool any = sprawa_changes_at(c, 0) != NULL;
  for (size_t i = 0; sprawa_changes_at(c, i); i++) hear(sprawa_changes_at(c, i)->kind);
  hear(sprawa_changes_next(c));
  sprawa_changes_free(c);
  return any ? SPRAWA_OK : SPRAWA_NOT_FOUND;
}

static bool is_operator(const part *p) {
  return p->who[0] == '*' && p->stands;
}

static bool is_for(const part *p, const char *institution) {
  return p->stands && strstr(p->who, institution) != NULL;
}

/* What each reader tells beyond the fields that are shown: the operator sees everything everywhere, those
 * whose task it is its name, which a rule took from `secret`. */
typedef struct reader {
  const char *name;
  sprawa_code (*read)(place *p, const char *as);
  unsigned fields;     /* it tells these, if they are shown */
  unsigned everything; /* and these to the operator */
  bool names_tasks;
} reader;
static const reader readers[] = {
    {"show", show, ALL, ALL, true},      {"explain", explain, 0, SECRET | BOTH, true},
    {"journal", journal, 0, ALL, false}, {"list", list, TAG | SHOWN_TAG, TAG | SHOWN_TAG, false},
    {"task list", work, 0, 0, false},    {"case at an entry", past, ALL, ALL, true},
    {"diagram", draw, 0, 0, false},      {"overview", count, 0, 0, false},
    {"changes", follow, 0, 0, false},
};

static void each_sees_its_own(void **state) {
  place *p = *state;
  for (size_t i = 0; i < TEST_COUNT(parts); i++) {
    const part *a = &parts[i];
    for (size_t k = 0; k < TEST_COUNT(readers); k++) {
      const reader *r = &readers[k];
      bool own = r->names_tasks && (is_for(a, "errand-alpha") || a->sees == ALL);
      unsigned want = is_operator(a) ? r->everything : (a->sees & r->fields) | (own ? SECRET : 0);
      forget();
      sprawa_code code = r->read(p, a->who);
      if (code != (a->stands ? SPRAWA_OK : SPRAWA_NOT_FOUND))
        fail_msg("%s, %s: %s", a->who, r->name, sprawa_code_name(code));
      expect_told(a, want, r->name);
    }
  }
}

/* What an institution does not see of a case it cannot filter by; a list that is sorted by it has the case as
 * one without a value. */
static void a_hidden_label_tells_nothing_by_order(void **state) {
  place *p = *state;
  for (size_t i = 0; i < TEST_COUNT(parts); i++)
    for (int k = 0; k < 2; k++) {
      unsigned bit = k ? SHOWN_TAG : TAG;
      const char *field = k ? "shown_tag" : "tag", *value = k ? planted[5] : planted[4];
      sprawa_code want = parts[i].sees & bit ? SPRAWA_OK : SPRAWA_NOT_FOUND;
      assert_int_equal(list_where(p, parts[i].who, field, value, NULL), want);
      assert_int_equal(list_where(p, parts[i].who, NULL, NULL, field),
                       parts[i].stands ? SPRAWA_OK : SPRAWA_NOT_FOUND);
    }
}

/* A word of a field finds the case for whoever sees the field, and a title for whoever sees the case;
 * sensitive and other fields find nothing. Nobody gets a page after one that is empty. */
static void a_search_finds_what_is_seen(void **state) {
  place *p = *state;
  static const struct {
    const char *text;
    unsigned by, least; /* which fields find it, and the least of them; 0: the case is seen */
    bool never;
  } sought[] = {{"canary tag", TAG, 1, false},         {"CANARY-Lábel", SHOWN_TAG, 1, false},
                {"canary", TAG | SHOWN_TAG, 1, false}, {"tag label", TAG | SHOWN_TAG, TAG | SHOWN_TAG, false},
                {"alph main seco", 0, 0, false},       {"beta", 0, 0, true},
                {"canary-open", 0, 0, true},           {"secret", 0, 0, true},
                {"canary shown", 0, 0, true},          {"both", 0, 0, true}};
  for (size_t i = 0; i < TEST_COUNT(parts); i++)
    for (size_t k = 0; k < TEST_COUNT(sought); k++) {
      bool found = sought[k].by ? (parts[i].sees & sought[k].by) >= sought[k].least : parts[i].stands;
      sprawa_code want = found && !sought[k].never ? SPRAWA_OK : SPRAWA_NOT_FOUND;
      if (list_text(p, parts[i].who, sought[k].text) != want)
        fail_msg("%s: %s", parts[i].who, sought[k].text);
    }
}

/* Who was at the door is told to the operator, and to the institution in whose name it was done. */
static void an_actor_is_seen_by_its_own(void **state) {
  static const struct {
    const char *by, *actor;
  } done[] = {{"leads-alpha", "clerk-of-leads"},
              {"informed-alpha", "clerk-of-informed"},
              {SPRAWA_OPERATOR, "the-operator"},
              {NULL, "a-passer-by"}};
  place *p = *state;
  sprawa_error e;
  for (size_t i = 0; i < TEST_COUNT(done); i++) {
    sprawa_request q = {.by = done[i].by, .actor = done[i].actor};
    expect_ok(sprawa_engine_send(p->t.e, p->id, "call", NULL, &q, NULL, &e), &e);
  }
  for (size_t i = 0; i < TEST_COUNT(parts); i++) {
    const part *a = &parts[i];
    forget();
    for (size_t k = 0; k < TEST_COUNT(readers); k++) readers[k].read(p, a->who);
    for (size_t k = 0; k < TEST_COUNT(done); k++) {
      bool own = done[k].by && is_for(a, done[k].by);
      if ((strstr(text, done[k].actor) != NULL) != (is_operator(a) || own))
        fail_msg("%s, of the entry of %s:\n%s", a->who, done[k].actor, text);
    }
  }
}

/* -- answers -------------------------------------------------------------------------------------------- */

#define NO_PART "only those who have a part in the case are told why"
#define WITHHELD "a rule failed; the operator is told why"

static sprawa_code act(place *p, const char *what, const char *by, const char *as, sprawa_error *e) {
  sprawa_request q = {.by = by, .as = as ? view_of(as, p->id) : NULL};
  sprawa_reply r;
  sprawa_code code = SPRAWA_OK;
  if (strcmp(what, "done") == 0)
    code = sprawa_engine_done(p->t.e, p->id, "errand", NULL, &q, &r, e);
  else if (strcmp(what, "waive") == 0)
    code = sprawa_engine_waive(p->t.e, p->id, "errands", "no reason", &q, &r, e);
  else
    code = sprawa_engine_send(p->t.e, p->id, what, NULL, &q, &r, e);
  hear_error(e);
  hear(r.id);
  return code;
}

/* Told as of a case that there is not. */
static void expect_hidden(const place *p, const sprawa_error *e) {
  char want[64];
  snprintf(want, sizeof want, "no case \"%s\"", p->id);
  assert_int_equal(e->code, SPRAWA_NOT_FOUND);
  assert_string_equal(e->message, want);
  assert_string_equal(e->file, "");
}

/* A rule's words go to the operator alone, by whatever door: that of an institution, and that of the operator
 * who acts for it or wants to see what it would. */
static void the_words_of_a_failed_rule_are_withheld(void **state) {
  static const char *const what[] = {"fail_guard", "fail_action", "fail_plainly", "done"};
  place *p = *state;
  sprawa_error e;
  for (size_t i = 0; i < TEST_COUNT(parts); i++)
    for (size_t k = 0; k < TEST_COUNT(what); k++) {
      const part *a = &parts[i];
      const char *by = strcmp(what[k], "done") == 0 ? "errand-alpha" : "leads-alpha";
      bool named = is_plain(a) && (k < 3 ? a->asks : strcmp(a->who, "errand-alpha") == 0);
      sprawa_code want = a->stands ? SPRAWA_REFUSED : SPRAWA_NOT_FOUND;
      forget();
      if (named) assert_int_equal(act(p, what[k], a->who, NULL, &e), SPRAWA_REFUSED);
      if (named) assert_string_equal(e.name, "error");
      if (named && !is_operator(a)) assert_string_equal(e.message, WITHHELD);
      if (named && k != 2) assert_true(strstr(e.file, ".lua") && e.line > 0);
      assert_int_equal(act(p, what[k], by, a->who, &e), want);
      if (!is_operator(a) && a->stands) assert_string_equal(e.message, WITHHELD);
      if (!a->stands) expect_hidden(p, &e);
      assert_int_equal(act(p, what[k], SPRAWA_OPERATOR, a->who, &e), want);
      if (!a->stands) expect_hidden(p, &e);
      expect_told(a, is_operator(a) ? (k == 2 ? SECRET : SECRET | BOTH) : 0, what[k]);
    }
}

/* What a rule says on purpose is for those whom it is asked by, and for those who have a part. */
static void reasons_are_told_to_those_who_have_a_part(void **state) {
  static const char *const what[] = {"fail_hook", "fail_anyone", "done", "waive", "end", "begin"};
  static const char *const why[] = {"no free place", "no free place", "errand-alpha",
                                    "errand",        "leads-alpha",   "begin"};
  place *p = *state;
  sprawa_error e;
  for (size_t i = 0; i < TEST_COUNT(parts); i++)
    for (size_t k = 0; k < TEST_COUNT(what); k++) {
      const part *a = &parts[i];
      bool asked = k == 0 && a->asks, sees = a->stands;
      bool does = is_operator(a) || (k == 4 && strcmp(a->who, "leads-alpha") == 0) ||
                  (k == 2 && strcmp(a->who, "errand-alpha") == 0);
      if (does || !is_plain(a) || strcmp(a->who, "nobody") == 0) continue;
      forget();
      (void)act(p, what[k], a->who, NULL, &e);
      const char *want = k == 0 && !asked ? "competent: " : why[k];
      bool wrong = e.code != SPRAWA_REFUSED || (k < 5 && !strstr(e.message, want));
      if (!asked && !sees) {
        assert_int_equal(e.code, SPRAWA_REFUSED);
        assert_string_equal(e.message, NO_PART);
        assert_int_equal(act(p, what[k], a->who, a->who, &e), SPRAWA_NOT_FOUND);
        expect_hidden(p, &e);
      } else if (wrong) {
        fail_msg("%s, %s: %s (%s)", a->who, what[k], e.message, e.name);
      }
      if (!asked && !sees) assert_true(!strstr(text, "second") && !strstr(text, ".lua"));
      expect_told(a, 0, what[k]);
    }
}

static void nobody_in_particular_is_told_nothing(void **state) {
  place *p = *state;
  sprawa_error e;
  forget();
  assert_int_equal(act(p, "fail_anyone", NULL, NULL, &e), SPRAWA_REFUSED);
  assert_string_equal(e.name, "guard");
  assert_string_equal(e.message, NO_PART);
  assert_int_equal(act(p, "fail_anyone", NULL, "", &e), SPRAWA_NOT_FOUND);
  expect_hidden(p, &e);
  assert_int_equal(act(p, "fail_guard", NULL, NULL, &e), SPRAWA_REFUSED);
  assert_string_equal(e.name, "not-competent");
  assert_string_equal(e.message, NO_PART);
}

/* Where the case stands is not told by the number of its last entry, either. */
static void a_case_that_moved_tells_strangers_no_number(void **state) {
  place *p = *state;
  sprawa_error e;
  sprawa_reply r;
  sprawa_request q = {.by = "stranger-alpha", .at_seq = 1};
  assert_int_equal(sprawa_engine_send(p->t.e, p->id, "end", NULL, &q, &r, &e), SPRAWA_REFUSED);
  assert_string_equal(e.name, "case-moved");
  assert_int_equal(r.seq, 0);
  assert_null(strchr(e.message, '2'));
  q.as = SPRAWA_AS("stranger-alpha");
  assert_int_equal(sprawa_engine_send(p->t.e, p->id, "end", NULL, &q, &r, &e), SPRAWA_NOT_FOUND);
  expect_hidden(p, &e);
  assert_true(r.seq == 0 && *r.id == '\0');
  q.as = NULL;
  q.by = "informed-alpha";
  assert_int_equal(sprawa_engine_send(p->t.e, p->id, "end", NULL, &q, &r, &e), SPRAWA_REFUSED);
  assert_int_equal(r.seq, 2);
}

/* -- in time -------------------------------------------------------------------------------------------- */

static void fields_end_with_the_state(void **state) {
  place *p = *state;
  sprawa_error e;
  const part early = {"early-alpha", true, OPEN | SECRET | TAG, false}, leads = {"leads-alpha", true, 0, 0};
  forget();
  assert_int_equal(show(p, early.who), SPRAWA_OK);
  expect_told(&early, OPEN | SECRET | TAG, "while it is responsible");
  sprawa_request q = {.by = "early-alpha"};
  expect_ok(sprawa_engine_send(p->t.e, p->id, "begin", NULL, &q, NULL, &e), &e);
  forget();
  assert_int_equal(show(p, early.who), SPRAWA_OK);
  assert_non_null(strstr(text, "second"));
  expect_told(&early, 0, "when its state is left");
  q.by = "leads-alpha";
  expect_ok(sprawa_engine_send(p->t.e, p->id, "end", NULL, &q, NULL, &e), &e);
  forget();
  assert_int_equal(show(p, leads.who), SPRAWA_OK);
  expect_told(&leads, 0, "after the end");
  assert_int_equal(show(p, early.who), SPRAWA_OK);
  assert_int_equal(journal(p, early.who), SPRAWA_OK);
  assert_int_equal(show(p, "stranger-alpha"), SPRAWA_NOT_FOUND);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(each_sees_its_own, begin_stay, close_place),
      cmocka_unit_test_setup_teardown(a_hidden_label_tells_nothing_by_order, begin_stay, close_place),
      cmocka_unit_test_setup_teardown(a_search_finds_what_is_seen, begin_stay, close_place),
      cmocka_unit_test_setup_teardown(an_actor_is_seen_by_its_own, begin_stay, close_place),
      cmocka_unit_test_setup_teardown(the_words_of_a_failed_rule_are_withheld, begin_stay, close_place),
      cmocka_unit_test_setup_teardown(reasons_are_told_to_those_who_have_a_part, begin_stay, close_place),
      cmocka_unit_test_setup_teardown(nobody_in_particular_is_told_nothing, begin_stay, close_place),
      cmocka_unit_test_setup_teardown(a_case_that_moved_tells_strangers_no_number, begin_stay, close_place),
      cmocka_unit_test_setup_teardown(fields_end_with_the_state, open_place, close_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
