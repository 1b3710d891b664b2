/* SPDX-License-Identifier: Apache-2.0 */
#include "store/keys_impl.h"

/* Sealed bytes: [version][slot][key id: 4][nonce: 24][ciphertext][tag: 16]. The key id is the number of the
 * key's row, so that whoever reads a journal in its order reads the key file nearly in its order. The first
 * six are also what the tag and the nonce are bound to, with the length of the context and the context behind
 * them. */
#define SEAL_VERSION 1
#define HEAD_BYTES 6
#define BOUND_BYTES (HEAD_BYTES + 2 + SPR_MAX_SEAL_CONTEXT)

_Static_assert(sizeof(((spr_held_key *)0)->key) == KEY_BYTES, "keys.h says how long a key is");
_Static_assert(SPR_SEAL_BYTES == HEAD_BYTES + NONCE_BYTES + TAG_BYTES,
               "keys.h says how long sealed bytes are");

typedef struct bound {
  uint8_t b[BOUND_BYTES];
  size_t n;
} bound;

static void bind_to(bound *to, uint32_t number, spr_str context) {
  to->b[0] = SEAL_VERSION;
  to->b[1] = CASE_SLOT;
  for (int i = 0; i < 4; i++) to->b[2 + i] = (uint8_t)(number >> 8 * i);
  to->b[HEAD_BYTES] = (uint8_t)context.n;
  to->b[HEAD_BYTES + 1] = (uint8_t)(context.n >> 8);
  if (context.n > 0) memcpy(to->b + HEAD_BYTES + 2, context.p, context.n);
  to->n = HEAD_BYTES + 2 + context.n;
}

static void synthetic_nonce(const spr_case_key *key, const bound *to, spr_str plain, uint8_t *out) {
  crypto_generichash_blake2b_state state;
  crypto_generichash_blake2b_init(&state, key->nonce, sizeof key->nonce, NONCE_BYTES);
  crypto_generichash_blake2b_update(&state, to->b, to->n);
  crypto_generichash_blake2b_update(&state, (const uint8_t *)plain.p, plain.n);
  crypto_generichash_blake2b_final(&state, out, NONCE_BYTES);
  sodium_memzero(&state, sizeof state);
}

static uint32_t number_in(const uint8_t *sealed) {
  uint32_t n = 0;
  for (int i = 0; i < 4; i++) n |= (uint32_t)sealed[2 + i] << 8 * i;
  return n;
}

static spr_status check_context(spr_keys *k, spr_str context) {
  if (context.n <= SPR_MAX_SEAL_CONTEXT) return SPR_OK;
  return spr_keys_fail(k, SPR_EINVAL, "a context of more than %d bytes", SPR_MAX_SEAL_CONTEXT);
}

static spr_status begin(spr_keys *k, spr_str id, spr_str context, uint32_t hint, const spr_case_key **key) {
  spr_status st = check_context(k, context);
  return st == SPR_OK ? spr_keys_case(k, id, hint, key) : st;
}

static uint8_t *room(spr_keys *k, spr_buf *out, size_t n, spr_status *st) {
  uint8_t *p = (uint8_t *)spr_buf_reserve(out, n);
  *st = p ? SPR_OK : n > out->max - out->n ? SPR_ELIMIT : SPR_ENOMEM;
  if (!p) spr_keys_fail(k, *st, "no room for %zu bytes", n);
  return p;
}

spr_status spr_keys_seal(spr_keys *k, spr_str id, spr_str context, spr_str plain, spr_buf *out) {
  const spr_case_key *key;
  spr_status st = begin(k, id, context, 0, &key);
  if (st != SPR_OK) return st;
  uint8_t *p = room(k, out, SPR_SEAL_BYTES + (size_t)plain.n, &st);
  if (!p) return st;
  bound to;
  bind_to(&to, spr_keys_number(k, key), context);
  uint8_t *nonce = p + HEAD_BYTES;
  memcpy(p, to.b, HEAD_BYTES);
  synthetic_nonce(key, &to, plain, nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_BYTES, NULL, (const uint8_t *)plain.p, plain.n,
                                             to.b, to.n, NULL, nonce, key->seal);
  spr_buf_commit(out, SPR_SEAL_BYTES + (size_t)plain.n);
  return SPR_OK;
}

