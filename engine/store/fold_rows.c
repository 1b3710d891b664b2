/* SPDX-License-Identifier: Apache-2.0 */
#include "store/fold_impl.h"

/* The rows of the cases that are followed, as apply.c writes them. */

/* -- parts ----------------------------------------------------------------------------------------------- */
static int order(uint64_t a, uint64_t b) {
  return (a > b) - (a < b);
}

static int two(int first, int second) {
  return first != 0 ? first : second;
}

int spr_part_cmp(const spr_tree_node *a, const spr_tree_node *b) {
  const spr_part *x = (const spr_part *)(const void *)a, *y = (const spr_part *)(const void *)b;
  if (x->table != y->table) return x->table < y->table ? -1 : 1;
  switch (x->table) {
    case SPR_DERIVED_TASKS: return spr_str_cmp(x->row.task.task, y->row.task.task);
    case SPR_DERIVED_DEADLINES: return order(x->row.deadline.n, y->row.deadline.n);
    case SPR_DERIVED_PLACES: return spr_str_cmp(x->row.place.institution, y->row.place.institution);
    case SPR_DERIVED_LINKS:
      return two(spr_str_cmp(x->row.link.name, y->row.link.name),
                 spr_str_cmp(x->row.link.other, y->row.link.other));
    case SPR_DERIVED_MESSAGES:
      return two(order(x->row.message.seq, y->row.message.seq), order(x->row.message.n, y->row.message.n));
    case SPR_DERIVED_NOTICES:
      return two(order(x->row.notice.pos, y->row.notice.pos), order(x->row.notice.n, y->row.notice.n));
    case SPR_DERIVED_INCIDENTS: return order(x->row.incident.n, y->row.incident.n);
    case SPR_DERIVED_CASES:
    case SPR_DERIVED_COUNTERS: break;
  }
  return 0;
}

/* The texts of a row that are copied. */
static uint32_t texts_of(spr_part *p, spr_str *out[4]) {
  uint32_t n = 0;
  switch (p->table) {
    case SPR_DERIVED_TASKS:
      out[n++] = &p->row.task.task;
      out[n++] = &p->row.task.name;
      out[n++] = &p->row.task.state;
      out[n++] = &p->row.task.institutions;
      break;
    case SPR_DERIVED_DEADLINES: out[n++] = &p->row.deadline.path; break;
    case SPR_DERIVED_PLACES: out[n++] = &p->row.place.institution; break;
    case SPR_DERIVED_LINKS:
      out[n++] = &p->row.link.name;
      out[n++] = &p->row.link.other;
      break;
    case SPR_DERIVED_MESSAGES:
      out[n++] = &p->row.message.event;
      out[n++] = &p->row.message.link;
      out[n++] = &p->row.message.target;
      break;
    case SPR_DERIVED_NOTICES: out[n++] = &p->row.notice.institution; break;
    case SPR_DERIVED_INCIDENTS:
      out[n++] = &p->row.incident.what;
      out[n++] = &p->row.incident.subject;
      break;
    case SPR_DERIVED_CASES:
    case SPR_DERIVED_COUNTERS: break;
  }
  return n;
}

static spr_part *copy(spr_fold *f, const spr_part *row) {
  spr_str *texts[4];
  spr_part like = *row;
  size_t size = sizeof like;
  uint32_t n = texts_of(&like, texts);
  for (uint32_t i = 0; i < n; i++) size += texts[i]->n;
  spr_part *p = size <= UINT32_MAX ? spr_pool_alloc(&f->pool, size) : NULL;
  if (!p) return NULL;
  *p = like;
  p->size = (uint32_t)size;
  char *end = (char *)(p + 1);
  (void)texts_of(p, texts);
  for (uint32_t i = 0; i < n; i++) {
    if (texts[i]->n) memcpy(end, texts[i]->p, texts[i]->n);
    texts[i]->p = end;
    end += texts[i]->n;
  }
  return p;
}

static spr_part *find(const spr_folded *c, const spr_part *key) {
  return (spr_part *)(void *)spr_tree_find(&c->parts, &key->node);
}

