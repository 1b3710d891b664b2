/* SPDX-License-Identifier: Apache-2.0 */
#include "store/fold_impl.h"

#include <stdlib.h>

/* The cases that are followed. */

#define FEWEST_SLOTS 1024u

/* -- texts ----------------------------------------------------------------------------------------------- */
static uint32_t *word_slot(const spr_words *w, spr_str text) {
  uint32_t i = spr_str_hash(text) & (w->nslots - 1);
  while (w->slots[i] && !spr_str_eq(w->v[w->slots[i]], text)) i = (i + 1) & (w->nslots - 1);
  return &w->slots[i];
}

static void widen_words(spr_words *w) {
  w->nslots = w->nslots ? w->nslots * 2 : 64;
  w->slots = SPR_NEW_N(&w->arena, uint32_t, w->nslots);
  for (uint32_t i = 1; i < w->n; i++) *word_slot(w, w->v[i]) = i;
}

static uint32_t add_word(spr_words *w, spr_str text) {
  if (w->n == 0) *SPR_PUSH(&w->arena, w->v, w->n, w->cap) = SPR_STR("");
  if ((w->n + 1) * 2 > w->nslots) widen_words(w);
  spr_str copy = spr_str_dup(&w->arena, text);
  *SPR_PUSH(&w->arena, w->v, w->n, w->cap) = copy;
  return *word_slot(w, text) = w->n - 1;
}

static spr_status number_word(spr_words *w, spr_str text, uint32_t *out) {
  if (w->nslots) *out = *word_slot(w, text);
  if (*out) return SPR_OK;
  jmp_buf env;
  if (spr_arena_guard(&w->arena, &env)) return SPR_ENOMEM;
  *out = add_word(w, text);
  spr_arena_unguard(&w->arena, NULL);
  return SPR_OK;
}

/* Most texts are lent by the store's cache, each from its own place. What lies there now is compared: the
 * cache may have been emptied. */
spr_status spr_fold_word(spr_fold *f, spr_str text, uint32_t *out) {
  spr_words *w = &f->words;
  *out = 0;
  if (text.n == 0) return SPR_OK;
  uint32_t *lately = &w->lately[(uintptr_t)text.p / 8 % 64];
  if (*lately && spr_str_eq(w->v[*lately], text)) {
    *out = *lately;
    return SPR_OK;
  }
  spr_status status = number_word(w, text, out);
  *lately = *out;
  return status;
}

/* -- the tables ------------------------------------------------------------------------------------------ */
static uint32_t number_slot(const spr_fold *f, uint64_t number) {
  return (uint32_t)number & (f->nslots - 1);
}

static uint32_t id_slot(const spr_fold *f, spr_str id) {
  return spr_str_hash(id) & (f->nslots - 1);
}

static void link_in(spr_fold *f, spr_folded *c) {
  spr_folded **number = &f->by_number[number_slot(f, c->number)],
             **id = &f->by_id[id_slot(f, spr_folded_id(c))];
  c->next_number = *number;
  c->next_id = *id;
  *number = *id = c;
}

static void link_out(spr_fold *f, const spr_folded *c) {
  spr_folded **at = &f->by_number[number_slot(f, c->number)];
  while (*at != c) at = &(*at)->next_number;
  *at = c->next_number;
  at = &f->by_id[id_slot(f, spr_folded_id(c))];
  while (*at != c) at = &(*at)->next_id;
  *at = c->next_id;
}

static spr_folded **new_slots(const spr_fold *f, uint32_t n) {
  spr_folded **v = spr_realloc(&f->base.alloc, NULL, 0, n * sizeof(spr_folded *));
  if (v) memset(v, 0, n * sizeof(spr_folded *));
  return v;
}

static void free_slots(const spr_fold *f, spr_folded **v, uint32_t n) {
  spr_free(&f->base.alloc, v, n * sizeof(spr_folded *));
}

