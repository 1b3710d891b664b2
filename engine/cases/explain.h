/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_EXPLAIN_H
#define SPR_CASES_EXPLAIN_H

#include "cases/desk.h"

/* What may happen next in a case, who may do it, and for each thing that may not: why.
 *
 *   spr_desk_load(desk, id, &l)
 *   spr_explain(&l, now, &view, &arena, &x)
 *   spr_loaded_release(&l)
 *
 * Nothing is guessed: each event that an active state waits for is tried on a copy of the case, as the step
 * itself would take it, and the copy is thrown away. What is due by `now` and has not fired yet happens to
 * the copy first, as it would before any event. A pure function of the case, its environment, what it may
 * observe, and now. */

typedef enum spr_may {
  SPR_MAY_NOW,  /* a transition takes it */
  SPR_MAY_WITH, /* its guards look at the event's data, so it depends on them */
  SPR_MAY_NOT   /* see code and reasons */
} spr_may;

typedef struct spr_explained {
  spr_str event;              /* `case.reopen` too */
  const spr_event_decl *decl; /* NULL: of no declared event */
  spr_may may;
  spr_refusal code;          /* MAY_NOT */
  const spr_reason *reasons; /* MAY_NOT: why; MAY_WITH: what looks at the data */
  uint32_t nreasons;
  bool anyone;       /* may be sent without being somebody */
  const spr_str *by; /* institutions that are competent to send it, now */
  uint32_t nby;
  const spr_str
      *to; /* NOW, WITH: paths of the states that its transitions lead, or may lead, to; none: it stays */
  uint32_t nto;
} spr_explained;

typedef struct spr_explanation {
  spr_explained *events; /* in the order of their declarations */
  uint32_t n;
  uint32_t due;    /* steps that were due and happened to the copy first */
  spr_case *copy;  /* how the case stands then; spr_explanation_release */
  spr_case *tried; /* another one, for one step; NULL outside of spr_explain */
} spr_explanation;

/* As the view would be answered; of its institutions as the one that may do most. Texts and lists live in the
 * arena or in the definition. SPR_EINVAL: the case was erased; SPR_ENOMEM; SPR_ECORRUPT. Only on SPR_OK there
 * is something to release; and where the arena's guard was jumped to out of the call, for which *out must be
 * zeroed before. */
spr_status spr_explain(spr_loaded *l, spr_instant now, const spr_view *view, spr_arena *a,
                       spr_explanation *out);
void spr_explanation_release(spr_explanation *x);

#endif
