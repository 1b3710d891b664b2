/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_MACHINE_H
#define SPRAWA_MACHINE_H

#include "sprawa/definitions.h"
#include "sprawa/view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One case in memory under a clock that moves only when it is told to: the statechart without database and
 * engine. Its step is the algorithm of W3C State Chart XML (https://www.w3.org/TR/scxml/, appendix D). What
 * follows from an event at once (events that it raises, sends without delay, linked cases and their messages)
 * has happened when a call returns.
 *
 * A machine belongs to the thread of its definitions. What it lends (texts, diagnostics) is valid until the
 * next call that changes the same machine. */
typedef struct sprawa_machine sprawa_machine;

/* How a machine starts. All zero: a workflow that stands alone, opened by nobody in particular, with an empty
 * case file.
 */
typedef struct sprawa_start {
  const char *package, *municipality; /* of a site; NULL for a workflow that stands alone. Package NULL: the
                                         only one that has the workflow */
  const char *workflow;               /* NULL: the package's main one */
  const sprawa_value *fields;         /* a record: the case file at the opening; NULL: empty */
  const char *by;                     /* who opens it, as of sprawa_machine_send */
  bool has_time;  /* else the time is the `start` of the workflow, or the beginning of 2025 */
  int64_t time;   /* milliseconds since 1970 */
  void *data;     /* for the hooks: sprawa_step_data */
  const char *at; /* the time as a text, in place of `time`: "2026-05-02 23:40" on the city's clocks, or with
                     an offset */
  sprawa_diagnostic_fn report; /* told of faults of the definition, and where the workflow refuses to open;
                                  NULL: nobody is */
  void *report_data;
} sprawa_start;

/* Opens the case. On SPRAWA_OK *out belongs to the caller (sprawa_machine_free, before its definitions are
 * freed), else it is NULL. start may be NULL. SPRAWA_NOT_FOUND: no such package, municipality or workflow;
 * SPRAWA_REFUSED: the workflow says no; SPRAWA_INVALID: a name is missing, or one is given for a workflow
 * that stands alone; several packages have the workflow; the definition has faults; a fault as fields; `at`
 * is no time; called from a hook; SPRAWA_LIMIT; SPRAWA_NO_MEMORY. */
SPRAWA_API sprawa_code sprawa_machine_start(sprawa_definitions *d, const sprawa_start *start,
                                            sprawa_machine **out, sprawa_error *error);
SPRAWA_API void sprawa_machine_free(sprawa_machine *m); /* NULL is ignored */

/* A hook and who answers it, as of sprawa_definitions_hook. */
typedef struct sprawa_hook {
  const char *name;
  sprawa_hook_fn fn;
  void *data;
} sprawa_hook;

/* The short way for a program with one state machine: a workflow that stands alone as a text (as of
 * sprawa_definitions_text), its hooks in C (the last one without a name; or NULL), opened by nobody in
 * particular with an empty case file. The machine holds its own definitions. Errors as of these three. */
SPRAWA_API sprawa_code sprawa_machine_text(const sprawa_host *host, const char *name, const char *text,
                                           const sprawa_hook *hooks, sprawa_machine **out,
                                           sprawa_error *error);

/* Sends an event. data NULL: none. by: an institution, a kind of institution or a role; SPRAWA_OPERATOR; or
 * NULL for nobody in particular, who may send what is open to anyone (in a workflow that stands alone that is
 * everything). SPRAWA_REFUSED with the reasons: nothing has changed. SPRAWA_INVALID: a NULL, a fault as data,
 * or called from a hook. SPRAWA_LIMIT: the event did too much, and nothing has changed, or what follows from
 * it has no end (a hundred thousand steps): it is stopped there, and goes on with the next call. After
 * SPRAWA_NO_MEMORY the machine can only be freed. */
SPRAWA_API sprawa_code sprawa_machine_send(sprawa_machine *m, const char *event, const sprawa_value *data,
                                           const char *by, sprawa_error *error);
/* Does, signs or waives an open task, by its name, STATE.PATH.NAME or id. result: data of the event
 * done.task.NAME, or NULL; reason: why it is waived. Errors as of sprawa_machine_send; a task that is not
 * open is refused ("no-task"). */
SPRAWA_API sprawa_code sprawa_machine_done(sprawa_machine *m, const char *task, const sprawa_value *result,
                                           const char *by, sprawa_error *error);
SPRAWA_API sprawa_code sprawa_machine_sign(sprawa_machine *m, const char *task, const char *by,
                                           sprawa_error *error);
SPRAWA_API sprawa_code sprawa_machine_waive(sprawa_machine *m, const char *task, const char *reason,
                                            const char *by, sprawa_error *error);
/* Lets time pass: "2 days", "3 working days", "PT1.5S". Everything that falls due fires, each at its own
 * time. SPRAWA_LIMIT: too much fell due, and time stands where it came to (this alone may have changed
 * something), or time would leave the year 9999. */
SPRAWA_API sprawa_code sprawa_machine_advance(sprawa_machine *m, const char *duration, sprawa_error *error);

/* Milliseconds since 1970. */
SPRAWA_API int64_t sprawa_machine_time(const sprawa_machine *m);
/* The path of the i-th active atomic state, in document order, from 0; after the end those of the final
 * states in which it ended. NULL beyond the last. */
SPRAWA_API const char *sprawa_machine_state(const sprawa_machine *m, size_t i);
/* Is the state of that path active, itself or by one inside of it? */
SPRAWA_API bool sprawa_machine_is_in(const sprawa_machine *m, const char *state);
/* Has the case ended? */
SPRAWA_API bool sprawa_machine_final(const sprawa_machine *m);
/* How it ended; "" while it is open. */
SPRAWA_API const char *sprawa_machine_outcome(const sprawa_machine *m);
/* A field of the case file, and all that are set as a record: references for the caller. Null where it is not
 * set or there is none. */
SPRAWA_API sprawa_value *sprawa_machine_field(const sprawa_machine *m, const char *field);
SPRAWA_API sprawa_value *sprawa_machine_fields(const sprawa_machine *m);

/* The whole case, as of sprawa_engine_read (case.h), and what may happen next in it, by whom, and why not, as
 * of sprawa_engine_explain (explain.h): hooks in C are asked for that, too. as: whose view it is. On
 * SPRAWA_OK *out belongs to the caller, else it is NULL. SPRAWA_NOT_FOUND: the view does not see the
 * case; SPRAWA_INVALID: a NULL, or called from a hook; SPRAWA_NO_MEMORY. */
typedef struct sprawa_case sprawa_case;
typedef struct sprawa_explanation sprawa_explanation;
SPRAWA_API sprawa_code sprawa_machine_read(sprawa_machine *m, const sprawa_view *as, sprawa_case **out,
                                           sprawa_error *error);
SPRAWA_API sprawa_code sprawa_machine_explain(sprawa_machine *m, const sprawa_view *as,
                                              sprawa_explanation **out, sprawa_error *error);

/* The i-th reason why the last call was refused, from 0; NULL beyond the last, and where the last call was
 * not refused. */
SPRAWA_API const sprawa_reason *sprawa_machine_reason(const sprawa_machine *m, size_t i);
/* The i-th line that rules logged during the last call (all of them also reach the host's `log`). NULL beyond
 * the last. */
SPRAWA_API const char *sprawa_machine_log(const sprawa_machine *m, size_t i);
/* What timers and messages could not do during the last call: they are set aside and tried again after a
 * minute, then after growing pauses, and what fails again is not told again. NULL beyond the last. */
SPRAWA_API const char *sprawa_machine_incident(const sprawa_machine *m, size_t i);

#ifdef __cplusplus
}
#endif

#endif
