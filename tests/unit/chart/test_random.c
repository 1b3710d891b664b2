/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

static void strcpy_bounded(char *to, const char *from, size_t size) {
  size_t n = strnlen(from, size - 1);
  memcpy(to, from, n);
  to[n] = '\0';
}
#include "naive.h"
#include "support.h"

#include "lang/model_index.h"

/* Random charts under random events: the engine and the naive algorithm must agree on the configuration, the
 * order of every action, what is refused, and the end. The seed of a failure is printed. */

typedef struct world {
  uint64_t random;
  spr_arena *a;
  spr_model m;
  spr_state states[NAIVE_MAX];
  spr_transition transitions[NAIVE_MAX * 6];
  spr_expr exprs[2000];
  naive z;
} world;

static int pick(world *w, int n) {
  return (int)(test_random(&w->random) % (uint64_t)n);
}

static int add_expr(world *w, spr_expr_kind kind, const char *fmt, const char *arg) {
  spr_expr *x = &w->exprs[w->m.nexprs];
  spr_str text = spr_str_printf(w->a, "%s", fmt);
  char buf[100];
  snprintf(buf, sizeof buf, "%s", fmt);
  char *hole = strchr(buf, '@');
  if (hole) text = spr_str_printf(w->a, "%.*s%s%s", (int)(hole - buf), buf, arg, hole + 1);
  *x = (spr_expr){.kind = kind, .text = text, .state = SPR_NONE};
  return (int)w->m.nexprs++;
}

static const char *const names[] = {"e0", "e1", "e2", "e3", "x.a", "x.b", "x.a.c"};

static spr_block block(world *w, naive_block *b, const char *label) {
  spr_action *v = SPR_NEW_N(w->a, spr_action, 3);
  b->n = 0;
  b->v[b->n].what = DO_LOG;
  snprintf(b->v[b->n++].text, 32, "%s", label);
  int extra = pick(w, 12);
  if (extra == 0 || extra == 1) {
    b->v[b->n].what = DO_RAISE;
    snprintf(b->v[b->n++].text, 32, "%s", names[pick(w, 7)]);
  } else if (extra == 2 && pick(w, 10) == 0) {
    b->v[b->n++].what = DO_FAIL;
    b->v[b->n].what = DO_LOG;
    snprintf(b->v[b->n++].text, 32, "never");
  }
  for (int i = 0; i < b->n; i++) {
    v[i] = (spr_action){.kind = SPR_A_RUN, .when = SPR_NONE};
    if (b->v[i].what == DO_RAISE) {
      v[i].kind = SPR_A_RAISE;
      v[i].event = spr_str_printf(w->a, "%s", b->v[i].text);
    } else {
      v[i].expr = add_expr(w, SPR_X_RUN, b->v[i].what == DO_LOG ? "log(\"@\")" : "fail(\"@\")", b->v[i].text);
    }
  }
  return (spr_block){v, (uint32_t)b->n};
}

/* -- the tree ------------------------------------------------------------------------------------------- */

static int grow(world *w, int parent, int depth, int budget) {
  int id = (int)w->m.nstates++;
  spr_state *s = &w->states[id];
  *s = (spr_state){
      .parent = parent, .initial = SPR_NONE, .occupies_role = SPR_NONE, .occupies_places = SPR_NONE};
  char name[16];
  snprintf(name, sizeof name, "s%d", id);
  s->name = s->path = s->outcome = spr_str_dup(w->a, spr_str_of(name));
  if (parent == SPR_NONE) s->path = SPR_STR("");
  int kind = depth >= 5 || budget < 3 ? 0 : pick(w, 5);
  if (parent == SPR_NONE) kind = pick(w, 4) ? 3 : 1;
  s->kind = kind == 1 ? SPR_S_PARALLEL : kind >= 2 ? SPR_S_COMPOUND : SPR_S_ATOMIC;
  if (s->kind == SPR_S_ATOMIC) {
    bool final =
        parent != SPR_NONE && w->states[parent].kind == SPR_S_COMPOUND && pick(w, parent ? 6 : 20) == 0;
    if (final) s->kind = SPR_S_FINAL;
    s->last = id;
    return budget - 1;
  }
  int children = 2 + pick(w, 3), left = budget - 1;
  if (parent == SPR_NONE) children++;
  for (int i = 0; i < children && (left > 0 || i < 1); i++)
    left = grow(w, id, depth + 1, left / (children - i) + 1) + left - (left / (children - i) + 1);
  if (pick(w, 2) == 0 && w->m.nstates < NAIVE_MAX - 2) {
    int h = (int)w->m.nstates++;
    w->states[h] = (spr_state){
        .parent = id, .initial = SPR_NONE, .occupies_role = SPR_NONE, .occupies_places = SPR_NONE, .last = h};
    w->states[h].kind = pick(w, 2) ? SPR_S_HISTORY_DEEP : SPR_S_HISTORY_SHALLOW;
    snprintf(name, sizeof name, "s%d", h);
    w->states[h].name = w->states[h].path = spr_str_dup(w->a, spr_str_of(name));
  }
  s->last = (int32_t)w->m.nstates - 1;
  return left;
}

