/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_REST_REQUEST_H
#define SPR_SERVER_REST_REQUEST_H

#include "doors/given.h"
#include "server/rest.h"

/* What everything that is asked of a case has in common: the body, in whose name, under which key, on which
 * condition, and why it was refused.
 *
 *   static const spr_given members[] = {{"event", SPR_GIVEN_TEXT, true}, ..., SPR_REST_BY, {.name = NULL}};
 *   spr_rest_ask *k = spr_rest_ask_begin(v, members, id, "/data");
 *   if (!k) return;
 *   spr_rest_await(v, k, tell);
 *   spr_rest_awaited(v, k, sprawa_engine_send(..., &k->request, &k->reply, &k->error));
 *
 * No thread waits for the commit: `tell` is called once k->code is known, and v->awaited is k. */

#define SPR_REST_BY                                                                                          \
  { .name = "by", .kind = SPR_GIVEN_TEXT }

typedef struct spr_rest_ask {
  const char *id;     /* of the case; NULL: one is opened */
  const char *task;   /* its id; NULL: it is about none */
  const char *data;   /* pointer to the member that holds the data: "/data" */
  spr_given *members; /* as they were given */
  sprawa_request request;
  sprawa_reply reply;
  sprawa_case *after; /* the case once it is done, as whoever asks sees it */
  sprawa_error error;
  sprawa_code code;
  spr_buf reasons, faults; /* members of JSON arrays */
} spr_rest_ask;

/* Reads body and headers; it lives as long as the visit. NULL: it has answered. */
spr_rest_ask *spr_rest_ask_begin(spr_visit *v, const spr_given *members, const char *id, const char *data);
const char *spr_rest_text(const spr_rest_ask *k, const char *member);
const sprawa_value *spr_rest_value(const spr_rest_ask *k, const char *member);
/* Before the library is asked, with nothing in between. */
void spr_rest_await(spr_visit *v, spr_rest_ask *k, spr_handler *tell);
/* code: what the library gave; where it did not take the request, that is told at once. */
void spr_rest_awaited(spr_visit *v, spr_rest_ask *k, sprawa_code code);
/* Tells k->error. */
void spr_rest_ask_failed(spr_visit *v, spr_rest_ask *k);
/* A body without members, of what is no request of a case. false: it has answered. */
bool spr_rest_nothing_given(spr_visit *v);
/* One fault of the body: data-invalid. */
void spr_rest_misgiven(spr_visit *v, const char *pointer, const char *detail);

#endif
