/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* The small tables of a case. The first write of a step copies the rows aside; the copy shares what the rows
 * refer to. After that either the copy is dropped (commit) or it becomes the table again (rollback). */

static uint32_t elem_size(const spr_chart *ch, spr_table_id id) {
  switch (id) {
    case SPR_TAB_EXTRAS: return sizeof(spr_extra);
    case SPR_TAB_DUE: return sizeof(spr_due);
    case SPR_TAB_DEADLINES: return sizeof(spr_deadline);
    case SPR_TAB_PAST: return sizeof(spr_past);
    case SPR_TAB_TASKS: return sizeof(spr_task);
    case SPR_TAB_ROLES: return (uint32_t)(sizeof(spr_player) + ch->field_words * sizeof(uint64_t));
    case SPR_TAB_PLACES: return sizeof(spr_places);
    case SPR_TABLES: break;
  }
  return 0;
}

/* Each reference that a row holds, for keeping and for letting go. */
static void each_value(spr_table_id id, void *row, void (*fn)(spr_pool *, spr_value), spr_pool *p) {
  switch (id) {
    case SPR_TAB_EXTRAS: {
      spr_extra *x = row;
      fn(p, x->name);
      fn(p, x->value);
      break;
    }
    case SPR_TAB_DUE: {
      spr_due *x = row;
      fn(p, x->name);
      fn(p, x->data);
      fn(p, x->id);
      fn(p, x->to);
      break;
    }
    case SPR_TAB_DEADLINES: fn(p, ((spr_deadline *)row)->path); break;
    case SPR_TAB_TASKS: {
      spr_task *x = row;
      fn(p, x->id);
      fn(p, x->name);
      fn(p, x->title);
      fn(p, x->data);
      break;
    }
    case SPR_TAB_ROLES: fn(p, ((spr_player *)row)->institution); break;
    case SPR_TAB_PAST:
    case SPR_TAB_PLACES:
    case SPR_TABLES: break;
  }
}

static void retain_value(spr_pool *p, spr_value v) {
  (void)p;
  (void)spr_v_retain(v);
}
static void release_value(spr_pool *p, spr_value v) {
  spr_v_release(p, v);
}

static void retain_row(spr_table_id id, void *row) {
  each_value(id, row, retain_value, NULL);
  spr_moves *moves = id == SPR_TAB_DEADLINES ? ((spr_deadline *)row)->moves : NULL;
  if (id == SPR_TAB_PAST) moves = ((spr_past *)row)->moves;
  if (moves) moves->refs++;
  if (id != SPR_TAB_TASKS) return;
  spr_task *t = row;
  if (t->by) t->by->refs++;
  if (t->signatures) t->signatures->refs++;
}

static void release_row(spr_pool *p, spr_table_id id, void *row) {
  each_value(id, row, release_value, p);
  if (id == SPR_TAB_DEADLINES) spr_moves_release(p, ((spr_deadline *)row)->moves);
  if (id == SPR_TAB_PAST) spr_moves_release(p, ((spr_past *)row)->moves);
  if (id != SPR_TAB_TASKS) return;
  spr_roster_release(p, ((spr_task *)row)->by);
  spr_roster_release(p, ((spr_task *)row)->signatures);
}

static void release_rows(spr_case *c, spr_table_id id, void *v, uint32_t n) {
  uint32_t elem = elem_size(c->chart, id);
  for (uint32_t i = 0; i < n; i++) release_row(&c->pool, id, (char *)v + (size_t)i * elem);
}

static bool widen(spr_case *c, void **v, uint32_t *cap, uint32_t n, uint32_t need, uint32_t elem) {
  if (need <= *cap) return true;
  uint32_t wide = *cap ? *cap * 2 : 4;
  while (wide < need) wide *= 2;
  void *p = spr_pool_alloc(&c->pool, (size_t)wide * elem);
  if (!p) return false;
  if (n) memcpy(p, *v, (size_t)n * elem);
  spr_pool_free(&c->pool, *v, (size_t)*cap * elem);
  *v = p;
  *cap = wide;
  return true;
}

bool spr_table_write(spr_step *st, spr_table_id id) {
  spr_case *c = st->c;
  spr_table *t = &c->tables[id];
  if (c->saved >> id & 1) return true;
  uint32_t elem = elem_size(c->chart, id);
  if (!widen(c, &t->was, &t->was_cap, 0, t->n, elem)) {
    spr_abort(st, SPR_R_NOMEM);
    return false;
  }
  if (t->n) memcpy(t->was, t->v, (size_t)t->n * elem);
  for (uint32_t i = 0; i < t->n; i++) retain_row(id, (char *)t->was + (size_t)i * elem);
  t->was_n = t->n;
  c->saved |= 1u << id;
  return true;
}

void *spr_table_insert(spr_step *st, spr_table_id id, uint32_t at) {
  spr_table *t = &st->c->tables[id];
  uint32_t elem = elem_size(st->chart, id);
  if (!widen(st->c, &t->v, &t->cap, t->n, t->n + 1, elem)) {
    spr_abort(st, SPR_R_NOMEM);
    return NULL;
  }
  char *row = (char *)t->v + (size_t)at * elem;
  memmove(row + elem, row, (size_t)(t->n - at) * elem);
  memset(row, 0, elem);
  t->n++;
  return row;
}

void spr_table_remove(spr_step *st, spr_table_id id, uint32_t at) {
  spr_table *t = &st->c->tables[id];
  uint32_t elem = elem_size(st->chart, id);
  char *row = (char *)t->v + (size_t)at * elem;
  release_row(&st->c->pool, id, row);
  t->n--;
  memmove(row, row + elem, (size_t)(t->n - at) * elem);
}

void *spr_table_append(spr_case *c, spr_table_id id) {
  spr_table *t = &c->tables[id];
  uint32_t elem = elem_size(c->chart, id);
  if (!widen(c, &t->v, &t->cap, t->n, t->n + 1, elem)) return NULL;
  void *row = (char *)t->v + (size_t)t->n * elem;
  memset(row, 0, elem);
  t->n++;
  return row;
}

void spr_tables_commit(spr_case *c) {
  for (; c->saved; c->saved &= c->saved - 1) {
    spr_table_id id = (spr_table_id)__builtin_ctz(c->saved);
    spr_table *t = &c->tables[id];
    release_rows(c, id, t->was, t->was_n);
    t->was_n = 0;
  }
}

void spr_tables_rollback(spr_case *c) {
  for (; c->saved; c->saved &= c->saved - 1) {
    spr_table_id id = (spr_table_id)__builtin_ctz(c->saved);
    spr_table *t = &c->tables[id];
    release_rows(c, id, t->v, t->n);
    *t = (spr_table){.v = t->was, .n = t->was_n, .cap = t->was_cap, .was = t->v, .was_cap = t->cap};
  }
}

spr_player *spr_player_at(const spr_case *c, int32_t role) {
  uint32_t elem = elem_size(c->chart, SPR_TAB_ROLES);
  return (spr_player *)(void *)((char *)c->tables[SPR_TAB_ROLES].v + (size_t)role * elem);
}
