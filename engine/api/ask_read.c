/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "api/ask_impl.h"
#include "api/value_impl.h"
#include "base/utf8.h"
#include "store/chain.h"

/* From what the caller says to spr_ask. */

void spr_asking_init(spr_asking *k, const spr_wish *wish) {
  k->wish = *wish;
  k->ask = (spr_ask){.kind = wish->kind, .emergency = wish->emergency};
  k->by_name = SPR_STR("");
  k->own_view = false;
  k->eyes.view = (spr_view){.nas = 0};
  k->eyes.language = SPR_STR("");
  k->by[0] = k->problem[0] = '\0';
}

static sprawa_code read_target(spr_asking *k, sprawa_error *e) {
  spr_ask *a = &k->ask;
  bool opens = a->kind == SPR_IN_OPEN;
  sprawa_code code = spr_api_text(e, "the case", k->wish.id, !opens, &a->id);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the package", k->wish.package, opens, &a->package);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, "the municipality", k->wish.municipality, opens, &a->municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the workflow", k->wish.workflow, false, &a->workflow);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, k->wish.named ? k->wish.named : "", k->wish.name, k->wish.named != NULL, &a->name);
  bool told = a->kind == SPR_IN_NOTE || a->kind == SPR_IN_WAIVE;
  if (code == SPRAWA_OK) code = spr_api_text(e, "the text", k->wish.reason, told, &a->reason);
  return code;
}

static sprawa_code read_request(spr_asking *k, const sprawa_request *r, sprawa_error *e) {
  spr_ask *a = &k->ask;
  spr_str principal;
  sprawa_code code = spr_api_by(e, r->by, &a->by, &a->operator);
  if (code == SPRAWA_OK) code = spr_api_text(e, "`by_name`", r->by_name, r->by_name != NULL, &k->by_name);
  if (code == SPRAWA_OK && r->by && r->by_name)
    code = spr_api_fail(e, SPRAWA_INVALID, NULL, "`by` and `by_name` are given, and one of them is enough");
  if (k->by_name.n) a->by = k->by_name;
  if (code == SPRAWA_OK && r->as) code = spr_api_eyes(e, r->as, &k->eyes);
  if (r->as) a->view = k->eyes.view;
  a->viewed = r->as != NULL;
  if (code == SPRAWA_OK) code = spr_api_text(e, "the actor", r->actor, false, &a->actor);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the key", r->key, false, &a->key);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the principal", r->principal, false, &principal);
  if (code != SPRAWA_OK) return code;
  if (r->key && a->key.n == 0) return spr_api_fail(e, SPRAWA_INVALID, NULL, "the key is empty");
  k->own_view = !r->as;
  a->principal = principal.n ? principal : a->actor;
  a->at_seq = r->at_seq;
  a->occurred = r->occurred ? r->occurred : SPR_NO_INSTANT;
  return SPRAWA_OK;
}

/* -- who is meant --------------------------------------------------------------------------------------- */

static void keep_meant(spr_asking *k, spr_str who) {
  if (who.n == 0 || who.n >= sizeof k->by) return;
  memcpy(k->by, who.p, who.n);
  k->ask.by = spr_str_n(k->by, who.n);
}

static spr_status find_in_city(spr_asking *k, spr_desk *desk) {
  spr_volume *v = NULL;
  spr_definition *d = NULL;
  spr_status s = spr_shelf_current(spr_desk_shelf(desk), k->ask.package, k->ask.municipality, &v);
  if (s == SPR_OK) s = spr_library_get(v->library, v->package, v->city, k->ask.workflow, &d);
  if (s == SPR_OK) keep_meant(k, spr_who_in_city(d->model, k->by_name));
  return s;
}

/* That nobody plays a role yet is for those who see the case. */
static bool may_be_told(const spr_asking *k, const spr_case *c) {
  uint32_t candidates = 0;
  int32_t role = spr_model_role(spr_chart_model(spr_case_chart(c)), k->by_name);
  if (role != SPR_NONE) (void)spr_who_plays(c, role, &candidates);
  return role == SPR_NONE || candidates > 0 || spr_view_case(&k->ask.view, k->ask.id, c);
}

