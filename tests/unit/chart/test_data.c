/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

/* What becomes of a value that enters a case, by the type of its field: given at the opening, set by an
 * action, carried by an event from outside or by one that is raised. Each is the same value in the end. */

typedef struct entry {
  const char *type;  /* as YAML */
  const char *given; /* as JSON, numbers with a point are numbers */
  const char *is;    /* encoded bytes tell 2 from 2.0; NULL: refused */
} entry;

static spr_value value_of(spr_heap *h, spr_str *s) {
  spr_value items[4];
  spr_pair pairs[4];
  uint32_t n = 0;
  char c = s->p[0], *end;
  if (c == '"') {
    uint32_t i = 1;
    while (s->p[i] != '"') i++;
    spr_value v = spr_v_text(h, spr_str_sub(*s, 1, i));
    *s = spr_str_sub(*s, i + 1, s->n);
    return v;
  }
  if (c == '[' || c == '{') {
    *s = spr_str_sub(*s, 1, s->n);
    while (s->p[0] != ']' && s->p[0] != '}') {
      if (s->p[0] == ',') *s = spr_str_sub(*s, 1, s->n);
      if (c == '{') {
        pairs[n].key = value_of(h, s);
        *s = spr_str_sub(*s, 1, s->n);
        pairs[n++].value = value_of(h, s);
      } else {
        items[n++] = value_of(h, s);
      }
    }
    *s = spr_str_sub(*s, 1, s->n);
    return c == '[' ? spr_v_list(h, items, n) : spr_v_record(h, pairs, n);
  }
  if (c == 't') {
    *s = spr_str_sub(*s, 4, s->n);
    return spr_v_bool(true);
  }
  size_t length = strspn(s->p, "-0123456789.e");
  bool whole = strspn(s->p, "-0123456789") == length;
  spr_value v = whole ? spr_v_int(strtoll(s->p, &end, 10)) : spr_v_num(strtod(s->p, &end));
  *s = spr_str_sub(*s, (uint32_t)length, s->n);
  return v;
}

/* Tells integers from numbers: those are marked with `f`. */
static void tell(spr_buf *b, spr_value v) {
  bool list = v.type == SPR_LIST;
  if (v.type != SPR_LIST && v.type != SPR_RECORD) {
    spr_v_json(b, v, NULL, NULL);
    if (v.type == SPR_NUM) spr_buf_char(b, 'f');
    return;
  }
  spr_buf_char(b, list ? '[' : '{');
  for (uint32_t i = 0; i < (list ? v.u.l->n : v.u.r->n); i++) {
    if (i) spr_buf_char(b, ',');
    if (!list) spr_buf_printf(b, "%.*s:", SPR_FMT(spr_v_str(v.u.r->v[i].key)));
    tell(b, list ? v.u.l->v[i] : v.u.r->v[i].value);
  }
  spr_buf_char(b, list ? ']' : '}');
}

static const entry entries[] = {
    {"{type: number}", "2", "2f"},
    {"{type: number}", "2.5", "2.5f"},
    {"{type: number}", "-0", "0f"},
    {"{type: number}", "9007199254740992", "9007199254740992f"},
    {"{type: number}", "-9007199254740994", "-9007199254740994f"},
    {"{type: number}", "9007199254740993", NULL},
    {"{type: number}", "9223372036854775807", NULL},
    {"{type: number}", "-9223372036854775808", "-9223372036854776000f"},
    {"{type: number}", "true", NULL},
    {"{type: number}", "\"2\"", NULL},
    {"{type: integer}", "2", "2"},
    {"{type: integer}", "2.0", "2"},
    {"{type: integer}", "2.5", NULL},
    {"{type: integer}", "9007199254740993", "9007199254740993"},
    {"{type: integer}", "1e300", NULL},
    {"{type: any}", "2", "2"},
    {"{type: any}", "2.0", "2f"},
    {"{type: list, of: number}", "[1,2.5,3]", "[1f,2.5f,3f]"},
    {"{type: list, of: number}", "[1,9007199254740993]", NULL},
    {"{type: list, of: number}", "{}", "[]"},
    {"{type: record, fields: {a: {type: number}, i: {type: integer}}}", "{\"a\":1,\"i\":1.0}", "{a:1f,i:1}"},
    {"{type: record, fields: {a: {type: number}}}", "{\"b\":1}", NULL},
    {"{type: list, of: {type: record, fields: {a: {type: number}}}}", "[{\"a\":1}]", "[{a:1f}]"},
    {"{type: datetime}", "\"2025-03-01\"", "\"2025-03-01T00:00:00Z\""},
    {"{type: datetime}", "\"2025-02-30\"", NULL},
    {"{type: duration}", "\"14 days\"", "\"14 days\""},
    {"{type: duration}", "\"0 days\"", "\"0 days\""},
    {"{type: duration}", "\"PT0S\"", "\"0 seconds\""},
    {"{type: duration}", "14", NULL},
    {"{type: date}", "\"2025-03-01\"", "\"2025-03-01\""},
    {"{type: choice, of: [a, b]}", "\"c\"", NULL},
};

