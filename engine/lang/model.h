/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_MODEL_H
#define SPR_LANG_MODEL_H

#include "base/diag.h"
#include "base/duration.h"
#include "base/title.h"
#include "base/value.h"
#include "calendar/calendar.h"
#include "calendar/zone.h"

/* The model: one workflow as one city really has it, composed (`use`, `stages`), adapted, all names resolved
 * to indices, every part with its place (whose file tells where it comes from). Made by lang/build.h in one
 * arena, never changed afterwards; read by chart, rules, check and the commands. Indices are int32_t, -1 is
 * "none". */

#define SPR_NONE (-1)

/* -- types and fields ----------------------------------------------------------------------------------- */
typedef enum spr_type_kind {
  SPR_T_ANY,
  SPR_T_TEXT,
  SPR_T_INTEGER,
  SPR_T_NUMBER,
  SPR_T_BOOLEAN,
  SPR_T_DATE,
  SPR_T_DATETIME,
  SPR_T_DURATION,
  SPR_T_CHOICE,
  SPR_T_MUNICIPALITY,
  SPR_T_INSTITUTION,
  SPR_T_PERSON,
  SPR_T_RECORD,
  SPR_T_LIST
} spr_type_kind;

typedef struct spr_type {
  spr_type_kind kind;
  const spr_str *choices;  /* CHOICE: its words, ... */
  const spr_title *titles; /* ... and what each of them is called; without a text where it has no title */
  uint32_t nchoices;
  const struct spr_type *of;       /* LIST; never NULL there */
  const struct spr_field *members; /* RECORD, PERSON */
  uint32_t nmembers;
} spr_type;

/* Expressions are numbers into spr_model.exprs. */
typedef int32_t spr_expr_id;

typedef enum spr_expr_kind {
  SPR_X_VALUE, /* an expression that gives a value */
  SPR_X_GUARD, /* true, false, nil; hooks may add a reason */
  SPR_X_RUN,   /* a block that may change the case */
  SPR_X_CALL   /* a call of an action hook: `hook.NAME(...)` */
} spr_expr_kind;

typedef struct spr_expr {
  spr_expr_kind kind;
  spr_str text; /* Lua, without the leading `=` */
  spr_span
      at; /* of the text itself, so that a place in the text can be shown (exact for single-line scalars) */
  int32_t state; /* where names in inside(...) are looked up from; SPR_NONE: the root */
  int32_t scope; /* the root of the file that it was written in: spr_model_lookup_in(m, scope, state, name) */
} spr_expr;

/* A VALUE: literal, expression, or a list or map with such parts. */
typedef enum spr_tmpl_kind { SPR_TMPL_LITERAL, SPR_TMPL_EXPR, SPR_TMPL_LIST, SPR_TMPL_MAP } spr_tmpl_kind;
typedef struct spr_tmpl {
  spr_tmpl_kind kind;
  spr_value literal; /* fixed */
  spr_expr_id expr;
  const struct spr_tmpl *items; /* LIST, MAP */
  const spr_str *keys;          /* MAP */
  uint32_t n;
  const spr_type *type; /* what the place expects, or NULL */
  spr_span at;
} spr_tmpl;

/* A DURATION: a literal (parameters are already looked up), or an expression. */
typedef struct spr_dur {
  bool given;
  spr_duration literal; /* where expr is SPR_NONE */
  spr_expr_id expr;
  int32_t param; /* the parameter that it came from, or SPR_NONE */
  spr_span at;
} spr_dur;

typedef struct spr_field {
  spr_str name;
  const spr_type *type;
  bool required, listed, sensitive;
  bool exact; /* `searchable: exact` */
  bool has_default;
  spr_tmpl initial; /* `default` */
  bool has_visible; /* `visible_to` is written */
  const struct spr_who *visible;
  uint32_t nvisible;
  spr_title title;
  spr_span at; /* the name */
} spr_field;

/* -- who ------------------------------------------------------------------------------------------------ */
typedef enum spr_who_kind {
  SPR_WHO_ROLE,        /* index: role (a kind that is named is a role of its own; see spr_role.implicit) */
  SPR_WHO_INSTITUTION, /* name: id of an institution */
  SPR_WHO_RESPONSIBLE,
  SPR_WHO_DECIDES,
  SPR_WHO_PROVIDES,
  SPR_WHO_LINKED,
  SPR_WHO_ANYONE
} spr_who_kind;
typedef struct spr_who {
  spr_who_kind kind;
  int32_t index;
  spr_str name;
  spr_span at;
} spr_who;
typedef struct spr_whos {
  bool given;
  bool lost; /* a fault in it was reported: names are missing (only in a faulty model) */
  const spr_who *v;
  uint32_t n;
} spr_whos;