/* -- transitions ---------------------------------------------------------------------------------------- */

static bool is_history(const world *w, int s) {
  return w->states[s].kind >= SPR_S_HISTORY_SHALLOW;
}

/* May two states be active together? */
static bool compatible(const world *w, int a, int b) {
  if (is_history(w, a)) a = w->states[a].parent;
  if (is_history(w, b)) b = w->states[b].parent;
  if (a == b || spr_state_inside(&w->m, a, b) || spr_state_inside(&w->m, b, a)) return false;
  int up = a;
  while (!spr_state_inside(&w->m, b, up)) up = w->states[up].parent;
  return w->states[up].kind == SPR_S_PARALLEL;
}

static void choose_targets(world *w, spr_transition *t, int from, int to, bool histories) {
  int32_t *v = SPR_NEW_N(w->a, int32_t, 3);
  uint32_t n = 0;
  for (int tries = 0; tries < 20 && n < (pick(w, 3) ? 1u : 3u); tries++) {
    int s = from + pick(w, to - from + 1);
    bool ok = histories || !is_history(w, s);
    for (uint32_t k = 0; k < n; k++) ok = ok && compatible(w, s, v[k]);
    if (ok) v[n++] = s;
  }
  t->targets = v;
  t->ntargets = n;
}

static int new_transition(world *w, int source, spr_trigger_kind trigger) {
  int id = (int)w->m.ntransitions++;
  w->transitions[id] = (spr_transition){.source = source, .trigger = trigger};
  w->z.guard[id] = G_NONE;
  char label[16];
  snprintf(label, sizeof label, "t%d", id);
  w->transitions[id].actions = block(w, &w->z.act[id], label);
  return id;
}

static void guard(world *w, int id) {
  int k = pick(w, 6);
  if (k < 3) return;
  int s = pick(w, (int)w->m.nstates);
  naive_guard g = k == 3 ? G_INSIDE : k == 4 ? G_OUTSIDE : pick(w, 8) ? G_FALSE : G_FAIL;
  w->z.guard[id] = g;
  w->z.guard_state[id] = s;
  spr_expr_id *x = SPR_NEW(w->a, spr_expr_id);
  const char *text = g == G_INSIDE    ? "inside(\"@\")"
                     : g == G_OUTSIDE ? "not inside(\"@\")"
                     : g == G_FALSE   ? "false"
                                      : "fail(\"guard @\")";
  char path[32];
  snprintf(path, sizeof path, "%.*s", SPR_FMT(w->states[s].path));
  *x = add_expr(w, SPR_X_GUARD, text, path);
  w->transitions[id].guards = x;
  w->transitions[id].nguards = 1;
}

