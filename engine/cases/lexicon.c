/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/lexicon.h"

#include <stdlib.h>

#include "cases/desk_impl.h"
#include "store/chain.h"

/* A place, and the words of its titles, folded, each with a blank before it. */
typedef struct titles {
  spr_titled at;
  spr_str words;
} titles;

struct spr_lexicon {
  spr_alloc alloc;
  spr_arena arena;
  titles *v; /* as spr_titled_cmp orders them */
  uint32_t n, cap;
  spr_buf names;   /* of what is deployed, each with NUL behind it */
  spr_buf words;   /* scratch */
  spr_hash made;   /* of what was deployed when it was made */
  uint64_t looked; /* generation of the store when that was last looked at */
  bool whole;
};

void spr_lexicon_free(spr_lexicon *x) {
  if (!x) return;
  spr_alloc alloc = x->alloc;
  spr_arena_release(&x->arena);
  spr_buf_release(&x->names);
  spr_buf_release(&x->words);
  spr_free(&alloc, x, sizeof *x);
}

static spr_lexicon *lexicon_of(spr_desk *desk) {
  spr_lexicon *x = desk->lexicon ? desk->lexicon : spr_realloc(&desk->alloc, NULL, 0, sizeof *x);
  if (!x || desk->lexicon) return x;
  *x = (spr_lexicon){.alloc = desk->alloc};
  spr_arena_init(&x->arena, &x->alloc, SPR_MAX_LEXICON_BYTES);
  spr_buf_init(&x->names, &x->alloc, SPR_MAX_OUTPUT_BYTES);
  spr_buf_init(&x->words, &x->alloc, SPR_MAX_OUTPUT_BYTES);
  desk->lexicon = x;
  return x;
}

/* -- titles ---------------------------------------------------------------------------------------------- */

static void add_words(spr_lexicon *x, spr_str text) {
  spr_wording w = {.text = text};
  while (spr_wording_next(&w)) {
    spr_buf_char(&x->words, ' ');
    spr_buf_str(&x->words, w.word);
  }
}

static void add_title(spr_lexicon *x, const spr_title *t) {
  for (uint32_t i = 0; i < t->n; i++) add_words(x, t->v[i].text);
}

static void add_title_node(spr_lexicon *x, const spr_node *n) {
  if (spr_node_is_scalar(n)) add_words(x, spr_node_text(n));
  for (uint32_t i = 0; spr_node_is_map(n) && i < n->n; i++)
    if (spr_node_is_scalar(n->members[i].value)) add_words(x, spr_node_text(n->members[i].value));
}

/* May jump. */
static void keep(spr_lexicon *x, const spr_titled *at) {
  spr_arena *a = &x->arena;
  if (x->words.n == 0) return;
  titles made = {.at = {spr_str_dup(a, at->package), spr_str_dup(a, at->workflow),
                        spr_str_dup(a, at->municipality), spr_str_dup(a, at->state)},
                 .words = spr_str_dup(a, spr_buf_view(&x->words))};
  *SPR_PUSH(a, x->v, x->n, x->cap) = made;
  spr_buf_clear(&x->words);
}

static bool has_title(const spr_model *m, int32_t state) {
  while (state != SPR_NONE && m->states[state].title.n == 0) state = m->states[state].parent;
  return state != SPR_NONE;
}

static void keep_workflow(spr_lexicon *x, const spr_volume *v, const spr_model *m, spr_titled at) {
  add_words(x, at.package);
  add_words(x, at.workflow);
  add_words(x, at.municipality);
  add_title(x, &v->city->title);
  add_title_node(x, spr_node_get(v->package->tree, "title"));
  if (m->nstates) add_title(x, &m->states[0].title);
  keep(x, &at);
  for (uint32_t i = 0; i < m->nstates; i++) {
    at.state = m->states[i].path;
    if (m->states[i].hidden || at.state.n == 0) continue;
    if (has_title(m, (int32_t)i))
      add_title(x, &m->states[i].title);
    else
      add_words(x, at.state);
    keep(x, &at);
  }
}

static spr_status keep_guarded(spr_lexicon *x, const spr_volume *v, const spr_model *m,
                               const spr_titled *at) {
  jmp_buf env;
  if (spr_arena_guard(&x->arena, &env)) return SPR_ENOMEM;
  keep_workflow(x, v, m, *at);
  spr_arena_unguard(&x->arena, NULL);
  return x->words.failed ? SPR_ENOMEM : SPR_OK;
}

