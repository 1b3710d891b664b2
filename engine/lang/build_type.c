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

/* A record is seen, listed and filled as a whole: what its parts say of that would have no effect. */
static void check_parts(spr_builder *b, const spr_node *fields) {
  static const char *const keys[] = {"visible_to", "listed", "default", "searchable"};
  for (uint32_t i = 0; spr_node_is_map(fields) && i < fields->n; i++) {
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
      const spr_member *key = spr_node_member(fields->members[i].value, keys[k]);
      if (!key) continue;
      spr_diag *e =
          SPR_FAULT(b, CONFLICTING_KEYS, key->key_at, "`%s` has no effect in a part of a record", keys[k]);
      spr_diag_help(b->d, e, "write it beside the record's `type`");
    }
  }
}

/* `of: [low, acute]`, or `of: {low: TITLE, acute: TITLE}`; a word stays where only its title is faulty. */
static void read_choices(spr_builder *b, const spr_node *of, spr_type *t) {
  bool titled = spr_node_is_map(of) && !of->poisoned;
  if (!titled) t->choices = spr_read_words(b, of, &t->nchoices);
  spr_title *titles = SPR_NEW_N(b->a, spr_title, (titled ? of->n : t->nchoices) + 1);
  spr_str *words = titled ? SPR_NEW_N(b->a, spr_str, of->n + 1) : NULL;
  for (uint32_t i = 0; titled && i < of->n; i++) {
    words[i] = of->members[i].key;
    titles[i] = spr_read_title(b, of->members[i].value);
  }
  t->titles = titles;
  if (!titled) return;
  t->choices = words;
  t->nchoices = of->n;
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
    read_choices(b, of, t);
  else if (kind == SPR_T_LIST)
    t->of = element_type(b, of && !of->poisoned ? of : NULL);
  else {
    t->members = spr_read_fields(b, spr_node_get(parts, "fields"), &t->nmembers);
    check_parts(b, spr_node_get(parts, "fields"));
  }
  return t;
}

const spr_type *spr_read_type(spr_builder *b, const spr_node *map) {
  const spr_node *name = spr_node_get(map, "type");
  return spr_node_is_scalar(name) ? named_type(b, name, map) : spr_type_simple(SPR_T_ANY);
}

/* A list, a record or a person is no single value, by which rows could be told apart and put in order. */
static bool is_single(const spr_type *t) {
  return t->kind != SPR_T_LIST && t->kind != SPR_T_RECORD && t->kind != SPR_T_PERSON;
}

/* Persons are sensitive unless they say otherwise, alone, in a list, or in a record; so is what holds a
 * sensitive part. */
static bool holds_sensitive(const spr_type *t) {
  while (t->kind == SPR_T_LIST) t = t->of;
  if (t->kind == SPR_T_PERSON) return true;
  for (uint32_t i = 0; t->kind == SPR_T_RECORD && i < t->nmembers; i++)
    if (t->members[i].sensitive) return true;
  return false;
}

/* What one asks for whole: an identifier, which is a text, or stands in a person's `identifiers`. */
static bool is_identifier(const spr_type *t) {
  while (t->kind == SPR_T_LIST) t = t->of;
  return t->kind == SPR_T_TEXT || t->kind == SPR_T_PERSON;
}

static void read_searchable(spr_builder *b, const spr_node *n, spr_field *f) {
  const spr_member *key = spr_node_member(n, "searchable");
  f->exact = key && !key->value->poisoned;
  if (!f->exact) return;
  if (!f->sensitive) {
    spr_diag *e = SPR_FAULT(b, CONFLICTING_KEYS, key->key_at,
                            "only a sensitive field is searchable by its whole value");
    spr_diag_help(b->d, e, "a field that is `listed` is found by its words");
  } else if (!is_identifier(f->type)) {
    SPR_FAULT(b, CONFLICTING_KEYS, key->key_at,
              "only a text, or a person by its identifiers, is searchable by its whole value");
  } else if (f->name.n > SPR_MAX_NAME - 2) {
    SPR_FAULT(b, CONFLICTING_KEYS, key->key_at, "the name of a searchable field has %d letters at most",
              SPR_MAX_NAME - 2); /* it is kept with a number behind it */
  }
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
  f->sensitive = spr_read_flag(n, "sensitive", holds_sensitive(f->type));
  if (f->listed && f->sensitive)
    SPR_FAULT(b, CONFLICTING_KEYS, spr_node_member(n, "listed")->key_at, "a sensitive field is never listed");
  else if (f->listed && !is_single(f->type))
    SPR_FAULT(b, CONFLICTING_KEYS, spr_node_member(n, "listed")->key_at,
              "only a single value can be listed, no list, record or person");
  read_searchable(b, n, f);
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
