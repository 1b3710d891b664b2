/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CHART_OPS_H
#define SPR_CHART_OPS_H

#include "calendar/term.h"
#include "lang/site.h"

/* The two interfaces between the statechart and whoever answers its questions (rules in Lua, C callbacks, a
 * test).
 *
 * spr_ops is what the chart asks. spr_step_* below is what an answer may look at and do while a step runs.
 * Everything that an answer looks at goes through these functions, so that the chart knows on which facts a
 * decision rests. */

typedef struct spr_step spr_step;

/* Why an answer could not be given. */
typedef struct spr_fault {
  bool limit;        /* work, memory, depth: never catchable, ends the step */
  bool nomem;        /* the host's memory ran out: ends the step */
  char message[304]; /* clean text (utf8.h), SPR_MAX_REASON_BYTES */
  char file[160];    /* path as shown, or "" */
  uint32_t line;     /* 0: unknown */
} spr_fault;

typedef enum spr_answer { SPR_NO, SPR_YES, SPR_FAILED } spr_answer;

typedef struct spr_ops {
  /* A step begins and ends: the budget of work is per step. A step that asks nothing calls neither. Either
   * may be NULL. */
  void (*begin)(void *self, spr_step *st);
  void (*end)(void *self, spr_step *st);
  /* A guard. With SPR_NO, *reason may be set (valid until the next call). SPR_FAILED: see spr_step_fault. */
  spr_answer (*guard)(void *self, spr_step *st, spr_expr_id x, spr_str *reason);
  /* The value of an expression; *out is owned by the caller. false: see spr_step_fault. */
  bool (*value)(void *self, spr_step *st, spr_expr_id x, spr_value *out);
  /* SPR_X_RUN and SPR_X_CALL: may change the case through the functions below. */
  bool (*run)(void *self, spr_step *st, spr_expr_id x);
  /* A hook by its index that takes nothing but case and event: the role hooks. */
  bool (*hook)(void *self, spr_step *st, int32_t hook, spr_value *out);
} spr_ops;

/* -- facts ---------------------------------------------------------------------------------------------- */
#define SPR_FACT_EVENT (1u << 0)  /* event.* */
#define SPR_FACT_NOW (1u << 1)    /* now, today */
#define SPR_FACT_STATES (1u << 2) /* inside(...) */
#define SPR_FACT_ROLES (1u << 3)
#define SPR_FACT_OBSERVED (1u << 4) /* caseload, occupied, profile */
#define SPR_FACT_CITY (1u << 5)     /* city, institutions, services */
#define SPR_FACT_PARAM (1u << 6)
#define SPR_FACT_EXTRA (1u << 7) /* fields beyond the declared ones */

/* What has been read since the chart last looked. Set by the functions below, and directly by answers that
 * read a field by a faster way: fields is a bit set over spr_model.fields. */
typedef struct spr_reads {
  uint32_t flags;
  uint64_t *fields;
} spr_reads;

typedef struct spr_event {
  spr_str name;
  spr_value data;           /* record, or nil, or anything in a workflow that stands alone */
  spr_str by;               /* institution, or empty */
  spr_instant at, occurred; /* occurred: SPR_NO_INSTANT unless told */
} spr_event;

const spr_model *spr_step_model(const spr_step *st);
spr_reads *spr_step_reads(spr_step *st);
spr_fault *spr_step_fault(spr_step *st);
/* Sets the fault (cleaned and cut) and gives false, for `return spr_step_fail(...)`. */
bool spr_step_fail(spr_step *st, spr_str file, uint32_t line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Where values for this step are made. */
spr_heap *spr_step_heap(spr_step *st);

/* Borrowed; valid until the field is set. The first does not mark the read. */
spr_value spr_step_peek(const spr_step *st, int32_t field);
spr_value spr_step_field(spr_step *st, int32_t field);
/* Fields by name, also undeclared ones (only in a workflow that stands alone; nil if absent). found: is it
 * declared or set? */
spr_value spr_step_field_named(spr_step *st, spr_str name, bool *found);
/* Names of undeclared fields that are set, sorted; index from 0. false at the end. */
bool spr_step_extra(spr_step *st, uint32_t i, spr_str *name, spr_value *value);
/* Sets a field (nil empties it), after checking its type; takes over v. false and the fault where it does not
 * fit. */
bool spr_step_set(spr_step *st, int32_t field, spr_value v);
bool spr_step_set_named(spr_step *st, spr_str name, spr_value v);
/* Brings a value to its type, as one that enters the case (texts that are datetimes or durations become
 * such), and checks it. Takes over v, gives *out, which is owned. false: *reason (of this step) says what
 * does not fit, and v is released. */
bool spr_step_fit(spr_step *st, const spr_type *t, spr_value v, spr_value *out, spr_str *reason);
const spr_event *spr_step_event(spr_step *st);
spr_instant spr_step_now(spr_step *st);
spr_day spr_step_today(spr_step *st);
const spr_law *spr_step_law(const spr_step *st);
const spr_city *spr_step_city(spr_step *st); /* NULL when the workflow stands alone */
bool spr_step_inside(spr_step *st, int32_t state);
/* The institution that plays a role (asked if it is not yet known), or empty if nobody. false: fault. */
bool spr_step_role(spr_step *st, int32_t role, spr_str *out);
/* Effects; each checks its bounds; data is taken over. The event's name may be any; due: SPR_NO_INSTANT for
 * none. */
bool spr_step_raise(spr_step *st, spr_str event, spr_value data);
bool spr_step_send(spr_step *st, spr_str event, const spr_duration *after, spr_str id, spr_value data,
                   spr_str to);
bool spr_step_cancel(spr_step *st, spr_str id);
/* task{id=, title=, by=, due=, data=}: as a record. */
bool spr_step_task(spr_step *st, spr_value task);
bool spr_step_note(spr_step *st, spr_str text);
bool spr_step_log(spr_step *st, spr_str line);
/* Observations beyond the case, read once per step and recorded. */
bool spr_step_caseload(spr_step *st, spr_str institution, int64_t *out);
bool spr_step_occupied(spr_step *st, spr_str institution, int64_t *out);
/* Another city's published parameters, institutions and services, or nil; owned by the caller. */
bool spr_step_profile(spr_step *st, spr_str municipality, spr_value *out);
/* For the receipt: a hook (or table) was asked and answered. file, line: of the rule. */
void spr_step_decided(spr_step *st, spr_str what, spr_value answer, spr_str reason, spr_str file,
                      uint32_t line);

#endif
