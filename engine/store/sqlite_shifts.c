/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_shifts.h"

#include <stdlib.h>

#include "store/sqlite_schema.h"

/* Shifts that are written stay noted: where the batch goes back behind them, they are to be written again. */

static spr_status note(spr_shifts *m, spr_db *db, const spr_lane *lane, int64_t by) {
  if (!lane) return SPR_OK;
  spr_shift *v = spr_grow(&db->alloc, m->v, m->n, &m->cap, sizeof *v);
  if (!v) return SPR_ENOMEM;
  m->v = v;
  m->v[m->n++] = (spr_shift){*lane, by};
  return SPR_OK;
}

spr_status spr_shifts_note(spr_shifts *m, spr_db *db, const spr_lane *from, const spr_lane *to) {
  spr_status s = note(m, db, from, -1);
  return s == SPR_OK ? note(m, db, to, 1) : s;
}

static int by_lane(const void *a, const void *b) {
  const spr_lane *x = &((const spr_shift *)a)->lane, *y = &((const spr_shift *)b)->lane;
  const uint64_t v[][2] = {{x->state, y->state},
                           {x->drawer, y->drawer},
                           {x->configuration, y->configuration},
                           {x->responsible, y->responsible}};
  for (size_t i = 0; i < sizeof v / sizeof *v; i++)
    if (v[i][0] != v[i][1]) return v[i][0] < v[i][1] ? -1 : 1;
  return 0;
}

static void bind_lane(spr_query *query, const spr_lane *lane) {
  spr_bind_u64(query, lane->state);
  spr_bind_u64(query, lane->drawer);
  spr_bind_u64(query, lane->configuration);
  spr_bind_u64(query, lane->responsible);
}

static spr_status write_one(spr_db *db, const spr_shift *x) {
  if (x->by == 0) return SPR_OK;
  spr_query add = spr_query_begin(db, SPR_SQL_LANE_ADD);
  bind_lane(&add, &x->lane);
  spr_bind_i64(&add, x->by);
  spr_status s = spr_query_run(&add);
  if (s != SPR_OK || x->by > 0) return s;
  spr_query gone = spr_query_begin(db, SPR_SQL_LANE_GONE);
  bind_lane(&gone, &x->lane);
  return spr_query_run(&gone);
}

/* Sorted: those of one lane are added up. */
static spr_status write_all(spr_db *db, spr_shift *v, uint32_t n) {
  spr_status s = SPR_OK;
  qsort(v, n, sizeof *v, by_lane);
  for (uint32_t i = 0; i < n && s == SPR_OK; i++) {
    bool last = i + 1 == n || by_lane(&v[i], &v[i + 1]) != 0;
    if (last)
      s = write_one(db, &v[i]);
    else
      v[i + 1].by += v[i].by;
  }
  return s;
}

spr_status spr_shifts_write(spr_shifts *m, spr_db *db) {
  uint32_t n = m->n - m->written;
  if (n == 0) return SPR_OK;
  spr_shift *v = spr_realloc(&db->alloc, NULL, 0, n * sizeof *v);
  if (!v) return SPR_ENOMEM;
  memcpy(v, m->v + m->written, n * sizeof *v);
  spr_status s = write_all(db, v, n);
  spr_free(&db->alloc, v, n * sizeof *v);
  if (s == SPR_OK) m->written = m->n;
  return s;
}

void spr_shifts_mark_at(spr_shifts *m, uint32_t n) {
  m->marks[n] = (spr_shifts_mark){m->n, m->written};
}

void spr_shifts_undo(spr_shifts *m, uint32_t n) {
  m->n = m->marks[n].n;
  m->written = m->marks[n].written;
}

void spr_shifts_forget(spr_shifts *m) {
  m->n = m->written = 0;
}

void spr_shifts_release(spr_shifts *m, const spr_alloc *alloc) {
  spr_free(alloc, m->v, m->cap * sizeof *m->v);
  *m = (spr_shifts){.v = NULL};
}
