/* SPDX-License-Identifier: Apache-2.0 */
#include "api/receipt.h"

#include "cases/body.h"
#include "lab/trace.h"

/* The body of an entry, as records. Where something jumps, only the pool is left to release. */

typedef struct unpacking {
  spr_api_bag *b;
  const spr_loaded *l;
  const spr_model *m;
  spr_heap heap; /* of values as they are read */
  sprawa_entry *e;
} unpacking;

/* -- one line ------------------------------------------------------------------------------------------- */

/* Numbers are those of the pinned definition; a damaged body may hold any. */
static bool is_known(const spr_model *m, const spr_body_effect *e) {
  const uint32_t sizes[] = {
      [SPR_E_DECISION] = m->nexprs,
      [SPR_E_TRANSITION] = m->ntransitions,
      [SPR_E_EXIT] = m->nstates,
      [SPR_E_ENTER] = m->nstates,
      [SPR_E_FIELD] = m->nfields,
      [SPR_E_OPEN] = m->nworkflows,
      [SPR_E_DEADLINE] = m->ndeadlines,
      [SPR_E_TASK] = m->ntasks,
      [SPR_E_ROLE] = m->nroles,
      [SPR_E_TIMER] = m->ntimers,
      [SPR_E_ENDED] = 0,
  };
  if (e->index == SPR_NONE)
    return e->kind != SPR_E_TRANSITION && e->kind != SPR_E_OPEN && e->kind != SPR_E_ROLE;
  return sizes[e->kind] == 0 || (e->index >= 0 && (uint32_t)e->index < sizes[e->kind]);
}

/* A decision's own text and place stand in the definition. */
static spr_effect effect_of(const unpacking *u, const spr_body_effect *f) {
  spr_effect e = {.kind = f->kind,
                  .index = f->index,
                  .text = f->text,
                  .text2 = f->text2,
                  .text3 = f->text3,
                  .value = f->value,
                  .at = f->at,
                  .file = f->file,
                  .line = f->line,
                  .facts = f->facts};
  if (e.kind != SPR_E_DECISION || e.index == SPR_NONE) return e;
  const spr_expr *x = &u->m->exprs[e.index];
  const spr_source *file = spr_sources_get(spr_library_sources(u->l->volume->library), x->at.file);
  uint32_t column = 0;
  e.text = x->text;
  if (file) e.file = file->path;
  if (file) spr_source_place(file, x->at.from, &e.line, &column);
  return e;
}

static sprawa_receipt_kind kind_of(spr_effect_kind k) {
  switch (k) {
    case SPR_E_DECISION: return SPRAWA_ASKED;
    case SPR_E_OBSERVED: return SPRAWA_OBSERVED;
    case SPR_E_FIELD: return SPRAWA_SET;
    case SPR_E_NOTE: return SPRAWA_NOTED;
    case SPR_E_LOG: return SPRAWA_LOGGED;
    case SPR_E_ERROR: return SPRAWA_FAILED;
    default: return SPRAWA_DID;
  }
}

static spr_str field_name(const unpacking *u, const spr_effect *f) {
  return f->index == SPR_NONE || f->text.n > 0 ? f->text : u->m->fields[f->index].name;
}

/* In words of its own bag: what the effect lends goes with the body. */
static void copy_line(const unpacking *u, const spr_effect *f, const spr_body_effect *stored,
                      sprawa_receipt *out, spr_buf *words, spr_buf *reads) {
  spr_api_bag *b = u->b;
  sprawa_receipt_kind kind = kind_of(f->kind);
  bool told = kind != SPRAWA_SET && kind != SPRAWA_DID;
  bool answers = kind == SPRAWA_ASKED || kind == SPRAWA_OBSERVED || kind == SPRAWA_SET;
  spr_trace_effect(words, u->m, f);
  if (kind == SPRAWA_ASKED) spr_body_facts(u->m, stored, "", reads);
  *out = (sprawa_receipt){.kind = kind,
                          .words = spr_api_buf(b, words),
                          .text = spr_api_z(b, told ? f->text : SPR_STR("")),
                          .name = spr_api_z(b, kind == SPRAWA_SET      ? field_name(u, f)
                                               : kind == SPRAWA_FAILED ? f->text2
                                                                       : SPR_STR("")),
                          .value = answers ? spr_api_keep(b, f->value, u->m->zone) : NULL,
                          .reason = spr_api_z(b, kind == SPRAWA_ASKED ? f->text2 : SPR_STR("")),
                          .reads = spr_api_buf(b, reads),
                          .file = spr_api_z(b, f->file),
                          .line = f->line};
}

/* Buffers are in the arena's own memory, so that a jump loses nothing. */
static void *in_arena(void *ud, void *p, size_t old_size, size_t new_size) {
  if (new_size == 0) return NULL;
  void *q = spr_arena_alloc(ud, new_size);
  if (p && old_size) memcpy(q, p, old_size < new_size ? old_size : new_size);
  return q;
}

static void add_line(unpacking *u, const spr_body_effect *stored) {
  spr_effect f = effect_of(u, stored);
  if (!spr_trace_shows(u->m, &f, SPR_TRACE_DECISIONS | SPR_TRACE_EFFECTS)) return;
  spr_alloc here = {in_arena, &u->b->arena};
  spr_buf words, reads;
  spr_buf_init(&words, &here, SPR_MAX_OUTPUT_BYTES);
  spr_buf_init(&reads, &here, SPR_MAX_OUTPUT_BYTES);
  sprawa_receipt *v = (sprawa_receipt *)(uintptr_t)u->e->receipts;
  copy_line(u, &f, stored, &v[u->e->nreceipts], &words, &reads);
  u->e->nreceipts++;
}

/* -- the body ------------------------------------------------------------------------------------------- */

static spr_status copy_lines(unpacking *u, const spr_body *body) {
  spr_str left = body->effects;
  spr_body_effect f;
  u->e->receipts = SPR_NEW_N(&u->b->arena, sprawa_receipt, body->neffects + 1);
  for (uint32_t i = 0; i < body->neffects; i++) {
    spr_status s = spr_body_next(&u->heap, &left, &f);
    if (s != SPR_OK) return s;
    if (!is_known(u->m, &f)) return SPR_ECORRUPT;
    s = spr_desk_observed(u->l->desk, &u->heap, &f);
    if (s != SPR_OK) return s;
    add_line(u, &f);
    spr_v_release(u->heap.pool, f.value);
  }
  return SPR_OK;
}

static spr_status copy_body(unpacking *u, spr_str plain) {
  spr_body body;
  spr_status s = spr_body_read(&u->heap, plain, &body);
  if (s != SPR_OK) return s;
  u->e->has_body = true;
  u->e->name = spr_api_z(u->b, body.name);
  u->e->reason = spr_api_z(u->b, body.reason);
  u->e->occurred = body.occurred;
  u->e->data = spr_api_keep(u->b, body.data, u->m->zone);
  return copy_lines(u, &body);
}

spr_status spr_api_body(spr_api_bag *b, const spr_loaded *l, spr_str plain, sprawa_entry *e) {
  spr_pool pool;
  jmp_buf env;
  spr_pool_init(&pool, &b->alloc);
  unpacking u = {b, l, l->definition->model, spr_heap_pool(&pool), e};
  if (spr_arena_guard(&b->arena, &env)) {
    spr_pool_release(&pool);
    return SPR_ENOMEM;
  }
  spr_status s = copy_body(&u, plain);
  spr_arena_unguard(&b->arena, NULL);
  spr_pool_release(&pool);
  return s == SPR_EINVAL || s == SPR_ENOTFOUND ? SPR_ECORRUPT : s;
}
