/* SPDX-License-Identifier: Apache-2.0 */
#include "access/passwords.h"

#include "access/people.h"
#include "base/utf8.h"

void spr_hashers_init(spr_hashers *h) {
  *h = (spr_hashers){.hashed = 0};
  pthread_mutex_init(&h->lock, NULL);
  pthread_cond_init(&h->free, NULL);
}

void spr_hashers_release(spr_hashers *h) {
  pthread_cond_destroy(&h->free);
  pthread_mutex_destroy(&h->lock);
}

uint64_t spr_hashers_count(spr_hashers *h) {
  pthread_mutex_lock(&h->lock);
  uint64_t n = h->hashed;
  pthread_mutex_unlock(&h->lock);
  return n;
}

/* -- turns ---------------------------------------------------------------------------------------------- */
static bool enter(spr_hashers *h) {
  pthread_mutex_lock(&h->lock);
  bool room = h->busy < SPR_HASHES || h->waiting < SPR_HASH_QUEUE;
  if (room) {
    h->waiting++;
    while (h->busy >= SPR_HASHES) pthread_cond_wait(&h->free, &h->lock);
    h->waiting--;
    h->busy++;
    h->hashed++;
  }
  pthread_mutex_unlock(&h->lock);
  return room;
}

static void leave(spr_hashers *h) {
  pthread_mutex_lock(&h->lock);
  h->busy--;
  pthread_cond_signal(&h->free);
  pthread_mutex_unlock(&h->lock);
}

/* At the cost and with the salt of p. */
static spr_status hash_with(spr_hashers *h, const spr_password *p, spr_str text, uint8_t out[32]) {
  if (text.n > SPR_MAX_PASSWORD) text.n = SPR_MAX_PASSWORD;
  if (!enter(h)) return SPR_ELIMIT;
  spr_status s = spr_password_hash(p, text, out);
  leave(h);
  return s;
}

spr_status spr_hashers_compare(spr_hashers *h, const spr_password *p, spr_str text, bool *same) {
  uint8_t hash[32];
  spr_status s = hash_with(h, p, text, hash);
  *same = s == SPR_OK && text.n <= SPR_MAX_PASSWORD &&
          spr_secret_same(spr_str_n((const char *)hash, sizeof hash),
                          spr_str_n((const char *)p->hash, sizeof p->hash));
  spr_secret_wipe(hash, sizeof hash);
  return s;
}

spr_status spr_hashers_make(spr_hashers *h, spr_str text, spr_password *p) {
  p->passes = SPR_HASH_PASSES;
  p->bytes = SPR_HASH_BYTES;
  return hash_with(h, p, text, p->hash);
}

/* -- what will do --------------------------------------------------------------------------------------- */
#define DIFFERENT 5    /* characters, at least */
#define BESIDES_NAME 8 /* bytes that a password has besides the name */

static char small(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool stands_at(spr_str text, uint32_t at, spr_str name) {
  for (uint32_t i = 0; i < name.n; i++)
    if (small(text.p[at + i]) != small(name.p[i])) return false;
  return true;
}

static bool is_mostly(spr_str text, spr_str name) {
  for (uint32_t at = 0; name.n > 0 && at + name.n <= text.n; at++)
    if (stands_at(text, at, name)) return text.n - name.n < BESIDES_NAME;
  return false;
}

/* How many characters, and how many different ones up to DIFFERENT; false: it is no UTF-8. */
static bool count(spr_str text, uint32_t *n, uint32_t *different) {
  int32_t seen[DIFFERENT];
  *n = *different = 0;
  for (uint32_t at = 0; at < text.n; ++*n) {
    uint32_t k = 0;
    int32_t c = spr_utf8_next(text, &at);
    if (c < 0) return false;
    while (k < *different && seen[k] != c) k++;
    if (k == *different && k < DIFFERENT) seen[(*different)++] = c;
  }
  return true;
}

spr_password_fault spr_password_judge(spr_str name, spr_str password) {
  uint32_t n, different;
  if (password.n > SPR_MAX_PASSWORD) return SPR_PASSWORD_LONG;
  if (!count(password, &n, &different)) return SPR_PASSWORD_PLAIN;
  if (n < SPR_MIN_PASSWORD) return SPR_PASSWORD_SHORT;
  if (different < DIFFERENT) return SPR_PASSWORD_PLAIN;
  return is_mostly(password, name) ? SPR_PASSWORD_NAME : SPR_PASSWORD_GOOD;
}
