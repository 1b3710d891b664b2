/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/builder.h"

static void unknown_field(spr_builder *b, spr_str name, spr_span at) {
  spr_near near;
  spr_near_init(&near, name);
  spr_offer_names(&near, &b->ix->fields);
  spr_diag *e = SPR_UNKNOWN(b, UNKNOWN_FIELD, name, at, "no field \"%.*s\" in the case file", SPR_FMT(name));
  spr_diag_mean(b->d, e, spr_near_best(&near));
}

/* The field that is assigned to; in a workflow that stands alone an undeclared one goes by its name. */
static spr_assign assignment(spr_builder *b, spr_str name, spr_span at) {
  spr_assign x = {.field = spr_model_field(b->m, name), .name = name, .at = at};
  x.value.expr = SPR_NONE;
  if (x.field < 0 && !b->m->alone) unknown_field(b, name, at);
  return x;
}

static const spr_type *type_of(const spr_builder *b, const spr_assign *x, bool element) {
  if (x->field < 0) return NULL;
  const spr_type *t = b->m->fields[x->field].type;
  if (!element) return t;
  return t->kind == SPR_T_LIST ? t->of : NULL;
}

static void not_a_list(spr_builder *b, const spr_assign *x) {
  if (x->field < 0) return;
  const spr_field *f = &b->m->fields[x->field];
  if (f->type->kind == SPR_T_LIST || f->type->kind == SPR_T_ANY) return;
  spr_diag *e = SPR_FAULT(b, WRONG_TYPE, x->at, "the field \"%.*s\" is no list", SPR_FMT(f->name));
  spr_diag_also(b->d, e, f->at, "it is declared here");
}

/* {field: VALUE, ...}; element: the VALUE is one element of the field's list. */
static void assign_map(spr_builder *b, const spr_node *map, bool element, spr_place_in in, spr_action *a) {
  if (!spr_node_is_map(map) || map->poisoned) return;
  spr_assign *v = SPR_NEW_N(b->a, spr_assign, map->n ? map->n : 1);
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    if (m->value->poisoned) continue;
    spr_assign x = assignment(b, m->key, m->key_at);
    if (element) not_a_list(b, &x);
    x.value = spr_read_value(b, m->value, type_of(b, &x, element), in);
    v[a->nassigns++] = x;
  }
  a->assigns = v;
}

/* [FIELD, ...]; copied: each gets the case's own value of that name. */
static void assign_list(spr_builder *b, const spr_node *list, bool copied, spr_place_in in, spr_action *a) {
  if (!spr_node_is_list(list) || list->poisoned) return;
  spr_assign *v = SPR_NEW_N(b->a, spr_assign, list->n ? list->n : 1);
  for (uint32_t i = 0; i < list->n; i++) {
    const spr_node *n = list->items[i];
    if (!spr_node_is_scalar(n) || n->poisoned) continue;
    spr_assign x = assignment(b, n->text, n->at);
    if (copied) {
      spr_str lua = spr_str_printf(b->a, "case[\"%.*s\"]", SPR_FMT(n->text));
      x.value = (spr_tmpl){.kind = SPR_TMPL_EXPR,
                           .expr = spr_make_expr(b, SPR_X_VALUE, lua, n->at, in),
                           .type = type_of(b, &x, false),
                           .at = n->at};
    }
    v[a->nassigns++] = x;
  }
  a->assigns = v;
}

static void read_data(spr_builder *b, const spr_node *data, spr_place_in in, spr_action *a) {
  if (!data || data->poisoned) return;
  int32_t event = a->event.n ? spr_model_event(b->m, a->event) : SPR_NONE;
  a->has_data = true;
  if (event < 0) {
    a->data = spr_read_data(b, data, NULL, 0, true, in);
    return;
  }
  const spr_event_decl *e = &b->m->events[event];
  a->data = spr_read_data(b, data, e->data, e->ndata, e->any_data, in);
}

/* -- one reader for each kind --------------------------------------------------------------------------- */

static void read_set(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in, spr_action *a) {
  (void)map;
  assign_map(b, n, false, in, a);
}

static void read_elements(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                          spr_action *a) {
  (void)map;
  assign_map(b, n, true, in, a);
}

static void read_keep(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                      spr_action *a) {
  (void)map;
  assign_list(b, n, false, in, a);
}

static void read_raise(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                       spr_action *a) {
  a->event = spr_node_text(n);
  a->event_at = n->at;
  read_data(b, spr_node_get(map, "data"), in, a);
}

static void read_send(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                      spr_action *a) {
  a->event = spr_node_text(n);
  a->event_at = n->at;
  a->id = spr_node_text(spr_node_get(map, "id"));
  const spr_node *to = spr_node_get(map, "to");
  a->to = spr_node_text(to);
  if (to) a->to_at = to->at;
  a->after = spr_read_dur(b, spr_node_get(map, "after"), in);
  read_data(b, spr_node_get(map, "data"), in, a);
}

static void read_cancel(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                        spr_action *a) {
  (void)b, (void)map, (void)in;
  a->id = spr_node_text(n);
}

static void read_call(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                      spr_action *a) {
  (void)map;
  a->expr = spr_read_expr(b, SPR_X_CALL, n, in);
}

