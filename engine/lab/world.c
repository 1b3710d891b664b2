/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/world.h"

#include "base/limits.h"
#include "base/utf8.h"

typedef struct world_case {
  char id[SPR_CASE_ID_CHARS + 1];
  spr_case_ref opener;
  spr_value link; /* text: the name under which the opener knows it; nil */
} world_case;

struct spr_world {
  spr_alloc alloc;
  spr_store *store;
  spr_desk *desk;
  spr_instant now;
  uint64_t drawn; /* ids */
  spr_pool pool;
  spr_heap heap;
  world_case *cases;
  uint32_t ncases, cap;
  spr_loaded seen;      /* the case that was looked at last */
  spr_case_ref looking; /* at which; -1: at none */
  spr_world_watch_fn watch;
  void *watch_ud;
  spr_buf incidents; /* texts, each with its NUL */
  uint32_t nincidents, nshown;
  bool nomem;        /* something could not be noted */
  spr_status failed; /* why the world can only be freed */
};

spr_str spr_world_id(const spr_world *w, spr_case_ref c) {
  return spr_str_n(w->cases[c].id, SPR_CASE_ID_CHARS);
}

/* -- noting what happens -------------------------------------------------------------------------------- */

static spr_case_ref find(const spr_world *w, spr_str id) {
  for (uint32_t i = 0; i < w->ncases; i++)
    if (spr_str_eq(spr_world_id(w, (spr_case_ref)i), id)) return (spr_case_ref)i;
  return -1;
}

static bool on_link(void *ud, const spr_link_row *row) {
  spr_world *w = ud;
  world_case *k = &w->cases[w->ncases - 1];
  if (!spr_str_is(row->id, k->id)) return true;
  k->opener = find(w, row->other);
  k->link = spr_v_text(&w->heap, row->name);
  return false;
}

static bool grow(spr_world *w) {
  if (w->ncases < w->cap) return true;
  uint32_t cap = w->cap ? w->cap * 2 : 4;
  world_case *v = spr_realloc(&w->alloc, w->cases, w->cap * sizeof *v, cap * sizeof *v);
  if (!v) return false;
  w->cases = v;
  w->cap = cap;
  return true;
}

static void note_opened(spr_world *w, const spr_loaded *l) {
  if (!grow(w)) {
    w->nomem = true;
    return;
  }
  world_case *k = &w->cases[w->ncases++];
  *k = (world_case){.opener = -1, .link = SPR_V_NIL};
  memcpy(k->id, l->row.id.p, SPR_CASE_ID_CHARS);
  w->nomem = w->nomem || spr_store_links(w->store, l->row.id, on_link, w) != SPR_OK;
}

/* What nobody asked for has failed; what: the event, or empty. */
static void note_incident(spr_world *w, spr_case_ref c, spr_str what, const spr_watched *x) {
  const spr_result *r = x->result;
  spr_buf text;
  if (w->nincidents++ >= SPR_MAX_INCIDENTS_SHOWN) return;
  spr_buf_init(&text, &w->alloc, SPR_MAX_OUTPUT_BYTES);
  if (w->ncases > 1) spr_buf_printf(&text, "case %d: ", (int)c);
  if (what.n > 0) spr_buf_printf(&text, "%.*s: ", SPR_FMT(what));
  for (uint32_t i = 0; r && i < r->nreasons; i++)
    spr_buf_printf(&text, "%s%.*s", i > 0 ? "; " : "", SPR_FMT(r->reasons[i].text));
  if (r && r->nreasons == 0) spr_buf_puts(&text, spr_refusal_name(r->code));
  if (r && r->nreasons > 0 && r->reasons[0].line > 0)
    spr_buf_printf(&text, " (%.*s:%u)", SPR_FMT(r->reasons[0].file), r->reasons[0].line);
  if (!r) spr_buf_str(&text, x->in->reason);
  spr_utf8_clean(&w->incidents, spr_buf_view(&text), SPR_MAX_MESSAGE_BYTES);
  spr_buf_char(&w->incidents, '\0');
  w->nomem = w->nomem || text.failed || w->incidents.failed;
  w->nshown += !w->nomem;
  spr_buf_release(&text);
}

static void watch(void *ud, const spr_watched *x) {
  spr_world *w = ud;
  bool taken = x->result && x->result->outcome == SPR_TAKEN;
  if (taken && x->in->kind == SPR_IN_OPEN) note_opened(w, x->loaded);
  spr_case_ref c = find(w, x->loaded->row.id);
  bool stuck = x->result && x->result->outcome == SPR_STUCK && x->tries == 0;
  if (stuck || x->endless) note_incident(w, c, stuck ? x->in->name : SPR_STR(""), x);
  if (w->watch) w->watch(w->watch_ud, w, c, x);
}

