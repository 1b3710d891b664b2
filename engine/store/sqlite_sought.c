/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drawer.h"
#include "store/sqlite_hits.h"
#include "store/sqlite_question.h"

/* Does a word find a case? Asked of rows, in SQL; which rows those are is found before (sqlite_hits.h).
 * Titles are not kept: in which a word stands is asked of drawers and of configurations, of which there are
 * few. */

/* -- finding --------------------------------------------------------------------------------------------- */

void spr_question_titled(question *k, uint32_t i) {
  const char *states = k->f->only_open ? "(0)" : "(0, 1, 2)";
  put(k, "SELECT number, drawer FROM cases INDEXED BY cases_place WHERE state IN ");
  put(k, states);
  ask(k, " AND drawer IN (SELECT number FROM drawers WHERE spr_drawer(name) AND spr_around(name, ?))", i);
  put(k, " UNION ALL SELECT number, drawer FROM cases INDEXED BY cases_stand WHERE state IN ");
  put(k, states);
  ask(k,
      " AND drawer IN (SELECT number FROM drawers WHERE spr_drawer(name)) AND configuration IN "
      "(SELECT number FROM names WHERE spr_stands(name, ?))",
      i);
  ask(k, " AND spr_titled(drawer, configuration, ?)", i);
}

/* From the word to what is behind all that begin so: no byte of UTF-8 is 0xff. */
static void ask_range(question *k, const char *from, const char *to, spr_str word) {
  uint32_t n = word.n < SPR_MAX_WORDING ? word.n : SPR_MAX_WORDING;
  memcpy(k->end, word.p, n);
  k->end[n] = (char)0xff;
  ask_text(k, from, word);
  ask_text(k, to, spr_str_n(k->end, n + 1));
}

void spr_question_called(question *k, uint32_t i) {
  ask_range(k, "SELECT number, drawer FROM cases WHERE id >= ?", " AND id < ?", k->f->sought[i].word);
}

void spr_question_words(question *k) {
  spr_str opened = k->f->scope.opened;
  if (k->f->nsought == 0) return;
  put(k, " AND (spr_hit(cases.number, cases.drawer)");
  if (opened.n) ask_text(k, " OR cases.id = ?", opened);
  put(k, ")");
  if (k->q->hits->sure) return;
  for (uint32_t i = 0; i < k->f->nsought; i++) {
    ask(k, " AND (spr_titled(cases.drawer, cases.configuration, ?)", i);
    ask(k, " OR spr_called(cases.id, ?)", i);
    ask(k,
        " OR EXISTS (SELECT 1 FROM listed l WHERE l.number = cases.number AND spr_told(l.drawer, "
        "l.number) AND spr_says(l.kind, l.value, ?)))",
        i);
  }
}

/* -- in SQL ---------------------------------------------------------------------------------------------- */

static const spr_sought *sought(sqlite3_context *c, sqlite3_value *i) {
  const spr_sqlite *q = sqlite3_user_data(c);
  return &q->asked->sought[sqlite3_value_int(i)];
}

/* spr_says(kind, value, i): has the value a word that begins like the i-th? */
static void says(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_listed value = spr_sqlite_listed_value(v[0], v[1]);
  (void)n;
  sqlite3_result_int(c, spr_sought_listed(sought(c, v[2]), &value));
}

/* spr_called(id, i) */
static void called(sqlite3_context *c, int n, sqlite3_value **v) {
  (void)n;
  sqlite3_result_int(c, spr_sought_id(sought(c, v[1]), spr_sqlite_text_of(v[0])));
}

/* spr_stands(configuration, i): does the i-th word stand in the title of one of its states, somewhere? */
static void stands(sqlite3_context *c, int n, sqlite3_value **v) {
  (void)n;
  sqlite3_result_int(c, spr_sought_state(sought(c, v[1]), spr_sqlite_text_of(v[0])));
}

/* spr_around(drawer, i): does it stand in a title of whatever lies there? */
static void around(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_titled standing = spr_drawer_standing(spr_sqlite_text_of(v[0]), SPR_STR(""));
  (void)n;
  sqlite3_result_int(c, spr_sought_around(sought(c, v[1]), &standing));
}

/* Which words stand in the titles of the pair: a bit for each. */
static spr_status look_up(spr_sqlite *q, uint64_t drawer, uint64_t configuration, unsigned *words) {
  spr_str name, states;
  spr_status s = spr_interned_bytes(&q->drawers, drawer, &name);
  if (s == SPR_OK) s = spr_interned_bytes(&q->names, configuration, &states);
  if (s != SPR_OK) return s;
  spr_titled standing = spr_drawer_standing(name, states);
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

/* spr_hit(number, drawer) */
static void hit(sqlite3_context *c, int n, sqlite3_value **v) {
  const spr_hits *h = ((const spr_sqlite *)sqlite3_user_data(c))->hits;
  (void)n;
  sqlite3_result_int(c, spr_hits_has(h, (uint64_t)sqlite3_value_int64(v[0])) ||
                            spr_hits_open(h, (uint64_t)sqlite3_value_int64(v[1])));
}

/* spr_step(number, drawer): while lanes are merged, is it a case to stop at? A hit is, and each of so many
 * others: to pass by some costs less than a search for the next, and to pass by all of a lane more. */
static void step(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_sqlite *q = sqlite3_user_data(c);
  if (q->hits && ++q->passed < q->step) {
    hit(c, n, v);
    return;
  }
  q->passed = 0;
  sqlite3_result_int(c, 1);
}

int spr_sqlite_add_sought(spr_sqlite *q) {
  static const struct {
    const char *name;
    int n;
    void (*fn)(sqlite3_context *, int, sqlite3_value **);
  } all[] = {{"spr_says", 3, says},     {"spr_called", 2, called}, {"spr_stands", 2, stands},
             {"spr_around", 2, around}, {"spr_titled", 3, titled}, {"spr_hit", 2, hit},
             {"spr_step", 2, step}};
  int rc = SQLITE_OK;
  for (size_t i = 0; i < sizeof all / sizeof *all && rc == SQLITE_OK; i++)
    rc = sqlite3_create_function(q->db.sqlite, all[i].name, all[i].n, SQLITE_UTF8 | SQLITE_DIRECTONLY, q,
                                 all[i].fn, NULL, NULL);
  return rc;
}
