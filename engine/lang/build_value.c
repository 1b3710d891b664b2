/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/builder.h"
#include "lang/scalar.h"

spr_title spr_read_title(spr_builder *b, const spr_node *n) {
  spr_title t = {0};
  if (!n || n->poisoned || spr_node_is_null(n) || n->kind == SPR_NODE_LIST) return t;
  t.at = n->at;
  uint32_t count = n->kind == SPR_NODE_MAP ? n->n : 1;
  spr_title_text *v = SPR_NEW_N(b->a, spr_title_text, count ? count : 1);
  if (n->kind == SPR_NODE_SCALAR)
    v[t.n++] = (spr_title_text){.lang = SPR_STR(""), .text = n->text};
  else
    for (uint32_t i = 0; i < n->n; i++)
      if (!n->members[i].value->poisoned)
        v[t.n++] = (spr_title_text){.lang = n->members[i].key, .text = spr_node_text(n->members[i].value)};
  t.v = v;
  return t;
}

bool spr_read_flag(const spr_node *map, const char *key, bool otherwise) {
  bool value;
  const spr_node *n = spr_node_get(map, key);
  return n && !n->poisoned && spr_scalar_boolean(n, &value) ? value : otherwise;
}

spr_str *spr_read_words(spr_builder *b, const spr_node *n, uint32_t *count) {
  *count = 0;
  if (!n || n->poisoned) return NULL;
  uint32_t max = n->kind == SPR_NODE_LIST ? n->n : 1;
  spr_str *v = SPR_NEW_N(b->a, spr_str, max ? max : 1);
  if (n->kind == SPR_NODE_SCALAR) v[(*count)++] = n->text;
  for (uint32_t i = 0; n->kind == SPR_NODE_LIST && i < n->n; i++)
    if (spr_node_is_scalar(n->items[i]) && !n->items[i]->poisoned) v[(*count)++] = n->items[i]->text;
  return v;
}

/* -- expressions ---------------------------------------------------------------------------------------- */

spr_expr_id spr_make_expr(spr_builder *b, spr_expr_kind kind, spr_str text, spr_span at, spr_place_in in) {
  spr_expr *e = SPR_PUSH(b->a, b->exprs, b->m->nexprs, b->cap_exprs);
  *e = (spr_expr){.kind = kind, .text = text, .at = at, .state = in.state, .scope = in.scope};
  b->m->exprs = b->exprs;
  return (spr_expr_id)b->m->nexprs - 1;
}

/* The text of a scalar from byte `from` on, without blanks around it, as an expression. */
static spr_expr_id expr_from(spr_builder *b, spr_expr_kind kind, const spr_node *n, uint32_t from,
                             spr_place_in in) {
  spr_str text = spr_str_trim(spr_str_sub(n->text, from, n->text.n));
  if (!text.n) {
    SPR_FAULT(b, EMPTY_EXPRESSION, n->at, "the expression is empty");
    return SPR_NONE;
  }
  uint32_t start = (uint32_t)(text.p - n->text.p);
  return spr_make_expr(b, kind, text, spr_span_part(n->at, n->text, start, start + text.n), in);
}

static uint32_t equals_sign(spr_str text) {
  return text.n && text.p[0] == '=' ? 1 : 0;
}

spr_expr_id spr_read_expr(spr_builder *b, spr_expr_kind kind, const spr_node *n, spr_place_in in) {
  if (!spr_node_is_scalar(n) || n->poisoned) return SPR_NONE;
  return expr_from(b, kind, n, equals_sign(n->text), in);
}

