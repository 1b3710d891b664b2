/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/journal_json.h"

#include "doors/json_out.h"

bool spr_entry_shows(const sprawa_entry *e, const sprawa_receipt *r, bool whole) {
  if (r->kind == SPRAWA_NOTED && strcmp(r->text, e->reason) == 0) return false; /* told already */
  return whole || r->kind == SPRAWA_NOTED || r->kind == SPRAWA_FAILED;
}

static void skeleton_json(const sprawa_entry *e, const sprawa_zone *zone, spr_buf *out) {
  spr_json_number(out, "seq", e->seq);
  spr_json_time(out, "at", zone, e->at);
  spr_json_word(out, "kind", e->kind);
  spr_json_word_or_null(out, "event", e->event);
  spr_json_word_or_null(out, "title", e->title);
  if (*e->subject) spr_json_word(out, "subject", e->subject);
  spr_json_word_or_null(out, "by", e->by);
  spr_json_word_or_null(out, "actor", e->actor);
  spr_json_joined(out, "from", e->before);
  spr_json_joined(out, "to", e->states);
  spr_json_word_or_null(out, "responsible", e->responsible);
  spr_json_word_or_null(out, "place", e->place);
}

static void moved_json(const sprawa_entry *e, const sprawa_zone *zone, spr_buf *out) {
  if (e->nmoved == 0) return;
  spr_json_open(out, "moved", '[');
  for (size_t i = 0; i < e->nmoved; i++) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "name", e->moved[i].name);
    spr_json_time(out, "from", zone, e->moved[i].before);
    spr_json_time(out, "to", zone, e->moved[i].after);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

static void incident_json(const sprawa_entry *e, const sprawa_zone *zone, spr_buf *out) {
  if (e->tries == 0) return;
  spr_json_number(out, "tries", e->tries);
  spr_json_time(out, "next_try", zone, e->next_try);
}

static void record_json(const sprawa_entry *e, spr_buf *out) {
  if (e->pos) spr_json_number(out, "pos", e->pos);
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
    if (r->kind == SPRAWA_FAILED && *r->name) spr_json_word(out, "code", r->name);
  }
  if (*r->file) spr_json_word(out, "file", r->file);
  if (*r->file) spr_json_number(out, "line", r->line);
  spr_json_close(out, '}');
}

static void body_json(const sprawa_entry *e, const sprawa_zone *zone, bool whole, spr_buf *out) {
  if (*e->name) spr_json_word(out, "withheld", e->name);
  if (*e->reason) spr_json_word(out, "reason", e->reason);
  if (whole && e->data) spr_json_value_of(out, "data", e->data);
  if (e->occurred != SPRAWA_NO_TIME) spr_json_time(out, "occurred", zone, e->occurred);
  spr_json_open(out, "receipt", '[');
  for (size_t i = 0; i < e->nreceipts; i++)
    if (spr_entry_shows(e, &e->receipts[i], whole)) receipt_json(&e->receipts[i], out);
  spr_json_close(out, ']');
}

void spr_entry_json(const sprawa_entry *e, const sprawa_zone *zone, bool whole, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  skeleton_json(e, zone, out);
  moved_json(e, zone, out);
  incident_json(e, zone, out);
  if (whole) record_json(e, out);
  if (e->has_body) body_json(e, zone, whole, out);
  spr_json_close(out, '}');
}