static void expect(play *p, const entry *e, const char *way, bool taken) {
  int32_t f = spr_model_field(p->model, SPR_STR("x"));
  if (taken != (e->is != NULL))
    play_fail(p, "%s %s, %s: %s", e->type, e->given, way, taken ? "taken" : "refused");
  if (!taken) return;
  spr_buf_clear(&p->log);
  tell(&p->log, spr_case_field(p->c, f));
  if (strcmp(p->log.p, e->is) != 0) play_fail(p, "%s %s, %s: is %s", e->type, e->given, way, p->log.p);
  play_reread(p);
}

static void enter(const entry *e) {
  char yaml[1024];
  snprintf(
      yaml, sizeof yaml,
      "workflow: w\nfields: {x: %s, free: {}}\nevents: {e: {data: {x: %s}}, r: {internal: true, data: {x: "
      "%s}}, l: "
      "{internal: true, data: {x: %s}}}\n"
      "states:\n  s:\n    on: {e: {do: [{keep: [x]}]}, set: {do: [{set: {x: =event.data.y}}]}, lua: {do: "
      "[{run: "
      "'case.x = event.data.y'}]}, raise: {do: [{raise: r, data: {x: =event.data.y}}]}, send: {do: [{send: "
      "l, data: "
      "{x: =event.data.y}}]},\n"
      "      r: {do: [{run: 'case.free = event.data.x'}]}, l: {do: [{run: 'case.free = event.data.x'}]}}\n",
      e->type, e->type, e->type, e->type);
  static const char *const ways[] = {"start", "e", "set", "lua", "raise", "send"};
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    play p;
    play_open(&p, "data", yaml);
    spr_heap h = spr_heap_arena(&p.arena);
    spr_str text = spr_str_of(e->given);
    spr_pair pair = {spr_v_text(&h, i > 1 ? SPR_STR("y") : SPR_STR("x")), value_of(&h, &text)};
    spr_value data = spr_v_record(&h, &pair, 1);
    if (i > 0) play_step(&p, &(spr_input){.kind = SPR_IN_OPEN});
    play_step(&p, &(spr_input){.kind = i ? SPR_IN_EVENT : SPR_IN_OPEN,
                               .name = spr_str_of(i ? ways[i] : ""),
                               .data = data,
                               .occurred = SPR_NO_INSTANT});
    if (i < 4) {
      expect(&p, e, ways[i], p.result.outcome == SPR_TAKEN);
    } else {
      /* What the workflow itself hands on is brought to its type where it can be, and else left alone. */
      play_due(&p, p.env.now);
      spr_buf_clear(&p.log);
      tell(&p.log, spr_case_field(p.c, spr_model_field(p.model, SPR_STR("free"))));
      if (e->is && strcmp(p.log.p, e->is) != 0)
        play_fail(&p, "%s %s, %s: is %s", e->type, e->given, ways[i], p.log.p);
    }
    play_close(&p);
  }
}

static void all(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) enter(&entries[i]);
}

/* A snapshot in which a number is an integer is none of ours. */
static void not_from_a_snapshot(void **state) {
  (void)state;
  static const char yaml[] = "workflow: w\nfields: {x: {type: %s, default: 77}}\nstates: {s: {}}\n";
  spr_buf bytes;
  spr_buf_init(&bytes, &spr_alloc_default, 1u << 20);
  for (int i = 0; i < 2; i++) {
    char text[128];
    play p;
    spr_case *c;
    snprintf(text, sizeof text, yaml, i ? "number" : "integer");
    play_open(&p, "snapshot", text);
    play_script(&p, "start => s");
    if (i == 0) assert_int_equal(spr_case_encode(p.c, &bytes), SPR_OK);
    assert_int_equal(spr_case_decode(p.chart, &spr_alloc_default, spr_buf_view(&bytes), &c),
                     i ? SPR_EINVAL : SPR_OK);
    spr_case_free(c);
    play_close(&p);
  }
  spr_buf_release(&bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all), cmocka_unit_test(not_from_a_snapshot)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
