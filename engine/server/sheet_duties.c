/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sheet.h"

/* What is to be done until when: tasks with the ends of theirs, and deadlines; how each end was counted. */

/* A deadline of a task bears its name. */
static const sprawa_task *task_of(const spr_sheet *k, const char *deadline) {
  const sprawa_task *t = sprawa_case_task(k->c, 0);
  for (size_t i = 0; t; t = sprawa_case_task(k->c, ++i)) {
    size_t n = strlen(t->state);
    bool here = strncmp(deadline, t->state, n) == 0 && (n == 0 || deadline[n] == '.');
    if (t->due != SPRAWA_NO_TIME && here && strcmp(deadline + n + (n > 0), t->name) == 0) return t;
  }
  return NULL;
}

/* Does what ends then need attention before what ends otherwise? A clock that stands still needs none. */
static bool ends_sooner(bool suspended, int64_t ends, bool other_suspended, int64_t other_ends) {
  return suspended == other_suspended ? ends < other_ends : other_suspended;
}

static void put_coming_to(spr_sheet *k, const sprawa_coming *c) {
  spr_html *h = &k->page.html;
  if (c->nto == 0) return;
  spr_html_open(h, "p", "about");
  spr_html_said(h, "span", "quiet", SPR_SAY_then);
  spr_html_text(h, SPR_STR(" "));
  spr_html_text(h, spr_sheet_joined(k, c->to_titles, c->nto));
  spr_html_close(h, "p");
}

/* What follows, by which law, and how it was counted. */
static void put_ground(spr_sheet *k, const sprawa_coming *c) {
  spr_html *h = &k->page.html;
  put_coming_to(k, c);
  if (*c->basis) {
    spr_html_open(h, "p", "about");
    spr_html_said(h, "span", "quiet", SPR_SAY_basis);
    spr_html_text(h, SPR_STR(" "));
    spr_html_text(h, spr_str_of(c->basis));
    spr_html_close(h, "p");
  }
  spr_sheet_count(k, c);
}

static void put_deadline(spr_sheet *k, const sprawa_coming *c) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "li", c->overdue ? "duty late" : "duty");
  spr_html_element(h, "h3", NULL, spr_str_of(*c->title ? c->title : c->name));
  spr_html_open(h, "p", NULL);
  if (c->kind == SPRAWA_COMING_DEADLINE)
    spr_sheet_end(k, c->at, c->last_day, c->suspended, c->overdue);
  else
    spr_screen_time(&k->page, k->row->zone, c->at);
  spr_html_close(h, "p");
  if (c->kind != SPRAWA_COMING_DEADLINE) spr_html_said(h, "p", "about", SPR_SAY_by_itself);
  put_ground(k, c);
  spr_html_close(h, "li");
}

static bool is_of_task(const spr_sheet *k, const sprawa_coming *c) {
  return c->kind == SPRAWA_COMING_DEADLINE && task_of(k, c->name) != NULL;
}

/* What ends first stands first: so what is overdue leads. Without those of tasks; NULL behind the last. */
static const sprawa_coming **by_end(const spr_sheet *k) {
  size_t all = 0, n = 0;
  while (sprawa_explanation_coming(k->x, all)) all++;
  const sprawa_coming **v = SPR_NEW_N(k->page.arena, const sprawa_coming *, all + 1);
  for (size_t i = 0; i < all; i++) {
    const sprawa_coming *c = sprawa_explanation_coming(k->x, i);
    if (is_of_task(k, c)) continue;
    size_t at = n++;
    for (; at > 0 && ends_sooner(c->suspended, c->at, v[at - 1]->suspended, v[at - 1]->at); at--)
      v[at] = v[at - 1];
    v[at] = c;
  }
  return v;
}

void spr_sheet_deadlines(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_coming **v = by_end(k);
  if (!*v && sprawa_explanation_coming(k->x, 0)) return; /* the tasks tell all of them */
  spr_sheet_section(k, "deadlines", SPR_SAY_deadlines);
  if (!*v) spr_html_said(h, "p", "quiet", SPR_SAY_no_deadlines);
  if (*v) {
    spr_html_open(h, "ul", "duties");
    for (; *v; v++) put_deadline(k, *v);
    spr_html_close(h, "ul");
  }
  spr_html_close(h, "section");
}

/* -- tasks ------------------------------------------------------------------------------------------------
 */

static bool is_among(const char *const *v, size_t n, const char *one) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(v[i], one) == 0) return true;
  return false;
}

/* Those of whom it is the turn. */
static size_t doing(const spr_sheet *k, const sprawa_task *t, const char *const **out) {
  const char **left = SPR_NEW_N(k->page.arena, const char *, t->nby + 1);
  size_t n = 0;
  for (size_t i = 0; i < t->nby; i++)
    if (!t->all || !is_among(t->signed_by, t->nsigned, t->by[i])) left[n++] = t->by[i];
  return spr_sheet_acting(k, t->anyone, left, n, out);
}