typedef struct spr_kind { /* a kind of institution */
  spr_str name;
  spr_title title;
  spr_span at;
} spr_kind;

typedef struct spr_role {
  spr_str name;
  bool implicit;  /* the role of a kind in the case's own city, named by the kind */
  int32_t kind;   /* index into kinds, or SPR_NONE with `is` */
  spr_expr_id is; /* an expression that names the institution */
  spr_expr_id of; /* an expression that names the municipality; SPR_NONE: the case's own */
  bool keep;
  int32_t hook; /* the hook of the role's name that chooses among several, or SPR_NONE */
  spr_title title;
  spr_span at;
} spr_role;

/* Does the event belong to the engine, so that nobody may declare or send it? Names that begin with `done.`,
 * `error.`, `case.`, `deadline.` or `task.`, and `error` itself: handlers are written `error.*`, and nobody
 * may pretend an error. The other families' names are free without a dot, and no `x.*` of them takes them. */
bool spr_event_reserved(spr_str name);

/* -- events, parameters, hooks -------------------------------------------------------------------------- */
typedef struct spr_event_decl {
  spr_str name;
  bool internal;
  spr_whos by;
  const spr_field *data;
  uint32_t ndata;
  bool any_data; /* a workflow that stands alone: data is not declared and not checked */
  spr_title title;
  spr_span at;
} spr_event_decl;

typedef struct spr_param {
  spr_str name;
  const spr_type *type;
  bool required;
  spr_value value; /* as the city has it; fixed; nil if not set */
  bool by_city;    /* set by the city, at value_at */
  spr_span value_at;
  spr_value min, max;
  const spr_value *allowed; /* `enum` */
  uint32_t nallowed;
  bool only_shorter;
  spr_str basis;
  spr_title title;
  bool illustrative;
  spr_span at;
} spr_param;

typedef struct spr_hook_decl {
  spr_str name;
  const spr_str *takes;
  uint32_t ntakes;
  const spr_type *returns; /* NULL: an action hook */
  spr_title title;
  spr_span at;
} spr_hook_decl;

/* The next `{case.FIELD}` in the text of a notice from *from on: it stands in [*from, *to), and FIELD is the
 * answer; empty: there is none. Any other brace is text. */
spr_str spr_notice_field(spr_str text, uint32_t *from, uint32_t *to);

/* -- actions -------------------------------------------------------------------------------------------- */
typedef enum spr_action_kind {
  SPR_A_SET,
  SPR_A_APPEND,
  SPR_A_REMOVE,
  SPR_A_KEEP,
  SPR_A_RAISE,
  SPR_A_SEND,
  SPR_A_CANCEL,
  SPR_A_CALL,
  SPR_A_RUN,
  SPR_A_TASK,
  SPR_A_OPEN,
  SPR_A_SUSPEND,
  SPR_A_RESUME,
  SPR_A_EXTEND,
  SPR_A_REASSIGN,
  SPR_A_NOTIFY
} spr_action_kind;

typedef struct spr_assign {
  int32_t field; /* index into fields; SPR_NONE in a workflow that stands alone: then by name */
  spr_str name;
  spr_tmpl value;
  spr_span at;
} spr_assign;

typedef struct spr_action {
  spr_action_kind kind;
  spr_expr_id when;          /* guard, or SPR_NONE */
  const spr_assign *assigns; /* SET, APPEND, REMOVE, KEEP (value unused), OPEN (`with`) */
  uint32_t nassigns;
  spr_str event;     /* RAISE, SEND; OPEN: `else` (may be empty) */
  spr_span event_at; /* the event's name */
  spr_tmpl data;     /* RAISE, SEND, TASK (a map; n 0 if absent) */
  bool has_data;
  spr_dur after;    /* SEND; EXTEND: `by`; TASK: `due` */
  spr_str id;       /* SEND, CANCEL, TASK, OPEN (may be empty) */
  spr_str to;       /* SEND: link, `parent`, or empty */
  spr_span to_at;   /* the link's name */
  spr_expr_id expr; /* RUN, CALL */
  int32_t index;    /* SUSPEND, RESUME, EXTEND: deadline; REASSIGN: role; OPEN: one of spr_model.workflows */
  spr_tmpl value;   /* OPEN: municipality; EXTEND: `why` */
  spr_whos by;      /* TASK: by; NOTIFY: the one who is told */
  spr_title title;  /* TASK: title; NOTIFY: text */
  spr_span at;      /* the action's key */
} spr_action;

