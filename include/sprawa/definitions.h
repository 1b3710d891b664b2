/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_DEFINITIONS_H
#define SPRAWA_DEFINITIONS_H

#include "sprawa/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Workflows as they are written: a site (the folder that holds workflows/ and scripts/), or one workflow that
 * stands alone. Definitions, the machines that were started from them and the hooks that they call belong to
 * one thread at a time; two of them share nothing. */
typedef struct sprawa_definitions sprawa_definitions;

typedef enum sprawa_severity { SPRAWA_NOTE, SPRAWA_WARNING, SPRAWA_ERROR } sprawa_severity;

/* One fault of a file. The texts are valid during the call. */
typedef struct sprawa_diagnostic {
  sprawa_severity severity;
  const char *name;                 /* stable: "unknown-state" */
  const char *message;              /* one line */
  const char *help;                 /* the cure; may be empty */
  const char *file;                 /* empty: no place */
  uint32_t line;                    /* from 1; 0: no place */
  uint32_t column;                  /* from 1, in code points */
  uint32_t end_column;              /* behind the last one that is meant */
  const struct sprawa_shown *shown; /* for sprawa_diagnostic_text */
} sprawa_diagnostic;

/* Called for each fault, in the order of files and places, before the function that opens returns. Where
 * there are too many the last one, a note "more", says how many are left out. It must not call sprawa but
 * sprawa_diagnostic_text. */
typedef void (*sprawa_diagnostic_fn)(void *data, const sprawa_diagnostic *diagnostic);

/* A fault as a command line shows it, during the call that tells it: FILE:LINE:COLUMN: severity: message
 * [name], then the line with carets under what is meant and the cure, then further places; each line with its
 * end. colour: with the colours of a terminal. Writes at most size bytes with the NUL, and gives the length
 * of all of it without NUL, as snprintf does. 0: no memory, or NULL. out may be NULL if size is 0. */
SPRAWA_API size_t sprawa_diagnostic_text(const sprawa_diagnostic *diagnostic, bool colour, char *out,
                                         size_t size);

/* The openers. On success *out belongs to the caller (sprawa_definitions_free), and there may have been
 * warnings; else it is NULL, and the error is the first fault. report may be NULL. SPRAWA_INVALID: there are
 * faults; SPRAWA_NOT_FOUND: no such file or folder; SPRAWA_LIMIT: a file too large; SPRAWA_NOT_DONE: it
 * cannot be read; SPRAWA_NO_MEMORY. */

/* Reads a site and checks everything that can be found before running. */
SPRAWA_API sprawa_code sprawa_definitions_site(const sprawa_host *host, const char *folder,
                                               sprawa_diagnostic_fn report, void *report_data,
                                               sprawa_definitions **out, sprawa_error *error);
/* Reads a site for trying things out: nothing is checked, so that a workflow can be stepped while another one
 * is being written. Faults of a definition are told when a machine starts from it (sprawa_start). A draft
 * cannot be deployed. */
SPRAWA_API sprawa_code sprawa_definitions_draft(const sprawa_host *host, const char *folder,
                                                sprawa_diagnostic_fn report, void *report_data,
                                                sprawa_definitions **out, sprawa_error *error);
/* Reads one workflow that stands alone. rules: a Lua file that answers its hooks, or NULL. */
SPRAWA_API sprawa_code sprawa_definitions_file(const sprawa_host *host, const char *path, const char *rules,
                                               sprawa_diagnostic_fn report, void *report_data,
                                               sprawa_definitions **out, sprawa_error *error);
/* The same from texts in memory (UTF-8, ending with NUL), which are copied. name: as it shall stand in
 * messages. */
SPRAWA_API sprawa_code sprawa_definitions_text(const sprawa_host *host, const char *name, const char *text,
                                               const char *rules, sprawa_diagnostic_fn report,
                                               void *report_data, sprawa_definitions **out,
                                               sprawa_error *error);
/* Once all machines that were started from it are freed. NULL is ignored. */
SPRAWA_API void sprawa_definitions_free(sprawa_definitions *d);

