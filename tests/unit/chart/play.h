/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_CHART_PLAY_H
#define TESTS_UNIT_CHART_PLAY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/limits.h"
#include "lang/build.h"
#include "mini.h"

/* A workflow in YAML and a script of what happens to it:
 *
 *     start => a.b c | log lines      the configuration (and what was logged) after opening
 *     ev => d                         an event, and the sends without delay that follow
 *     ev {n=1, t="x"} by=home => d    with data and sender
 *     +2 days => e                    time passes; all that falls due fires
 *     done t by=x, sign t by=x, waive t by=x, note, reopen
 *     ev !guard                       refused with that code, and nothing has changed, to the last byte
 *     ev => d | - end                 "-" for an empty log; " end": the case has ended
 *
 * After each step the case is written, read back, and written again: the bytes must be the same; and the
 * configuration legal. */

typedef struct play {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_model *model;
  spr_chart *chart;
  spr_case *c;
  spr_env env;
  spr_result result;
  spr_buf log, before, after;
  const char *name;
  int line;
  const spr_ops *ops; /* NULL: mini_ops */
  bool keeps;         /* goes on with the case itself, not with one that is read back after each line */
  jmp_buf escape;
} play;

static inline void play_fail(play *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static inline void play_fail(play *p, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  fprintf(stderr, "%s, line %d: ", p->name, p->line);
  vfprintf(stderr, fmt, ap);
  fprintf(stderr, "\n");
  va_end(ap);
  for (uint32_t i = 0; i < p->result.nreasons; i++)
    fprintf(stderr, "  because %.*s\n", SPR_FMT(p->result.reasons[i].text));
  fail();
}

static inline void play_open(play *p, const char *name, const char *yaml) {
  memset(p, 0, sizeof *p);
  p->name = name;
  spr_arena_init(&p->arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&p->arena, &p->escape)) fail();
  spr_sources_init(&p->sources, &p->arena);
  spr_diags_init(&p->diags, &p->arena, &p->sources);
  uint32_t file = spr_sources_add(&p->sources, SPR_STR("test.yaml"), spr_str_of(yaml));
  p->model = spr_build_alone(&p->arena, &p->diags, file, 0);
  if (!p->model || p->diags.errors) {
    spr_buf text;
    spr_buf_init(&text, &spr_alloc_default, 1u << 20);
    spr_diags_text(&p->diags, &text, false);
    fprintf(stderr, "%s: %s\n", name, text.p ? text.p : "no model");
    spr_buf_release(&text);
    fail();
  }
  if (spr_chart_compile(p->model, &spr_alloc_default, &p->chart) != SPR_OK) play_fail(p, "does not compile");
  assert_int_equal(spr_case_new(p->chart, &spr_alloc_default, &p->c), SPR_OK);
  p->env = (spr_env){.now = p->model->start, .sources = &p->sources};
  p->env.law = (spr_law){p->model->calendar, p->model->zone, spr_zone_day(p->model->zone, p->model->start)};
  spr_buf_init(&p->log, &spr_alloc_default, 1u << 20);
  spr_buf_init(&p->before, &spr_alloc_default, 1u << 22);
  spr_buf_init(&p->after, &spr_alloc_default, 1u << 22);
}

static inline void play_close(play *p) {
  spr_case_free(p->c);
  spr_chart_free(p->chart);
  spr_buf_release(&p->log);
  spr_buf_release(&p->before);
  spr_buf_release(&p->after);
  spr_arena_release(&p->arena);
}

/* -- properties that hold after every step -------------------------------------------------------------- */

static inline void play_reread(play *p) {
  spr_buf_clear(&p->after);
  assert_int_equal(spr_case_encode(p->c, &p->after), SPR_OK);
  spr_case *copy;
  if (spr_case_decode(p->chart, &spr_alloc_default, spr_buf_view(&p->after), &copy) != SPR_OK)
    play_fail(p, "its own bytes are refused");
  spr_buf_clear(&p->before);
  assert_int_equal(spr_case_encode(copy, &p->before), SPR_OK);
  if (!spr_str_eq(spr_buf_view(&p->before), spr_buf_view(&p->after)))
    play_fail(p, "read back, it is another case");
  /* A case that was read continues as the one that was not: each scene is played with both. */
  spr_case_free(p->keeps ? copy : p->c);
  if (!p->keeps) p->c = copy;
}

