/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_STORE_H
#define SPR_STORE_STORE_H

#include "base/duration.h"
#include "base/status.h"
#include "store/row.h"

/* Where cases last. The interface is in the words of the domain: it knows no SQL, no statechart and no Lua.
 * One implementation keeps everything in an SQLite file (store/sqlite_*.c), one in memory (store/memory_*.c);
 * one suite of tests holds both to what is written here.
 *
 *   spr_store_open(&options, &s, &fault)          or spr_store_memory(alloc, &s)
 *   spr_store_begin(s)                            one batch: nobody else writes until it ends
 *     spr_store_mark(s)                             one step
 *       spr_store_case(s, id, &row)
 *       spr_store_append(s, &append, &written)
 *     spr_store_keep(s)  or  spr_store_undo(s)
 *     ... the next step
 *   spr_store_commit(s)                           one fsync for all of them
 *
 * *Primary* is the journal, with the objects (definitions and environments by hash), marks of delivery and
 * idempotency. Everything else (cases, tasks, deadlines, links, places, messages, incidents) is *derived*: it
 * follows from the journal's skeletons alone, and each change of it is part of an entry (row.h).
 *
 * A store belongs to one thread at a time; spr_store_reader gives another thread its own. What a call gives
 * (rows, texts, bytes) is borrowed until the next call on the same store, or to the end of the callback. A
 * callback calls nothing of its store. */
typedef struct spr_store spr_store;

/* -- what may go wrong ---------------------------------------------------------------------------------- */
/* SPR_EIO, SPR_EFULL, SPR_EBUSY, SPR_ENOMEM: not done. The batch, if one was begun, can only be abandoned,
 * and then the store can be used again; until then every write gives that status. SPR_EUNKNOWN, only from
 * spr_store_commit: what was in the batch may be there after a restart or not; the store refuses everything
 * but closing (SPR_EUNKNOWN again). SPR_ECORRUPT: the file is damaged. SPR_EINVAL: not by the calling
 * sequence (no batch, marks that do not balance, a call from within a callback), or not within the bounds of
 * a row; nothing was done, as with SPR_EREFUSED and SPR_ENOTFOUND. */
/* What the last failure was, for a person; names file and cause, never a value of a case. */
spr_str spr_store_fault(const spr_store *s);

/* -- opening -------------------------------------------------------------------------------------------- */
#define SPR_STORE_APPLICATION_ID 0x73707277 /* "sprw", in the header of the file */
#define SPR_STORE_SCHEMA 1

typedef enum spr_store_mode {
  SPR_STORE_READ,  /* the file must exist */
  SPR_STORE_WRITE, /* the file must exist */
  SPR_STORE_CREATE /* makes it where it does not exist; readable and writable by its owner alone */
} spr_store_mode;

typedef struct spr_store_options {
  const spr_alloc *alloc;
  const char *path;
  spr_store_mode mode;
  uint32_t busy_ms; /* how long `begin` waits for another process */
  const char *vfs;  /* of SQLite, by name; NULL: the system's. For tests */
} spr_store_options;

/* SPR_ENOTFOUND: no such file or folder; SPR_EINVAL: not a database of sprawa (a foreign or damaged header),
 * or of a newer schema; SPR_EREFUSED: of an older schema (spr_store_upgrade makes it new); SPR_EIO: no right,
 * no disk; SPR_ENOMEM. On error *out is NULL and `why` (a buffer of at least SPR_MAX_MESSAGE_BYTES, or NULL)
 * says what, with the cure. */
spr_status spr_store_open(const spr_store_options *o, spr_store **out, char *why);
spr_status spr_store_memory(const spr_alloc *alloc, spr_store **out);
/* In memory, too, but without a past: cases and all that is derived stay, of the journal only entries from
 * which a message waits, and no notice, all without hashes. What is committed is as large as the cases are,
 * however long it runs. */
spr_status spr_store_brief(const spr_alloc *alloc, spr_store **out);
/* Brings an older file to the present schema after copying it to `backup`. */
spr_status spr_store_upgrade(const spr_store_options *o, const char *backup, char *why);
/* Another handle on the same data that only reads, for another thread. It never waits for the writer, and
 * sees what was committed when the outermost spr_store_look began. The memory store has none (SPR_EINVAL). */
spr_status spr_store_reader(const spr_store *s, spr_store **out);
void spr_store_close(spr_store *s);

/* -- writing -------------------------------------------------------------------------------------------- */
/* Whoever asked may have waited for its turn: from now on `begin` waits for busy_ms from then, by the steady
 * clock, and hardly at all where that is over. 0: from its own beginning, as at first. */