void spr_read_guards(spr_builder *b, const spr_node *n, spr_place_in in, const spr_expr_id **guards,
                     uint32_t *count) {
  *count = 0;
  if (!n || n->poisoned) return;
  uint32_t max = n->kind == SPR_NODE_LIST ? n->n : 1;
  spr_expr_id *v = SPR_NEW_N(b->a, spr_expr_id, max ? max : 1);
  for (uint32_t i = 0; i < max; i++) {
    spr_expr_id e = spr_read_expr(b, SPR_X_GUARD, n->kind == SPR_NODE_LIST ? n->items[i] : n, in);
    if (e >= 0) v[(*count)++] = e;
  }
  *guards = v;
}

/* -- durations ------------------------------------------------------------------------------------------ */

static void dur_of_param(spr_builder *b, spr_str name, spr_span at, spr_dur *out) {
  out->param = spr_find_param(b, name, at);
  if (out->param < 0) return;
  const spr_param *p = &b->m->params[out->param];
  if (p->type->kind != SPR_T_DURATION) {
    spr_diag *e = SPR_FAULT(b, WRONG_TYPE, at, "the parameter \"%.*s\" is no duration", SPR_FMT(name));
    spr_diag_also(b->d, e, p->at, "it is declared here");
  } else if (p->value.type == SPR_DURATION) {
    out->literal = p->value.u.d->d;
  }
}

spr_dur spr_read_dur_text(spr_builder *b, spr_str text, spr_span at, spr_place_in in) {
  spr_dur out = {.given = true, .expr = SPR_NONE, .param = SPR_NONE, .at = at};
  spr_str s = spr_str_trim(text);
  if (equals_sign(s)) {
    spr_str lua = spr_str_trim(spr_str_sub(s, 1, s.n));
    uint32_t start = (uint32_t)(lua.p - text.p);
    if (!lua.n)
      SPR_FAULT(b, EMPTY_EXPRESSION, at, "the expression is empty");
    else
      out.expr = spr_make_expr(b, SPR_X_VALUE, lua, spr_span_part(at, text, start, start + lua.n), in);
  } else if (spr_str_starts(s, SPR_STR("param."))) {
    uint32_t start = (uint32_t)(s.p - text.p) + 6;
    dur_of_param(b, spr_str_sub(s, 6, s.n), spr_span_part(at, text, start, start + s.n - 6), &out);
  } else if (!spr_duration_parse(s, false, &out.literal)) {
    spr_diag *e = SPR_FAULT(b, BAD_DURATION, at, "\"%.*s\" is not a duration", SPR_FMT(s));
    spr_diag_help(b->d, e, "write for example 3 working days, 14 days, 1 month, param.NAME or =EXPRESSION");
  }
  return out;
}

spr_dur spr_read_dur(spr_builder *b, const spr_node *n, spr_place_in in) {
  if (!spr_node_is_scalar(n) || n->poisoned) return (spr_dur){.expr = SPR_NONE, .param = SPR_NONE};
  return spr_read_dur_text(b, n->text, n->at, in);
}

/* -- VALUEs --------------------------------------------------------------------------------------------- */

static spr_tmpl literal(spr_value v, const spr_type *type, spr_span at) {
  return (spr_tmpl){.kind = SPR_TMPL_LITERAL, .literal = v, .expr = SPR_NONE, .type = type, .at = at};
}

static void does_not_fit(spr_builder *b, const spr_node *n, spr_type_kind kind) {
  double d;
  if (kind == SPR_T_DATE || kind == SPR_T_DATETIME)
    SPR_FAULT(b, BAD_DATE, n->at, "expected %s", spr_type_expects(kind));
  else if (kind == SPR_T_DURATION && n->kind == SPR_NODE_SCALAR)
    SPR_FAULT(b, BAD_DURATION, n->at, "\"%.*s\" is not a duration", SPR_FMT(n->text));
  else if (kind == SPR_T_NUMBER && spr_scalar_number(n, &d))
    spr_diag_help(b->d, SPR_FAULT(b, OUT_OF_RANGE, n->at, "a number cannot hold so many digits"),
                  "make it an integer or a text");
  else
    SPR_FAULT(b, WRONG_TYPE, n->at, "expected %s", spr_type_expects(kind));
}

