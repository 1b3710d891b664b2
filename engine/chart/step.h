/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CHART_STEP_H
#define SPR_CHART_STEP_H

#include "chart/chart.h"
#include "chart/ops.h"

/* A case in memory and the step.
 *
 *   spr_case_new(chart, alloc, &c)                       not yet open
 *   spr_step_run(c, env, ops, self, &(spr_input){.kind = SPR_IN_OPEN, .data = fields}, &res)
 *   while (spr_case_next_due(c) <= t) { env.now = it; spr_step_run(..., SPR_IN_DUE, ...); }
 *   spr_step_run(c, env, ops, self, &(spr_input){.kind = SPR_IN_EVENT, .name = ..., .by = ...}, &res)
 *
 * The step is the algorithm of W3C SCXML, Appendix D, with the additions of the language (who may send,
 * obligations at the end of the macrostep, refusal with reasons, atomicity). It is a function of (chart,
 * case, input, env, answers) only: it reads no clock. It works on the case in place and puts everything back
 * where it refuses; so a refused step leaves the same bytes in spr_case_encode. A machine that is warm asks
 * the allocator for nothing. A case belongs to one thread at a time. */

typedef struct spr_case spr_case;

/* What a step may see of the world beside the case. */
typedef struct spr_world_ops {
  int64_t (*caseload)(void *ud, const spr_case *self, spr_str institution);
  int64_t (*occupied)(void *ud, const spr_case *self, spr_str institution);
  /* nil: not of the site. Owned by the caller. */
  spr_value (*profile)(void *ud, spr_heap *h, spr_str municipality);
} spr_world_ops;

typedef struct spr_env {
  spr_instant now;      /* never before the case's last step: it is raised to that */
  spr_law law;          /* law.as_of is the local day of now */
  const spr_site *site; /* for types and roles; NULL when the workflow stands alone */
  const spr_city *city;
  const spr_world_ops *world; /* NULL: caseload and occupied are 0, profile nil */
  void *world_ud;
  const spr_sources *sources; /* for the places of guards; NULL: those of the site, if there is one */
  bool quiet;                 /* no SPR_E_DECISION: who measures or simulates does not read them */
} spr_env;

typedef enum spr_input_kind {
  SPR_IN_OPEN,   /* data: the fields that are given; by */
  SPR_IN_EVENT,  /* a person's or another system's */
  SPR_IN_DUE,    /* the earliest pending timer, deadline, warning or own send, at env.now >= its due time */
  SPR_IN_LINKED, /* an event from a linked case: sent to us, or done.case.NAME, error.case.NAME */
  SPR_IN_DONE,   /* a task is done: name is the task's (its name, or STATE.PATH.name, or its id), data its
                    result */
  SPR_IN_SIGN,   /* by one of those who all sign it (`all: true`); such a task is not DONE but by the operator
                  */
  SPR_IN_WAIVE,  /* with reason */
  SPR_IN_NOTE,   /* reason is the text */
  SPR_IN_REOPEN,
  SPR_IN_RECOUNT /* the calendar is another one: counts open deadlines anew; refused where none moves */
} spr_input_kind;

typedef struct spr_input {
  spr_input_kind kind;
  spr_str name;
  spr_value data;       /* borrowed */
  spr_str by;           /* institution; empty: nobody in particular (the operator) */
  spr_instant occurred; /* SPR_NO_INSTANT: at env.now */
  spr_str reason;
  spr_str link;  /* LINKED: the link's name here, or `parent` */
  bool operator; /* whoever holds the database: competent for everything, whatever `by` says */
  bool probe;    /* EVENT: only asked: no data is wanted, and the step ends, taken, with the effects
                    SPR_E_TRANSITION of those that it would take */
  uint32_t
      event_id; /* EVENT: spr_chart_event() of the name, so that it need not be looked up; 0: not known */
} spr_input;

typedef enum spr_outcome {
  SPR_TAKEN,
  SPR_REFUSED, /* nothing changed; see code and reasons */
  /* SPR_IN_DUE or SPR_IN_LINKED failed: nothing changed; the host sets it aside as an incident. One thing is
   * kept nevertheless: that a deadline passed, or is near, is recorded the first time (its effect, seq and
   * time), and only its transition stays pending. */
  SPR_STUCK
} spr_outcome;

