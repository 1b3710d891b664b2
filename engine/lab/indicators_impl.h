/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_INDICATORS_IMPL_H
#define SPR_LAB_INDICATORS_IMPL_H

#include "lab/indicators.h"
#include "store/changes.h"

/* What the files of the indicators share. A *row* is a line of the answer; a *group* is what cases of one
 * definition and workflow have in common; a *watch* is one indicator in a group; a *subject* is a case. */

/* How many ways had each length, in days. */
typedef struct spr_days {
  uint64_t *n;
  uint32_t cap; /* 0 .. cap - 1 */
} spr_days;

typedef struct spr_tally_row {
  spr_indicator_row row; /* without figures */
  spr_days days;
} spr_tally_row;

/* A deadline that is watched, as a group's definition has it. */
typedef struct spr_term_def {
  spr_str path;  /* by which the journal calls it */
  spr_str state; /* its state's */
  spr_str task;  /* or empty */
  spr_str until_state, until_event;
  bool in_stage; /* it is left in the step in which the stage ends */
} spr_term_def;

typedef struct spr_watch {
  uint32_t row;
  spr_measure measure;
  spr_str *from, *to; /* paths; "" is the root */
  spr_term_def *terms;
  uint32_t nfrom, nto, nterms;
  uint32_t way; /* number among the ways of the group */
} spr_watch;

/* Which ends of ways a configuration lies in: a bit for each way. */
typedef struct spr_standing_in {
  spr_str configuration;
  uint64_t from, to;
} spr_standing_in;

typedef struct spr_group {
  spr_hash definition;
  spr_str workflow;
  const spr_zone *zone;
  spr_volume *volume; /* good while `left` is that of the shelf */
  uint64_t left;
  spr_instant since, until;
  spr_watch *watches;
  uint32_t nwatches, nways;
  uint32_t *ways; /* watches, by way */
  spr_standing_in *standings;
  uint32_t nstandings, cap_standings;
  uint32_t *slots; /* standings by hash of the configuration, plus one; 0: free */
  uint32_t nslots;
  uint32_t *elsewhere; /* rows of indicators that this definition cannot count */
  uint32_t nelsewhere;
} spr_group;

/* A deadline that has begun and is not closed. */
typedef struct spr_open_term {
  struct spr_open_term *next;
  uint64_t n; /* its number in the case */
  uint32_t watch;
  uint32_t term;
  bool moved;
  spr_instant at;     /* SPR_NO_INSTANT: it rests */
  spr_instant missed; /* when its end passed; SPR_NO_INSTANT: it has not */
} spr_open_term;

typedef struct spr_subject {
  uint32_t group;
  uint32_t standing; /* number plus one; 0: it was not active */
  uint64_t begun, done;
  spr_instant ended; /* SPR_NO_INSTANT: it is open */
  spr_open_term *terms;
  spr_day from[]; /* for each way: the day on which it began */
} spr_subject;

typedef enum spr_indicators_stage {
  SPR_BEGINS,
  SPR_FINDS,   /* which cases may be counted */
  SPR_READS,   /* the journal in order */
  SPR_FOLLOWS, /* one case after another */
  SPR_IS_DONE
} spr_indicators_stage;

struct spr_indicators {
  spr_alloc alloc;
  spr_indicators_asked asked;
  spr_indicators_stage stage;
  spr_arena arena;  /* rows, groups and their texts */
  spr_pool pool;    /* subjects and terms of this pass */
  spr_shelf *shelf; /* of this slice */
  spr_store *store;
  spr_instant now;
  spr_status failed; /* of a call that could not say so */
  spr_change_list changes;
  spr_buf first; /* FOLLOWS: the changes of a case's first entry */
  spr_tally_row *rows;
  uint32_t nrows, cap_rows;
  spr_group *groups;
  uint32_t ngroups, cap_groups;
  const spr_zone **zones;
  uint32_t nzones, cap_zones;
  spr_str *deployed; /* packages and cities in turn, that are to be looked through */
  uint32_t ndeployed, cap_deployed, at_deployed;
  bool all;         /* every case may be counted; else: */
  uint8_t *visible; /* a bit for each number */
  size_t nvisible;  /* bytes */
  uint64_t found;   /* how many cases are visible */
  uint64_t upto, pos, next_pos, read;
  uint64_t from, to;      /* numbers of this pass */
  uint64_t number;        /* FOLLOWS: of the next case */
  spr_subject **subjects; /* by number - from */
  size_t nsubjects, cap_subjects;
};

/* -- indicators_rows.c */
/* The row of an indicator in a municipality and version; made where there is none. May jump. */
uint32_t spr_row_of(spr_indicators *x, const spr_model *m, const spr_indicator *is, spr_str version);
void spr_days_add(spr_indicators *x, uint32_t row, spr_day days);
void spr_rows_sort(spr_indicators *x);

/* -- indicators_groups.c */
/* The rows of what is deployed in a city. */
spr_status spr_groups_declare(spr_indicators *x, spr_str package, spr_str city);
/* The group of a case that is opened. */
spr_status spr_groups_find(spr_indicators *x, const spr_entry_row *e, const spr_change *opened,
                           uint32_t *out);
/* How a group's cases stand in a configuration: a number. SPR_ENOMEM. */
spr_status spr_groups_standing(spr_indicators *x, spr_group *g, spr_str configuration, uint32_t *out);
/* The calendar of its city; NULL where it cannot be read any more. */
const spr_calendar *spr_groups_calendar(spr_indicators *x, spr_group *g);
/* Does the joined configuration lie in the state of that path? */
bool spr_stands_in(spr_str configuration, spr_str path);

/* -- indicators_cases.c */
spr_status spr_subject_new(spr_indicators *x, uint32_t group, spr_subject **out);
spr_status spr_subject_entry(spr_indicators *x, spr_subject *c, const spr_entry_row *e);
/* It stands as it stood at the end of the period. Frees it. */
void spr_subject_close(spr_indicators *x, spr_subject *c);

#endif