static inline void play_step(play *p, const spr_input *in) {
  spr_buf_clear(&p->before);
  assert_int_equal(spr_case_encode(p->c, &p->before), SPR_OK);
  p->env.law.as_of = spr_zone_day(p->env.law.zone, p->env.now);
  spr_step_run(p->c, &p->env, p->ops ? p->ops : &mini_ops, NULL, in, &p->result);
  for (uint32_t i = 0; i < p->result.neffects; i++) {
    const spr_effect *e = &p->result.effects[i];
    if (e->kind == SPR_E_LOG) spr_buf_printf(&p->log, "%s%.*s", p->log.n ? " " : "", SPR_FMT(e->text));
  }
  if (p->result.outcome != SPR_REFUSED) return;
  spr_buf_clear(&p->after);
  assert_int_equal(spr_case_encode(p->c, &p->after), SPR_OK);
  if (!spr_str_eq(spr_buf_view(&p->before), spr_buf_view(&p->after)))
    play_fail(p, "the refused step has left a trace");
}

/* All that is due by `until`; stops at what is stuck. */
static inline void play_due(play *p, spr_instant until) {
  for (int n = 0; n < 5000; n++) {
    spr_instant at = spr_case_next_due(p->c);
    if (at == SPR_NO_INSTANT || at > until) return;
    if (at > p->env.now) p->env.now = at;
    play_step(p, &(spr_input){.kind = SPR_IN_DUE, .occurred = SPR_NO_INSTANT});
    if (p->result.outcome != SPR_TAKEN) return;
  }
  play_fail(p, "the timers do not end");
}

/* -- the script ----------------------------------------------------------------------------------------- */

static inline spr_value play_data(play *p, spr_str *rest) {
  (void)p;
  spr_heap h = spr_heap_arena(&p->arena);
  *rest = spr_str_trim(*rest);
  if (rest->n == 0 || rest->p[0] != '{') return SPR_V_NIL;
  spr_pair pairs[16];
  uint32_t n = 0, i = 1;
  while (i < rest->n && rest->p[i] != '}') {
    while (rest->p[i] == ' ' || rest->p[i] == ',') i++;
    uint32_t from = i;
    while (rest->p[i] != '=') i++;
    spr_str key = spr_str_sub(*rest, from, i++);
    spr_value v = SPR_V_NIL;
    if (rest->p[i] == '"') {
      from = ++i;
      while (rest->p[i] != '"') i++;
      v = spr_v_text(&h, spr_str_sub(*rest, from, i++));
    } else if (rest->p[i] == 't' || rest->p[i] == 'f') {
      v = spr_v_bool(rest->p[i] == 't');
      while (rest->p[i] >= 'a' && rest->p[i] <= 'z') i++;
    } else {
      int64_t k = 0;
      while (rest->p[i] >= '0' && rest->p[i] <= '9') k = k * 10 + (rest->p[i++] - '0');
      v = spr_v_int(k);
    }
    pairs[n++] = (spr_pair){spr_v_text(&h, key), v};
  }
  *rest = spr_str_sub(*rest, i + 1, rest->n);
  return spr_v_record(&h, pairs, n);
}

static inline spr_str play_word(spr_str *rest) {
  *rest = spr_str_trim(*rest);
  uint32_t i = 0;
  while (i < rest->n && rest->p[i] != ' ') i++;
  spr_str w = spr_str_sub(*rest, 0, i);
  *rest = spr_str_sub(*rest, i, rest->n);
  return w;
}

static inline void play_input(play *p, spr_str what) {
  static const struct {
    const char *word;
    spr_input_kind kind;
  } kinds[] = {{"start", SPR_IN_OPEN},   {"done", SPR_IN_DONE}, {"sign", SPR_IN_SIGN},
               {"waive", SPR_IN_WAIVE},  {"note", SPR_IN_NOTE}, {"reopen", SPR_IN_REOPEN},
               {"linked", SPR_IN_LINKED}};
  spr_buf_clear(&p->log);
  if (what.p[0] == '+') {
    spr_duration d;
    spr_instant until;
    if (!spr_duration_parse(spr_str_trim(spr_str_sub(what, 1, what.n)), false, &d))
      play_fail(p, "bad duration");
    assert_int_equal(spr_timer_due(&p->env.law, p->env.now, d, &until), SPR_OK);
    p->result = (spr_result){0};
    play_due(p, until);
    if (p->result.outcome == SPR_TAKEN) p->env.now = until;
    return;
  }
  spr_str rest = what;
  spr_input in = {.kind = SPR_IN_EVENT, .name = play_word(&rest), .occurred = SPR_NO_INSTANT};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (!spr_str_is(in.name, kinds[i].word)) continue;
    in.kind = kinds[i].kind;
    if (in.kind != SPR_IN_OPEN && in.kind != SPR_IN_REOPEN && in.kind != SPR_IN_NOTE)
      in.name = play_word(&rest);
    break;
  }
  in.data = play_data(p, &rest);
  while (spr_str_trim(rest).n) {
    spr_str w = play_word(&rest);
    if (spr_str_starts(w, SPR_STR("by="))) in.by = spr_str_sub(w, 3, w.n);
    if (spr_str_starts(w, SPR_STR("reason="))) in.reason = spr_str_sub(w, 7, w.n);
    if (spr_str_is(w, "operator")) in.operator= true;
  }
  play_step(p, &in);
  if (p->result.outcome == SPR_TAKEN && spr_case_open(p->c) && spr_case_next_due(p->c) != SPR_NO_INSTANT) {
    spr_result first = p->result;
    play_due(p, p->env.now);
    if (p->result.outcome == SPR_TAKEN) p->result = first;
  }
}

