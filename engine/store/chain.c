/* SPDX-License-Identifier: Apache-2.0 */
#include "store/chain.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(((spr_hasher *)0)->state), "room for the state");
_Static_assert(crypto_generichash_BYTES == sizeof(spr_hash), "the size of a hash");

static crypto_generichash_state *state_of(spr_hasher *h) {
  return (crypto_generichash_state *)(void *)h->state;
}

static void flush(spr_hasher *h) {
  if (!h->begun) crypto_generichash_init(state_of(h), NULL, 0, sizeof(spr_hash));
  h->begun = true;
  crypto_generichash_update(state_of(h), h->pending, h->n);
  h->n = 0;
}

/* Small pieces are gathered, because each update costs more than they do. */
static inline void add(spr_hasher *h, const void *p, size_t n) {
  if (n > sizeof h->pending - h->n) flush(h);
  if (n > sizeof h->pending) {
    crypto_generichash_update(state_of(h), p, n);
  } else if (n > 0) {
    memcpy(h->pending + h->n, p, n);
    h->n += (uint32_t)n;
  }
}

void spr_hasher_begin(spr_hasher *h, const char *tag) {
  h->n = 0;
  h->begun = false;
  spr_hasher_str(h, spr_str_of(tag));
}

void spr_hasher_begin_keyed(spr_hasher *h, const char *tag, const spr_hash *secret) {
  h->n = 0;
  h->begun = true;
  crypto_generichash_init(state_of(h), secret->b, sizeof secret->b, sizeof(spr_hash));
  spr_hasher_str(h, spr_str_of(tag));
}

/* At most ten bytes, straight to where they are gathered. */
void spr_hasher_u64(spr_hasher *h, uint64_t n) {
  if (sizeof h->pending - h->n < 10) flush(h);
  uint8_t *p = h->pending + h->n;
  for (; n >= 0x80; n >>= 7) *p++ = (uint8_t)(n | 0x80);
  *p++ = (uint8_t)n;
  h->n = (uint32_t)(p - h->pending);
}

void spr_hasher_str(spr_hasher *h, spr_str s) {
  spr_hasher_u64(h, s.n);
  add(h, s.p, s.n);
}

void spr_hasher_hash(spr_hasher *h, const spr_hash *x) {
  add(h, x->b, sizeof x->b);
}

void spr_hasher_end(spr_hasher *h, spr_hash *out) {
  if (!h->begun) {
    crypto_generichash(out->b, sizeof out->b, h->pending, h->n, NULL, 0);
    return;
  }
  flush(h);
  crypto_generichash_final(state_of(h), out->b, sizeof out->b);
}

void spr_chain_ready(void) {
  int unready = sodium_init();
  (void)unready; /* then its portable code serves */
}

void spr_chain_body(spr_str body, spr_hash *out) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa body 1");
  spr_hasher_str(&h, body);
  spr_hasher_end(&h, out);
}

void spr_chain_object(spr_object_kind kind, spr_str bytes, spr_hash *out) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa object 1");
  spr_hasher_u64(&h, kind);
  spr_hasher_str(&h, bytes);
  spr_hasher_end(&h, out);
}

void spr_chain_entry(const spr_entry_row *e, spr_hash *out) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa entry 1");
  spr_hasher_hash(&h, &e->prev);
  spr_hasher_str(&h, e->id);
  spr_hasher_u64(&h, e->seq);
  spr_hasher_u64(&h, (uint64_t)e->at);
  spr_hasher_u64(&h, e->kind);
  spr_hasher_u64(&h, e->semantics);
  spr_hasher_str(&h, e->event);
  spr_hasher_str(&h, e->by);
  spr_hasher_str(&h, e->actor);
  spr_hasher_str(&h, e->place);
  spr_hasher_str(&h, e->configuration);
  spr_hasher_str(&h, e->responsible);
  spr_hasher_hash(&h, &e->definition);
  spr_hasher_hash(&h, &e->environment);
  spr_hasher_str(&h, e->packed);
  spr_hasher_u64(&h, e->sealed);
  spr_hasher_hash(&h, &e->body_hash);
  spr_hasher_end(&h, out);
}

void spr_seal_begin(spr_hasher *h, const spr_hash *former, uint64_t from) {
  static const spr_hash none;
  spr_hasher_begin(h, "sprawa seal 1");
  spr_hasher_hash(h, former ? former : &none);
  spr_hasher_u64(h, from);
}

void spr_seal_end(spr_hasher *h, uint64_t to, spr_hash *out) {
  spr_hasher_u64(h, to);
  spr_hasher_end(h, out);
}

const char *spr_chain_library(void) {
  return sodium_version_string();
}
