/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/fake_step.h"

#include <stdio.h>

#include "base/utf8.h"
#include "lang/model_index.h"

/* -- chart/ops.h ---------------------------------------------------------------------------------------- */

const spr_model *spr_step_model(const spr_step *st) {
  return st->model;
}
spr_reads *spr_step_reads(spr_step *st) {
  return &st->reads;
}
spr_fault *spr_step_fault(spr_step *st) {
  return &st->fault;
}
spr_heap *spr_step_heap(spr_step *st) {
  return &st->heap;
}
const spr_law *spr_step_law(const spr_step *st) {
  return &st->law;
}

bool spr_step_fail(spr_step *st, spr_str file, uint32_t line, const char *fmt, ...) {
  char raw[4000];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(raw, sizeof raw, fmt, ap);
  va_end(ap);
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, SPR_MAX_REASON_BYTES + 1);
  spr_utf8_clean(&b, spr_str_of(raw), SPR_MAX_REASON_BYTES);
  snprintf(st->fault.message, sizeof st->fault.message, "%s", b.p ? b.p : "");
  spr_buf_release(&b);
  snprintf(st->fault.file, sizeof st->fault.file, "%.*s", SPR_FMT(file));
  st->fault.line = line;
  return false;
}

spr_value spr_step_peek(const spr_step *st, int32_t f) {
  return st->fields[f];
}
spr_value spr_step_field(spr_step *st, int32_t f) {
  st->read_fields[f / 64] |= UINT64_C(1) << (f % 64);
  return st->fields[f];
}

spr_value spr_step_field_named(spr_step *st, spr_str name, bool *found) {
  int32_t f = spr_model_field(st->model, name);
  *found = true;
  if (f >= 0) return spr_step_field(st, f);
  st->reads.flags |= SPR_FACT_EXTRA;
  for (uint32_t i = 0; i < st->nextras; i++)
    if (spr_str_eq(spr_v_str(st->extras[i].name), name)) return st->extras[i].value;
  *found = false;
  return SPR_V_NIL;
}

bool spr_step_extra(spr_step *st, uint32_t i, spr_str *name, spr_value *value) {
  if (i >= st->nextras) return false;
  *name = spr_v_str(st->extras[i].name);
  *value = st->extras[i].value;
  return true;
}

bool spr_step_fit(spr_step *st, const spr_type *t, spr_value v, spr_value *out, spr_str *reason) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, sizeof st->reason);
  bool fits = v.type == SPR_NIL || spr_type_check(NULL, t, v, &b);
  *out = fits ? v : SPR_V_NIL;
  if (!fits) {
    snprintf(st->reason, sizeof st->reason, "%.*s", SPR_FMT(spr_buf_view(&b)));
    *reason = spr_str_of(st->reason);
    spr_v_release(&st->pool, v);
  }
  spr_buf_release(&b);
  return fits;
}

bool spr_step_set(spr_step *st, int32_t f, spr_value v) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 256);
  bool fits = v.type == SPR_NIL || spr_type_check(NULL, st->model->fields[f].type, v, &b);
  if (fits) {
    spr_v_release(&st->pool, st->fields[f]);
    st->fields[f] = v;
    spr_buf_printf(&st->journal, "set %.*s = ", SPR_FMT(st->model->fields[f].name));
    spr_v_json(&st->journal, v, NULL, NULL);
    spr_buf_char(&st->journal, '\n');
  } else {
    spr_v_release(&st->pool, v);
    spr_step_fail(st, SPR_STR(""), 0, "%.*s: %.*s", SPR_FMT(st->model->fields[f].name),
                  SPR_FMT(spr_buf_view(&b)));
  }
  spr_buf_release(&b);
  return fits;
}

bool spr_step_set_named(spr_step *st, spr_str name, spr_value v) {
  for (uint32_t i = 0; i < st->nextras; i++) {
    if (!spr_str_eq(spr_v_str(st->extras[i].name), name)) continue;
    spr_v_release(&st->pool, st->extras[i].value);
    st->extras[i].value = v;
    return true;
  }
  if (st->nextras == FAKE_EXTRAS) {
    spr_v_release(&st->pool, v);
    return spr_step_fail(st, SPR_STR(""), 0, "too many fields");
  }
  st->extras[st->nextras].name = spr_v_text(&st->heap, name);
  st->extras[st->nextras++].value = v;
  return true;
}