/* -- the world ------------------------------------------------------------------------------------------ */

/* Ids of cases: the same in every run. */
static void draw(void *ud, void *out, size_t n) {
  spr_world *w = ud;
  w->drawn++;
  for (size_t i = 0; i < n; i++)
    ((unsigned char *)out)[n - 1 - i] = i < 8 ? (unsigned char)(w->drawn >> 8 * i) : 0;
}

static spr_status set_up(spr_world *w, spr_library *l, bool light) {
  spr_status s = light ? spr_store_brief(&w->alloc, &w->store) : spr_store_memory(&w->alloc, &w->store);
  if (s != SPR_OK) return s;
  spr_desk_options o = {.alloc = &w->alloc,
                        .store = w->store,
                        .random = draw,
                        .random_ud = w,
                        .library = l,
                        .max_cases = SPR_MAX_LINKED_CASES + 1,
                        .in_hand = light};
  s = spr_desk_new(&o, &w->desk);
  if (s != SPR_OK) return s;
  spr_desk_unmarked(w->desk, true);
  spr_desk_watch(w->desk, watch, w);
  return SPR_OK;
}

spr_status spr_world_new(spr_library *l, spr_instant start, spr_world_kind kind, spr_world **out) {
  const spr_alloc *alloc = spr_library_alloc(l);
  spr_world *w = spr_realloc(alloc, NULL, 0, sizeof *w);
  *out = NULL;
  if (!w) return SPR_ENOMEM;
  *w = (spr_world){.alloc = *alloc, .now = start, .looking = -1};
  spr_pool_init(&w->pool, alloc);
  w->heap = spr_heap_pool(&w->pool);
  spr_buf_init(&w->incidents, alloc, SPR_MAX_LOG_BYTES);
  spr_status s = set_up(w, l, kind == SPR_WORLD_LIGHT);
  if (s == SPR_OK)
    *out = w;
  else
    spr_world_free(w);
  return s;
}

/* What was seen may stand otherwise now. */
static void look_away(spr_world *w) {
  if (w->looking >= 0) spr_loaded_release(&w->seen);
  w->looking = -1;
}

void spr_world_free(spr_world *w) {
  if (!w) return;
  look_away(w);
  spr_desk_free(w->desk);
  spr_store_close(w->store);
  spr_free(&w->alloc, w->cases, w->cap * sizeof *w->cases);
  spr_buf_release(&w->incidents);
  spr_pool_release(&w->pool);
  spr_free(&w->alloc, w, sizeof *w);
}

spr_instant spr_world_now(const spr_world *w) {
  return w->now;
}

void spr_world_watch(spr_world *w, spr_world_watch_fn fn, void *ud) {
  w->watch = fn;
  w->watch_ud = ud;
}

/* -- running -------------------------------------------------------------------------------------------- */

static spr_status end_batch(spr_world *w, spr_status s) {
  if (s == SPR_OK) s = spr_store_commit(w->store);
  if (s != SPR_OK) spr_store_abandon(w->store);
  spr_desk_ended(w->desk, s == SPR_OK);
  if (s == SPR_OK && (w->nomem || w->heap.oom)) s = SPR_ENOMEM;
  w->failed = s;
  return s;
}

typedef struct soonest {
  spr_instant at; /* SPR_NO_INSTANT: nothing waits */
} soonest;

static void offer(soonest *k, spr_instant at) {
  if (k->at == SPR_NO_INSTANT || at < k->at) k->at = at;
}

static bool on_case(void *ud, const spr_case_row *c) {
  offer(ud, c->pending);
  return false;
}

static bool on_message(void *ud, const spr_message_row *m) {
  offer(ud, m->try_at == SPR_NO_INSTANT ? SPR_MIN_INSTANT : m->try_at);
  return true;
}

static spr_status next_due(spr_world *w, spr_instant until, soonest *out) {
  *out = (soonest){.at = SPR_NO_INSTANT};
  spr_status s = spr_store_due(w->store, until, NULL, 1, on_case, out);
  return s == SPR_OK ? spr_store_messages(w->store, until, NULL, UINT32_MAX, on_message, out) : s;
}

/* A city whose rules run out of work too often is made to wait, so that others go on. Here time stands still
 * meanwhile, and nobody else is there. */
static spr_status begin_batch(spr_world *w) {
  spr_desk_relieve(w->desk);
  return spr_store_begin(w->store);
}