void spr_store_wait_since(spr_store *s, int64_t asked);
/* SPR_EBUSY after busy_ms. */
spr_status spr_store_begin(spr_store *s);
spr_status spr_store_commit(spr_store *s);
/* Has this handle committed anything? */
bool spr_store_wrote(const spr_store *s);
void spr_store_abandon(spr_store *s);
spr_status spr_store_mark(spr_store *s);
spr_status spr_store_keep(spr_store *s);
spr_status spr_store_undo(spr_store *s);
/* Appends an entry, makes its changes in the derived rows and keeps the snapshot and the `listed` values.
 * Entry members pos, number, seq, packed, body_hash, prev and hash are the store's: it fills them in *written
 * (which may be NULL). An entry whose first change is SPR_CHANGE_OPENED makes the case; SPR_EREFUSED if the
 * id is taken. Otherwise SPR_ENOTFOUND where there is no such case. SPR_EREFUSED too where the case is
 * erased, or is to be while it is under hold, and where the message that it consumes or puts off is not there
 * (any more); an entry consumes at most one. SPR_EINVAL where its time is before the case's last one, the
 * numbers of its messages or notices do not rise, or its definition or environment was never put; SPR_ELIMIT
 * where a row would be too large. */
spr_status spr_store_append(spr_store *s, const spr_append *a, spr_entry_row *written);
/* Seals the entries since the last seal, if there are `least` of them and at least one. Positions that are
 * missing hinder nobody's work: the seal covers what is there, and the gap shows as such (cases/verify.h). */
spr_status spr_store_seal(spr_store *s, uint64_t least);
/* Seals whatever stands behind the last seal, in a batch of its own. A seal is not owed: where another
 * process is writing, or the disk is full, nothing happens, and the next seal covers as much more. */
void spr_store_seal_rest(spr_store *s);
/* A content by its hash (chain.h), kept for ever; putting it again changes nothing. */
spr_status spr_store_object_put(spr_store *s, spr_object_kind kind, spr_str bytes, spr_hash *hash);
/* What a name stands for now ("environment", "definition/PACKAGE/CITY"): the hash of an object that was put,
 * else SPR_ENOTFOUND. */
spr_status spr_store_current_set(spr_store *s, spr_str name, const spr_hash *hash);
/* Keeps under which case and entry a request of that key was answered, until `expires`. `request` is the hash
 * of what was asked. SPR_EREFUSED: that principal's key has its answer already. */
spr_status spr_store_answer_put(spr_store *s, const spr_answer_row *a);
spr_status spr_store_answers_expire(spr_store *s, spr_instant before);
/* Of one case what was asked is forgotten (`request` becomes zero); that the keys were answered stays, so
 * that nothing happens again. They are read through for it: an erasure is rare, and an index would be paid
 * for by every request. */
spr_status spr_store_answers_forget(spr_store *s, spr_str id);
/* An outbound notice was delivered. SPR_ENOTFOUND: there is none. Again: nothing. */
spr_status spr_store_delivered(spr_store *s, uint64_t pos, uint32_t n, spr_instant at);
/* Empties the snapshot and all bodies but the last (which says why) of an erased case (one with
 * SPR_CHANGE_ERASED, else SPR_EINVAL) and, once committed, spr_store_scrub takes what was freed out of the
 * write-ahead log, too. Until that is done the file remembers that it is owed, after a crash as well.
 * SPR_EBUSY, after SPR_SCRUB_MS: somebody is reading what was there before; it is still owed. */
spr_status spr_store_erase(spr_store *s, spr_str id);
spr_status spr_store_scrub(spr_store *s);
spr_status spr_store_scrub_owed(spr_store *s, bool *owed);
/* Erased cases that still have bodies and snapshot: a crash came before spr_store_erase. By number. And how
 * many cases are erased. */
typedef bool (*spr_case_fn)(void *ud, const spr_case_row *c);
spr_status spr_store_erasing(spr_store *s, uint32_t limit, spr_case_fn fn, void *ud);
spr_status spr_store_erased(spr_store *s, uint64_t *n);

/* -- reading -------------------------------------------------------------------------------------------- */
/* Several reads that see the same state; they nest. Inside begin..commit they see the batch's own rows. A
 * long reader looks in slices, so that it does not hold the write-ahead log. */
spr_status spr_store_look(spr_store *s);
void spr_store_looked(spr_store *s);
/* Positions up to this one are there for good, and no smaller one can still appear. */
spr_status spr_store_stable_pos(spr_store *s, uint64_t *pos);
/* Changes whenever something was committed, by this process or another. */
spr_status spr_store_generation(spr_store *s, uint64_t *out);

