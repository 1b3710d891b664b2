/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_question.h"

/* Words. The table `words` has those of each case's `listed` values, once for each case, by the case's
 * drawer: so words of cases that a view does not know of are not even passed by. Titles are not kept: in
 * which a word stands is asked of drawers and of configurations, of which there are few. */

/* -- keeping --------------------------------------------------------------------------------------------- */

static spr_status keep_words(spr_sqlite *q, spr_sql sql, uint64_t number, uint64_t field) {
  spr_query query = spr_query_begin(&q->db, sql);
  spr_bind_u64(&query, number);
  if (sql == SPR_SQL_WORDS_GONE) spr_bind_u64(&query, field);
  return spr_query_run(&query);
}

spr_status spr_sqlite_words_put(spr_sqlite *q, uint64_t number) {
  return keep_words(q, SPR_SQL_WORDS_PUT, number, 0);
}

spr_status spr_sqlite_words_gone(spr_sqlite *q, uint64_t number, uint64_t field) {
  return keep_words(q, SPR_SQL_WORDS_GONE, number, field);
}

/* -- finding --------------------------------------------------------------------------------------------- */

/* From the word to what is behind all that begin so: no byte of UTF-8 is 0xff. */
static void ask_range(question *k, const char *from, const char *to, spr_str word) {
  uint32_t n = word.n < SPR_MAX_WORDING ? word.n : SPR_MAX_WORDING;
  memcpy(k->end, word.p, n);
  k->end[n] = (char)0xff;
  ask_text(k, from, word);
  ask_text(k, to, spr_str_n(k->end, n + 1));
}

static void by_titles(question *k, uint32_t i, const char *fitting) {
  const char *states = k->f->only_open ? "(0)" : "(0, 1, 2)";
  put(k, " UNION ALL SELECT number FROM cases INDEXED BY cases_place WHERE state IN ");
  put(k, states);
  put(k, " AND drawer IN (SELECT number FROM drawers WHERE ");
  put(k, fitting);
  ask(k, " AND spr_around(name, ?))", i);
  put(k, " UNION ALL SELECT number FROM cases INDEXED BY cases_stand WHERE state IN ");
  put(k, states);
  put(k, " AND drawer IN (SELECT number FROM drawers WHERE ");
  put(k, fitting);
  ask(k, ") AND configuration IN (SELECT number FROM names WHERE spr_stands(name, ?))", i);
  ask(k, " AND spr_titled(drawer, configuration, ?)", i);
}

void spr_question_word(question *k, uint32_t i, const char *fitting) {
  const spr_sought *w = &k->f->sought[i];
  put(k, "SELECT number FROM words WHERE drawer IN (SELECT number FROM drawers WHERE ");
  put(k, fitting);
  ask_range(k, ") AND word >= ?", " AND word < ?", w->word);
  if (w->exact.n) {
    put(k, " UNION ALL SELECT number FROM words WHERE drawer IN (SELECT number FROM drawers WHERE ");
    put(k, fitting);
    ask_text(k, ") AND word = ?", w->exact);
  }
  if (w->word.n >= SPR_MIN_SOUGHT_ID)
    ask_range(k, " UNION ALL SELECT number FROM cases WHERE id >= ?", " AND id < ?", w->word);
  if (w->ntitled) by_titles(k, i, fitting);
  if (k->f->scope.opened.n)
    ask_text(k, " UNION ALL SELECT number FROM cases WHERE id = ?", k->f->scope.opened);
}

void spr_question_words(question *k) {
  for (uint32_t i = 0; i < k->f->nsought; i++) {
    ask(k, " AND (spr_titled(cases.drawer, cases.configuration, ?)", i);
    ask(k, " OR spr_called(cases.id, ?)", i);
    ask(k,
        " OR EXISTS (SELECT 1 FROM listed l WHERE l.number = cases.number AND spr_says(l.kind, l.value, ?)))",
        i);
  }
}

/* -- in SQL ---------------------------------------------------------------------------------------------- */

static spr_str text_of(sqlite3_value *v) {
  const char *p = sqlite3_value_blob(v);
  return p ? spr_str_n(p, (size_t)sqlite3_value_bytes(v)) : SPR_STR("");
}

static spr_listed listed_of(sqlite3_value *kind, sqlite3_value *value) {
  spr_listed v = {.kind = (uint8_t)sqlite3_value_int(kind)};
  if (v.kind == SPR_LISTED_TEXT || v.kind == SPR_LISTED_KEYED) v.text = text_of(value);
  if (v.kind == SPR_LISTED_WHOLE) v.whole = sqlite3_value_int64(value);
  return v;
}

/* spr_word(kind, value, n): the n-th word of a listed value, or NULL. */
static void word(sqlite3_context *c, int n, sqlite3_value **v) {
  char room[SPR_LISTED_DIGITS];
  spr_listed value = listed_of(v[0], v[1]);
  spr_wording w = {.text = spr_listed_words(&value, room)};
  int left = sqlite3_value_int(v[2]);
  (void)n;
  if (value.kind == SPR_LISTED_KEYED) {
    if (left == 0) sqlite3_result_text(c, value.text.p, (int)value.text.n, SQLITE_TRANSIENT);
    return;
  }
  for (; left >= 0; left--)
    if (!spr_wording_next(&w)) return;
  sqlite3_result_text(c, w.word.p, (int)w.word.n, SQLITE_TRANSIENT);
}

