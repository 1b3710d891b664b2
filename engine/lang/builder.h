/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_BUILDER_H
#define SPR_LANG_BUILDER_H

#include "base/near.h"
#include "lang/adapt.h"
#include "lang/build.h"
#include "lang/compose.h"
#include "lang/model_index.h"

/* What the parts of the build share. Private to lang. The order of work:
 *
 *   build.c          files: expand, adapt, compose
 *   build_declare.c  kinds, hooks, parameters, roles, fields, events
 *   build_states.c   pass 1: numbers for states, deadlines and tasks, so that all names can be looked up;
 *                    pass 2: what each state says, in document order
 *   build_names.c    names to numbers, with "did you mean"
 *   build_value.c    texts, expressions, VALUEs, durations
 *   build_action.c, build_transition.c, build_deadline.c
 *   build_indicator.c  last, for it names states and deadlines
 *
 * A node that is poisoned was reported by whoever checked the form: every reader passes over it, and names in
 * it that are then not found are no faults of their own: what is missing is told with SPR_UNKNOWN. */

typedef struct spr_builder {
  spr_arena *a;
  spr_diags *d;
  const spr_site *site;
  const spr_package *package; /* NULL: a workflow that stands alone */
  const spr_city *city;
  const spr_adaptation *adaptation;
  spr_adapter adapter;
  const spr_node
      *declares; /* the map with `fields`, `events`, ...: package.yaml, or the file that stands alone */
  spr_flow *flows;
  uint32_t nflows;
  spr_model *m;
  spr_model_index *ix;
  /* The model's tables while they grow; m points to them. */
  spr_role *roles;
  uint32_t cap_roles;
  spr_expr *exprs;
  uint32_t cap_exprs;
  spr_state *states;
  uint32_t cap_states;
  spr_part **parts;
  uint32_t nparts, cap_parts; /* of each state; NULL: hidden */
  spr_transition *transitions;
  uint32_t cap_transitions;
  spr_timer_def *timers;
  uint32_t cap_timers;
  spr_deadline_def *deadlines;
  uint32_t cap_deadlines;
  const spr_node **deadline_maps;
  uint32_t ndeadline_maps, cap_deadline_maps; /* what each deadline says */
  spr_warning *warnings;
  uint32_t cap_warnings;
  spr_task_def *tasks;
  uint32_t cap_tasks;
  const spr_node **task_maps;
  uint32_t ntask_maps, cap_task_maps;
  spr_names raised; /* events and tasks that some action raises, sends or opens */
  spr_names opened_tasks;
  spr_str *runs; /* the blocks of Lua in all workflows */
  uint32_t nruns, cap_runs;
  uint32_t npaths, cap_paths, ndeadline_paths, cap_deadline_paths; /* of the index's *_of */
  bool raised_known;
  bool flow_lost; /* a workflow's file could not be read: what it raises is not known */
} spr_builder;

/* Where something is written: the state, and the root of the file, in which its names are looked up. */
typedef struct spr_place_in {
  int32_t state, scope;
} spr_place_in;
#define SPR_AT_ROOT ((spr_place_in){SPR_NONE, 0})

#define SPR_FAULT(b, code, at, ...) spr_fault((b)->d, &(b)->m->faulty, SPR_D_##code, (at), __VA_ARGS__)

/* Reports a name that nothing has; NULL where that only follows from another fault (lost.h) or is known. */
#define SPR_UNKNOWN(b, code, name, at, ...)                                                                  \
  (spr_model_is_lost((b)->m, (name)) ? NULL : SPR_FAULT(b, code, at, __VA_ARGS__))

/* build_declare.c */
void spr_build_declarations(spr_builder *b);

/* What the package, or the file that stands alone, declares under a key; then what the city adds there. */
typedef struct spr_declared {
  const spr_member **v;
  uint32_t n;
} spr_declared;
spr_declared spr_declared_all(spr_builder *b, const char *what, bool city_adds);

/* build_indicator.c */
void spr_build_indicators(spr_builder *b);

/* build_states.c */
void spr_build_states(spr_builder *b, spr_part *root);