static spr_status find_in_case(spr_asking *k, const spr_case *c, const spr_alloc *alloc) {
  spr_buf problem;
  spr_str who;
  spr_buf_init(&problem, alloc, SPR_MAX_LOG_BYTES);
  if (spr_who_named(c, k->by_name, &who, &problem))
    keep_meant(k, who);
  else if (!problem.failed && may_be_told(k, c))
    k->problem[spr_utf8_clean_into(k->problem, spr_buf_view(&problem), sizeof k->problem - 1)] = '\0';
  bool lost = problem.failed;
  spr_buf_release(&problem);
  return lost ? SPR_ENOMEM : SPR_OK;
}

/* Where nobody is meant, or the case cannot be read, the name goes on as it is: the case refuses it. */
static spr_status find_meant(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_asking *k = ud;
  spr_loaded l;
  (void)store;
  (void)now;
  bool opens = k->ask.kind == SPR_IN_OPEN;
  spr_status s = opens ? find_in_city(k, desk) : spr_desk_load(desk, k->ask.id, &l);
  if (s == SPR_OK && !opens) {
    if (l.c) s = find_in_case(k, l.c, &l.arena.alloc);
    spr_loaded_release(&l);
  }
  return s == SPR_ENOTFOUND || s == SPR_EREFUSED || s == SPR_ECORRUPT || s == SPR_EINVAL ? SPR_OK : s;
}

static sprawa_code resolve(sprawa_engine *e, spr_asking *k, sprawa_error *error) {
  if (k->by_name.n == 0) return SPRAWA_OK;
  spr_status s = spr_engine_read(e->engine, find_meant, k);
  return s == SPR_OK ? SPRAWA_OK : spr_api_failed(e, s, error);
}

/* -- the request ---------------------------------------------------------------------------------------- */

/* The same key with other words is a mistake. What they mean may change between two tries; and where the case
 * must stand is a condition of what is asked, no part of it. */
static sprawa_code hash_request(const sprawa_engine *e, spr_asking *k, sprawa_error *error) {
  spr_ask *a = &k->ask;
  spr_hasher h;
  spr_buf data;
  spr_buf_init(&data, &e->alloc, SPR_MAX_STORED_BYTES);
  spr_v_encode(&data, a->data);
  bool whole = !data.failed;
  spr_hasher_begin(&h, "sprawa request 1");
  spr_hasher_u64(&h, a->kind);
  const spr_str texts[] = {a->id,
                           a->package,
                           a->municipality,
                           a->workflow,
                           a->name,
                           a->reason,
                           k->by_name.n ? k->by_name : a->by,
                           spr_buf_view(&data)};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_hasher_str(&h, texts[i]);
  spr_hasher_u64(&h, (uint64_t)a->operator+ 2 *(k->by_name.n > 0) + 4 * (uint64_t)a->emergency);
  spr_hasher_u64(&h, (uint64_t)a->occurred);
  spr_hasher_end(&h, &a->request);
  spr_buf_release(&data);
  return whole ? SPRAWA_OK : spr_api_status(error, SPR_ENOMEM, NULL);
}

/* -- all of it ------------------------------------------------------------------------------------------ */

sprawa_code spr_asking_read(sprawa_engine *e, spr_asking *k, const sprawa_request *request, spr_pool *pool,
                            sprawa_error *error) {
  static const sprawa_request none = {0};
  spr_heap h = spr_heap_pool(pool);
  sprawa_code code = read_target(k, error);
  if (code == SPRAWA_OK) code = read_request(k, request ? request : &none, error);
  /* A person will read it, and must not be shown one thing for another. */
  if (code == SPRAWA_OK && k->wish.data && k->wish.data->hidden)
    code = spr_api_fail(error, SPRAWA_INVALID, NULL, "the data hold a control or invisible character");
  if (code == SPRAWA_OK) code = spr_api_data(error, "the data", &h, k->wish.data, &k->ask.data);
  if (code == SPRAWA_OK && k->ask.key.n) code = hash_request(e, k, error);
  if (code == SPRAWA_OK) code = resolve(e, k, error);
  if (k->own_view)
    k->ask.view = (spr_view){.as = &k->ask.by, .nas = k->ask.by.n > 0, .everything = k->ask.operator};
  return code;
}