static void selectable(world *w, int s) {
  spr_state *ms = &w->states[s];
  ms->transitions = (int32_t)w->m.ntransitions;
  int n = pick(w, 5);
  for (int i = 0; i < n && w->m.ntransitions < NAIVE_MAX * 5; i++) {
    bool always = pick(w, 10) == 0;
    int id = new_transition(w, s, always ? SPR_TRIGGER_ALWAYS : SPR_TRIGGER_EVENT);
    spr_transition *t = &w->transitions[id];
    int k = pick(w, 14);
    t->match = k == 0 ? SPR_MATCH_ALL : k == 1 ? SPR_MATCH_PREFIX : SPR_MATCH_EXACT;
    t->event = k == 0   ? SPR_STR("*")
               : k == 1 ? SPR_STR("x")
               : k == 2 ? SPR_STR("error.execution")
                        : spr_str_of(names[pick(w, 7)]);
    if (k == 3) {
      int of = pick(w, (int)w->m.nstates);
      t->event = spr_str_printf(w->a, "done.state.%.*s", SPR_FMT(w->states[of].path));
    }
    if (pick(w, 5)) choose_targets(w, t, 1, (int)w->m.nstates - 1, true);
    t->reenter = pick(w, 4) == 0;
    if (always && !w->transitions[id].nguards) w->z.guard[id] = G_NONE;
    guard(w, id);
  }
  ms->ntransitions = (int32_t)w->m.ntransitions - ms->transitions;
}

static void defaults(world *w, int s) {
  spr_state *ms = &w->states[s];
  if (ms->kind == SPR_S_COMPOUND && pick(w, 3) == 0) {
    int id = new_transition(w, s, SPR_TRIGGER_INITIAL);
    choose_targets(w, &w->transitions[id], s + 1, ms->last, true);
    if (w->transitions[id].ntargets) ms->initial = id;
  }
  if (!is_history(w, s)) return;
  int p = ms->parent, id = new_transition(w, s, SPR_TRIGGER_INITIAL);
  /* The default of a history in a parallel state leads somewhere below its regions, or to them. */
  choose_targets(w, &w->transitions[id], p + 1, w->states[p].last, false);
  ms->initial = id;
}

static void make(world *w) {
  grow(w, SPR_NONE, 0, 6 + pick(w, 26));
  w->m.states = w->states;
  w->m.transitions = w->transitions;
  w->m.exprs = w->exprs;
  for (int s = 0; s < (int)w->m.nstates; s++) {
    char label[16];
    snprintf(label, sizeof label, "+%d", s);
    w->states[s].entry = block(w, &w->z.entry[s], label);
    snprintf(label, sizeof label, "-%d", s);
    w->states[s].exit = block(w, &w->z.exit[s], label);
  }
  for (int s = 0; s < (int)w->m.nstates; s++)
    if (!is_history(w, s)) selectable(w, s);
  for (int s = 0; s < (int)w->m.nstates; s++) defaults(w, s);
  w->m.alone = true;
  w->m.calendar = &spr_calendar_plain;
  w->m.zone = spr_zone_utc;
  w->m.opens = (spr_whos){0};
  w->z.m = &w->m;
  spr_model_index *index = SPR_NEW(w->a, spr_model_index);
  index->path_of = SPR_NEW_N(w->a, int32_t, NAIVE_MAX);
  spr_names_init(&index->paths, w->a);
  for (uint32_t s = 0; s < w->m.nstates; s++)
    index->path_of[spr_names_add(&index->paths, w->states[s].path, NULL)] = (int32_t)s;
  w->m.index = index;
}

/* -- playing -------------------------------------------------------------------------------------------- */

static void describe(const world *w) {
  for (int s = 0; s < (int)w->m.nstates; s++) {
    static const char *const kinds[] = {"atomic", "compound", "parallel", "final", "shallow", "deep"};
    fprintf(stderr, "s%d in %d: %s initial %d\n", s, w->states[s].parent, kinds[w->states[s].kind],
            w->states[s].initial);
  }
  for (int t = 0; t < (int)w->m.ntransitions; t++) {
    const spr_transition *x = &w->transitions[t];
    fprintf(stderr, "t%d from s%d trigger %d match %d %.*s%s guard %d s%d ->", t, x->source, x->trigger,
            x->match, SPR_FMT(x->event), x->reenter ? " reenter" : "", w->z.guard[t], w->z.guard_state[t]);
    for (uint32_t i = 0; i < x->ntargets; i++) fprintf(stderr, " s%d", x->targets[i]);
    fprintf(stderr, "\n");
  }
}