/* spr_has(kind, value, word): is it one of its words? */
static void has(sqlite3_context *c, int n, sqlite3_value **v) {
  char room[SPR_LISTED_DIGITS];
  spr_listed value = listed_of(v[0], v[1]);
  (void)n;
  bool is = value.kind == SPR_LISTED_KEYED && spr_str_eq(value.text, text_of(v[2]));
  sqlite3_result_int(c, is || spr_wording_has(spr_listed_words(&value, room), text_of(v[2])));
}

static const spr_sought *sought(sqlite3_context *c, sqlite3_value *i) {
  const spr_sqlite *q = sqlite3_user_data(c);
  return &q->asked->sought[sqlite3_value_int(i)];
}

/* spr_says(kind, value, i): has the value a word that begins like the i-th? */
static void says(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_listed value = listed_of(v[0], v[1]);
  (void)n;
  sqlite3_result_int(c, spr_sought_listed(sought(c, v[2]), &value));
}

/* spr_called(id, i) */
static void called(sqlite3_context *c, int n, sqlite3_value **v) {
  (void)n;
  sqlite3_result_int(c, spr_sought_id(sought(c, v[1]), text_of(v[0])));
}

/* spr_stands(configuration, i): does the i-th word stand in the title of one of its states, somewhere? */
static void stands(sqlite3_context *c, int n, sqlite3_value **v) {
  (void)n;
  sqlite3_result_int(c, spr_sought_state(sought(c, v[1]), text_of(v[0])));
}

static spr_titled standing_in(spr_str drawer, spr_str configuration) {
  return (spr_titled){spr_drawer_word(drawer, SPR_DRAWER_PACKAGE),
                      spr_drawer_word(drawer, SPR_DRAWER_WORKFLOW),
                      spr_drawer_word(drawer, SPR_DRAWER_MUNICIPALITY), configuration};
}

/* spr_around(drawer, i): does it stand in a title of whatever lies there? */
static void around(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_titled standing = standing_in(text_of(v[0]), SPR_STR(""));
  (void)n;
  sqlite3_result_int(c, spr_sought_around(sought(c, v[1]), &standing));
}

/* Which words stand in the titles of the pair: a bit for each. */
static spr_status look_up(spr_sqlite *q, uint64_t drawer, uint64_t configuration, unsigned *words) {
  spr_str name, states;
  spr_status s = spr_interned_bytes(&q->drawers, drawer, &name);
  if (s == SPR_OK) s = spr_interned_bytes(&q->names, configuration, &states);
  if (s != SPR_OK) return s;
  spr_titled standing = standing_in(name, states);
  *words = 0;
  for (uint32_t i = 0; i < q->asked->nsought; i++)
    if (spr_sought_titled(&q->asked->sought[i], &standing)) *words |= 1u << i;
  return SPR_OK;
}

/* spr_titled(drawer, configuration, i), both by number: does the i-th word stand in a title of such a case?
 * It is asked of very many cases that stand alike. */
static void titled(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_sqlite *q = sqlite3_user_data(c);
  uint64_t drawer = (uint64_t)sqlite3_value_int64(v[0]), configuration = (uint64_t)sqlite3_value_int64(v[1]);
  spr_stand_known *known = &q->stands[(drawer * 31 + configuration) % SPR_STANDS_KNOWN];
  (void)n;
  if (!known->known || known->drawer != drawer || known->configuration != configuration) {
    *known = (spr_stand_known){.known = true, .drawer = drawer, .configuration = configuration};
    spr_status s = look_up(q, drawer, configuration, &known->words);
    if (s != SPR_OK) {
      known->known = false;
      sqlite3_result_error_code(c, s == SPR_ENOMEM ? SQLITE_NOMEM : SQLITE_CORRUPT);
      return;
    }
  }
  sqlite3_result_int(c, known->words >> sqlite3_value_int(v[2]) & 1);
}

int spr_sqlite_add_words(spr_sqlite *q) {
  static const struct {
    const char *name;
    int n;
    bool pure;
    void (*fn)(sqlite3_context *, int, sqlite3_value **);
  } all[] = {{"spr_word", 3, true, word},      {"spr_has", 3, true, has},
             {"spr_says", 3, false, says},     {"spr_called", 2, false, called},
             {"spr_stands", 2, false, stands}, {"spr_around", 2, false, around},
             {"spr_titled", 3, false, titled}};
  int rc = SQLITE_OK;
  for (size_t i = 0; i < sizeof all / sizeof *all && rc == SQLITE_OK; i++)
    rc = sqlite3_create_function(q->db.sqlite, all[i].name, all[i].n,
                                 SQLITE_UTF8 | SQLITE_DIRECTONLY | (all[i].pure ? SQLITE_DETERMINISTIC : 0),
                                 q, all[i].fn, NULL, NULL);
  return rc;
}
