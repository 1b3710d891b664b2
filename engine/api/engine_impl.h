/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_ENGINE_IMPL_H
#define SPR_API_ENGINE_IMPL_H

#include "api/copy.h"
#include "base/spares.h"
#include "cases/engine.h"
#include "store/random.h"

/* What an engine consists of, and what its readers share; private to the files that read and ask. */
struct sprawa_engine {
  sprawa_host host;
  spr_alloc alloc;
  spr_engine *engine;
  bool has_keys;
  char language[SPR_MAX_NAME + 1]; /* of titles; empty: each package's first */
  spr_random random;               /* where the host brings none; the writer's, once it runs */
  spr_spares errands;              /* requests that nobody waits for (ask.c) */
};

/* A failure of the environment, with what the engine knows about it. */
sprawa_code spr_api_failed(sprawa_engine *e, spr_status s, sprawa_error *error);

/* -- ask.c: what became of a request -------------------------------------------------------------------- */
sprawa_code spr_api_told(const spr_told *t, sprawa_error *e);
size_t spr_api_errand_bytes(void); /* of a request that is being answered */

/* -- case.c: for whoever reads -------------------------------------------------------------------------- */
/* Loads a case that may be seen; SPR_ENOTFOUND also where it may not, whatever else is the matter with it.
 * SPR_EREFUSED: it is sealed, and there is no key file, or it was erased; SPR_EINVAL: its key is not in the
 * key file. To be released only on SPR_OK. */
spr_status spr_api_load(spr_desk *desk, spr_store *store, spr_str id, const spr_view *view, spr_loaded *out);
/* May it be known? Asked of what is kept beside it, so that nothing of it is opened. */
spr_status spr_api_sees(spr_store *store, spr_str id, const spr_view *view, bool *out);
sprawa_code spr_api_not_loaded(sprawa_engine *e, spr_status s, const char *id, sprawa_error *error);
/* The definition of a case, as long as the shelf keeps it; NULL where it cannot be read. */
const spr_model *spr_api_model_of(spr_desk *desk, const spr_hash *definition, const char *workflow,
                                  const spr_site **site);

/* -- alarms.c: the filter lets no others through than cases that were opened for an emergency since then, of
 * which the view is told why because it answers for them; SPR_MAX_AMONG of them. The bag keeps the numbers.
 */
spr_status spr_api_alarms(spr_api_bag *b, spr_desk *desk, spr_store *store, const spr_view *view,
                          spr_instant since, spr_case_filter *f);

struct sprawa_case {
  spr_api_bag bag;
  sprawa_case_row head;
  const char *version, *package_title;
  sprawa_place *places;
  sprawa_part *parts;
  sprawa_field *fields;
  sprawa_task *tasks;
  sprawa_deadline *deadlines;
  sprawa_link *links;
  sprawa_incident *incidents;
  sprawa_emergency *emergencies;
  size_t nplaces, nparts, nfields, ntasks, ndeadlines, nlinks, nincidents, nemergencies;
  sprawa_value *record; /* of the fields */
};
sprawa_case *spr_api_case_new(const spr_alloc *alloc); /* NULL: no memory */
/* Fills it. As of spr_api_load; SPR_ENOMEM. */
spr_status spr_api_case_read(sprawa_case *c, spr_desk *desk, spr_store *store, spr_str id,
                             const spr_view *view, spr_instant now);
/* The same of a case as it stood (cases/past.h): without links and incidents, of which the past is not kept.
 * seen: which fields the view sees of the case as it stands now. */
spr_status spr_api_case_past(sprawa_case *c, const spr_loaded *l, const spr_view *view, const bool *seen);
/* Copies all but fields, links and incidents into a bag; its arena may jump. now: at which it is asked what
 * is overdue. */
void spr_api_case(spr_api_bag *b, sprawa_case *c, const spr_loaded *l, const spr_view *view, spr_instant now);

/* -- journal.c: "opened" and the like ---------------------------------------------------------------------
 */
const char *spr_api_entry_kind(uint8_t kind); /* spr_journal_kind; lives for ever */

/* -- incidents.c ---------------------------------------------------------------------------------------- */
/* Those of a loaded case, and the case's `incidents`. */
spr_status spr_api_incidents(spr_api_bag *b, spr_loaded *l, spr_store *store, const spr_view *view,
                             sprawa_incident **out, size_t *n);
spr_status spr_api_incident_count(spr_store *store, spr_str id, uint32_t *n);

/* -- emergencies.c -------------------------------------------------------------------------------------- */
/* Those for which a loaded case was opened, the last SPR_MAX_EMERGENCIES, as they are told to the view. */
spr_status spr_api_emergencies(spr_api_bag *b, spr_loaded *l, spr_store *store, const spr_view *view,
                               sprawa_emergency **out, size_t *n);

/* -- explain.c ------------------------------------------------------------------------------------------ */
sprawa_explanation *spr_api_explanation_new(const spr_alloc *alloc); /* NULL: no memory */
/* Fills it, as spr_api_case_read does; SPR_ELIMIT: the case was erased. */
spr_status spr_api_explanation_read(sprawa_explanation *x, spr_desk *desk, spr_store *store, spr_str id,
                                    const spr_view *view, spr_instant now);
spr_api_bag *spr_api_explanation_bag(sprawa_explanation *x);
/* The same of a case that stands in the past: seen: as of spr_api_case_past. */
spr_status spr_api_explanation_past(sprawa_explanation *x, const spr_loaded *l, const spr_view *view,
                                    const bool *seen);

#endif
