/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_MEMORY_H
#define SPR_STORE_MEMORY_H

#include "store/impl.h"
#include "store/memory_rows.h"

/* The store in memory: its tables and their rows. Each row is what row.h has, with the nodes of its indices
 * and, where it belongs to a case, the case's number. */

typedef enum spr_mtable_id {
  SPR_M_CASES,
  SPR_M_ENTRIES,
  SPR_M_TASKS,
  SPR_M_DEADLINES,
  SPR_M_PLACES,
  SPR_M_LINKS,
  SPR_M_MESSAGES,
  SPR_M_NOTICES,
  SPR_M_INCIDENTS,
  SPR_M_LISTED,
  SPR_M_COUNTERS,
  SPR_M_SEALS,
  SPR_M_OBJECTS,
  SPR_M_CURRENT,
  SPR_M_ANSWERS,
  SPR_M_TABLES
} spr_mtable_id;

extern const spr_mtable_kind spr_mtable_kinds[SPR_M_TABLES];

/* The indices of each table, in the order of its nodes, and what they order by. */
enum {
  SPR_CASES_ID = 0,  /* id */
  SPR_CASES_NUMBER,  /* number */
  SPR_CASES_PENDING, /* pending (none last), number */
  SPR_CASES_DUE,     /* due (none last), number */
  SPR_CASES_LAST,    /* at, number; both falling */

  SPR_ENTRIES_POS = 0,
  SPR_ENTRIES_CASE, /* case number, seq */

  SPR_TASKS_ID = 0,   /* case number, task */
  SPR_TASKS_DUE,      /* due (none last), case number, task */
  SPR_TASKS_CASE_DUE, /* case number, due (none last), task */

  SPR_DEADLINES_ID = 0,   /* case number, n */
  SPR_DEADLINES_CASE_DUE, /* case number, at, n */

  SPR_PLACES_ID = 0, /* case number, institution */

  SPR_LINKS_ID = 0, /* case number, name, other */
  SPR_LINKS_OTHER,  /* other, name, id */

  SPR_MESSAGES_ID = 0, /* number of the source, seq, n */
  SPR_MESSAGES_POS,    /* pos, n */

  SPR_NOTICES_POS = 0, /* pos, n */
  SPR_NOTICES_CASE,    /* case number, pos, n */

  SPR_INCIDENTS_ID = 0, /* case number, n */
  SPR_LISTED_ID = 0,    /* case number, field */
  SPR_LISTED_VALUE,     /* field, value, case number */
  SPR_COUNTERS_ID = 0,  /* kind, institution */
  SPR_SEALS_TO = 0,
  SPR_OBJECTS_HASH = 0,
  SPR_CURRENT_NAME = 0,

  SPR_ANSWERS_KEY = 0, /* principal, key */
  SPR_ANSWERS_EXPIRES  /* expires, principal, key */
};

typedef struct spr_mcase {
  spr_mrow head;
  spr_tree_node node[5];
  spr_case_row row;
  bool emptied; /* erased, with its bodies and snapshot */
} spr_mcase;

typedef struct spr_mentry {
  spr_mrow head;
  spr_tree_node node[2];
  spr_entry_row row; /* without changes: packed has them */
} spr_mentry;

typedef struct spr_mtask {
  spr_mrow head;
  spr_tree_node node[3];
  uint64_t number;
  spr_task_row row;
} spr_mtask;

typedef struct spr_mdeadline {
  spr_mrow head;
  spr_tree_node node[2];
  uint64_t number;
  spr_deadline_row row;
} spr_mdeadline;

typedef struct spr_mplace {
  spr_mrow head;
  spr_tree_node node[1];
  uint64_t number;
  spr_place_row row;
} spr_mplace;

typedef struct spr_mlink {
  spr_mrow head;
  spr_tree_node node[2];
  uint64_t number;
  spr_link_row row;
} spr_mlink;

typedef struct spr_mmessage {
  spr_mrow head;
  spr_tree_node node[2];
  uint64_t number;
  spr_message_row row;
} spr_mmessage;

typedef struct spr_mnotice {
  spr_mrow head;
  spr_tree_node node[2];
  uint64_t number;
  spr_notice_row row;
} spr_mnotice;

typedef struct spr_mincident {
  spr_mrow head;
  spr_tree_node node[1];
  uint64_t number;
  spr_incident_row row;
} spr_mincident;

typedef struct spr_mlisted {
  spr_mrow head;
  spr_tree_node node[2];
  uint64_t number;
  spr_listed_row row;
} spr_mlisted;

typedef struct spr_mcounter {
  spr_mrow head;
  spr_tree_node node[1];
  spr_counter_row row;
} spr_mcounter;

typedef struct spr_mseal {
  spr_mrow head;
  spr_tree_node node[1];
  spr_seal_row row;
} spr_mseal;

typedef struct spr_mobject {
  spr_mrow head;
  spr_tree_node node[1];
  spr_hash hash;
  spr_object_kind kind;
  spr_str bytes;
} spr_mobject;