/* -- hooks in C ----------------------------------------------------------------------------------------- */
/* The step that asks. Valid during the call of the hook, in its thread. */
typedef struct sprawa_step sprawa_step;

/* Answers a hook that a workflow declares (`hooks: {NAME: {takes: [...], returns: TYPE}}`) and asks in a
 * guard, an expression or an action (hook.NAME(...)).
 *
 * arguments: one for each name that the hook takes, never NULL (a null value where none was given); they are
 * lent for the call. What it answers it tells by sprawa_step_answer or sprawa_step_deny; a hook without
 * `returns` acts instead. A call on the step that fails makes the hook fail, whatever the function does then:
 * the workflow gets error.execution, or the event is refused with the message. So a function may ignore the
 * codes.
 *
 * For the same case and the same event it must answer and do the same: sprawa may ask twice. It must not call
 * any other function of sprawa than those of values and of its step, nor jump out (longjmp) or throw. What it
 * does is its own affair: no budget ends a C function that does not return. */
typedef void (*sprawa_hook_fn)(void *data, sprawa_step *step, const sprawa_value *const *arguments, size_t n);

/* From the next step on fn answers the hook, in place of the Lua files, in every machine of these
 * definitions; again replaces it. SPRAWA_NOT_FOUND: no workflow declares it; SPRAWA_INVALID: a NULL, or
 * called from a hook; SPRAWA_NO_MEMORY. Definitions with such hooks can not be deployed into an engine: cases
 * there outlive the program. */
SPRAWA_API sprawa_code sprawa_definitions_hook(sprawa_definitions *d, const char *name, sprawa_hook_fn fn,
                                               void *data, sprawa_error *error);

/* The functions of a step give SPRAWA_OK; SPRAWA_INVALID for a NULL or a value that is a fault;
 * SPRAWA_REFUSED where the workflow does not allow it (an effect in a hook that returns something, a value
 * that does not fit, a field that does not exist); SPRAWA_LIMIT; SPRAWA_NO_MEMORY. All effects are undone if
 * the step is refused. */

/* `data` of the machine's start (machine.h). */
SPRAWA_API void *sprawa_step_data(const sprawa_step *step);
/* The answer; takes over the reference. A boolean hook answers true or false, another one a value of its type
 * or null. */
SPRAWA_API sprawa_code sprawa_step_answer(sprawa_step *step, sprawa_value *value);
/* The answer false, with a reason for people: at most 300 bytes, the rest is cut. */
SPRAWA_API sprawa_code sprawa_step_deny(sprawa_step *step, const char *reason);
/* The answer of a boolean hook: true; or false, with the reason (as of sprawa_step_deny; NULL: none). */
SPRAWA_API sprawa_code sprawa_step_decide(sprawa_step *step, bool yes, const char *reason);
/* Makes the hook fail with a message. */
SPRAWA_API void sprawa_step_fail(sprawa_step *step, const char *message);
/* A field of the case file; a reference for the caller. Null where it is not set; a fault where there is
 * none. */
SPRAWA_API sprawa_value *sprawa_step_field(sprawa_step *step, const char *field);
/* The event that is being handled: its name, its sender or "" (lent until the hook returns), its data (a
 * reference for the caller; null: none). */
SPRAWA_API const char *sprawa_step_event(sprawa_step *step);
SPRAWA_API const char *sprawa_step_sender(sprawa_step *step);
SPRAWA_API sprawa_value *sprawa_step_event_data(sprawa_step *step);
/* The time of the step: milliseconds since 1970. */
SPRAWA_API int64_t sprawa_step_time(sprawa_step *step);
/* Action hooks only: sets a field (null empties it), raises an event that is handled within this step. Both
 * take over the reference; data NULL: none. */
SPRAWA_API sprawa_code sprawa_step_set(sprawa_step *step, const char *field, sprawa_value *value);
SPRAWA_API sprawa_code sprawa_step_raise(sprawa_step *step, const char *event, sprawa_value *data);
/* A line of the step's log. Any hook. */
SPRAWA_API sprawa_code sprawa_step_log(sprawa_step *step, const char *line);

#ifdef __cplusplus
}
#endif

#endif
