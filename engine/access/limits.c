/* SPDX-License-Identifier: Apache-2.0 */
#include "access/limits.h"

#include "store/chain.h"

#define PLACES 8 /* where one key may be kept */
#define SETS (SPR_MAX_LIMITED / PLACES)

_Static_assert((SETS & (SETS - 1)) == 0, "a power of two");

void spr_limits_init(spr_limits *l, const spr_hash *key) {
  memset(l, 0, sizeof *l);
  l->key = *key;
  pthread_mutex_init(&l->lock, NULL);
}

void spr_limits_release(spr_limits *l) {
  pthread_mutex_destroy(&l->lock);
}

static uint32_t seconds(int64_t ms) {
  return ms <= 1000 ? 1 : (uint32_t)((ms + 999) / 1000);
}

/* -- passwords ------------------------------------------------------------------------------------------ */
static uint64_t key_of(const spr_limits *l, const char *kind, spr_str text, spr_str other) {
  spr_hasher h;
  spr_hash hash;
  uint64_t key;
  spr_hasher_begin_keyed(&h, kind, &l->key);
  spr_hasher_str(&h, text);
  spr_hasher_str(&h, other);
  spr_hasher_end(&h, &hash);
  memcpy(&key, hash.b, sizeof key);
  return key;
}

static bool is_over(const spr_pause *p, spr_instant now) {
  return now - p->last > SPR_LOGIN_FORGET_MS;
}

/* Which of two places is given up first? */
static bool weighs_less(const spr_pause *a, const spr_pause *b) {
  return a->failures != b->failures ? a->failures < b->failures : a->last < b->last;
}

/* The place of a key; a new one takes that of the lightest. */
static spr_pause *pause_of(spr_limits *l, uint64_t key, spr_instant now) {
  spr_pause *set = &l->pauses[(key & (SETS - 1)) * PLACES], *place = set;
  for (int i = 0; i < PLACES; i++) {
    if (set[i].failures > 0 && is_over(&set[i], now)) set[i].failures = 0;
    if (set[i].failures > 0 && set[i].key == key) return &set[i];
    if (weighs_less(&set[i], place)) place = &set[i];
  }
  *place = (spr_pause){.key = key, .last = now, .until = now};
  return place;
}

static int64_t pause_after(uint32_t failures, uint32_t free) {
  if (failures <= free) return 0;
  uint32_t doubled = failures - free - 1;
  int64_t ms = doubled < 20 ? (int64_t)SPR_LOGIN_PAUSE_MS << doubled : SPR_LOGIN_LAST_PAUSE_MS;
  return ms < SPR_LOGIN_LAST_PAUSE_MS ? ms : SPR_LOGIN_LAST_PAUSE_MS;
}

/* What is left of its pause, also where the clock was put back. */
static int64_t left_of(const spr_pause *p, spr_instant now) {
  int64_t left = p->failures > 0 ? p->until - now : 0;
  return left < SPR_LOGIN_LAST_PAUSE_MS ? left : SPR_LOGIN_LAST_PAUSE_MS;
}

static void charge(spr_pause *p, uint64_t key, uint32_t free, spr_instant now) {
  p->key = key;
  p->failures += p->failures < UINT32_MAX;
  p->last = now;
  p->until = now + pause_after(p->failures, free);
}

/* Where a name's arrival from an address is kept, or would be: the oldest makes room. */
static spr_arrival *arrival_of(spr_limits *l, uint64_t key) {
  spr_arrival *set = &l->arrivals[(key & (SETS - 1)) * PLACES], *place = set;
  for (int i = 0; i < PLACES; i++) {
    if (set[i].key == key) return &set[i];
    if (set[i].last < place->last) place = &set[i];
  }
  return place;
}

/* By what tries of the name from that address are counted. */
typedef struct counted {
  uint64_t account, address, pair;
} counted;

static counted count_by(spr_limits *l, spr_str name, spr_str peer, spr_instant now) {
  counted c = {.address = key_of(l, "sprawa address 1", peer, SPR_STR("")),
               .pair = key_of(l, "sprawa account at address 1", name, peer)};
  const spr_arrival *a = arrival_of(l, c.pair);
  bool known = a->key == c.pair && now - a->last < SPR_LOGIN_KNOWN_MS;
  c.account = known ? c.pair : key_of(l, "sprawa account 1", name, SPR_STR(""));
  return c;
}

bool spr_limits_try(spr_limits *l, spr_str name, spr_str peer, spr_instant now, uint32_t *retry) {
  pthread_mutex_lock(&l->lock);
  counted c = count_by(l, name, peer, now);
  int64_t left = left_of(pause_of(l, c.account, now), now), other = left_of(pause_of(l, c.address, now), now);
  if (other > left) left = other;
  if (left <= 0) {
    charge(pause_of(l, c.account, now), c.account, SPR_LOGIN_FREE, now);
    charge(pause_of(l, c.address, now), c.address, SPR_LOGIN_PEER_FREE, now);
  }
  pthread_mutex_unlock(&l->lock);
  *retry = left > 0 ? seconds(left) : 0;
  return left <= 0;
}

/* Under the lock. */
static void forgive(spr_limits *l, const counted *c, spr_instant now) {
  pause_of(l, c->account, now)->failures = 0;
  /* Whoever has an account of his own must not wipe out by it what his address did. */
  spr_pause *p = pause_of(l, c->address, now);
  if (p->failures > 0) p->failures--;
  p->until = now;
}

void spr_limits_forgive(spr_limits *l, spr_str name, spr_str peer, spr_instant now) {
  pthread_mutex_lock(&l->lock);
  counted c = count_by(l, name, peer, now);
  forgive(l, &c, now);
  pthread_mutex_unlock(&l->lock);
}

void spr_limits_admit(spr_limits *l, spr_str name, spr_str peer, spr_instant now) {
  pthread_mutex_lock(&l->lock);
  counted c = count_by(l, name, peer, now);
  forgive(l, &c, now);
  *arrival_of(l, c.pair) = (spr_arrival){c.pair, now};
  pthread_mutex_unlock(&l->lock);
}

/* -- tokens --------------------------------------------------------------------------------------------- */
static spr_bucket *bucket_of(spr_limits *l, uint64_t token, int64_t full, spr_instant now) {
  uint64_t at = token * UINT64_C(0x9e3779b97f4a7c15) >> 40;
  spr_bucket *set = &l->buckets[(at & (SETS - 1)) * PLACES], *place = set;
  for (int i = 0; i < PLACES; i++) {
    if (set[i].token == token) return &set[i];
    if (set[i].token == 0 || (place->token != 0 && set[i].last < place->last)) place = &set[i];
  }
  *place = (spr_bucket){token, full, now};
  return place;
}

bool spr_limits_take(spr_limits *l, uint64_t token, uint32_t rate, spr_instant now, uint32_t *retry) {
  int64_t full = (int64_t)rate * 2000;
  pthread_mutex_lock(&l->lock);
  spr_bucket *b = bucket_of(l, token, full, now);
  int64_t passed = now > b->last ? now - b->last : 0;
  b->level = passed < 2000 && b->level + passed * rate < full ? b->level + passed * rate : full;
  b->last = now;
  bool enough = b->level >= 1000;
  *retry = enough ? 0 : seconds((1000 - b->level + rate - 1) / rate);
  if (enough) b->level -= 1000;
  pthread_mutex_unlock(&l->lock);
  return enough;
}
