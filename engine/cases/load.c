/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"

/* Cases from the store into memory. */

static void copy_row(spr_loaded *l, const spr_case_row *row) {
  spr_arena *a = &l->arena;
  l->row = *row;
  spr_str *texts[] = {&l->row.id,      &l->row.package,       &l->row.workflow,    &l->row.municipality,
                      &l->row.outcome, &l->row.configuration, &l->row.responsible, &l->row.seen};
  l->row.snapshot = SPR_STR(""); /* it is in l->snapshot */
  for (uint32_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = spr_str_dup(a, *texts[i]);
}

static spr_status find_definition(spr_desk *s, const spr_case_row *row, spr_volume **v, spr_definition **d) {
  spr_status st = spr_shelf_pinned(s->shelf, &row->definition, v);
  if (st == SPR_OK) st = spr_library_get((*v)->library, (*v)->package, (*v)->city, row->workflow, d);
  return st == SPR_ENOTFOUND || st == SPR_EINVAL ? SPR_ECORRUPT : st;
}

spr_status spr_desk_definition(spr_desk *s, const spr_case_row *row, spr_definition **out) {
  /* The shelf asks the store, which lends the row until it is asked again. */
  char workflow[SPR_MAX_NAME];
  spr_case_row own = *row;
  spr_volume *v = NULL;
  if (row->workflow.n > sizeof workflow) return SPR_ECORRUPT;
  if (row->workflow.n) memcpy(workflow, row->workflow.p, row->workflow.n);
  own.workflow = spr_str_n(workflow, row->workflow.n);
  return find_definition(s, &own, &v, out);
}

spr_str spr_seal_context(spr_desk *s, const char *what, spr_str id, uint64_t seq) {
  char digits[24], *end = digits + sizeof digits, *p = end;
  for (uint64_t n = seq; n > 0 || p == end; n /= 10) *--p = (char)('0' + n % 10);
  spr_buf_clear(&s->scratch);
  spr_buf_puts(&s->scratch, what);
  spr_buf_char(&s->scratch, '/');
  spr_buf_str(&s->scratch, id);
  spr_buf_char(&s->scratch, '/');
  spr_buf_add(&s->scratch, p, (size_t)(end - p));
  return spr_buf_view(&s->scratch);
}

/* Takes off what was added before sealing (entry.c): it begins at `from`. */
static spr_status unpad(spr_buf *out, uint32_t from) {
  uint32_t n = out->n;
  while (n > from && out->p[n - 1] == '\0') n--;
  if (n == from || (unsigned char)out->p[n - 1] != 0x80) return SPR_ECORRUPT;
  out->n = n - 1;
  return SPR_OK;
}

static spr_status open_bytes(spr_desk *s, bool sealed, const char *what, spr_str id, uint64_t seq,
                             spr_str bytes, spr_held_key *held, spr_buf *out) {
  if (sealed && !s->keys) return SPR_EREFUSED;
  if (sealed) {
    uint32_t from = out->n;
    spr_str context = spr_seal_context(s, what, id, seq);
    if (s->scratch.failed) return SPR_ENOMEM;
    spr_status st = held ? spr_keys_unseal_held(s->keys, held, id, context, bytes, out)
                         : spr_keys_unseal(s->keys, id, context, bytes, out);
    return st == SPR_OK ? unpad(out, from) : st;
  }
  spr_buf_str(out, bytes);
  return out->failed ? SPR_ENOMEM : SPR_OK;
}

spr_status spr_desk_body(spr_desk *s, const spr_entry_row *e, spr_buf *out) {
  if (e->body.n == 0) return SPR_ENOTFOUND;
  return open_bytes(s, e->sealed, "body", e->id, e->seq, e->body, NULL, out);
}

spr_status spr_desk_observed(spr_desk *s, spr_heap *h, spr_body_effect *e) {
  spr_hash hash;
  spr_object_kind kind = SPR_OBJECT_OBSERVED;
  spr_str bytes;
  uint32_t at = 0;
  if (e->kind != SPR_E_OBSERVED || e->text2.n != sizeof hash.b) return SPR_OK;
  memcpy(hash.b, e->text2.p, sizeof hash.b);
  spr_status st = spr_store_object(s->store, &hash, &kind, &bytes);
  if (st == SPR_OK && kind != SPR_OBJECT_OBSERVED) st = SPR_ECORRUPT;
  if (st == SPR_OK) st = spr_v_decode(h, bytes, &at, &e->value);
  e->text2 = SPR_STR("");
  return st == SPR_ENOTFOUND || st == SPR_EINVAL || st == SPR_ELIMIT ? SPR_ECORRUPT : st;
}

spr_status spr_desk_snapshot_held(spr_desk *s, const spr_case_row *row, spr_held_key *held, spr_buf *out) {
  return open_bytes(s, row->sealed, "snapshot", row->id, row->seq, row->snapshot, held, out);
}

spr_status spr_desk_body_held(spr_desk *s, const spr_entry_row *e, spr_held_key *held, spr_buf *out) {
  return open_bytes(s, e->sealed, "body", e->id, e->seq, e->body, held, out);
}

static spr_status decode(spr_loaded *l) {
  spr_status st = spr_case_decode(l->definition->chart, &l->desk->alloc, spr_buf_view(&l->snapshot), &l->c);
  return st == SPR_EINVAL ? SPR_ECORRUPT : st;
}

static spr_status take_in_hand(spr_loaded *l) {
  if (l->row.number > l->desk->nheld) return SPR_EBUG;
  l->c = l->desk->held[l->row.number - 1];
  return SPR_OK;
}

static spr_status fill(spr_desk *s, spr_str id, spr_loaded *l) {
  spr_case_row row;
  spr_status st = spr_store_case(s->store, id, &row);
  if (st != SPR_OK) return st;
  jmp_buf env;
  if (spr_arena_guard(&l->arena, &env)) return SPR_ENOMEM;
  copy_row(l, &row);
  spr_arena_unguard(&l->arena, NULL);
  bool erased = row.state == SPR_CASE_IS_ERASED;
  if (!erased && !s->in_hand) st = spr_desk_snapshot_held(s, &row, NULL, &l->snapshot);
  if (st == SPR_OK) st = find_definition(s, &l->row, &l->volume, &l->definition);
  if (st != SPR_OK || erased) return st;
  return s->in_hand ? take_in_hand(l) : decode(l);
}

/* With the memory of the case before, if nobody works with that one any more. */
static void begin(spr_desk *s, spr_loaded *l) {
  *l = (spr_loaded){.desk = s, .arena = s->spare_arena, .snapshot = s->spare_snapshot};
  spr_arena_init(&s->spare_arena, &s->alloc, SPR_MAX_ENTRY_BYTES * 2);
  spr_buf_init(&s->spare_snapshot, &s->alloc, SPR_MAX_ENTRY_BYTES);
}

/* The case that was left on the desk; its row says more than a step knows of it. */
static spr_status take_left(spr_desk *s, spr_loaded *l) {
  spr_case_row row;
  *l = s->left;
  s->left = (spr_loaded){.c = NULL};
  l->now = 0;
  l->hops = 0;
  spr_status st = spr_store_case(s->store, l->row.id, &row);
  jmp_buf env;
  if (st == SPR_OK && !spr_hash_equal(&row.hash, &l->row.hash)) st = SPR_EBUG;
  if (st != SPR_OK) return st;
  if (spr_arena_guard(&l->arena, &env)) return SPR_ENOMEM;
  copy_row(l, &row);
  spr_arena_unguard(&l->arena, NULL);
  return SPR_OK;
}

static bool is_left(const spr_desk *s, spr_str id) {
  return s->left.c && spr_str_eq(s->left.row.id, id);
}

spr_status spr_desk_load(spr_desk *s, spr_str id, spr_loaded *l) {
  bool left = is_left(s, id);
  if (!left) begin(s, l);
  spr_status st = left ? take_left(s, l) : fill(s, id, l);
  if (st != SPR_OK) spr_loaded_release(l);
  return st;
}

/* A case in hand stays there once it is in the store. */
void spr_loaded_release(spr_loaded *l) {
  if (!l->desk->in_hand || l->row.number == 0) spr_case_free(l->c);
  l->c = NULL;
  spr_desk *s = l->desk;
  spr_arena_release(&s->spare_arena);
  spr_buf_release(&s->spare_snapshot);
  spr_arena_clear(&l->arena);
  spr_buf_clear(&l->snapshot);
  s->spare_arena = l->arena;
  s->spare_snapshot = l->snapshot;
}

void spr_loaded_leave(spr_loaded *l) {
  spr_desk *s = l->desk;
  spr_desk_tidy(s);
  if (s->in_hand || !l->c)
    spr_loaded_release(l);
  else
    s->left = *l;
}

void spr_desk_tidy(spr_desk *s) {
  if (s->left.c) spr_loaded_release(&s->left);
}

/* -- in hand -------------------------------------------------------------------------------------------- */

/* Room for one more. */
static spr_status make_room(spr_desk *s) {
  if (!s->in_hand || s->nheld < s->cap_held) return SPR_OK;
  uint32_t cap = s->cap_held ? s->cap_held * 2 : 4;
  spr_case **v = spr_realloc(&s->alloc, s->held, s->cap_held * sizeof *v, cap * sizeof *v);
  if (!v) return SPR_ENOMEM;
  s->held = v;
  s->cap_held = cap;
  return SPR_OK;
}

void spr_hold(spr_loaded *l) {
  spr_desk *s = l->desk;
  if (s->in_hand && l->row.number > s->nheld) s->held[s->nheld++] = l->c;
}

spr_status spr_loaded_snapshot(spr_loaded *l) {
  if (!l->desk->in_hand) return SPR_OK;
  spr_buf_clear(&l->snapshot);
  return spr_case_encode(l->c, &l->snapshot);
}

/* -- a new one ------------------------------------------------------------------------------------------ */

static spr_str new_id(spr_desk *s, spr_arena *a) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
  unsigned char bytes[SPR_CASE_ID_CHARS * 5 / 8];
  char id[SPR_CASE_ID_CHARS];
  s->random(s->random_ud, bytes, sizeof bytes);
  for (uint32_t i = 0; i < SPR_CASE_ID_CHARS; i++) {
    unsigned bit = i * 5, word = (unsigned)bytes[bit / 8] << 8;
    if (bit / 8 + 1 < sizeof bytes) word |= bytes[bit / 8 + 1];
    id[i] = letters[word >> (11 - bit % 8) & 31];
  }
  return spr_str_dup(a, spr_str_n(id, sizeof id));
}