/* NULL: nothing. */
static spr_status take_out(spr_fold *f, spr_folded *c, spr_part *p) {
  if (!p) return SPR_OK;
  spr_tree_remove(&c->parts, &p->node);
  if (p->table == SPR_DERIVED_MESSAGES) c->messages--;
  spr_pool_free(&f->pool, p, p->size);
  return SPR_OK;
}

static spr_status put(spr_fold *f, spr_folded *c, const spr_part *row) {
  spr_part *now = copy(f, row);
  if (!now) return SPR_ENOMEM;
  take_out(f, c, find(c, row));
  spr_tree_insert(&c->parts, &now->node);
  if (row->table == SPR_DERIVED_MESSAGES) c->messages++;
  return SPR_OK;
}

spr_part *spr_part_first(const spr_folded *c, spr_derived_table table) {
  spr_part key = {.table = table};
  spr_part *p = (spr_part *)(void *)spr_tree_from(&c->parts, &key.node);
  return p && p->table == table ? p : NULL;
}

spr_part *spr_part_next(const spr_part *p) {
  spr_part *next = (spr_part *)(void *)spr_tree_next(&p->node);
  return next && next->table == p->table ? next : NULL;
}

void spr_part_free(spr_fold *f, spr_folded *c, spr_part *p) {
  (void)take_out(f, c, p);
}

void spr_parts_free(spr_fold *f, spr_folded *c) {
  for (spr_tree_node *n = spr_tree_first(&c->parts); n; n = spr_tree_first(&c->parts))
    take_out(f, c, (spr_part *)(void *)n);
}

/* -- the row of the case --------------------------------------------------------------------------------- */
void spr_fold_row(const spr_fold *f, const spr_folded *c, spr_case_row *out) {
  const spr_words *w = &f->words;
  *out = (spr_case_row){
      .id = spr_folded_id(c),
      .number = c->number,
      .state = c->state,
      .opened = c->opened,
      .at = c->at,
      .seq = c->seq,
      .hash = c->hash,
      .pending = c->pending,
      .due = c->due,
      .overdue = c->overdue,
      .sealed = c->sealed,
      .held = c->on_hold,
      .snapshot = spr_folded_note(c),
  };
  if (w->n == 0) return;
  spr_str *const texts[] = {&out->package,       &out->workflow,    &out->municipality, &out->outcome,
                            &out->configuration, &out->responsible, &out->seen};
  for (int i = 0; i < 7; i++) *texts[i] = w->v[c->names[i]];
  memcpy(out->definition.b, w->v[c->definition].p, w->v[c->definition].n);
}

/* A text that came out of spr_fold_row keeps its number. */
static spr_status number_text(spr_fold *f, spr_str text, uint32_t *word) {
  const spr_words *w = &f->words;
  bool same = w->n > 0 && w->v[*word].p == text.p && w->v[*word].n == text.n;
  return same ? SPR_OK : spr_fold_word(f, text, word);
}

static spr_status case_put(spr_store *s, const spr_case_row *former, const spr_case_row *row) {
  spr_fold *f = spr_fold_of(s);
  spr_folded *c = f->at_hand;
  const spr_str texts[] = {row->package,       row->workflow,    row->municipality, row->outcome,
                           row->configuration, row->responsible, row->seen};
  spr_status status = SPR_OK;
  for (int i = 0; i < 7 && status == SPR_OK; i++) status = number_text(f, texts[i], &c->names[i]);
  if (!former && status == SPR_OK)
    status = spr_fold_word(f, spr_str_n((const char *)row->definition.b, sizeof row->definition.b),
                           &c->definition);
  c->opened = row->opened;
  c->at = row->at;
  c->pending = row->pending;
  c->due = row->due;
  c->overdue = row->overdue;
  c->state = row->state;
  c->sealed = row->sealed;
  c->on_hold = row->held;
  return status;
}

/* -- its parts ------------------------------------------------------------------------------------------- */
#define PUT(table_, member, value)                                                                           \
  do {                                                                                                       \
    (void)number;                                                                                            \
    spr_fold *f = spr_fold_of(s);                                                                            \
    spr_part part = {.table = (table_), .row.member = *(value)};                                             \
    part.row.member.id = spr_folded_id(f->at_hand);                                                          \
    return put(f, f->at_hand, &part);                                                                        \
  } while (0)

