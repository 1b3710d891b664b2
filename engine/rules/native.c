/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/native.h"

#include <math.h>

#include "base/limits.h"
#include "base/utf8.h"

/* The expression as a tree of its operations over spr_value. Texts are only read and compared, never made: so
 * a run needs no memory and owns nothing. */

typedef enum op {
  CONSTANT,
  FIELD,
  PARAM,
  EVENT_DATA,
  EVENT_NAME_IS,
  EVENT_BY_IS,
  MEMBER,
  LENGTH,
  NOT,
  AND,
  OR,
  EQUAL,
  LESS,
  LESS_EQUAL,
  NEGATE,
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  FLOOR_DIVIDE,
  MODULO
} op;

struct spr_native {
  op op;
  bool negated;  /* EQUAL, EVENT_*_IS: ~= */
  bool swapped;  /* LESS, LESS_EQUAL: > and >= */
  int32_t index; /* FIELD, PARAM */
  int64_t work;  /* of the whole tree below */
  spr_value constant;
  spr_str text; /* MEMBER, EVENT_*_IS */
  const struct spr_native *a, *b;
};

#define MAX_DEPTH 24
#define WORK_PER_NODE 2
#define EXACT_IN_DOUBLE (INT64_C(1) << 53)

/* -- compiling ------------------------------------------------------------------------------------------ */

typedef struct compiler {
  spr_arena *arena;
  const spr_model *model;
} compiler;

static const spr_native *compile(compiler *c, const spr_ast *e, uint32_t depth);

static spr_native *node(compiler *c, op o, const spr_native *a, const spr_native *b) {
  spr_native *n = SPR_NEW(c->arena, spr_native);
  *n = (spr_native){.op = o, .work = WORK_PER_NODE + (a ? a->work : 0) + (b ? b->work : 0), .a = a, .b = b};
  return n;
}

static bool is_member(const spr_ast *e, const char *of, spr_str *key) {
  if (e->kind != SPR_AST_INDEX || e->b->kind != SPR_AST_STRING || e->a->kind != SPR_AST_GLOBAL ||
      !spr_str_is(e->a->s, of))
    return false;
  *key = e->b->s;
  return true;
}

static const spr_native *compile_index(compiler *c, const spr_ast *e, uint32_t depth) {
  spr_str key;
  spr_native *n = NULL;
  int32_t i;
  if (is_member(e, "case", &key)) {
    i = spr_model_field(c->model, key);
    if (i >= 0) n = node(c, FIELD, NULL, NULL);
    if (n) n->index = i;
    return n;
  }
  if (is_member(e, "param", &key)) {
    i = spr_model_param(c->model, key);
    if (i >= 0) n = node(c, PARAM, NULL, NULL);
    if (n) n->index = i;
    return n;
  }
  if (is_member(e, "event", &key)) return spr_str_is(key, "data") ? node(c, EVENT_DATA, NULL, NULL) : NULL;
  if (e->b->kind != SPR_AST_STRING || e->a->kind == SPR_AST_GLOBAL) return NULL;
  const spr_native *a = compile(c, e->a, depth);
  if (!a) return NULL;
  n = node(c, MEMBER, a, NULL);
  n->text = e->b->s;
  return n;
}

/* event.name == "x" and event.by == "x": their texts are no values. */
static const spr_native *compile_event_is(compiler *c, const spr_ast *e) {
  spr_str key;
  const spr_ast *text = e->b->kind == SPR_AST_STRING ? e->b : e->a, *other = text == e->b ? e->a : e->b;
  if ((e->op != SPR_TK_EQ && e->op != SPR_TK_NE) || text->kind != SPR_AST_STRING ||
      !is_member(other, "event", &key))
    return NULL;
  bool name = spr_str_is(key, "name");
  if (!name && !spr_str_is(key, "by")) return NULL;
  spr_native *n = node(c, name ? EVENT_NAME_IS : EVENT_BY_IS, NULL, NULL);
  n->text = text->s;
  n->negated = e->op == SPR_TK_NE;
  return n;
}

