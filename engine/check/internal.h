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
  bool internal; /* an event that is never sent */
} spr_mention;

typedef struct spr_mentions {
  spr_mention *v;
  uint32_t n, cap;
} spr_mentions;

/* The linked cases of a package: who opens what under which name, who writes to whom, and who listens. A use
 * in a Lua file has no workflow: any may ask its hooks. */
typedef enum spr_link_kind { SPR_LINK_OPENED, SPR_LINK_USED, SPR_LINK_TAKES } spr_link_kind;

typedef struct spr_link {
  spr_link_kind kind;
  bool linked;      /* TAKES: also from a linked case */
  bool as_declared; /* TAKES: from whom the event's declaration says */
  spr_str workflow; /* the one whose case it is about, or empty */
  spr_str name;     /* OPENED, USED: the link; TAKES: the event or descriptor */
  spr_str other;    /* OPENED: the workflow that it runs, or empty; USED: the event that is sent, or empty */
  spr_span at, other_at;
} spr_link;

typedef struct spr_usage {
  spr_arena *arena;
  spr_names params, hooks, taken; /* used names; `taken`: event descriptors that some transition waits for */
  spr_names seen;                 /* expressions and Lua files that have been looked at, by their places */
  spr_names linked;               /* events that linked cases may send, by their declaration */
  spr_names states;               /* paths of the states of all workflows */
  spr_mentions raised;            /* events that are raised or sent */
  spr_mentions inside;            /* states that files of hooks ask for */
  spr_mentions
      waiting; /* descriptors of events that nobody may send from outside: something must raise them */
  spr_mentions declared_params, declared_hooks, declared_events;
  spr_link *links;
  uint32_t nlinks, cap_links;
  bool unread;                                       /* the file of some workflow could not be read */
  bool alone;                                        /* it is about one workflow that stands alone */
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
/* The innermost state that the transition does not leave. */
int32_t spr_check_stays_in(const spr_model *m, const spr_transition *t);
/* Does the earlier descriptor match every event that the later one matches? */
bool spr_check_covers(const spr_transition *earlier, const spr_transition *later);
/* Does the descriptor match the name? */
bool spr_check_matches(const spr_transition *t, spr_str name);
/* "the workflow" for the root, else the state's name in quotes. */
spr_str spr_check_state_text(const spr_check *c, int32_t state);
/* A state that may be active by itself, and has no responsible; that is told. */
bool spr_check_lacks_responsible(const spr_check *c, int32_t state);
/* The part of the matrix that `responsible`, `decides` or `provides` names, by its number below; -1: another.
 */
int spr_check_part(const spr_who *who);
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
void spr_usage_inside(spr_usage *u, spr_str state, spr_span at);
void spr_usage_use(spr_usage *u, spr_names *names, spr_str name);
/* Is the place new? It is remembered, by the kind of what it is. */
enum { SPR_SEEN_STANDARD, SPR_SEEN_IN_CITY, SPR_SEEN_LOADED, SPR_SEEN_LINKS /* and above, by workflow */ };
bool spr_usage_first(spr_usage *u, spr_span at, uint32_t kind);
void spr_usage_report(spr_usage *u, spr_diags *d); /* what is unused or nowhere taken */
/* Events as descriptors: "x" exact, "x.*", "*". */
spr_str spr_usage_descriptor(spr_arena *a, const spr_transition *t);
bool spr_usage_matches(spr_str descriptor, spr_str name);

/* Does some transition of the package take the event? */
bool spr_usage_is_taken(const spr_usage *u, spr_str event);

void spr_links_collect(spr_check *c);
void spr_links_add(spr_usage *u, spr_link link); /* the names are copied */
void spr_links_report(spr_usage *u, spr_diags *d);

#endif
