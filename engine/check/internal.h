/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CHECK_INTERNAL_H
#define SPR_CHECK_INTERNAL_H

#include "check/check.h"
#include "rules/rules.h"

/* What the checks of one model share, and what is gathered over all models of a package: whether something is
 * unused or nowhere taken can only be said when every workflow of every city has been seen.
 *
 * What was reported while a file was read or a model was built leaves gaps: a list of names that is `lost`, a
 * transition or state that is `poisoned`. From what is missing there nothing is concluded, so that no fault
 * is told that only follows from another. */

typedef struct spr_mention { /* a name and where it stands */
  spr_str name;
  spr_span at;
} spr_mention;

typedef struct spr_mentions {
  spr_mention *v;
  uint32_t n, cap;
} spr_mentions;

typedef struct spr_usage {
  spr_arena *arena;
  spr_names params, hooks, taken; /* used names; `taken`: event descriptors that some transition waits for */
  spr_names seen;                 /* expressions and Lua files that have been looked at, by their places */
  spr_mentions raised;            /* events that are raised or sent */
  spr_mentions
      waiting; /* descriptors of events that nobody may send from outside: something must raise them */
  spr_mentions declared_params, declared_hooks, declared_events;
  bool dynamic_raise, dynamic_params, dynamic_hooks; /* some Lua computes such names */
  bool incomplete;                                   /* some part could not be read */
} spr_usage;

typedef struct spr_check {
  const spr_model *m;
  spr_diags *d;
  spr_arena *arena; /* scratch, as long as the model is checked */
  spr_usage *usage;
  bool *unfilled; /* kinds that the city lacks, and that was told */
} spr_check;

/* Adds a diagnostic; NULL if the very same is known, as from the standard or from another city. */
spr_diag *spr_check_fault(spr_check *c, spr_code code, spr_span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Did an error say that a name was not known, and that this one was meant? */
bool spr_check_was_meant(const spr_check *c, spr_code code, spr_str name);
/* Is the transition always taken when its event comes (no guard, or one that is literally true)? */
bool spr_check_unguarded(const spr_check *c, const spr_transition *t);
/* Does the earlier descriptor match every event that the later one matches? */
bool spr_check_covers(const spr_transition *earlier, const spr_transition *later);
/* Does the descriptor match the name? */
bool spr_check_matches(const spr_transition *t, spr_str name);
/* "the workflow" for the root, else the state's name in quotes. */
spr_str spr_check_state_text(const spr_check *c, int32_t state);
/* How many institutions of the city are of the kind; *second: the second of them. */
uint32_t spr_check_count_kind(const spr_city *city, spr_str kind, const spr_institution **second);
/* Can the city have somebody in that role or place? A role that an expression finds counts as filled. */
bool spr_check_fillable(const spr_check *c, const spr_who *who, int32_t state);
/* The list of that part of the matrix that holds in a state: 0 responsible, 1 decides, 2 provides, 3
 * monitors; NULL if none does. */
const spr_whos *spr_check_matrix(const spr_check *c, int32_t state, unsigned which);

void spr_check_reach(spr_check *c);       /* unreachable states, states without a way out, endless circles */
void spr_check_transitions(spr_check *c); /* dead transitions, events that nobody sends, restarted clocks */
void spr_check_competence(spr_check *c);  /* exactly one responsible; roles that a city can fill */
void spr_check_obligations(spr_check *c); /* deadlines without consequence */
void spr_check_rules(spr_check *c);       /* Lua: expressions and files */
/* Runs what the Lua files do when they are loaded. SPR_ENOMEM, SPR_EBUG. */
spr_status spr_check_load(const spr_alloc *alloc, spr_check *c);

void spr_usage_init(spr_usage *u, spr_arena *a);
void spr_usage_collect(spr_check *c);                       /* what the model declares, raises and takes */
void spr_usage_wait(spr_usage *u, const spr_transition *t); /* something has to raise the event of t */
void spr_usage_raise(spr_usage *u, spr_str event, spr_span at);
void spr_usage_use(spr_usage *u, spr_names *names, spr_str name);
/* Is the place new? It is remembered. */
bool spr_usage_first(spr_usage *u, spr_span at, uint32_t kind);
void spr_usage_report(spr_usage *u, spr_diags *d); /* what is unused or nowhere taken */

#endif