static spr_status widen(spr_fold *f) {
  spr_folded **former = f->by_number, **ids = f->by_id;
  uint32_t n = f->nslots, more = n ? n * 2 : FEWEST_SLOTS;
  spr_folded **number = new_slots(f, more), **id = new_slots(f, more);
  if (!number || !id) {
    free_slots(f, number, more);
    free_slots(f, id, more);
    return SPR_ENOMEM;
  }
  f->by_number = number;
  f->by_id = id;
  f->nslots = more;
  for (uint32_t i = 0; i < n; i++)
    for (spr_folded *c = former[i], *next; c; c = next) {
      next = c->next_number;
      link_in(f, c);
    }
  free_slots(f, former, n);
  free_slots(f, ids, n);
  return SPR_OK;
}

spr_folded *spr_fold_find(const spr_fold *f, uint64_t number) {
  spr_folded *c = f->nslots ? f->by_number[number_slot(f, number)] : NULL;
  while (c && c->number != number) c = c->next_number;
  return c && !c->finished ? c : NULL;
}

spr_folded *spr_fold_by_id(const spr_fold *f, spr_str id) {
  spr_folded *c = f->nslots ? f->by_id[id_slot(f, id)] : NULL;
  while (c && !spr_str_eq(spr_folded_id(c), id)) c = c->next_id;
  return c;
}

/* -- marks ----------------------------------------------------------------------------------------------- */
spr_fold_mark spr_fold_marked(const spr_fold *f, uint64_t number) {
  if (number / 4 >= f->nmarks) return SPR_FOLD_UNSEEN;
  return (spr_fold_mark)(f->marks[number / 4] >> number % 4 * 2 & 3);
}

static void mark(spr_fold *f, uint64_t number, spr_fold_mark m) {
  uint8_t *byte = &f->marks[number / 4];
  unsigned shift = number % 4 * 2;
  if (number / 4 < f->nmarks) *byte = (uint8_t)((*byte & ~(3u << shift)) | (unsigned)m << shift);
}

bool spr_fold_wants(const spr_fold *f, uint64_t number) {
  return number >= f->from && number < f->to && spr_fold_marked(f, number) != SPR_FOLD_DONE;
}

/* What was done now was done before, when the next pass begins: each pair 11 becomes 10. */
static void age_marks(spr_fold *f) {
  for (size_t i = 0; i < f->nmarks; i++) f->marks[i] &= (uint8_t) ~(f->marks[i] >> 1 & 0x55u);
}

/* -- one case -------------------------------------------------------------------------------------------- */
spr_status spr_fold_add(spr_fold *f, const spr_entry_row *e, spr_folded **out) {
  spr_str id;
  uint64_t last;
  spr_status status = spr_store_head(f->stored, e->number, &id, &last);
  if (status == SPR_OK && id.n > UINT8_MAX) status = SPR_ECORRUPT;
  if (status == SPR_OK && f->ncases >= f->nslots) status = widen(f);
  if (status != SPR_OK) return status;
  spr_folded *c = spr_pool_alloc(&f->pool, sizeof *c + id.n);
  if (!c) return SPR_ENOMEM;
  *c = (spr_folded){.number = e->number, .pos = e->pos, .last = last, .nid = (uint8_t)id.n};
  c->compared = spr_fold_marked(f, e->number) == SPR_FOLD_COMPARED;
  c->parts.cmp = spr_part_cmp;
  memcpy(c->id, id.p, id.n);
  link_in(f, c);
  f->ncases++;
  *out = c;
  return SPR_OK;
}

void spr_fold_forget(spr_fold *f, spr_folded *c) {
  link_out(f, c);
  f->ncases--;
  spr_parts_free(f, c);
  spr_pool_free(&f->pool, c->note, c->nnote);
  spr_pool_free(&f->pool, c->held, sizeof *c->held);
  spr_pool_free(&f->pool, c, sizeof *c + c->nid);
}

void spr_fold_done(spr_fold *f, spr_folded *c) {
  mark(f, c->number, SPR_FOLD_DONE_NOW);
  spr_fold_forget(f, c);
}

spr_status spr_fold_note(spr_fold *f, spr_folded *c, spr_str bytes) {
  if (bytes.n != c->nnote) {
    char *note = bytes.n ? spr_pool_alloc(&f->pool, bytes.n) : NULL;
    if (bytes.n && !note) return SPR_ENOMEM;
    spr_pool_free(&f->pool, c->note, c->nnote);
    c->note = note;
    c->nnote = bytes.n;
  }
  if (bytes.n) memcpy(c->note, bytes.p, bytes.n);
  return SPR_OK;
}

