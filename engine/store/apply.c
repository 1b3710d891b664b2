/* SPDX-License-Identifier: Apache-2.0 */
#include "store/impl.h"

/* What entries do to derived rows: the one place that says so. Live appending (store_write.c) and rebuilding
 * (fold.c) both come through here, and every implementation of the store is called alike. */

/* -- checking, before anything is written --------------------------------------------------------------- */
typedef struct checker {
  spr_store *s;
  uint64_t message, notice; /* the last numbers, from 1 */
  bool consumed, held, erased;
} checker;

static bool rises(uint64_t *last, uint64_t n) {
  bool ok = n > *last && n <= UINT32_MAX;
  *last = n;
  return ok;
}

static spr_status check_waiting(const checker *k, const spr_change *c) {
  spr_message_row row;
  if (c->m > UINT32_MAX) return SPR_EINVAL;
  spr_status status = k->s->impl->message_get(k->s, c->text, c->n, (uint32_t)c->m, &row);
  return status == SPR_ENOTFOUND ? SPR_EREFUSED : status;
}

static spr_status check_change(checker *k, const spr_change *c) {
  bool ok = c->n <= INT64_MAX && c->m <= INT64_MAX && !k->erased;
  switch (c->kind) {
    case SPR_CHANGE_OPENED: ok = false; break; /* only as the first */
    case SPR_CHANGE_TASK:
    case SPR_CHANGE_LINK:
    case SPR_CHANGE_FELL_DUE:
    case SPR_CHANGE_DEADLINE: ok = ok && c->name.n > 0; break;
    case SPR_CHANGE_PLACES: ok = c->name.n > 0 && c->n <= UINT32_MAX; break;
    case SPR_CHANGE_MESSAGE: ok = rises(&k->message, c->n) && c->m <= UINT32_MAX; break;
    case SPR_CHANGE_NOTICE: ok = rises(&k->notice, c->n) && c->name.n > 0; break;
    case SPR_CHANGE_INCIDENT: ok = ok && c->m <= UINT32_MAX; break;
    case SPR_CHANGE_CONSUMED:
      ok = ok && !k->consumed;
      k->consumed = true;
      break;
    case SPR_CHANGE_HOLD: k->held = c->flag; break;
    case SPR_CHANGE_ERASED:
      if (k->held) return SPR_EREFUSED;
      k->erased = true;
      break;
    default: break;
  }
  if (!ok) return SPR_EINVAL;
  bool waits = c->kind == SPR_CHANGE_CONSUMED || c->kind == SPR_CHANGE_LATER;
  return waits ? check_waiting(k, c) : SPR_OK;
}

spr_status spr_apply_check(spr_store *s, const spr_entry_row *e, const spr_case_row *former) {
  bool opens = e->nchanges > 0 && e->changes[0].kind == SPR_CHANGE_OPENED;
  if (!former && !opens) return SPR_ENOTFOUND;
  if (former && (opens || former->state == SPR_CASE_IS_ERASED)) return SPR_EREFUSED;
  if (former && e->at < former->at) return SPR_EINVAL;
  checker k = {.s = s, .held = former && former->held};
  for (uint32_t i = opens; i < e->nchanges; i++) {
    spr_status status = check_change(&k, &e->changes[i]);
    if (status != SPR_OK) return status;
  }
  return SPR_OK;
}

/* -- writing -------------------------------------------------------------------------------------------- */
typedef struct applier {
  spr_store *s;
  const spr_store_impl *impl;
  const spr_entry_row *e;
  spr_case_row row; /* as it will be */
  bool deadlines;   /* have changed */
} applier;

static spr_status join(spr_buf *out, const spr_change *c) {
  spr_buf_clear(out);
  for (uint32_t i = 0; i < c->nlist; i++) {
    if (i > 0) spr_buf_char(out, ',');
    spr_buf_str(out, c->list[i]);
  }
  return out->failed ? SPR_ENOMEM : SPR_OK;
}

static spr_status put_task(applier *a, const spr_change *c) {
  spr_status status = join(&a->s->joined, c);
  if (status != SPR_OK) return status;
  spr_task_row t = {a->e->id, c->name, c->text, c->text2, spr_buf_view(&a->s->joined), c->at, c->flag};
  return a->impl->task_put(a->s, a->e->number, &t);
}

static spr_status see(applier *a, const spr_change *c) {
  spr_status status = join(&a->s->seen, c);
  a->row.seen = spr_buf_view(&a->s->seen);
  return status;
}

static spr_status put_deadline(applier *a, const spr_change *c) {
  spr_deadline_row d = {a->e->id, c->name, c->n, c->at, c->flag};
  a->deadlines = true;
  return a->impl->deadline_put(a->s, a->e->number, &d);
}

static spr_status put_message(applier *a, const spr_change *c) {
  spr_message_row m = {
      .source = a->e->id,
      .pos = a->e->pos,
      .seq = a->e->seq,
      .n = (uint32_t)c->n,
      .event = c->name,
      .link = c->text,
      .target = c->text2,
      .urgent = c->flag,
      .hops = (uint32_t)c->m,
      .try_at = SPR_NO_INSTANT,
  };
  return a->impl->message_put(a->s, a->e->number, &m);
}

