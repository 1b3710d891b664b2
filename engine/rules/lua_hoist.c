/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "rules/lua_ast.h"

/* Which reads of the case file become arguments (lua_ast.h). What Lua says when something goes wrong names
 * the part at fault as it is written, so a read stays where Lua might name it. */

typedef enum use {
  ANY_VALUE, /* whatever it is, it is not what Lua would name */
  NUMBER,    /* the same for numbers */
  NAMED
} use;

typedef struct hoist {
  spr_lua_unit *u;
  spr_lua_arg *args;
  uint32_t n;
  bool editing; /* the second round: the arguments are known */
} hoist;

static bool field_of(const hoist *h, const spr_ast *e, spr_lua_arg *out) {
  if (e->a->kind != SPR_AST_GLOBAL || !spr_str_is(e->a->s, "case") || e->b->kind != SPR_AST_STRING)
    return false;
  out->field = spr_model_field(h->u->model, e->b->s);
  if (out->field == SPR_NONE) return false;
  spr_type_kind kind = h->u->model->fields[out->field].type->kind;
  out->number = kind == SPR_T_INTEGER || kind == SPR_T_NUMBER;
  return out->number || kind == SPR_T_BOOLEAN;
}

static void read_field(hoist *h, const spr_ast *e, use how, bool always) {
  spr_lua_arg arg;
  uint32_t i = 0;
  if (how == NAMED || !field_of(h, e, &arg) || (how == NUMBER && !arg.number)) return;
  while (i < h->n && h->args[i].field != arg.field) i++;
  if (!h->editing && always && i == h->n && i < SPR_MAX_LUA_ARGS) h->args[h->n++] = arg;
  if (!h->editing || i == h->n) return;
  spr_str name = spr_str_printf(h->u->arena, "spr__%u", i);
  spr_lua_edit(h->u, 3, e->from, e->to - e->from, name.p, 0);
}

static use operand(spr_tk op, use how) {
  switch (op) {
    case SPR_TK_AND:
    case SPR_TK_OR: return how; /* it may be the result */
    case SPR_TK_EQ:
    case SPR_TK_NE:
    case SPR_TK_LT:
    case SPR_TK_LE:
    case SPR_TK_GT:
    case SPR_TK_GE:
    case SPR_TK_NOT: return ANY_VALUE;
    case SPR_TK_ADD:
    case SPR_TK_SUB:
    case SPR_TK_MUL:
    case SPR_TK_DIV:
    case SPR_TK_IDIV:
    case SPR_TK_MOD:
    case SPR_TK_POW:
    case SPR_TK_CONCAT: return NUMBER;
    default: return NAMED;
  }
}

/* always: it is evaluated whichever way the whole goes. A function that is made here may run later or never;
 * nothing in it is looked at. */
static void walk(hoist *h, const spr_ast *e, use how, bool always) {
  for (; e; e = e->a) {
    switch (e->kind) {
      case SPR_AST_INDEX:
        read_field(h, e, how, always);
        walk(h, e->b, ANY_VALUE, always);
        how = NAMED;
        break;
      case SPR_AST_CALL:
      case SPR_AST_METHOD:
      case SPR_AST_TABLE:
        for (const spr_ast *x = e->args; x; x = x->next) walk(h, x, ANY_VALUE, always);
        how = NAMED;
        break;
      case SPR_AST_PAREN: /* or an item of a table, with its key */
        if (e->b) walk(h, e->b, ANY_VALUE, always);
        break;
      case SPR_AST_BINARY:
        how = operand(e->op, how);
        walk(h, e->b, how, always && e->op != SPR_TK_AND && e->op != SPR_TK_OR);
        break;
      case SPR_AST_UNARY: how = operand(e->op, how); break;
      default: return;
    }
  }
}

uint32_t spr_lua_hoist(spr_lua_unit *u, spr_lua_arg args[SPR_MAX_LUA_ARGS]) {
  hoist h = {.u = u, .args = args};
  walk(&h, u->root, ANY_VALUE, true);
  h.editing = true;
  if (h.n > 0) walk(&h, u->root, ANY_VALUE, true);
  return h.n;
}
