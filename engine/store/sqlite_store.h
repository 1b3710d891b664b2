/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_STORE_H
#define SPR_STORE_SQLITE_STORE_H

#include "store/impl.h"
#include "store/sqlite_heads.h"
#include "store/sqlite_names.h"
#include "store/sqlite_shifts.h"

/* The store in an SQLite file. What one file of sqlite_*.c needs of another; the functions fill the table of
 * impl.h in sqlite_open.c and are described there. */
/* The row that case_get gave last. */
typedef struct spr_held {
  spr_case_row row;
  uint64_t names, objects, drawers; /* how often the caches that it borrows from had been emptied */
  bool good;
} spr_held;

/* A query over cases in the order of their numbers, and the one that it stands on. */
typedef struct spr_cursor {
  spr_query query; /* db NULL: it is not open */
  uint64_t number;
} spr_cursor;

/* In the titles of cases that stand so, these words of the search stand: a bit for each. */
#define SPR_STANDS_KNOWN 256
typedef struct spr_stand_known {
  uint64_t drawer, configuration; /* their numbers */
  unsigned words;
  bool known;
} spr_stand_known;

/* Are those who ask told of values in that drawer? */
#define SPR_TOLD_KNOWN 64
typedef struct spr_told_known {
  uint64_t drawer;  /* its number; 0: none is known */
  bool all, opened; /* of every case; of the one that they have opened for an emergency */
} spr_told_known;

typedef struct spr_sqlite {
  spr_store base;
  spr_db db;
  sqlite3_stmt *prepared[SPR_SQL_COUNT];
  char *path, *vfs; /* copies; vfs may be NULL */
  spr_interned names, objects, drawers;
  const spr_case_filter *asked;             /* what spr_drawer() in SQL asks of a drawer */
  uint64_t opened;                          /* the case that its audience has opened, or 0 */
  spr_stand_known stands[SPR_STANDS_KNOWN]; /* while it is asked */
  spr_told_known told[SPR_TOLD_KNOWN];      /* likewise */
  const struct spr_hits *hits;              /* of it (sqlite_hits.h), or NULL */
  uint32_t passed, step;  /* cases that were no hits, since the last step; how long one is */
  uint32_t few, gathered; /* SPR_MAX_FETCHED, SPR_MAX_GATHERED, or what tests want instead */
  spr_heads heads;
  spr_shifts shifts;
  spr_query walk;       /* st NULL: there is none */
  spr_cursor rows, ids; /* of cases, while the journal is walked */
  spr_held held;
  spr_buf row, stepped; /* what the row of the last case_get borrows, and that after a step its snapshot */
  spr_buf drawer;       /* scratch: a drawer's name */
  spr_buf read;         /* what another row that was read alone borrows */
  /* Within a batch: what the journal's end was before it, and is now; -1: not yet asked. */
  int64_t stable_pos, last_pos, last_number;
  uint64_t commits; /* of this handle */
} spr_sqlite;

static inline spr_sqlite *spr_sqlite_of(spr_store *s) {
  return (spr_sqlite *)s;
}
extern const spr_store_impl spr_sqlite_impl;

/* Who opens a file of which schema. */
typedef enum spr_schema_wish { SPR_SCHEMA_PRESENT, SPR_SCHEMA_OLDER_TOO } spr_schema_wish;
/* Opens the file that q names, with all settings. *version: of its schema. */
spr_status spr_sqlite_connect(spr_sqlite *q, spr_store_mode mode, spr_schema_wish wish, int64_t *version);
/* The SQL functions of sqlite_filter.c, sqlite_sought.c and sqlite_words.c. */
int spr_sqlite_add_functions(spr_sqlite *q);
int spr_sqlite_add_sought(spr_sqlite *q);
int spr_sqlite_add_words(spr_sqlite *q);

/* Empties caches that have grown large, where nothing of them can be in use. */
static inline void spr_sqlite_trim(spr_sqlite *q) {
  if (q->walk.st) return;
  spr_interned_trim(&q->names);
  spr_interned_trim(&q->objects);
  spr_interned_trim(&q->drawers);
}

/* Copies texts that a query lent into `buf`, and points them there; buf->failed where memory ran out. */
void spr_sqlite_lend(spr_buf *buf, spr_str *const *texts, uint32_t n);

