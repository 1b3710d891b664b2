/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/adapt_merge.h"

#include "base/near.h"

static const struct {
  const char *key, *word;
} words[] = {
    {"title", "titles"},
    {"description", "titles"},
    {"responsible", "responsible"},
    {"decides", "matrix"},
    {"provides", "matrix"},
    {"monitors", "matrix"},
    {"informed", "matrix"},
    {"deadlines", "deadline"},
    {"deadline", "deadline"},
    {"tasks", "tasks"},
    {"on", "on"},
    {"after", "on"},
    {"done", "on"},
    {"always", "on"},
    {"entry", "entry"},
    {"exit", "exit"},
    {"states", "states"},
    {"stages", "states"},
};

/* The word of `adaptable` that opens a key of a state; NULL: no word does. */
static const char *word_for(spr_str key) {
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (spr_str_is(key, words[i].key)) return words[i].word;
  return NULL;
}

static bool lists(const spr_node *list, const char *word) {
  if (spr_node_is_scalar(list)) return spr_str_is(list->text, word);
  for (uint32_t i = 0; spr_node_is_list(list) && i < list->n; i++)
    if (spr_str_is(spr_node_text(list->items[i]), word)) return true;
  return false;
}

bool spr_adapt_may(const spr_adapter *x, const spr_rights *r, const char *word) {
  if (!word || r->locked) return false;
  return lists(spr_node_get(x->package, "adaptable"), word) ||
         (r->adaptable && lists(r->adaptable->value, word));
}

void spr_adapt_lose(spr_adapter *x, const spr_member *part) {
  spr_names_add(x->lost, part->key, NULL);
  spr_lost_add(x->lost, part->value);
}

/* The key as the city wrote it: `deadline` stands for a member of `deadlines`. */
static spr_str as_written(const spr_member *patch) {
  bool shorter = spr_str_is(patch->key, "deadlines") && patch->key_at.to - patch->key_at.from < patch->key.n;
  return shorter ? SPR_STR("deadline") : patch->key;
}

void spr_adapt_refuse(spr_adapter *x, const spr_rights *r, const spr_member *patch) {
  spr_str key = as_written(patch);
  spr_adapt_lose(x, patch);
  if (r->locked) {
    spr_diag *e = spr_fault(x->diags, &x->faulty, SPR_D_LOCKED, patch->key_at,
                            "\"%.*s\" is locked by the package", SPR_FMT(key));
    spr_diag_also(x->diags, e, r->locked->key_at, "it is locked here");
    return;
  }
  const spr_member *says = r->adaptable ? r->adaptable : spr_node_member(x->package, "adaptable");
  spr_diag *e = spr_fault(x->diags, &x->faulty, SPR_D_NOT_ADAPTABLE, patch->key_at,
                          "the package does not let cities change \"%.*s\" here", SPR_FMT(key));
  const spr_node *name = spr_node_get(x->package, "package");
  if (says)
    spr_diag_also(x->diags, e, says->value->at, "what cities may change here");
  else if (name)
    spr_diag_also(x->diags, e, name->at, "this package says nothing of `adaptable`");
}

spr_rights spr_rights_below(spr_rights around, const spr_node *map) {
  const spr_member *locked = spr_node_member(map, "locked");
  const spr_member *adaptable = spr_node_member(map, "adaptable");
  if (!around.locked && locked && spr_str_is(spr_node_text(locked->value), "true")) around.locked = locked;
  if (adaptable) around.adaptable = adaptable;
  return around;
}

static void no_target(spr_adapter *x, const spr_member *patch, const spr_node *among) {
  spr_near near;
  spr_near_init(&near, patch->key);
  for (uint32_t i = 0; spr_node_is_map(among) && i < among->n; i++)
    spr_near_offer(&near, among->members[i].key);
  spr_diag *e = spr_fault(x->diags, &x->faulty, SPR_D_NO_TARGET, patch->key_at,
                          "the standard has no \"%.*s\" here that could be dropped", SPR_FMT(patch->key));
  spr_diag_mean(x->diags, e, spr_near_best(&near));
}

