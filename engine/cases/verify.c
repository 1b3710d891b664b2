/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/verify_impl.h"

#include "cases/listed.h"
#include "cases/patch.h"

void spr_verify_tell(spr_verifier *v, const char *what, const spr_entry_row *e) {
  v->report->faults++;
  if (v->o->found && v->report->faults <= SPR_VERIFY_TOLD)
    v->o->found(v->o->ud, what, e ? e->id : SPR_STR(""), e ? e->seq : 0, e ? e->pos : 0);
}

/* -- the chain ------------------------------------------------------------------------------------------ */

static void check_entry(spr_verifier *v, const spr_entry_row *e) {
  spr_hash h;
  if (e->pos != v->last_pos + 1) spr_verify_tell(v, "entries before this one are missing", e);
  v->last_pos = e->pos;
  if (e->body.n) {
    spr_chain_body(e->body, &h);
    if (!spr_hash_equal(&h, &e->body_hash)) spr_verify_tell(v, "the body is not the one that was hashed", e);
  }
  spr_chain_entry(e, &h);
  if (!spr_hash_equal(&h, &e->hash)) spr_verify_tell(v, "the hash is not that of the entry", e);
}

typedef struct sealing {
  spr_verifier *v;
  spr_hash former;
  bool any;
  uint64_t last;
  spr_hasher hasher;
} sealing;

typedef struct seal_range {
  sealing *s;
  uint64_t to;
} seal_range;

static bool hash_entry(void *ud, const spr_entry_row *e) {
  seal_range *r = ud;
  if (e->pos > r->to) return false;
  spr_hasher_hash(&r->s->hasher, &e->hash);
  return true;
}

static spr_status check_seal(sealing *s, const spr_seal_row *row) {
  seal_range range = {s, row->to};
  spr_hash h;
  if (row->from != s->last + 1) spr_verify_tell(s->v, "a seal does not follow on the one before it", NULL);
  spr_seal_begin(&s->hasher, s->any ? &s->former : NULL, row->from);
  spr_status st = spr_store_journal(s->v->store, row->from, hash_entry, &range);
  if (st != SPR_OK) return st;
  spr_seal_end(&s->hasher, row->to, &h);
  if (!spr_hash_equal(&h, &row->hash))
    spr_verify_tell(s->v, "a seal does not cover the entries that it names", NULL);
  s->former = row->hash;
  s->any = true;
  s->last = row->to;
  s->v->report->seals++;
  return SPR_OK;
}

static bool copy_seal(void *ud, const spr_seal_row *row) {
  *(spr_seal_row *)ud = *row;
  return false;
}

static spr_status check_seals(spr_verifier *v) {
  sealing *s = spr_realloc(&v->desk->alloc, NULL, 0, sizeof *s);
  spr_status st = s ? SPR_OK : SPR_ENOMEM;
  if (s) *s = (sealing){.v = v};
  while (st == SPR_OK) {
    spr_seal_row row = {0};
    st = spr_store_seals(v->store, s->last, copy_seal, &row);
    if (st != SPR_OK || row.to == 0) break;
    st = check_seal(s, &row);
  }
  if (st == SPR_OK && s->last > v->last_pos)
    spr_verify_tell(v, "sealed entries are missing at the end", NULL);
  spr_free(&v->desk->alloc, s, sizeof *s);
  return st;
}

/* -- making it again ------------------------------------------------------------------------------------ */

static spr_status fold_rows(spr_verifier *v, const spr_entry_row *e) {
  if (v->rows_lost) return SPR_OK;
  spr_status st = spr_store_fold(v->rows, e);
  if (st != SPR_ECORRUPT) return st;
  spr_verify_tell(v, "the entry does not follow on its case", e);
  v->rows_lost = true;
  return SPR_OK;
}

static bool is_erasing(const spr_entry_row *e) {
  for (uint32_t i = 0; i < e->nchanges; i++)
    if (e->changes[i].kind == SPR_CHANGE_ERASED) return true;
  return false;
}