/* -- sqlite_batch.c -------------------------------------------------------------------------------------- */
uint32_t spr_sqlite_set_wait(spr_store *s, uint32_t busy_ms);
void spr_sqlite_wait_since(spr_store *s, int64_t asked);
spr_status spr_sqlite_begin(spr_store *s);
spr_status spr_sqlite_commit(spr_store *s);
void spr_sqlite_abandon(spr_store *s);
spr_status spr_sqlite_mark(spr_store *s, uint32_t n);
spr_status spr_sqlite_keep(spr_store *s, uint32_t n);
spr_status spr_sqlite_undo(spr_store *s, uint32_t n);
spr_status spr_sqlite_look(spr_store *s);
void spr_sqlite_looked(spr_store *s);
spr_status spr_sqlite_stable_pos(spr_store *s, uint64_t *pos);
spr_status spr_sqlite_generation(spr_store *s, uint64_t *out);
spr_status spr_sqlite_last_pos(spr_store *s, uint64_t *pos);
spr_status spr_sqlite_last_number(spr_store *s, uint64_t *number);

/* -- sqlite_journal.c, sqlite_entries.c ------------------------------------------------------------------ */
spr_status spr_sqlite_entry_put(spr_store *s, const spr_entry_row *e);
spr_status spr_sqlite_seal_put(spr_store *s, const spr_seal_row *r);
spr_status spr_sqlite_seal_last(spr_store *s, spr_seal_row *out);
spr_status spr_sqlite_hashes(spr_store *s, uint64_t from_pos, uint64_t to_pos, spr_hash_fn fn, void *ud);
spr_status spr_sqlite_seals(spr_store *s, uint64_t after_pos, spr_seal_fn fn, void *ud);
spr_status spr_sqlite_erase(spr_store *s, const spr_case_row *c);
spr_status spr_sqlite_entries(spr_store *s, uint64_t number, uint64_t from_seq, spr_entry_fn fn, void *ud);
spr_status spr_sqlite_emergencies(spr_store *s, uint64_t number, spr_entry_fn fn, void *ud);
spr_status spr_sqlite_emergencies_since(spr_store *s, spr_instant since, spr_entry_fn fn, void *ud);
spr_status spr_sqlite_journal(spr_store *s, uint64_t from_pos, spr_entry_fn fn, void *ud);
spr_status spr_sqlite_entry(spr_store *s, uint64_t number, uint64_t seq, spr_entry_row *out);
spr_status spr_sqlite_walk(spr_store *s, spr_walk *w, spr_entry_row *out);
void spr_sqlite_walked(spr_store *s);

/* -- sqlite_objects.c: objects, what is current, answers ------------------------------------------------- */
spr_status spr_sqlite_object_known(spr_store *s, const spr_hash *h);
spr_status spr_sqlite_object_put(spr_store *s, spr_object_kind kind, spr_str bytes, const spr_hash *h);
spr_status spr_sqlite_object(spr_store *s, const spr_hash *h, spr_object_kind *kind, spr_str *bytes);
spr_status spr_sqlite_objects(spr_store *s, spr_object_fn fn, void *ud);
spr_status spr_sqlite_current_set(spr_store *s, spr_str name, const spr_hash *h);
spr_status spr_sqlite_current(spr_store *s, spr_str name, spr_hash *h);
spr_status spr_sqlite_currents(spr_store *s, spr_name_fn fn, void *ud);
spr_status spr_sqlite_answer_put(spr_store *s, const spr_answer_row *a);
spr_status spr_sqlite_answers_expire(spr_store *s, spr_instant before);
spr_status spr_sqlite_answers_forget(spr_store *s, spr_str id);
spr_status spr_sqlite_answer(spr_store *s, spr_str principal, spr_str key, spr_answer_row *out);

