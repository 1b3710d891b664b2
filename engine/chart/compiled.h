/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CHART_COMPILED_H
#define SPR_CHART_COMPILED_H

#include "chart/chart.h"

/* Inside of the compiled chart; only files of chart/ include this. */

/* Names that the engine itself uses come first among the interned ones, so their numbers are constants. */
enum {
  SPR_EV_ERROR,
  SPR_EV_OPEN,
  SPR_EV_REOPEN,
  SPR_EV_TIMER,
  SPR_EV_PASSED,
  SPR_EV_ENDED,
  SPR_EV_NEAR,
  SPR_EV_OWN
};

/* The transitions of one state that an event may enable, in document order. */
typedef struct spr_handler {
  int32_t state;
  uint32_t n;
  const int32_t *transitions;
} spr_handler;

/* Who waits for an event: the handlers sorted by state, and the same states as a set. */
typedef struct spr_waiting {
  const uint64_t *states;
  const spr_handler *handlers;
  uint32_t n;
} spr_waiting;

#define SPR_HAS_ENTRY 1u
#define SPR_HAS_EXIT 2u
#define SPR_HAS_HISTORY 4u /* a history state is among its children */
#define SPR_HAS_DUTIES 8u  /* something starts when a step leaves it active */
#define SPR_IS_UNTIL 16u   /* a deadline holds until it is entered */
#define SPR_IS_IDLE 32u    /* the hidden state of a stage that does not run */

typedef struct spr_cstate {
  int32_t parent, last;
  int32_t initial; /* transition, or SPR_NONE: the first child */
  int32_t first;   /* first child that is no history, or SPR_NONE */
  int32_t history; /* number among the histories, or SPR_NONE */
  int32_t done;    /* event done.state.PATH */
  uint8_t kind, flags;
} spr_cstate;

#define SPR_DOMAIN_BY_HISTORY (-2) /* depends on what a history state remembers */

typedef struct spr_ctransition {
  int32_t source;
  int32_t domain; /* the states inside of it are left; SPR_NONE: targetless */
  uint32_t ntargets, nguards;
  const int32_t *targets;
  /* In turn words of the states that it enters and of those that it enters by default, for the words of the
   * domain. NULL: it enters none, or that depends on a history. */
  const uint64_t *entries;
  bool ask; /* has a guard that is no constant `true` */
  bool by;  /* who may send is not simply "anyone" */
  bool reenter;
  bool acts;
} spr_ctransition;

typedef struct spr_chistory {
  int32_t state;
  uint32_t word; /* its part of a case's history words: bits count from the parent */
  uint32_t words;
} spr_chistory;

struct spr_chart {
  spr_arena arena;
  const spr_model *model;
  uint32_t words;       /* of a set of states */
  uint32_t field_words; /* of a set of fields */
  spr_names names;
  const spr_waiting *waiting; /* by name */
  const spr_waiting *timers, *deadlines, *warnings;
  spr_waiting always;
  const int32_t *order; /* all transitions that can be selected, in document order */
  uint32_t norder;
  const int32_t *patterns; /* transitions whose event is `x.*` or `*` */
  uint32_t npatterns;
  const spr_cstate *states;
  const spr_ctransition *transitions;
  const uint8_t *constant; /* by expression: SPR_ASK, SPR_CONST_TRUE, SPR_CONST_FALSE */
  const uint64_t *atomic;  /* states that end a configuration's branches */
  const uint64_t *dutiful; /* states with SPR_HAS_DUTIES */
  const spr_chistory *histories;
  uint32_t nhistories, history_words;    /* the first words say which histories remember something */
  const int32_t *declared;               /* by name: event declaration, or SPR_NONE */
  const bool *reserved;                  /* by name: it belongs to the engine */
  const int32_t *done_task, *done_tasks; /* events by task and by state */
  const uint64_t *shown_to;              /* fields with `visible_to` */
  const int32_t *staged;                 /* parallel states whose regions are stages */
  uint32_t nstaged;
  const int32_t *followers; /* deadlines that go before another one, each after the one that it goes before */
  uint32_t nfollowers;
  bool stops, occupies; /* is there any of these? */
  bool anyone;          /* no transition and no event says who may send it */
};

enum { SPR_ASK, SPR_CONST_TRUE, SPR_CONST_FALSE };

