/* SPDX-License-Identifier: Apache-2.0 */
#include "store/memory.h"

/* -- batches -------------------------------------------------------------------------------------------- */
static spr_status begin(spr_store *s) {
  (void)s;
  return SPR_OK;
}

static spr_status commit(spr_store *s) {
  spr_memory *m = spr_memory_of(s);
  uint64_t last;
  spr_status status = spr_memory_last_pos(s, &last);
  if (status == SPR_OK && m->base.unchained) status = spr_memory_forget(m);
  if (status != SPR_OK) return status;
  if (m->log.n > 0) m->generation++;
  spr_mlog_settle(&m->log);
  m->stable = last;
  return SPR_OK;
}

static void abandon(spr_store *s) {
  spr_mlog_undo(&spr_memory_of(s)->log, 0);
}

static spr_status mark(spr_store *s, uint32_t n) {
  spr_memory *m = spr_memory_of(s);
  m->marks[n] = m->log.n;
  return SPR_OK;
}

static spr_status keep(spr_store *s, uint32_t n) {
  (void)s;
  (void)n;
  return SPR_OK;
}

static spr_status undo(spr_store *s, uint32_t n) {
  spr_memory *m = spr_memory_of(s);
  spr_mlog_undo(&m->log, m->marks[n]);
  return SPR_OK;
}

/* Nobody else writes: what is read is always one state. */
static spr_status look(spr_store *s) {
  (void)s;
  return SPR_OK;
}

static void looked(spr_store *s) {
  (void)s;
}

static spr_status stable_pos(spr_store *s, uint64_t *pos) {
  *pos = spr_memory_of(s)->stable;
  return SPR_OK;
}

static spr_status generation(spr_store *s, uint64_t *out) {
  *out = spr_memory_of(s)->generation;
  return SPR_OK;
}

/* -- what only a file has ------------------------------------------------------------------------------- */
static spr_status reader(const spr_store *s, spr_store **out) {
  (void)s;
  (void)out;
  return SPR_EINVAL;
}

static spr_status scrub(spr_store *s) {
  (void)s;
  return SPR_OK;
}

static spr_status scrubbing(spr_store *s, uint64_t *numbers, uint32_t *n) {
  (void)s;
  (void)numbers;
  *n = 0;
  return SPR_OK;
}

static spr_status scrubbed(spr_store *s, uint64_t number) {
  (void)s;
  (void)number;
  return SPR_OK;
}

static spr_status backup(spr_store *s, const char *path) {
  (void)path;
  spr_store_say(s, "a store in memory has no file to copy");
  return SPR_EINVAL;
}

static spr_status check_pages(spr_store *s) {
  (void)s;
  return SPR_OK;
}

static spr_status check_rows(spr_store *s, spr_broken_fn fn, void *ud) {
  (void)s;
  (void)fn;
  (void)ud;
  return SPR_OK;
}

/* -- opening, closing ----------------------------------------------------------------------------------- */
static void close_memory(spr_store *s) {
  spr_memory *m = spr_memory_of(s);
  spr_alloc alloc = s->alloc;
  spr_mlog_release(&m->log);
  spr_pool_release(&m->pool);
  spr_store_release(s);
  spr_free(&alloc, m, sizeof *m);
}

/* Nobody else writes. */
static uint32_t set_wait(spr_store *s, uint32_t busy_ms) {
  (void)s;
  return busy_ms;
}

static void wait_since(spr_store *s, int64_t asked) {
  (void)s;
  (void)asked;
}

