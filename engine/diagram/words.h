/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DIAGRAM_WORDS_H
#define SPR_DIAGRAM_WORDS_H

#include "base/duration.h"
#include "base/str.h"

/* The few words of a picture, in Polish, Czech and English; any other language has the English ones. */

typedef enum spr_word {
  SPR_WORD_AT,       /* at the time of */
  SPR_WORD_LATE,     /* a deadline has passed */
  SPR_WORD_LATE_OF,  /* the same, and its title follows */
  SPR_WORD_ENDS,     /* a term has ended */
  SPR_WORD_ENDS_OF,  /* ... title */
  SPR_WORD_BEFORE,   /* DURATION ... title */
  SPR_WORD_FINISHED, /* what is inside of the state is finished */
  SPR_WORD_FINISHED_OF,
  SPR_WORD_DONE_OF,    /* a task */
  SPR_WORD_TASKS_DONE, /* all required ones */
  SPR_WORD_CASE_ENDED, /* a linked case: its name follows */
  SPR_WORD_OPENED,
  SPR_WORD_REOPENED,
  SPR_WORD_ERROR,
  SPR_WORD_ANY_EVENT,
  SPR_WORD_OTHERWISE, /* the last of several ways, without a condition */
  SPR_WORD_CONDITION, /* "condition 12", which is told elsewhere */
  SPR_WORD_BEGINS,    /* of a state: the way begins here */
  SPR_WORD_RESTING,   /* a stage that does not run */
  SPR_WORD_STATES,    /* "states: 12" */
  SPR_WORD_ARROWS,
  SPR_WORD_ACTIVE,  /* of a state: the case is there */
  SPR_WORD_VISITED, /* of a state: it was there before */
  SPR_WORD_FINAL,
  SPR_WORD_HISTORY,
  SPR_WORDS
} spr_word;

const char *spr_word_in(spr_str language, spr_word w);
/* "14 days"; after: "after 14 days". */
void spr_word_duration(spr_str language, const spr_duration *d, bool after, spr_buf *out);

#endif
