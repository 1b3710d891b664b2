/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_PRINCIPAL_H
#define SPR_ACCESS_PRINCIPAL_H

#include "base/civil.h"
#include "base/str.h"

/* Who came in: a person with a session of the console, or a program with a bearer token; and what that one
 * may ask for, in whose name. Which cases and fields it then sees is decided by access/visibility.h. */

/* What may be asked for. The names are those of the API's description and of `sprawa user token add`. */
#define SPR_SCOPE_MAP(X)                                                                                     \
  X(CASES_READ, 1u << 0, "cases:read")                                                                       \
  X(CASES_WRITE, 1u << 1, "cases:write")                                                                     \
  X(CASES_OPEN, 1u << 2, "cases:open")                                                                       \
  X(DEFINITIONS_READ, 1u << 3, "definitions:read")                                                           \
  X(REPORTS_READ, 1u << 4, "reports:read")                                                                   \
  X(STREAM, 1u << 5, "stream")                                                                               \
  X(OUTBOX, 1u << 6, "outbox")                                                                               \
  X(METRICS, 1u << 7, "metrics")                                                                             \
  X(ADMIN_USERS, 1u << 8, "admin:users")                                                                     \
  X(ADMIN_ERASE, 1u << 9, "admin:erase")

typedef enum spr_scope {
#define X(name, bit, text) SPR_SCOPE_##name = (bit),
  SPR_SCOPE_MAP(X)
#undef X
} spr_scope;
#define SPR_SCOPES_ALL ((1u << 10) - 1)
/* People have these by their role; no route of the API asks for them, so no token is given one. */
#define SPR_SCOPES_OF_PEOPLE ((uint32_t)SPR_SCOPE_ADMIN_USERS | SPR_SCOPE_ADMIN_ERASE)

/* What a person is. A viewer (an official, an inspector) reads; a worker also opens and moves cases; an
 * administrator also sees who may enter and who has read what, and how the engine does. The outbox is for
 * programs only. The numbers are stored. */
typedef enum spr_role_of { SPR_VIEWER = 1, SPR_WORKER = 2, SPR_ADMINISTRATOR = 3 } spr_role_of;
#define SPR_ROLES_OF 3

typedef struct spr_principal {
  spr_str name;     /* "user:anna", "token:register": the journal's actor, and whose idempotency keys */
  spr_role_of role; /* of a program: the least one that has all its scopes that a role has */
  uint32_t scopes;  /* spr_scope */
  /* In whose name it acts, and whose view it has; none: it sees no case. */
  const spr_str *institutions;
  uint32_t ninstitutions;
  /* To cases of which municipalities it is bound; none: it is bound to none of them, and all are open. */
  const spr_str *municipalities;
  uint32_t nmunicipalities;
  uint64_t session;      /* the number of the session; 0: a token */
  spr_instant confirmed; /* when the password of the session was last given; SPR_NO_INSTANT: never */
  bool chooses; /* it came in by a one-time link, and may choose a password without giving the former one */
} spr_principal;

static inline bool spr_principal_may(const spr_principal *who, uint32_t scope) {
  return (who->scopes & scope) == scope;
}
/* May it act in the name of the institution? */
bool spr_principal_acts(const spr_principal *who, spr_str institution);
/* Is it open to cases of the municipality? */
bool spr_principal_reaches(const spr_principal *who, spr_str municipality);
/* Is it bound neither to institutions nor to municipalities? What is told of the whole, and of nobody's cases
 * in particular, is for those alone: anybody else would count the others by it. */
bool spr_principal_unbound(const spr_principal *who);
/* Was the password given within the last minutes (SPR_CONFIRMED_MS)? Exports, erasing and what changes who
 * may enter ask for that. */
bool spr_principal_fresh(const spr_principal *who, spr_instant now);

/* What a person of that role may ask for. */
uint32_t spr_role_scopes(spr_role_of role);
spr_role_of spr_scopes_role(uint32_t scopes);
/* "viewer", "worker", "administrator". */
const char *spr_role_text(spr_role_of role);
bool spr_role_named(spr_str text, spr_role_of *out);
const char *spr_scope_text(uint32_t scope);
bool spr_scope_named(spr_str text, uint32_t *out);

#endif