static spr_status apply(spr_verifier *v, const spr_entry_row *e, spr_folded_case *k, const spr_body *body) {
  spr_buf_clear(&v->next);
  spr_status st = spr_patch_apply(spr_buf_view(&k->snapshot), body->patch, &v->next);
  if (st == SPR_EINVAL) {
    spr_verify_tell(v, "the patch does not fit the snapshot before it", e);
    return SPR_OK;
  }
  if (st == SPR_OK && v->o->decide)
    st = spr_decide_again(v, e, body, spr_str_of(k->workflow), spr_buf_view(&k->snapshot),
                          spr_buf_view(&v->next));
  spr_buf former = k->snapshot;
  k->snapshot = v->next;
  v->next = former;
  return st;
}

static spr_status fold_snapshot(spr_verifier *v, const spr_entry_row *e) {
  spr_folded_case *k = &v->cases[e->number - v->from];
  spr_body body;
  if (is_erasing(e)) k->erased = true;
  if (e->body.n == 0 || k->erased) {
    v->report->erased++;
    k->erased = true;
    return SPR_OK;
  }
  spr_buf_clear(&v->body);
  spr_status st = spr_desk_body(v->desk, e, &v->body);
  if (st == SPR_OK) st = spr_body_read(&v->desk->heap, spr_buf_view(&v->body), &body);
  if (st == SPR_EREFUSED && v->desk->keys) { /* its key is gone: the erasing is not finished */
    v->report->erased++;
    k->erased = true;
    return SPR_OK;
  }
  if (st == SPR_EINVAL || st == SPR_ECORRUPT) {
    spr_verify_tell(v, "the body cannot be read", e);
    return SPR_OK;
  }
  if (st != SPR_OK) return st;
  st = apply(v, e, k, &body);
  spr_v_release(&v->desk->pool, body.data);
  return st;
}

static void note_workflow(spr_folded_case *k, const spr_entry_row *e) {
  if (e->nchanges == 0 || e->changes[0].kind != SPR_CHANGE_OPENED) return;
  spr_str name = e->changes[0].text;
  uint32_t n = name.n < SPR_MAX_NAME ? name.n : SPR_MAX_NAME;
  memcpy(k->workflow, name.p, n);
  k->workflow[n] = '\0';
}

static spr_status look_at(spr_verifier *v, spr_entry_row *e) {
  if (v->first_pass) check_entry(v, e);
  if (v->first_pass && v->o->progress && e->pos % SPR_VERIFY_PROGRESS == 0) v->o->progress(v->o->ud, e->pos);
  v->report->entries += v->first_pass;
  if (!v->rows || e->number < v->from || e->number >= v->to) return SPR_OK;
  spr_status st = spr_changes_unpack(&v->changes, e->packed);
  e->changes = v->changes.v;
  e->nchanges = v->changes.n;
  if (st != SPR_OK) return st;
  note_workflow(&v->cases[e->number - v->from], e);
  st = fold_rows(v, e);
  return st == SPR_OK ? fold_snapshot(v, e) : st;
}

/* -- reading the journal -------------------------------------------------------------------------------- */

static bool on_entry(void *ud, const spr_entry_row *e) {
  spr_slice *s = ud;
  spr_entry_row *copy = &s->v[s->n++];
  *copy = *e;
  spr_str *texts[] = {&copy->id,          &copy->event,  &copy->by,
                      &copy->actor,       &copy->place,  &copy->configuration,
                      &copy->responsible, &copy->packed, &copy->body};
  s->lost = !spr_strs_keep(&s->arena, texts, sizeof texts / sizeof *texts);
  copy->changes = NULL;
  copy->nchanges = 0;
  return !s->lost && s->n < SPR_VERIFY_SLICE;
}

static spr_status read_slice(spr_verifier *v, uint64_t from) {
  spr_slice *s = &v->slice;
  spr_arena_release(&s->arena);
  spr_arena_init(&s->arena, &v->desk->alloc, SPR_MAX_RUN_BYTES);
  s->n = 0;
  s->lost = false;
  spr_status st = spr_store_journal(v->store, from, on_entry, s);
  return st == SPR_OK && s->lost ? SPR_ENOMEM : st;
}