/* build_names.c */
int32_t spr_find_state(spr_builder *b, spr_place_in in, const spr_node *name);
/* The same for a part of a text; SPR_NONE after a report. */
int32_t spr_find_state_text(spr_builder *b, spr_place_in in, spr_str name, spr_span at);
int32_t spr_find_deadline(spr_builder *b, spr_place_in in, const spr_node *name);
int32_t spr_find_param(spr_builder *b, spr_str name, spr_span at);
int32_t spr_find_flow(spr_builder *b, const spr_node *name);
/* A role of its own for each kind whose name no role bears. */
void spr_declare_kind_roles(spr_builder *b);
int32_t spr_find_role(spr_builder *b, const spr_node *name);
/* `by` and the matrix: a list of names (after expansion). */
spr_whos spr_read_whos(spr_builder *b, const spr_node *list);
/* Is the event declared, raised or sent somewhere, or the engine's own? If not (and the workflow does not
 * stand alone), says so. */
void spr_check_event(spr_builder *b, spr_str name, spr_span at, bool prefix);
bool spr_event_is_known(spr_builder *b, spr_str name, bool prefix);
void spr_check_task(spr_builder *b, spr_str name, spr_span at);
void spr_offer_names(spr_near *near, const spr_names *names);

/* build_value.c */
spr_title spr_read_title(spr_builder *b, const spr_node *n);
bool spr_read_flag(const spr_node *map, const char *key, bool otherwise);
/* An expression that always is one (`when`, `from`); a leading `=` is allowed. SPR_NONE for NULL or after a
 * report. */
spr_expr_id spr_read_expr(spr_builder *b, spr_expr_kind kind, const spr_node *n, spr_place_in in);
spr_expr_id spr_make_expr(spr_builder *b, spr_expr_kind kind, spr_str text, spr_span at, spr_place_in in);
/* `when`: one or a list. */
void spr_read_guards(spr_builder *b, const spr_node *n, spr_place_in in, const spr_expr_id **guards,
                     uint32_t *count);
spr_tmpl spr_read_value(spr_builder *b, const spr_node *n, const spr_type *type, spr_place_in in);
/* A map of VALUEs for declared members; others are faults unless `open`. */
spr_tmpl spr_read_data(spr_builder *b, const spr_node *n, const spr_field *members, uint32_t nmembers,
                       bool open, spr_place_in in);
spr_dur spr_read_dur(spr_builder *b, const spr_node *n, spr_place_in in);
spr_dur spr_read_dur_text(spr_builder *b, spr_str text, spr_span at, spr_place_in in);
spr_str *spr_read_words(spr_builder *b, const spr_node *n, uint32_t *count);

/* build_type.c */
const spr_type *spr_read_type(spr_builder *b, const spr_node *map);
spr_field *spr_read_fields(spr_builder *b, const spr_node *map, uint32_t *count);

/* build_action.c */
spr_block spr_read_block(spr_builder *b, const spr_node *list, spr_place_in in);

/* build_transition.c */
/* The transitions of one list, with the parts of `model` that they share; appended to the table. */
void spr_read_transitions(spr_builder *b, const spr_node *list, const spr_transition *model, spr_place_in in);
void spr_read_on(spr_builder *b, const spr_node *map, int32_t state, spr_place_in in);
void spr_read_after(spr_builder *b, const spr_node *map, int32_t state, spr_place_in in);
void spr_read_done(spr_builder *b, const spr_node *list, int32_t state, spr_place_in in);
void spr_read_starts(spr_builder *b, const spr_node *list, int32_t idle, int32_t stage, spr_place_in in);
/* `initial` of a state and the default of a history; sets states[state].initial. */
void spr_read_initial(spr_builder *b, int32_t state, const spr_part *p);

/* build_deadline.c */
/* Pass 1: numbers and paths. */
void spr_declare_deadlines(spr_builder *b, int32_t state, const spr_layer *layer, const spr_node *map,
                           bool tasks);
/* Pass 2: what the deadlines and tasks of one layer of a state say, with their transitions. */
void spr_read_deadlines(spr_builder *b, int32_t state, const spr_layer *layer, bool tasks, spr_place_in in);

#endif