const spr_event *spr_step_event(spr_step *st) {
  st->reads.flags |= SPR_FACT_EVENT;
  return &st->event;
}
spr_instant spr_step_now(spr_step *st) {
  st->reads.flags |= SPR_FACT_NOW;
  return st->now;
}
spr_day spr_step_today(spr_step *st) {
  st->reads.flags |= SPR_FACT_NOW;
  return spr_zone_day(st->law.zone, st->now);
}
const spr_city *spr_step_city(spr_step *st) {
  st->reads.flags |= SPR_FACT_CITY;
  return st->model->city;
}
bool spr_step_inside(spr_step *st, int32_t s) {
  st->reads.flags |= SPR_FACT_STATES;
  return st->active >> s & 1;
}
bool spr_step_role(spr_step *st, int32_t role, spr_str *out) {
  st->reads.flags |= SPR_FACT_ROLES;
  if (st->role) return st->role(st, role, out);
  *out = role == 0 ? SPR_STR("dsm-gdansk") : SPR_STR("");
  return true;
}

static void note(spr_step *st, const char *what, spr_str name, spr_value v) {
  spr_buf_printf(&st->journal, "%s %.*s ", what, SPR_FMT(name));
  spr_v_json(&st->journal, v, NULL, NULL);
  spr_buf_char(&st->journal, '\n');
  spr_v_release(&st->pool, v);
}

bool spr_step_raise(spr_step *st, spr_str event, spr_value data) {
  note(st, "raise", event, data);
  return true;
}
bool spr_step_send(spr_step *st, spr_str event, const spr_duration *after, spr_str id, spr_value data,
                   spr_str to) {
  char text[64] = "now";
  if (after) spr_duration_format(*after, text);
  spr_buf_printf(&st->journal, "send after=%s id=%.*s to=%.*s: ", text, SPR_FMT(id), SPR_FMT(to));
  note(st, "", event, data);
  return true;
}
bool spr_step_cancel(spr_step *st, spr_str id) {
  note(st, "cancel", id, SPR_V_NIL);
  return true;
}
bool spr_step_task(spr_step *st, spr_value task) {
  note(st, "task", SPR_STR(""), task);
  return true;
}
bool spr_step_note(spr_step *st, spr_str text) {
  note(st, "note", text, SPR_V_NIL);
  return true;
}
bool spr_step_log(spr_step *st, spr_str line) {
  spr_buf_printf(&st->journal, "log %.*s\n", SPR_FMT(line));
  return true;
}
bool spr_step_caseload(spr_step *st, spr_str institution, int64_t *out) {
  st->reads.flags |= SPR_FACT_OBSERVED;
  *out = institution.n;
  return true;
}
bool spr_step_occupied(spr_step *st, spr_str institution, int64_t *out) {
  if (institution.n == 0) return spr_step_fail(st, SPR_STR(""), 0, "no such institution");
  return spr_step_caseload(st, institution, out);
}
bool spr_step_profile(spr_step *st, spr_str municipality, spr_value *out) {
  if (!spr_str_is(municipality, "sopot")) {
    *out = SPR_V_NIL;
    return true;
  }
  spr_pair p = {spr_v_text(&st->heap, SPR_STR("limit")), spr_v_int(7)};
  *out = spr_v_record(&st->heap, &p, 1);
  return true;
}
void spr_step_decided(spr_step *st, spr_str what, spr_value answer, spr_str reason, spr_str file,
                      uint32_t line) {
  spr_buf_printf(&st->journal, "%.*s ", SPR_FMT(what));
  spr_v_json(&st->journal, answer, NULL, NULL);
  spr_buf_printf(&st->journal, " \"%.*s\" %.*s:%u\n", SPR_FMT(reason), SPR_FMT(file), line);
}

/* -- a world -------------------------------------------------------------------------------------------- */

static const spr_type type_any = {.kind = SPR_T_ANY}, type_int = {.kind = SPR_T_INTEGER},
                      type_num = {.kind = SPR_T_NUMBER}, type_text = {.kind = SPR_T_TEXT},
                      type_bool = {.kind = SPR_T_BOOLEAN}, type_date = {.kind = SPR_T_DATE},
                      type_at = {.kind = SPR_T_DATETIME}, type_dur = {.kind = SPR_T_DURATION},
                      type_inst = {.kind = SPR_T_INSTITUTION},
                      type_list = {.kind = SPR_T_LIST, .of = &type_any};