typedef enum spr_refusal {
  SPR_R_NONE,
  SPR_R_NOT_COMPETENT,
  SPR_R_GUARD,
  SPR_R_NO_TRANSITION,
  SPR_R_DATA,
  SPR_R_CLOSED,
  SPR_R_RESERVED,
  SPR_R_ERROR /* an action or guard failed and nothing took error.execution */,
  SPR_R_LIMIT,
  SPR_R_NO_TASK,
  SPR_R_REQUIRED,
  SPR_R_NOMEM
} spr_refusal;
/* "not-competent", "guard", "no-transition", "data", "case-closed", "reserved", "error", "limit", "no-task",
 * "required", "no-memory" */
const char *spr_refusal_name(spr_refusal r);

/* What a step did, in order. Everything that a journal, a story's explanation or a receipt needs. */
typedef enum spr_effect_kind {
  SPR_E_EVENT, /* text: an event begins to be handled (external first, then internal ones) */
  /* A guard, value or hook was asked: text what, value answer, text2 reason; index the expression, SPR_NONE
   * for a hook. Where it stands and on which facts it rests is put into words when somebody asks:
   * spr_effect_place, spr_effect_facts. */
  SPR_E_DECISION,
  SPR_E_OBSERVED, /* text: "occupied(dsm-gdansk)", value */
  SPR_E_EXIT,
  SPR_E_TRANSITION,
  SPR_E_ENTER,     /* index: state or transition */
  SPR_E_FIELD,     /* index or text: field; value: new (nil: emptied) */
  SPR_E_RAISED,    /* text event */
  SPR_E_SENT,      /* text event, text2 id, at: due */
  SPR_E_CANCELLED, /* text id */
  SPR_E_MESSAGE,   /* to a linked case: text event, text2 link, value data */
  SPR_E_OPEN,     /* index workflow, text2 id, value: record {municipality, with, else}; a linked case to open
                     after the step */
  SPR_E_TIMER,    /* a timer started: index timer, at due */
  SPR_E_DEADLINE, /* index deadline, text: started, met, missed, void, ended, moved, suspended, resumed, near;
                     at: its end */
  SPR_E_TASK, /* text: opened, signed, done, waived, cancelled; text2 its id; index its definition or SPR_NONE
               */
  SPR_E_ROLE, /* index role, text institution */
  SPR_E_NOTIFY, /* text institution, text2 the text */
  SPR_E_NOTE,
  SPR_E_LOG,     /* text */
  SPR_E_ERROR,   /* text message, file:line: error.execution was raised */
  SPR_E_UNTAKEN, /* text: an own send or message that no transition took; it is dropped */
  SPR_E_ENDED    /* the case ended; text outcome, value data */
} spr_effect_kind;

typedef struct spr_effect {
  spr_effect_kind kind;
  int32_t index;
  spr_str text, text2, text3;
  spr_value value;
  spr_instant at;
  spr_str file;
  uint32_t line;
  uint32_t facts;         /* DECISION: SPR_FACT_* */
  const uint64_t *fields; /* DECISION: the fields that were read; NULL: none */
} spr_effect;

/* What the text of a reason is. */
typedef enum spr_why {
  SPR_WHY_ENGINE,    /* the engine's own words: who would be competent, that nothing waits, ... */
  SPR_WHY_RULE,      /* what a rule says, in the words of whoever wrote it */
  SPR_WHY_CONDITION, /* a condition that says nothing more, as it is written */
  SPR_WHY_FAILED,    /* the words of a rule that failed, which may tell any field: access/visibility.h */
  SPR_WHY_UNDECIDED, /* a condition that cannot be asked without the event's data */
  SPR_WHY_DATA,      /* what is wrong with the data, at `pointer` */
  SPR_WHY_MISSING,   /* of data or case file what must be there and is not, at `pointer` */
  SPR_WHYS
} spr_why;

typedef struct spr_reason { /* why not */
  spr_why why;
  spr_str text;
  spr_str file;
  uint32_t line;
  spr_str pointer; /* into the data, as a JSON pointer, where these are what is wrong; else empty */
} spr_reason;

/* Valid until the next step of the case. */
typedef struct spr_result {
  spr_outcome outcome;
  spr_refusal code;
  const spr_reason *reasons;
  uint32_t nreasons;
  bool named;                /* the workflow names the sender among those who may do what was refused */
  const spr_effect *effects; /* of a refused step: decisions and log only */
  uint32_t neffects;
} spr_result;