static spr_status tick(spr_world *w, uint32_t *fired) {
  spr_tick t = {.now = w->now, .limit = SPR_TICK_STEPS, .anew = true};
  spr_ticked done = {.fired = 0};
  spr_status s = begin_batch(w);
  if (s == SPR_OK) s = end_batch(w, spr_desk_tick(w->desk, &t, &done));
  *fired = done.fired;
  return s;
}

spr_status spr_world_advance(spr_world *w, spr_instant t) {
  look_away(w);
  for (uint32_t steps = 0, fired = 0;; steps += fired) {
    soonest next;
    spr_status s = next_due(w, t > w->now ? t : w->now, &next);
    if (s != SPR_OK) return s;
    if (next.at == SPR_NO_INSTANT) break;
    if (steps >= SPR_MAX_TICKS) return SPR_ELIMIT;
    if (next.at > w->now) w->now = next.at;
    s = tick(w, &fired);
    if (s != SPR_OK) return s;
    if (fired == 0) return SPR_EBUG; /* something was due, and yet nothing happened */
  }
  if (t > w->now) w->now = t;
  return SPR_OK;
}

/* What was asked may lie in the case that was looked at, which stays until it is done. */
static spr_status ask(spr_world *w, const spr_ask *a, spr_told *told) {
  spr_status s = begin_batch(w);
  if (s == SPR_OK) s = end_batch(w, spr_desk_take(w->desk, a, told));
  look_away(w);
  return s == SPR_OK ? spr_world_advance(w, w->now) : s;
}

spr_status spr_world_open(spr_world *w, const spr_definition *def, const spr_input *in, spr_case_ref *out,
                          spr_told *told) {
  spr_ask a = {.kind = SPR_IN_OPEN,
               .package = def->package ? def->package->name : SPR_STR(""),
               .municipality = def->city ? def->city->id : SPR_STR(""),
               .workflow = def->workflow,
               .data = in->data,
               .by = in->by,
               .operator= in->operator,
               .view = {.everything = true},
               .occurred = SPR_NO_INSTANT,
               .now = w->now};
  uint32_t before = w->ncases;
  spr_status s = ask(w, &a, told);
  /* The cases that it opened in turn come behind it. */
  *out = w->ncases > before ? (spr_case_ref)before : -1;
  return s;
}

spr_status spr_world_take(spr_world *w, spr_case_ref c, const spr_input *in, spr_told *told) {
  spr_ask a = {.kind = in->kind,
               .id = spr_world_id(w, c),
               .name = in->name,
               .data = in->data,
               .by = in->by,
               .reason = in->reason,
               .occurred = in->occurred,
               .operator= in->operator,
               .view = {.everything = true},
               .now = w->now};
  return ask(w, &a, told);
}

/* -- reading -------------------------------------------------------------------------------------------- */

spr_status spr_world_look(spr_world *w, spr_case_ref c, const spr_loaded **out) {
  *out = &w->seen;
  if (w->failed != SPR_OK) return w->failed;
  if (w->looking == c) return SPR_OK;
  look_away(w);
  spr_status s = spr_desk_load(w->desk, spr_world_id(w, c), &w->seen);
  if (s == SPR_OK) w->looking = c;
  return s;
}

spr_desk *spr_world_desk(spr_world *w) {
  return w->desk;
}
spr_store *spr_world_store(spr_world *w) {
  return w->store;
}

uint32_t spr_world_cases(const spr_world *w) {
  return w->ncases;
}

spr_case_ref spr_world_link(const spr_world *w, spr_case_ref c, spr_str id) {
  for (uint32_t i = w->ncases; i-- > 0;)
    if (w->cases[i].opener == c && spr_str_eq(spr_v_str(w->cases[i].link), id)) return (spr_case_ref)i;
  return -1;
}

spr_case_ref spr_world_opener(const spr_world *w, spr_case_ref c, spr_str *link) {
  *link = spr_v_str(w->cases[c].link);
  return w->cases[c].opener;
}

uint32_t spr_world_incidents(const spr_world *w) {
  return w->nincidents;
}

spr_str spr_world_incident(const spr_world *w, uint32_t i) {
  if (i >= w->nshown) return SPR_STR("");
  const char *p = w->incidents.p;
  for (uint32_t k = 0; k < i; k++) p += strlen(p) + 1;
  return spr_str_of(p);
}

void spr_world_forget_incidents(spr_world *w) {
  w->nincidents = w->nshown = 0;
  spr_buf_clear(&w->incidents);
}