/* seal: the key, 32 bytes. */
static spr_status unseal(spr_keys *k, uint32_t number, const uint8_t *seal, spr_str context, spr_str sealed,
                         spr_buf *out) {
  const uint8_t *s = (const uint8_t *)sealed.p, *nonce = s + HEAD_BYTES;
  if (sealed.n < SPR_SEAL_BYTES) return spr_keys_fail(k, SPR_ECORRUPT, "too short for sealed bytes");
  bound to;
  bind_to(&to, number, context);
  if (s[0] != SEAL_VERSION || s[1] != CASE_SLOT)
    return spr_keys_fail(k, SPR_ECORRUPT, "sealed in an unknown manner");
  if (memcmp(s, to.b, HEAD_BYTES) != 0) return spr_keys_fail(k, SPR_ECORRUPT, "sealed with another key");
  size_t n = sealed.n - SPR_SEAL_BYTES;
  spr_status st;
  uint8_t *p = room(k, out, n, &st);
  if (!p) return st;
  int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(p, NULL, NULL, nonce + NONCE_BYTES, n + TAG_BYTES, to.b,
                                                      to.n, nonce, seal);
  /* What failed leaves nothing behind: libsodium writes only once the tag is right. */
  spr_buf_commit(out, rc == 0 ? n : 0);
  return rc == 0 ? SPR_OK : spr_keys_fail(k, SPR_ECORRUPT, "sealed bytes were changed, or belong elsewhere");
}

static uint32_t hint_in(spr_str sealed) {
  return sealed.n >= SPR_SEAL_BYTES ? number_in((const uint8_t *)sealed.p) : 0;
}

spr_status spr_keys_unseal(spr_keys *k, spr_str id, spr_str context, spr_str sealed, spr_buf *out) {
  const spr_case_key *key;
  spr_status st = begin(k, id, context, hint_in(sealed), &key);
  return st == SPR_OK ? unseal(k, spr_keys_number(k, key), key->seal, context, sealed, out) : st;
}

/* Encrypts and decrypts. No turn comes twice under one key. */
static void turn_held(const spr_keys *k, const spr_held_key *held, const uint8_t *from, uint8_t *to) {
  uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];
  for (size_t i = 0; i < sizeof nonce; i++) nonce[i] = (uint8_t)(held->turn >> 8 * i);
  crypto_stream_chacha20_xor(to, from, KEY_BYTES, nonce, k->secret->held);
}

static void hold(spr_keys *k, const spr_case_key *key, spr_held_key *held) {
  if (k->turn == 0) k->random(k->random_ud, k->secret->held, KEY_BYTES);
  held->turn = ++k->turn;
  held->number = spr_keys_number(k, key);
  turn_held(k, held, key->seal, held->key);
}

spr_status spr_keys_unseal_held(spr_keys *k, spr_held_key *held, spr_str id, spr_str context, spr_str sealed,
                                spr_buf *out) {
  const spr_case_key *key;
  spr_status st = check_context(k, context);
  if (st == SPR_OK) st = spr_keys_usable(k);
  if (st == SPR_OK && held->number == 0) {
    st = spr_keys_case(k, id, hint_in(sealed), &key);
    if (st == SPR_OK) hold(k, key, held);
  }
  if (st != SPR_OK) return st;
  /* The cache may have it, but who reads a whole journal has more cases than there is room for. */
  turn_held(k, held, held->key, k->secret->key);
  st = unseal(k, held->number, k->secret->key, context, sealed, out);
  sodium_memzero(k->secret->key, KEY_BYTES);
  return st;
}
