/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/case_view.h"

#include "base/limits.h"
#include "cli/json_out.h"
#include "lab/literal.h"
#include "lab/trace.h"

const char *spr_case_state_word(uint8_t state) {
  return state == SPR_CASE_IS_OPEN ? "open" : state == SPR_CASE_IS_ENDED ? "ended" : "erased";
}

static const spr_model *model_of(const spr_loaded *l) {
  return l->definition->model;
}

static bool shows(const spr_look *look, const spr_loaded *l, uint32_t field) {
  return !look->db->as || spr_case_sees(l->c, (int32_t)field, spr_str_of(look->db->as));
}

/* -- tasks and deadlines -------------------------------------------------------------------------------- */

void spr_case_tasks_text(const spr_loaded *l, spr_buf *out) {
  const spr_model *m = model_of(l);
  for (uint32_t i = 0; i < spr_case_tasks(l->c); i++) {
    spr_open_task t = spr_case_task(l->c, i);
    spr_buf_printf(out, "  %-6.*s %.*s in %.*s", SPR_FMT(t.id), SPR_FMT(t.name),
                   SPR_FMT(spr_trace_state_name(m, t.state)));
    for (uint32_t k = 0; k < t.nby; k++) spr_buf_printf(out, "%s%.*s", k ? ", " : ", by ", SPR_FMT(t.by[k]));
    for (uint32_t k = 0; k < t.nsigned; k++)
      spr_buf_printf(out, "%s%.*s", k ? ", " : ", signed by ", SPR_FMT(t.signed_by[k]));
    if (t.has_due && t.deadline != SPR_NONE) {
      spr_open_deadline d = spr_case_deadline(l->c, (uint32_t)t.deadline);
      spr_buf_puts(out, ", due ");
      spr_trace_end(out, m->zone, &d.end);
      if (d.missed) spr_buf_puts(out, " OVERDUE");
    }
    if (!t.required) spr_buf_puts(out, " (not required)");
    spr_buf_char(out, '\n');
  }
}

