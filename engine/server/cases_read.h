/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_CASES_READ_H
#define SPR_SERVER_CASES_READ_H

#include "server/cases_query.h"
#include "server/console.h"
#include "sprawa/overview.h"

/* Finding the cases that an address names, for the page and for the files that hold the same list. */

/* Until when a deadline is "due in 7 days"; since when nothing has happened in a case that is "standing
 * still", and since when emergencies are to be looked at. Whole days, so that a list is the same one on its
 * next page. */
int64_t spr_cases_week(int64_t now);
int64_t spr_cases_still(int64_t now);
int64_t spr_cases_alarms(int64_t now);

typedef struct spr_cases_found {
  sprawa_list *list;  /* a page */
  sprawa_count count; /* of all pages */
  bool stopped;       /* at least so many: a search has stopped before the end */
} spr_cases_found;

/* The filter; its texts are the request's. */
sprawa_filter spr_cases_filter(const spr_visit *v, const spr_cases_query *q, uint32_t limit);
/* One page; the visit releases it. false: it could not be found, and that is answered. A name that nobody
 * knows finds nothing: then the list is NULL, which reads as an empty one. */
bool spr_cases_page(spr_visit *v, const spr_cases_query *q, uint32_t limit, sprawa_list **out);
/* The same, and how many there are. */
bool spr_cases_find(spr_visit *v, const spr_cases_query *q, uint32_t limit, spr_cases_found *out);
/* Writes into the access log who has seen these. false: it could not be, and that is answered. */
bool spr_cases_note(spr_visit *v, spr_read_kind kind, const sprawa_list *list);

/* How all cases stand; the visit releases it. emergencies: these are counted, too, for which their cases are
 * opened. NULL: it could not be found out, and *e says why. */
sprawa_overview *spr_cases_overview(spr_visit *v, bool emergencies, sprawa_error *e);

/* What may be chosen in a filter, and how it is called. */
typedef struct spr_cases_named {
  spr_str name, title;
} spr_cases_named;
typedef struct spr_cases_choices {
  spr_cases_named *v;
  uint32_t n, cap;
} spr_cases_choices;
typedef struct spr_cases_names {
  spr_cases_choices of[SPR_CASES_KEYS];
} spr_cases_names;
void spr_cases_names_of(spr_visit *v, const sprawa_overview *o, spr_cases_names *out);
/* The institutions of the municipality that is asked for (else of all) may be chosen, too, and those that are
 * responsible for listed cases. */
void spr_cases_learn(spr_visit *v, const spr_cases_query *q, const sprawa_list *list, spr_cases_names *names);
/* Its title, or the name itself. */
spr_str spr_cases_title(const spr_cases_names *names, spr_cases_key key, spr_str name);
/* What a stage is called in an address: "PACKAGE/WORKFLOW/STATE". */
spr_str spr_cases_stage(spr_arena *a, const sprawa_stage_count *stage);

#endif