/* Trying again is the same incident: it began when it began. */
static spr_status put_incident(applier *a, const spr_change *c) {
  spr_incident_row former;
  spr_status status = a->impl->incident_get(a->s, a->e->number, c->n, &former);
  if (status != SPR_OK && status != SPR_ENOTFOUND) return status;
  bool fails = status == SPR_ENOTFOUND || a->e->kind == SPR_JOURNAL_INCIDENT;
  spr_incident_row i = {.id = a->e->id,
                        .what = c->name,
                        .subject = c->text,
                        .n = c->n,
                        .seq = fails ? a->e->seq : former.seq,
                        .since = status == SPR_OK ? former.since : a->e->at,
                        .try_at = c->at,
                        .tries = (uint32_t)c->m};
  return a->impl->incident_put(a->s, a->e->number, &i);
}

/* What is left is the skeletons, and the row that says so. */
static spr_status erase(applier *a) {
  a->row.state = SPR_CASE_IS_ERASED;
  a->row.pending = SPR_NO_INSTANT;
  a->row.seen = SPR_STR("");
  a->deadlines = true;
  return a->impl->parts_gone(a->s, a->e->number);
}

static spr_status make(applier *a, const spr_change *c) {
  const spr_store_impl *impl = a->impl;
  uint64_t number = a->e->number;
  switch (c->kind) {
    case SPR_CHANGE_OPENED:
      a->row.package = c->name;
      a->row.workflow = c->text;
      a->row.municipality = c->text2;
      return SPR_OK;
    case SPR_CHANGE_ENDED:
      a->row.state = SPR_CASE_IS_ENDED;
      a->row.outcome = c->text;
      return SPR_OK;
    case SPR_CHANGE_REOPENED:
      a->row.state = SPR_CASE_IS_OPEN;
      a->row.outcome = SPR_STR("");
      return SPR_OK;
    case SPR_CHANGE_ERASED: return erase(a);
    case SPR_CHANGE_HOLD: a->row.held = c->flag; return SPR_OK;
    case SPR_CHANGE_PENDING: a->row.pending = c->at; return SPR_OK;
    case SPR_CHANGE_TASK: return put_task(a, c);
    case SPR_CHANGE_TASK_GONE: return impl->task_gone(a->s, number, c->name);
    case SPR_CHANGE_DEADLINE: return put_deadline(a, c);
    case SPR_CHANGE_DEADLINE_GONE: a->deadlines = true; return impl->deadline_gone(a->s, number, c->n);
    case SPR_CHANGE_PLACES: return impl->place_put(a->s, number, &(spr_place_row){a->e->id, c->name, c->n});
    case SPR_CHANGE_LINK: return impl->link_put(a->s, number, &(spr_link_row){a->e->id, c->name, c->text});
    case SPR_CHANGE_MESSAGE: return put_message(a, c);
    case SPR_CHANGE_CONSUMED: return impl->message_gone(a->s, c->text, c->n, (uint32_t)c->m);
    case SPR_CHANGE_LATER: return impl->message_later(a->s, c->text, c->n, (uint32_t)c->m, c->at);
    case SPR_CHANGE_NOTICE:
      return impl->notice_put(
          a->s, number, &(spr_notice_row){a->e->pos, (uint32_t)c->n, a->e->id, c->name, a->e->at, false});
    case SPR_CHANGE_INCIDENT: return put_incident(a, c);
    case SPR_CHANGE_FELL_DUE: return SPR_OK;
    case SPR_CHANGE_SEEN: return see(a, c);
    case SPR_CHANGE_INCIDENT_GONE: return impl->incident_gone(a->s, number, c->n);
  }
  return SPR_EINVAL;
}

static spr_case_row row_before(const spr_entry_row *e, const spr_case_row *former) {
  if (former) return *former;
  return (spr_case_row){
      .id = e->id,
      .number = e->number,
      .opened = e->at,
      .pending = SPR_NO_INSTANT,
      .due = SPR_NO_INSTANT,
      .definition = e->definition,
  };
}

spr_status spr_apply(spr_store *s, const spr_entry_row *e, const spr_case_row *former, spr_str snapshot) {
  applier a = {.s = s, .impl = s->impl, .e = e, .row = row_before(e, former)};
  a.row.configuration = e->configuration;
  a.row.responsible = e->responsible;
  a.row.at = e->at;
  a.row.seq = e->seq;
  a.row.hash = e->hash;
  a.row.sealed = e->sealed;
  a.row.snapshot = snapshot;
  spr_status status = SPR_OK;
  for (uint32_t i = 0; i < e->nchanges && status == SPR_OK; i++) status = make(&a, &e->changes[i]);
  if (status == SPR_OK && a.deadlines)
    status = s->impl->deadline_sum(s, e->number, &a.row.due, &a.row.overdue);
  return status == SPR_OK ? s->impl->case_put(s, former, &a.row) : status;
}
