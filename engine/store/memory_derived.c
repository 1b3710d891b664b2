/* SPDX-License-Identifier: Apache-2.0 */
#include "store/memory.h"

/* -- counters ------------------------------------------------------------------------------------------- */
static spr_status count(spr_memory *m, spr_counter_kind kind, spr_str institution, int64_t by) {
  spr_mcounter row = {.row = {(uint8_t)kind, institution, by}};
  if (by == 0 || institution.n == 0) return SPR_OK;
  const spr_mcounter *former = SPR_MFIND(m, SPR_M_COUNTERS, spr_mcounter, &row);
  if (former) row.row.n += former->row.n;
  return row.row.n == 0 ? SPR_MREMOVE(m, SPR_M_COUNTERS, spr_mcounter, &row)
                        : SPR_MPUT(m, SPR_M_COUNTERS, &row);
}

static spr_status count_caseload(spr_memory *m, const spr_case_row *former, const spr_case_row *c) {
  bool was = former && former->state == SPR_CASE_IS_OPEN, is = c->state == SPR_CASE_IS_OPEN;
  if (was && is && spr_str_eq(former->responsible, c->responsible)) return SPR_OK;
  spr_status status = was ? count(m, SPR_COUNT_CASELOAD, former->responsible, -1) : SPR_OK;
  return status == SPR_OK && is ? count(m, SPR_COUNT_CASELOAD, c->responsible, 1) : status;
}

/* -- cases ---------------------------------------------------------------------------------------------- */
const spr_mcase *spr_memory_case(spr_memory *m, spr_str id) {
  spr_mcase probe = {.row.id = id};
  return SPR_MFIND(m, SPR_M_CASES, spr_mcase, &probe);
}

spr_status spr_memory_case_get(spr_store *s, spr_str id, spr_case_row *out) {
  const spr_mcase *c = spr_memory_case(spr_memory_of(s), id);
  if (!c) return SPR_ENOTFOUND;
  *out = c->row;
  return SPR_OK;
}

spr_status spr_memory_numbered(spr_store *s, uint64_t number, spr_case_row *out) {
  spr_mcase probe = {.row.number = number};
  const spr_mcase *c = SPR_MFROM(spr_memory_of(s), SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER, &probe);
  if (!c || c->row.number != number) return SPR_ENOTFOUND;
  *out = c->row;
  return SPR_OK;
}

spr_status spr_memory_head(spr_store *s, uint64_t number, spr_str *id, uint64_t *seq) {
  spr_case_row row;
  spr_status status = spr_memory_numbered(s, number, &row);
  if (status != SPR_OK) return status;
  *id = row.id;
  *seq = row.seq;
  return SPR_OK;
}

spr_status spr_memory_case_put(spr_store *s, const spr_case_row *former, const spr_case_row *c) {
  spr_memory *m = spr_memory_of(s);
  spr_mcase row = {.row = *c};
  if (!c->snapshot.p) row.row.snapshot = former ? former->snapshot : SPR_STR("");
  spr_status status = SPR_MPUT(m, SPR_M_CASES, &row);
  return status == SPR_OK ? count_caseload(m, former, c) : status;
}

/* -- tasks, deadlines ----------------------------------------------------------------------------------- */
spr_status spr_memory_task_put(spr_store *s, uint64_t number, const spr_task_row *t) {
  spr_mtask row = {.number = number, .row = *t};
  return SPR_MPUT(spr_memory_of(s), SPR_M_TASKS, &row);
}

spr_status spr_memory_task_gone(spr_store *s, uint64_t number, spr_str task) {
  spr_mtask probe = {.number = number, .row.task = task};
  return SPR_MREMOVE(spr_memory_of(s), SPR_M_TASKS, spr_mtask, &probe);
}

spr_status spr_memory_deadline_put(spr_store *s, uint64_t number, const spr_deadline_row *d) {
  spr_mdeadline row = {.number = number, .row = *d};
  return SPR_MPUT(spr_memory_of(s), SPR_M_DEADLINES, &row);
}

spr_status spr_memory_deadline_gone(spr_store *s, uint64_t number, uint64_t n) {
  spr_mdeadline probe = {.number = number, .row.n = n};
  return SPR_MREMOVE(spr_memory_of(s), SPR_M_DEADLINES, spr_mdeadline, &probe);
}

spr_status spr_memory_deadline_sum(spr_store *s, uint64_t number, spr_instant *due, uint32_t *missed) {
  spr_mdeadline probe = {.number = number, .row.n = 0};
  const spr_mdeadline *d =
      SPR_MFROM(spr_memory_of(s), SPR_M_DEADLINES, spr_mdeadline, SPR_DEADLINES_ID, &probe);
  *due = SPR_NO_INSTANT;
  *missed = 0;
  for (; d && d->number == number; d = SPR_MNEXT(spr_mdeadline, SPR_DEADLINES_ID, d)) {
    bool sooner = d->row.at != SPR_NO_INSTANT && (*due == SPR_NO_INSTANT || d->row.at < *due);
    if (d->row.missed)
      (*missed)++;
    else if (sooner)
      *due = d->row.at;
  }
  return SPR_OK;
}

