/* SPDX-License-Identifier: Apache-2.0 */
#include "store/memory.h"

/* -- cases ---------------------------------------------------------------------------------------------- */
static uint32_t index_of(spr_case_order order) {
  return order == SPR_BY_DUE ? SPR_CASES_DUE : order == SPR_BY_LAST ? SPR_CASES_LAST : SPR_CASES_NUMBER;
}

static const spr_mcase *behind_cursor(const spr_memory *m, const spr_case_filter *f, uint32_t i) {
  if (!f->after) return SPR_MFIRST(m, SPR_M_CASES, spr_mcase, i);
  spr_mcase probe = {.row = {.number = f->after_number, .at = f->after_at, .due = f->after_at}};
  const spr_mcase *c = SPR_MFROM(m, SPR_M_CASES, spr_mcase, i, &probe);
  bool the_last_one = c && m->t[SPR_M_CASES].index[i].cmp(&c->node[i], &probe.node[i]) == 0;
  return the_last_one ? SPR_MNEXT(spr_mcase, i, c) : c;
}

spr_status spr_memory_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud) {
  const spr_memory *m = spr_memory_of(s);
  uint32_t i = index_of(f->order), given = 0;
  if (f->order == SPR_BY_FIELD) return spr_memory_by_field(m, f, fn, ud);
  const spr_mcase *c = behind_cursor(m, f, i);
  for (; c && (f->limit == 0 || given < f->limit); c = SPR_MNEXT(spr_mcase, i, c)) {
    if (!spr_case_fits(f, &c->row) || !spr_memory_wished(m, f, c->row.number)) continue;
    given++;
    if (!fn(ud, &c->row)) break;
  }
  return SPR_OK;
}

spr_status spr_memory_tally(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n) {
  const spr_memory *m = spr_memory_of(s);
  const spr_mcase *c = SPR_MFIRST(m, SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER);
  for (*n = 0; c && *n < most; c = SPR_MNEXT(spr_mcase, SPR_CASES_NUMBER, c))
    *n += spr_case_fits(f, &c->row) && spr_memory_wished(m, f, c->row.number);
  return SPR_OK;
}

/* Each case is a standing of its own. */
spr_status spr_memory_standings(spr_store *s, const spr_case_filter *f, spr_standing_fn fn, void *ud) {
  const spr_mcase *c = SPR_MFIRST(spr_memory_of(s), SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER);
  for (; c; c = SPR_MNEXT(spr_mcase, SPR_CASES_NUMBER, c)) {
    const spr_case_row *row = &c->row;
    const spr_standing at = {row->package, row->workflow, row->municipality, row->configuration, 1};
    if (spr_case_fits(f, row)) fn(ud, &at);
  }
  return SPR_OK;
}

spr_status spr_memory_due(spr_store *s, spr_instant at, const spr_due_mark *behind, uint32_t limit,
                          spr_case_fn fn, void *ud) {
  spr_mcase probe = {
      .row = {.pending = behind ? behind->at : INT64_MIN + 1, .number = behind ? behind->number : 0}};
  const spr_mcase *c = SPR_MFROM(spr_memory_of(s), SPR_M_CASES, spr_mcase, SPR_CASES_PENDING, &probe);
  if (behind && c && c->row.pending == behind->at && c->row.number == behind->number)
    c = SPR_MNEXT(spr_mcase, SPR_CASES_PENDING, c);
  for (uint32_t given = 0; c && (limit == 0 || given < limit); given++) {
    if (c->row.pending == SPR_NO_INSTANT || c->row.pending > at || !fn(ud, &c->row)) break;
    c = SPR_MNEXT(spr_mcase, SPR_CASES_PENDING, c);
  }
  return SPR_OK;
}

spr_status spr_memory_erasing(spr_store *s, uint32_t limit, spr_case_fn fn, void *ud) {
  const spr_mcase *c = SPR_MFIRST(spr_memory_of(s), SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER);
  for (uint32_t given = 0; c && (limit == 0 || given < limit);
       c = SPR_MNEXT(spr_mcase, SPR_CASES_NUMBER, c)) {
    if (c->row.state != SPR_CASE_IS_ERASED || c->emptied) continue;
    given++;
    if (!fn(ud, &c->row)) break;
  }
  return SPR_OK;
}

