/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_QUESTION_H
#define SPR_STORE_SQLITE_QUESTION_H

#include "store/sqlite_store.h"

/* A statement that is put together from a filter; private to sqlite_filter.c and sqlite_sought.c. Clauses are
 * ours, values are parameters. */

#define MAX_SQL                                                                                              \
  (16384 + 24 * SPR_MAX_FETCHED) /* with every clause it is half of that, and numbers of cases */
enum { MAX_VALUES = 48 + 12 * SPR_MAX_WISHES + 16 * SPR_MAX_SOUGHT };

typedef struct question {
  spr_sqlite *q;
  const spr_case_filter *f;
  spr_buf sql;
  spr_listed values[MAX_VALUES];
  uint32_t n;
  const struct part *part;       /* that answers it; of sqlite_filter.c */
  char end[SPR_MAX_WORDING + 1]; /* of the range of the word that is asked for */
  bool none;                     /* it names something that the file has never heard of */
  spr_status status;
} question;

static inline void put(question *k, const char *clause) {
  spr_buf_puts(&k->sql, clause);
}

static inline void ask_value(question *k, const char *clause, const spr_listed *value) {
  put(k, clause);
  if (k->n < MAX_VALUES) k->values[k->n] = *value;
  k->n++;
}

static inline void ask(question *k, const char *clause, int64_t value) {
  ask_value(k, clause, &(spr_listed){.kind = SPR_LISTED_WHOLE, .whole = value});
}

static inline void ask_text(question *k, const char *clause, spr_str text) {
  ask_value(k, clause, &(spr_listed){.kind = SPR_LISTED_TEXT, .text = text});
}

/* -- sqlite_sought.c ------------------------------------------------------------------------------------- */
/* The numbers of all cases that the i-th word finds, and perhaps of some others; some twice. fitting: what is
 * asked of the name of a drawer. */
void spr_question_word(question *k, uint32_t i, const char *fitting);
/* That each word finds the row of `cases`. */
void spr_question_words(question *k);

#endif