/* -- places, links -------------------------------------------------------------------------------------- */
spr_status spr_memory_place_put(spr_store *s, uint64_t number, const spr_place_row *p) {
  spr_memory *m = spr_memory_of(s);
  spr_mplace row = {.number = number, .row = *p};
  const spr_mplace *former = SPR_MFIND(m, SPR_M_PLACES, spr_mplace, &row);
  int64_t more = (int64_t)p->n - (former ? (int64_t)former->row.n : 0);
  spr_status status =
      p->n > 0 ? SPR_MPUT(m, SPR_M_PLACES, &row) : SPR_MREMOVE(m, SPR_M_PLACES, spr_mplace, &row);
  return status == SPR_OK ? count(m, SPR_COUNT_OCCUPIED, p->institution, more) : status;
}

spr_status spr_memory_link_put(spr_store *s, uint64_t number, const spr_link_row *l) {
  spr_mlink row = {.number = number, .row = *l};
  return SPR_MPUT(spr_memory_of(s), SPR_M_LINKS, &row);
}

/* -- messages, notices ---------------------------------------------------------------------------------- */
static spr_mmessage *message(spr_memory *m, spr_str source, uint64_t seq, uint32_t n) {
  const spr_mcase *c = spr_memory_case(m, source);
  if (!c) return NULL;
  spr_mmessage probe = {.number = c->row.number, .row = {.seq = seq, .n = n}};
  return SPR_MFIND(m, SPR_M_MESSAGES, spr_mmessage, &probe);
}

spr_status spr_memory_message_get(spr_store *s, spr_str source, uint64_t seq, uint32_t n,
                                  spr_message_row *out) {
  const spr_mmessage *row = message(spr_memory_of(s), source, seq, n);
  if (!row) return SPR_ENOTFOUND;
  *out = row->row;
  return SPR_OK;
}

spr_status spr_memory_message_put(spr_store *s, uint64_t number, const spr_message_row *r) {
  spr_mmessage row = {.number = number, .row = *r};
  return SPR_MPUT(spr_memory_of(s), SPR_M_MESSAGES, &row);
}

spr_status spr_memory_message_later(spr_store *s, spr_str source, uint64_t seq, uint32_t n, spr_instant at) {
  spr_memory *m = spr_memory_of(s);
  const spr_mmessage *former = message(m, source, seq, n);
  if (!former) return SPR_OK;
  spr_mmessage row = *former;
  row.row.try_at = at;
  row.row.tries++;
  return SPR_MPUT(m, SPR_M_MESSAGES, &row);
}

spr_status spr_memory_message_gone(spr_store *s, spr_str source, uint64_t seq, uint32_t n) {
  spr_memory *m = spr_memory_of(s);
  spr_mmessage *row = message(m, source, seq, n);
  return spr_mtable_remove(&m->log, &m->t[SPR_M_MESSAGES], row ? &row->head : NULL);
}

spr_status spr_memory_notice_put(spr_store *s, uint64_t number, const spr_notice_row *n) {
  spr_mnotice row = {.number = number, .row = *n};
  return SPR_MPUT(spr_memory_of(s), SPR_M_NOTICES, &row);
}

/* -- incidents ------------------------------------------------------------------------------------------ */
spr_status spr_memory_incident_get(spr_store *s, uint64_t number, uint64_t n, spr_incident_row *out) {
  spr_mincident probe = {.number = number, .row.n = n};
  const spr_mincident *i = SPR_MFIND(spr_memory_of(s), SPR_M_INCIDENTS, spr_mincident, &probe);
  if (!i) return SPR_ENOTFOUND;
  *out = i->row;
  return SPR_OK;
}

spr_status spr_memory_incident_put(spr_store *s, uint64_t number, const spr_incident_row *i) {
  spr_mincident row = {.number = number, .row = *i};
  return SPR_MPUT(spr_memory_of(s), SPR_M_INCIDENTS, &row);
}

spr_status spr_memory_incident_gone(spr_store *s, uint64_t number, uint64_t n) {
  spr_mincident probe = {.number = number, .row.n = n};
  return SPR_MREMOVE(spr_memory_of(s), SPR_M_INCIDENTS, spr_mincident, &probe);
}

/* -- all of a case -------------------------------------------------------------------------------------- */
/* Takes the case's rows out along index i; `gone` is what taking one out gives. */
#define TAKE_OUT(id, T, i, number_of, gone)                                                                  \
  for (T probe = {.number_of = number}; status == SPR_OK;) {                                                 \
    T *r = SPR_MFROM(m, id, T, i, &probe);                                                                   \
    if (!r || r->number_of != number) break;                                                                 \
    status = (gone);                                                                                         \
  }