spr_status spr_case_new(const spr_chart *chart, const spr_alloc *alloc, spr_case **out);
void spr_case_free(spr_case *c);
/* How much memory it takes up. */
size_t spr_case_bytes(const spr_case *c);
/* Where the case keeps its values. Counted values of an input must have been made here, for the case may keep
 * them; fixed ones must outlive the case. */
spr_pool *spr_case_pool(spr_case *c);
/* Never fails otherwise than in the result. self is passed to ops. */
void spr_step_run(spr_case *c, const spr_env *env, const spr_ops *ops, void *self, const spr_input *in,
                  spr_result *out);
/* Of an effect of the case's last step: adds to out the word before and on which facts a decision rests
 * ("case.risk, event"), nothing if on none; and where the rule or the definition stands (file is empty if
 * that is not known). */
void spr_effect_facts(const spr_case *c, const spr_effect *e, const char *before, spr_buf *out);
/* SPR_FACT_* (ops.h) in words: "event, now"; `before` goes before the first. */
void spr_facts_words(uint32_t facts, const char *before, spr_buf *out);
void spr_effect_place(const spr_case *c, const spr_effect *e, spr_str *file, uint32_t *line);
/* When the earliest pending thing falls due; SPR_NO_INSTANT if nothing is pending. Own sends without delay
 * are due at once, before everything else that is due in the same instant. A deadline that the calendar has
 * moved meanwhile moves when it comes to its turn. */
spr_instant spr_case_next_due(const spr_case *c);
/* The thing that is pending first. */
typedef struct spr_falling {
  uint64_t number;  /* of the case, never used again; a deadline's warnings bear its own */
  spr_str what;     /* the event of a send, else "timer", "deadline.passed", "deadline.near" or "task" */
  int32_t timer;    /* its definition, or SPR_NONE */
  int32_t task;     /* the definition of the task that opens again, or SPR_NONE */
  int32_t deadline; /* open one (spr_case_deadline), or SPR_NONE */
  bool tried;       /* it was postponed (spr_case_postpone) */
} spr_falling;
/* false: nothing is pending. */
bool spr_case_falling(const spr_case *c, spr_falling *out);
/* The number of the i-th of the pending things that were postponed, from 0; 0 at the end. */
uint64_t spr_case_tried(const spr_case *c, uint32_t i);
/* After SPR_STUCK of SPR_IN_DUE: takes the pending thing off the queue, so that it does not block the case.
 */
void spr_case_set_aside(spr_case *c);
/* The same, but it comes again at a later time: the host tries it anew. */
void spr_case_postpone(spr_case *c, spr_instant at);
/* The pending thing of that number that was postponed, if it is due later, is due at that time. */
void spr_case_hasten(spr_case *c, uint64_t number, spr_instant at);

/* Choices that the language leaves open:
 * - The outcome of a parallel root is that of the final state entered last; of `stages`, that of the stage
 * that ended last in the step that ended them all (empty if it was left otherwise). So is the configuration
 * after the end: of `stages`, the final states with which they ended in that step.
 * - `*` takes neither errors nor case.open nor case.reopen.
 * - A transition's own `by` counts before that of the event's declaration. Without a sender (and not as the
 * operator) only what is open to anyone may be sent.
 * - A guard that fails raises error.execution also when no transition takes the event; the step is then taken
 * if that error is, else refused with code "error".
 * - A deadline that is left after it has passed is told as "ended"; a task's due date that ends with its task
 * as "met", "ended", or "void" where the task is cancelled.
 * - SPR_IN_REOPEN clears what histories remember. */

/* -- reading a case ------------------------------------------------------------------------------------- */
const spr_chart *spr_case_chart(const spr_case *c);
bool spr_case_open(const spr_case *c); /* opened and not ended */
bool spr_case_ended(const spr_case *c);
uint64_t spr_case_seq(const spr_case *c);     /* number of steps taken */
spr_instant spr_case_time(const spr_case *c); /* of the last step */
bool spr_case_active(const spr_case *c, int32_t state);
/* Active atomic states that are shown, in document order (after the end: the final states in which it ended).
 * Gives how many; writes at most max. */
