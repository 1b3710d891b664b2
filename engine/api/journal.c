/* SPDX-License-Identifier: Apache-2.0 */
#include "api/receipt.h"

/* A page of a case's journal. Skeletons come as the store lends them; bodies are opened in a second round,
 * because that asks the store and the keys again. */

struct sprawa_journal {
  spr_api_bag bag;
  const sprawa_zone *zone;
  sprawa_entry *entries;
  size_t n;
  uint64_t next;
};

typedef struct reading {
  sprawa_journal *j;
  spr_str id;
  spr_eyes eyes;
  uint64_t from;
  uint32_t limit;
  bool bodies;
  const spr_loaded *l;
  const spr_model *m;
  bool *opens;        /* for each entry: its body is told to who sees none other */
  const char *before; /* states before the next entry, and their titles */
  const char *const *before_titles;
  size_t nbefore_titles;
} reading;

/* -- skeletons ------------------------------------------------------------------------------------------ */

const char *spr_api_entry_kind(uint8_t kind) {
  static const char *const names[] = {
      [SPR_JOURNAL_OPENED] = "opened",
      [SPR_JOURNAL_EVENT] = "event",
      [SPR_JOURNAL_DUE] = "due",
      [SPR_JOURNAL_LINKED] = "linked",
      [SPR_JOURNAL_DONE] = "done",
      [SPR_JOURNAL_SIGNED] = "signed",
      [SPR_JOURNAL_WAIVED] = "waived",
      [SPR_JOURNAL_NOTE] = "note",
      [SPR_JOURNAL_REOPENED] = "reopened",
      [SPR_JOURNAL_INCIDENT] = "incident",
      [SPR_JOURNAL_LINK] = "link",
      [SPR_JOURNAL_ENVIRONMENT] = "moved",
      [SPR_JOURNAL_ERASED] = "erased",
      [SPR_JOURNAL_HELD] = "held",
      [SPR_JOURNAL_RELEASED] = "released",
      [SPR_JOURNAL_RETRIED] = "retried",
      [SPR_JOURNAL_EMERGENCY] = "emergency",
  };
  return kind < sizeof names / sizeof *names && names[kind] ? names[kind] : "";
}

static void hash_text(const spr_hash *h, char out[SPRAWA_HASH_TEXT]) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < sizeof h->b; i++) {
    out[2 * i] = digits[h->b[i] >> 4];
    out[2 * i + 1] = digits[h->b[i] & 15];
  }
  out[2 * sizeof h->b] = '\0';
}

static const char *title_of(spr_api_bag *b, const spr_model *m, const spr_entry_row *row) {
  const char *title = spr_api_event_title(b, m, row->event);
  return *title ? title : spr_api_task_title(b, m, row->event, SPR_STR(""));
}

static void copy_moved(spr_api_bag *b, const spr_entry_row *row, sprawa_entry *e) {
  sprawa_moved *v = NULL;
  for (int round = 0; round < 2; round++) {
    e->nmoved = 0;
    for (uint32_t i = 0; i < row->nchanges; i++) {
      const spr_change *c = &row->changes[i];
      if (c->kind != SPR_CHANGE_DEADLINE || c->was == SPR_NO_INSTANT) continue;
      if (v) v[e->nmoved] = (sprawa_moved){spr_api_z(b, c->name), c->was, c->at};
      e->nmoved++;
    }
    if (!v) v = SPR_NEW_N(&b->arena, sprawa_moved, e->nmoved + 1);
  }
  e->moved = v;
}

/* What it is about, and of an incident when it is tried again. */
static void copy_subject(spr_api_bag *b, const spr_entry_row *row, sprawa_entry *e) {
  for (uint32_t i = 0; i < row->nchanges; i++) {
    const spr_change *c = &row->changes[i];
    bool fails = c->kind == SPR_CHANGE_INCIDENT && row->kind == SPR_JOURNAL_INCIDENT;
    if (fails || c->kind == SPR_CHANGE_FELL_DUE) e->subject = spr_api_z(b, fails ? c->text : c->name);
    if (!fails) continue;
    e->tries = (uint32_t)c->m;
    e->next_try = c->at;
  }
}

