/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_PEOPLE_IMPL_H
#define SPR_ACCESS_PEOPLE_IMPL_H

#include "access/limits.h"
#include "access/passwords.h"
#include "access/people.h"
#include "store/roll.h"

/* What the parts of people.h share: people.c opens and closes, people_enter.c lets in and out, people_keep.c
 * keeps users and tokens. */

/* What secrets are hashed as. */
#define SPR_USE_SESSION "sprawa session 1"
#define SPR_USE_BEARER "sprawa bearer 1"
#define SPR_USE_LINK "sprawa link 1"

struct spr_people {
  spr_alloc alloc;
  spr_roll *roll;
  spr_limits limits;
  spr_hashers hashers;
  void (*random)(void *ud, void *out, size_t n);
  void *random_ud;
  pthread_mutex_t drawing; /* for random */
  spr_password decoy;      /* compared where there is none, so that it takes as long */
};

void spr_people_new_secret(spr_people *p, spr_secret *out);
spr_status spr_people_new_password(spr_people *p, spr_str text, spr_password *out);

/* Splits a list that is joined with ","; false: there are more than SPR_MAX_BOUND. */
bool spr_bound_split(spr_str joined, spr_str *v, uint32_t *n);
/* Joins it; SPR_EINVAL: too many, too long, or a name that is none. out: room for SPR_MAX_BOUND_BYTES. */
spr_status spr_bound_join(const spr_str *v, uint32_t n, char *out, spr_str *joined);

#endif
