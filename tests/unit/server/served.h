/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_SERVER_SERVED_H
#define TESTS_UNIT_SERVER_SERVED_H

#include <semaphore.h>

#include "access/people.h"
#include "server/server.h"
#include "store/random.h"
#include "support.h"

/* All of a server but the transport: the site of the API's tests, one case of it, and those who come in.
 *
 *   served_open(&t); served_enter(&t, "anna", SPR_ADMINISTRATOR, "desk-alpha", &anna);
 *   request r; request_make(&r, &t, &(asked){.path = "/cases/@", .by = &anna}); request_answer(&r);
 *   ... r.answer ...; request_release(&r); served_close(&t);
 */

typedef struct visitor {
  char name[16];
  spr_secret session, form;
} visitor;

typedef struct served {
  char folder[40], database[64], keys[64], master[64];
  spr_random random;
  spr_server server;
  sem_t here; /* what a request waited for */
  char id[SPRAWA_CASE_ID + 1];
  spr_arena arena;
} served;

void served_open(served *t);
void served_open_site(served *t, const char *site); /* another one, without a case */
void served_close(served *t);
/* As after another start: what was in memory is gone. */
void served_restart(served *t);
/* A copy of the database as it stands, and that copy in its place, as after a restore and another start. */
void served_copy(served *t);
void served_put_back(served *t);
/* Another case, as the first one; its id. */
void served_open_case(served *t, char id[SPRAWA_CASE_ID + 1]);
void served_note(served *t, const char *id); /* one more entry of a case */
void served_enter(served *t, const char *name, spr_role_of role, const char *institution, visitor *out);
void served_link(served *t, const char *name, visitor *out); /* the same one once more, on another device */
void served_token(served *t, const char *name, const char *institution, char out[SPR_BEARER_CHARS + 1]);

/* A request. In path and body "@" is the id of the case. */
typedef struct asked {
  spr_method method;
  const char *path;  /* with a query, if there is one; not encoded */
  const char *body;  /* NULL: none; of a form of the console after its token */
  const visitor *by; /* NULL: nobody, or a token */
  const char *token;
  const char *language;             /* NULL: the browser says none */
  const char *site;                 /* Sec-Fetch-Site; NULL: same-origin; "": not said */
  bool formless;                    /* the form's token is left out */
  const char *cookie;               /* one more; NULL: none */
  const char *header[2], *value[2]; /* more of them */
} asked;

typedef struct request {
  served *town;
  char path[700], body[800], authorization[80], cookies[400], key[32];
  spr_pair headers[10], query[4];
  spr_arena arena;
  spr_http http;
  spr_answer answer;
} request;

void request_make(request *r, served *t, const asked *k);
/* As the transport does it. */
void request_answer(request *r);
/* All of it; the status. The text is that of the body, until the next one. */
uint16_t served_ask(served *t, const asked *k, spr_buf *text);
void request_release(request *r);
/* The value of a header of the answer; NULL: it has none. */
const char *request_header(const request *r, const char *name);

#endif