typedef struct spr_block { /* one list of actions; an action that fails ends its list */
  const spr_action *v;
  uint32_t n;
} spr_block;

/* -- states and transitions ----------------------------------------------------------------------------- */
typedef enum spr_state_kind {
  SPR_S_ATOMIC,
  SPR_S_COMPOUND,
  SPR_S_PARALLEL,
  SPR_S_FINAL,
  SPR_S_HISTORY_SHALLOW,
  SPR_S_HISTORY_DEEP
} spr_state_kind;

typedef enum spr_trigger_kind {
  SPR_TRIGGER_ALWAYS, /* eventless */
  SPR_TRIGGER_EVENT,  /* `on` and `done`; descriptor below */
  SPR_TRIGGER_TIMER,  /* an `after` entry: index into timers */
  SPR_TRIGGER_PASSED, /* a deadline's `then`: index into deadlines */
  SPR_TRIGGER_ENDED,  /* a deadline's `ends` */
  SPR_TRIGGER_NEAR,   /* a deadline's warning: index into warnings */
  SPR_TRIGGER_INITIAL /* the initial transition of a compound state or the default one of a history; never
                         selected */
} spr_trigger_kind;

typedef enum spr_match { SPR_MATCH_EXACT, SPR_MATCH_PREFIX, SPR_MATCH_ALL } spr_match;

typedef struct spr_transition {
  int32_t source;
  spr_trigger_kind trigger;
  spr_match match; /* EVENT */
  spr_str event;   /* EVENT: the name, or for `x.*` the part `x`; names of states in done.state.* and
                      done.tasks.* are full paths */
  spr_span event_at;
  int32_t index;          /* TIMER, PASSED, ENDED, NEAR */
  const int32_t *targets; /* states; empty: targetless */
  uint32_t ntargets;
  bool reenter;
  const spr_expr_id *guards; /* all must hold, in order */
  uint32_t nguards;
  spr_whos by;
  spr_block actions;
  spr_title title;
  bool poisoned; /* a fault in it was reported: targets or guards may be missing (only in a faulty model) */
  bool guessed;  /* a target was not found, and the one that was probably meant stands there (the same) */
  spr_span at;   /* the map or the target */
} spr_transition;

typedef struct spr_timer_def { /* an `after` entry */
  int32_t state;
  spr_dur within;      /* a duration ... */
  spr_expr_id at_expr; /* ... or `at EXPR` */
  spr_span at;
} spr_timer_def;

typedef struct spr_warning {
  int32_t deadline;
  spr_dur before;
  spr_span at;
} spr_warning;

typedef struct spr_deadline_def {
  int32_t state;
  int32_t task;  /* the task that it is the due date of, or SPR_NONE */
  spr_str name;  /* last part: NAME, the state's name for `deadline`, or the task's */
  spr_str path;  /* "stay.plan.review"; the state's path and the name (just the state's path for `deadline` of
                    that state) */
  bool of_state; /* the `deadline` of its state (of the root: named by the workflow, which is then its path,
                    too) */
  spr_dur within;
  spr_expr_id from; /* a date or datetime; SPR_NONE: from the entry */
  spr_expr_id before;
  int32_t before_deadline; /* `before` names another deadline */
  int32_t until_state;     /* outlives its state until that state is entered ... */
  spr_str until_event;     /* ... or that event taken; empty and SPR_NONE: ends with its state */
  spr_roll roll;
  bool ends;                   /* `ends`: a term that simply ends, nobody is late */
  int32_t warnings, nwarnings; /* range in spr_model.warnings */
  spr_expr_id when;
  spr_str basis;
  spr_title title;
  bool consequence; /* `then` or `ends` is written, or a warning acts */
  spr_span at;
} spr_deadline_def;

typedef struct spr_task_def {
  int32_t state;
  spr_str name;
  spr_title title;
  spr_whos by;
  bool all;      /* each of `by` signs */
  bool required; /* default true */
  spr_expr_id when;
  int32_t deadline; /* its due date (a spr_deadline_def), or SPR_NONE */
  spr_dur every;
  spr_str service; /* a service from the city's basket; empty: none */
  spr_span at;
} spr_task_def;

