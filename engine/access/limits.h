/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_LIMITS_H
#define SPR_ACCESS_LIMITS_H

#include <pthread.h>

#include "base/civil.h"
#include "base/limits.h"
#include "store/row.h"

/* How often one may try: wrong passwords, of a name and from an address, with pauses that double; requests of
 * a token. Kept in memory, in tables that do not grow: where too many names are tried at once, those with the
 * fewest failures are forgotten first, so that nobody gets rid of his own by trying others.
 *
 *   spr_limits_try(&l, name, peer, now, &retry)      true: try, it counts as a failure until it is forgiven
 *   spr_limits_forgive(&l, name, peer, now)          it was none; spr_limits_admit: the password was right
 *
 * An attempt is counted as it begins: many at the same moment are as slow as one after another. What is tried
 * from an address from which the name has come in before is counted apart: whoever guesses at a name from
 * elsewhere does not keep its owner out. Threads may share it. */
typedef struct spr_pause {
  uint64_t key;
  uint32_t failures; /* 0: the place is free */
  spr_instant last, until;
} spr_pause;

/* A name has come in from an address. */
typedef struct spr_arrival {
  uint64_t key; /* of both */
  spr_instant last;
} spr_arrival;

typedef struct spr_bucket {
  uint64_t token; /* 0: the place is free */
  int64_t level;  /* in thousandths of a request */
  spr_instant last;
} spr_bucket;

typedef struct spr_limits {
  pthread_mutex_t lock;
  spr_hash key; /* so that nobody can choose names that share a place */
  spr_pause pauses[SPR_MAX_LIMITED];
  spr_arrival arrivals[SPR_MAX_LIMITED];
  spr_bucket buckets[SPR_MAX_LIMITED];
} spr_limits;

/* key: random. */
void spr_limits_init(spr_limits *l, const spr_hash *key);
void spr_limits_release(spr_limits *l);
/* false: *retry is how many seconds to wait, 1 at least. */
bool spr_limits_try(spr_limits *l, spr_str name, spr_str peer, spr_instant now, uint32_t *retry);
/* It was no failure, and whether the password was right is not known. */
void spr_limits_forgive(spr_limits *l, spr_str name, spr_str peer, spr_instant now);
/* It was right: from now on tries of this name from this address are counted apart, for SPR_LOGIN_KNOWN_MS.
 */
void spr_limits_admit(spr_limits *l, spr_str name, spr_str peer, spr_instant now);
/* One request of a token with so many per second. */
bool spr_limits_take(spr_limits *l, uint64_t token, uint32_t rate, spr_instant now, uint32_t *retry);

#endif