static void read_run(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in, spr_action *a) {
  (void)map;
  a->expr = spr_read_expr(b, SPR_X_RUN, n, in);
}

static void read_task(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                      spr_action *a) {
  (void)map;
  a->id = spr_node_text(spr_node_get(n, "id"));
  a->title = spr_read_title(b, spr_node_get(n, "title"));
  a->by = spr_read_whos(b, spr_node_get(n, "by"));
  a->after = spr_read_dur(b, spr_node_get(n, "due"), in);
  read_data(b, spr_node_get(n, "data"), in, a);
}

static void read_open(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                      spr_action *a) {
  const spr_node *with = spr_node_get(map, "with");
  const spr_node *municipality = spr_node_get(map, "municipality");
  const spr_node *otherwise = spr_node_get(map, "else");
  a->index = spr_find_flow(b, n);
  a->id = spr_node_text(spr_node_get(map, "id"));
  a->event = spr_node_text(otherwise);
  if (otherwise) a->event_at = otherwise->at;
  if (municipality) a->value = spr_read_value(b, municipality, spr_type_simple(SPR_T_MUNICIPALITY), in);
  if (spr_node_is_list(with))
    assign_list(b, with, true, in, a);
  else
    assign_map(b, with, false, in, a);
}

static void read_clock(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                       spr_action *a) {
  const spr_node *why = spr_node_get(map, "why");
  a->index = spr_find_deadline(b, in, n);
  a->after = spr_read_dur(b, spr_node_get(map, "by"), in);
  if (why) a->value = spr_read_value(b, why, spr_type_simple(SPR_T_TEXT), in);
}

static void read_reassign(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                          spr_action *a) {
  (void)map, (void)in;
  a->index = spr_find_role(b, n);
}

/* The fields that a notice's text in one language inserts. */
static void check_notice(spr_builder *b, const spr_node *n) {
  if (!spr_node_is_scalar(n) || n->poisoned || b->m->alone) return;
  uint32_t from = 0, to = 0;
  for (spr_str name = spr_notice_field(n->text, &from, &to); name.n;
       name = spr_notice_field(n->text, &from, &to)) {
    uint32_t start = (uint32_t)(name.p - n->text.p);
    if (spr_model_field(b->m, name) < 0)
      unknown_field(b, name, spr_span_part(n->at, n->text, start, start + name.n));
    from = to;
  }
}

static void read_notify(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in,
                        spr_action *a) {
  (void)in;
  const spr_node *text = spr_node_get(map, "text");
  a->by = spr_read_whos(b, n);
  a->title = spr_read_title(b, text);
  check_notice(b, text);
  for (uint32_t i = 0; spr_node_is_map(text) && i < text->n; i++) check_notice(b, text->members[i].value);
}

static const struct {
  const char *key;
  spr_action_kind kind;
  void (*read)(spr_builder *b, const spr_node *n, const spr_node *map, spr_place_in in, spr_action *a);
} kinds[] = {
    {"set", SPR_A_SET, read_set},
    {"append", SPR_A_APPEND, read_elements},
    {"remove", SPR_A_REMOVE, read_elements},
    {"keep", SPR_A_KEEP, read_keep},
    {"raise", SPR_A_RAISE, read_raise},
    {"send", SPR_A_SEND, read_send},
    {"cancel", SPR_A_CANCEL, read_cancel},
    {"call", SPR_A_CALL, read_call},
    {"run", SPR_A_RUN, read_run},
    {"task", SPR_A_TASK, read_task},
    {"open", SPR_A_OPEN, read_open},
    {"suspend", SPR_A_SUSPEND, read_clock},
    {"resume", SPR_A_RESUME, read_clock},
    {"extend", SPR_A_EXTEND, read_clock},
    {"reassign", SPR_A_REASSIGN, read_reassign},
    {"notify", SPR_A_NOTIFY, read_notify},
};

static bool read_action(spr_builder *b, const spr_node *map, spr_place_in in, spr_action *a) {
  if (!spr_node_is_map(map) || map->poisoned) return false;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    const spr_member *m = spr_node_member(map, kinds[i].key);
    if (!m || m->value->poisoned) continue;
    *a = (spr_action){
        .kind = kinds[i].kind, .when = SPR_NONE, .expr = SPR_NONE, .index = SPR_NONE, .at = m->key_at};
    a->after.expr = a->after.param = SPR_NONE;
    a->data.expr = a->value.expr = SPR_NONE;
    a->when = spr_read_expr(b, SPR_X_GUARD, spr_node_get(map, "when"), in);
    kinds[i].read(b, m->value, map, in, a);
    return true;
  }
  return false;
}

spr_block spr_read_block(spr_builder *b, const spr_node *list, spr_place_in in) {
  spr_block out = {0};
  if (!spr_node_is_list(list) || list->poisoned) return out;
  spr_action *v = SPR_NEW_N(b->a, spr_action, list->n ? list->n : 1);
  for (uint32_t i = 0; i < list->n; i++)
    if (read_action(b, list->items[i], in, &v[out.n])) out.n++;
  out.v = v;
  return out;
}