static const spr_store_impl memory_impl = {
    .close = close_memory,
    .reader = reader,
    .wait = set_wait,
    .wait_since = wait_since,
    .begin = begin,
    .commit = commit,
    .abandon = abandon,
    .mark = mark,
    .keep = keep,
    .undo = undo,
    .look = look,
    .looked = looked,
    .stable_pos = stable_pos,
    .generation = generation,
    .last_pos = spr_memory_last_pos,
    .last_number = spr_memory_last_number,
    .entry_put = spr_memory_entry_put,
    .seal_put = spr_memory_seal_put,
    .seal_last = spr_memory_seal_last,
    .hashes = spr_memory_hashes,
    .object_known = spr_memory_object_known,
    .object_put = spr_memory_object_put,
    .current_set = spr_memory_current_set,
    .answer_put = spr_memory_answer_put,
    .answers_expire = spr_memory_answers_expire,
    .answers_forget = spr_memory_answers_forget,
    .delivered = spr_memory_delivered,
    .erase = spr_memory_erase,
    .scrub = scrub,
    .scrubbing = scrubbing,
    .scrubbed = scrubbed,
    .case_get = spr_memory_case_get,
    .case_put = spr_memory_case_put,
    .task_put = spr_memory_task_put,
    .task_gone = spr_memory_task_gone,
    .deadline_put = spr_memory_deadline_put,
    .deadline_gone = spr_memory_deadline_gone,
    .deadline_sum = spr_memory_deadline_sum,
    .place_put = spr_memory_place_put,
    .link_put = spr_memory_link_put,
    .message_get = spr_memory_message_get,
    .message_put = spr_memory_message_put,
    .message_later = spr_memory_message_later,
    .message_gone = spr_memory_message_gone,
    .notice_put = spr_memory_notice_put,
    .incident_get = spr_memory_incident_get,
    .incident_put = spr_memory_incident_put,
    .incident_gone = spr_memory_incident_gone,
    .listed_put = spr_memory_listed_put,
    .parts_gone = spr_memory_parts_gone,
    .entries = spr_memory_entries,
    .emergencies = spr_memory_emergencies,
    .emergencies_since = spr_memory_emergencies_since,
    .journal = spr_memory_journal,
    .entry = spr_memory_entry,
    .numbered = spr_memory_numbered,
    .head = spr_memory_head,
    .walk = spr_memory_walk,
    .walked = looked,
    .cases = spr_memory_cases,
    .tally = spr_memory_tally,
    .standings = spr_memory_standings,
    .listed = spr_memory_listed,
    .listed_count = spr_memory_listed_count,
    .due = spr_memory_due,
    .erasing = spr_memory_erasing,
    .erased = spr_memory_erased,
    .tasks = spr_memory_tasks,
    .deadlines = spr_memory_deadlines,
    .links = spr_memory_links,
    .messages = spr_memory_messages,
    .notices = spr_memory_notices,
    .incidents = spr_memory_incidents,
    .seals = spr_memory_seals,
    .caseload = spr_memory_caseload,
    .occupied = spr_memory_occupied,
    .object = spr_memory_object,
    .objects = spr_memory_objects,
    .current = spr_memory_current,
    .currents = spr_memory_currents,
    .pinned = spr_memory_pinned,
    .answer = spr_memory_answer,
    .counts = spr_memory_counts,
    .outstanding = spr_memory_outstanding,
    .backup = backup,
    .check_pages = check_pages,
    .check_rows = check_rows,
    .derived = spr_memory_derived,
    .derived_counts = spr_memory_derived_counts,
};

static spr_status open_memory(const spr_alloc *alloc, bool brief, spr_store **out) {
  *out = NULL;
  spr_memory *m = spr_realloc(alloc, NULL, 0, sizeof *m);
  if (!m) return SPR_ENOMEM;
  *m = (spr_memory){.generation = 1};
  spr_store_init(&m->base, &memory_impl, alloc);
  m->base.unchained = brief;
  spr_pool_init(&m->pool, alloc);
  spr_mlog_init(&m->log, &m->pool);
  for (uint32_t i = 0; i < SPR_M_TABLES; i++) spr_mtable_init(&m->t[i], &spr_mtable_kinds[i]);
  *out = &m->base;
  return SPR_OK;
}

spr_status spr_store_memory(const spr_alloc *alloc, spr_store **out) {
  return open_memory(alloc, false, out);
}

spr_status spr_store_brief(const spr_alloc *alloc, spr_store **out) {
  return open_memory(alloc, true, out);
}
