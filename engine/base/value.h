/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_VALUE_H
#define SPR_BASE_VALUE_H

#include "base/duration.h"
#include "base/status.h"

/* Values of cases and events: 16 bytes, shared by reference count, never changed once made. Dates, choices,
 * institutions and municipalities are text; their types are the schema's affair.
 *
 * Not thread-safe: a value belongs to one machine at a time. Constants of a definition live in arenas and are
 * `fixed`: their count is never touched, so they may be read from several threads. */

typedef enum spr_vtype {
  SPR_NIL,
  SPR_BOOL,
  SPR_INT,
  SPR_NUM, /* finite */
  SPR_TEXT,
  SPR_DATETIME, /* u.i: instant in milliseconds */
  SPR_DURATION, /* u.d */
  SPR_LIST,
  SPR_RECORD
} spr_vtype;

typedef struct spr_vtext {
  uint32_t refs; /* UINT32_MAX: fixed */
  uint32_t n;
  char p[]; /* n bytes and a NUL */
} spr_vtext;

typedef struct spr_vdur {
  uint32_t refs;
  spr_duration d;
} spr_vdur;

typedef struct spr_value {
  uint8_t type; /* spr_vtype */
  union {
    bool b;
    int64_t i;
    double n;
    spr_vtext *t;
    spr_vdur *d;
    struct spr_vlist *l;
    struct spr_vrecord *r;
  } u;
} spr_value;

typedef struct spr_vlist {
  uint32_t refs;
  uint32_t n;
  uint32_t depth; /* 1 + that of the deepest element; set by the makers */
  spr_value v[];
} spr_vlist;

typedef struct spr_pair {
  spr_value key;   /* text */
  spr_value value; /* never nil */
} spr_pair;

typedef struct spr_vrecord { /* sorted by key, bytewise; keys are unique */
  uint32_t refs;
  uint32_t n;
  uint32_t depth; /* 1 + that of the deepest element; set by the makers */
  spr_pair v[];
} spr_vrecord;

#define SPR_V_NIL ((spr_value){.type = SPR_NIL})
static inline spr_value spr_v_bool(bool b) {
  return (spr_value){.type = SPR_BOOL, .u.b = b};
}
static inline spr_value spr_v_int(int64_t i) {
  return (spr_value){.type = SPR_INT, .u.i = i};
}
static inline spr_value spr_v_num(double n) {
  return (spr_value){.type = SPR_NUM, .u.n = n};
}
/* The whole number as a number, if that loses nothing: up to 2^53, and beyond it now and then. */
static inline bool spr_v_num_exact(int64_t i, spr_value *out) {
  double n = (double)i;
  if (n >= 9223372036854775808.0 || (int64_t)n != i) return false;
  *out = spr_v_num(n);
  return true;
}
static inline spr_value spr_v_datetime(spr_instant t) {
  return (spr_value){.type = SPR_DATETIME, .u.i = t};
}

/* Where values come from: a pool (running cases) or an arena (constants; they are fixed). Makers give
 * SPR_V_NIL and set *oom when a pool runs out, or where the value would be nested deeper than
 * SPR_MAX_NESTING; memory of an arena never fails. Lists and records of an arena hold only values of an
 * arena. */
typedef struct spr_heap {
  spr_pool *pool;   /* or NULL */
  spr_arena *arena; /* or NULL */
  bool oom;
} spr_heap;

static inline spr_heap spr_heap_pool(spr_pool *p) {
  return (spr_heap){p, NULL, false};
}
static inline spr_heap spr_heap_arena(spr_arena *a) {
  return (spr_heap){NULL, a, false};
}

spr_value spr_v_text(spr_heap *h, spr_str s);
spr_value spr_v_duration(spr_heap *h, spr_duration d);
/* Takes over the references in v (also when it fails). */
spr_value spr_v_list(spr_heap *h, const spr_value *v, uint32_t n);
/* Takes over the references; sorts the pairs in place, drops pairs whose value is nil; of equal keys the last
 * one wins. */
spr_value spr_v_record(spr_heap *h, spr_pair *v, uint32_t n);
/* A deep copy into another heap (a constant into a case, a case's value into a message). */
spr_value spr_v_copy(spr_heap *h, spr_value v);

void spr_v_free(spr_pool *p, spr_value v); /* when the count has fallen to nothing; called by spr_v_release */
static inline bool spr_v_counted(spr_value v) {
  return v.type >= SPR_TEXT && v.type != SPR_DATETIME;
}
static inline spr_value spr_v_retain(spr_value v) {
  if (spr_v_counted(v) && v.u.t->refs != UINT32_MAX) v.u.t->refs++;
  return v;
}
static inline void spr_v_release(spr_pool *p, spr_value v) {
  if (spr_v_counted(v) && v.u.t->refs != UINT32_MAX && --v.u.t->refs == 0) spr_v_free(p, v);
}

static inline bool spr_v_is_text(spr_value v, const char *z) {
  return v.type == SPR_TEXT && v.u.t->n == strlen(z) && memcmp(v.u.t->p, z, v.u.t->n) == 0;
}
/* The text of a text value, else an empty string. */
static inline spr_str spr_v_str(spr_value v) {
  return v.type == SPR_TEXT ? (spr_str){v.u.t->p, v.u.t->n} : (spr_str){"", 0};
}
/* Member of a record, nil if absent or no record. Borrowed. */
spr_value spr_v_get(spr_value record, spr_str key);
/* Deep equality; an integer equals a number of the same value, as in Lua. */
bool spr_v_equal(spr_value a, spr_value b);
/* Total order for sorting: by type (integers and numbers are one), then value; durations by their mean
 * length. 0 where spr_v_equal. */
int spr_v_compare(spr_value a, spr_value b);
/* The words for a type: "text", "list", ... */
const char *spr_vtype_name(spr_vtype t);
/* SPR_ELIMIT if the value is deeper, larger or longer than limits.h allows. What is shared counts each time,
 * so that a value that has passed may be walked, copied and written without further bounds. */
spr_status spr_v_check_limits(spr_value v);
/* JSON (RFC 8259) in canonical form: keys sorted, no spaces, shortest numbers that read back the same,
 * datetimes with the offset that the callback gives (NULL: UTC), durations as their text. */
typedef int64_t (*spr_offset_fn)(void *ud, spr_instant t, bool *as_utc);
void spr_v_json(spr_buf *out, spr_value v, spr_offset_fn offset, void *ud);
void spr_json_string(spr_buf *out, spr_str s); /* with quotes */
/* Appends "/" and a name to a JSON pointer (RFC 6901), with "~" and "/" in it escaped. */
void spr_pointer_add(spr_buf *pointer, spr_str name);
/* The shortest decimal text that reads back as the same double, in the form of ECMAScript and RFC 8785
 * ("0.1", "1e+21", "-0" as "0"); "null" for what is not finite. Whatever the locale. */
void spr_num_format(double n, char out[32]);
/* Reads a number of at most 64 characters as JSON writes it, whatever the locale; false for anything else and
 * where it is not finite. */
bool spr_num_parse(spr_str s, double *out);
/* Binary form: type byte, LEB128 varints, little-endian IEEE 754; the same value gives the same bytes. */
void spr_v_encode(spr_buf *out, spr_value v);
/* Reads one value at *i and moves *i behind it; checks every length. SPR_ELIMIT beyond the limits of a value,
 * SPR_ENOMEM, SPR_EINVAL on anything that spr_v_encode does not write; then *out is nil and *i where it was.
 */
spr_status spr_v_decode(spr_heap *h, spr_str in, uint32_t *i, spr_value *out);

#endif