/* Who it was that was let see the case for an emergency, and why, is told to more than other actors are. */
static bool tells_emergency(const reading *r, const spr_entry_row *row) {
  return row->kind == SPR_JOURNAL_EMERGENCY &&
         spr_view_emergency(&r->eyes.view, r->l->c, row->by, row->responsible);
}

/* Whoever wrote a note may read it again. */
static bool tells_note(const reading *r, const spr_entry_row *row) {
  return row->kind == SPR_JOURNAL_NOTE && row->by.n && spr_view_actor(&r->eyes.view, row->by);
}

static void copy_entry(reading *r, const spr_entry_row *row, sprawa_entry *e) {
  spr_api_bag *b = &r->j->bag;
  bool actor = spr_view_actor(&r->eyes.view, row->by) || tells_emergency(r, row);
  *e = (sprawa_entry){.seq = row->seq,
                      .at = row->at,
                      .kind = spr_api_entry_kind(row->kind),
                      .event = spr_api_z(b, row->event),
                      .title = title_of(b, r->m, row),
                      .subject = "",
                      .next_try = SPRAWA_NO_TIME,
                      .by = spr_api_z(b, row->by),
                      .actor = actor ? spr_api_z(b, row->actor) : "",
                      .place = spr_api_z(b, row->place),
                      .before = r->before,
                      .before_titles = r->before_titles,
                      .nbefore_titles = r->nbefore_titles,
                      .states = spr_api_z(b, row->configuration),
                      .responsible = spr_api_z(b, row->responsible),
                      .pos = r->eyes.view.everything ? row->pos : 0,
                      .semantics = row->semantics,
                      .sealed = row->sealed,
                      .name = "",
                      .reason = "",
                      .occurred = SPRAWA_NO_TIME};
  e->titles = spr_api_state_titles(b, r->m, row->configuration, &e->ntitles);
  copy_subject(b, row, e);
  if (!*e->title && *e->subject) e->title = spr_api_path_title(b, r->m, spr_str_of(e->subject));
  copy_moved(b, row, e);
  hash_text(&row->definition, e->definition);
  hash_text(&row->environment, e->environment);
  hash_text(&row->prev, e->previous);
  hash_text(&row->hash, e->hash);
}

/* The entry before the first one tells from where it went. A jump must not cross the store, so each entry is
 * guarded for itself. */
static bool on_entry(void *ud, const spr_entry_row *row) {
  reading *r = ud;
  sprawa_journal *j = r->j;
  jmp_buf env;
  if (j->n == r->limit) {
    j->next = row->seq;
    return false;
  }
  if (spr_arena_guard(&j->bag.arena, &env)) {
    j->bag.failed = true;
    return false;
  }
  if (row->seq >= r->from) {
    r->opens[j->n] = tells_emergency(r, row) || tells_note(r, row);
    copy_entry(r, row, &j->entries[j->n++]);
  }
  r->before = spr_api_z(&j->bag, row->configuration);
  r->before_titles = spr_api_state_titles(&j->bag, r->m, row->configuration, &r->nbefore_titles);
  spr_arena_unguard(&j->bag.arena, NULL);
  return true;
}

static spr_status read_skeletons(reading *r, spr_store *store, const spr_loaded *l) {
  sprawa_journal *j = r->j;
  jmp_buf env;
  uint64_t from = r->from > 1 ? r->from - 1 : 1;
  if (r->from > l->row.seq) return SPR_OK;
  if (spr_arena_guard(&j->bag.arena, &env)) return SPR_ENOMEM;
  j->entries = SPR_NEW_N(&j->bag.arena, sprawa_entry, r->limit);
  r->opens = SPR_NEW_N(&j->bag.arena, bool, r->limit);
  spr_arena_unguard(&j->bag.arena, NULL);
  return spr_store_entries(store, r->id, from, on_entry, r);
}

/* -- bodies --------------------------------------------------------------------------------------------- */

static spr_status read_body(reading *r, spr_store *store, spr_loaded *l, sprawa_entry *e, spr_buf *plain) {
  spr_entry_row row;
  spr_status s = spr_store_entry(store, r->id, e->seq, &row);
  if (s == SPR_OK) s = spr_desk_body(l->desk, &row, plain);
  if (s == SPR_ENOTFOUND) return SPR_OK; /* it was erased: the skeleton is what is left */
  return s == SPR_OK ? spr_api_body(&r->j->bag, l, spr_buf_view(plain), e) : s;
}