typedef struct spr_state {
  spr_str name;
  spr_str path; /* in full, from the root of the main workflow: "stay.plan.review"; empty for the root */
  spr_state_kind kind;
  bool hidden;      /* the idle state and the wrapper of a stage: not part of paths, never shown */
  bool stage;       /* the wrapper region of a stage (PARALLEL parent holds only such: `stages`) */
  int32_t parent;   /* the root has SPR_NONE; states are numbered in document order, so an ancestor has a
                       smaller number */
  int32_t last;     /* greatest number inside the state: [i, last] is its subtree */
  int32_t scope;    /* the root of the file that it was written in (names are looked up only inside) */
  int32_t workflow; /* index into spr_model.workflows: the file that it was written in */
  int32_t initial;  /* transition (SPR_TRIGGER_INITIAL): of a compound or parallel state with `initial`, or of
                       a history; SPR_NONE: first child */
  spr_block entry, exit;
  int32_t transitions,
      ntransitions; /* range in spr_model.transitions, document order, without INITIAL ones */
  int32_t timers, ntimers;
  int32_t deadlines, ndeadlines;
  int32_t tasks, ntasks;
  spr_whos responsible, decides, provides, monitors, informed; /* as written here; not inherited */
  const int32_t *stops_clock;                                  /* deadlines */
  uint32_t nstops;
  int32_t occupies_role; /* role, or SPR_NONE */
  spr_expr_id occupies_places;
  spr_str outcome; /* FINAL: its name unless written */
  spr_tmpl data;   /* FINAL: what travels in done.state, besides the outcome */
  bool has_data;
  spr_title title, description;
  spr_str basis;
  bool poisoned; /* a fault was reported: transitions or states inside may be missing (only in a faulty model)
                  */
  spr_span at;   /* the name */
} spr_state;

/* -- indicators ------------------------------------------------------------------------------------------ */
typedef enum spr_measure { SPR_MEASURE_DAYS, SPR_MEASURE_WORKING_DAYS, SPR_MEASURE_SHARE_MET } spr_measure;

/* In the order of the words of `show`. */
typedef enum spr_figure {
  SPR_FIGURE_P10,
  SPR_FIGURE_P25,
  SPR_FIGURE_MEDIAN,
  SPR_FIGURE_P75,
  SPR_FIGURE_P90,
  SPR_FIGURE_P95,
  SPR_FIGURES
} spr_figure;

const char *spr_figure_word(spr_figure f);   /* "median" */
const char *spr_measure_word(spr_measure m); /* "days" */

/* What analysts watch in cases of this model's workflow (lab/indicators.h says how it is counted). */
typedef struct spr_indicator {
  spr_str name;
  spr_measure measure;
  spr_str from, to;  /* DAYS, WORKING_DAYS: names for spr_model_meant */
  spr_str deadline;  /* SHARE_MET: for spr_model_deadlines_meant */
  uint32_t figures;  /* a bit for each spr_figure */
  bool by_city;      /* the city's own */
  bool illustrative; /* it is invented */
  spr_str basis;
  spr_title title, description;
  spr_span at;
} spr_indicator;

/* -- the whole ------------------------------------------------------------------------------------------ */
typedef struct spr_workflow_info {
  spr_str name;
  uint32_t file;
  spr_title title;
} spr_workflow_info;

typedef struct spr_reopen {
  bool given;
  int32_t to;
  spr_whos by;
  spr_dur within;
  const spr_expr_id *guards;
  uint32_t nguards;
} spr_reopen;

typedef struct spr_model {
  spr_str package; /* empty: a workflow that stands alone */
  spr_str version;
  spr_str workflow; /* the main one of this model */
  bool alone;
  const spr_str *languages;
  uint32_t nlanguages;
  const struct spr_city *city; /* NULL when it stands alone */
  const struct spr_site *site; /* NULL when it stands alone */
  const spr_calendar *calendar;
  const spr_zone *zone;
  spr_instant start; /* when it stands alone: where its time starts */

  const spr_kind *kinds;
  uint32_t nkinds;
  const spr_role *roles;
  uint32_t nroles;
  const spr_field *fields;
  uint32_t nfields;
  const spr_event_decl *events;
  uint32_t nevents;
  const spr_param *params;
  uint32_t nparams;
  const spr_hook_decl *hooks;
  uint32_t nhooks;
  const spr_workflow_info *workflows;
  uint32_t nworkflows;
  const spr_expr *exprs;
  uint32_t nexprs;
  const spr_state *states;
  uint32_t nstates; /* 0 is the root */
  const spr_transition *transitions;
  uint32_t ntransitions;
  const spr_timer_def *timers;
  uint32_t ntimers;
  const spr_deadline_def *deadlines;
  uint32_t ndeadlines;
  const spr_warning *warnings;
  uint32_t nwarnings;
  const spr_task_def *tasks;
  uint32_t ntasks;
  const spr_indicator *indicators;
  uint32_t nindicators;
  spr_whos opens;
  spr_reopen reopen;
  /* Rules: file numbers in the sources, 0 if there is none. */
  uint32_t standard_lua, city_lua;
  spr_str standard_lua_path, city_lua_path;
  const struct spr_node *resolved; /* the composed and adapted source tree, for `show` */
  bool faulty; /* errors were reported while it was built: for further checks only, never to be run */
  bool gaps;   /* among them such that states or transitions are missing: nothing can be said about what is
                  reachable */
  bool unseen; /* among them such that parts could not be read: nothing can be said about what is raised,
                  taken or unused */
  const struct spr_model_index *index; /* name tables of the functions below */
} spr_model;

