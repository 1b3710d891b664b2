/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/journal_view.h"

#include "cli/json_out.h"
#include "cli/words.h"

/* Of an entry that is not shown as a whole only what people have said, and what went wrong. */
static bool shows(const sprawa_entry *e, const sprawa_receipt *r, bool whole) {
  if (r->kind == SPRAWA_NOTED && strcmp(r->text, e->reason) == 0) return false; /* told already */
  return whole || r->kind == SPRAWA_NOTED || r->kind == SPRAWA_FAILED;
}

/* -- as text -------------------------------------------------------------------------------------------- */

static void skeleton_text(const sprawa_entry *e, const sprawa_zone *zone, spr_buf *out) {
  spr_buf_printf(out, "%4llu  ", (unsigned long long)e->seq);
  spr_words_time(out, zone, e->at);
  spr_buf_printf(out, "  %s", e->kind);
  if (*e->event) spr_buf_printf(out, " %s", e->event);
  if (*e->by) spr_buf_printf(out, " by %s", e->by);
  if (*e->actor) spr_buf_printf(out, " (%s)", e->actor);
  if (strcmp(e->before, e->states) == 0)
    spr_buf_printf(out, ", stays in %s", e->states);
  else
    spr_buf_printf(out, "%s%s -> %s", *e->before ? ", " : "", e->before, e->states);
  if (*e->place) spr_buf_printf(out, "  [%s]", e->place);
  spr_buf_char(out, '\n');
}

static void clean_line(spr_buf *out, const char *label, const char *text) {
  if (!*text) return;
  spr_buf_printf(out, "      %s", label);
  spr_words_clean(out, text);
  spr_buf_char(out, '\n');
}

static void given_text(const sprawa_entry *e, const sprawa_zone *zone, spr_buf *out) {
  if (e->occurred != SPRAWA_NO_TIME) {
    spr_buf_puts(out, "      occurred ");
    spr_words_time(out, zone, e->occurred);
    spr_buf_char(out, '\n');
  }
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

void spr_journal_view_text(const sprawa_entry *e, const sprawa_zone *zone, bool whole, spr_buf *out) {
  skeleton_text(e, zone, out);
  clean_line(out, "(withheld): ", e->name);
  clean_line(out, "", e->reason);
  if (whole) given_text(e, zone, out);
  for (size_t i = 0; i < e->nreceipts; i++)
    if (shows(e, &e->receipts[i], whole)) receipt_text(&e->receipts[i], out);
  if (whole)
    spr_buf_printf(out, "      definition  %s\n      environment %s\n      hash        %s\n", e->definition,
                   e->environment, e->hash);
}

/* -- as JSON -------------------------------------------------------------------------------------------- */

static void skeleton_json(const sprawa_entry *e, const sprawa_zone *zone, spr_buf *out) {
  spr_json_number(out, "seq", e->seq);
  spr_json_time(out, "at", zone, e->at);
  spr_json_word(out, "kind", e->kind);
  spr_json_word_or_null(out, "event", e->event);
  spr_json_word_or_null(out, "by", e->by);
  spr_json_word_or_null(out, "actor", e->actor);
  spr_json_joined(out, "from", e->before);
  spr_json_joined(out, "to", e->states);
  spr_json_word_or_null(out, "responsible", e->responsible);
  spr_json_word_or_null(out, "place", e->place);
}

static void record_json(const sprawa_entry *e, spr_buf *out) {
  spr_json_number(out, "pos", e->pos);
  spr_json_number(out, "semantics", e->semantics);
  spr_json_bool(out, "sealed", e->sealed);
  spr_json_word(out, "definition", e->definition);
  spr_json_word(out, "environment", e->environment);
  spr_json_word(out, "previous", e->previous);
  spr_json_word(out, "hash", e->hash);
}

static void receipt_json(const sprawa_receipt *r, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  if (r->kind == SPRAWA_ASKED) {
    spr_json_word(out, "asked", r->text);
    if (r->value)
      spr_json_value_of(out, "answer", r->value);
    else
      spr_json_null(out, "answer");
    spr_json_word_or_null(out, "reason", r->reason);
    spr_json_word(out, "reads", r->reads);
  } else {
    spr_json_word(out, "did", r->words);
  }
  if (*r->file) spr_json_word(out, "file", r->file);
  if (*r->file) spr_json_number(out, "line", r->line);
  spr_json_close(out, '}');
}

static void body_json(const sprawa_entry *e, const sprawa_zone *zone, bool whole, spr_buf *out) {
  if (*e->name) spr_json_word(out, "withheld", e->name);
  if (*e->reason) spr_json_word(out, "reason", e->reason);
  if (whole && e->data) spr_json_value_of(out, "data", e->data);
  if (whole && e->occurred != SPRAWA_NO_TIME) spr_json_time(out, "occurred", zone, e->occurred);
  spr_json_open(out, "receipt", '[');
  for (size_t i = 0; i < e->nreceipts; i++)
    if (shows(e, &e->receipts[i], whole)) receipt_json(&e->receipts[i], out);
  spr_json_close(out, ']');
}

void spr_journal_view_json(const sprawa_entry *e, const sprawa_zone *zone, bool whole, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  skeleton_json(e, zone, out);
  if (whole) record_json(e, out);
  if (e->has_body) body_json(e, zone, whole, out);
  spr_json_close(out, '}');
}