static const spr_field person_members[] = {{.name = {"name", 4}, .type = &type_text},
                                           {.name = {"birth_date", 10}, .type = &type_date},
                                           {.name = {"sex", 3}, .type = &type_text},
                                           {.name = {"identifiers", 11}, .type = &type_any}};
static const spr_type type_person = {.kind = SPR_T_PERSON, .members = person_members, .nmembers = 4};
static const spr_field rec_members[] = {{.name = {"a", 1}, .type = &type_int},
                                        {.name = {"b", 1}, .type = &type_text}};
static const spr_type type_rec = {.kind = SPR_T_RECORD, .members = rec_members, .nmembers = 2};
static const spr_type type_kids = {.kind = SPR_T_LIST, .of = &type_person};
#define FIELD(n, t)                                                                                          \
  { .name = {n, sizeof n - 1}, .type = &t }
static const spr_field fields[] = {
    FIELD("n", type_int),     FIELD("x", type_num),           FIELD("t", type_text),
    FIELD("flag", type_bool), FIELD("d", type_date),          FIELD("at", type_at),
    FIELD("dur", type_dur),   FIELD("list", type_list),       FIELD("person", type_person),
    FIELD("any", type_any),   FIELD("rec", type_rec),         FIELD("home", type_inst),
    FIELD("kids", type_kids), FIELD("case_number", type_text)};
static const spr_field go_data[] = {FIELD("late", type_bool), FIELD("note", type_text)};
static const spr_event_decl events[] = {{.name = {"go", 2}, .data = go_data, .ndata = 2}};
static const spr_str pick_takes[] = {{"part", 4}}, count_takes[] = {{"a", 1}, {"b", 1}};
static const spr_hook_decl hooks[] = {
    {.name = {"yes", 3}, .returns = &type_bool},
    {.name = {"pick", 4}, .takes = pick_takes, .ntakes = 1, .returns = &type_text},
    {.name = {"count", 5}, .takes = count_takes, .ntakes = 2, .returns = &type_int},
    {.name = {"act", 3}},
    {.name = {"when_", 5}, .returns = &type_date},
    {.name = {"give", 4}, .returns = &type_any}};
static const spr_role roles[] = {{.name = {"home", 4}}, {.name = {"centre", 6}}};
static const spr_state states[] = {
    {.name = {"", 0}, .path = {"", 0}, .kind = SPR_S_COMPOUND, .parent = -1, .last = 4},
    {.name = {"a", 1}, .path = {"a", 1}, .kind = SPR_S_COMPOUND, .parent = 0, .last = 3},
    {.name = {"a1", 2}, .path = {"a.a1", 4}, .parent = 1, .last = 2},
    {.name = {"a2", 2}, .path = {"a.a2", 4}, .parent = 1, .last = 3},
    {.name = {"b", 1}, .path = {"b", 1}, .parent = 0, .last = 4}};

#define MAX_EXPRS 64

#define INDEX(table, v, count)                                                                               \
  do {                                                                                                       \
    spr_names_init(&(table), a);                                                                             \
    for (uint32_t i_ = 0; i_ < (count); i_++) spr_names_add(&(table), (v)[i_].name, NULL);                   \
  } while (0)

static const spr_model_index *make_index(spr_arena *a, const spr_model *m) {
  spr_model_index *x = SPR_NEW(a, spr_model_index);
  INDEX(x->fields, m->fields, m->nfields);
  INDEX(x->events, m->events, m->nevents);
  INDEX(x->params, m->params, m->nparams);
  INDEX(x->hooks, m->hooks, m->nhooks);
  INDEX(x->roles, m->roles, m->nroles);
  spr_names_init(&x->kinds, a);
  spr_names_init(&x->deadlines, a);
  spr_names_init(&x->paths, a);
  x->path_of = SPR_NEW_N(a, int32_t, m->nstates);
  for (uint32_t i = 0; i < m->nstates; i++) {
    spr_names_add(&x->paths, m->states[i].path, NULL);
    x->path_of[i] = (int32_t)i;
  }
  return x;
}

static void *fake_memory(void *ud, void *ptr, size_t old_size, size_t new_size) {
  fake *f = ud;
  void *p = test_alloc_fn(&f->counter, ptr, old_size, new_size);
  if (f->counter.bytes > f->peak) f->peak = f->counter.bytes;
  return p;
}