spr_status spr_memory_erased(spr_store *s, uint64_t *n) {
  const spr_mcase *c = SPR_MFIRST(spr_memory_of(s), SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER);
  for (*n = 0; c; c = SPR_MNEXT(spr_mcase, SPR_CASES_NUMBER, c)) *n += c->row.state == SPR_CASE_IS_ERASED;
  return SPR_OK;
}

/* -- duties --------------------------------------------------------------------------------------------- */
const spr_case_row *spr_memory_row(const spr_memory *m, uint64_t number) {
  spr_mcase probe = {.row.number = number};
  return &SPR_MFROM(m, SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER, &probe)->row;
}

static bool in_scope(const spr_memory *m, const spr_duty_filter *f, uint64_t number) {
  const spr_case_filter cases = spr_duty_cases(f);
  return spr_case_fits(&cases, spr_memory_row(m, number));
}

static bool in_time(const spr_duty_filter *f, spr_instant due) {
  return f->due_by == SPR_NO_INSTANT || (due != SPR_NO_INSTANT && due <= f->due_by);
}

/* Which index serves the filter, and the number of its case (0: all). False: it has none. */
static bool duties_of(spr_memory *m, const spr_duty_filter *f, uint64_t *number) {
  const spr_mcase *c = f->id.n ? spr_memory_case(m, f->id) : NULL;
  *number = c ? c->row.number : 0;
  return c || f->id.n == 0;
}

/* Behind the cursor, or the first one of the index. NULL: there is none. */
static const spr_mtask *first_task(spr_memory *m, const spr_duty_filter *f, uint32_t i, uint64_t number) {
  spr_mtask probe = {.number = number, .row.due = INT64_MIN + 1};
  bool cursor = f->after && number == 0;
  const spr_mcase *c = cursor ? spr_memory_case(m, f->after_id) : NULL;
  if (cursor && !c) return NULL;
  if (cursor)
    probe = (spr_mtask){.number = c->row.number, .row = {.due = f->after_due, .task = f->after_task}};
  const spr_mtask *t = SPR_MFROM(m, SPR_M_TASKS, spr_mtask, i, &probe);
  bool the_last_one = cursor && t && m->t[SPR_M_TASKS].index[i].cmp(&t->node[i], &probe.node[i]) == 0;
  return the_last_one ? SPR_MNEXT(spr_mtask, i, t) : t;
}

spr_status spr_memory_tasks(spr_store *s, const spr_duty_filter *f, spr_task_fn fn, void *ud) {
  spr_memory *m = spr_memory_of(s);
  uint64_t number = 0;
  if (!duties_of(m, f, &number)) return SPR_OK;
  uint32_t i = number ? SPR_TASKS_CASE_DUE : SPR_TASKS_DUE, given = 0;
  const spr_mtask *t = first_task(m, f, i, number);
  for (; t && (f->limit == 0 || given < f->limit); t = SPR_MNEXT(spr_mtask, i, t)) {
    if ((number && t->number != number) || !in_time(f, t->row.due)) break;
    if (!in_scope(m, f, t->number)) continue;
    if (f->institution.n > 0 && !spr_joined_has(t->row.institutions, f->institution)) continue;
    given++;
    if (!fn(ud, &t->row)) break;
  }
  return SPR_OK;
}

spr_status spr_memory_deadlines(spr_store *s, spr_str id, spr_deadline_fn fn, void *ud) {
  spr_memory *m = spr_memory_of(s);
  const spr_mcase *c = spr_memory_case(m, id);
  spr_mdeadline probe = {.number = c ? c->row.number : 0, .row.at = INT64_MIN + 1};
  const spr_mdeadline *d = SPR_MFROM(m, SPR_M_DEADLINES, spr_mdeadline, SPR_DEADLINES_CASE_DUE, &probe);
  for (; d && d->number == probe.number; d = SPR_MNEXT(spr_mdeadline, SPR_DEADLINES_CASE_DUE, d))
    if (!fn(ud, &d->row)) break;
  return SPR_OK;
}

