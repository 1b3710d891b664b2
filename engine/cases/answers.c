/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/answers.h"

#include <stdio.h>

#include "cases/desk_impl.h"
#include "cases/footing.h"
#include "cases/settings.h"
#include "store/chain.h"

static const spr_secret_kind kind = {SPR_SETTING_ANSWERS, {"answers!", 8}, {"answers", 7}};

/* -- answers -------------------------------------------------------------------------------------------- */

typedef struct fingerprint {
  char key[2 * sizeof(spr_hash) + 1];
  spr_hash request;
} fingerprint;

static fingerprint fingerprint_of(const spr_desk *s, const spr_ask *ask) {
  fingerprint f;
  spr_hasher h;
  spr_hash key;
  spr_hasher_begin_keyed(&h, "sprawa idempotency key 2", &s->answers.bytes);
  spr_hasher_str(&h, ask->principal);
  spr_hasher_str(&h, ask->key);
  spr_hasher_end(&h, &key);
  for (size_t i = 0; i < sizeof key.b; i++) snprintf(f.key + 2 * i, 3, "%02x", key.b[i]);
  spr_hasher_begin_keyed(&h, "sprawa idempotent request 2", &s->answers.bytes);
  spr_hasher_str(&h, ask->principal);
  spr_hasher_str(&h, ask->key);
  spr_hasher_hash(&h, &ask->request);
  spr_hasher_end(&h, &f.request);
  return f;
}

/* That the case was erased is told to who could know of it then; for others it is gone, as if it had never
 * been. */
static spr_status tell_erased(spr_desk *s, const spr_ask *ask, const spr_answer_row *answer, spr_told *told) {
  spr_case_row row;
  char id[SPR_CASE_ID_CHARS + 1];
  bool knows = !ask->viewed;
  snprintf(id, sizeof id, "%.*s", SPR_FMT(answer->id)); /* it is lent until the store is asked again */
  spr_status st = spr_store_case(s->store, spr_str_of(id), &row);
  if (st == SPR_OK && !knows) st = spr_footing_erased(s->store, &row, &ask->view, &knows);
  if (st != SPR_OK) return st;
  if (knows)
    spr_tell(s, told, SPR_TOLD_ERASED, "the case was erased");
  else
    spr_tell(s, told, SPR_TOLD_NO_CASE, "no case \"%.*s\"", SPR_FMT(ask->id));
  return SPR_OK;
}

spr_status spr_answers_recall(spr_desk *s, const spr_ask *ask, spr_told *told) {
  spr_answer_row row;
  if (ask->key.n == 0) return SPR_ENOTFOUND;
  spr_status st = spr_secret_find(s, &kind, &s->answers);
  if (st == SPR_EREFUSED) {
    spr_tell(s, told, SPR_TOLD_NO_KEYS,
             "what was asked under an idempotency key is sealed, and the key file is not here: name it");
    return SPR_OK;
  }
  if (st != SPR_OK) return st;
  fingerprint f = fingerprint_of(s, ask);
  st = spr_store_answer(s->store, SPR_STR(""), spr_str_of(f.key), &row);
  if (st != SPR_OK) return st;
  if (spr_hash_equal(&row.request, &(spr_hash){{0}})) return tell_erased(s, ask, &row, told);
  if (!spr_hash_equal(&row.request, &f.request)) {
    spr_tell(s, told, SPR_TOLD_MISMATCH, "the key was used for another request");
    return SPR_OK;
  }
  spr_tell_id(told, row.id, row.seq);
  told->again = true;
  return SPR_OK;
}

spr_status spr_answers_remember(spr_desk *s, const spr_ask *ask, const spr_told *told) {
  if (ask->key.n == 0) return SPR_OK;
  spr_status st = spr_secret_need(s, &kind, &s->answers);
  if (st != SPR_OK) return st;
  fingerprint f = fingerprint_of(s, ask);
  spr_answer_row row = {.key = spr_str_of(f.key),
                        .request = f.request,
                        .id = spr_str_of(told->id),
                        .seq = told->seq,
                        .expires = ask->now + SPR_ANSWERS_KEPT_MS};
  return spr_store_answer_put(s->store, &row);
}