void fake_open(fake *f, bool alone) {
  memset(f, 0, sizeof *f);
  f->alloc = (spr_alloc){fake_memory, f};
  spr_arena_init(&f->arena, &f->alloc, 64u << 20);
  spr_sources_init(&f->sources, &f->arena);
  spr_diags_init(&f->diags, &f->arena, &f->sources);
  spr_buf_init(&f->out, &f->alloc, 1u << 20);
  spr_heap h = spr_heap_arena(&f->arena);
  spr_param *params = SPR_NEW_N(&f->arena, spr_param, 3);
  params[0] = (spr_param){.name = SPR_STR("limit"), .type = &type_int, .value = spr_v_int(5)};
  params[1] = (spr_param){
      .name = SPR_STR("stay"), .type = &type_dur, .value = spr_v_duration(&h, (spr_duration){.months = 12})};
  spr_value *words = SPR_NEW_N(&f->arena, spr_value, 2);
  words[0] = spr_v_text(&h, SPR_STR("a"));
  words[1] = spr_v_text(&h, SPR_STR("b"));
  params[2] = (spr_param){.name = SPR_STR("words"), .type = &type_list, .value = spr_v_list(&h, words, 2)};
  spr_city *city = SPR_NEW(&f->arena, spr_city);
  spr_pair *members = SPR_NEW_N(&f->arena, spr_pair, 2);
  members[0] = (spr_pair){spr_v_text(&h, SPR_STR("id")), spr_v_text(&h, SPR_STR("gdansk"))};
  members[1] = (spr_pair){spr_v_text(&h, SPR_STR("code")), spr_v_text(&h, SPR_STR("2261011"))};
  *city = (spr_city){.id = SPR_STR("gdansk"), .record = spr_v_record(&h, members, 2)};
  f->model = (spr_model){.package = alone ? SPR_STR("") : SPR_STR("p"),
                         .workflow = SPR_STR("w"),
                         .alone = alone,
                         .city = alone ? NULL : city,
                         .calendar = &spr_calendar_plain,
                         .zone = spr_zone_utc,
                         .roles = roles,
                         .nroles = 2,
                         .fields = fields,
                         .nfields = TEST_COUNT(fields),
                         .events = events,
                         .nevents = 1,
                         .params = params,
                         .nparams = 3,
                         .hooks = hooks,
                         .nhooks = TEST_COUNT(hooks),
                         .states = states,
                         .nstates = TEST_COUNT(states),
                         .exprs = SPR_NEW_N(&f->arena, spr_expr, MAX_EXPRS)};
  f->model.index = make_index(&f->arena, &f->model);
}

int32_t fake_expr(fake *f, spr_expr_kind kind, const char *text) {
  char path[32];
  snprintf(path, sizeof path, "w%u.yaml", f->model.nexprs);
  spr_str whole = spr_str_printf(&f->arena, "one: 1\nwhen: %s\n", text);
  uint32_t file = spr_sources_add(&f->sources, spr_str_dup(&f->arena, spr_str_of(path)), whole);
  uint32_t n = (uint32_t)strlen(text);
  assert_true(f->model.nexprs < MAX_EXPRS);
  spr_expr *x = (spr_expr *)&f->model.exprs[f->model.nexprs];
  *x = (spr_expr){kind, spr_str_sub(whole, 13, 13 + n), spr_span_make(file, 13, 13 + n), 2, 0};
  return (int32_t)f->model.nexprs++;
}

void fake_file(fake *f, bool city, const char *text) {
  uint32_t file =
      spr_sources_add(&f->sources, city ? SPR_STR("city.lua") : SPR_STR("standard.lua"), spr_str_of(text));
  if (city)
    f->model.city_lua = file;
  else
    f->model.standard_lua = file;
}

const char *fake_faults(fake *f) {
  spr_status s = spr_rules_new(&f->alloc, &f->model, &f->sources, &f->diags, &f->rules);
  spr_buf_clear(&f->out);
  if (s != SPR_OK) spr_buf_puts(&f->out, spr_status_text(s));
  spr_diags_sort(&f->diags);
  spr_diags_text(&f->diags, &f->out, false);
  return f->out.p ? f->out.p : "";
}

