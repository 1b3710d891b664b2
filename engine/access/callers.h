/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_CALLERS_H
#define SPR_ACCESS_CALLERS_H

#include "chart/step.h"

/* Who may ask something of a case without seeing it. A workflow names who may send an event, and whoever it
 * names needs no part in the case: a court that answers, a police station that reports. For whoever it surely
 * does not name, nothing of a case has to be opened to say that there is no such case.
 *
 * Decided by what is written, for all cases of the workflow: no case, key or rule is asked. */
typedef enum spr_caller {
  SPR_CALLER_NONE,    /* in no case of the workflow */
  SPR_CALLER_PERHAPS, /* the case has to say: one of several, whoever an expression names, anyone */
  SPR_CALLER_NAMED    /* by itself, or as the city's only institution of the kind */
} spr_caller;

/* name: of the event. What is done to tasks and noted is done by those who see the case, but for a task that
 * is for anyone. */
spr_caller spr_caller_of(const spr_model *m, spr_input_kind kind, spr_str name, spr_str by);

#endif
