/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"

#include <stdio.h>

#include "cases/listed.h"
#include "cases/patch.h"
#include "cases/words.h"

/* From a step to its journal entry. */

spr_status spr_desk_new_key(spr_desk *s, spr_str id, spr_str municipality) {
  spr_status st = s->keys_open ? SPR_OK : spr_keys_begin(s->keys);
  if (st != SPR_OK) return st;
  s->keys_open = true;
  return spr_keys_create(s->keys, id, municipality);
}

/* Gives the bytes themselves where the package has nothing sensitive. What is sealed is padded, so that its
 * length does not tell what is in it: a byte 0x80 and zeros up to a multiple of SPR_SEAL_BLOCK (ISO/IEC
 * 7816-4). */
static spr_status seal(spr_loaded *l, const char *what, spr_buf *plain, spr_buf *room, spr_str *out) {
  spr_desk *s = l->desk;
  uint32_t n = plain->n;
  *out = spr_buf_view(plain);
  if (!l->row.sealed) return SPR_OK;
  spr_str context = spr_seal_context(s, what, l->row.id, l->row.seq + 1);
  spr_buf_clear(room);
  spr_buf_char(plain, (char)(unsigned char)0x80);
  while (!plain->failed && plain->n % SPR_SEAL_BLOCK) spr_buf_char(plain, '\0');
  if (plain->failed) return n + SPR_SEAL_BLOCK >= plain->max ? SPR_ELIMIT : SPR_ENOMEM;
  if (s->scratch.failed) return SPR_ENOMEM;
  spr_status st = spr_keys_seal(s->keys, l->row.id, context, spr_buf_view(plain), room);
  plain->n = n;
  *out = spr_buf_view(room);
  return st;
}

/* What decided: the guard of the first transition that was taken, or the transition itself. */
static spr_span decisive(const spr_loaded *l, const spr_result *r) {
  const spr_model *m = l->definition->model;
  for (uint32_t i = 0; r && i < r->neffects; i++) {
    if (r->effects[i].kind != SPR_E_TRANSITION || r->effects[i].index == SPR_NONE) continue;
    const spr_transition *t = &m->transitions[r->effects[i].index];
    return t->nguards ? m->exprs[t->guards[0]].at : t->at;
  }
  return spr_span_none();
}

/* Of a step that got stuck: the rule that failed. */
static spr_str place_of(const spr_loaded *l, const spr_result *r, char out[SPR_MAX_PATH]) {
  spr_span at = decisive(l, r);
  const spr_source *f = spr_sources_get(spr_library_sources(l->volume->library), at.file);
  bool stuck = r && r->outcome == SPR_STUCK && r->nreasons && r->reasons[0].line;
  spr_str file = stuck ? r->reasons[0].file : f ? f->path : SPR_STR("");
  uint32_t line = stuck ? r->reasons[0].line : 0, column = 0;
  if (file.n == 0) return SPR_STR("");
  if (!stuck) spr_source_place(f, at.from, &line, &column);
  int n = snprintf(out, SPR_MAX_PATH, "%.*s:%u", SPR_FMT(file), line);
  return n > 0 && n < SPR_MAX_PATH ? spr_str_n(out, (size_t)n) : SPR_STR("");
}

/* Of a case in hand: what its messages carry stands in the body, and why a step got stuck; nobody reads more
 * of it.
 */
static spr_status write_little(spr_loaded *l, const spr_input *in, bool named, const spr_result *r,
                               spr_append *a) {
  spr_desk *s = l->desk;
  if (s->derive.messages == 0 && !(r && r->outcome == SPR_STUCK)) return SPR_OK;
  spr_buf_clear(&s->body);
  spr_status st =
      spr_body_write(in, named, r, l->definition->model->nfields, SPR_STR(""), SPR_STR(""), &s->body);
  a->entry.body = spr_buf_view(&s->body);
  return st;
}

/* Keeps what is kept apart; the hashes are for the body. */
static spr_status keep_observed(spr_desk *s, const spr_result *r) {
  spr_status st = SPR_OK;
  spr_buf_clear(&s->apart);
  for (uint32_t i = 0; r && i < r->neffects && st == SPR_OK; i++) {
    spr_hash hash;
    if (!spr_body_apart(&r->effects[i])) continue;
    spr_buf_clear(&s->scratch);
    spr_v_encode(&s->scratch, r->effects[i].value);
    if (s->scratch.failed) return SPR_ENOMEM;
    st = spr_store_object_put(s->store, SPR_OBJECT_OBSERVED, spr_buf_view(&s->scratch), &hash);
    if (st == SPR_OK) spr_buf_add(&s->apart, &hash, sizeof hash);
  }
  return st == SPR_OK && s->apart.failed ? SPR_ENOMEM : st;
}