static spr_status gone(spr_store *s, const spr_part *key) {
  spr_fold *f = spr_fold_of(s);
  return take_out(f, f->at_hand, find(f->at_hand, key));
}

static spr_status task_put(spr_store *s, uint64_t number, const spr_task_row *t) {
  PUT(SPR_DERIVED_TASKS, task, t);
}

static spr_status task_gone(spr_store *s, uint64_t number, spr_str task) {
  (void)number;
  return gone(s, &(spr_part){.table = SPR_DERIVED_TASKS, .row.task.task = task});
}

static spr_status deadline_put(spr_store *s, uint64_t number, const spr_deadline_row *d) {
  PUT(SPR_DERIVED_DEADLINES, deadline, d);
}

static spr_status deadline_gone(spr_store *s, uint64_t number, uint64_t n) {
  (void)number;
  return gone(s, &(spr_part){.table = SPR_DERIVED_DEADLINES, .row.deadline.n = n});
}

static spr_status deadline_sum(spr_store *s, uint64_t number, spr_instant *due, uint32_t *missed) {
  (void)number;
  *due = SPR_NO_INSTANT;
  *missed = 0;
  const spr_part *p = spr_part_first(spr_fold_of(s)->at_hand, SPR_DERIVED_DEADLINES);
  for (; p; p = spr_part_next(p)) {
    const spr_deadline_row *d = &p->row.deadline;
    if (d->missed) {
      (*missed)++;
    } else if (d->at != SPR_NO_INSTANT && (*due == SPR_NO_INSTANT || d->at < *due)) {
      *due = d->at;
    }
  }
  return SPR_OK;
}

static spr_status place_put(spr_store *s, uint64_t number, const spr_place_row *p) {
  if (p->n == 0) return gone(s, &(spr_part){.table = SPR_DERIVED_PLACES, .row.place = *p});
  PUT(SPR_DERIVED_PLACES, place, p);
}

static spr_status link_put(spr_store *s, uint64_t number, const spr_link_row *l) {
  PUT(SPR_DERIVED_LINKS, link, l);
}

static spr_status notice_put(spr_store *s, uint64_t number, const spr_notice_row *n) {
  PUT(SPR_DERIVED_NOTICES, notice, n);
}

static spr_status incident_get(spr_store *s, uint64_t number, uint64_t n, spr_incident_row *out) {
  (void)number;
  const spr_part key = {.table = SPR_DERIVED_INCIDENTS, .row.incident.n = n};
  const spr_part *p = find(spr_fold_of(s)->at_hand, &key);
  if (p) *out = p->row.incident;
  return p ? SPR_OK : SPR_ENOTFOUND;
}

static spr_status incident_put(spr_store *s, uint64_t number, const spr_incident_row *i) {
  PUT(SPR_DERIVED_INCIDENTS, incident, i);
}

static spr_status incident_gone(spr_store *s, uint64_t number, uint64_t n) {
  (void)number;
  return gone(s, &(spr_part){.table = SPR_DERIVED_INCIDENTS, .row.incident.n = n});
}

static spr_status parts_gone(spr_store *s, uint64_t number) {
  (void)number;
  spr_parts_free(spr_fold_of(s), spr_fold_of(s)->at_hand);
  return SPR_OK;
}

/* -- messages: of any case ------------------------------------------------------------------------------- */
/* The source need not be one that this pass follows. *inside: it is, or should be. */
static spr_part *find_message(spr_fold *f, spr_str source, uint64_t seq, uint32_t n, spr_folded **c,
                              bool *inside) {
  const spr_part key = {.table = SPR_DERIVED_MESSAGES, .row.message = {.seq = seq, .n = n}};
  *c = spr_fold_by_id(f, source);
  *inside = true;
  if (*c) return find(*c, &key);
  spr_case_row row;
  if (f->from <= 1 && f->to == UINT64_MAX) return NULL;
  f->failed = spr_store_case(f->stored, source, &row);
  *inside = f->failed == SPR_ENOTFOUND || spr_fold_wants(f, row.number);
  if (f->failed == SPR_ENOTFOUND) f->failed = SPR_OK;
  return NULL;
}