static void offer_municipalities(const spr_site *s, spr_near *near) {
  for (uint32_t i = 0; i < s->ncities; i++) spr_near_offer(near, s->cities[i].id);
  for (uint32_t i = 0; i < s->npackages; i++)
    for (uint32_t k = 0; k < s->packages[i].ngazetteer; k++)
      spr_near_offer(near, s->packages[i].gazetteer[k].id);
}

/* Does a literal text name something that exists? */
static bool check_named(spr_builder *b, const spr_node *n, const spr_type *type) {
  spr_near near;
  spr_diag *e;
  spr_near_init(&near, n->text);
  if (type->kind == SPR_T_CHOICE) {
    for (uint32_t i = 0; i < type->nchoices; i++) {
      if (spr_str_eq(type->choices[i], n->text)) return true;
      spr_near_offer(&near, type->choices[i]);
    }
    e = SPR_FAULT(b, OUT_OF_RANGE, n->at, "\"%.*s\" is not one of the choices", SPR_FMT(n->text));
  } else if (type->kind == SPR_T_MUNICIPALITY && b->site && !spr_site_knows_municipality(b->site, n->text)) {
    offer_municipalities(b->site, &near);
    e = SPR_FAULT(b, UNKNOWN_MUNICIPALITY, n->at, "no municipality \"%.*s\"", SPR_FMT(n->text));
  } else if (type->kind == SPR_T_INSTITUTION && b->site && !spr_site_institution(b->site, n->text, NULL)) {
    for (uint32_t i = 0; b->city && i < b->city->ninstitutions; i++)
      spr_near_offer(&near, b->city->institutions[i].id);
    e = SPR_FAULT(b, UNKNOWN_INSTITUTION, n->at, "no institution \"%.*s\"", SPR_FMT(n->text));
  } else {
    return true;
  }
  spr_diag_mean(b->d, e, spr_near_best(&near));
  return false;
}

static spr_tmpl scalar_value(spr_builder *b, const spr_node *n, const spr_type *type, spr_place_in in) {
  if (equals_sign(n->text)) {
    spr_expr_id e = expr_from(b, SPR_X_VALUE, n, 1, in);
    if (e < 0) return literal(SPR_V_NIL, type, n->at);
    return (spr_tmpl){.kind = SPR_TMPL_EXPR, .expr = e, .type = type, .at = n->at};
  }
  spr_type_kind kind = type ? type->kind : SPR_T_ANY;
  spr_value v = SPR_V_NIL;
  bool scalar = kind != SPR_T_LIST && kind != SPR_T_RECORD && kind != SPR_T_PERSON;
  if (spr_node_is_null(n)) return literal(v, type, n->at);
  if (!scalar || !spr_scalar_read(b->a, kind, b->m->zone, n, &v))
    does_not_fit(b, n, kind);
  else if (v.type == SPR_TEXT && type && !check_named(b, n, type))
    v = SPR_V_NIL;
  return literal(v, type, n->at);
}

/* A list or map all of whose parts are literals is one literal. */
static spr_tmpl folded(spr_builder *b, spr_tmpl t) {
  for (uint32_t i = 0; i < t.n; i++)
    if (t.items[i].kind != SPR_TMPL_LITERAL) return t;
  spr_heap heap = spr_heap_arena(b->a);
  if (t.kind == SPR_TMPL_LIST) {
    spr_value *v = SPR_NEW_N(b->a, spr_value, t.n ? t.n : 1);
    for (uint32_t i = 0; i < t.n; i++) v[i] = t.items[i].literal;
    return literal(spr_v_list(&heap, v, t.n), t.type, t.at);
  }
  spr_pair *pairs = SPR_NEW_N(b->a, spr_pair, t.n ? t.n : 1);
  for (uint32_t i = 0; i < t.n; i++)
    pairs[i] = (spr_pair){.key = spr_v_text(&heap, t.keys[i]), .value = t.items[i].literal};
  return literal(spr_v_record(&heap, pairs, t.n), t.type, t.at);
}