/* What is large ends the page early. */
static spr_status read_bodies(reading *r, spr_store *store, spr_loaded *l) {
  sprawa_journal *j = r->j;
  spr_buf plain;
  size_t bytes = 0;
  spr_status s = SPR_OK;
  spr_buf_init(&plain, &j->bag.alloc, SPR_MAX_ENTRY_BYTES);
  for (size_t i = 0; i < j->n && s == SPR_OK; i++) {
    if (bytes > SPR_MAX_PAGE_BYTES) {
      j->next = j->entries[i].seq;
      j->n = i;
      break;
    }
    spr_buf_clear(&plain);
    if (r->eyes.view.everything || r->opens[i]) s = read_body(r, store, l, &j->entries[i], &plain);
    bytes += plain.n;
  }
  spr_buf_release(&plain);
  return s;
}

/* -- reading -------------------------------------------------------------------------------------------- */

static spr_status keep_zone(reading *r, const spr_loaded *l) {
  jmp_buf env;
  if (spr_arena_guard(&r->j->bag.arena, &env)) return SPR_ENOMEM;
  r->j->zone = spr_api_zone(&r->j->bag, l->definition->model->zone);
  spr_arena_unguard(&r->j->bag.arena, NULL);
  return SPR_OK;
}

static spr_status read_entries(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  spr_loaded l;
  (void)now;
  spr_status s = spr_api_load(desk, store, r->id, &r->eyes.view, &l);
  if (s != SPR_OK) return s;
  r->l = &l;
  r->m = l.definition->model;
  s = keep_zone(r, &l);
  if (s == SPR_OK) s = read_skeletons(r, store, &l);
  if (s == SPR_OK && r->bodies) s = read_bodies(r, store, &l);
  spr_loaded_release(&l);
  return s == SPR_OK && r->j->bag.failed ? SPR_ENOMEM : s;
}

static sprawa_code read_query(reading *r, const char *id, const sprawa_journal_query *q, sprawa_error *e) {
  sprawa_code code = spr_api_text(e, "the case", id, true, &r->id);
  if (code == SPRAWA_OK) code = spr_api_eyes(e, q->as, &r->eyes);
  if (code == SPRAWA_OK && q->limit > SPR_MAX_LISTED)
    code = spr_api_fail(e, SPRAWA_INVALID, NULL, "at most %d entries at once", SPR_MAX_LISTED);
  r->from = q->from ? q->from : 1;
  r->limit = q->limit ? q->limit : SPR_LISTED;
  r->bodies = q->bodies;
  r->before = "";
  return code;
}

sprawa_code sprawa_engine_journal(sprawa_engine *e, const char *id, const sprawa_journal_query *query,
                                  sprawa_journal **out, sprawa_error *error) {
  reading r = {.m = NULL};
  if (out) *out = NULL;
  if (!e || !query || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the query, or where to put the journal is missing");
  sprawa_code code = read_query(&r, id, query, error);
  if (code != SPRAWA_OK) return code;
  r.j = spr_realloc(&e->alloc, NULL, 0, sizeof *r.j);
  if (!r.j) return spr_api_status(error, SPR_ENOMEM, NULL);
  *r.j = (sprawa_journal){.n = 0};
  spr_api_bag_init(&r.j->bag, &e->alloc);
  spr_api_bag_speaks(&r.j->bag, &r.eyes, e->language);
  spr_status s = spr_engine_read(e->engine, read_entries, &r);
  if (s == SPR_OK) {
    *out = r.j;
    return spr_api_ok(error);
  }
  sprawa_journal_free(r.j);
  return spr_api_not_loaded(e, s, id, error);
}

void sprawa_journal_free(sprawa_journal *j) {
  if (!j) return;
  spr_alloc alloc = j->bag.alloc;
  spr_api_bag_release(&j->bag);
  spr_free(&alloc, j, sizeof *j);
}

const sprawa_entry *sprawa_journal_entry(const sprawa_journal *j, size_t i) {
  return j && i < j->n ? &j->entries[i] : NULL;
}

uint64_t sprawa_journal_next(const sprawa_journal *j) {
  return j ? j->next : 0;
}

const sprawa_zone *sprawa_journal_zone(const sprawa_journal *j) {
  return j ? j->zone : NULL;
}