static spr_status message_get(spr_store *s, spr_str source, uint64_t seq, uint32_t n, spr_message_row *out) {
  spr_fold *f = spr_fold_of(s);
  spr_folded *c;
  bool inside;
  const spr_part *p = find_message(f, source, seq, n, &c, &inside);
  if (f->failed != SPR_OK) return f->failed;
  if (p) *out = p->row.message;
  return p || !inside ? SPR_OK : SPR_ENOTFOUND;
}

static spr_status message_put(spr_store *s, uint64_t number, const spr_message_row *m) {
  (void)number;
  spr_fold *f = spr_fold_of(s);
  spr_part part = {.table = SPR_DERIVED_MESSAGES, .row.message = *m};
  part.row.message.source = spr_folded_id(f->at_hand);
  return put(f, f->at_hand, &part);
}

static spr_status message_later(spr_store *s, spr_str source, uint64_t seq, uint32_t n, spr_instant at) {
  spr_fold *f = spr_fold_of(s);
  spr_folded *c;
  bool inside;
  spr_part *p = find_message(f, source, seq, n, &c, &inside);
  if (p) p->row.message.try_at = at;
  if (p) p->row.message.tries++;
  return f->failed;
}

static spr_status message_gone(spr_store *s, spr_str source, uint64_t seq, uint32_t n) {
  spr_fold *f = spr_fold_of(s);
  spr_folded *c;
  bool inside;
  spr_part *p = find_message(f, source, seq, n, &c, &inside);
  if (p) take_out(f, c, p);
  if (p && c->finished && c->messages == 0) spr_fold_done(f, c);
  return f->failed;
}

const spr_store_impl spr_fold_rows = {
    .case_put = case_put,
    .task_put = task_put,
    .task_gone = task_gone,
    .deadline_put = deadline_put,
    .deadline_gone = deadline_gone,
    .deadline_sum = deadline_sum,
    .place_put = place_put,
    .link_put = link_put,
    .message_get = message_get,
    .message_put = message_put,
    .message_later = message_later,
    .message_gone = message_gone,
    .notice_put = notice_put,
    .incident_get = incident_get,
    .incident_put = incident_put,
    .incident_gone = incident_gone,
    .parts_gone = parts_gone,
};

/* -- entries --------------------------------------------------------------------------------------------- */
static spr_status misfit(spr_status status) {
  bool fits = status != SPR_EINVAL && status != SPR_EREFUSED && status != SPR_ENOTFOUND;
  return fits ? status : SPR_ECORRUPT;
}

static bool follows(const spr_entry_row *e, const spr_case_row *former) {
  static const spr_hash none;
  if (!former) return e->seq == 1 && spr_hash_equal(&e->prev, &none);
  return e->number == former->number && e->seq == former->seq + 1 && spr_hash_equal(&e->prev, &former->hash);
}

spr_status spr_fold_entry(spr_fold *f, spr_folded *c, const spr_entry_row *e) {
  spr_case_row row = {.seq = 0}, *former = c->seq > 0 ? &row : NULL;
  f->at_hand = c;
  f->failed = SPR_OK;
  if (former) spr_fold_row(f, c, former);
  spr_status status = misfit(spr_apply_check(&f->base, e, former));
  if (status == SPR_OK && !follows(e, former)) status = SPR_ECORRUPT;
  return status == SPR_OK ? spr_apply(&f->base, e, former, SPR_STR("")) : status;
}

spr_status spr_fold_outside(spr_fold *f, const spr_entry_row *e) {
  spr_message_row m;
  spr_status status = SPR_OK;
  f->failed = SPR_OK;
  for (uint32_t i = 0; i < e->nchanges && status == SPR_OK; i++) {
    const spr_change *c = &e->changes[i];
    if (c->kind != SPR_CHANGE_CONSUMED && c->kind != SPR_CHANGE_LATER) continue;
    status = misfit(message_get(&f->base, c->text, c->n, (uint32_t)c->m, &m));
    if (status != SPR_OK) continue;
    status = c->kind == SPR_CHANGE_LATER ? message_later(&f->base, c->text, c->n, (uint32_t)c->m, c->at)
                                         : message_gone(&f->base, c->text, c->n, (uint32_t)c->m);
  }
  return status;
}
