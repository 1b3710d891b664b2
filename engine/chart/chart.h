/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CHART_CHART_H
#define SPR_CHART_CHART_H

#include "lang/model.h"

/* The compiled statechart: what the step needs of a model, as flat arrays of small numbers. States keep their
 * numbers (document order), so "is s inside a" is two comparisons and a configuration is one bit set. Event
 * names are interned; for each known event the table says which states have a transition for it, so an event
 * that nothing waits for costs one look. Patterns
 * (`x.*`, `*`) are spread over the known events when compiling.
 *
 * Made once, then only read: it may be shared between threads. The model must outlive it. */
typedef struct spr_chart spr_chart;

/* SPR_ENOMEM, or SPR_EINVAL for a model that lang should have refused. */
spr_status spr_chart_compile(const spr_model *m, const spr_alloc *alloc, spr_chart **out);
void spr_chart_free(spr_chart *c);
const spr_model *spr_chart_model(const spr_chart *c);
/* The number of an event's name in this chart, for spr_input.event_id; 0 if the chart does not know the name.
 */
uint32_t spr_chart_event(const spr_chart *c, spr_str name);
/* Does the transition wait for an event of that name? */
bool spr_descriptor_matches(const spr_transition *t, spr_str name);

#endif