/* A workflow that others use alone may not stand by itself: then no case is of it. */
static spr_status keep_volume(spr_lexicon *x, const spr_volume *v) {
  spr_status s = SPR_OK;
  for (uint32_t i = 0; i < v->package->nworkflows && s == SPR_OK; i++) {
    spr_titled at = {v->package->name, v->package->workflows[i].name, v->city->id, SPR_STR("")};
    spr_definition *d = NULL;
    s = spr_library_get(v->library, v->package, v->city, at.workflow, &d);
    if (s == SPR_OK) s = keep_guarded(x, v, d->model, &at);
    if (s == SPR_EINVAL) s = SPR_OK;
  }
  return s;
}

/* -- what is deployed ------------------------------------------------------------------------------------ */

static bool on_current(void *ud, spr_str name) {
  spr_lexicon *x = ud;
  spr_str package, city;
  if (!spr_current_parts(name, &package, &city) && !spr_str_is(name, SPR_CURRENT_ENVIRONMENT)) return true;
  spr_buf_str(&x->names, name);
  spr_buf_char(&x->names, '\0');
  return !x->names.failed;
}

static spr_status hash_deployed(spr_lexicon *x, spr_store *store, spr_hash *out) {
  spr_hasher h;
  spr_hash one;
  spr_buf_clear(&x->names);
  spr_status s = spr_store_currents(store, on_current, x);
  if (s == SPR_OK && x->names.failed) s = SPR_ENOMEM;
  spr_hasher_begin(&h, "sprawa lexicon 1");
  for (size_t i = 0; i < x->names.n && s == SPR_OK; i += strlen(x->names.p + i) + 1) {
    s = spr_store_current(store, spr_str_of(x->names.p + i), &one);
    spr_hasher_str(&h, spr_str_of(x->names.p + i));
    spr_hasher_hash(&h, &one);
  }
  spr_hasher_end(&h, out);
  return s;
}

static int by_place(const void *a, const void *b) {
  return spr_titled_cmp(&((const titles *)a)->at, &((const titles *)b)->at);
}

/* What cannot be read has no titles. */
static spr_status make(spr_lexicon *x, spr_desk *desk) {
  spr_shelf *shelf = spr_desk_shelf(desk);
  spr_status s = SPR_OK;
  spr_arena_release(&x->arena);
  spr_arena_init(&x->arena, &x->alloc, SPR_MAX_LEXICON_BYTES);
  spr_buf_clear(&x->words);
  x->v = NULL;
  x->n = x->cap = 0;
  for (size_t i = 0; i < x->names.n && s == SPR_OK; i += strlen(x->names.p + i) + 1) {
    spr_str package, city;
    spr_volume *v = NULL;
    if (!spr_current_parts(spr_str_of(x->names.p + i), &package, &city)) continue;
    s = spr_shelf_current(shelf, package, city, &v);
    if (s == SPR_OK && v->package && v->city) s = keep_volume(x, v);
    if (s == SPR_ENOTFOUND || s == SPR_ECORRUPT) s = SPR_OK;
    spr_shelf_trim(shelf);
  }
  if (x->n) qsort(x->v, x->n, sizeof *x->v, by_place);
  return s;
}

static spr_status refresh(spr_lexicon *x, spr_desk *desk, spr_store *store) {
  spr_hash now;
  uint64_t generation;
  spr_status s = spr_store_generation(store, &generation);
  if (s != SPR_OK || (x->whole && x->looked == generation)) return s;
  s = hash_deployed(x, store, &now);
  if (s != SPR_OK) return s;
  x->looked = generation;
  if (x->whole && spr_hash_equal(&now, &x->made)) return SPR_OK;
  x->whole = false;
  s = make(x, desk);
  x->made = now;
  x->whole = s == SPR_OK;
  return s;
}

/* -- seeking --------------------------------------------------------------------------------------------- */

static bool begins(spr_str words, spr_str word) {
  for (uint32_t i = 0; i + word.n < words.n; i++)
    if (words.p[i] == ' ' && memcmp(words.p + i + 1, word.p, word.n) == 0) return true;
  return false;
}

static void seek(const spr_lexicon *x, spr_arena *a, spr_sought *w) {
  spr_titled *v = NULL;
  uint32_t n = 0, cap = 0;
  for (uint32_t i = 0; i < x->n; i++)
    if (begins(x->v[i].words, w->word)) *SPR_PUSH(a, v, n, cap) = x->v[i].at;
  w->titled = v;
  w->ntitled = n;
}

spr_status spr_lexicon_seek(spr_desk *desk, spr_store *store, spr_arena *a, spr_sought *v, uint32_t n) {
  spr_lexicon *x = lexicon_of(desk);
  spr_status s = x ? refresh(x, desk, store) : SPR_ENOMEM;
  jmp_buf env;
  if (s != SPR_OK) return s;
  if (spr_arena_guard(a, &env)) return SPR_ENOMEM;
  for (uint32_t i = 0; i < n; i++) seek(x, a, &v[i]);
  spr_arena_unguard(a, NULL);
  return SPR_OK;
}