static inline void play_state(play *p, char *out, size_t size) {
  int32_t states[64];
  uint32_t n = spr_case_configuration(p->c, states, 64);
  out[0] = 0;
  for (uint32_t i = 0; i < n; i++) {
    size_t at = strlen(out);
    snprintf(out + at, size - at, "%s%.*s", at ? " " : "", SPR_FMT(p->model->states[states[i]].path));
  }
}

static inline void play_expect(play *p, spr_str wanted) {
  bool ended = spr_str_ends(wanted, SPR_STR(" end"));
  if (ended) wanted = spr_str_trim(spr_str_sub(wanted, 0, wanted.n - 4));
  uint32_t bar = 0;
  while (bar < wanted.n && wanted.p[bar] != '|') bar++;
  spr_str config = spr_str_trim(spr_str_sub(wanted, 0, bar)),
          log = spr_str_trim(spr_str_sub(wanted, bar + 1, wanted.n));
  char now[2048];
  if (p->result.outcome != SPR_TAKEN) play_fail(p, "refused: %s", spr_refusal_name(p->result.code));
  play_state(p, now, sizeof now);
  if (!spr_str_is(config, now))
    play_fail(p, "expected [%.*s], is [%s], log [%s]", SPR_FMT(config), now, p->log.p ? p->log.p : "");
  if (spr_str_is(log, "-")) log = SPR_STR("");
  bool compared = bar < wanted.n;
  if (compared && !spr_str_eq(log, spr_buf_view(&p->log)))
    play_fail(p, "expected log [%.*s], is [%s]", SPR_FMT(log), p->log.p ? p->log.p : "");
  if (ended != spr_case_ended(p->c)) play_fail(p, ended ? "has not ended" : "has ended");
}

static inline void play_line(play *p, spr_str line) {
  uint32_t i = 0;
  while (i < line.n && line.p[i] != '!' && !(line.p[i] == '=' && i + 1 < line.n && line.p[i + 1] == '>')) i++;
  spr_str what = spr_str_trim(spr_str_sub(line, 0, i));
  play_input(p, what);
  if (i < line.n && line.p[i] == '!') {
    spr_str code = spr_str_trim(spr_str_sub(line, i + 1, line.n));
    if (p->result.outcome == SPR_TAKEN) play_fail(p, "is taken");
    if (!spr_str_is(code, spr_refusal_name(p->result.code)))
      play_fail(p, "refused: %s", spr_refusal_name(p->result.code));
  } else {
    play_expect(p, spr_str_trim(spr_str_sub(line, i + 2, line.n)));
  }
  play_reread(p);
}

static inline void play_script(play *p, const char *script) {
  spr_str s = spr_str_of(script);
  for (uint32_t i = 0; i < s.n;) {
    uint32_t from = i;
    while (i < s.n && s.p[i] != '\n') i++;
    spr_str line = spr_str_trim(spr_str_sub(s, from, i++));
    p->line++;
    if (line.n) play_line(p, line);
  }
}

static inline void play_all(const char *name, const char *yaml, const char *script) {
  for (int keeps = 0; keeps < 2; keeps++) {
    play p;
    play_open(&p, name, yaml);
    p.keeps = keeps;
    play_script(&p, script);
    play_close(&p);
  }
}

typedef struct scene {
  const char *name, *yaml, *script;
} scene;

static inline void play_scenes(const scene *s, size_t n) {
  for (size_t i = 0; i < n; i++) play_all(s[i].name, s[i].yaml, s[i].script);
}
#define PLAY(scenes) play_scenes(scenes, sizeof(scenes) / sizeof *(scenes))

#endif
