/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/schema_walk.h"

static void lacks(spr_walk w, spr_node *map, spr_span where, const char *type, const char *key,
                  const char *help) {
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_MISSING_KEY, where, "a %s needs the key `%s`", type, key);
  spr_diag_help(w.c->d, e, "%s", help);
  map->poisoned = true;
}

static void surplus(spr_walk w, spr_node *map, const char *key, const char *help) {
  const spr_member *m = spr_node_member(map, key);
  if (!m) return;
  spr_diag *e =
      spr_diag_add(w.c->d, SPR_D_CONFLICTING_KEYS, m->key_at, "`%s` does not go with this type", key);
  spr_diag_help(w.c->d, e, "%s", help);
  m->value->poisoned = true;
}

/* What each word is called. */
static void check_titles(spr_walk w, spr_node *of, const spr_slot *slot) {
  for (uint32_t i = 0; i < of->n; i++) {
    const spr_member *m = &of->members[i];
    const spr_slot inner = {slot->def, m->key, m->key_at};
    spr_check_form(w, SPR_FORM_TITLE, 0, m->value, &inner);
  }
}

static void check_words(spr_walk w, spr_node *of, const spr_slot *slot) {
  if (spr_node_is_map(of) && of->n) {
    check_titles(w, of, slot);
    return;
  }
  if (!spr_node_is_list(of) || !of->n) {
    spr_wrong_type(w, of, slot, "its words, [one, two], or what each is called, {one: TITLE, two: TITLE}");
    return;
  }
  for (uint32_t i = 0; i < of->n; i++) {
    spr_node *word = of->items[i];
    if (word->poisoned) continue;
    if (!spr_node_is_scalar(word) || !word->text.n) {
      spr_wrong_type(w, word, slot, "a word");
      continue;
    }
    for (uint32_t k = 0; k < i; k++)
      if (spr_node_is_scalar(of->items[k]) && spr_str_eq(of->items[k]->text, word->text)) {
        spr_diag *e = spr_diag_add(w.c->d, SPR_D_DUPLICATE_NAME, word->at, "the word \"%.*s\" stands twice",
                                   SPR_FMT(word->text));
        spr_diag_also(w.c->d, e, of->items[k]->at, "the first one is here");
        break;
      }
  }
}

void spr_check_type_keys(spr_walk w, spr_node *map, spr_span where) {
  const spr_node *type = spr_node_get(map, "type");
  const spr_member *of = spr_node_member(map, "of");
  spr_str name = type ? spr_node_text(type) : SPR_STR("any");
  if (w.patch || (type && (type->poisoned || !spr_node_is_scalar(type)))) return;
  bool choice = spr_str_is(name, "choice"), list = spr_str_is(name, "list"),
       record = spr_str_is(name, "record");
  if (choice && !of) lacks(w, map, where, "choice", "of", "write its words: {type: choice, of: [one, two]}");
  if (list && !of)
    lacks(w, map, where, "list", "of", "write the type of its entries: {type: list, of: text}");
  if (record && !spr_node_get(map, "fields"))
    lacks(w, map, where, "record", "fields", "write its members: {type: record, fields: {...}}");
  if (!choice && !list) surplus(w, map, "of", "it belongs to `type: choice` and `type: list`");
  if (!record) surplus(w, map, "fields", "it belongs to `type: record`");
  if (!of || of->value->poisoned) return;
  const spr_slot slot = {NULL, of->key, of->key_at};
  if (choice) check_words(w, of->value, &slot);
  if (list) spr_check_form(w, SPR_FORM_TYPE, 0, of->value, &slot);
}
