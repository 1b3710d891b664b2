/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"

/* Entries of one case: what happened, without what stood in the case file. */

struct sprawa_journal {
  spr_alloc alloc;
  spr_arena arena;
  sprawa_entry *entries;
  size_t n;
  bool nomem;
};

typedef struct reading {
  sprawa_journal *j;
  spr_str id, as;
  bool everything;
  uint64_t from;
  uint32_t limit;
} reading;

static const char *kind_name(uint8_t kind) {
  static const char *const names[] = {
      [SPR_JOURNAL_OPENED] = "opened",     [SPR_JOURNAL_EVENT] = "event",
      [SPR_JOURNAL_DUE] = "due",           [SPR_JOURNAL_LINKED] = "linked",
      [SPR_JOURNAL_DONE] = "done",         [SPR_JOURNAL_SIGNED] = "signed",
      [SPR_JOURNAL_WAIVED] = "waived",     [SPR_JOURNAL_NOTE] = "note",
      [SPR_JOURNAL_REOPENED] = "reopened", [SPR_JOURNAL_INCIDENT] = "incident",
      [SPR_JOURNAL_LINK] = "link",         [SPR_JOURNAL_ENVIRONMENT] = "environment",
      [SPR_JOURNAL_ERASED] = "erased",     [SPR_JOURNAL_HELD] = "held",
      [SPR_JOURNAL_RELEASED] = "released", [SPR_JOURNAL_RETRIED] = "retried",
  };
  return kind < sizeof names / sizeof *names && names[kind] ? names[kind] : "";
}

/* A jump must not cross the store, so each entry is guarded for itself. */
static bool on_entry(void *ud, const spr_entry_row *row) {
  reading *r = ud;
  sprawa_journal *j = r->j;
  jmp_buf env;
  if (j->n == r->limit) return false;
  if (spr_arena_guard(&j->arena, &env)) {
    j->nomem = true;
    return false;
  }
  j->entries[j->n] = (sprawa_entry){.seq = row->seq,
                                    .at = row->at,
                                    .kind = kind_name(row->kind),
                                    .event = spr_api_z(&j->arena, row->event),
                                    .by = spr_api_z(&j->arena, row->by),
                                    .actor = spr_api_z(&j->arena, row->actor),
                                    .place = spr_api_z(&j->arena, row->place),
                                    .states = spr_api_z(&j->arena, row->configuration),
                                    .responsible = spr_api_z(&j->arena, row->responsible)};
  j->n++;
  spr_arena_unguard(&j->arena, NULL);
  return true;
}

static spr_status read_entries(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  jmp_buf env;
  (void)now;
  if (!r->everything) {
    spr_loaded l;
    spr_status seen = spr_api_load(desk, store, r->id, r->as, false, &l);
    if (seen != SPR_OK) return seen;
    spr_loaded_release(&l);
  }
  if (spr_arena_guard(&r->j->arena, &env)) return SPR_ENOMEM;
  r->j->entries = SPR_NEW_N(&r->j->arena, sprawa_entry, r->limit);
  spr_arena_unguard(&r->j->arena, NULL);
  spr_status s = spr_store_entries(store, r->id, r->from, on_entry, r);
  return s == SPR_OK && r->j->nomem ? SPR_ENOMEM : s;
}

sprawa_code sprawa_engine_journal(sprawa_engine *e, const char *id, const char *as, uint64_t from,
                                  uint32_t limit, sprawa_journal **out, sprawa_error *error) {
  reading r = {.from = from, .limit = limit ? limit : SPR_LISTED};
  if (out) *out = NULL;
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put the journal, is missing");
  sprawa_code code = spr_api_text(error, "the case", id, true, &r.id);
  if (code == SPRAWA_OK) code = spr_api_as(error, as, &r.as, &r.everything);
  if (code == SPRAWA_OK && limit > SPR_MAX_LISTED)
    code = spr_api_fail(error, SPRAWA_INVALID, NULL, "at most %d entries at once", SPR_MAX_LISTED);
  if (code != SPRAWA_OK) return code;
  r.j = spr_realloc(&e->alloc, NULL, 0, sizeof *r.j);
  if (!r.j) return spr_api_status(error, SPR_ENOMEM, NULL);
  *r.j = (sprawa_journal){.alloc = e->alloc};
  spr_arena_init(&r.j->arena, &r.j->alloc, SPR_MAX_RUN_BYTES);
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
  spr_alloc alloc = j->alloc;
  spr_arena_release(&j->arena);
  spr_free(&alloc, j, sizeof *j);
}

const sprawa_entry *sprawa_journal_entry(const sprawa_journal *j, size_t i) {
  return j && i < j->n ? &j->entries[i] : NULL;
}