typedef struct spr_mcurrent {
  spr_mrow head;
  spr_tree_node node[1];
  spr_str name;
  spr_hash hash;
} spr_mcurrent;

typedef struct spr_manswer {
  spr_mrow head;
  spr_tree_node node[2];
  spr_answer_row row;
} spr_manswer;

typedef struct spr_memory {
  spr_store base;
  spr_pool pool;
  spr_mlog log;
  spr_mtable t[SPR_M_TABLES];
  size_t marks[SPR_MAX_STORE_MARKS]; /* lengths of the log */
  uint64_t stable, generation;
} spr_memory;

static inline spr_memory *spr_memory_of(spr_store *s) {
  return (spr_memory *)(void *)s;
}

/* Walks along index i of a table, from the first row that is not before the probe:
 *   for (spr_mtask *t = SPR_MFROM(m, SPR_M_TASKS, spr_mtask, i, &probe); t; t = SPR_MNEXT(spr_mtask, i, t))
 */
/* The row that a node of index i lies in. */
static inline void *spr_mrow_at(const spr_tree_node *n, size_t nodes_at, size_t i) {
  return n ? (char *)n - nodes_at - i * sizeof *n : NULL;
}
#define SPR_MFROM(m, id, T, i, probe)                                                                        \
  ((T *)spr_mrow_at(spr_tree_from(&(m)->t[id].index[i], &(probe)->node[i]), offsetof(T, node), (i)))
#define SPR_MFIRST(m, id, T, i)                                                                              \
  ((T *)spr_mrow_at(spr_tree_first(&(m)->t[id].index[i]), offsetof(T, node), (i)))
#define SPR_MLAST(m, id, T, i) ((T *)spr_mrow_at(spr_tree_last(&(m)->t[id].index[i]), offsetof(T, node), (i)))
#define SPR_MNEXT(T, i, row) ((T *)spr_mrow_at(spr_tree_next(&(row)->node[i]), offsetof(T, node), (i)))
#define SPR_MFIND(m, id, T, probe) ((T *)(void *)spr_mtable_find(&(m)->t[id], &(probe)->head))
#define SPR_MPUT(m, id, row) spr_mtable_put(&(m)->log, &(m)->t[id], &(row)->head)
#define SPR_MREMOVE(m, id, T, probe)                                                                         \
  spr_mtable_remove(&(m)->log, &(m)->t[id], spr_mtable_find(&(m)->t[id], &(probe)->head))

/* By id; NULL: there is none. */
const spr_mcase *spr_memory_case(spr_memory *m, spr_str id);

/* Members of the implementation's table, by file. */
/* memory_derived.c */
spr_status spr_memory_case_get(spr_store *s, spr_str id, spr_case_row *out);
spr_status spr_memory_case_put(spr_store *s, const spr_case_row *former, const spr_case_row *c);
spr_status spr_memory_task_put(spr_store *s, uint64_t number, const spr_task_row *t);
spr_status spr_memory_task_gone(spr_store *s, uint64_t number, spr_str task);
spr_status spr_memory_deadline_put(spr_store *s, uint64_t number, const spr_deadline_row *d);
spr_status spr_memory_deadline_gone(spr_store *s, uint64_t number, uint64_t n);
spr_status spr_memory_deadline_sum(spr_store *s, uint64_t number, spr_instant *due, uint32_t *missed);
spr_status spr_memory_place_put(spr_store *s, uint64_t number, const spr_place_row *p);
spr_status spr_memory_link_put(spr_store *s, uint64_t number, const spr_link_row *l);
spr_status spr_memory_message_get(spr_store *s, spr_str source, uint64_t seq, uint32_t n,
                                  spr_message_row *out);
spr_status spr_memory_message_put(spr_store *s, uint64_t number, const spr_message_row *row);
spr_status spr_memory_message_later(spr_store *s, spr_str source, uint64_t seq, uint32_t n, spr_instant at);
spr_status spr_memory_message_gone(spr_store *s, spr_str source, uint64_t seq, uint32_t n);
spr_status spr_memory_notice_put(spr_store *s, uint64_t number, const spr_notice_row *n);
spr_status spr_memory_incident_get(spr_store *s, uint64_t number, uint64_t n, spr_incident_row *out);
spr_status spr_memory_incident_put(spr_store *s, uint64_t number, const spr_incident_row *i);
spr_status spr_memory_incident_gone(spr_store *s, uint64_t number, uint64_t n);
spr_status spr_memory_parts_gone(spr_store *s, uint64_t number);
spr_status spr_memory_derived(spr_store *s, spr_derived_table t, uint64_t from, uint64_t to,
                              spr_derived_fn fn, void *ud);