bool spr_adapt_is_city_name(spr_adapter *x, const spr_member *added, const spr_node *among) {
  if (spr_str_starts(added->key, SPR_STR("x-"))) return true;
  spr_adapt_lose(x, added);
  if (spr_node_find(among, added->key)) {
    spr_diag *e = spr_fault(x->diags, &x->faulty, SPR_D_CITY_NAME, added->key_at,
                            "the standard has \"%.*s\" already, and a city does not replace it here",
                            SPR_FMT(added->key));
    spr_diag_help(x->diags, e, "what a city adds bears a name of its own: \"x-%.*s\"", SPR_FMT(added->key));
    return false;
  }
  spr_near near;
  spr_near_init(&near, added->key);
  for (uint32_t i = 0; spr_node_is_map(among) && i < among->n; i++)
    spr_near_offer(&near, among->members[i].key);
  spr_str best = spr_near_best(&near);
  spr_diag *e =
      spr_fault(x->diags, &x->faulty, SPR_D_CITY_NAME, added->key_at,
                "the standard has no \"%.*s\"; a name that a city adds begins with x-", SPR_FMT(added->key));
  if (best.n)
    spr_diag_mean(x->diags, e, best);
  else
    spr_diag_help(x->diags, e, "write \"x-%.*s\"", SPR_FMT(added->key));
  return false;
}

/* A map in the making: the standard's members, then what is new. */
typedef struct draft {
  spr_member *v;
  uint32_t n;
} draft;

static draft draft_of(const spr_adapter *x, const spr_node *map, uint32_t more) {
  uint32_t n = map && spr_node_is_map(map) ? map->n : 0;
  draft d = {.v = SPR_NEW_N(x->arena, spr_member, n + more + 1), .n = n};
  if (n) memcpy(d.v, map->members, n * sizeof *d.v);
  return d;
}

static spr_member *draft_find(const draft *d, spr_str key) {
  for (uint32_t i = 0; i < d->n; i++)
    if (spr_str_eq(d->v[i].key, key)) return &d->v[i];
  return NULL;
}

static void draft_set(draft *d, spr_member m) {
  spr_member *old = draft_find(d, m.key);
  if (old)
    *old = m;
  else
    d->v[d->n++] = m;
}

static void draft_drop(draft *d, spr_str key) {
  spr_member *old = draft_find(d, key);
  if (!old) return;
  memmove(old, old + 1, (size_t)(d->v + d->n - old - 1) * sizeof *old);
  d->n--;
}

static spr_node *draft_map(const spr_adapter *x, const draft *d, const spr_node *like) {
  return spr_node_new_map(x->arena, d->v, d->n, like->at);
}

/* RFC 7396. `named`: the members of the target are things with names, so that new ones need a city's. Depth
 * is that of the patch's file. */
static spr_node *merge(spr_adapter *x, const spr_rights *around, const spr_node *target, spr_node *patch,
                       bool named) {
  if (patch->kind != SPR_NODE_MAP || patch->poisoned) return patch;
  if (!spr_node_is_map(target)) target = NULL;
  spr_rights here = spr_rights_below(*around, target);
  draft out = draft_of(x, target, patch->n);
  for (uint32_t i = 0; i < patch->n; i++) {
    const spr_member *p = &patch->members[i];
    const spr_member *old = spr_node_find(target, p->key);
    if (p->value->poisoned || (old && old->value->poisoned)) continue;
    if (here.locked) {
      spr_adapt_refuse(x, &here, p);
      return (spr_node *)target;
    }
    if (spr_node_is_null(p->value)) {
      if (old)
        draft_drop(&out, p->key);
      else
        no_target(x, p, target);
    } else if (old || !named || spr_adapt_is_city_name(x, p, target)) {
      bool inside = old && spr_node_is_map(old->value) && spr_node_is_map(p->value);
      spr_node *value = merge(x, &here, old ? old->value : NULL, p->value, false);
      draft_set(&out, (spr_member){p->key, inside ? old->key_at : p->key_at, value});
    }
  }
  return draft_map(x, &out, target ? target : patch);
}