/* A callback gives false to end the reading (which then gives SPR_OK). */
typedef bool (*spr_entry_fn)(void *ud, const spr_entry_row *e);
typedef bool (*spr_task_fn)(void *ud, const spr_task_row *t);
typedef bool (*spr_deadline_fn)(void *ud, const spr_deadline_row *d);
typedef bool (*spr_link_fn)(void *ud, const spr_link_row *l);
typedef bool (*spr_message_fn)(void *ud, const spr_message_row *m);
typedef bool (*spr_notice_fn)(void *ud, const spr_notice_row *n);
typedef bool (*spr_incident_fn)(void *ud, const spr_incident_row *i);
typedef bool (*spr_name_fn)(void *ud, spr_str name);
typedef bool (*spr_hash_fn)(void *ud, const spr_hash *h);
typedef bool (*spr_seal_fn)(void *ud, const spr_seal_row *s);
typedef bool (*spr_listed_fn)(void *ud, const spr_listed_row *l);
typedef bool (*spr_object_fn)(void *ud, const spr_object_row *o);
typedef void (*spr_broken_fn)(void *ud, const char *what);

/* SPR_ENOTFOUND. With the snapshot. */
spr_status spr_store_case(spr_store *s, spr_str id, spr_case_row *out);
/* Entries of one case from a sequence number on; of all from a position on, in order of position.
 * SPR_ENOTFOUND: no such case, or no such entry. */
spr_status spr_store_entries(spr_store *s, spr_str id, uint64_t from_seq, spr_entry_fn fn, void *ud);
spr_status spr_store_journal(spr_store *s, uint64_t from_pos, spr_entry_fn fn, void *ud);
spr_status spr_store_entry(spr_store *s, spr_str id, uint64_t seq, spr_entry_row *out);
/* Entries of the kind SPR_JOURNAL_EMERGENCY of one case, the last one first. SPR_ENOTFOUND: no such case. */
spr_status spr_store_emergencies(spr_store *s, spr_str id, spr_entry_fn fn, void *ud);
/* The same of all cases, of that instant or later, the last one first. */
spr_status spr_store_emergencies_since(spr_store *s, spr_instant since, spr_entry_fn fn, void *ud);
/* Cases by filter, in the order that it names, from behind a cursor. Snapshots are not read. A search whose
 * words do not tell soon which cases have all of them looks at SPR_MAX_LOOKED cases, or passes by twice as
 * many, and then stops (f->stopped). SPR_EINVAL: more wishes than SPR_MAX_WISHES, words than
 * SPR_MAX_SOUGHT or numbers than SPR_MAX_AMONG, an empty word, or an order by a field without its name. */
spr_status spr_store_cases(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud);
/* How many cases the filter lets through, `most` at most; cursor and limit are not read. Where the words that
 * are `sought` do not tell all, it counts what spr_store_cases gives, in that order, without having to stop.
 */
spr_status spr_store_tally(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n);
/* How open cases stand that lie within the filter's scope, municipality, package and workflow: each kind of
 * standing with its number. In no order; what differs alone in who may know of it or is responsible comes
 * several times. */
typedef void (*spr_standing_fn)(void *ud, const spr_standing *s);
spr_status spr_store_standings(spr_store *s, const spr_case_filter *f, spr_standing_fn fn, void *ud);
/* The values of a case's `listed` fields, by the field's name; fields without a value are left out. */
spr_status spr_store_listed(spr_store *s, spr_str id, spr_listed_fn fn, void *ud);
/* How many there are of all cases. */
spr_status spr_store_listed_count(spr_store *s, uint64_t *n);
/* Cases with something pending that is due by `at`: by due time, then by number; from behind a mark (NULL:
 * from the beginning). */
spr_status spr_store_due(spr_store *s, spr_instant at, const spr_due_mark *behind, uint32_t limit,
                         spr_case_fn fn, void *ud);
/* Tasks by due instant (those without one last), case number and id, from behind a cursor. */
spr_status spr_store_tasks(spr_store *s, const spr_duty_filter *f, spr_task_fn fn, void *ud);
/* Deadlines of a case, by end (those whose clock stands still last) and number. */
spr_status spr_store_deadlines(spr_store *s, spr_str id, spr_deadline_fn fn, void *ud);
/* Links of a case in both directions: by name, then by the two ids. */
spr_status spr_store_links(spr_store *s, spr_str id, spr_link_fn fn, void *ud);
/* Messages that wait and may be tried by `at`: by position of their entry, then by number; from behind a mark
 * (NULL: from the beginning). */
spr_status spr_store_messages(spr_store *s, spr_instant at, const spr_message_mark *behind, uint32_t limit,
                              spr_message_fn fn, void *ud);
/* Notices by filter, by position and number. Those of one entry are never cut apart by the limit, so that the
 * last one's position is the cursor. Others are not looked at: neither how many are given nor how long it
 * takes tells of them. */
