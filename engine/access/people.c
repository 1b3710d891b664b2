/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people_impl.h"

#include <stdio.h>

/* The handle, and what all parts of it need. */

static void draw(spr_people *p, void *out, size_t n) {
  pthread_mutex_lock(&p->drawing);
  p->random(p->random_ud, out, n);
  pthread_mutex_unlock(&p->drawing);
}

static spr_status fill(spr_people *p, const spr_people_options *o, char *why) {
  const spr_roll_options roll = {.alloc = &p->alloc,
                                 .database = o->database,
                                 .create = o->create,
                                 .reads_only = o->reads_only,
                                 .busy_ms = o->busy_ms,
                                 .vfs = o->vfs};
  spr_hash key;
  p->random = o->random;
  p->random_ud = o->random_ud;
  pthread_mutex_init(&p->drawing, NULL);
  spr_hashers_init(&p->hashers);
  draw(p, &key, sizeof key);
  spr_limits_init(&p->limits, &key);
  draw(p, p->decoy.salt, sizeof p->decoy.salt);
  draw(p, p->decoy.hash, sizeof p->decoy.hash);
  p->decoy.passes = SPR_HASH_PASSES;
  p->decoy.bytes = SPR_HASH_BYTES;
  return spr_roll_open(&roll, &p->roll, why);
}

bool spr_people_there(const char *database) {
  return spr_roll_there(database);
}

spr_status spr_people_open(const spr_people_options *o, spr_people **out, char *why) {
  *out = NULL;
  if (why) snprintf(why, SPR_MAX_MESSAGE_BYTES, "%s", spr_status_text(SPR_ENOMEM));
  spr_people *p = spr_realloc(o->alloc, NULL, 0, sizeof *p);
  if (!p) return SPR_ENOMEM;
  p->alloc = *o->alloc;
  p->roll = NULL;
  spr_status s = fill(p, o, why);
  if (s == SPR_OK)
    *out = p;
  else
    spr_people_close(p);
  return s;
}

void spr_people_close(spr_people *p) {
  if (!p) return;
  spr_roll_close(p->roll);
  spr_limits_release(&p->limits);
  spr_hashers_release(&p->hashers);
  pthread_mutex_destroy(&p->drawing);
  spr_alloc alloc = p->alloc;
  spr_free(&alloc, p, sizeof *p);
}

void spr_people_fault(spr_people *p, char *out) {
  spr_roll_fault(p->roll, out);
}

uint64_t spr_people_hashed(spr_people *p) {
  return spr_hashers_count(&p->hashers);
}

spr_status spr_people_upkeep(spr_people *p, spr_instant now) {
  return spr_roll_upkeep(p->roll, now - SPR_SESSION_MS, now - SPR_SESSION_IDLE_MS, now);
}

/* -- chance --------------------------------------------------------------------------------------------- */
void spr_people_new_secret(spr_people *p, spr_secret *out) {
  pthread_mutex_lock(&p->drawing);
  spr_secret_make(p->random, p->random_ud, out);
  pthread_mutex_unlock(&p->drawing);
}

spr_status spr_people_new_password(spr_people *p, spr_str text, spr_password *out) {
  draw(p, out->salt, sizeof out->salt);
  return spr_hashers_make(&p->hashers, text, out);
}

/* -- what one is bound to ------------------------------------------------------------------------------- */
bool spr_bound_split(spr_str joined, spr_str *v, uint32_t *n) {
  uint32_t from = 0;
  *n = 0;
  for (uint32_t i = 0; i <= joined.n; i++) {
    if (i < joined.n && joined.p[i] != ',') continue;
    if (i > from && *n == SPR_MAX_BOUND) return false;
    if (i > from) v[(*n)++] = spr_str_sub(joined, from, i);
    from = i + 1;
  }
  return true;
}

static bool is_name(spr_str s) {
  for (uint32_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.') return false;
  }
  return s.n > 0 && s.n <= SPR_MAX_NAME;
}

spr_status spr_bound_join(const spr_str *v, uint32_t n, char *out, spr_str *joined) {
  uint32_t used = 0;
  if (n > SPR_MAX_BOUND) return SPR_EINVAL;
  for (uint32_t i = 0; i < n; i++) {
    if (!is_name(v[i]) || used + v[i].n + 1 > SPR_MAX_BOUND_BYTES) return SPR_EINVAL;
    if (i > 0) out[used++] = ',';
    memcpy(out + used, v[i].p, v[i].n);
    used += v[i].n;
  }
  *joined = spr_str_n(out, used);
  return SPR_OK;
}

/* -- forms ---------------------------------------------------------------------------------------------- */
#define USE_FORM "sprawa form 1"

void spr_mark_make(spr_str session, const char *what, spr_secret *out) {
  spr_secret_mark(what, session, out);
}

bool spr_mark_check(spr_str session, const char *what, spr_str given) {
  spr_secret mark;
  spr_secret_mark(what, session, &mark);
  return spr_secret_same(spr_str_of(mark.text), given);
}

void spr_csrf_make(spr_str session, spr_secret *out) {
  spr_mark_make(session, USE_FORM, out);
}

bool spr_csrf_check(spr_str session, spr_str given) {
  return spr_mark_check(session, USE_FORM, given);
}