static spr_status read_journal(spr_verifier *v) {
  uint64_t from = 1;
  spr_status st = SPR_OK;
  do {
    st = read_slice(v, from);
    if (st == SPR_OK && v->desk->keys) st = spr_keys_look(v->desk->keys);
    for (uint32_t i = 0; i < v->slice.n && st == SPR_OK; i++) {
      from = v->slice.v[i].pos + 1;
      st = look_at(v, &v->slice.v[i]);
    }
    if (v->desk->keys) spr_keys_looked(v->desk->keys);
  } while (st == SPR_OK && v->slice.n == SPR_VERIFY_SLICE);
  return st;
}

/* -- comparing ------------------------------------------------------------------------------------------ */

static spr_status compare_snapshot(spr_verifier *v, spr_str id, spr_folded_case *k) {
  spr_loaded l;
  spr_entry_row at = {.id = id};
  spr_status st = spr_desk_load(v->desk, id, &l);
  if (st == SPR_EREFUSED) st = SPR_OK; /* its key is gone: the erasing is not finished */
  if (st == SPR_ECORRUPT) {
    spr_verify_tell(v, "the snapshot cannot be read", &at);
    return SPR_OK;
  }
  if (st != SPR_OK) return st;
  if (l.c && !k->erased && !spr_str_eq(spr_buf_view(&l.snapshot), spr_buf_view(&k->snapshot)))
    spr_verify_tell(v, "the snapshot is not what the journal makes", &at);
  bool listed = true;
  st = spr_listed_true(&l, &listed);
  if (!listed) spr_verify_tell(v, "the listed fields are not those of the case", &at);
  v->report->snapshots += l.c != NULL;
  spr_loaded_release(&l);
  return st;
}

typedef struct ids {
  spr_arena arena;
  spr_str v[SPR_DEPLOY_PAGE];
  uint64_t number[SPR_DEPLOY_PAGE];
  uint32_t n;
  bool lost; /* no memory for one */
} ids;

static bool on_case(void *ud, const spr_case_row *row) {
  ids *i = ud;
  i->v[i->n] = row->id;
  i->number[i->n] = row->number;
  i->lost = !spr_strs_keep(&i->arena, (spr_str *[]){&i->v[i->n++]}, 1);
  return !i->lost && i->n < SPR_DEPLOY_PAGE;
}

static spr_status read_ids(spr_verifier *v, ids *page, uint64_t after) {
  spr_case_filter f = {.after = after > 0, .after_number = after, .limit = SPR_DEPLOY_PAGE};
  page->n = 0;
  page->lost = false;
  spr_status st = spr_store_cases(v->store, &f, on_case, page);
  return st == SPR_OK && page->lost ? SPR_ENOMEM : st;
}

static spr_status compare_snapshots(spr_verifier *v) {
  ids *page = spr_realloc(&v->desk->alloc, NULL, 0, sizeof *page);
  spr_status st = page ? SPR_OK : SPR_ENOMEM;
  uint64_t after = v->from - 1;
  bool more = page != NULL;
  while (more && st == SPR_OK) {
    spr_arena_init(&page->arena, &v->desk->alloc, SPR_MAX_ENTRY_BYTES);
    st = read_ids(v, page, after);
    more = page->n == SPR_DEPLOY_PAGE;
    for (uint32_t i = 0; i < page->n && st == SPR_OK && more; i++) more = page->number[i] < v->to;
    for (uint32_t i = 0; i < page->n && st == SPR_OK && page->number[i] < v->to; i++) {
      after = page->number[i];
      st = compare_snapshot(v, page->v[i], &v->cases[after - v->from]);
      v->report->cases++;
    }
    spr_arena_release(&page->arena);
  }
  spr_free(&v->desk->alloc, page, sizeof *page);
  return st;
}

