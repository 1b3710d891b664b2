/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_ENGINE_H
#define SPR_CASES_ENGINE_H

#include "cases/deploy.h"
#include "cases/upkeep.h"

/* Cases on a database, for many threads: one of them writes at a time, in batches that share one fsync;
 * whoever asks waits until what was asked is durable. It is one of those who ask that writes, for itself and
 * for those that come meanwhile (queue.h), so each needs the stack that Lua may take: 512 kB are enough.
 * Others read on a connection of their own.
 *
 *   spr_engine_open(&options, &e, why)
 *   spr_engine_take(e, &ask, &reply)          from any thread; ask.now is set here
 *   spr_engine_tick(e, until, actor, &fired, &passed)
 *   spr_engine_read(e, fn, ud)
 *   spr_engine_close(e)                       finishes what it accepted
 *
 * What no seal covers can be cut off or taken out unseen. So there is one after SPR_SEAL_ENTRIES entries, and
 * in quieter moments: with the last batch of a tick or deploy, and as an engine is closed that has written.
 *
 * Whatever erasing a crash has cut short, or a restore has undone, is finished as the engine opens (erase.h).
 *
 * Keys are left out of core dumps; cases in clear, while they are worked on, are in ordinary memory of the
 * host, which the engine leaves as it is: a host that wants no dump of them sets RLIMIT_CORE and
 * PR_SET_DUMPABLE to 0, as the program `sprawa` does.
 *
 * A commit whose outcome is unknown ends the engine: everything is answered with SPR_EUNKNOWN until it is
 * closed and opened anew, and then the idempotency key tells. */
typedef struct spr_engine spr_engine;

typedef struct spr_engine_options {
  const spr_alloc *alloc;
  const char *database;
  const char *keys, *master; /* NULL: no key file; sealed cases are refused, and nothing is erased */
  /* A database that this one takes the place of, where it is looked up why cases were erased (erase.h); or
   * NULL. One that cannot be read is passed over. */
  const char *former;
  bool create; /* what is not there is made; a key file only for a database that never had one */
  bool timers; /* a thread of the engine's own fires what is due; else only spr_engine_tick does */
  uint32_t busy_ms;
  int64_t (*clock)(void *ud); /* milliseconds since 1970; from any thread */
  void *clock_ud;
  void (*random)(void *ud, void *out, size_t n);
  void *random_ud;
  const char *vfs;
  /* Told what failed, as it fails, and what timers have to pass over, also where nobody waits for an answer;
   * from any thread that uses the engine, and from the one that keeps time. It calls nothing of the engine.
   * Or NULL. */
  void (*log)(void *ud, const char *text);
  void *log_ud;
} spr_engine_options;

/* Errors as spr_store_open and spr_keys_open. `why` of at least SPR_MAX_MESSAGE_BYTES. */
spr_status spr_engine_open(const spr_engine_options *o, spr_engine **out, char *why);
void spr_engine_close(spr_engine *e);

/* An answer whose texts are the caller's: release it. */
typedef struct spr_engine_reply {
  spr_told told;
  spr_buf reasons, each;
  char file[SPR_MAX_PATH];
  bool lingers; /* somebody reads, so that a log holds a copy of what was erased; all else is done */
} spr_engine_reply;
void spr_engine_reply_release(spr_engine_reply *r);

/* SPR_OK: see reply->told. SPR_EBUSY, SPR_EIO, SPR_EFULL, SPR_ENOMEM, SPR_ECORRUPT: not done; SPR_EUNKNOWN.
 */
spr_status spr_engine_take(spr_engine *e, const spr_ask *ask, spr_engine_reply *reply);
/* The same, and `after` looks at what was done while it is at hand: in the batch, so as the request left it,
 * before anybody else changes it. It changes nothing. It may be called again, and then the last time holds;
 * what it saw is so only if SPR_OK is given. NULL: nobody looks. */
typedef void spr_engine_after(void *ud, const spr_told *told, spr_desk *desk, spr_store *store,
                              spr_instant now);
spr_status spr_engine_take_seen(spr_engine *e, const spr_ask *ask, spr_engine_after *after, void *ud,
                                spr_engine_reply *reply);
/* The same without waiting. `done` is told what spr_engine_take_seen would have given, once, by another
 * thread; until then all that is given here stays. It must not wait for anything. Another status than SPR_OK:
 * it was not asked, and `done` is not called. */
typedef void spr_engine_done(void *ud, spr_status status);
spr_status spr_engine_take_later(spr_engine *e, const spr_ask *ask, spr_engine_after *after,
                                 spr_engine_done *done, void *ud, spr_engine_reply *reply);
/* spr_desk_upkeep. An erasure is finished before it is answered; where that fails, the status says so and
 * reply->told is DONE: the case is erased, and what is left of it goes when the database is opened next.
 * reply->told is to be read with any status. */
spr_status spr_engine_upkeep(spr_engine *e, const spr_upkeep *u, spr_engine_reply *reply);
/* Fires everything that is due by `until` (SPR_NO_INSTANT: by now), in bounded batches between which others
 * are served. actor: whoever lets time pass by hand, for the journal; empty: time passed by itself. passed:
 * what could not be served and waits; may be NULL. */
spr_status spr_engine_tick(spr_engine *e, spr_instant until, spr_str actor, uint64_t *fired,
                           spr_passed *passed);
/* A person says that the clock, which has jumped ahead, is right (watch.h): timers go on, also those of other
 * processes on the same database. */
spr_status spr_engine_confirm_clock(spr_engine *e, spr_str actor);
/* spr_deploy in a batch of its own, then what it leaves to be counted anew, in bounded ones between which
 * others are served. Where that fails, the definitions are deployed all the same, and the next deploy or tick
 * goes on with it. */
spr_status spr_engine_deploy(spr_engine *e, spr_library *library, spr_str actor, spr_deploy_report *report,
                             spr_buf *why);
/* Anything else that writes: fn runs inside a batch of its own that is committed if it gives SPR_OK. */
typedef spr_status (*spr_engine_work)(void *ud, spr_desk *desk, spr_store *store, spr_instant now);
spr_status spr_engine_write(spr_engine *e, spr_engine_work fn, void *ud);
/* fn looks at one state of the database, in the caller's thread; one reader at a time, and writers go on. */
spr_status spr_engine_read(spr_engine *e, spr_engine_work fn, void *ud);
/* The same without holding one state: for long work that looks for itself (spr_verify, spr_store_backup). */
spr_status spr_engine_inspect(spr_engine *e, spr_engine_work fn, void *ud);
/* The same for a slice of long work: whoever waits to read goes before the next one. */
spr_status spr_engine_slice(spr_engine *e, spr_engine_work fn, void *ud);
/* fn is called after each batch of this engine that was committed, by the thread that wrote it, before those
 * who asked are answered. It calls nothing of the engine. NULL: no longer; it is not called any more once
 * this has returned. */
void spr_engine_listen(spr_engine *e, void (*fn)(void *ud), void *ud);
/* Could something be written now, as far as that can be told without writing? SPR_EUNKNOWN: it has ended.
 * SPR_EFULL, SPR_EIO, SPR_ECORRUPT: what became of the last batch, if that was not long ago, or what the file
 * system says. why: room for SPR_MAX_MESSAGE_BYTES. */
spr_status spr_engine_writable(spr_engine *e, char *why);
spr_instant spr_engine_now(const spr_engine *e);
/* What the last failure of the environment was, for a person. Copies. */
void spr_engine_fault(spr_engine *e, spr_buf *out);

#endif
