/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/expect.h"
#include "lab/trace.h"
#include "lang/scalar.h"

/* Deadlines and tasks. */

/* -- deadlines ------------------------------------------------------------------------------------------ */

static spr_str deadlines_found(const expectation *e) {
  spr_buf *out = &e->r->text;
  for (uint32_t i = 0; i < spr_case_deadlines(e->c); i++) {
    spr_open_deadline d = spr_case_deadline(e->c, i);
    spr_buf_printf(out, "%s%.*s ", i > 0 ? ", " : "", SPR_FMT(d.path));
    spr_trace_end(out, e->m->zone, &d.end);
    if (d.missed) spr_buf_puts(out, " (overdue)");
  }
  if (out->n == 0) spr_buf_puts(out, "no deadline is open");
  return story_text(e->r);
}

/* What befell the deadlines of that name, and, of the open one, how its end was counted: it may have started
 * long before the steps that are shown. */
static void tell_clock(const expectation *e, spr_str name, const spr_open_deadline *open) {
  spr_buf *out = &e->r->text;
  uint32_t n = e->r->nclocks;
  for (uint32_t i = n > SPR_MAX_KEPT_CLOCKS ? n - SPR_MAX_KEPT_CLOCKS : 0; i < n; i++) {
    const story_clock *k = &e->r->clocks[i % SPR_MAX_KEPT_CLOCKS];
    spr_str path = e->m->deadlines[k->def].path;
    if (k->c != e->ref || !expect_path_ends(path, open ? open->path : name)) continue;
    spr_trace_instant(out, e->m->zone, k->at);
    spr_buf_printf(out, " %.*s %.*s\n", SPR_FMT(path), SPR_FMT(k->what));
  }
  spr_instant now = spr_world_now(e->r->world);
  spr_law law = {e->m->calendar, e->m->zone, spr_zone_day(e->m->zone, now)};
  if (open) spr_term_explain(&law, &open->term, now, out);
}

/* The open deadline that is meant: by its full path, else the only one that ends so. */
static bool deadline_named(const expectation *e, spr_str name, spr_span at, bool must,
                           spr_open_deadline *out) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < spr_case_deadlines(e->c); i++) {
    spr_open_deadline d = spr_case_deadline(e->c, i);
    if (!expect_path_ends(d.path, name)) continue;
    n++;
    *out = d;
    if (d.path.n == name.n) return true;
  }
  if (n > 1) {
    story_fault(e->r, SPR_D_UNKNOWN_DEADLINE, at, deadlines_found(e),
                "several open deadlines are called %.*s", SPR_FMT(name));
    return false;
  }
  if (n == 0 && must) {
    spr_near near;
    spr_near_init(&near, name);
    for (uint32_t i = 0; i < spr_case_deadlines(e->c); i++)
      spr_near_offer(&near, spr_case_deadline(e->c, i).path);
    spr_story_fault *f = story_fault(e->r, SPR_D_NOT_AS_EXPECTED, at, deadlines_found(e),
                                     "expected an open deadline %.*s", SPR_FMT(name));
    expect_help(e, f, &near);
    tell_clock(e, name, NULL);
    f->clock = story_text(e->r);
  }
  return n == 1;
}

static bool same_end(const expectation *e, const spr_end *end, const spr_node *want) {
  spr_day day = 0;
  spr_instant at = 0;
  if (spr_scalar_date(want, &day)) return end->by_days && end->day == day;
  return spr_scalar_datetime(want, e->m->zone, &at) && end->at == at;
}

void expect_due(expectation *e, const spr_node *n) {
  for (uint32_t i = 0; spr_node_is_map(n) && i < n->n; i++) {
    const spr_member *want = &n->members[i];
    spr_open_deadline d;
    if (!deadline_named(e, want->key, want->key_at, true, &d) || same_end(e, &d.end, want->value)) continue;
    spr_trace_end(&e->r->text, e->m->zone, &d.end);
    spr_story_fault *f =
        story_fault(e->r, SPR_D_NOT_AS_EXPECTED, want->value->at, story_text(e->r),
                    "expected %.*s to be due %.*s", SPR_FMT(want->key), SPR_FMT(spr_node_text(want->value)));
    tell_clock(e, want->key, &d);
    f->clock = story_text(e->r);
  }
}

void expect_no_due(expectation *e, const spr_node *n) {
  for (uint32_t i = 0; i < story_count(n); i++) {
    spr_open_deadline d;
    spr_str name = spr_node_text(story_nth(n, i));
    if (!deadline_named(e, name, story_nth(n, i)->at, false, &d)) continue;
    spr_story_fault *f = story_fault(e->r, SPR_D_NOT_AS_EXPECTED, story_nth(n, i)->at, deadlines_found(e),
                                     "expected no open deadline %.*s", SPR_FMT(name));
    tell_clock(e, name, &d);
    f->clock = story_text(e->r);
  }
}