static const spr_native *compile_binary(compiler *c, const spr_ast *e, uint32_t depth) {
  static const struct {
    spr_tk tk;
    op op;
    bool swap, negated;
  } ops[] = {{SPR_TK_AND, AND, false, false},
             {SPR_TK_OR, OR, false, false},
             {SPR_TK_EQ, EQUAL, false, false},
             {SPR_TK_NE, EQUAL, false, true},
             {SPR_TK_LT, LESS, false, false},
             {SPR_TK_LE, LESS_EQUAL, false, false},
             {SPR_TK_GT, LESS, true, false},
             {SPR_TK_GE, LESS_EQUAL, true, false},
             {SPR_TK_ADD, ADD, false, false},
             {SPR_TK_SUB, SUBTRACT, false, false},
             {SPR_TK_MUL, MULTIPLY, false, false},
             {SPR_TK_DIV, DIVIDE, false, false},
             {SPR_TK_IDIV, FLOOR_DIVIDE, false, false},
             {SPR_TK_MOD, MODULO, false, false}};
  const spr_native *special = compile_event_is(c, e);
  if (special) return special;
  for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
    if (ops[i].tk != e->op) continue;
    const spr_native *a = compile(c, e->a, depth), *b = a ? compile(c, e->b, depth) : NULL;
    if (!b) return NULL;
    spr_native *n = node(c, ops[i].op, a, b);
    n->negated = ops[i].negated;
    n->swapped = ops[i].swap;
    return n;
  }
  return NULL;
}

static const spr_native *compile_unary(compiler *c, const spr_ast *e, uint32_t depth) {
  const spr_native *a = e->op == SPR_TK_BXOR ? NULL : compile(c, e->a, depth);
  if (!a) return NULL;
  return node(c, e->op == SPR_TK_NOT ? NOT : e->op == SPR_TK_LEN ? LENGTH : NEGATE, a, NULL);
}

static bool plain_text(spr_str s) {
  if (spr_utf8_invalid(s) >= 0) return false;
  for (uint32_t i = 0; i < s.n;)
    if (spr_utf8_forbidden(spr_utf8_next(s, &i))) return false;
  return true;
}

static const spr_native *compile_constant(compiler *c, const spr_ast *e) {
  spr_heap h = spr_heap_arena(c->arena);
  spr_value v = SPR_V_NIL;
  switch (e->kind) {
    case SPR_AST_TRUE: v = spr_v_bool(true); break;
    case SPR_AST_FALSE: v = spr_v_bool(false); break;
    case SPR_AST_INT: v = spr_v_int(e->i); break;
    case SPR_AST_NUM:
      if (!isfinite(e->n)) return NULL;
      v = spr_v_num(e->n);
      break;
    case SPR_AST_STRING:
      if (!plain_text(e->s)) return NULL;
      v = spr_v_text(&h, e->s);
      break;
    default: break;
  }
  spr_native *n = node(c, CONSTANT, NULL, NULL);
  n->constant = v;
  return n;
}

static const spr_native *compile(compiler *c, const spr_ast *e, uint32_t depth) {
  if (depth >= MAX_DEPTH) return NULL;
  switch (e->kind) {
    case SPR_AST_NIL:
    case SPR_AST_TRUE:
    case SPR_AST_FALSE:
    case SPR_AST_INT:
    case SPR_AST_NUM:
    case SPR_AST_STRING: return compile_constant(c, e);
    case SPR_AST_PAREN: return compile(c, e->a, depth + 1);
    case SPR_AST_INDEX: return compile_index(c, e, depth + 1);
    case SPR_AST_BINARY: return compile_binary(c, e, depth + 1);
    case SPR_AST_UNARY: return compile_unary(c, e, depth + 1);
    default: return NULL;
  }
}

const spr_native *spr_native_compile(spr_arena *a, const spr_model *m, const spr_ast *root) {
  compiler c = {a, m};
  return compile(&c, root, 0);
}