spr_status spr_store_notices(spr_store *s, const spr_notice_filter *f, spr_notice_fn fn, void *ud);
/* By case number, then by number. id empty: of all cases. */
spr_status spr_store_incidents(spr_store *s, spr_str id, spr_incident_fn fn, void *ud);
/* Seals that reach beyond a position, in order. */
spr_status spr_store_seals(spr_store *s, uint64_t after_pos, spr_seal_fn fn, void *ud);
/* How many open cases the institution is responsible for; how many places are taken there, without those of
 * one case. */
spr_status spr_store_caseload(spr_store *s, spr_str institution, int64_t *out);
spr_status spr_store_occupied(spr_store *s, spr_str institution, spr_str except_id, int64_t *out);
/* SPR_ECORRUPT: the bytes are not those that were put under this hash. */
spr_status spr_store_object(spr_store *s, const spr_hash *hash, spr_object_kind *kind, spr_str *bytes);
spr_status spr_store_current(spr_store *s, spr_str name, spr_hash *hash);
/* All objects, in an order of the store's own, each compared with its hash. One at a time is in memory. */
spr_status spr_store_objects(spr_store *s, spr_object_fn fn, void *ud);
/* The names that have a current object, in their order. */
spr_status spr_store_currents(spr_store *s, spr_name_fn fn, void *ud);
/* The definitions under which cases began that lie within the filter's scope, municipality, package and
 * workflow; each once, in no order. */
spr_status spr_store_pinned(spr_store *s, const spr_case_filter *f, spr_hash_fn fn, void *ud);
spr_status spr_store_answer(spr_store *s, spr_str principal, spr_str key, spr_answer_row *out);
spr_status spr_store_counts(spr_store *s, spr_store_count *out);
/* Counts `most` notices at most. */
spr_status spr_store_outstanding(spr_store *s, uint32_t most, spr_store_backlog *out);
/* A case by its number in this store, with the snapshot. SPR_ENOTFOUND. */
spr_status spr_store_numbered(spr_store *s, uint64_t number, spr_case_row *out);
/* Of it no more than its id and its last entry. */
spr_status spr_store_head(spr_store *s, uint64_t number, spr_str *id, uint64_t *seq);

/* For who reads the whole journal and follows each case himself (fold.h), within a look:
 *
 *   spr_walk w = {.pos = 1, .to = UINT64_MAX};
 *   while (spr_store_walk(s, &w, &e) == SPR_OK) ...           SPR_ENOTFOUND: there are no more
 *   spr_store_walked(s)
 *
 * Entries from position w.pos on, which moves behind each that was given: those of cases with numbers in
 * [from, to), and of other cases those with changes at least. They come without what follows from other
 * entries and rows: id, prev, changes (packed is there) and, where body is not empty, body_hash. An entry is
 * borrowed until the next one; between them, other things may be read of the store. To go on with another
 * range: walked, and walk again.
 *
 * With `skeletons` neither body nor hashes are read, and other cases are passed over (but the memory store
 * gives all). */
typedef struct spr_walk {
  uint64_t pos, from, to;
  bool skeletons;
} spr_walk;
spr_status spr_store_walk(spr_store *s, spr_walk *w, spr_entry_row *out);
void spr_store_walked(spr_store *s);

/* -- keeping -------------------------------------------------------------------------------------------- */
/* A consistent copy while others write; the copy is synced, checked and then gets its name. SPR_EREFUSED: the
 * name exists. */
spr_status spr_store_backup(spr_store *s, const char *path);
/* Gives `part`, a whole database that nobody has open, the name `path`. aside NULL: nothing is to be there
 * (SPR_EREFUSED: something is). Else the database that is there gets that name, with what is left of its log:
 * empty that first by opening and closing it, where that can be done. At no moment there is none in its
 * place, and whoever opens it meanwhile gets the one or the other, or SPR_EBUSY. SPR_EBUSY: another process
 * has it open; this one must not. SPR_EREFUSED too where something has the name `aside`. `why` as
 * spr_store_open. */
spr_status spr_store_replace(const char *part, const char *path, const char *aside, char *why);
/* The file itself: its pages and indices; then what one table says of another, each rule that does not hold
 * told to fn, or, where fn is NULL, the first as SPR_ECORRUPT. SPR_ECORRUPT with spr_store_fault. */
spr_status spr_store_check_pages(spr_store *s);
spr_status spr_store_check_rows(spr_store *s, spr_broken_fn fn, void *ud);
/* Both. */
spr_status spr_store_check_file(spr_store *s);
/* Rows that are derived, in one canonical order, as bytes: two stores that hold the same give the same hash.
 * Of the cases with numbers in [from, to); the counters of all of them when to is UINT64_MAX and from is 0.
 * Snapshots, `listed` values and marks of delivery are no part of it: they do not follow from skeletons. */
spr_status spr_store_derived_hash(spr_store *s, uint64_t from, uint64_t to, spr_hash *out);
/* The version of SQLite that keeps it. */
const char *spr_store_library(void);

#endif
