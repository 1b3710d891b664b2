/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/lost.h"

#include "base/limits.h"
#include "base/near.h"

static bool names_something(spr_str key) {
  static const char *const words[] = {"raise", "send", "else", "id"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (spr_str_is(key, words[i])) return true;
  return false;
}

void spr_lost_add(spr_names *lost, const spr_node *part) {
  for (uint32_t i = 0; spr_node_is_list(part) && i < part->n; i++) spr_lost_add(lost, part->items[i]);
  for (uint32_t i = 0; spr_node_is_map(part) && i < part->n; i++) {
    const spr_member *m = &part->members[i];
    spr_str text = spr_node_text(m->value);
    spr_names_add(lost, m->key, NULL);
    if (text.n && names_something(m->key)) spr_names_add(lost, text, NULL);
    spr_lost_add(lost, m->value);
  }
}

void spr_lost_gather(spr_names *lost, const spr_node *tree) {
  for (uint32_t i = 0; spr_node_is_list(tree) && i < tree->n; i++) spr_lost_gather(lost, tree->items[i]);
  for (uint32_t i = 0; spr_node_is_map(tree) && i < tree->n; i++) {
    const spr_member *m = &tree->members[i];
    if (m->value->poisoned) spr_names_add(lost, m->key, NULL);
    if (m->value->poisoned)
      spr_lost_add(lost, m->value);
    else
      spr_lost_gather(lost, m->value);
  }
}

/* Also where the key is only nearly such a word. */
static bool is_for_people(spr_str key) {
  static const char *const words[] = {"title",   "description", "basis",    "why",      "responsible",
                                      "decides", "provides",    "monitors", "informed", "illustrative"};
  spr_near near;
  spr_near_init(&near, key);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) spr_near_offer(&near, spr_str_of(words[i]));
  return spr_near_best(&near).n > 0;
}

bool spr_lost_uses(const spr_node *tree) {
  if (!spr_holds_fault(tree)) return false;
  bool found = tree->poisoned;
  for (uint32_t i = 0; spr_node_is_list(tree) && !found && i < tree->n; i++)
    found = spr_lost_uses(tree->items[i]);
  for (uint32_t i = 0; spr_node_is_map(tree) && !found && i < tree->n; i++)
    found = !is_for_people(tree->members[i].key) && spr_lost_uses(tree->members[i].value);
  return found;
}

/* The name without the marks that stand between its words: may_admit, mayAdmit and may-admit are one. */
static spr_str bare(char buf[SPR_MAX_NAME], spr_str name) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < name.n && n < SPR_MAX_NAME; i++)
    if (name.p[i] != '_' && name.p[i] != '-') buf[n++] = name.p[i];
  return spr_str_n(buf, n);
}

static bool is_lost(const spr_names *lost, spr_str name) {
  char wanted[SPR_MAX_NAME], there[SPR_MAX_NAME];
  if (spr_names_find(lost, name) >= 0) return true;
  spr_near near;
  spr_near_init(&near, bare(wanted, name));
  for (uint32_t i = 0; i < lost->n; i++) {
    spr_near_offer(&near, bare(there, lost->v[i]));
    if (near.distance == 0) return true;
  }
  return false;
}

bool spr_lost_has(const spr_names *lost, spr_str name) {
  uint32_t from = 0;
  if (lost->n == 0) return false;
  for (uint32_t i = 0; i <= name.n; i++) {
    if (i < name.n && name.p[i] != '.') continue;
    if (is_lost(lost, spr_str_sub(name, from, i))) return true;
    from = i + 1;
  }
  return is_lost(lost, name);
}
