/* SPDX-License-Identifier: Apache-2.0 */
#include "store/roll_known.h"

struct spr_known_token {
  spr_hash hash;
  spr_token_row row;
  spr_buf text; /* of the row */
};

void spr_known_init(spr_known *k, const spr_alloc *alloc) {
  *k = (spr_known){.alloc = *alloc};
  pthread_mutex_init(&k->lock, NULL);
}

static void drop(spr_known *k, uint32_t i) {
  spr_known_token *t = k->tokens[i];
  if (!t) return;
  spr_buf_release(&t->text);
  spr_free(&k->alloc, t, sizeof *t);
  k->tokens[i] = NULL;
}

void spr_known_release(spr_known *k) {
  for (uint32_t i = 0; i < SPR_KNOWN_TOKENS; i++) drop(k, i);
  pthread_mutex_destroy(&k->lock);
}

static bool is_of(const spr_known *k, const spr_side_state *state) {
  return memcmp(&k->state, state, sizeof *state) == 0;
}

/* One place for each; who shares it with another one is looked up more often. */
static uint32_t place_of(const spr_hash *hash) {
  return hash->b[0] % SPR_KNOWN_TOKENS;
}

static bool copy(const spr_token_row *row, spr_buf *text, spr_token_row *out) {
  const spr_str from[] = {row->name, row->institutions, row->municipalities};
  spr_str *const to[] = {&out->name, &out->institutions, &out->municipalities};
  uint32_t at = 0;
  *out = *row;
  spr_buf_clear(text);
  for (int i = 0; i < 3; i++) spr_buf_str(text, from[i]);
  if (text->failed) return false;
  for (int i = 0; i < 3; at += from[i++].n)
    *to[i] = from[i].n ? spr_str_n(text->p + at, from[i].n) : SPR_STR("");
  return true;
}

bool spr_known_find(spr_known *k, const spr_side_state *state, const spr_hash *hash, spr_buf *text,
                    spr_token_row *out) {
  pthread_mutex_lock(&k->lock);
  if (!is_of(k, state)) {
    for (uint32_t i = 0; i < SPR_KNOWN_TOKENS; i++) drop(k, i);
    k->state = *state;
  }
  const spr_known_token *t = k->tokens[place_of(hash)];
  bool found = t && memcmp(&t->hash, hash, sizeof *hash) == 0 && copy(&t->row, text, out);
  pthread_mutex_unlock(&k->lock);
  return found;
}

static spr_known_token *make(spr_known *k, const spr_hash *hash, const spr_token_row *row) {
  spr_known_token *t = spr_realloc(&k->alloc, NULL, 0, sizeof *t);
  if (!t) return NULL;
  t->hash = *hash;
  spr_buf_init(&t->text, &k->alloc, SPR_ROLL_TEXT);
  if (copy(row, &t->text, &t->row)) return t;
  spr_buf_release(&t->text);
  spr_free(&k->alloc, t, sizeof *t);
  return NULL;
}

void spr_known_keep(spr_known *k, const spr_side_state *state, const spr_hash *hash,
                    const spr_token_row *row) {
  uint32_t i = place_of(hash);
  pthread_mutex_lock(&k->lock);
  if (is_of(k, state)) {
    drop(k, i);
    k->tokens[i] = make(k, hash, row);
  }
  pthread_mutex_unlock(&k->lock);
}
