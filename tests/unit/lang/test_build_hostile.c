/* SPDX-License-Identifier: Apache-2.0 */
#include "build_support.h"

/* Files that somebody has damaged: the examples with lines dropped, doubled, swapped and names put where
 * others were. Whatever comes, the build ends, says the same twice, and a model without faults has everything
 * in it in its place. */

#define ROUNDS 400
#define FOLDER "../../data/language/"
#define MAX_LINES 400

static const char *const paths[] = {
    FOLDER "workflows/mother-home/path.yaml",     FOLDER "workflows/mother-home/intake.yaml",
    FOLDER "workflows/mother-home/stay.yaml",     FOLDER "workflows/mother-home/exit.yaml",
    FOLDER "workflows/mother-home/referral.yaml", FOLDER "workflows/mother-home/package.yaml",
    FOLDER "scripts/gdansk/mother-home.yaml",
};
static const char *const names[] = {"path", "intake", "stay", "exit", "referral"};
#define NFLOWS TEST_COUNT(names)
#define NFILES TEST_COUNT(paths)

static const char *const words[] = {
    "null",      "{}",     "[]",         "stay",      "intake",
    "path",      "exit",   "x-a",        "=",         "=case.x",
    "home",      "~",      "''",         "true",      "param.stay_limit",
    "14 days",   "at x",   "*",          "x.*",       "done.state.intake",
    "case.open", "[a, b]", "{to: plan}", "stay.plan", "reported",
};
static const char *const keys[] = {
    "use",    "states",   "stages", "initial", "final", "history",   "parallel", "on",
    "after",  "always",   "done",   "tasks",   "to",    "do",        "by",       "when",
    "locked", "deadline", "starts", "before",  "until", "deadlines",
};

/* A line with its key or its value replaced. */
static void mangle(uint64_t *random, spr_str line, spr_buf *out) {
  const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
  if (!colon) {
    spr_buf_str(out, line);
    return;
  }
  uint32_t at = (uint32_t)(colon - line.p), indent = 0;
  while (indent < at && line.p[indent] == ' ') indent++;
  if (test_below(random, 2)) {
    spr_buf_str(out, spr_str_sub(line, 0, at + 1));
    spr_buf_printf(out, " %s", words[test_below(random, TEST_COUNT(words))]);
  } else {
    spr_buf_str(out, spr_str_sub(line, 0, indent));
    spr_buf_puts(out, keys[test_below(random, TEST_COUNT(keys))]);
    spr_buf_str(out, spr_str_sub(line, at, line.n));
  }
}

static uint32_t split(spr_str text, spr_str *lines) {
  uint32_t n = 0, from = 0;
  for (uint32_t i = 0; i < text.n && n < MAX_LINES; i++) {
    if (text.p[i] != '\n') continue;
    lines[n++] = spr_str_sub(text, from, i);
    from = i + 1;
  }
  return n;
}

/* The text with up to three faults; in the arena. */
static const char *damaged(test_world *w, uint64_t *random, spr_str text) {
  spr_str lines[MAX_LINES];
  uint32_t n = split(text, lines), faults = 1 + test_below(random, 3);
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, SPR_MAX_YAML_BYTES);
  uint32_t where[3] = {test_below(random, n), test_below(random, n), test_below(random, n)};
  for (uint32_t i = 0; i < n; i++) {
    uint32_t kind = 9;
    for (uint32_t k = 0; k < faults; k++)
      if (where[k] == i) kind = test_below(random, 5);
    if (kind == 0) continue;
    if (kind == 1)
      mangle(random, lines[i], &out);
    else if (kind == 2)
      mangle(random, lines[i], &out);
    else if (kind == 3)
      spr_buf_str(&out, lines[test_below(random, n)]);
    else
      spr_buf_str(&out, lines[i]);
    spr_buf_char(&out, '\n');
    if (kind != 4) continue;
    spr_buf_str(&out, lines[i]);
    spr_buf_char(&out, '\n');
  }
  const char *copy = spr_arena_strdup(&w->arena, out.p, out.n);
  spr_buf_release(&out);
  return copy;
}