/* -- running: false gives up ---------------------------------------------------------------------------- */

static bool truth(spr_value v) {
  return v.type != SPR_NIL && (v.type != SPR_BOOL || v.u.b);
}
static bool is_number(spr_value v) {
  return v.type == SPR_INT || v.type == SPR_NUM;
}

/* Both numbers as doubles, if that loses nothing. */
static bool as_doubles(spr_value a, spr_value b, double *x, double *y) {
  if (!is_number(a) || !is_number(b)) return false;
  if (a.type == SPR_INT && (a.u.i >= EXACT_IN_DOUBLE || a.u.i <= -EXACT_IN_DOUBLE)) return false;
  if (b.type == SPR_INT && (b.u.i >= EXACT_IN_DOUBLE || b.u.i <= -EXACT_IN_DOUBLE)) return false;
  *x = a.type == SPR_INT ? (double)a.u.i : a.u.n;
  *y = b.type == SPR_INT ? (double)b.u.i : b.u.n;
  return true;
}

static bool run_equal(spr_value a, spr_value b, bool *out) {
  double x, y;
  if (is_number(a) && is_number(b)) {
    if (a.type == SPR_INT && b.type == SPR_INT) {
      *out = a.u.i == b.u.i;
      return true;
    }
    if (!as_doubles(a, b, &x, &y)) return false;
    *out = x == y;
    return true;
  }
  *out = false;
  bool objects = a.type >= SPR_DATETIME && b.type >= SPR_DATETIME; /* Lua asks their `__eq` */
  if (objects && (a.type != SPR_DATETIME || b.type != SPR_DATETIME)) return false;
  if (a.type != b.type) return true;
  switch ((spr_vtype)a.type) {
    case SPR_NIL: *out = true; return true;
    case SPR_BOOL: *out = a.u.b == b.u.b; return true;
    case SPR_TEXT: *out = spr_str_eq(spr_v_str(a), spr_v_str(b)); return true;
    default: *out = a.u.i == b.u.i; return true; /* DATETIME */
  }
}

static bool run_less(spr_value a, spr_value b, bool or_equal, bool *out) {
  double x, y;
  int cmp;
  if ((a.type == SPR_INT && b.type == SPR_INT) || (a.type == SPR_DATETIME && b.type == SPR_DATETIME))
    cmp = a.u.i < b.u.i ? -1 : a.u.i > b.u.i;
  else if (a.type == SPR_TEXT && b.type == SPR_TEXT)
    cmp = spr_str_cmp(spr_v_str(a), spr_v_str(b));
  else if (as_doubles(a, b, &x, &y))
    cmp = x < y ? -1 : x > y;
  else
    return false;
  *out = or_equal ? cmp <= 0 : cmp < 0;
  return true;
}

static int64_t wrap(uint64_t u) {
  int64_t i;
  memcpy(&i, &u, sizeof i);
  return i;
}

/* Lua rounds towards minus infinity. */
static bool run_integers(op o, int64_t a, int64_t b, spr_value *out) {
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  if ((o == FLOOR_DIVIDE || o == MODULO) && (b == 0 || b == -1)) return false;
  switch (o) {
    case ADD: *out = spr_v_int(wrap(x + y)); return true;
    case SUBTRACT: *out = spr_v_int(wrap(x - y)); return true;
    case MULTIPLY: *out = spr_v_int(wrap(x * y)); return true;
    case FLOOR_DIVIDE: *out = spr_v_int(a / b - (a % b != 0 && (a ^ b) < 0)); return true;
    case MODULO: *out = spr_v_int(a % b + (a % b != 0 && (a ^ b) < 0 ? b : 0)); return true;
    default: return false;
  }
}