spr_status spr_memory_derived_counts(spr_store *s, uint64_t out[SPR_DERIVED_COUNTERS]);
spr_status spr_memory_numbered(spr_store *s, uint64_t number, spr_case_row *out);
spr_status spr_memory_head(spr_store *s, uint64_t number, spr_str *id, uint64_t *seq);
/* memory_journal.c */
spr_status spr_memory_last_pos(spr_store *s, uint64_t *pos);
spr_status spr_memory_last_number(spr_store *s, uint64_t *number);
spr_status spr_memory_entry_put(spr_store *s, const spr_entry_row *e);
/* Entries from which no message waits go, and all notices. */
spr_status spr_memory_forget(spr_memory *m);
spr_status spr_memory_seal_put(spr_store *s, const spr_seal_row *r);
spr_status spr_memory_seal_last(spr_store *s, spr_seal_row *out);
spr_status spr_memory_hashes(spr_store *s, uint64_t from, uint64_t to, spr_hash_fn fn, void *ud);
spr_status spr_memory_object_known(spr_store *s, const spr_hash *h);
spr_status spr_memory_object_put(spr_store *s, spr_object_kind kind, spr_str bytes, const spr_hash *h);
spr_status spr_memory_objects(spr_store *s, spr_object_fn fn, void *ud);
spr_status spr_memory_object(spr_store *s, const spr_hash *h, spr_object_kind *kind, spr_str *bytes);
spr_status spr_memory_current_set(spr_store *s, spr_str name, const spr_hash *h);
spr_status spr_memory_current(spr_store *s, spr_str name, spr_hash *h);
spr_status spr_memory_currents(spr_store *s, spr_name_fn fn, void *ud);
spr_status spr_memory_pinned(spr_store *s, const spr_case_filter *f, spr_hash_fn fn, void *ud);
spr_status spr_memory_answer_put(spr_store *s, const spr_answer_row *a);
spr_status spr_memory_answer(spr_store *s, spr_str principal, spr_str key, spr_answer_row *out);
spr_status spr_memory_answers_expire(spr_store *s, spr_instant before);
spr_status spr_memory_answers_forget(spr_store *s, spr_str id);
spr_status spr_memory_delivered(spr_store *s, uint64_t pos, uint32_t n, spr_instant at);
spr_status spr_memory_erase(spr_store *s, const spr_case_row *c);
spr_status spr_memory_entries(spr_store *s, uint64_t number, uint64_t from_seq, spr_entry_fn fn, void *ud);
spr_status spr_memory_emergencies(spr_store *s, uint64_t number, spr_entry_fn fn, void *ud);
spr_status spr_memory_emergencies_since(spr_store *s, spr_instant since, spr_entry_fn fn, void *ud);
spr_status spr_memory_journal(spr_store *s, uint64_t from_pos, spr_entry_fn fn, void *ud);
spr_status spr_memory_entry(spr_store *s, uint64_t number, uint64_t seq, spr_entry_row *out);
spr_status spr_memory_walk(spr_store *s, spr_walk *w, spr_entry_row *out);
spr_status spr_memory_seals(spr_store *s, uint64_t after_pos, spr_seal_fn fn, void *ud);
/* memory_listed.c */
spr_status spr_memory_listed_put(spr_store *s, const spr_entry_row *e, const spr_listed_row *v, uint32_t n);
spr_status spr_memory_listed(spr_store *s, spr_str id, spr_listed_fn fn, void *ud);
spr_status spr_memory_listed_count(spr_store *s, uint64_t *n);
bool spr_memory_wished(const spr_memory *m, const spr_case_filter *f, uint64_t number);
spr_status spr_memory_by_field(const spr_memory *m, const spr_case_filter *f, spr_case_fn fn, void *ud);
/* memory_lists.c */
/* Of a case that is there. */
const spr_case_row *spr_memory_row(const spr_memory *m, uint64_t number);
spr_status spr_memory_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud);
spr_status spr_memory_tally(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n);
spr_status spr_memory_standings(spr_store *s, const spr_case_filter *f, spr_standing_fn fn, void *ud);
spr_status spr_memory_due(spr_store *s, spr_instant at, const spr_due_mark *behind, uint32_t limit,
                          spr_case_fn fn, void *ud);
spr_status spr_memory_erasing(spr_store *s, uint32_t limit, spr_case_fn fn, void *ud);
spr_status spr_memory_erased(spr_store *s, uint64_t *n);
spr_status spr_memory_tasks(spr_store *s, const spr_duty_filter *f, spr_task_fn fn, void *ud);
spr_status spr_memory_deadlines(spr_store *s, spr_str id, spr_deadline_fn fn, void *ud);
spr_status spr_memory_links(spr_store *s, spr_str id, spr_link_fn fn, void *ud);
spr_status spr_memory_messages(spr_store *s, spr_instant at, const spr_message_mark *behind, uint32_t limit,
                               spr_message_fn fn, void *ud);
spr_status spr_memory_notices(spr_store *s, const spr_notice_filter *f, spr_notice_fn fn, void *ud);
spr_status spr_memory_incidents(spr_store *s, uint64_t number, spr_incident_fn fn, void *ud);
spr_status spr_memory_caseload(spr_store *s, spr_str institution, int64_t *out);
spr_status spr_memory_occupied(spr_store *s, spr_str institution, spr_str except_id, int64_t *out);
spr_status spr_memory_counts(spr_store *s, spr_store_count *out);
spr_status spr_memory_outstanding(spr_store *s, uint32_t most, spr_store_backlog *out);

#endif
