/* SPDX-License-Identifier: Apache-2.0 */
#include "base/value.h"

#include "base/limits.h"

const char *spr_vtype_name(spr_vtype t) {
  switch (t) {
    case SPR_NIL: return "nil";
    case SPR_BOOL: return "boolean";
    case SPR_INT: return "integer";
    case SPR_NUM: return "number";
    case SPR_TEXT: return "text";
    case SPR_DATETIME: return "datetime";
    case SPR_DURATION: return "duration";
    case SPR_LIST: return "list";
    case SPR_RECORD: return "record";
  }
  return "unknown type";
}

spr_value spr_v_get(spr_value record, spr_str key) {
  if (record.type != SPR_RECORD) return SPR_V_NIL;
  const spr_vrecord *r = record.u.r;
  uint32_t low = 0, high = r->n;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int c = spr_str_cmp(spr_v_str(r->v[middle].key), key);
    if (c == 0) return r->v[middle].value;
    if (c < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return SPR_V_NIL;
}

static int order_int(int64_t a, int64_t b) {
  return (a > b) - (a < b);
}

static int order_num(double a, double b) {
  return (a > b) - (a < b);
}

/* Exact, where the conversion of a large integer to a double would round. */
static int order_int_num(int64_t i, double n) {
  if (n >= 9223372036854775808.0) return -1;
  if (n < -9223372036854775808.0) return 1;
  int64_t whole = (int64_t)n;
  if (i != whole) return order_int(i, whole);
  return order_num(0, n - (double)whole);
}

static int order_numbers(spr_value a, spr_value b) {
  if (a.type == SPR_INT) return b.type == SPR_INT ? order_int(a.u.i, b.u.i) : order_int_num(a.u.i, b.u.n);
  return b.type == SPR_INT ? -order_int_num(b.u.i, a.u.n) : order_num(a.u.n, b.u.n);
}

static int order_durations(spr_duration a, spr_duration b) {
  int c = order_int(spr_duration_mean_ms(a), spr_duration_mean_ms(b));
  if (c == 0) c = order_int(a.months, b.months);
  if (c == 0) c = order_int(a.days, b.days);
  if (c == 0) c = order_int(a.working_days, b.working_days);
  if (c == 0) c = order_int(a.ms, b.ms);
  return c != 0 ? c : order_int(a.no_days, b.no_days);
}

static int order_lists(const spr_vlist *a, const spr_vlist *b) {
  for (uint32_t i = 0; i < a->n && i < b->n; i++) {
    int c = spr_v_compare(a->v[i], b->v[i]);
    if (c != 0) return c;
  }
  return order_int(a->n, b->n);
}

static int order_records(const spr_vrecord *a, const spr_vrecord *b) {
  for (uint32_t i = 0; i < a->n && i < b->n; i++) {
    int c = spr_v_compare(a->v[i].key, b->v[i].key);
    if (c == 0) c = spr_v_compare(a->v[i].value, b->v[i].value);
    if (c != 0) return c;
  }
  return order_int(a->n, b->n);
}

static int rank(spr_value v) {
  return v.type == SPR_NUM ? SPR_INT : v.type;
}

int spr_v_compare(spr_value a, spr_value b) {
  if (rank(a) != rank(b)) return order_int(rank(a), rank(b));
  if (spr_v_counted(a) && a.u.t == b.u.t) return 0;
  switch ((spr_vtype)a.type) {
    case SPR_NIL: return 0;
    case SPR_BOOL: return order_int(a.u.b, b.u.b);
    case SPR_INT:
    case SPR_NUM: return order_numbers(a, b);
    case SPR_TEXT: return spr_str_cmp(spr_v_str(a), spr_v_str(b));
    case SPR_DATETIME: return order_int(a.u.i, b.u.i);
    case SPR_DURATION: return order_durations(a.u.d->d, b.u.d->d);
    case SPR_LIST: return order_lists(a.u.l, b.u.l);
    case SPR_RECORD: return order_records(a.u.r, b.u.r);
  }
  return 0;
}

bool spr_v_equal(spr_value a, spr_value b) {
  if (a.type == SPR_INT && b.type == SPR_INT) return a.u.i == b.u.i;
  return spr_v_compare(a, b) == 0;
}

typedef struct measure {
  uint32_t nodes, bytes;
} measure;

/* false as soon as a limit is passed, so that shared parts cannot make the walk long. */
static bool measure_value(measure *m, spr_value v) {
  if (++m->nodes > SPR_MAX_VALUE_NODES) return false;
  if (v.type == SPR_TEXT) {
    if (v.u.t->n > SPR_MAX_VALUE_BYTES - m->bytes) return false;
    m->bytes += v.u.t->n;
  } else if (v.type == SPR_LIST) {
    if (v.u.l->depth > SPR_MAX_VALUE_DEPTH) return false;
    for (uint32_t i = 0; i < v.u.l->n; i++) {
      if (!measure_value(m, v.u.l->v[i])) return false;
    }
  } else if (v.type == SPR_RECORD) {
    if (v.u.r->depth > SPR_MAX_VALUE_DEPTH) return false;
    for (uint32_t i = 0; i < v.u.r->n; i++) {
      if (!measure_value(m, v.u.r->v[i].key) || !measure_value(m, v.u.r->v[i].value)) return false;
    }
  }
  return true;
}

spr_status spr_v_check_limits(spr_value v) {
  if (!spr_v_counted(v)) return SPR_OK;
  measure m = {0, 0};
  return measure_value(&m, v) ? SPR_OK : SPR_ELIMIT;
}