/* The plain body and the plain snapshot, and the sealed ones if the package wants it. */
static spr_status write_contents(spr_loaded *l, const spr_input *in, bool named, const spr_result *r,
                                 spr_append *a) {
  spr_desk *s = l->desk;
  spr_buf_clear(&s->snapshot);
  spr_buf_clear(&s->patch);
  spr_buf_clear(&s->body);
  spr_status st = spr_case_encode(l->c, &s->snapshot);
  if (st != SPR_OK) return st;
  spr_patch_make(spr_buf_view(&l->snapshot), spr_buf_view(&s->snapshot), &s->patch);
  if (s->patch.failed) return SPR_ENOMEM;
  st = keep_observed(s, r);
  if (st != SPR_OK) return st;
  st = spr_body_write(in, named, r, l->definition->model->nfields, spr_buf_view(&s->patch),
                      spr_buf_view(&s->apart), &s->body);
  if (st == SPR_OK && l->row.sealed && l->row.seq == 0)
    st = spr_desk_new_key(s, l->row.id, l->row.municipality);
  if (st == SPR_OK) st = seal(l, "body", &s->body, &s->sealed_body, &a->entry.body);
  if (st == SPR_OK) st = seal(l, "snapshot", &s->snapshot, &s->sealed_snapshot, &a->snapshot);
  return st;
}

/* What the skeleton calls it, if its name may not stand there. */
static spr_str word_of(const spr_loaded *l, const spr_cause *cause, const spr_result *r) {
  switch (cause->kind) {
    case SPR_JOURNAL_DONE:
    case SPR_JOURNAL_SIGNED:
    case SPR_JOURNAL_WAIVED:
      if (spr_word_done(l->definition->model, cause->event)) return cause->event;
      for (uint32_t i = 0; r && i < r->neffects; i++)
        if (r->effects[i].kind == SPR_E_TASK) return r->effects[i].text2;
      break;
    case SPR_JOURNAL_LINK:
      if (spr_word_link(l->definition->model, cause->event)) return cause->event;
      /* fallthrough */
    default:
      if (spr_word_event(l->c, cause->event)) return cause->event;
  }
  return SPR_STR(SPR_WORD_WITHHELD);
}

/* The row in memory goes on with what was written; its texts live as long as the case is loaded. */
static spr_status take_over(spr_loaded *l, const spr_entry_row *written) {
  jmp_buf env;
  if (spr_arena_guard(&l->arena, &env)) return SPR_ENOMEM;
  l->row.configuration = spr_str_dup(&l->arena, written->configuration);
  l->row.responsible = spr_str_dup(&l->arena, written->responsible);
  spr_arena_unguard(&l->arena, NULL);
  l->row.seq = written->seq;
  l->row.number = written->number;
  spr_hold(l);
  l->row.hash = written->hash;
  l->row.at = written->at;
  l->row.pending = spr_case_open(l->c) ? spr_case_next_due(l->c) : SPR_NO_INSTANT;
  if (l->row.state != SPR_CASE_IS_ERASED)
    l->row.state = spr_case_open(l->c) ? SPR_CASE_IS_OPEN : SPR_CASE_IS_ENDED;
  if (l->desk->in_hand) return SPR_OK;
  spr_buf former = l->snapshot;
  l->snapshot = l->desk->snapshot;
  l->desk->snapshot = former;
  return SPR_OK;
}

spr_status spr_entry_write(spr_loaded *l, const spr_cause *cause, const spr_input *in, const spr_result *r) {
  spr_desk *s = l->desk;
  char place[SPR_MAX_PATH];
  spr_str event = word_of(l, cause, r);
  bool named = !spr_str_eq(event, cause->event);
  spr_append a = {.entry = {.id = l->row.id,
                            .at = l->now,
                            .kind = cause->kind,
                            .semantics = SPR_STEP_SEMANTICS,
                            .event = event,
                            .by = cause->by,
                            .actor = cause->actor,
                            .place = place_of(l, r, place),
                            .responsible = spr_derive_responsible(l->c),
                            .definition = l->row.definition,
                            .environment = l->volume->environment,
                            .sealed = l->row.sealed}};
  spr_status st = spr_derive_configuration(&s->derive, l->c, &a.entry.configuration);
  if (st == SPR_OK) st = (s->in_hand ? write_little : write_contents)(l, in, named, r, &a);
  spr_listed_row *listed = NULL;
  if (st == SPR_OK)
    st = spr_listed_changed(s, l->c, r, l->row.seq == 0, &s->derive.arena, &listed, &a.nlisted);
  if (st != SPR_OK) return st;
  a.listed = listed;
  a.entry.changes = s->derive.changes;
  a.entry.nchanges = s->derive.n;
  spr_entry_row written;
  st = spr_store_append(s->store, &a, &written);
  if (st == SPR_OK) st = take_over(l, &written);
  for (uint32_t i = 0; i < s->derive.n && st == SPR_OK; i++)
    if (s->derive.changes[i].kind == SPR_CHANGE_MESSAGE) spr_desk_sends(s, written.pos);
  s->steps++;
  return st;
}

spr_status spr_entry_beside(spr_loaded *l, spr_instant now, const spr_cause *cause, spr_str reason,
                            const spr_change *changes, uint32_t n) {
  spr_desk *s = l->desk;
  spr_result nothing = {.outcome = SPR_TAKEN};
  spr_input in = {.kind = SPR_IN_NOTE, .reason = reason, .data = SPR_V_NIL, .occurred = SPR_NO_INSTANT};
  spr_status st = SPR_OK;
  l->now = l->row.at > now ? l->row.at : now;
  for (uint32_t i = 0; i < n && st == SPR_OK; i++) st = spr_derive_add(&s->derive, &changes[i]);
  if (st == SPR_OK) st = spr_derive_after(&s->derive, l->c, &nothing);
  return st == SPR_OK ? spr_entry_write(l, cause, &in, NULL) : st;
}