uint32_t spr_case_configuration(const spr_case *c, int32_t *states, uint32_t max);
spr_value spr_case_field(const spr_case *c, int32_t field); /* borrowed */
/* Undeclared fields, sorted by name. */
bool spr_case_extra(const spr_case *c, uint32_t i, spr_str *name, spr_value *value);
/* Who is responsible for an active atomic state (empty: nobody), and for the case. */
spr_str spr_case_responsible(const spr_case *c, int32_t state);
spr_str spr_case_role(const spr_case *c, int32_t role); /* as last resolved; empty if not (yet) */
/* Is the institution responsible, deciding, providing, monitoring, informed in an active atomic state, by
 * what is written there or nearest around it? bits 1, 2, 4, 8, 16. */
uint32_t spr_case_part(const spr_case *c, spr_str institution);
/* The same one by one, those that nobody plays left out: by state in document order, in each in the order
 * above (which: 0 to 4). */
typedef struct spr_competence {
  int32_t state, role; /* role: SPR_NONE where the institution itself is named */
  unsigned which;
  spr_str institution;
} spr_competence;
void spr_case_competences(const spr_case *c, void (*fn)(void *ud, const spr_competence *k), void *ud);
/* Who sees a field of the case, as it stands now. With `visible_to`, those whom it names; without, the
 * institutions that are responsible, decide or provide in the case, and for a sensitive field only those that
 * are responsible or decide. Everything else is hidden: an institution without a part, an unknown one, a role
 * that nobody plays. A role that `visible_to` names is asked for by the step that gives the field a value, so
 * that reading asks no rules; before that there is nothing to see. */
bool spr_case_sees(const spr_case *c, int32_t field, spr_str institution);
/* The same of one whose part (spr_case_part) is known. */
bool spr_case_sees_with(const spr_case *c, int32_t field, spr_str institution, uint32_t part);
int64_t spr_case_occupies(const spr_case *c, spr_str institution); /* places that the case takes there */
/* One by one, by state; index from 0. The institution may come twice. false at the end. */
bool spr_case_place(const spr_case *c, uint32_t i, spr_str *institution, int64_t *places);

typedef struct spr_open_task {
  spr_str id; /* "SEQ.n" */
  spr_str name;
  int32_t def; /* or SPR_NONE for one that an action opened */
  int32_t state;
  bool required;
  bool all;          /* each of `by` signs */
  bool anyone;       /* may do it */
  const spr_str *by; /* institutions */
  uint32_t nby;
  const spr_str *signed_by;
  uint32_t nsigned;
  bool has_due;
  int32_t deadline; /* index of the open deadline (spr_case_deadline), or SPR_NONE */
} spr_open_task;
uint32_t spr_case_tasks(const spr_case *c);
spr_open_task spr_case_task(const spr_case *c, uint32_t i); /* in order of opening */

typedef struct spr_open_deadline {
  uint64_t number; /* of the case, never used again */
  int32_t def;     /* SPR_NONE for an ad-hoc task's due date */
  int32_t task;    /* index into the open tasks, or SPR_NONE */
  spr_str path;
  spr_term term;
  spr_end end;
  bool missed; /* passed and still open: overdue */
  spr_instant
      passed; /* the end that it passed last, also where it was extended since; SPR_NO_INSTANT: none */
} spr_open_deadline;
uint32_t spr_case_deadlines(const spr_case *c);
spr_open_deadline spr_case_deadline(const spr_case *c, uint32_t i);

/* What fires by itself and is no deadline: timers of active states and sends of the case to itself, in the
 * order in which they fire. */
typedef struct spr_pending {
  int32_t timer; /* its definition, or SPR_NONE: a send */
  spr_str event; /* of a send; a rule may have made it up */
  spr_instant at;
} spr_pending;
/* The i-th, from 0; false at the end. */
bool spr_case_pending(const spr_case *c, uint32_t i, spr_pending *out);

/* -- snapshots ------------------------------------------------------------------------------------------ */
/* Compact binary form; the same case gives the same bytes, on every machine. */
spr_status spr_case_encode(const spr_case *c, spr_buf *out);
/* From such bytes, under the same chart. SPR_EINVAL for anything else; every number is checked. */
spr_status spr_case_decode(const spr_chart *chart, const spr_alloc *alloc, spr_str bytes, spr_case **out);

#endif