static bool run_arithmetic(op o, spr_value a, spr_value b, spr_value *out) {
  double x, y, r;
  if (a.type == SPR_INT && b.type == SPR_INT && o != DIVIDE) return run_integers(o, a.u.i, b.u.i, out);
  if (!as_doubles(a, b, &x, &y)) return false;
  switch (o) {
    case ADD: r = x + y; break;
    case SUBTRACT: r = x - y; break;
    case MULTIPLY: r = x * y; break;
    case DIVIDE: r = x / y; break;
    default: return false;
  }
  *out = spr_v_num(r);
  return isfinite(r);
}

static bool run(const spr_native *n, spr_step *st, spr_value *out);

static bool run_pair(const spr_native *n, spr_step *st, spr_value *out) {
  spr_value a, b;
  bool yes;
  if (!run(n->a, st, &a) || !run(n->b, st, &b)) return false;
  switch (n->op) {
    case EQUAL:
      if (!run_equal(a, b, &yes)) return false;
      *out = spr_v_bool(yes != n->negated);
      return true;
    case LESS:
    case LESS_EQUAL:
      if (!(n->swapped ? run_less(b, a, n->op == LESS_EQUAL, &yes)
                       : run_less(a, b, n->op == LESS_EQUAL, &yes)))
        return false;
      *out = spr_v_bool(yes);
      return true;
    default: return run_arithmetic(n->op, a, b, out);
  }
}

static bool run_single(const spr_native *n, spr_step *st, spr_value *out) {
  spr_value a;
  if (!run(n->a, st, &a)) return false;
  switch (n->op) {
    case NOT: *out = spr_v_bool(!truth(a)); return true;
    case LENGTH:
      if (a.type != SPR_LIST && a.type != SPR_TEXT) return false;
      *out = spr_v_int(a.type == SPR_LIST ? a.u.l->n : a.u.t->n);
      return true;
    case MEMBER:
      if (a.type != SPR_RECORD) return false;
      *out = spr_v_get(a, n->text);
      return true;
    default: /* NEGATE */
      if (!is_number(a)) return false;
      *out = a.type == SPR_INT ? spr_v_int(wrap(0 - (uint64_t)a.u.i)) : spr_v_num(-a.u.n);
      return true;
  }
}

spr_value spr_event_data(const spr_event *e) {
  static const spr_vrecord none = {.refs = UINT32_MAX, .depth = 1};
  if (e && e->data.type != SPR_NIL) return e->data;
  return (spr_value){.type = SPR_RECORD, .u.r = (spr_vrecord *)&none}; /* fixed: nobody writes to it */
}

static bool run(const spr_native *n, spr_step *st, spr_value *out) {
  const spr_event *e;
  switch (n->op) {
    case CONSTANT: *out = n->constant; return true;
    case FIELD: *out = spr_step_field(st, n->index); return true;
    case PARAM:
      spr_step_reads(st)->flags |= SPR_FACT_PARAM;
      *out = spr_step_model(st)->params[n->index].value;
      return true;
    case EVENT_DATA: *out = spr_event_data(spr_step_event(st)); return true;
    case EVENT_NAME_IS:
    case EVENT_BY_IS:
      e = spr_step_event(st);
      *out = spr_v_bool(spr_str_eq(n->op == EVENT_NAME_IS ? e->name : e->by, n->text) != n->negated);
      /* An empty sender is nil, and so equal to no text. */
      return n->op == EVENT_NAME_IS || e->by.n > 0;
    case AND:
    case OR:
      if (!run(n->a, st, out)) return false;
      return truth(*out) == (n->op == OR) || run(n->b, st, out);
    case EQUAL:
    case LESS:
    case LESS_EQUAL:
    case ADD:
    case SUBTRACT:
    case MULTIPLY:
    case DIVIDE:
    case FLOOR_DIVIDE:
    case MODULO: return run_pair(n, st, out);
    default: return run_single(n, st, out);
  }
}

spr_native_answer spr_native_run(const spr_native *n, spr_step *st, spr_value *out, int64_t *work) {
  *work = n->work;
  return run(n, st, out) ? SPR_NATIVE_DONE : SPR_NATIVE_GAVE_UP;
}
