/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_DESK_IMPL_H
#define SPR_CASES_DESK_IMPL_H

#include "base/limits.h"
#include "cases/body.h"
#include "cases/derive.h"
#include "cases/desk.h"
#include "cases/secret.h"
#include "cases/strain.h"

/* What the parts of the case service share; private to the files of this folder that work on a desk. */
/* How far counting deadlines anew has come (recount.c). */
typedef struct spr_recounting {
  bool begun, ended;
  spr_hash environment;
  uint64_t number; /* of the last case that was looked at */
  uint64_t passed;
} spr_recounting;

struct spr_desk {
  spr_alloc alloc;
  spr_store *store;
  spr_keys *keys;
  void (*random)(void *ud, void *out, size_t n);
  void *random_ud;
  spr_shelf *shelf;
  struct spr_lexicon *lexicon; /* NULL: not asked yet */
  uint64_t max_cases;          /* 0: any number */
  bool in_hand;
  spr_case **held; /* in_hand: cases by number, from 1 */
  uint32_t nheld, cap_held;
  spr_watch_fn watch;
  void *watch_ud;
  bool keys_open; /* keys were made in this batch */
  spr_pool pool;  /* of values that are read from bodies */
  spr_heap heap;
  spr_derive derive;
  spr_loaded left;       /* c NULL: none (spr_loaded_leave) */
  spr_arena spare_arena; /* for the next case that is loaded */
  spr_buf spare_snapshot;
  spr_buf body, snapshot, patch, sealed_body, sealed_snapshot, scratch;
  spr_buf apart;   /* hashes of what the present step has observed (body.h) */
  spr_buf reasons; /* of the answer */
  spr_buf each;    /* the same one by one */
  spr_buf why;     /* of what follows from it: why a linked case was not opened */
  char file[SPR_MAX_PATH];
  uint32_t steps;     /* taken for the present request */
  bool sent;          /* messages are to be delivered with it */
  bool unmarked;      /* spr_desk_unmarked */
  spr_secret answers; /* what idempotency keys are hashed with (answers.c) */
  spr_secret search;  /* what identifiers are hashed with (exact.c) */
  spr_instant clock;  /* of the present request */
  spr_str actor;      /* who lets time pass by hand, in the present request */
  spr_strain strain;
  spr_recounting recounting;
  /* How far the present round of ticks has come (tick.c). */
  spr_due_mark due; /* number 0: nothing was passed over */
  spr_message_mark messages;
  bool due_seen; /* all that is due; messages are next */
  spr_passed passed;
  uint32_t looked;   /* what the present call has passed over */
  uint64_t sent_pos; /* the first entry of the present request with a message */
  spr_status unseen; /* why the present step could not look at the world; SPR_OK: it could */
};

/* Who asked for a step, for its entry. */
typedef struct spr_cause {
  uint8_t kind; /* spr_journal_kind */
  spr_str event, by, actor;
  uint32_t tries; /* of a message: how often its step got stuck before */
} spr_cause;