static spr_tmpl list_value(spr_builder *b, const spr_node *n, const spr_type *type, spr_place_in in) {
  const spr_type *of = type && type->kind == SPR_T_LIST ? type->of : NULL;
  spr_tmpl *items = SPR_NEW_N(b->a, spr_tmpl, n->n ? n->n : 1);
  for (uint32_t i = 0; i < n->n; i++) items[i] = spr_read_value(b, n->items[i], of, in);
  return folded(
      b, (spr_tmpl){
             .kind = SPR_TMPL_LIST, .expr = SPR_NONE, .items = items, .n = n->n, .type = type, .at = n->at});
}

static const spr_field *member_named(const spr_field *v, uint32_t n, spr_str name) {
  for (uint32_t i = 0; i < n; i++)
    if (spr_str_eq(v[i].name, name)) return &v[i];
  return NULL;
}

static void unknown_member(spr_builder *b, const spr_member *m, const spr_field *v, uint32_t n) {
  spr_near near;
  spr_near_init(&near, m->key);
  for (uint32_t i = 0; i < n; i++) spr_near_offer(&near, v[i].name);
  spr_diag *e =
      SPR_UNKNOWN(b, UNKNOWN_FIELD, m->key, m->key_at, "no \"%.*s\" is declared here", SPR_FMT(m->key));
  spr_diag_mean(b->d, e, spr_near_best(&near));
}

static spr_tmpl map_value(spr_builder *b, const spr_node *n, const spr_type *type, const spr_field *members,
                          uint32_t nmembers, bool open, spr_place_in in) {
  spr_tmpl *items = SPR_NEW_N(b->a, spr_tmpl, n->n ? n->n : 1);
  spr_str *keys = SPR_NEW_N(b->a, spr_str, n->n ? n->n : 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < n->n; i++) {
    const spr_member *m = &n->members[i];
    if (m->value->poisoned) continue;
    const spr_field *f = member_named(members, nmembers, m->key);
    if (!f && !open) {
      unknown_member(b, m, members, nmembers);
      continue;
    }
    keys[count] = m->key;
    items[count++] = spr_read_value(b, m->value, f ? f->type : NULL, in);
  }
  return folded(b, (spr_tmpl){.kind = SPR_TMPL_MAP,
                              .expr = SPR_NONE,
                              .items = items,
                              .keys = keys,
                              .n = count,
                              .type = type,
                              .at = n->at});
}

/* Depth is that of the file. */
spr_tmpl spr_read_value(spr_builder *b, const spr_node *n, const spr_type *type, spr_place_in in) {
  if (!n || n->poisoned) return literal(SPR_V_NIL, type, n ? n->at : spr_span_none());
  if (n->kind == SPR_NODE_SCALAR) return scalar_value(b, n, type, in);
  spr_type_kind kind = type ? type->kind : SPR_T_ANY;
  bool list = n->kind == SPR_NODE_LIST;
  if (list && (kind == SPR_T_LIST || kind == SPR_T_ANY)) return list_value(b, n, type, in);
  if (!list && (kind == SPR_T_RECORD || kind == SPR_T_PERSON))
    return map_value(b, n, type, type->members, type->nmembers, false, in);
  if (!list && kind == SPR_T_ANY) return map_value(b, n, type, NULL, 0, true, in);
  does_not_fit(b, n, kind);
  return literal(SPR_V_NIL, type, n->at);
}

spr_tmpl spr_read_data(spr_builder *b, const spr_node *n, const spr_field *members, uint32_t nmembers,
                       bool open, spr_place_in in) {
  if (!spr_node_is_map(n) || n->poisoned) return spr_read_value(b, n, NULL, in);
  return map_value(b, n, NULL, members, nmembers, open, in);
}
