/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/journal_view.h"

#include "base/utf8.h"
#include "cli/words.h"
#include "doors/journal_json.h"

enum { SECOND = 1000, MINUTE = 60000, COLUMNS = 100, SHOWN = 64 };

/* What stands behind `until` begins again at `change`, on a line of its own. */
static void fold(spr_buf *out, size_t until, size_t change) {
  static const char indent[] = "\n      ";
  char tail[4096];
  size_t n = out->n - change;
  if (n > sizeof tail) return;
  memcpy(tail, out->p + change, n);
  out->n = until;
  spr_buf_puts(out, indent);
  spr_buf_add(out, tail, n);
}

/* No more of it than tells it from the entry before. */
static void time_text(const sprawa_entry *e, const spr_journal_view *v, spr_buf *out) {
  bool any = v->seen != SPRAWA_NO_TIME && v->seen != e->at;
  bool second = any && v->seen / SECOND == e->at / SECOND, minute = any && v->seen / MINUTE == e->at / MINUTE;
  if (second || v->full)
    spr_words_moment(out, v->zone, e->at);
  else if (minute)
    spr_words_moment(out, v->zone, e->at - e->at % SECOND);
  else
    spr_words_time(out, v->zone, e->at);
}

/* Is the path among those that are joined with ","? */
static bool is_among(const char *joined, const char *path, size_t n) {
  for (const char *p = joined; *p;) {
    size_t length = strcspn(p, ",");
    if (length == n && memcmp(p, path, n) == 0) return true;
    p += length + (p[length] == ',');
  }
  return false;
}

/* The titles of those paths that are not among the others: into v, which has room for all. */
static size_t find_changed(const char *joined, const char *others, const char *const *titles,
                           const char **v) {
  size_t n = 0, i = 0;
  for (const char *p = joined; *p; i++) {
    size_t length = strcspn(p, ",");
    if (!is_among(others, p, length)) v[n++] = titles[i];
    p += length + (p[length] == ',');
  }
  return n;
}

static void change_text(const sprawa_entry *e, spr_buf *out) {
  const char *left[SHOWN], *entered[SHOWN];
  size_t nleft = 0, nentered = 0;
  bool many = e->nbefore_titles > SHOWN || e->ntitles > SHOWN;
  if (!many) nleft = find_changed(e->before, e->states, e->before_titles, left);
  if (!many) nentered = find_changed(e->states, e->before, e->titles, entered);
  if (nleft + nentered == 0) {
    spr_buf_puts(out, "stays in ");
    spr_words_titles(out, e->titles, e->ntitles, 1);
    return;
  }
  spr_words_titles(out, left, nleft, SHOWN);
  spr_buf_puts(out, nleft ? " ->" : "->");
  if (nentered) spr_buf_char(out, ' ');
  spr_words_titles(out, entered, nentered, SHOWN);
}

static void paths_text(const sprawa_entry *e, spr_buf *out) {
  if (strcmp(e->before, e->states) != 0) {
    spr_words_joined(out, e->before);
    spr_buf_puts(out, *e->before ? " -> " : "-> ");
  } else {
    spr_buf_puts(out, "stays in ");
  }
  spr_words_joined(out, e->states);
}

static void who_text(const sprawa_entry *e, const spr_journal_view *v, spr_buf *out) {
  spr_buf_printf(out, "%4llu  ", (unsigned long long)e->seq);
  time_text(e, v, out);
  spr_buf_printf(out, "  %s", e->kind);
  if (*e->event || *e->title) spr_buf_char(out, ' ');
  spr_words_titled(out, e->title, e->event);
  bool told = *e->title && !v->full; /* the title is that of the subject */
  if (*e->subject && !told) spr_buf_char(out, ' ');
  if (!told) spr_words_clean(out, e->subject);
  if (*e->by) spr_buf_printf(out, " by %s", e->by);
  if (*e->actor) spr_buf_printf(out, " (%s)", e->actor);
}

/* On one line, or where that would be too long on two. */
static void skeleton_text(const sprawa_entry *e, spr_journal_view *v, spr_buf *out) {
  size_t from = out->n;
  who_text(e, v, out);
  size_t until = out->n;
  spr_buf_puts(out, strcmp(e->before, e->states) == 0 ? ", " : *e->before ? ", " : " ");
  size_t change = out->n;
  if (v->full)
    paths_text(e, out);
  else
    change_text(e, out);
  if (*e->place) spr_buf_printf(out, "  [%s]", e->place);
  uint32_t width = out->failed ? 0 : spr_utf8_count(spr_str_n(out->p + from, out->n - from));
  if (width > COLUMNS) fold(out, until, change);
  spr_buf_char(out, '\n');
  v->seen = e->at;
}

static void clean_line(spr_buf *out, const char *label, const char *text) {
  if (!*text) return;
  spr_buf_printf(out, "      %s", label);
  spr_words_clean(out, text);
  spr_buf_char(out, '\n');
}

static void time_line(spr_buf *out, const char *label, const sprawa_zone *zone, int64_t time) {
  if (time == SPRAWA_NO_TIME) return;
  spr_buf_printf(out, "      %s", label);
  spr_words_moment(out, zone, time);
  spr_buf_char(out, '\n');
}

static void moved_text(const sprawa_entry *e, const sprawa_zone *zone, spr_buf *out) {
  for (size_t i = 0; i < e->nmoved; i++) {
    const sprawa_moved *m = &e->moved[i];
    spr_buf_printf(out, "      %s until ", m->name);
    spr_words_end(out, zone, m->before, "", false, true);
    spr_buf_puts(out, m->after == SPRAWA_NO_TIME ? ", stands still now" : ", now until ");
    if (m->after != SPRAWA_NO_TIME) spr_words_end(out, zone, m->after, "", false, true);
    spr_buf_char(out, '\n');
  }
}

static void incident_text(const sprawa_entry *e, const sprawa_zone *zone, spr_buf *out) {
  if (e->tries == 0) return;
  spr_buf_printf(out, "      tried %u time%s, again at ", e->tries, e->tries == 1 ? "" : "s");
  spr_words_time(out, zone, e->next_try);
  spr_buf_char(out, '\n');
}

static void data_text(const sprawa_entry *e, spr_buf *out) {
  if (!e->data) return;
  spr_buf_puts(out, "      data ");
  spr_words_value(out, e->data);
  spr_buf_char(out, '\n');
}

static void receipt_text(const sprawa_receipt *r, spr_buf *out) {
  bool placed = r->kind == SPRAWA_ASKED || r->kind == SPRAWA_FAILED;
  spr_buf_printf(out, "      %s", r->words);
  if (placed && *r->file) spr_buf_printf(out, " (%s:%u)", r->file, r->line);
  if (*r->reads) spr_buf_printf(out, " reads %s", r->reads);
  spr_buf_char(out, '\n');
}

void spr_journal_view_text(const sprawa_entry *e, spr_journal_view *v, spr_buf *out) {
  bool whole = v->whole;
  skeleton_text(e, v, out);
  clean_line(out, "(withheld): ", e->name);
  clean_line(out, "", e->reason);
  time_line(out, "occurred ", v->zone, e->occurred);
  moved_text(e, v->zone, out);
  incident_text(e, v->zone, out);
  if (whole) data_text(e, out);
  for (size_t i = 0; i < e->nreceipts; i++)
    if (spr_entry_shows(e, &e->receipts[i], whole)) receipt_text(&e->receipts[i], out);
  if (whole)
    spr_buf_printf(out, "      definition  %s\n      environment %s\n      hash        %s\n", e->definition,
                   e->environment, e->hash);
}
