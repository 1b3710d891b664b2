/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CHART_MACHINE_H
#define SPR_CHART_MACHINE_H

#include "base/limits.h"
#include "chart/compiled.h"
#include "chart/step.h"

/* Inside of a case and of a running step; only files of chart/ include this.
 *
 * What lasts from step to step is: the marks, the configuration, the histories, the fields and the tables.
 * Everything else here is the step's own and is empty between two steps. What lasts is changed only after
 * spr_undo_* has kept the former, so that a refused step leaves no trace. */

/* -- tables --------------------------------------------------------------------------------------------- */
typedef enum spr_table_id {
  SPR_TAB_EXTRAS,    /* spr_extra, sorted by name: fields that no one declared */
  SPR_TAB_DUE,       /* spr_due, sorted by the order in which they fire */
  SPR_TAB_DEADLINES, /* spr_deadline, in order of their numbers */
  SPR_TAB_PAST,      /* spr_past, by definition: what a deadline with `from` goes on with */
  SPR_TAB_TASKS,     /* spr_task, in order of their numbers */
  SPR_TAB_ROLES,     /* spr_player and the set of fields, one for each role */
  SPR_TAB_PLACES,    /* spr_places, by state */
  SPR_TABLES
} spr_table_id;

typedef struct spr_table {
  void *v;
  uint32_t n, cap;
  void *was; /* as it was when the step began, once the step has written to it */
  uint32_t was_n, was_cap;
} spr_table;

typedef struct spr_extra {
  spr_value name, value;
} spr_extra;

typedef enum spr_due_kind {
  SPR_DUE_SEND,
  SPR_DUE_TIMER,
  SPR_DUE_DEADLINE,
  SPR_DUE_WARNING,
  SPR_DUE_EVERY
} spr_due_kind;

typedef struct spr_due {
  spr_instant at;
  uint64_t number; /* of creation */
  uint8_t kind;
  bool at_once;     /* a send without delay: before everything else */
  bool recorded;    /* that the deadline passed is recorded; only its transition is to come */
  bool tried;       /* its step got stuck; it comes again */
  int32_t index;    /* TIMER, WARNING, EVERY: timer, warning, task; SEND: known event or SPR_NONE */
  uint64_t owner;   /* DEADLINE, WARNING: number of the deadline */
  spr_instant base; /* EVERY: from where is counted, and how often it has come */
  uint32_t count;
  spr_value name; /* SEND: of an event that the chart does not know */
  spr_value data, id, to;
} spr_due;

typedef struct spr_moves { /* shared, never changed once made */
  uint32_t refs, n;
  spr_move v[];
} spr_moves;

typedef struct spr_deadline {
  uint64_t number;
  uint64_t task; /* number of the task that it is the due date of, or 0 */
  int32_t def;
  spr_instant start;
  bool start_is_date, backwards;
  uint8_t roll;
  bool held; /* suspended by an action, not by a state */
  bool missed;
  spr_instant passed; /* the end that it passed last; SPR_NO_INSTANT: none */
  bool following;     /* `before` another deadline: its start moves with that one's end */
  uint64_t warned;
  spr_duration within;
  spr_moves *moves;
  spr_end end;
  spr_value path; /* where def is SPR_NONE */
} spr_deadline;

typedef struct spr_past {
  int32_t def;
  spr_instant start;
  spr_moves *moves;
} spr_past;

typedef struct spr_roster { /* institutions, shared, never changed once made; the texts follow the array */
  uint32_t refs, n;
  uint32_t bytes; /* of the whole block */
  spr_str v[];
} spr_roster;

typedef struct spr_task {
  uint64_t number;
  int32_t def, state;
  bool required, all, anyone;
  spr_value id, name, title, data;
  spr_roster *by, *signatures;
} spr_task;

typedef struct spr_player {
  bool known;
  uint32_t flags; /* SPR_FACT_*: what the answer rests on; the fields follow the struct */
  uint64_t seq;   /* the step and the time in which it was asked */
  spr_instant asked;
  spr_value institution; /* text or nil */
} spr_player;

