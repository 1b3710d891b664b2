/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_TRACE_H
#define SPR_LAB_TRACE_H

#include "cases/desk.h"

/* Steps as text for people: one line for the step (time, what, who, from where to where), and indented lines
 * for what it did. */

enum {
  SPR_TRACE_DECISIONS = 1, /* guards, values and hooks that were asked, with rule, place, answer and facts */
  SPR_TRACE_EFFECTS = 2,   /* fields, deadlines, tasks, sends, notices */
};

/* Appends a step, or a message that was given up. spaces: indentation of its line; link: the name under which
 * the case's opener knows it, or empty. */
void spr_trace_step(spr_buf *out, uint32_t spaces, unsigned what, spr_str link, const spr_watched *step);
/* One effect, without indentation and line end: of a decision what was asked, the answer and its reason, but
 * not where it stands and on what it rests. Without a case, so that it can be told long afterwards. */
void spr_trace_effect(spr_buf *out, const spr_model *m, const spr_effect *e);
/* Is it one of those that are shown? */
bool spr_trace_shows(const spr_model *m, const spr_effect *e, unsigned what);
/* The active atomic states by full path, joined with ", "; "nowhere" if there is none. */
void spr_trace_states(spr_buf *out, const spr_case *c);
/* The last day of a deadline by days ("2026-06-05"), else its instant in local time ("2026-06-21 21:00"). */
void spr_trace_end(spr_buf *out, const spr_zone *zone, const spr_end *end);
/* An instant in local time, "2026-06-21 21:00", with seconds only where there are some. */
void spr_trace_instant(spr_buf *out, const spr_zone *zone, spr_instant t);
/* The name that people use for a state: its path, that of the state around a hidden one, the workflow's name
 * for the root. */
spr_str spr_trace_state_name(const spr_model *m, int32_t state);

#endif
