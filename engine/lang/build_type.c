/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/builder.h"

/* A type by its name alone; `parts` is the map that the name stands in, or NULL. */
static const spr_type *named_type(spr_builder *b, const spr_node *name, const spr_node *parts);

/* `of: person`, or `of: {type: record, fields: ...}` */
static const spr_type *element_type(spr_builder *b, const spr_node *of) {
  if (spr_node_is_map(of)) return spr_read_type(b, of);
  return spr_node_is_scalar(of) ? named_type(b, of, NULL) : spr_type_simple(SPR_T_ANY);
}

static void unknown_type(spr_builder *b, const spr_node *name) {
  spr_near near;
  spr_near_init(&near, spr_node_text(name));
  for (int k = SPR_T_ANY; k <= SPR_T_LIST; k++) spr_near_offer(&near, spr_type_name((spr_type_kind)k));
  spr_diag *e = SPR_FAULT(b, WRONG_TYPE, name->at, "no type \"%.*s\"", SPR_FMT(spr_node_text(name)));
  spr_diag_mean(b->d, e, spr_near_best(&near));
}

static const spr_type *named_type(spr_builder *b, const spr_node *name, const spr_node *parts) {
  spr_type_kind kind;
  if (name->poisoned) return spr_type_simple(SPR_T_ANY);
  if (!spr_type_kind_of(spr_node_text(name), &kind)) {
    unknown_type(b, name);
    return spr_type_simple(SPR_T_ANY);
  }
  if (kind != SPR_T_CHOICE && kind != SPR_T_RECORD && kind != SPR_T_LIST) return spr_type_simple(kind);
  spr_type *t = SPR_NEW(b->a, spr_type);
  t->kind = kind;
  const spr_node *of = spr_node_get(parts, "of");
  if (kind == SPR_T_CHOICE)
    t->choices = spr_read_words(b, of, &t->nchoices);
  else if (kind == SPR_T_LIST)
    t->of = element_type(b, of && !of->poisoned ? of : NULL);
  else
    t->members = spr_read_fields(b, spr_node_get(parts, "fields"), &t->nmembers);
  return t;
}

const spr_type *spr_read_type(spr_builder *b, const spr_node *map) {
  const spr_node *name = spr_node_get(map, "type");
  return spr_node_is_scalar(name) ? named_type(b, name, map) : spr_type_simple(SPR_T_ANY);
}

/* Persons are sensitive unless they say otherwise, alone or in a list. */
static bool holds_persons(const spr_type *t) {
  while (t->kind == SPR_T_LIST) t = t->of;
  return t->kind == SPR_T_PERSON;
}

static void check_visible(spr_builder *b, const spr_node *visible, const spr_whos *who) {
  if (visible->poisoned || who->n || (visible->kind == SPR_NODE_LIST && visible->n)) return;
  SPR_FAULT(b, VISIBILITY, visible->at, "the list of those who may see the field is empty");
}

static void read_field(spr_builder *b, const spr_member *m, spr_field *f) {
  const spr_node *n = m->value;
  f->name = m->key;
  f->at = m->key_at;
  f->type = spr_read_type(b, n);
  f->required = spr_read_flag(n, "required", false);
  f->listed = spr_read_flag(n, "listed", false);
  f->sensitive = spr_read_flag(n, "sensitive", holds_persons(f->type));
  f->title = spr_read_title(b, spr_node_get(n, "title"));
  const spr_node *initial = spr_node_get(n, "default");
  f->has_default = initial && !initial->poisoned;
  if (f->has_default) f->initial = spr_read_value(b, initial, f->type, SPR_AT_ROOT);
  const spr_node *visible = spr_node_get(n, "visible_to");
  if (!visible) return;
  spr_whos who = spr_read_whos(b, visible);
  check_visible(b, visible, &who);
  f->has_visible = true;
  f->visible = who.v;
  f->nvisible = who.n;
}

spr_field *spr_read_fields(spr_builder *b, const spr_node *map, uint32_t *count) {
  *count = 0;
  if (!spr_node_is_map(map)) return NULL;
  spr_field *v = SPR_NEW_N(b->a, spr_field, map->n ? map->n : 1);
  for (uint32_t i = 0; i < map->n; i++)
    if (spr_node_is_map(map->members[i].value)) read_field(b, &map->members[i], &v[(*count)++]);
  return v;
}