/* -- links ---------------------------------------------------------------------------------------------- */
static int link_order(const spr_mlink *a, const spr_mlink *b) {
  int order = spr_str_cmp(a->row.name, b->row.name);
  if (order == 0) order = spr_str_cmp(a->row.id, b->row.id);
  return order != 0 ? order : spr_str_cmp(a->row.other, b->row.other);
}

/* Both directions are in order; they are merged. A link of a case to itself is in both. */
spr_status spr_memory_links(spr_store *s, spr_str id, spr_link_fn fn, void *ud) {
  spr_memory *m = spr_memory_of(s);
  const spr_mcase *c = spr_memory_case(m, id);
  spr_mlink out_probe = {.number = c ? c->row.number : 0}, in_probe = {.row.other = id};
  const spr_mlink *out = SPR_MFROM(m, SPR_M_LINKS, spr_mlink, SPR_LINKS_ID, &out_probe);
  const spr_mlink *in = SPR_MFROM(m, SPR_M_LINKS, spr_mlink, SPR_LINKS_OTHER, &in_probe);
  for (;;) {
    if (out && out->number != out_probe.number) out = NULL;
    if (in && !spr_str_eq(in->row.other, id)) in = NULL;
    if (!out && !in) return SPR_OK;
    int order = !in ? -1 : !out ? 1 : link_order(out, in);
    if (!fn(ud, order <= 0 ? &out->row : &in->row)) return SPR_OK;
    if (order <= 0) out = SPR_MNEXT(spr_mlink, SPR_LINKS_ID, out);
    if (order >= 0) in = SPR_MNEXT(spr_mlink, SPR_LINKS_OTHER, in);
  }
}

/* -- messages, notices, incidents ----------------------------------------------------------------------- */
spr_status spr_memory_messages(spr_store *s, spr_instant at, const spr_message_mark *behind, uint32_t limit,
                               spr_message_fn fn, void *ud) {
  spr_mmessage probe = {.row = {.pos = behind ? behind->pos : 0, .n = behind ? behind->n : 0}};
  const spr_mmessage *r = SPR_MFROM(spr_memory_of(s), SPR_M_MESSAGES, spr_mmessage, SPR_MESSAGES_POS, &probe);
  if (behind && r && r->row.pos == behind->pos && r->row.n == behind->n)
    r = SPR_MNEXT(spr_mmessage, SPR_MESSAGES_POS, r);
  uint32_t given = 0;
  for (; r && (limit == 0 || given < limit); r = SPR_MNEXT(spr_mmessage, SPR_MESSAGES_POS, r)) {
    if (r->row.try_at != SPR_NO_INSTANT && r->row.try_at > at) continue;
    given++;
    if (!fn(ud, &r->row)) break;
  }
  return SPR_OK;
}

static bool notice_fits(spr_memory *m, const spr_notice_filter *f, const spr_mnotice *r) {
  const spr_mcase *c = spr_memory_case(m, r->row.id);
  return spr_audience_holds(&f->to, r->row.institution) && c &&
         spr_municipality_fits(SPR_STR(""), f->municipalities, f->nmunicipalities, c->row.municipality);
}

spr_status spr_memory_notices(spr_store *s, const spr_notice_filter *f, spr_notice_fn fn, void *ud) {
  spr_memory *m = spr_memory_of(s);
  spr_mnotice probe = {.row = {.pos = f->after, .n = UINT32_MAX}};
  const spr_mnotice *r = SPR_MFROM(m, SPR_M_NOTICES, spr_mnotice, SPR_NOTICES_POS, &probe);
  if (r && r->row.pos == f->after) r = SPR_MNEXT(spr_mnotice, SPR_NOTICES_POS, r);
  uint64_t pos = 0;
  for (uint32_t given = 0; r; r = SPR_MNEXT(spr_mnotice, SPR_NOTICES_POS, r)) {
    if (!notice_fits(m, f, r)) continue;
    if (f->limit > 0 && given >= f->limit && r->row.pos != pos) break;
    pos = r->row.pos;
    given++;
    if (!fn(ud, &r->row)) break;
  }
  return SPR_OK;
}