static spr_status compare_rows(spr_verifier *v) {
  spr_hash stored = {{0}}, again = {{0}};
  spr_status st = spr_store_commit(v->rows);
  if (st == SPR_OK) st = spr_store_derived_hash(v->store, v->from, v->to, &stored);
  if (st == SPR_OK) st = spr_store_derived_hash(v->rows, v->from, v->to, &again);
  if (st == SPR_OK && !spr_hash_equal(&stored, &again))
    spr_verify_tell(v, "derived rows are not what the journal makes", NULL);
  return st;
}

/* Cases with numbers in [from, to). */
static spr_status rebuild_range(spr_verifier *v) {
  size_t n = (size_t)(v->to - v->from);
  spr_status st = spr_store_memory(&v->desk->alloc, &v->rows);
  v->cases = st == SPR_OK ? spr_realloc(&v->desk->alloc, NULL, 0, n * sizeof *v->cases) : NULL;
  if (st == SPR_OK && !v->cases) st = SPR_ENOMEM;
  for (size_t i = 0; v->cases && i < n; i++) {
    v->cases[i] = (spr_folded_case){.erased = false};
    spr_buf_init(&v->cases[i].snapshot, &v->desk->alloc, SPR_MAX_ENTRY_BYTES);
  }
  if (st == SPR_OK) st = spr_store_begin(v->rows);
  if (st == SPR_OK) st = read_journal(v);
  if (st == SPR_OK && !v->rows_lost) st = compare_rows(v);
  if (st == SPR_OK) st = compare_snapshots(v);
  for (size_t i = 0; v->cases && i < n; i++) spr_buf_release(&v->cases[i].snapshot);
  spr_free(&v->desk->alloc, v->cases, n * sizeof *v->cases);
  spr_store_close(v->rows);
  v->rows = NULL;
  v->cases = NULL;
  return st;
}

static spr_status rebuild(spr_verifier *v, uint64_t cases) {
  spr_status st = SPR_OK;
  for (uint64_t from = 1; from <= cases && st == SPR_OK; from += SPR_VERIFY_CASES) {
    v->from = from;
    v->to = cases - from < SPR_VERIFY_CASES ? cases + 1 : from + SPR_VERIFY_CASES;
    v->rows_lost = false;
    st = rebuild_range(v);
    v->first_pass = false;
  }
  return st;
}

static spr_status check_file(spr_verifier *v) {
  spr_status st = spr_store_check_file(v->store);
  if (st != SPR_ECORRUPT) return st;
  spr_verify_tell(v, "the file is damaged", NULL);
  return SPR_OK;
}

static spr_status verify(spr_verifier *v) {
  spr_store_count n;
  spr_status st = spr_store_counts(v->store, &n);
  if (st != SPR_OK) return st;
  if (v->o->rebuild || v->o->decide) st = rebuild(v, n.cases);
  if (st == SPR_OK && v->first_pass) st = read_journal(v);
  return st == SPR_OK ? check_seals(v) : st;
}

spr_status spr_verify(spr_desk *desk, spr_store *store, const spr_verify_options *o, spr_verify_report *out) {
  *out = (spr_verify_report){0};
  spr_verifier v = {.desk = desk,
                    .store = store,
                    .o = o,
                    .report = out,
                    .first_pass = true,
                    .changes = {.alloc = desk->alloc}};
  spr_arena_init(&v.slice.arena, &desk->alloc, SPR_MAX_RUN_BYTES);
  spr_buf_init(&v.body, &desk->alloc, SPR_MAX_ENTRY_BYTES);
  spr_buf_init(&v.next, &desk->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = check_file(&v);
  if (st == SPR_OK) st = spr_store_look(store);
  if (st == SPR_OK) {
    st = verify(&v);
    spr_store_looked(store);
  }
  spr_arena_release(&v.slice.arena);
  spr_changes_release(&v.changes);
  spr_buf_release(&v.body);
  spr_buf_release(&v.next);
  return st;
}