typedef struct spr_places {
  int32_t state;
  int64_t places;
} spr_places;

/* -- the case ------------------------------------------------------------------------------------------- */
typedef enum spr_phase { SPR_PHASE_NEW, SPR_PHASE_OPEN, SPR_PHASE_ENDED } spr_phase;

typedef struct spr_marks {
  uint64_t seq, number; /* steps taken; the last number given to a timer, send, deadline or task */
  spr_instant time;
  uint32_t chain; /* sends and timers without delay that have followed one another */
  uint8_t phase;
} spr_marks;

typedef struct spr_queued { /* an internal event */
  int32_t id;               /* number of the name, or SPR_NONE */
  spr_value name;           /* where id is SPR_NONE */
  spr_value data;
} spr_queued;

typedef struct spr_old_field {
  int32_t field;
  spr_value value;
} spr_old_field;

typedef enum spr_clock_kind { SPR_CLOCK_SUSPEND, SPR_CLOCK_RESUME, SPR_CLOCK_EXTEND } spr_clock_kind;
typedef struct spr_clock_order { /* what an action wants of a deadline; done when the macrostep ends */
  spr_clock_kind kind;
  int32_t def;
  spr_duration by;
  spr_str why;
} spr_clock_order;

typedef struct spr_observed {
  spr_str what, subject;
  spr_value value;
} spr_observed;

#define SPR_VEC(T)                                                                                           \
  struct {                                                                                                   \
    T *v;                                                                                                    \
    uint32_t n, cap;                                                                                         \
  }

typedef struct spr_scratch {
  struct spr_scratch_block *first, *at;
} spr_scratch;

/* The states that a microstep enters, as they are found. */
typedef struct spr_entering {
  const spr_chart *chart;
  const spr_case *c;            /* whose histories count; NULL while the chart is compiled */
  bool depends;                 /* on a history: it cannot be told without a case */
  int32_t domain;               /* of the transition whose targets are looked at */
  uint64_t *entries, *defaults; /* sets: those that are entered; of them, those by their initial transition */
  int32_t
      *history_default; /* by state: the default transition of a history in it, to be run after its entry */
} spr_entering;

struct spr_step {
  spr_case *c;
  const spr_chart *chart;
  const spr_model *m;
  const spr_env *env;
  const spr_ops *ops;
  void *self;
  const spr_input *in;
  const spr_sources *sources; /* or NULL */
  spr_instant now;
  spr_law law;
  spr_event event; /* the one that is being handled */
  int32_t event_id;
  bool begun;      /* the answers know of this step */
  bool running;    /* no final state of the root has been reached */
  bool ask_sender; /* the event comes from outside: who may send it counts */
  bool large;      /* a text, list or record went into the case file */
  bool config_changed, history_saved, fields_changed, extras_changed;
  uint32_t roles_changed; /* how often a role's answer became another one */
  /* How often anything of the case became otherwise; the same when failed roles were last forgiven. */
  uint32_t changes, changes_forgiven;
  spr_refusal abort; /* why the step ends at once */
  uint32_t microsteps;
  uint32_t log_bytes;
  int32_t acting; /* the state whose actions run */
  spr_heap heap;
  spr_alloc mem; /* the pool, for texts that are put together */
  spr_reads reads;
  spr_fault fault;
  spr_str misfit; /* where in the value that spr_step_fit refused last, as a JSON pointer */
  spr_str ended;  /* outcome */
  spr_value ended_data;
  spr_str stage_outcome;
  spr_value stage_data;
  bool stage_idle; /* a stage went idle in this step */
  bool named;      /* spr_result */
  bool ending;     /* the case ends: deadlines become void */
  uint32_t tasks_opened;
  uint64_t *exits, *fresh, *changed_fields; /* sets */
  uint64_t *rested; /* set: final states with which stages of the root have ended in this step */
  spr_entering into;
  uint16_t *mark;  /* by state, for select.c */
  uint8_t *asking; /* by role: is being asked, or has failed (roles.c) */
  SPR_VEC(int32_t) enabled, domains;
  SPR_VEC(int32_t) active; /* handlers of the event in active states */
  SPR_VEC(int32_t) answer; /* what each gave */
  SPR_VEC(spr_queued) queue;
  uint32_t queue_at;
  SPR_VEC(spr_effect) effects;
  bool holding; /* an effect holds a value that is counted */
  SPR_VEC(spr_reason) reasons;
  SPR_VEC(spr_old_field) old_fields;
  SPR_VEC(spr_clock_order) clocks;
  SPR_VEC(spr_observed) observed;
  spr_scratch scratch;
};