void spr_case_tasks_json(const spr_loaded *l, spr_buf *out) {
  const spr_model *m = model_of(l);
  spr_json_open(out, "tasks", '[');
  for (uint32_t i = 0; l->c && i < spr_case_tasks(l->c); i++) {
    spr_open_task t = spr_case_task(l->c, i);
    spr_json_open(out, NULL, '{');
    spr_json_text(out, "id", t.id);
    spr_json_text(out, "name", t.name);
    spr_json_text(out, "state", spr_trace_state_name(m, t.state));
    spr_json_texts(out, "by", t.by, t.nby);
    spr_json_texts(out, "signed_by", t.signed_by, t.nsigned);
    spr_json_bool(out, "required", t.required);
    bool due = t.has_due && t.deadline != SPR_NONE;
    spr_open_deadline d = due ? spr_case_deadline(l->c, (uint32_t)t.deadline) : (spr_open_deadline){0};
    spr_json_time(out, "due", m->zone, due ? d.end.at : SPR_NO_INSTANT);
    spr_json_bool(out, "overdue", due && d.missed);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

void spr_case_deadlines_text(const spr_loaded *l, spr_buf *out) {
  for (uint32_t i = 0; i < spr_case_deadlines(l->c); i++) {
    spr_open_deadline d = spr_case_deadline(l->c, i);
    spr_buf_printf(out, "  %.*s  until ", SPR_FMT(d.path));
    spr_trace_end(out, model_of(l)->zone, &d.end);
    spr_buf_puts(out, d.missed ? "  OVERDUE\n" : "\n");
  }
}

void spr_case_deadlines_json(const spr_loaded *l, spr_buf *out) {
  spr_json_open(out, "deadlines", '[');
  for (uint32_t i = 0; l->c && i < spr_case_deadlines(l->c); i++) {
    spr_open_deadline d = spr_case_deadline(l->c, i);
    char day[11];
    spr_json_open(out, NULL, '{');
    spr_json_text(out, "name", d.path);
    spr_json_time(out, "ends", model_of(l)->zone, d.end.at);
    if (d.end.by_days) spr_day_format(d.end.day, day);
    if (d.end.by_days) spr_json_text(out, "last_day", spr_str_of(day));
    spr_json_bool(out, "suspended", d.end.suspended);
    spr_json_bool(out, "overdue", d.missed);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

/* -- where it stands ------------------------------------------------------------------------------------ */

/* Calls fn for each active atomic state that is shown. */
typedef void (*place_fn)(const spr_loaded *l, int32_t state, spr_buf *out);

static void each_place(const spr_loaded *l, place_fn fn, spr_buf *out) {
  int32_t states[SPR_MAX_SHOWN_STATES];
  uint32_t n = l->c ? spr_case_configuration(l->c, states, SPR_MAX_SHOWN_STATES) : 0;
  for (uint32_t i = 0; i < n && i < SPR_MAX_SHOWN_STATES; i++) fn(l, states[i], out);
}

static void place_text(const spr_loaded *l, int32_t state, spr_buf *out) {
  spr_str who = spr_case_responsible(l->c, state);
  spr_str title = spr_title_in(&model_of(l)->states[state].title, SPR_STR(""), SPR_STR(""));
  spr_buf_printf(out, "  %.*s", SPR_FMT(spr_trace_state_name(model_of(l), state)));
  if (title.n) spr_buf_printf(out, " (%.*s)", SPR_FMT(title));
  if (who.n) spr_buf_printf(out, ", responsible %.*s", SPR_FMT(who));
  spr_buf_char(out, '\n');
}

static void place_json(const spr_loaded *l, int32_t state, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_text(out, "state", spr_trace_state_name(model_of(l), state));
  spr_json_text_or_null(out, "responsible", spr_case_responsible(l->c, state));
  spr_json_close(out, '}');
}

/* -- links and incidents -------------------------------------------------------------------------------- */

typedef struct listing {
  const spr_look *look;
  const spr_loaded *l;
  spr_buf *out;
  bool json;
  uint32_t n;
  spr_link_row *links; /* in the command line's arena */
  uint32_t nlinks, cap;
} listing;

static bool on_link(void *ud, const spr_link_row *row) {
  listing *v = ud;
  spr_arena *a = &v->look->cli->arena;
  spr_link_row *kept = SPR_PUSH(a, v->links, v->nlinks, v->cap);
  *kept = (spr_link_row){spr_str_dup(a, row->id), spr_str_dup(a, row->name), spr_str_dup(a, row->other)};
  return true;
}

/* A row names the case that was opened, how the other knows it, and that other one. */
static void link_line(listing *v, const spr_link_row *row) {
  bool up = spr_str_eq(row->id, v->l->row.id);
  spr_str name = up ? SPR_STR("parent") : row->name, other = up ? row->other : row->id;
  if (!spr_look_sees(v->look, other)) return;
  if (v->json) {
    spr_json_open(v->out, NULL, '{');
    spr_json_text(v->out, "link", name);
    spr_json_text(v->out, "id", other);
    spr_json_close(v->out, '}');
  } else {
    spr_buf_printf(v->out, "%s  %.*s is %.*s\n", v->n ? "" : "linked cases\n", SPR_FMT(name), SPR_FMT(other));
  }
  v->n++;
}

static bool on_incident(void *ud, const spr_incident_row *row) {
  listing *v = ud;
  const spr_zone *zone = model_of(v->l)->zone;
  if (v->json) {
    spr_json_open(v->out, NULL, '{');
    spr_json_text(v->out, "what", row->what);
    spr_json_number(v->out, "number", row->n);
    spr_json_number(v->out, "tries", row->tries);
    spr_json_time(v->out, "since", zone, row->since);
    spr_json_time(v->out, "next_try", zone, row->try_at);
    spr_json_close(v->out, '}');
  } else {
    spr_buf_printf(v->out, "%s  %.*s failed, tries: %u, again at ", v->n ? "" : "incidents\n",
                   SPR_FMT(row->what), row->tries);
    spr_trace_instant(v->out, zone, row->try_at);
    spr_buf_char(v->out, '\n');
  }
  v->n++;
  return true;
}

static int list_links(listing v) {
  spr_status s = spr_store_links(v.look->store, v.l->row.id, on_link, &v);
  for (uint32_t i = 0; s == SPR_OK && i < v.nlinks; i++) link_line(&v, &v.links[i]);
  return s == SPR_OK ? SPR_EXIT_DONE : spr_look_failed(v.look, s);
}

static int list_incidents(listing v) {
  spr_status s = spr_store_incidents(v.look->store, v.l->row.id, on_incident, &v);
  return s == SPR_OK ? SPR_EXIT_DONE : spr_look_failed(v.look, s);
}

/* -- as text -------------------------------------------------------------------------------------------- */

static void line(spr_buf *out, const char *label, spr_str text) {
  spr_buf_printf(out, "%-14s%.*s\n", label, SPR_FMT(text));
}

static void time_line(spr_buf *out, const char *label, const spr_zone *zone, spr_instant t) {
  spr_buf_printf(out, "%-14s", label);
  spr_trace_instant(out, zone, t);
  spr_buf_char(out, '\n');
}

static void header_text(const spr_loaded *l, spr_buf *out) {
  const spr_case_row *r = &l->row;
  const spr_zone *zone = model_of(l)->zone;
  line(out, "case", r->id);
  spr_buf_printf(out, "%-14s%.*s %.*s, workflow %.*s\n", "package", SPR_FMT(r->package),
                 SPR_FMT(l->volume->package->version), SPR_FMT(r->workflow));
  line(out, "municipality", r->municipality);
  spr_buf_printf(out, "%-14s%s", "state", spr_case_state_word(r->state));
  if (r->outcome.n) spr_buf_printf(out, ", outcome %.*s", SPR_FMT(r->outcome));
  if (r->overdue) spr_buf_printf(out, ", %u overdue", r->overdue);
  if (r->held) spr_buf_puts(out, ", under hold");
  spr_buf_char(out, '\n');
  if (r->responsible.n) line(out, "responsible", r->responsible);
  time_line(out, "opened", zone, r->opened);
  spr_buf_printf(out, "%-14s%llu, ", "last entry", (unsigned long long)r->seq);
  spr_trace_instant(out, zone, r->at);
  spr_buf_char(out, '\n');
}

static void fields_text(const spr_look *look, const spr_loaded *l, spr_buf *out) {
  const spr_model *m = model_of(l);
  const char *head = "case file\n";
  for (uint32_t i = 0; i < m->nfields; i++) {
    spr_value v = spr_case_field(l->c, (int32_t)i);
    if (v.type == SPR_NIL || !shows(look, l, i)) continue;
    spr_buf_printf(out, "%s  %.*s: ", head, SPR_FMT(m->fields[i].name));
    spr_literal_show(m->zone, v, out);
    spr_buf_char(out, '\n');
    head = "";
  }
}

int spr_case_view_text(const spr_look *look, spr_loaded *l, spr_buf *out) {
  listing v = {.look = look, .l = l, .out = out};
  header_text(l, out);
  if (!l->c) return SPR_EXIT_DONE;
  spr_buf_puts(out, spr_case_open(l->c) ? "stands in\n" : "ended in\n");
  each_place(l, place_text, out);
  if (spr_case_deadlines(l->c)) spr_buf_puts(out, "deadlines\n");
  spr_case_deadlines_text(l, out);
  if (spr_case_tasks(l->c)) spr_buf_puts(out, "tasks\n");
  spr_case_tasks_text(l, out);
  fields_text(look, l, out);
  int code = list_links(v);
  return code == SPR_EXIT_DONE ? list_incidents(v) : code;
}

/* -- as JSON -------------------------------------------------------------------------------------------- */

static void header_json(const spr_loaded *l, spr_buf *out) {
  const spr_case_row *r = &l->row;
  const spr_zone *zone = model_of(l)->zone;
  spr_json_text(out, "id", r->id);
  spr_json_text(out, "municipality", r->municipality);
  spr_json_text(out, "package", r->package);
  spr_json_text(out, "version", l->volume->package->version);
  spr_json_text(out, "workflow", r->workflow);
  spr_json_text(out, "state", spr_str_of(spr_case_state_word(r->state)));
  spr_json_bool(out, "held", r->held);
  spr_json_text_or_null(out, "outcome", r->outcome);
  spr_json_time(out, "opened", zone, r->opened);
  spr_json_time(out, "at", zone, r->at);
  spr_json_number(out, "seq", r->seq);
  spr_json_joined(out, "configuration", r->configuration);
  spr_json_text_or_null(out, "responsible", r->responsible);
}

static void fields_json(const spr_look *look, const spr_loaded *l, spr_buf *out) {
  const spr_model *m = model_of(l);
  spr_json_open(out, "case", '{');
  for (uint32_t i = 0; l->c && i < m->nfields; i++) {
    spr_value v = spr_case_field(l->c, (int32_t)i);
    if (v.type != SPR_NIL && shows(look, l, i)) spr_json_value_of(out, m->fields[i].name, m->zone, v);
  }
  spr_json_close(out, '}');
}

int spr_case_view_members(const spr_look *look, spr_loaded *l, spr_buf *out) {
  listing v = {.look = look, .l = l, .out = out, .json = true};
  header_json(l, out);
  spr_json_open(out, "responsibilities", '[');
  each_place(l, place_json, out);
  spr_json_close(out, ']');
  spr_case_deadlines_json(l, out);
  spr_case_tasks_json(l, out);
  fields_json(look, l, out);
  spr_json_open(out, "links", '[');
  int code = list_links(v);
  spr_json_close(out, ']');
  spr_json_open(out, "incidents", '[');
  if (code == SPR_EXIT_DONE) code = list_incidents(v);
  spr_json_close(out, ']');
  return code;
}

int spr_case_view_json(const spr_look *look, spr_loaded *l, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  int code = spr_case_view_members(look, l, out);
  spr_json_close(out, '}');
  spr_json_end(out);
  return code;
}