/* -- take.c */
void spr_tell(spr_desk *s, spr_told *told, spr_answer_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void spr_tell_id(spr_told *told, spr_str id, uint64_t seq);

/* -- tick.c */
/* Is it a status to pass over, where nothing was written? And how it is told. */
bool spr_passes(spr_status status);
spr_pass spr_pass_of(spr_status status);
void spr_pass_over(spr_desk *s, spr_pass why, spr_str id);

/* -- desk.c */
/* A request begins. */
void spr_desk_begin(spr_desk *s, spr_instant now, spr_str actor);
/* The entry at that position has messages that are to be delivered with the request. */
void spr_desk_sends(spr_desk *s, uint64_t pos);
/* Around what is done wholly or not at all: `status` of it, or that of undoing it. */
spr_status spr_desk_mark(spr_desk *s);
spr_status spr_desk_marked(spr_desk *s, spr_status status);

/* -- desk.c */
/* The reasons of a refusal, in the words for these eyes, joined with "; ", in place of what was in `out`. */
void spr_reasons_join(const spr_result *r, const spr_view *view, spr_buf *out);
/* The same one by one, as spr_told_next reads them. */
void spr_reasons_pack(const spr_result *r, const spr_view *view, spr_buf *out);
/* Tells who watches. */
void spr_watch_tell(const spr_loaded *l, const spr_watched *what);

/* -- load.c */
#define SPR_TOO_MANY_CASES "too many cases are open here" /* SPR_ELIMIT, for people */
/* A new case of a definition, not yet open. SPR_ENOTFOUND: no such workflow; SPR_EREFUSED: it would be
 * sealed, and there is no key file; SPR_ELIMIT: there are too many cases. */
spr_status spr_loaded_new(spr_desk *s, spr_volume *v, spr_str workflow, spr_loaded *out);

/* In place of releasing it: the request is done, and whoever looks at what it has done finds the case on the
 * desk, without reading it again; until spr_desk_tidy. */
void spr_loaded_leave(spr_loaded *l);
void spr_desk_tidy(spr_desk *s);

/* That of a case's row. SPR_ECORRUPT: it cannot be read. */
spr_status spr_desk_definition(spr_desk *s, const spr_case_row *row, spr_definition **out);

/* The case is in the store now, under its number. */
void spr_hold(spr_loaded *l);
/* l->snapshot as the case stands. SPR_ENOMEM. */
spr_status spr_loaded_snapshot(spr_loaded *l);

/* -- entry.c */
/* A key in the key file, durable before the batch. */
spr_status spr_desk_new_key(spr_desk *s, spr_str id, spr_str municipality);
/* "body" or "snapshot" of a case's entry: what sealed bytes are bound to. */
spr_str spr_seal_context(spr_desk *s, const char *what, spr_str id, uint64_t seq);
/* Writes what a step has left: the entry, its changes (spr_derive_after was called) and the snapshot. */
spr_status spr_entry_write(spr_loaded *l, const spr_cause *cause, const spr_input *in, const spr_result *r);
/* An entry without a step, with its changes, of a case as spr_derive_before knows it. */
spr_status spr_entry_beside(spr_loaded *l, spr_instant now, const spr_cause *cause, spr_str reason,
                            const spr_change *changes, uint32_t n);

/* -- emergency.c */
spr_status spr_take_emergency(spr_loaded *l, const spr_ask *ask, spr_told *told);

/* -- step.c */
/* One step and, if it was taken, its entry. `extra` is added to its changes; NULL: none. A step that got
 * stuck is set aside and comes again later, and that is an entry, too. Gives SPR_OK whatever the outcome. */
spr_status spr_step_take(spr_loaded *l, spr_instant now, const spr_input *in, const spr_cause *cause,
                         const spr_change *extra, uint32_t nextra, spr_result *r);
/* The number under which a message that cannot be taken is an incident of its target: beyond all numbers of
 * what falls due in a case, and a whole number wherever JSON is read. */
static inline uint64_t spr_message_incident(const spr_message_row *m) {
  return (UINT64_C(1) << 52) + (m->pos << 16) + m->n;
}
/* A message whose step got stuck: the entry says why, and the message comes again later. */
spr_status spr_step_later(spr_loaded *l, const spr_message_row *m, const spr_input *in,
                          const spr_cause *cause, const spr_result *r);
/* Everything of the case that is due by `now`, one after the other, each at its own due time. */
spr_status spr_step_due(spr_loaded *l, spr_instant now, uint32_t limit);

/* -- upkeep.c */
/* What is set aside in the case is tried now, if it was tried under another environment; else nothing
 * happens. */
spr_status spr_retry_incidents(spr_loaded *l, spr_str actor, spr_instant now);

/* -- follow.c */
/* Delivers what the present request has sent, and what follows from that, until the request has taken `limit`
 * steps. */
spr_status spr_follow(spr_desk *s, spr_instant now, uint32_t limit);
/* Delivers messages that wait, from where the round of ticks is. *all: there are no more of them. */
spr_status spr_follow_waiting(spr_desk *s, spr_instant now, uint32_t limit, bool *all);

#endif
