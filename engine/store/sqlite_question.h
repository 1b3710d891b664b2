/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_QUESTION_H
#define SPR_STORE_SQLITE_QUESTION_H

#include "store/sqlite_store.h"

/* A statement that is put together from a filter; private to sqlite_filter.c, sqlite_hits.c and
 * sqlite_sought.c. Clauses are ours, values are parameters. */

enum {
  MAX_SQL = 16384, /* with every clause it is half of that */
  MAX_VALUES = 48 + 4 * SPR_MAX_WISHES + 16 * SPR_MAX_SOUGHT
};

typedef struct question {
  spr_sqlite *q;
  const spr_case_filter *f;
  spr_buf sql;
  spr_listed values[MAX_VALUES];
  uint32_t n;
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

/* -- sqlite_filter.c ------------------------------------------------------------------------------------- */
spr_status spr_question_new(spr_sqlite *q, const spr_case_filter *f, question **out);
void spr_question_free(question *k);
/* The query is to be ended where this is SPR_OK; k->none: it is not to be asked, and was not begun. */
spr_status spr_question_begin(question *k, spr_query *query);

/* -- sqlite_sought.c ------------------------------------------------------------------------------------- */
/* Of the i-th word: number and drawer of the cases in whose titles it stands, of the filter's drawers alone;
 * and of those whose id begins so. */
void spr_question_titled(question *k, uint32_t i);
void spr_question_called(question *k, uint32_t i);
/* That each word finds the row of `cases`, which is a hit, or was opened for an emergency. */
void spr_question_words(question *k);

#endif