/* -- sqlite_cases.c, sqlite_lists.c ---------------------------------------------------------------------- */
spr_status spr_sqlite_case_get(spr_store *s, spr_str id, spr_case_row *out);
spr_status spr_sqlite_numbered(spr_store *s, uint64_t number, spr_case_row *out);
spr_status spr_sqlite_head(spr_store *s, uint64_t number, spr_str *id, uint64_t *seq);
spr_status spr_sqlite_rest(spr_cursor *c);
spr_status spr_sqlite_case_put(spr_store *s, const spr_case_row *former, const spr_case_row *c);
/* Adds to a counter; the institution by the number of its name. */
spr_status spr_sqlite_count(spr_sqlite *q, spr_counter_kind kind, uint64_t institution, int64_t by);
spr_status spr_sqlite_caseload(spr_store *s, spr_str institution, int64_t *out);
spr_status spr_sqlite_occupied(spr_store *s, spr_str institution, spr_str except_id, int64_t *out);
spr_status spr_sqlite_counts(spr_store *s, spr_store_count *out);
spr_status spr_sqlite_outstanding(spr_store *s, uint32_t most, spr_store_backlog *out);
spr_status spr_sqlite_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud);
spr_status spr_sqlite_tally(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n);
spr_status spr_sqlite_standings(spr_store *s, const spr_case_filter *f, spr_standing_fn fn, void *ud);
spr_status spr_sqlite_due(spr_store *s, spr_instant at, const spr_due_mark *behind, uint32_t limit,
                          spr_case_fn fn, void *ud);
spr_status spr_sqlite_erasing(spr_store *s, uint32_t limit, spr_case_fn fn, void *ud);
spr_status spr_sqlite_erased(spr_store *s, uint64_t *n);
spr_status spr_sqlite_tasks(spr_store *s, const spr_duty_filter *f, spr_task_fn fn, void *ud);
spr_status spr_sqlite_deadlines(spr_store *s, spr_str id, spr_deadline_fn fn, void *ud);

/* -- sqlite_pinned.c ------------------------------------------------------------------------------------- */
spr_status spr_sqlite_pinned(spr_store *s, const spr_case_filter *f, spr_hash_fn fn, void *ud);

/* -- sqlite_notices.c ------------------------------------------------------------------------------------ */
spr_status spr_sqlite_notices(spr_store *s, const spr_notice_filter *f, spr_notice_fn fn, void *ud);

/* -- sqlite_rows.c: reading rows of any kind ------------------------------------------------------------ */
/* Takes the row that the query stands on. Names are the cache's texts, other texts the query's. */
typedef spr_status (*spr_take_fn)(spr_sqlite *q, spr_query *query, void *row);
spr_status spr_sqlite_take_case(spr_sqlite *q, spr_query *query, void *row);
spr_status spr_sqlite_take_task(spr_sqlite *q, spr_query *query, void *row);
spr_status spr_sqlite_take_deadline(spr_sqlite *q, spr_query *query, void *row);
spr_status spr_sqlite_take_link(spr_sqlite *q, spr_query *query, void *row);
spr_status spr_sqlite_take_message(spr_sqlite *q, spr_query *query, void *row);
spr_status spr_sqlite_take_notice(spr_sqlite *q, spr_query *query, void *row);
spr_status spr_sqlite_take_incident(spr_sqlite *q, spr_query *query, void *row);
/* All rows of the query, one after another in *row, until fn has enough. Ends the query. */
spr_status spr_sqlite_each(spr_sqlite *q, spr_query *query, spr_take_fn take, void *row, spr_derived_fn fn,
                           void *ud);
/* SPR_ENOTFOUND. */
spr_status spr_sqlite_case_number(spr_sqlite *q, spr_str id, uint64_t *number);

/* -- sqlite_parts.c: what belongs to a case -------------------------------------------------------------- */
/* Runs a statement that deletes one row by its case and its number there. */
spr_status spr_sqlite_drop(spr_store *s, spr_sql sql, uint64_t number, uint64_t n);
spr_status spr_sqlite_task_put(spr_store *s, uint64_t number, const spr_task_row *t);
spr_status spr_sqlite_task_gone(spr_store *s, uint64_t number, spr_str task);
spr_status spr_sqlite_deadline_put(spr_store *s, uint64_t number, const spr_deadline_row *d);
spr_status spr_sqlite_deadline_gone(spr_store *s, uint64_t number, uint64_t n);
spr_status spr_sqlite_deadline_sum(spr_store *s, uint64_t number, spr_instant *due, uint32_t *missed);
spr_status spr_sqlite_place_put(spr_store *s, uint64_t number, const spr_place_row *p);
spr_status spr_sqlite_link_put(spr_store *s, uint64_t number, const spr_link_row *l);
spr_status spr_sqlite_links(spr_store *s, spr_str id, spr_link_fn fn, void *ud);
spr_status spr_sqlite_parts_gone(spr_store *s, uint64_t number);