spr_status spr_memory_incidents(spr_store *s, uint64_t number, spr_incident_fn fn, void *ud) {
  spr_mincident probe = {.number = number};
  const spr_mincident *r =
      SPR_MFROM(spr_memory_of(s), SPR_M_INCIDENTS, spr_mincident, SPR_INCIDENTS_ID, &probe);
  for (; r && (number == 0 || r->number == number); r = SPR_MNEXT(spr_mincident, SPR_INCIDENTS_ID, r))
    if (!fn(ud, &r->row)) break;
  return SPR_OK;
}

/* -- counts --------------------------------------------------------------------------------------------- */
static int64_t counter(spr_memory *m, spr_counter_kind kind, spr_str institution) {
  spr_mcounter probe = {.row = {(uint8_t)kind, institution, 0}};
  const spr_mcounter *c = SPR_MFIND(m, SPR_M_COUNTERS, spr_mcounter, &probe);
  return c ? c->row.n : 0;
}

spr_status spr_memory_caseload(spr_store *s, spr_str institution, int64_t *out) {
  *out = counter(spr_memory_of(s), SPR_COUNT_CASELOAD, institution);
  return SPR_OK;
}

spr_status spr_memory_occupied(spr_store *s, spr_str institution, spr_str except_id, int64_t *out) {
  spr_memory *m = spr_memory_of(s);
  const spr_mcase *c = spr_memory_case(m, except_id);
  spr_mplace probe = {.number = c ? c->row.number : 0, .row.institution = institution};
  const spr_mplace *own = SPR_MFIND(m, SPR_M_PLACES, spr_mplace, &probe);
  *out = counter(m, SPR_COUNT_OCCUPIED, institution) - (own ? (int64_t)own->row.n : 0);
  return SPR_OK;
}

spr_status spr_memory_outstanding(spr_store *s, uint32_t most, spr_store_backlog *out) {
  const spr_memory *m = spr_memory_of(s);
  *out = (spr_store_backlog){.bytes = m->pool.in_use};
  const spr_mnotice *n = SPR_MFIRST(m, SPR_M_NOTICES, spr_mnotice, SPR_NOTICES_POS);
  for (; n && out->notices < most; n = SPR_MNEXT(spr_mnotice, SPR_NOTICES_POS, n))
    out->notices += !n->row.delivered;
  return SPR_OK;
}

spr_status spr_memory_counts(spr_store *s, spr_store_count *out) {
  const spr_memory *m = spr_memory_of(s);
  *out = (spr_store_count){
      .cases = m->t[SPR_M_CASES].n,
      .entries = m->t[SPR_M_ENTRIES].n,
      .messages = m->t[SPR_M_MESSAGES].n,
      .incidents = m->t[SPR_M_INCIDENTS].n,
      .bytes = m->pool.in_use,
  };
  spr_seal_row seal = {.to = 0};
  (void)spr_memory_seal_last(s, &seal);
  uint64_t last = 0;
  (void)spr_memory_last_pos(s, &last);
  out->unsealed = last - seal.to;
  const spr_mcase *c = SPR_MFIRST(m, SPR_M_CASES, spr_mcase, SPR_CASES_NUMBER);
  for (; c; c = SPR_MNEXT(spr_mcase, SPR_CASES_NUMBER, c)) {
    out->open += c->row.state == SPR_CASE_IS_OPEN;
    out->ended += c->row.state == SPR_CASE_IS_ENDED;
    out->erased += c->row.state == SPR_CASE_IS_ERASED;
    out->pending += c->row.pending != SPR_NO_INSTANT;
  }
  return SPR_OK;
}
