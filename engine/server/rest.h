/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_REST_H
#define SPR_SERVER_REST_H

#include "server/route.h"
#include "store/reads.h"

/* What the handlers of the API (rest_*.c) have in common. Functions that give bool have answered where they
 * give false. */

/* -- rest_enter.c: who comes in -------------------------------------------------------------------------- */
/* The bearer token, its scope, and what every route asks of a request. */
bool spr_rest_enter(spr_visit *v);
/* Of that the token and its scope alone. */
bool spr_rest_come_in(spr_visit *v);
void spr_rest_refuse(spr_visit *v, spr_problem p, const char *detail);
/* The secret of the token, as it was given. */
spr_str spr_rest_secret(const spr_visit *v);
/* Must stand before anything of a case is sent: the access log has it, durably. ids: of the cases. */
bool spr_rest_note(spr_visit *v, spr_read_kind kind, const spr_str *ids, uint32_t nids);

/* -- rest_query.c: the query ----------------------------------------------------------------------------- */
/* Are all parameters known to the route, and none there twice? */
bool spr_rest_query_known(spr_visit *v);
/* The value of a parameter; NULL: not given. Ends with NUL. */
const char *spr_rest_query(spr_visit *v, const char *name);
/* "true" or "false"; not given: false. */
bool spr_rest_flag(spr_visit *v, const char *name, bool *out);
/* `limit` and `cursor`. */
typedef struct spr_rest_page {
  uint32_t limit;
  const char *cursor; /* NULL: the first page */
} spr_rest_page;
bool spr_rest_page_of(spr_visit *v, spr_rest_page *out);
/* `due`: "overdue", or within a duration; *due_by is 0 where it is not given. */
bool spr_rest_due(spr_visit *v, bool *overdue, int64_t *due_by);
/* Since when, of a parameter that says for how long; *since is 0 where it is not given. */
bool spr_rest_within(spr_visit *v, const char *name, int64_t *since);
/* The end of a list: the member "next", and the header `Link` (RFC 8288) with the same query and that cursor.
 * name: of the parameter that takes it. next NULL or empty: this was the last page. */
void spr_rest_next(spr_visit *v, const char *name, const char *next);
/* A parameter is wrong. */
void spr_rest_misasked(spr_visit *v, const char *parameter, const char *detail);

/* -- rest_answer.c: what became of it -------------------------------------------------------------------- */
/* 200 or what the route says, as JSON. */
void spr_rest_done(spr_visit *v);
spr_problem spr_rest_problem(const sprawa_error *e);
/* An error of the library as a problem: the beginning, for members of its own. */
void spr_rest_begin_failure(spr_visit *v, const sprawa_error *e);
/* The whole of it. parameter: the one that is to blame where the call was wrong; NULL:
 * none. */
void spr_rest_failed(spr_visit *v, const sprawa_error *e, const char *parameter);

/* -- rest_etag.c: conditions ------------------------------------------------------------------------------
 */
#define SPR_ETAG_CHARS 31
/* "SEQ-HASH8", with its quotes: the last entry, and a hash of all that a view shows of the case but titles,
 * so that it is the same in every language, and another one when something falls due. */
typedef struct spr_etag {
  char text[SPR_ETAG_CHARS + 1];
} spr_etag;
spr_etag spr_etag_of(const sprawa_case *c);
typedef enum spr_match {
  SPR_MATCH_NONE,   /* none of them is the etag */
  SPR_MATCH_ONE,    /* one is */
  SPR_MATCH_ANY,    /* it is "*" */
  SPR_MATCH_BROKEN, /* no list of entity tags */
} spr_match;
/* A list of entity tags (RFC 9110, 8.8.3). weak: tags that are marked as weak count, too. etag NULL: is it
 * well formed, and with seq != NULL: the entry that the first one names, 0 where none does. */
spr_match spr_etag_match(spr_str list, const char *etag, bool weak, uint64_t *seq);

#endif
