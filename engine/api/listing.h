/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_LISTING_H
#define SPR_API_LISTING_H

#include "api/page.h"
#include "cases/exact.h"
#include "store/chain.h"

/* A page of cases and how it is asked for; private to list.c, list_cursor.c, list_fields.c and list_words.c.
 */

/* Where a row stands in its list. */
typedef struct spr_listed_mark {
  spr_instant at;  /* what it was ordered by ... */
  uint64_t number; /* ... and its number */
  char id[SPR_CASE_ID_CHARS + 1];
} spr_listed_mark;

struct sprawa_list {
  spr_api_bag bag;
  sprawa_case_row *rows;
  spr_hash *definitions; /* of the rows */
  size_t n;
  spr_listed_mark *marks; /* of the rows */
  uint32_t read;          /* rows that are kept, and of the store that were read behind them */
  bool exact;             /* a case was found by a sensitive value */
  bool sought;            /* one was looked for */
  bool stopped;           /* the store has stopped looking, at the last one */
  spr_listed_mark last;   /* of the last one that was looked at */
  spr_listed last_value;  /* ordered by a field: its value; the text in last_text */
  char last_text[SPR_MAX_LISTED_TEXT];
  bool more;                    /* than the last one: a page may follow */
  bool over;                    /* what follows is due later than wanted */
  char next[SPRAWA_CURSOR + 1]; /* cursor; empty: there is none */
};

typedef struct spr_listing {
  sprawa_list *l;
  const sprawa_host *host;
  spr_case_filter filter;
  spr_listed_wish wishes[SPR_MAX_WISHES];
  spr_sought sought[SPR_MAX_SOUGHT];
  char words[SPR_MAX_SOUGHT][SPR_MAX_WORDING];
  spr_str text;                /* of the search */
  spr_exact exact;             /* what the whole text would be kept as */
  bool nothing;                /* a search without a word finds nothing */
  bool sorted;                 /* there are values by which the list is ordered */
  uint32_t limit;              /* of rows that are shown; filter.limit: that are read */
  spr_instant due_by;          /* SPR_NO_INSTANT: any */
  spr_instant emergency_since; /* 0: any */
  bool counts;                 /* rows are only counted: nothing is told of them */
  sprawa_count count;
  spr_eyes eyes;
  spr_page page;
  spr_mark from; /* the cursor's, which the filter borrows from */
} spr_listing;

/* -- list_cursor.c -------------------------------------------------------------------------------------- */
void spr_listing_bind(spr_listing *v);
spr_status spr_listing_begin(spr_listing *v, spr_desk *desk);
/* Behind the last row that was looked at. */
void spr_listing_go_on(spr_listing *v);
/* The cursor, if more may follow. */
spr_status spr_listing_end(const spr_listing *v, spr_desk *desk);

/* -- list_fields.c -------------------------------------------------------------------------------------- */
/* Fills in titles and `listed` fields of the i-th row, if it may be seen; *seen false: it may not, or what
 * was asked for is not shown of it, and nothing was filled in. */
spr_status spr_listing_look(spr_listing *v, spr_desk *desk, spr_store *store, size_t i, bool *seen);
/* The value by which the last row was ordered. */
spr_status spr_listing_last(spr_listing *v, spr_store *store);
/* Ordered by a field, does the first row have a value (v->sorted)? Else no case has. */
spr_status spr_listing_sorted(spr_listing *v, spr_store *store);
/* Is the field of a case seen? l NULL: everything is. */
bool spr_listing_sees(const spr_view *view, const spr_loaded *l, spr_str field);

/* -- list_words.c --------------------------------------------------------------------------------------- */
/* Do the words of the search find the case by what is seen of it? */
spr_status spr_listing_finds(const spr_listing *v, spr_store *store, const spr_loaded *l, bool *out);
/* The words of a search. */
sprawa_code spr_listing_text(spr_listing *v, const char *text, sprawa_error *e);

#endif