static bool legal(const world *w, const nlist *active) {
  for (int i = 0; i < active->n; i++) {
    int s = active->v[i], children = 0, there = 0;
    if (s && !has(active, w->states[s].parent)) return false;
    for (int k = 1; k < (int)w->m.nstates; k++) {
      if (w->states[k].parent != s || is_history(w, k)) continue;
      children++;
      there += has(active, k);
    }
    if (w->states[s].kind == SPR_S_COMPOUND && there != 1) return false;
    if (w->states[s].kind == SPR_S_PARALLEL && there != children) return false;
  }
  return true;
}

static void compare(play *p, world *w, bool taken, const char *event, uint64_t seed) {
  nlist mine = {.n = 0}, theirs = {.n = 0};
  for (int s = 0; s < (int)w->m.nstates; s++)
    if (spr_case_active(p->c, s)) add(&mine, s);
  theirs = w->z.configuration;
  sort(&theirs);
  bool same =
      mine.n == theirs.n && (mine.n == 0 || memcmp(mine.v, theirs.v, (size_t)mine.n * sizeof *mine.v) == 0);
  bool accepted = p->result.outcome == SPR_TAKEN;
  bool sound = mine.n == 0 || spr_case_ended(p->c) || legal(w, &mine);
  bool logs = !taken || spr_str_is(spr_buf_view(&p->log), w->z.log);
  if (same && sound && accepted == taken && logs && w->z.ended == spr_case_ended(p->c)) return;
  describe(w);
  fprintf(stderr, "seed %llu, event %s: engine %s %s, naive %s\n", (unsigned long long)seed,
          event ? event : "start", accepted ? "takes" : "refuses", spr_refusal_name(p->result.code),
          taken ? "takes" : "refuses");
  for (int i = 0; i < mine.n; i++) fprintf(stderr, " %d", mine.v[i]);
  fprintf(stderr, " |");
  for (int i = 0; i < theirs.n; i++) fprintf(stderr, " %d", theirs.v[i]);
  fprintf(stderr, "\nengine log %s\nnaive  log %s\n", p->log.p ? p->log.p : "", w->z.log);
  play_fail(p, sound ? "they differ" : "the configuration is not legal");
}

static uint64_t one(uint64_t seed, uint32_t *steps) {
  static world w;
  static play p;
  memset(&w, 0, sizeof w);
  memset(&p, 0, sizeof p);
  w.random = seed * 2654435761u + 88172645463325252u;
  spr_arena_init(&p.arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&p.arena, &p.escape)) fail();
  w.a = &p.arena;
  make(&w);
  p.name = "random";
  p.model = &w.m;
  p.env = (spr_env){.law = {&spr_calendar_plain, spr_zone_utc, 0}, .quiet = seed & 1};
  spr_buf_init(&p.log, &spr_alloc_default, 1u << 20);
  spr_buf_init(&p.before, &spr_alloc_default, 1u << 22);
  spr_buf_init(&p.after, &spr_alloc_default, 1u << 22);
  spr_status s = spr_chart_compile(&w.m, &spr_alloc_default, &p.chart);
  if (s == SPR_OK) {
    assert_int_equal(spr_case_new(p.chart, &spr_alloc_default, &p.c), SPR_OK);
    for (int i = 0; i < 25; i++) {
      const char *event = i == 0 ? NULL : names[pick(&w, 7)];
      bool taken = naive_step(&w.z, event);
      spr_buf_clear(&p.log);
      play_step(&p, &(spr_input){.kind = event ? SPR_IN_EVENT : SPR_IN_OPEN,
                                 .name = event ? spr_str_of(event) : SPR_STR("")});
      compare(&p, &w, taken, event, seed);
      *steps += taken;
      if (i == 0 && !taken) break;
      play_reread(&p);
    }
  }
  play_close(&p);
  return s == SPR_OK;
}

static void agree(void **state) {
  (void)state;
  const char *from = getenv("SPR_TEST_SEED"), *count = getenv("SPR_TEST_COUNT");
  uint64_t step = test_stride(3), first = from ? strtoull(from, NULL, 10) : 1000 * step,
           n = count ? strtoull(count, NULL, 10) : 1800 / step, sound = 0;
  uint32_t steps = 0;
  for (uint64_t seed = first; seed < first + n; seed++) sound += one(seed, &steps);
  print_message("%llu charts, %u steps\n", (unsigned long long)sound, steps);
  if (n >= 100) assert_true(sound > n / 2 && steps > n);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(agree)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
