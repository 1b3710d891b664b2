/* SPDX-License-Identifier: Apache-2.0 */
#include "store/keys_impl.h"

/* Four places for each hash; the one that was used longest ago leaves. */
#define WAYS 4

static size_t secret_bytes(uint32_t cached) {
  return sizeof(spr_keys_secret) + cached * sizeof(spr_case_key);
}

void *spr_keys_locked(size_t n) {
  void *p = sodium_malloc(n);
  /* sodium_malloc goes on where memory cannot be locked; we do not. */
  if (p && sodium_mlock(p, n) != 0) {
    sodium_free(p);
    return NULL;
  }
  if (p) sodium_memzero(p, n);
  return p;
}

spr_status spr_keys_memory(spr_keys *k) {
  uint32_t n = SPR_MAX_CACHED_KEYS;
  k->secret = spr_keys_locked(secret_bytes(n));
  while (!k->secret && n > SPR_MIN_CACHED_KEYS) {
    n /= 2;
    k->secret = spr_keys_locked(secret_bytes(n));
  }
  if (!k->secret) {
    return spr_keys_fail(
        k, SPR_EREFUSED,
        "no memory can be locked for keys; allow at least %zu kB of it (ulimit -l, LimitMEMLOCK=)",
        secret_bytes(SPR_MIN_CACHED_KEYS) / 1024 + 16);
  }
  k->names = spr_realloc(&k->alloc, NULL, 0, n * sizeof *k->names);
  if (!k->names) return spr_keys_fail(k, SPR_ENOMEM, "out of memory");
  memset(k->names, 0, n * sizeof *k->names);
  k->ncached = n;
  return SPR_OK;
}

void spr_keys_memory_release(spr_keys *k) {
  sodium_free(k->secret);
  spr_free(&k->alloc, k->names, k->ncached * sizeof *k->names);
}

static uint32_t first_way(const spr_keys *k, spr_str id) {
  return spr_str_hash(id) % (k->ncached / WAYS) * WAYS;
}

static bool is_named(const spr_keys_name *name, spr_str id) {
  return name->n == id.n && memcmp(name->id, id.p, id.n) == 0;
}

spr_case_key *spr_keys_cached(spr_keys *k, spr_str id) {
  if (id.n == 0) return NULL;
  uint32_t first = first_way(k, id);
  for (uint32_t i = first; i < first + WAYS; i++) {
    if (!is_named(&k->names[i], id)) continue;
    k->names[i].used = ++k->tick;
    return &k->secret->cases[i];
  }
  return NULL;
}

spr_case_key *spr_keys_cache(spr_keys *k, spr_str id, uint32_t number) {
  uint32_t first = first_way(k, id), at = first;
  for (uint32_t i = first; i < first + WAYS; i++) {
    if (k->names[i].n == 0) {
      at = i;
      break;
    }
    /* Ages, not ticks, so that a counter that starts anew does no harm. */
    if (k->tick - k->names[i].used > k->tick - k->names[at].used) at = i;
  }
  k->names[at].n = (uint8_t)id.n;
  k->names[at].number = number;
  k->names[at].used = ++k->tick;
  memcpy(k->names[at].id, id.p, id.n);
  return &k->secret->cases[at];
}

uint32_t spr_keys_number(const spr_keys *k, const spr_case_key *key) {
  return k->names[key - k->secret->cases].number;
}

void spr_keys_forget(spr_keys *k, spr_str id) {
  spr_case_key *key = spr_keys_cached(k, id);
  if (!key) return;
  k->names[key - k->secret->cases].n = 0;
  sodium_memzero(key, sizeof *key);
}

void spr_keys_forget_all(spr_keys *k) {
  memset(k->names, 0, k->ncached * sizeof *k->names);
  memset(k->cities, 0, sizeof k->cities);
  sodium_memzero(k->secret->cities, sizeof k->secret->cities);
  sodium_memzero(k->secret->cases, k->ncached * sizeof(spr_case_key));
}
