/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_LISTING_H
#define SPR_API_LISTING_H

#include "api/page.h"
#include "store/chain.h"

/* A page of cases and how it is asked for; private to list.c, list_cursor.c and list_fields.c. */

struct sprawa_list {
  spr_api_bag bag;
  sprawa_case_row *rows;
  spr_hash *definitions; /* of the rows */
  size_t n;
  uint32_t read;        /* rows of the store, shown or not */
  spr_instant last_at;  /* of the last one: what it was ordered by ... */
  uint64_t last_number; /* ... and its number */
  char last_id[SPR_CASE_ID_CHARS + 1];
  spr_listed last_value; /* ordered by a field: its value; the text in last_text */
  char last_text[SPR_MAX_LISTED_TEXT];
  bool over;                    /* what follows is due later than wanted */
  char next[SPRAWA_CURSOR + 1]; /* cursor; empty: there is none */
};

typedef struct spr_listing {
  sprawa_list *l;
  const sprawa_host *host;
  spr_case_filter filter;
  spr_listed_wish wishes[SPR_MAX_WISHES];
  spr_instant due_by; /* SPR_NO_INSTANT: any */
  spr_eyes eyes;
  spr_page page;
  spr_mark from; /* the cursor's, which the filter borrows from */
} spr_listing;

/* -- list_cursor.c -------------------------------------------------------------------------------------- */
void spr_listing_bind(spr_listing *v);
spr_status spr_listing_begin(spr_listing *v, spr_desk *desk);
spr_status spr_listing_end(const spr_listing *v, spr_desk *desk);

/* -- list_fields.c -------------------------------------------------------------------------------------- */
/* Fills in the `listed` fields of a row that may be seen; *seen false: the row may not, or what was asked for
 * is not shown of it. */
spr_status spr_listing_look(spr_listing *v, spr_desk *desk, spr_store *store, sprawa_case_row *row,
                            bool *seen);
/* The value by which the last row was ordered. */
spr_status spr_listing_last(spr_listing *v, spr_store *store);
/* Ordered by a field, does the first row have a value? Else no case has. */
spr_status spr_listing_sorted(const spr_listing *v, spr_store *store, bool *out);

#endif