static void check_model(const spr_model *m) {
  for (int32_t s = 0; s < (int32_t)m->nstates; s++) {
    const spr_state *st = &m->states[s];
    assert_true(st->parent < s && st->last >= s && st->last < (int32_t)m->nstates);
    assert_true(s == 0 || spr_state_inside(m, s, st->parent));
    assert_true(spr_state_inside(m, s, st->scope));
    for (int32_t i = 0; i < st->ntransitions; i++)
      assert_int_equal(m->transitions[st->transitions + i].source, s);
    for (int32_t i = 0; i < st->ntimers; i++) assert_int_equal(m->timers[st->timers + i].state, s);
    for (int32_t i = 0; i < st->ndeadlines; i++) assert_int_equal(m->deadlines[st->deadlines + i].state, s);
    for (int32_t i = 0; i < st->ntasks; i++) assert_int_equal(m->tasks[st->tasks + i].state, s);
    if (!m->faulty && st->path.n) assert_int_equal(spr_model_state(m, st->path), s);
  }
  for (uint32_t i = 0; i < m->ntransitions; i++)
    for (uint32_t k = 0; k < m->transitions[i].ntargets; k++)
      assert_in_range(m->transitions[i].targets[k], 0, m->nstates - 1);
}

/* One build of damaged files; its diagnostics and dump go to `out`. */
static bool build(uint64_t seed, const spr_str *texts, spr_buf *out) {
  test_world w;
  test_world_init(&w);
  uint64_t random = seed;
  if (spr_arena_guard(&w.arena, &w.env)) fail_msg("out of memory");
  uint32_t victim = test_below(&random, NFILES);
  const char *yaml[NFILES];
  for (uint32_t i = 0; i < NFILES; i++)
    yaml[i] = i == victim || test_below(&random, 4) == 0 ? damaged(&w, &random, texts[i]) : texts[i].p;
  test_flow flows[NFLOWS + 1] = {{0}};
  for (uint32_t i = 0; i < NFLOWS; i++) flows[i] = (test_flow){names[i], yaml[i]};
  const spr_model *m = test_build(&w, yaml[NFLOWS], flows, yaml[NFLOWS + 1]);
  bool whole = m && !m->faulty;
  spr_buf_str(out, test_faults(&w));
  if (whole && w.diags.errors)
    fail_msg("seed %llu: not faulty, but %.*s", (unsigned long long)seed, SPR_FMT(test_faults(&w)));
  if (m) {
    check_model(m);
    spr_model_dump(m, out);
  }
  test_world_release(&w);
  return whole;
}

static void test_damaged(void **state) {
  (void)state;
  spr_arena arena;
  spr_arena_init(&arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  spr_str texts[NFILES];
  for (size_t i = 0; i < NFILES; i++)
    assert_int_equal(spr_file_read(&arena, paths[i], SPR_MAX_YAML_BYTES, &texts[i]), SPR_OK);
  spr_buf first, second;
  spr_buf_init(&first, &spr_alloc_default, 1u << 24);
  spr_buf_init(&second, &spr_alloc_default, 1u << 24);
  uint32_t whole = 0;
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    spr_buf_clear(&first);
    spr_buf_clear(&second);
    whole += build(seed, texts, &first);
    build(seed, texts, &second);
    assert_false(first.failed);
    if (!spr_str_eq(spr_buf_view(&first), spr_buf_view(&second))) fail_msg("seed %u differs", (unsigned)seed);
  }
  /* Some damage is harmless; if all were, or none, this would test nothing. */
  assert_in_range(whole, ROUNDS / 100, ROUNDS / 2);
  spr_buf_release(&first);
  spr_buf_release(&second);
  spr_arena_release(&arena);
}

static bool build_with(const spr_alloc *alloc) {
  static const char text[] = "deadline: {within: 1 day, then: z}\nstates:\n"
                             "  o: {on: {a: z, b: [{to: z, do: [{set: {x: [1, =y]}}]}]}}\n  z: {}\n";
  spr_arena arena;
  jmp_buf env;
  volatile bool done = false;
  spr_arena_init(&arena, alloc, SPR_MAX_DEFINITION_BYTES);
  if (!spr_arena_guard(&arena, &env)) {
    spr_sources sources;
    spr_diags diags;
    spr_sources_init(&sources, &arena);
    spr_diags_init(&diags, &arena, &sources);
    uint32_t file = spr_sources_add(&sources, SPR_STR("f.yaml"), spr_str_of(text));
    const spr_model *m = spr_build_alone(&arena, &diags, file, 0);
    done = m && !m->faulty;
  }
  spr_arena_release(&arena);
  return done;
}

/* No memory, at whatever moment: the owner of the arena hears of it, and nothing is lost. */
static void test_no_memory(void **state) {
  (void)state;
  bool done = false;
  for (size_t fail_at = 1; !done; fail_at++) {
    test_alloc counter;
    spr_alloc alloc = test_alloc_make(&counter);
    counter.fail_at = fail_at;
    done = build_with(&alloc);
    assert_int_equal(counter.bytes, 0);
    assert_true(fail_at < 10000);
    if (fail_at == 1) assert_false(done);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_damaged),
      cmocka_unit_test(test_no_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