static void start(fake *f) {
  spr_step *st = &f->step;
  st->model = &f->model;
  spr_pool_init(&st->pool, &f->alloc);
  st->heap = spr_heap_pool(&st->pool);
  st->reads.fields = st->read_fields;
  st->now = INT64_C(1741036530000); /* 2025-03-03T21:15:30Z */
  st->law = (spr_law){&spr_calendar_plain, spr_zone_utc, spr_zone_day(spr_zone_utc, st->now)};
  st->active = 1 | 1 << 1 | 1 << 2;
  st->event = (spr_event){SPR_STR("go"), SPR_V_NIL, SPR_STR("dsm"), st->now, SPR_NO_INSTANT};
  spr_buf_init(&st->journal, &f->alloc, 1u << 20);
}

void fake_make(fake *f) {
  const char *faults = fake_faults(f);
  if (faults[0]) fail_msg("%s", faults);
  start(f);
}

void fake_close(fake *f) {
  spr_rules_free(f->rules);
  if (f->step.model) {
    for (size_t i = 0; i < FAKE_FIELDS; i++) spr_v_release(&f->step.pool, f->step.fields[i]);
    for (uint32_t i = 0; i < f->step.nextras; i++) {
      spr_v_release(&f->step.pool, f->step.extras[i].name);
      spr_v_release(&f->step.pool, f->step.extras[i].value);
    }
    spr_v_release(&f->step.pool, f->step.event.data);
    size_t left = f->step.pool.in_use;
    spr_pool_release(&f->step.pool);
    spr_buf_release(&f->step.journal);
    assert_int_equal(left, 0);
  }
  spr_buf_release(&f->out);
  spr_arena_release(&f->arena);
  assert_int_equal(f->counter.bytes, 0);
}

void fake_begin(fake *f) {
  memset(&f->step.fault, 0, sizeof f->step.fault);
  f->step.reads.flags = 0;
  memset(f->step.read_fields, 0, sizeof f->step.read_fields);
  spr_buf_clear(&f->step.journal);
  spr_rules_ops()->begin(f->rules, &f->step);
}
void fake_end(fake *f) {
  spr_rules_ops()->end(f->rules, &f->step);
}

void fake_set(fake *f, const char *field, spr_value v) {
  int32_t i = spr_model_field(&f->model, spr_str_of(field));
  assert_true(i >= 0);
  spr_v_release(&f->step.pool, f->step.fields[i]);
  f->step.fields[i] = v;
}
spr_value fake_text(fake *f, const char *z) {
  return spr_v_text(&f->step.heap, spr_str_of(z));
}

static void show_fault(fake *f) {
  const spr_fault *x = &f->step.fault;
  spr_buf_clear(&f->out);
  spr_buf_printf(&f->out, "%s %s:%u: %s",
                 x->limit   ? "limit"
                 : x->nomem ? "nomem"
                            : "error",
                 x->file, x->line, x->message);
}

const char *fake_ask(fake *f, int32_t expr) {
  const spr_ops *ops = spr_rules_ops();
  spr_str reason = SPR_STR("");
  spr_value v = SPR_V_NIL;
  spr_answer a;
  fake_begin(f);
  spr_buf_clear(&f->out);
  spr_buf_puts(&f->out, "");
  switch (f->model.exprs[expr].kind) {
    case SPR_X_GUARD:
      a = ops->guard(f->rules, &f->step, expr, &reason);
      if (a == SPR_FAILED)
        show_fault(f);
      else
        spr_buf_printf(&f->out, "%s%s%.*s", a == SPR_YES ? "yes" : "no", reason.n ? ": " : "",
                       SPR_FMT(reason));
      break;
    case SPR_X_VALUE:
      if (!ops->value(f->rules, &f->step, expr, &v))
        show_fault(f);
      else
        spr_v_json(&f->out, v, NULL, NULL);
      spr_v_release(&f->step.pool, v);
      break;
    default:
      if (!ops->run(f->rules, &f->step, expr))
        show_fault(f);
      else
        spr_buf_str(&f->out, spr_buf_view(&f->step.journal));
      break;
  }
  fake_end(f);
  return f->out.p ? f->out.p : "";
}

const char *fake_once(spr_expr_kind kind, const char *text) {
  static char answer[8192];
  fake f;
  fake_open(&f, false);
  int32_t x = fake_expr(&f, kind, text);
  const char *s = fake_faults(&f);
  if (!s[0]) {
    start(&f);
    s = fake_ask(&f, x);
  }
  snprintf(answer, sizeof answer, "%s", s);
  fake_close(&f);
  return answer;
}