#define REMOVE(id) spr_mtable_remove(&m->log, &m->t[id], &r->head)

spr_status spr_memory_parts_gone(spr_store *s, uint64_t number) {
  spr_memory *m = spr_memory_of(s);
  spr_status status = SPR_OK;
  TAKE_OUT(SPR_M_TASKS, spr_mtask, SPR_TASKS_ID, number, REMOVE(SPR_M_TASKS))
  TAKE_OUT(SPR_M_DEADLINES, spr_mdeadline, SPR_DEADLINES_ID, number, REMOVE(SPR_M_DEADLINES))
  TAKE_OUT(SPR_M_PLACES, spr_mplace, SPR_PLACES_ID, number,
           spr_memory_place_put(s, number, &(spr_place_row){r->row.id, r->row.institution, 0}))
  TAKE_OUT(SPR_M_LINKS, spr_mlink, SPR_LINKS_ID, number, REMOVE(SPR_M_LINKS))
  TAKE_OUT(SPR_M_MESSAGES, spr_mmessage, SPR_MESSAGES_ID, number, REMOVE(SPR_M_MESSAGES))
  TAKE_OUT(SPR_M_NOTICES, spr_mnotice, SPR_NOTICES_CASE, number, REMOVE(SPR_M_NOTICES))
  TAKE_OUT(SPR_M_INCIDENTS, spr_mincident, SPR_INCIDENTS_ID, number, REMOVE(SPR_M_INCIDENTS))
  TAKE_OUT(SPR_M_LISTED, spr_mlisted, SPR_LISTED_ID, number, REMOVE(SPR_M_LISTED))
  return status;
}

/* -- all of them, in order ------------------------------------------------------------------------------ */
/* The rows of cases with numbers in [from, to), along index i. */
#define EACH(id, T, i, number_of)                                                                            \
  {                                                                                                          \
    T probe = {.number_of = from};                                                                           \
    const T *r = SPR_MFROM(m, id, T, i, &probe);                                                             \
    for (; r && r->number_of < to && fn(ud, &r->row); r = SPR_MNEXT(T, i, r)) continue;                      \
    return SPR_OK;                                                                                           \
  }

spr_status spr_memory_derived(spr_store *s, spr_derived_table t, uint64_t from, uint64_t to,
                              spr_derived_fn fn, void *ud) {
  const spr_memory *m = spr_memory_of(s);
  switch (t) {
    case SPR_DERIVED_CASES: EACH(SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER, row.number)
    case SPR_DERIVED_TASKS: EACH(SPR_M_TASKS, spr_mtask, SPR_TASKS_ID, number)
    case SPR_DERIVED_DEADLINES: EACH(SPR_M_DEADLINES, spr_mdeadline, SPR_DEADLINES_ID, number)
    case SPR_DERIVED_PLACES: EACH(SPR_M_PLACES, spr_mplace, SPR_PLACES_ID, number)
    case SPR_DERIVED_LINKS: EACH(SPR_M_LINKS, spr_mlink, SPR_LINKS_ID, number)
    case SPR_DERIVED_MESSAGES: EACH(SPR_M_MESSAGES, spr_mmessage, SPR_MESSAGES_ID, number)
    case SPR_DERIVED_NOTICES: EACH(SPR_M_NOTICES, spr_mnotice, SPR_NOTICES_CASE, number)
    case SPR_DERIVED_INCIDENTS: EACH(SPR_M_INCIDENTS, spr_mincident, SPR_INCIDENTS_ID, number)
    case SPR_DERIVED_COUNTERS: EACH(SPR_M_COUNTERS, spr_mcounter, SPR_COUNTERS_ID, row.kind)
  }
  return SPR_EINVAL;
}

spr_status spr_memory_derived_counts(spr_store *s, uint64_t out[SPR_DERIVED_COUNTERS]) {
  static const spr_mtable_id tables[SPR_DERIVED_COUNTERS] = {
      [SPR_DERIVED_CASES] = SPR_M_CASES,         [SPR_DERIVED_TASKS] = SPR_M_TASKS,
      [SPR_DERIVED_DEADLINES] = SPR_M_DEADLINES, [SPR_DERIVED_PLACES] = SPR_M_PLACES,
      [SPR_DERIVED_LINKS] = SPR_M_LINKS,         [SPR_DERIVED_MESSAGES] = SPR_M_MESSAGES,
      [SPR_DERIVED_NOTICES] = SPR_M_NOTICES,     [SPR_DERIVED_INCIDENTS] = SPR_M_INCIDENTS,
  };
  for (int t = 0; t < SPR_DERIVED_COUNTERS; t++) out[t] = spr_memory_of(s)->t[tables[t]].n;
  return SPR_OK;
}