struct spr_case {
  const spr_chart *chart;
  spr_alloc alloc;
  spr_pool pool;
  size_t bytes; /* of this block */
  spr_marks marks, marks_was;
  uint64_t *config, *config_was;
  uint64_t *history, *history_was;
  spr_value *fields;
  spr_table tables[SPR_TABLES];
  uint32_t saved; /* tables to which the step has written: 1 << id */
  struct spr_step step;
};

/* -- memory.c ------------------------------------------------------------------------------------------- */
/* What an effect begins as. Elsewhere than where it is used, for a compiler that knows its content clears
 * memory in a slow loop instead of copying it. */
extern const spr_effect spr_effect_blank;
/* Makes room for one more element. false: no memory (the step is aborted). */
bool spr_vec_room(spr_step *st, void *vec, uint32_t elem);
/* Gives a pointer to a new element, not zeroed, or NULL. */
#define SPR_VEC_PUSH(st, vec)                                                                                \
  ((vec).n < (vec).cap || spr_vec_room((st), &(vec), sizeof *(vec).v) ? &(vec).v[(vec).n++] : NULL)
/* Memory for this step and until the next one begins; aligned for pointers. NULL: no memory (the step is
 * aborted). */
void *spr_scratch_alloc(spr_step *st, size_t n);
void spr_scratch_reset(spr_scratch *s);
/* A pool as an allocator. */
spr_alloc spr_pool_as_alloc(spr_pool *p);
spr_str spr_scratch_str(spr_step *st, spr_str s);
spr_str spr_scratch_printf(spr_step *st, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
spr_roster *spr_roster_new(spr_pool *p, const spr_str *v, uint32_t n);
void spr_roster_release(spr_pool *p, spr_roster *r);
bool spr_roster_has(const spr_roster *r, spr_str institution);
spr_moves *spr_moves_new(spr_pool *p, const spr_moves *old, uint32_t n);
void spr_moves_release(spr_pool *p, spr_moves *m);

/* -- tables.c ------------------------------------------------------------------------------------------- */
/* Keeps the table as it was, the first time in a step. false: no memory. */
bool spr_table_write(spr_step *st, spr_table_id id);
/* A zeroed new element at a position; the table must be writable. NULL: no memory. */
void *spr_table_insert(spr_step *st, spr_table_id id, uint32_t at);
/* Removes and releases. */
void spr_table_remove(spr_step *st, spr_table_id id, uint32_t at);
void spr_tables_commit(spr_case *c);
void spr_tables_rollback(spr_case *c);
/* As insert, but for a case that is being read: nothing is kept. */
void *spr_table_append(spr_case *c, spr_table_id id);
#define SPR_ROWS(c, id, T) ((T *)(c)->tables[id].v)
static inline spr_due *spr_dues(const spr_case *c) {
  return c->tables[SPR_TAB_DUE].v;
}
static inline spr_deadline *spr_deadlines(const spr_case *c) {
  return c->tables[SPR_TAB_DEADLINES].v;
}
static inline spr_task *spr_tasks(const spr_case *c) {
  return c->tables[SPR_TAB_TASKS].v;
}
spr_player *spr_player_at(const spr_case *c, int32_t role);
static inline uint64_t *spr_player_fields(spr_player *p) {
  return (uint64_t *)(void *)(p + 1);
}

/* -- undo.c --------------------------------------------------------------------------------------------- */
void spr_undo_begin(spr_step *st);
void spr_undo_commit(spr_step *st);
void spr_undo_rollback(spr_step *st);
/* Takes over v. false: no memory. */
bool spr_undo_field(spr_step *st, int32_t field, spr_value v);
void spr_undo_history(spr_step *st);

/* -- effects.c ------------------------------------------------------------------------------------------ */
/* A new effect with its kind set, or NULL when memory ran out. */
spr_effect *spr_effect_add(spr_step *st, spr_effect_kind kind);
/* Gives it a value, to be held until the next step. */
static inline void spr_effect_hold(spr_step *st, spr_effect *e, spr_value v) {
  e->value = spr_v_retain(v);
  st->holding = st->holding || spr_v_counted(v);
}
void spr_effect_index(spr_step *st, spr_effect_kind kind, int32_t index);
void spr_effect_text(spr_step *st, spr_effect_kind kind, spr_str text);
void spr_reason_add(spr_step *st, spr_str file, uint32_t line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* What is wrong with a member of the data, as spr_step_fit has told it or in other words: then inner is
 * empty. */
void spr_reason_data(spr_step *st, spr_str member, spr_str words, spr_str inner);
/* It must be there and is not. */
void spr_reason_missing(spr_step *st, spr_str member);
/* In the words of a rule that failed. */
void spr_reason_failed(spr_step *st, spr_str file, uint32_t line, spr_str words);
/* Where an expression or a part of the definition stands, for people. */
void spr_place_of(const spr_step *st, spr_span at, spr_str *file, uint32_t *line);
void spr_abort(spr_step *st, spr_refusal code);
void spr_reads_clear(spr_step *st);

/* -- queue.c -------------------------------------------------------------------------------------------- */
/* Takes over data (and name, which is used where id is SPR_NONE). */
bool spr_raise(spr_step *st, int32_t id, spr_value name, spr_value data);
bool spr_raise_named(spr_step *st, spr_str name, spr_value data);
/* The fault becomes an error.execution event, or ends the step. Always false. */
bool spr_error(spr_step *st);
/* The same, at a place of the definition if the answer named none. */
bool spr_error_at(spr_step *st, spr_span at);
bool spr_dequeue(spr_step *st);
void spr_queue_clear(spr_step *st);

/* -- select.c ------------------------------------------------------------------------------------------- */
/* Who waits for the event that is being handled. */
const spr_waiting *spr_waiting_for(spr_step *st);
/* Fills st->enabled with the optimal transition set, and st->domains with their domains. */
void spr_select(spr_step *st, const spr_waiting *w);
/* Guards of a list, all must hold. at: for reasons. */
spr_answer spr_guards(spr_step *st, const spr_expr_id *guards, uint32_t n, bool reasons);
void spr_ask_begin(spr_step *st); /* before each question to the answers */
void spr_decision(spr_step *st, spr_expr_id x, spr_value answer, spr_str reason);
/* A single condition (`when` of an action, task, deadline); an error counts as false and is raised. */
bool spr_when(spr_step *st, spr_expr_id guard);

/* -- entries.c ------------------------------------------------------------------------------------------ */
void spr_entries_clear(spr_entering *in);
/* Adds the states that a transition enters, or those of a state that is entered from outside of everything.
 */
void spr_entries_add(spr_entering *in, int32_t transition, int32_t domain);
void spr_entries_add_fresh(spr_entering *in, int32_t state);

/* -- history.c, exit.c, enter.c, run.c ------------------------------------------------------------------ */
bool spr_history_known(const spr_case *c, int32_t history);
bool spr_history_has(const spr_case *c, int32_t history, int32_t state);
void spr_history_record(spr_step *st);
void spr_history_clear(spr_step *st);
void spr_exit_states(spr_step *st);
void spr_exit_all(spr_step *st);
void spr_enter_for(spr_step *st);
/* From outside of everything: the state, its ancestors and what belongs to them. */
void spr_enter_fresh(spr_step *st, int32_t state);
void spr_macrostep(spr_step *st, bool with_event);
/* Refuses the step: the error.execution that is being handled has found no transition. */
void spr_untaken_error(spr_step *st);

/* -- actions.c, values.c -------------------------------------------------------------------------------- */
void spr_block_run(spr_step *st, const spr_block *b, int32_t state);
/* false: fault. *out is owned by the caller. */
bool spr_tmpl_value(spr_step *st, const spr_tmpl *t, spr_value *out);
bool spr_expr_value(spr_step *st, spr_expr_id x, spr_value *out);
bool spr_dur_value(spr_step *st, const spr_dur *d, spr_duration *out);
/* A date or datetime: the instant, and whether it was a date. */
bool spr_expr_instant(spr_step *st, spr_expr_id x, spr_instant *out, bool *is_date);

/* -- outward.c: actions whose work leaves the case ------------------------------------------------------ */
bool spr_act_task(spr_step *st, const spr_action *a);
bool spr_act_open(spr_step *st, const spr_action *a);
bool spr_act_notify(spr_step *st, const spr_action *a);

void spr_send_message(spr_step *st, const spr_due *d);

/* -- data.c --------------------------------------------------------------------------------------------- */
/* Event data under its declaration. *out is owned. false: refused with reasons. */
bool spr_fit_members(spr_step *st, const spr_field *f, uint32_t n, spr_value given, spr_value *out);
/* Data that the workflow itself gives an event: the parts that the event declares are brought to their types
 * where they can be; nothing is refused. Takes over data. */
spr_value spr_form_data(spr_step *st, int32_t event, spr_value data);

/* -- roles.c, competence.c ------------------------------------------------------------------------------ */
bool spr_role_ask(spr_step *st, int32_t role, spr_str *out);
void spr_roles_again(spr_step *st);
/* Asks who may see what the step has written, where nobody knows it yet. */
void spr_roles_seeing(spr_step *st);
bool spr_role_reassign(spr_step *st, int32_t role);
/* The nearest `responsible`, ... that is written at a state or around it. which: 0 responsible .. 4 informed.
 */
const spr_whos *spr_matrix(const spr_chart *ch, int32_t state, unsigned which);
/* Calls fn for each institution that the list names here. false: fault. */
typedef bool (*spr_who_fn)(void *ud, spr_step *st, spr_str institution, const spr_who *who);
bool spr_whos_each(spr_step *st, const spr_whos *w, int32_t state, spr_who_fn fn, void *ud);
bool spr_whos_have(spr_step *st, const spr_whos *w, int32_t state, spr_str institution, bool *out);
bool spr_whos_anyone(const spr_whos *w);
/* May the sender of this step's event take this transition? */
bool spr_may_send(spr_step *st, int32_t transition);
/* Before any guard: false when the event is refused for its sender, or nothing waits for it. */
bool spr_competent(spr_step *st, const spr_waiting *w);
void spr_reason_who(spr_step *st, const spr_whos *w, int32_t state);

/* -- due.c ---------------------------------------------------------------------------------------------- */
/* A new pending thing, zeroed but for its place in the order. NULL: no memory, or too many. */
spr_due *spr_due_add(spr_step *st, spr_due_kind kind, spr_instant at, uint64_t number, bool at_once);
void spr_due_drop(spr_step *st, uint32_t i);
bool spr_due_sorted(const spr_case *c);
/* -- duties.c: what holds while a state is active ------------------------------------------------------- */
void spr_duties_begin(spr_step *st);
void spr_duties_end(spr_step *st, int32_t state);
void spr_duties_void(spr_step *st);

/* -- deadlines.c, clocks.c ------------------------------------------------------------------------------ */
/* Of a state, as it begins and ends to be active; by `until`; at the end of the case. */
void spr_deadlines_begin(spr_step *st, int32_t state);
void spr_deadlines_begin_followers(spr_step *st);
void spr_deadlines_leave(spr_step *st, int32_t state);
void spr_deadlines_until_state(spr_step *st, int32_t state);
void spr_deadlines_until_event(spr_step *st);
void spr_deadlines_void(spr_step *st);
/* One of them; task: the number of the task that it is the due date of, or 0. false: fault. */
bool spr_deadline_begin(spr_step *st, int32_t def, uint64_t task);
bool spr_deadline_adhoc(spr_step *st, uint64_t task, spr_str path, spr_duration within);
void spr_deadline_close(spr_step *st, uint32_t i, bool made_void);
void spr_deadline_passed(spr_step *st, uint32_t i);
void spr_deadline_warned(spr_step *st, uint32_t i, int32_t warning);
/* Counts the end anew. false: fault. */
bool spr_deadline_count(spr_step *st, spr_deadline *d);
/* Does it go before a deadline that is suspended? Then it waits with that one. */
bool spr_deadline_rests(const spr_step *st, const spr_deadline *d);
/* Its pending ends and warnings, by its end. false: fault. */
bool spr_deadline_requeue(spr_step *st, spr_deadline *d);
void spr_deadline_tell(spr_step *st, const spr_deadline *d, const char *what);
spr_str spr_deadline_path(const spr_case *c, const spr_deadline *d);
spr_term spr_deadline_term(const spr_deadline *d);
int32_t spr_deadline_find(const spr_case *c, uint64_t number);
/* Starts from the end of the deadline that it goes before. */
void spr_deadline_follow(spr_step *st, spr_deadline *d, const spr_deadline *other);
/* The suspension that still holds, which extensions may have followed; NULL: there is none. */
spr_move *spr_moves_resting(spr_moves *moves);
/* What the step's actions and states do to the clocks. */
void spr_clocks_apply(spr_step *st);
/* It falls due: has the calendar moved it meanwhile? */
bool spr_deadline_moved(spr_step *st, uint32_t i, const spr_due *due);

/* -- tasks.c -------------------------------------------------------------------------------------------- */
void spr_tasks_begin(spr_step *st, int32_t state);
void spr_tasks_leave(spr_step *st, int32_t state);
void spr_tasks_roles(spr_step *st);
void spr_task_again(spr_step *st, const spr_due *d); /* `every` */
void spr_task_cancel(spr_step *st, uint32_t i);
void spr_task_close(spr_step *st, uint32_t i, const char *how, bool cancelled);
void spr_task_tell(spr_step *st, const spr_task *t, const char *what);

/* -- inputs: input_open.c, input_event.c, input_due.c, input_task.c ------------------------------------- */
void spr_input_open(spr_step *st);
void spr_input_reopen(spr_step *st);
void spr_input_event(spr_step *st); /* EVENT, LINKED */
void spr_input_due(spr_step *st);
/* Records that the deadline or warning at the head has passed, and leaves its transition pending. */
void spr_due_record(spr_step *st);
void spr_input_task(spr_step *st); /* DONE, SIGN, WAIVE */
void spr_input_note(spr_step *st);
void spr_input_recount(spr_step *st); /* clocks.c */
/* Takes over data. */
void spr_event_set(spr_step *st, int32_t id, spr_str name, spr_value data);
/* settle.c: the macrostep and everything that belongs to its end. with_event: st->enabled are the event's
 * transitions. */
void spr_settle(spr_step *st, bool with_event);

/* -- legal.c -------------------------------------------------------------------------------------------- */
/* Is a set of states a configuration that the chart can be in? */
bool spr_config_legal(const spr_chart *ch, const uint64_t *config);

#endif