/* Does the patch change nothing but texts of things that are there? */
static bool only_titles(const spr_node *target, const spr_node *patch) {
  if (!spr_node_is_map(patch)) return false;
  for (uint32_t i = 0; i < patch->n; i++) {
    const spr_member *old = spr_node_find(target, patch->members[i].key);
    const spr_node *part = patch->members[i].value;
    if (!old || !spr_node_is_map(part)) return false;
    for (uint32_t k = 0; k < part->n; k++) {
      const char *word = word_for(part->members[k].key);
      if (!word || strcmp(word, "titles") != 0) return false;
    }
  }
  return true;
}

/* `states` or `stages`: those that are there are patched under their own rights, others are new. */
static spr_node *patch_states(spr_adapter *x, const spr_rights *r, const spr_node *target,
                              const spr_member *states) {
  const spr_node *patch = states->value;
  if (!spr_node_is_map(patch)) {
    spr_adapt_refuse(x, r, states);
    return (spr_node *)target;
  }
  draft out = draft_of(x, target, patch->n);
  for (uint32_t i = 0; i < patch->n; i++) {
    const spr_member *p = &patch->members[i];
    const spr_member *old = spr_node_find(target, p->key);
    if (p->value->poisoned || (old && old->value->poisoned)) continue;
    spr_rights below = old ? spr_rights_below(*r, old->value) : *r;
    bool drop = spr_node_is_null(p->value);
    if (drop && !old) {
      no_target(x, p, target);
    } else if (old && !drop) {
      draft_set(&out, (spr_member){p->key, old->key_at, spr_adapt_state(x, &below, old->value, p->value)});
    } else if (!spr_adapt_may(x, r, "states") || below.locked) {
      spr_adapt_refuse(x, &below, p);
    } else if (drop) {
      draft_drop(&out, p->key);
    } else if (spr_adapt_is_city_name(x, p, target)) {
      draft_set(&out, *p);
    }
  }
  return draft_map(x, &out, target);
}

/* Do members of a part with that word have names that a city may not choose freely? */
static bool has_names(const char *word) {
  return strcmp(word, "tasks") == 0 || strcmp(word, "deadline") == 0 || strcmp(word, "states") == 0;
}

/* One key of a state. */
static void patch_key(spr_adapter *x, const spr_rights *r, const spr_node *target, const spr_member *p,
                      draft *out) {
  const spr_member *old = spr_node_find(target, p->key);
  if (p->value->poisoned || (old && old->value->poisoned)) return;
  const char *word = word_for(p->key);
  spr_node *value;
  if (word && strcmp(word, "states") == 0 && old && spr_node_is_map(old->value)) {
    value = patch_states(x, r, old->value, p);
  } else if (!word || (!spr_adapt_may(x, r, word) &&
                       !(spr_adapt_may(x, r, "titles") && old && only_titles(old->value, p->value)))) {
    spr_adapt_refuse(x, r, p);
    return;
  } else if (spr_node_is_null(p->value)) {
    if (old)
      draft_drop(out, p->key);
    else
      no_target(x, p, target);
    return;
  } else {
    value = merge(x, r, old ? old->value : NULL, p->value, has_names(word));
  }
  draft_set(out, (spr_member){p->key, old ? old->key_at : p->key_at, value});
}

spr_node *spr_adapt_state(spr_adapter *x, const spr_rights *r, const spr_node *target,
                          const spr_node *patch) {
  if (!spr_node_is_map(patch)) return (spr_node *)target;
  draft out = draft_of(x, target, patch->n);
  for (uint32_t i = 0; i < patch->n; i++) patch_key(x, r, target, &patch->members[i], &out);
  return draft_map(x, &out, target);
}