/* -- sqlite_hands.c -------------------------------------------------------------------------------------- */
/* Lays a task of a case into the hands of those whom it names, and of anybody; takes it out of them before it
 * changes, or the drawer of the case does. task empty: all of them. A case that is not there has none. */
spr_status spr_sqlite_hands_put(spr_sqlite *q, uint64_t number, spr_str task);
spr_status spr_sqlite_hands_gone(spr_sqlite *q, uint64_t number, spr_str task);

/* -- sqlite_listed.c ------------------------------------------------------------------------------------- */
spr_status spr_sqlite_listed_put(spr_store *s, const spr_entry_row *e, const spr_listed_row *v, uint32_t n);
spr_status spr_sqlite_listed(spr_store *s, spr_str id, spr_listed_fn fn, void *ud);
spr_status spr_sqlite_listed_count(spr_store *s, uint64_t *n);

/* -- sqlite_words.c -------------------------------------------------------------------------------------- */
/* For functions in SQL: a text or blob, and a listed value by its kind. */
spr_str spr_sqlite_text_of(sqlite3_value *v);
spr_listed spr_sqlite_listed_value(sqlite3_value *kind, sqlite3_value *value);
/* Keeps the words of all listed values of a case, as they are now; and forgets those of one (field 0: of all)
 * before it changes, also where another one has them. */
spr_status spr_sqlite_words_put(spr_sqlite *q, uint64_t number);
spr_status spr_sqlite_words_gone(spr_sqlite *q, uint64_t number, uint64_t field);

/* -- sqlite_outward.c: messages, notices, incidents ------------------------------------------------------ */
spr_status spr_sqlite_message_get(spr_store *s, spr_str source, uint64_t seq, uint32_t n,
                                  spr_message_row *out);
spr_status spr_sqlite_message_put(spr_store *s, uint64_t number, const spr_message_row *m);
spr_status spr_sqlite_message_later(spr_store *s, spr_str source, uint64_t seq, uint32_t n, spr_instant at);
spr_status spr_sqlite_message_gone(spr_store *s, spr_str source, uint64_t seq, uint32_t n);
spr_status spr_sqlite_messages(spr_store *s, spr_instant at, const spr_message_mark *behind, uint32_t limit,
                               spr_message_fn fn, void *ud);
spr_status spr_sqlite_notice_put(spr_store *s, uint64_t number, const spr_notice_row *n);
spr_status spr_sqlite_delivered(spr_store *s, uint64_t pos, uint32_t n, spr_instant at);
spr_status spr_sqlite_incident_get(spr_store *s, uint64_t number, uint64_t n, spr_incident_row *out);
spr_status spr_sqlite_incident_put(spr_store *s, uint64_t number, const spr_incident_row *i);
spr_status spr_sqlite_incident_gone(spr_store *s, uint64_t number, uint64_t n);
spr_status spr_sqlite_incidents(spr_store *s, uint64_t number, spr_incident_fn fn, void *ud);

/* -- sqlite_derived.c, sqlite_backup.c, sqlite_check.c -------------------------------------------------- */
spr_status spr_sqlite_derived(spr_store *s, spr_derived_table t, uint64_t from, uint64_t to,
                              spr_derived_fn fn, void *ud);
spr_status spr_sqlite_derived_counts(spr_store *s, uint64_t out[SPR_DERIVED_COUNTERS]);
spr_status spr_sqlite_backup(spr_store *s, const char *path);
spr_status spr_sqlite_scrub(spr_store *s);
spr_status spr_sqlite_scrubbing(spr_store *s, uint64_t *numbers, uint32_t *n);
spr_status spr_sqlite_scrubbed(spr_store *s, uint64_t number);
spr_status spr_sqlite_check_pages(spr_store *s);
spr_status spr_sqlite_check_rows(spr_store *s, spr_broken_fn fn, void *ud);

#endif