/* Is the deadline among those that were named? That they are open was looked at before. */
static bool is_named(const expectation *e, const spr_node *n, spr_str path) {
  for (uint32_t i = 0; i < story_count(n); i++) {
    spr_open_deadline d;
    const spr_node *name = story_nth(n, i);
    if (deadline_named(e, spr_node_text(name), name->at, true, &d) && spr_str_eq(d.path, path)) return true;
  }
  return false;
}

void expect_overdue(expectation *e, const spr_node *n) {
  for (uint32_t i = 0; i < story_count(n); i++) {
    spr_open_deadline d;
    if (!deadline_named(e, spr_node_text(story_nth(n, i)), story_nth(n, i)->at, true, &d)) return;
  }
  spr_story_fault *f = NULL;
  for (uint32_t i = 0; i < spr_case_deadlines(e->c); i++) {
    spr_open_deadline d = spr_case_deadline(e->c, i);
    if (d.missed == is_named(e, n, d.path)) continue;
    if (!f)
      f = story_fault(e->r, SPR_D_NOT_AS_EXPECTED, n->at, deadlines_found(e),
                      "expected exactly these deadlines to be overdue");
    tell_clock(e, d.path, &d);
  }
  if (f) f->clock = story_text(e->r);
}

/* -- tasks ---------------------------------------------------------------------------------------------- */

static bool task_is(const expectation *e, const spr_open_task *t, spr_str name) {
  if (spr_str_eq(t->name, name) || spr_str_eq(t->id, name)) return true;
  if (t->state == SPR_NONE || name.n <= t->name.n + 1 || !expect_path_ends(name, t->name)) return false;
  return expect_path_ends(e->m->states[t->state].path, spr_str_sub(name, 0, name.n - t->name.n - 1));
}

static bool has_task(const expectation *e, spr_str name) {
  for (uint32_t i = 0; i < spr_case_tasks(e->c); i++) {
    spr_open_task t = spr_case_task(e->c, i);
    if (task_is(e, &t, name)) return true;
  }
  return false;
}

static spr_str tasks_found(const expectation *e) {
  spr_buf *out = &e->r->text;
  for (uint32_t i = 0; i < spr_case_tasks(e->c); i++)
    spr_buf_printf(out, "%s%.*s", i > 0 ? ", " : "", SPR_FMT(spr_case_task(e->c, i).name));
  if (out->n == 0) spr_buf_puts(out, "no task is open");
  return story_text(e->r);
}

void expect_has_tasks(expectation *e, const spr_node *n) {
  for (uint32_t i = 0; i < story_count(n); i++) {
    spr_str name = spr_node_text(story_nth(n, i));
    if (has_task(e, name)) continue;
    spr_near near;
    spr_near_init(&near, name);
    for (uint32_t k = 0; k < spr_case_tasks(e->c); k++) spr_near_offer(&near, spr_case_task(e->c, k).name);
    spr_story_fault *f = story_fault(e->r, SPR_D_NOT_AS_EXPECTED, story_nth(n, i)->at, tasks_found(e),
                                     "expected an open task %.*s", SPR_FMT(name));
    expect_help(e, f, &near);
  }
}

void expect_no_tasks(expectation *e, const spr_node *n) {
  for (uint32_t i = 0; i < story_count(n); i++) {
    spr_str name = spr_node_text(story_nth(n, i));
    if (has_task(e, name))
      story_fault(e->r, SPR_D_NOT_AS_EXPECTED, story_nth(n, i)->at, tasks_found(e),
                  "expected no open task %.*s", SPR_FMT(name));
  }
}

/* Exactly these: each is there, and there is none that is not among them. */
void expect_tasks(expectation *e, const spr_node *n) {
  const spr_story_fault *before = e->r->last;
  expect_has_tasks(e, n);
  if (e->r->last != before) return;
  for (uint32_t i = 0; i < spr_case_tasks(e->c); i++) {
    spr_open_task t = spr_case_task(e->c, i);
    bool among = false;
    for (uint32_t k = 0; k < story_count(n); k++)
      among = among || task_is(e, &t, spr_node_text(story_nth(n, k)));
    if (!among)
      story_fault(e->r, SPR_D_NOT_AS_EXPECTED, n->at, tasks_found(e),
                  "expected only these tasks, but %.*s is open, too", SPR_FMT(t.name));
  }
}
