/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_CASES_QUERY_H
#define SPR_SERVER_CASES_QUERY_H

#include "server/html.h"
#include "server/route.h"

/* Which cases are listed: the filters of an address, and addresses for filters. A list is named by its
 * address alone, so it can be kept, sent to a colleague, and led to by every number of the overview. */

typedef enum spr_cases_key {
  SPR_CASES_CITY,        /* municipality */
  SPR_CASES_STAGE,       /* "PACKAGE/WORKFLOW/STATE": an outermost state */
  SPR_CASES_STATE,       /* path of a state, or of one around it */
  SPR_CASES_RESPONSIBLE, /* institution */
  SPR_CASES_DUE,         /* "overdue", "week" */
  SPR_CASES_STATUS,      /* "all": ended ones, too; else open ones */
  SPR_CASES_NEED,        /* "incidents", "still", "emergencies" */
  SPR_CASES_TEXT,        /* words that are sought */
  SPR_CASES_SORT,        /* "age", "last"; else by due */
  SPR_CASES_CURSOR,
  SPR_CASES_KEYS
} spr_cases_key;

typedef struct spr_cases_query {
  spr_str value[SPR_CASES_KEYS]; /* empty: not set */
} spr_cases_query;

/* The name in the address: "city", "state", ... */
const char *spr_cases_name(spr_cases_key key);
/* What the address asks for; empty and unknown values are left out. */
spr_cases_query spr_cases_asked(const spr_http *h);
/* The list of these filters at "/cases", "/cases.csv" or "/cases.json". */
spr_str spr_cases_url(spr_arena *a, const char *path, const spr_cases_query *q);
/* The same with one filter set, or with .p NULL taken away; from the first page on. */
spr_str spr_cases_url_with(spr_arena *a, const spr_cases_query *q, spr_cases_key key, spr_str value);
/* Is any filter set (order and page are none)? */
bool spr_cases_filtered(const spr_cases_query *q);

#endif
