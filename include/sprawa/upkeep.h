/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_UPKEEP_H
#define SPRAWA_UPKEEP_H

#include "sprawa/overview.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is done to a case from outside of its procedure, by whoever keeps the database. Each is an entry of
 * the case's journal; no rule is asked, and nobody is competent but the operator: whoever calls is that.
 *
 * actor: who does it, for the journal, or NULL. reply and error may be NULL. What is borrowed is read during
 * the call alone. SPRAWA_REFUSED, and nothing was done: "case-erased", "kept", "data", "no-transition",
 * "required"; SPRAWA_NOT_FOUND: no such case; SPRAWA_INVALID; SPRAWA_NOT_DONE ("no-keys" among others);
 * SPRAWA_OUTCOME_UNKNOWN; SPRAWA_NO_MEMORY. Any thread. */

/* Under legal hold a case goes on as before, but is not erased until it is released. Both reasons are kept
 * like any note. */
SPRAWA_API sprawa_code sprawa_engine_hold(sprawa_engine *e, const char *id, const char *reason,
                                          const char *actor, sprawa_reply *reply, sprawa_error *error);
SPRAWA_API sprawa_code sprawa_engine_release(sprawa_engine *e, const char *id, const char *reason,
                                             const char *actor, sprawa_reply *reply, sprawa_error *error);
/* Tries now what has failed in the case and waits to be tried again: its incidents and its messages. */
SPRAWA_API sprawa_code sprawa_engine_retry(sprawa_engine *e, const char *id, const char *actor,
                                           sprawa_reply *reply, sprawa_error *error);
/* From now on the case knows `other` by a name, the `id` of an `open` of its workflow, as if it had opened
 * it, and is its parent. The entry is in the journal of `other`, which may have one parent only. */
SPRAWA_API sprawa_code sprawa_engine_link(sprawa_engine *e, const char *id, const char *other,
                                          const char *name, const char *actor, sprawa_reply *reply,
                                          sprawa_error *error);
/* Erases what a case holds, for good: its key, the bodies of its entries and all that is kept of it but the
 * skeletons. reason: stays readable for good, so name the ground and no person. force: though the case is
 * open, or messages to linked cases wait. Refused under hold, and without force ("kept").
 *
 * While somebody reads the database (a verification, a long query of another program), its write-ahead log
 * cannot be emptied. Nobody waits for that: the case is erased, its key gone for good, SPRAWA_OK; and
 * reply->lingers says that a copy of what stood in the file is in its log (DATABASE-wal, KEYS-wal) until the
 * reader has gone. Whatever opens the database after that, an engine that keeps time, and each erasing empty
 * it.
 *
 * SPRAWA_NOT_DONE "unfinished" is an exception to the rule of error.h: the case is erased, but the disk
 * failed, or another process wrote for too long, before everything of it was gone from the files, perhaps
 * even its key. The same finishes it. */
SPRAWA_API sprawa_code sprawa_engine_erase(sprawa_engine *e, const char *id, const char *reason, bool force,
                                           const char *actor, sprawa_reply *reply, sprawa_error *error);

/* How the engine keeps up: the cases that a view oversees (sprawa_engine_oversees) together; it tells of none
 * of them. What is of the whole database alone is told to who oversees all: how much happens is a count of
 * the others for anybody else. Counts as in overview.h. */
typedef struct sprawa_condition {
  bool whole;             /* it is of all cases */
  sprawa_count due;       /* cases with a timer or deadline that is due and has not fired */
  int64_t late;           /* how long the first of these is due, in milliseconds; 0: there is none */
  sprawa_count overdue;   /* open cases with a deadline that has passed */
  sprawa_count messages;  /* between cases, that were not delivered yet */
  sprawa_count incidents; /* cases in which something has failed and is tried again */
  /* Else zero: */
  sprawa_count notices; /* in the outbox, that nobody has acknowledged */
  uint64_t entries;     /* in the journal */
  uint64_t bytes;       /* of the database */
} sprawa_condition;

/* SPRAWA_NOT_DONE, SPRAWA_NO_MEMORY, SPRAWA_INVALID. Any thread. */
SPRAWA_API sprawa_code sprawa_engine_condition(sprawa_engine *e, const sprawa_view *as, sprawa_condition *out,
                                               sprawa_error *error);

/* Would a request be written now, as far as that can be told without writing: for whoever sends an engine
 * work. SPRAWA_OUTCOME_UNKNOWN: the engine has ended, and has to be opened anew. SPRAWA_NOT_DONE: the disk is
 * full or read-only, or did not take what was written within the last half minute. SPRAWA_INVALID. Any
 * thread. */
SPRAWA_API sprawa_code sprawa_engine_ready(sprawa_engine *e, sprawa_error *error);

#ifdef __cplusplus
}
#endif

#endif
