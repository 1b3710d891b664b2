/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_ENGINE_H
#define SPRAWA_ENGINE_H

#include "sprawa/definitions.h"
#include "sprawa/view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Cases that last, in one SQLite file. What a function here answers with SPRAWA_OK is durable, and is there
 * after any crash. One thread writes at a time, for all who ask meanwhile, in batches that share one fsync:
 * it is one of those who ask, and each needs 512 kB of stack. Another process may use the same database at
 * the same time.
 *
 * Deadlines run on the calendar of the case's municipality: working days and what is free are its own, and
 * terms are counted as the Polish code of administrative procedure counts them (KPA art. 57: the day of the
 * event does not count; a term in days ends with its last day, one in months on the day of the same number or
 * the month's last; one that ends on a day that is free, or on a Saturday, ends on the next that is not),
 * where a definition does not say otherwise.
 *
 * Of a package with sensitive fields, the values of a case are sealed in the file, but for fields that are
 * `listed`; names of events and states, institutions, actors and times are not, and they stay when a case is
 * erased. So the name of a state that is reached by a sensitive field's value tells that value, for good.
 *
 * While a case is worked on, its values are in the program's memory. Keys are kept out of core dumps, values
 * are not: they are in memory of the host's allocator, of SQLite and of whoever asked. A program that wants
 * no dump of them sets RLIMIT_CORE and PR_SET_DUMPABLE to 0, as the command line does. An allocator of its
 * own (host.h) over pages with MADV_DONTDUMP keeps the engine's and Lua's share out of a dump that is wanted,
 * and not what the program has copied itself, nor what is on stacks.
 *
 * All functions may be called from any thread at any time, but for sprawa_engine_close, which must be the
 * last one. */
typedef struct sprawa_engine sprawa_engine;

typedef struct sprawa_engine_options {
  const char *database; /* path */
  const char *keys; /* path of the file with one key for each case that has sensitive fields; NULL: such cases
                       can not be opened or read */
  const char
      *master; /* path of the master key of that file: 32 bytes in hexadecimal, readable by its owner alone */
  bool create; /* makes the files that do not exist; a key file only for a database that never had one */
  bool timers; /* fires what falls due by itself; else only sprawa_engine_tick does */
  const char *language; /* of titles ("pl"); NULL, or one in which a package has none: the package's first */
  uint32_t busy_ms; /* how long a call waits for another process that writes, with its turn; 0: ten seconds */
} sprawa_engine_options;

/* Opens a database. On SPRAWA_OK *out belongs to the caller (sprawa_engine_close), else it is NULL.
 * SPRAWA_NOT_FOUND: no such file; SPRAWA_INVALID: no database of sprawa, or of a newer version; the keys are
 * not its own; a NULL; SPRAWA_REFUSED: of an older version (`sprawa db upgrade` makes it new), or the master
 * key may be read by others; SPRAWA_NOT_DONE; SPRAWA_NO_MEMORY. */
SPRAWA_API sprawa_code sprawa_engine_open(const sprawa_host *host, const sprawa_engine_options *options,
                                          sprawa_engine **out, sprawa_error *error);
/* Finishes what was asked, then frees it. NULL is ignored. */
SPRAWA_API void sprawa_engine_close(sprawa_engine *e);
/* The present time as the engine sees it. */
SPRAWA_API int64_t sprawa_engine_time(const sprawa_engine *e);

/* -- definitions ---------------------------------------------------------------------------------------- */
typedef struct sprawa_deployed {
  uint32_t definitions; /* that are now current: one for each package in each municipality */
  uint32_t changed;     /* of them, others than before */
  bool environment;     /* calendars, institutions or time zones are others than before */
  uint32_t cases;       /* whose deadlines moved, because calendars changed */
  uint64_t passed;      /* cases that could not be looked at for it: without their key, or damaged */
} sprawa_deployed;

/* Takes one line for people on what keeps a site from being deployed; valid during the call, which must not
 * call sprawa. */
typedef void (*sprawa_hindrance_fn)(void *data, const char *line);

/* All zero, and NULL in place of it: by nobody in particular, hindrances are not told one by one. */
typedef struct sprawa_deploy {
  const char *actor;             /* who does it, for the journal */
  sprawa_hindrance_fn hindrance; /* called from the calling thread before the function returns */
  void *data;                    /* for it */
} sprawa_deploy;

/* Makes the definitions of a site the current ones: new cases begin under them, open ones finish under their
 * own. report may be NULL. The definitions stay the caller's; no other thread may use them meanwhile.
 * SPRAWA_INVALID: not of a site, or with hooks in C; SPRAWA_REFUSED "institutions-vanish": some are
 * responsible for open cases; others as of a request. */
SPRAWA_API sprawa_code sprawa_engine_deploy(sprawa_engine *e, sprawa_definitions *d, const sprawa_deploy *how,
                                            sprawa_deployed *report, sprawa_error *error);

/* -- asking --------------------------------------------------------------------------------------------- */
/* Takes one reason of a refusal; valid during the call, which must not call sprawa. */
typedef void (*sprawa_reason_fn)(void *data, const sprawa_reason *reason);
/* Told what became of a request for which nobody waited. */
typedef void (*sprawa_done_fn)(void *data, sprawa_code code);

/* What all requests have in common. All zero, and NULL in place of it: by nobody in particular, now, every
 * time. */
typedef struct sprawa_request {
  /* Whose action: an institution of the site; SPRAWA_OPERATOR; NULL: nobody in particular, who may send what
   * is open to anyone. */
  const char *by;
  /* In place of `by`, for doors at which people type: the name of an institution, of a kind or of a role.
   * Whoever is meant by it in the case does it; refused as "not-competent" where that is nobody. */
  const char *by_name;
  /* Whose eyes the answer is for; NULL: whoever acts. A case of none of the view's municipalities does not
   * exist for the request. A refusal is told to those who see the case, or whom the
   * workflow names for what was asked; for others there is no such case (SPRAWA_NOT_FOUND). Of a rule that
   * failed its place is told to them, and its words, which may quote any field, to SPRAWA_OPERATOR alone. */
  const sprawa_view *as;
  /* Who is at the door (a user, a program), for the journal. It grants nothing. */
  const char *actor;
  /* With a key the request happens once, however often it is sent, within 7 days: again it is answered with
   * what it gave then. Keys are told apart by principal (NULL: the actor). The same key for something else is
   * refused ("idempotency-mismatch"): for another case, event, task, text, data or `occurred`, or in another
   * name. `at_seq` is no part of what is asked but a condition of it, and may differ: who asks again because
   * the answer was lost finds the case moved on by that very request. NULL: no key. */
  const char *key, *principal;
  /* Only if the case still stands at this entry, else refused ("case-moved"); 0: wherever it stands. */
  uint64_t at_seq;
  /* When it happened, if it is told later; 0: now. Not in the future, and not before the case was opened,
   * else refused ("data"); of an opening only the former. */
  int64_t occurred;
  /* Where to put the case as it stands once this is done, as sprawa_engine_read would give it to the same
   * eyes; it costs less than reading it, and nobody has changed it in between. It is the caller's, to be
   * released with sprawa_case_free. NULL is put there where nothing was done, where those eyes do not see the
   * case, or no memory was left to show it. NULL: it is not wanted. */
  struct sprawa_case **after;
  /* Without waiting: SPRAWA_OK then means that it is asked, and `done` is told later, once, what the function
   * would have given, by another thread, perhaps before the function returns. Until then everything
   * that was handed to the function stays where it is, this structure included; then reply, error and `after`
   * are filled. It must not wait for anything; sprawa_engine_close returns after the last of them. Any other
   * code: it was not asked, and `done` is not called. NULL: the function waits. */
  sprawa_done_fn done;
  void *done_data;
  /* Told each reason of a refusal that its message tells together: in the calling thread before the function
   * returns, or by the thread that calls `done` before it does; NULL: nobody is. */
  sprawa_reason_fn reason;
  void *reason_data;
} sprawa_request;

#define SPRAWA_CASE_ID 16

/* What became of it; filled also where it was refused, as far as it is known. */
typedef struct sprawa_reply {
  char id[SPRAWA_CASE_ID + 1]; /* of the case */
  uint64_t seq; /* of the entry that was written for it; refused: of the case's last one, for who sees the
                   case, else 0 */
  bool again;   /* it had happened before, under the same key */
  bool lingers; /* a copy of what was erased is still there: sprawa_engine_erase */
} sprawa_reply;

/* request, reply and error may be NULL. What is borrowed is read during the call alone. SPRAWA_REFUSED, and
 * nothing of it was done: the workflow's reasons, "case-moved", "case-erased", "idempotency-mismatch";
 * SPRAWA_NOT_FOUND: no such case, package, municipality or workflow; SPRAWA_INVALID: a NULL, or no clean
 * UTF-8; SPRAWA_NOT_DONE; SPRAWA_OUTCOME_UNKNOWN; SPRAWA_NO_MEMORY; SPRAWA_LIMIT. */

/* A new case. workflow NULL: the package's main one; fields: a record, or NULL. */
SPRAWA_API sprawa_code sprawa_engine_open_case(sprawa_engine *e, const char *package,
                                               const char *municipality, const char *workflow,
                                               const sprawa_value *fields, const sprawa_request *request,
                                               sprawa_reply *reply, sprawa_error *error);
/* An event; data: a record, or NULL. */
SPRAWA_API sprawa_code sprawa_engine_send(sprawa_engine *e, const char *id, const char *event,
                                          const sprawa_value *data, const sprawa_request *request,
                                          sprawa_reply *reply, sprawa_error *error);
/* An open task, by its name, STATE.PATH.NAME or id, is done, signed by one of several, or waived. */
SPRAWA_API sprawa_code sprawa_engine_done(sprawa_engine *e, const char *id, const char *task,
                                          const sprawa_value *result, const sprawa_request *request,
                                          sprawa_reply *reply, sprawa_error *error);
SPRAWA_API sprawa_code sprawa_engine_sign(sprawa_engine *e, const char *id, const char *task,
                                          const sprawa_request *request, sprawa_reply *reply,
                                          sprawa_error *error);
SPRAWA_API sprawa_code sprawa_engine_waive(sprawa_engine *e, const char *id, const char *task,
                                           const char *reason, const sprawa_request *request,
                                           sprawa_reply *reply, sprawa_error *error);
/* A note for the journal; it changes nothing else. */
SPRAWA_API sprawa_code sprawa_engine_note(sprawa_engine *e, const char *id, const char *text,
                                          const sprawa_request *request, sprawa_reply *reply,
                                          sprawa_error *error);
/* Somebody needs to see the case at once, for a person is in danger, and has no part in it that would let
 * them: an entry of the journal says in the name of which institution (`by`, an institution of the request's
 * view), who (`actor`) and why, and whoever is responsible for the case is shown all of it. It grants nothing
 * by itself: the door may from then on put the case's id into the `opened` of that person's views (view.h),
 * and says until when. The case may have ended; a case outside of the view's municipalities does not exist.
 * Refused also: "not-competent", where `by` is nobody, or not the view's; "required": no reason, or more than
 * 1,000 bytes of it. */
SPRAWA_API sprawa_code sprawa_engine_emergency(sprawa_engine *e, const char *id, const char *reason,
                                               const sprawa_request *request, sprawa_reply *reply,
                                               sprawa_error *error);
/* A closed case opens again, where its workflow allows it. */
SPRAWA_API sprawa_code sprawa_engine_reopen(sprawa_engine *e, const char *id, const sprawa_request *request,
                                            sprawa_reply *reply, sprawa_error *error);

/* What letting time pass has come to; filled also where it fails, as far as it came. What is passed over
 * waits, and the next time tries again. */
typedef struct sprawa_ticked {
  uint64_t fired;           /* steps that were taken */
  uint64_t sealed, damaged; /* cases and messages passed over: the key is not here; they cannot be read */
  uint64_t failing;         /* the same: the rules of their city keep running out of work */
  char first[SPRAWA_CASE_ID + 1]; /* the first case that is sealed or damaged; else empty */
} sprawa_ticked;

/* Fires everything that is due by a time, and now at the latest (SPRAWA_NO_TIME: now), each at its own due
 * time, in batches between which others are served. actor: who lets time pass by hand, for the journal; NULL:
 * it passes by itself. out and error may be NULL. A step that fails is tried again later, and is an incident
 * in its case. Errors: SPRAWA_NOT_DONE, SPRAWA_OUTCOME_UNKNOWN, SPRAWA_NO_MEMORY, SPRAWA_INVALID. */
SPRAWA_API sprawa_code sprawa_engine_tick(sprawa_engine *e, int64_t until, const char *actor,
                                          sprawa_ticked *out, sprawa_error *error);
/* A person says that the clock is right. An engine with `timers` compares it with one that nobody sets: where
 * it is more than a day ahead of that, timers wait, requests are dated by the time that has really passed,
 * and the host's log is told; until the clock is back, or this is called, in this process or in another one
 * on the same database. actor may be NULL. Errors as of sprawa_engine_tick. */
SPRAWA_API sprawa_code sprawa_engine_confirm_clock(sprawa_engine *e, const char *actor, sprawa_error *error);

#ifdef __cplusplus
}
#endif

#endif