int32_t spr_model_field(const spr_model *m, spr_str name);
int32_t spr_model_event(const spr_model *m, spr_str name);
int32_t spr_model_param(const spr_model *m, spr_str name);
int32_t spr_model_hook(const spr_model *m, spr_str name);
int32_t spr_model_role(const spr_model *m, spr_str name); /* explicit and implicit ones */
int32_t spr_model_kind(const spr_model *m, spr_str name);
int32_t spr_model_deadline(const spr_model *m, spr_str path);
/* Does the name stand in a part that was reported and not taken? That it is not found only follows. */
bool spr_model_is_lost(const spr_model *m, spr_str name);
/* A state by its full path; SPR_NONE. The empty path is the root. */
int32_t spr_model_state(const spr_model *m, spr_str path);
/* A name as it is written in a state: a child of `from` that bears the name or one of its siblings (including
 * itself), else a sibling of its parent, and so on up to the root of the file; a dotted path starts at the
 * file's root, else at a name found so. Only a path leads into a workflow that is used: its first name is one
 * of the file's own. SPR_NONE. scope: the root of the file in which it was written. It differs from the scope
 * of `from` only in a state with `use`: the root of the used file became that state, and what it says is
 * looked up among its own states. */
int32_t spr_model_lookup_in(const spr_model *m, int32_t scope, int32_t from, spr_str name);
/* A deadline as it is named in a state: by the NAME of a deadline of `from` or of a state around or beside
 * it, by the name of a state with `deadline`, or by a path. SPR_NONE. */
int32_t spr_model_deadline_in(const spr_model *m, int32_t scope, int32_t from, spr_str name);
/* What a name means that stands beside the workflows, in the package itself: the state or deadline of that
 * path; else, where it begins with the name of a workflow, what is meant by the rest wherever that workflow
 * is used (without a rest: the states that use it; of a deadline, that of the workflow itself). Gives how
 * many there are, and the first `max` of them in document order. */
uint32_t spr_model_meant(const spr_model *m, spr_str name, int32_t *states, uint32_t max);
uint32_t spr_model_deadlines_meant(const spr_model *m, spr_str name, int32_t *deadlines, uint32_t max);
static inline bool spr_state_inside(const spr_model *m, int32_t s, int32_t ancestor) {
  return s >= ancestor && s <= m->states[ancestor].last;
}
/* Checks a value against a type; on failure gives the path inside ("children[2].birth_date") and the reason,
 * in English, without the value itself. site may be NULL (then municipalities and institutions are any text).
 */
/* nil, the absent value, fits every type; a datetime or duration is a value of its own kind, a date is text;
 * of type number is SPR_NUM only, of type integer SPR_INT only. */
bool spr_type_check(const struct spr_site *site, const spr_type *t, spr_value v, spr_buf *path_and_reason);
/* The same; pointer: where in the value it does not fit, as a JSON pointer is appended to it. */
bool spr_type_check_at(const struct spr_site *site, const spr_type *t, spr_value v, spr_buf *path_and_reason,
                       spr_buf *pointer);
/* "list of person" */
void spr_type_text(const spr_type *t, spr_buf *out);
/* The number of a word of a choice; SPR_NONE: it has no such word, or is no choice. */
int32_t spr_type_word(const spr_type *t, spr_str word);
/* Types without parts: SPR_T_ANY ... SPR_T_INSTITUTION but CHOICE, and PERSON; constants. */
const spr_type *spr_type_simple(spr_type_kind kind);
spr_str spr_type_name(spr_type_kind kind);
/* The kind of a type's name ("text", "list"); false if there is none. */
bool spr_type_kind_of(spr_str name, spr_type_kind *out);

/* The whole model as text, one fact a line, for tests and for people who look for a fault. Nothing in it
 * depends on addresses. */
void spr_model_dump(const spr_model *m, spr_buf *out);

#endif