static void put_do(spr_sheet *k, const sprawa_task *t) {
  const char *const *acting, *what = t->all ? "sign" : "done";
  size_t n = doing(k, t, &acting);
  if (n == 0) return;
  spr_sheet_form(k, what, spr_str_of(t->id), spr_sheet_prefix(k, what, t->id), acting, n);
  spr_html_open(&k->page.html, "button", "main");
  spr_html_say(&k->page.html, t->all ? SPR_SAY_task_sign : SPR_SAY_task_done);
  spr_html_open(&k->page.html, "span", "hidden-text");
  spr_html_text(&k->page.html, SPR_STR(": "));
  spr_html_text(&k->page.html, spr_str_of(*t->title ? t->title : t->name));
  spr_html_close(&k->page.html, "span");
  spr_html_close(&k->page.html, "button");
  spr_html_close(&k->page.html, "form");
}

size_t spr_sheet_waiving(const spr_sheet *k, spr_str task, const char *const **out) {
  const sprawa_task *t = sprawa_case_task(k->c, 0);
  for (size_t i = 0; t && !spr_str_is(task, t->id);) t = sprawa_case_task(k->c, ++i);
  return t ? spr_sheet_acting(k, false, &t->responsible, 1, out) : 0;
}

static void put_waive(spr_sheet *k, const sprawa_task *t) {
  spr_html *h = &k->page.html;
  const char *const *acting;
  size_t n = spr_sheet_waiving(k, spr_str_of(t->id), &acting);
  if (n == 0) return;
  spr_str prefix = spr_sheet_prefix(k, "waive", t->id);
  const spr_asked *back = spr_sheet_back(k, "waive", t->id);
  spr_html_open(h, "details", "option");
  if (back) spr_html_flag(h, "open");
  spr_html_open(h, "summary", NULL);
  spr_html_say(h, SPR_SAY_task_waive);
  spr_html_open(h, "span", "hidden-text");
  spr_html_text(h, SPR_STR(": "));
  spr_html_text(h, spr_str_of(*t->title ? t->title : t->name));
  spr_html_close(h, "span");
  spr_html_close(h, "summary");
  spr_sheet_form(k, "waive", spr_str_of(t->id), prefix, acting, n);
  spr_ask_text(&k->page, prefix, "text", SPR_SAY_task_reason, true, back);
  spr_sheet_submit(k, NULL, SPR_SAY_task_waive, (spr_str){0});
  spr_html_close(h, "form");
  spr_html_close(h, "details");
}

static void put_end_of(spr_sheet *k, const sprawa_task *t) {
  const sprawa_coming *c = sprawa_explanation_coming(k->x, 0);
  for (size_t i = 0; c; c = sprawa_explanation_coming(k->x, ++i))
    if (c->kind == SPRAWA_COMING_DEADLINE && task_of(k, c->name) == t) put_ground(k, c);
}

static void put_task(spr_sheet *k, const sprawa_task *t) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "li", t->overdue ? "duty late" : "duty");
  spr_html_open(h, "h3", NULL);
  spr_html_text(h, spr_str_of(*t->title ? t->title : t->name));
  if (!t->required) {
    spr_html_text(h, SPR_STR(" "));
    spr_html_said(h, "span", "optional", SPR_SAY_optional);
  }
  spr_html_close(h, "h3");
  spr_html_open(h, "p", "about");
  spr_html_said(h, "span", "quiet", SPR_SAY_by_whom);
  spr_html_text(h, SPR_STR(" "));
  if (t->anyone) spr_html_say(h, SPR_SAY_anyone);
  spr_sheet_institutions(k, t->by, t->nby);
  spr_html_close(h, "p");
  if (t->nsigned) {
    spr_html_open(h, "p", "about");
    spr_html_said(h, "span", "quiet", SPR_SAY_signed_by);
    spr_html_text(h, SPR_STR(" "));
    spr_sheet_institutions(k, t->signed_by, t->nsigned);
    spr_html_close(h, "p");
  }
  if (t->due != SPRAWA_NO_TIME) {
    spr_html_open(h, "p", NULL);
    spr_sheet_end(k, t->due, t->last_day, t->suspended, t->overdue);
    spr_html_close(h, "p");
    put_end_of(k, t);
  }
  put_do(k, t);
  put_waive(k, t);
  spr_html_close(h, "li");
}

static bool is_sooner(const sprawa_task *t, const sprawa_task *other) {
  if (t->due == SPRAWA_NO_TIME || other->due == SPRAWA_NO_TIME)
    return t->due != SPRAWA_NO_TIME && other->due == SPRAWA_NO_TIME;
  return ends_sooner(t->suspended, t->due, other->suspended, other->due);
}

/* What is to be done first stands first, what has no end last. NULL behind the last. */
static const sprawa_task **by_due(const spr_sheet *k) {
  size_t n = 0;
  while (sprawa_case_task(k->c, n)) n++;
  const sprawa_task **v = SPR_NEW_N(k->page.arena, const sprawa_task *, n + 1);
  for (size_t i = 0; i < n; i++) {
    const sprawa_task *t = sprawa_case_task(k->c, i);
    size_t at = i;
    for (; at > 0 && is_sooner(t, v[at - 1]); at--) v[at] = v[at - 1];
    v[at] = t;
  }
  return v;
}

void spr_sheet_tasks(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const sprawa_task **v = by_due(k);
  spr_sheet_section(k, "tasks", SPR_SAY_tasks);
  if (!*v) spr_html_said(h, "p", "quiet", SPR_SAY_no_tasks);
  if (*v) {
    spr_html_open(h, "ul", "duties");
    for (; *v; v++) put_task(k, *v);
    spr_html_close(h, "ul");
  }
  spr_html_close(h, "section");
}
