/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_ROUTE_H
#define SPR_SERVER_ROUTE_H

#include <stdatomic.h>

#include "access/principal.h"
#include "server/problem.h"
#include "server/server.h"

/* Which function answers which request. There are doors, each with a table of routes, a way in and a way to
 * refuse: the API (bearer tokens, JSON), the console (cookies, forms, pages), and what watches over the
 * server. The API's table is also what its description is made from (openapi.h), so that the two cannot
 * differ. */

/* One request, while it is answered. */
struct spr_route;
struct spr_door;
struct spr_visit;
/* Answers. Memory of the arena that runs out jumps out of it, so what it has of other memory it gives to
 * spr_visit_hold at once. */
typedef void spr_handler(struct spr_visit *v);
#define SPR_ROUTE_ARGS 4
#define SPR_VISIT_HELD 16
typedef struct spr_visit {
  spr_server *server;
  const spr_http *http;
  spr_answer *answer;
  const struct spr_door *door;
  const struct spr_route *route; /* NULL: there is none */
  const char *allowed;           /* then, where other methods are: their names */
  spr_str args[SPR_ROUTE_ARGS];  /* what stands in the path for the names in the pattern; with a NUL behind */
  const spr_principal *who;      /* NULL: nobody came in, and the route is open to all */
  sprawa_view view;              /* what that one sees; nothing where nobody came in */
  struct {
    void *p;
    void (*release)(void *p);
  } held[SPR_VISIT_HELD];
  uint32_t nheld;
  spr_handler *then; /* the answer comes later, from this one; NULL: it is answered */
  void *awaited;     /* for it */
  atomic_bool met;   /* either the worker has left, or what it waits for is here */
} spr_visit;

/* What the answer waits for is here (v->then): the last that its thread has to do with the visit. Any thread,
 * also while the handler still runs. soon: what is left asks nobody and waits for nothing. */
void spr_visit_ready(spr_visit *v, bool soon);
/* Releases p when the visit ends, however it ends. Gives p. */
void *spr_visit_hold(spr_visit *v, void *p, void (*release)(void *p));
#define SPR_HOLD(v, p, fn) spr_visit_hold((v), (p), (void (*)(void *))(fn))

/* A parameter of the query. */
typedef struct spr_param {
  const char *name;   /* "limit"; "field[]": any field[NAME]; NULL ends a list */
  const char *schema; /* of its value, as JSON Schema */
  const char *about;
} spr_param;

typedef struct spr_route {
  spr_method method;   /* GET answers HEAD, too */
  const char *pattern; /* "/api/v1/cases/{id}": a name in braces is a part without "/"; NULL ends a table */
  spr_handler *handle;
  uint32_t scope;          /* spr_scope; 0: open to all */
  bool report;             /* may take seconds: SPR_MAX_REPORTS at a time, others are told to come back */
  bool soon;               /* waits for nothing but the commit (spr_visit_soon) */
  const char *name;        /* what follows is for the description; console routes have none */
  const char *summary;     /* one line */
  const char *about;       /* some lines, or NULL */
  const spr_param *params; /* NULL: none are taken */
  const char *body;        /* name of the schema of what is posted; NULL: none */
  const char *answer;      /* of the schema of the answer; NULL: none */
  const char *type;        /* of the answer; NULL: application/json */
  uint16_t status;         /* where it is done; 0: 200 */
  uint32_t problems;       /* SPR_MAY(...) of those that not every route can give */
} spr_route;
#define SPR_MAY(name) (1u << SPR_PROBLEM_##name)

typedef struct spr_door {
  const spr_route *routes;
  /* Who comes in, and may that one: sets who and view. false: it has answered. */
  bool (*enter)(spr_visit *v);
  /* Anything that goes wrong, in the way of the door. v->route may be NULL. detail: or NULL. */
  void (*refuse)(spr_visit *v, spr_problem p, const char *detail);
} spr_door;

extern const spr_door spr_door_api;   /* /api/... */
extern const spr_door spr_door_watch; /* /healthz, /readyz, /metrics */

/* The route of a table for a path; NULL: there is none. method: of the request; where others are served,
 * *allowed has their names, for `Allow`. args: set as of spr_visit, without a NUL. */
const spr_route *spr_route_find(const spr_route *routes, spr_method method, spr_str path, spr_str *args,
                                const char **allowed);

#endif