static void fill_new(spr_desk *s, spr_volume *v, spr_str workflow, spr_loaded *l) {
  spr_arena *a = &l->arena;
  l->row = (spr_case_row){.id = new_id(s, a),
                          .package = v->package ? spr_str_dup(a, v->package->name) : SPR_STR(""),
                          .municipality = v->city ? spr_str_dup(a, v->city->id) : SPR_STR(""),
                          .workflow = workflow.n || !v->package ? spr_str_dup(a, workflow)
                                                                : spr_str_dup(a, v->package->main),
                          .definition = v->definition,
                          .sealed = v->sealed,
                          .pending = SPR_NO_INSTANT,
                          .due = SPR_NO_INSTANT};
}

static spr_status is_room(spr_desk *s) {
  spr_store_count count;
  if (s->max_cases == 0) return SPR_OK;
  spr_status st = spr_store_counts(s->store, &count);
  return st == SPR_OK && count.cases >= s->max_cases ? SPR_ELIMIT : st;
}

spr_status spr_loaded_new(spr_desk *s, spr_volume *v, spr_str workflow, spr_loaded *l) {
  if (v->sealed && !s->keys) return SPR_EREFUSED;
  spr_status st = is_room(s);
  if (st == SPR_OK) st = make_room(s);
  if (st == SPR_OK) st = spr_shelf_name(s->shelf, v);
  if (st != SPR_OK) return st;
  begin(s, l);
  l->volume = v;
  jmp_buf env;
  if (spr_arena_guard(&l->arena, &env)) {
    spr_loaded_release(l);
    return SPR_ENOMEM;
  }
  fill_new(s, v, workflow, l);
  spr_arena_unguard(&l->arena, NULL);
  st = spr_library_get(v->library, v->package, v->city, l->row.workflow, &l->definition);
  if (st == SPR_EINVAL) st = SPR_ENOTFOUND;
  if (st == SPR_OK) st = spr_case_new(l->definition->chart, &s->alloc, &l->c);
  if (st != SPR_OK) spr_loaded_release(l);
  return st;
}
