/* SPDX-License-Identifier: Apache-2.0 */
#include "store/block.h"
#include "store/sqlite_store.h"

/* The table `words`: in which cases of a drawer a word stands, of their `listed` values, as sets of numbers
 * (block.h). By drawers, so that words of cases that a view does not know of are not even passed by. It is
 * written by statements alone, with the functions that are here. */

static spr_status keep_words(spr_sqlite *q, spr_sql sql, uint64_t number, uint64_t field) {
  spr_query query = spr_query_begin(&q->db, sql);
  spr_bind_u64(&query, number);
  if (sql != SPR_SQL_WORDS_PUT) spr_bind_u64(&query, field);
  return spr_query_run(&query);
}

spr_status spr_sqlite_words_put(spr_sqlite *q, uint64_t number) {
  return keep_words(q, SPR_SQL_WORDS_PUT, number, 0);
}

spr_status spr_sqlite_words_gone(spr_sqlite *q, uint64_t number, uint64_t field) {
  spr_status s = keep_words(q, SPR_SQL_WORDS_ALONE_GONE, number, field);
  return s == SPR_OK ? keep_words(q, SPR_SQL_WORDS_GONE, number, field) : s;
}

/* -- in SQL ---------------------------------------------------------------------------------------------- */

spr_str spr_sqlite_text_of(sqlite3_value *v) {
  const char *p = sqlite3_value_blob(v);
  return p ? spr_str_n(p, (size_t)sqlite3_value_bytes(v)) : SPR_STR("");
}

spr_listed spr_sqlite_listed_value(sqlite3_value *kind, sqlite3_value *value) {
  spr_listed v = {.kind = (uint8_t)sqlite3_value_int(kind)};
  if (v.kind == SPR_LISTED_TEXT || v.kind == SPR_LISTED_KEYED) v.text = spr_sqlite_text_of(value);
  if (v.kind == SPR_LISTED_WHOLE) v.whole = sqlite3_value_int64(value);
  return v;
}

/* spr_word(kind, value, n): the n-th word of a listed value, or NULL. */
static void word(sqlite3_context *c, int n, sqlite3_value **v) {
  char room[SPR_LISTED_DIGITS];
  spr_listed value = spr_sqlite_listed_value(v[0], v[1]);
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
  spr_listed value = spr_sqlite_listed_value(v[0], v[1]);
  (void)n;
  bool is = value.kind == SPR_LISTED_KEYED && spr_str_eq(value.text, spr_sqlite_text_of(v[2]));
  sqlite3_result_int(c, is || spr_wording_has(spr_listed_words(&value, room), spr_sqlite_text_of(v[2])));
}

/* A set of numbers, or none yet. */
static bool take_set(sqlite3_context *c, sqlite3_value *v, spr_str *set) {
  *set = spr_sqlite_text_of(v);
  bool good = set->n == 0 || spr_block_good(*set);
  if (!good) sqlite3_result_error_code(c, SQLITE_CORRUPT);
  return good;
}

static uint32_t place_of(sqlite3_value *number) {
  return spr_block_place((uint64_t)sqlite3_value_int64(number));
}

/* spr_with(set, number), spr_without(set, number), spr_holds(set, number) */
static void with(sqlite3_context *c, int n, sqlite3_value **v) {
  char out[SPR_BLOCK_BYTES];
  spr_str set;
  (void)n;
  if (!take_set(c, v[0], &set)) return;
  set = spr_block_with(set, place_of(v[1]), out);
  sqlite3_result_blob(c, set.p, (int)set.n, SQLITE_TRANSIENT);
}

static void without(sqlite3_context *c, int n, sqlite3_value **v) {
  char out[SPR_BLOCK_BYTES];
  spr_str set;
  (void)n;
  if (!take_set(c, v[0], &set)) return;
  set = spr_block_without(set, place_of(v[1]), out);
  sqlite3_result_blob(c, set.p, (int)set.n, SQLITE_TRANSIENT);
}

static void holds(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_str set;
  (void)n;
  if (take_set(c, v[0], &set)) sqlite3_result_int(c, spr_block_has(set, place_of(v[1])));
}

/* spr_held(set, block, number): the first number of the block's set that is greater, or NULL. */
static void held(sqlite3_context *c, int n, sqlite3_value **v) {
  spr_str set;
  int64_t first = sqlite3_value_int64(v[1]) * (int64_t)SPR_BLOCK_NUMBERS, after = sqlite3_value_int64(v[2]);
  (void)n;
  if (!take_set(c, v[0], &set)) return;
  uint32_t from = after < first ? 0 : (uint32_t)(after - first) + 1, at = spr_block_next(set, from);
  if (at < SPR_BLOCK_NUMBERS) sqlite3_result_int64(c, first + at);
}

int spr_sqlite_add_words(spr_sqlite *q) {
  static const struct {
    const char *name;
    int n;
    void (*fn)(sqlite3_context *, int, sqlite3_value **);
  } all[] = {{"spr_word", 3, word},       {"spr_has", 3, has},     {"spr_with", 2, with},
             {"spr_without", 2, without}, {"spr_holds", 2, holds}, {"spr_held", 3, held}};
  int rc = SQLITE_OK;
  for (size_t i = 0; i < sizeof all / sizeof *all && rc == SQLITE_OK; i++)
    rc = sqlite3_create_function(q->db.sqlite, all[i].name, all[i].n,
                                 SQLITE_UTF8 | SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC, NULL, all[i].fn,
                                 NULL, NULL);
  return rc;
}
