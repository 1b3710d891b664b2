/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_SECRET_H
#define SPR_CASES_SECRET_H

#include "cases/desk.h"

/* Secrets that things are hashed with, so that nobody who has the database alone can try values until a hash
 * fits. A secret is random, made when a database first needs it, and kept as a setting; with a key file it is
 * sealed by that, under a key whose id no case can have. It stays when keys are rotated, and comes back with
 * the database and its key file. */
typedef struct spr_secret {
  spr_hash bytes;
  bool known; /* to be forgotten when a batch is undone: it may have been made in it */
} spr_secret;

typedef struct spr_secret_kind {
  const char *setting; /* its name (settings.h) */
  spr_str key;         /* of its key in the key file: no letter of a case's id is a "!" */
  spr_str context;     /* what the sealed bytes are bound to */
} spr_secret_kind;

/* SPR_ENOTFOUND: there is none yet, so nothing was hashed with it. SPR_EREFUSED: it is sealed, and there is
 * no key file. */
spr_status spr_secret_find(spr_desk *s, const spr_secret_kind *kind, spr_secret *out);
/* The same, but makes it; in a batch. */
spr_status spr_secret_need(spr_desk *s, const spr_secret_kind *kind, spr_secret *out);

#endif