static inline bool spr_bit(const uint64_t *set, int32_t i) {
  return set[i >> 6] >> (i & 63) & 1;
}
static inline void spr_bit_set(uint64_t *set, int32_t i) {
  set[i >> 6] |= UINT64_C(1) << (i & 63);
}
static inline void spr_bit_clear(uint64_t *set, int32_t i) {
  set[i >> 6] &= ~(UINT64_C(1) << (i & 63));
}

/* Most charts and case files have at most 64 of a kind, and a call costs more than one word. Sets have at
 * least one word, also those that count none. */
static inline void spr_set_empty(uint64_t *set, uint32_t words) {
  set[0] = 0;
  if (words > 1) memset(set + 1, 0, (words - 1) * sizeof *set);
}
static inline void spr_set_copy(uint64_t *to, const uint64_t *from, uint32_t words) {
  to[0] = from[0];
  if (words > 1) memcpy(to + 1, from + 1, (words - 1) * sizeof *to);
}

/* Of a set, the word w with all of [from, to] that lie in it. */
static inline uint64_t spr_word_of(int32_t w, int32_t from, int32_t to) {
  uint64_t word = ~UINT64_C(0);
  if (from > w * 64) word = from >= w * 64 + 64 ? 0 : word << (from - w * 64);
  if (to < w * 64 + 63) word = to < w * 64 ? 0 : word & (~UINT64_C(0) >> (w * 64 + 63 - to));
  return word;
}

/* The first member >= from, or SPR_NONE. */
static inline int32_t spr_bit_next(const uint64_t *set, uint32_t words, int32_t from) {
  uint32_t w = (uint32_t)from >> 6;
  if (w >= words) return SPR_NONE;
  uint64_t bits = set[w] & (~UINT64_C(0) << (from & 63));
  while (!bits) {
    if (++w == words) return SPR_NONE;
    bits = set[w];
  }
  return (int32_t)(w * 64) + __builtin_ctzll(bits);
}
/* The last member <= from, or SPR_NONE. */
static inline int32_t spr_bit_previous(const uint64_t *set, int32_t from) {
  if (from < 0) return SPR_NONE;
  int32_t w = from >> 6;
  uint64_t bits = set[w] & (~UINT64_C(0) >> (63 - (from & 63)));
  while (!bits) {
    if (--w < 0) return SPR_NONE;
    bits = set[w];
  }
  return w * 64 + 63 - __builtin_clzll(bits);
}
/* Is any of [from, to] a member? */
static inline bool spr_bits_any(const uint64_t *set, uint32_t words, int32_t from, int32_t to) {
  if (from > to) return false;
  int32_t next = spr_bit_next(set, words, from);
  return next >= 0 && next <= to;
}

/* A member inside of state s, s itself or below. */
static inline bool spr_inside(const spr_chart *ch, int32_t s, int32_t ancestor) {
  return s >= ancestor && s <= ch->states[ancestor].last;
}
static inline bool spr_below(const spr_chart *ch, int32_t s, int32_t ancestor) {
  return s > ancestor && s <= ch->states[ancestor].last;
}
static inline bool spr_is_history(const spr_chart *ch, int32_t s) {
  return ch->states[s].history >= 0;
}
/* Children that are no history states, in document order: SPR_NONE at the end. */
static inline int32_t spr_child_from(const spr_chart *ch, int32_t parent, int32_t s) {
  while (s <= ch->states[parent].last && spr_is_history(ch, s)) s = ch->states[s].last + 1;
  return s <= ch->states[parent].last ? s : SPR_NONE;
}
static inline int32_t spr_child_first(const spr_chart *ch, int32_t parent) {
  return spr_child_from(ch, parent, parent + 1);
}
static inline int32_t spr_child_next(const spr_chart *ch, int32_t child) {
  return spr_child_from(ch, ch->states[child].parent, ch->states[child].last + 1);
}

/* Domain of a transition whose targets are (effectively) these. */
int32_t spr_chart_domain(const spr_chart *ch, int32_t source, bool reenter, const int32_t *targets,
                         uint32_t n);
/* What the transitions enter. The states and the targets must have been found sound. */
void spr_chart_compile_entries(spr_chart *ch);
/* Fills waiting, timers, ... */
void spr_chart_compile_events(spr_chart *ch);

#endif