spr_status spr_fold_hold(spr_fold *f, spr_folded *c) {
  if (c->held) return SPR_OK;
  c->held = spr_pool_alloc(&f->pool, sizeof *c->held);
  if (!c->held) return SPR_ENOMEM;
  *c->held = (spr_held_key){.number = 0};
  return SPR_OK;
}

/* -- the range ------------------------------------------------------------------------------------------- */
static int by_number(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/* One of sixteen cases has this number or a greater one: few enough that little has to be read again, enough
 * that it is not sorted often. */
static spr_status find_cut(const spr_fold *f, uint64_t *cut) {
  uint64_t *v = spr_realloc(&f->base.alloc, NULL, 0, f->ncases * sizeof *v);
  uint32_t n = 0;
  if (!v) return SPR_ENOMEM;
  for (uint32_t i = 0; i < f->nslots; i++)
    for (const spr_folded *c = f->by_number[i]; c; c = c->next_number) v[n++] = c->number;
  qsort(v, n, sizeof *v, by_number);
  *cut = v[n - (n + 15) / 16];
  spr_free(&f->base.alloc, v, f->ncases * sizeof *v);
  return SPR_OK;
}

spr_status spr_fold_fit(spr_fold *f) {
  if (f->pool.in_use + f->words.arena.used <= f->max_bytes || f->ncases < 2) return SPR_OK;
  uint64_t cut;
  spr_status status = find_cut(f, &cut);
  if (status != SPR_OK) return status;
  f->to = cut;
  for (uint32_t i = 0; i < f->nslots; i++)
    for (spr_folded *c = f->by_number[i], *next; c; c = next) {
      next = c->next_number;
      if (c->number < cut) continue;
      if (c->pos < f->next_pos) f->next_pos = c->pos;
      if (c->finished) mark(f, c->number, SPR_FOLD_COMPARED);
      spr_fold_forget(f, c);
    }
  return SPR_OK;
}

uint64_t spr_fold_to(const spr_fold *f) {
  return f->to;
}

uint64_t spr_fold_pos(const spr_fold *f) {
  return f->next_pos;
}

void spr_fold_thorough(spr_fold *f) {
  f->thorough = true;
}

static void empty(spr_fold *f) {
  free_slots(f, f->by_number, f->nslots);
  free_slots(f, f->by_id, f->nslots);
  f->by_number = f->by_id = NULL;
  f->nslots = f->ncases = 0;
  spr_pool_release(&f->pool);
}

void spr_fold_begin(spr_fold *f, uint64_t from) {
  empty(f);
  age_marks(f);
  f->from = from;
  f->to = f->next_pos = UINT64_MAX;
}

/* -- the whole ------------------------------------------------------------------------------------------- */
spr_status spr_fold_new(const spr_alloc *alloc, spr_store *stored, size_t max_bytes, spr_fold **out) {
  spr_fold *f = *out = spr_realloc(alloc, NULL, 0, sizeof *f);
  if (!f) return SPR_ENOMEM;
  *f = (spr_fold){.stored = stored, .max_bytes = max_bytes, .to = UINT64_MAX, .next_pos = 1};
  spr_store_init(&f->base, &spr_fold_rows, alloc);
  spr_pool_init(&f->pool, alloc);
  spr_arena_init(&f->words.arena, alloc, SPR_MAX_RUN_BYTES);
  uint64_t last;
  spr_status status = stored->impl->last_number(stored, &last);
  if (status != SPR_OK) return status;
  f->marks = spr_realloc(alloc, NULL, 0, last / 4 + 1);
  if (!f->marks) return SPR_ENOMEM;
  f->nmarks = last / 4 + 1;
  memset(f->marks, 0, f->nmarks);
  return SPR_OK;
}

void spr_fold_free(spr_fold *f) {
  if (!f) return;
  spr_alloc alloc = f->base.alloc;
  empty(f);
  spr_arena_release(&f->words.arena);
  spr_free(&alloc, f->counters, f->ncounters * sizeof *f->counters);
  spr_free(&alloc, f->marks, f->nmarks);
  spr_store_release(&f->base);
  spr_free(&alloc, f, sizeof *f);
}
