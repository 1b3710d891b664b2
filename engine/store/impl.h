/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_IMPL_H
#define SPR_STORE_IMPL_H

#include "base/limits.h"
#include "store/changes.h"
#include "store/store.h"

/* What an implementation of the store gives. store.c stands before it: it checks arguments and the calling
 * sequence, packs and unpacks changes, makes chain and seals, and says (apply.c) what an entry does to
 * derived rows, as calls of the table below. So an implementation keeps and finds rows, and decides nothing.
 *
 * An implementation's struct begins with spr_store, set up with spr_store_init; its close ends with
 * spr_store_release and frees the struct. */
typedef struct spr_store_impl spr_store_impl;

struct spr_store {
  const spr_store_impl *impl;
  spr_alloc alloc;
  bool reads_only; /* set by the implementation */
  bool unchained;  /* the same: entries do not stay, so no hash holds them together */
  bool in_batch, in_callback, poisoned, wrote;
  uint32_t marks, looks;
  uint64_t sealed_to;           /* there is a seal up to here, and perhaps a later one; 0: not yet looked */
  spr_status failed;            /* of the batch: it can only be abandoned */
  spr_buf packed, joined, seen; /* scratch of an append */
  spr_change_list unpacked;     /* scratch of a reading */
  char fault[SPR_MAX_MESSAGE_BYTES];
};

void spr_store_init(spr_store *s, const spr_store_impl *impl, const spr_alloc *alloc);
void spr_store_release(spr_store *s);
/* Keeps the text for spr_store_fault. */
void spr_store_say(spr_store *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Which derived rows, and with which type, spr_store_impl.derived gives. */
typedef enum spr_derived_table {
  SPR_DERIVED_CASES,     /* spr_case_row, by number; without the snapshot */
  SPR_DERIVED_TASKS,     /* spr_task_row, by case number, task id */
  SPR_DERIVED_DEADLINES, /* spr_deadline_row, by case number, n */
  SPR_DERIVED_PLACES,    /* spr_place_row, by case number, institution */
  SPR_DERIVED_LINKS,     /* spr_link_row, by case number, name, other */
  SPR_DERIVED_MESSAGES,  /* spr_message_row, by number of the source, seq, n */
  SPR_DERIVED_NOTICES,   /* spr_notice_row, by case number, pos, n */
  SPR_DERIVED_INCIDENTS, /* spr_incident_row, by case number, n */
  SPR_DERIVED_COUNTERS   /* spr_counter_row, by kind, institution; of all cases, those above zero */
} spr_derived_table;

typedef bool (*spr_derived_fn)(void *ud, const void *row);
/* By table: adds such a row to the spr_hasher that is its ud (derived.c). */
extern const spr_derived_fn spr_derived_adders[SPR_DERIVED_COUNTERS + 1];
typedef bool (*spr_hash_fn)(void *ud, const spr_hash *h);

struct spr_store_impl {
  void (*close)(spr_store *s);
  spr_status (*reader)(const spr_store *s, spr_store **out);

  /* -- the batch: never called out of order; marks are numbered from 0 ----------------------------------- */
  /* How long to wait for others from now on; gives what it was before. */
  uint32_t (*wait)(spr_store *s, uint32_t busy_ms);
  void (*wait_since)(spr_store *s, int64_t asked);
  spr_status (*begin)(spr_store *s);
  spr_status (*commit)(spr_store *s);
  void (*abandon)(spr_store *s);
  spr_status (*mark)(spr_store *s, uint32_t n);
  spr_status (*keep)(spr_store *s, uint32_t n);
  spr_status (*undo)(spr_store *s, uint32_t n);
  /* Only for the outermost look, and never within a batch. */
  spr_status (*look)(spr_store *s);
  void (*looked)(spr_store *s);
  spr_status (*stable_pos)(spr_store *s, uint64_t *pos);
  spr_status (*generation)(spr_store *s, uint64_t *out);

  /* -- the journal -------------------------------------------------------------------------------------- */
  spr_status (*last_pos)(spr_store *s, uint64_t *pos);           /* 0: there is none */
  spr_status (*last_number)(spr_store *s, uint64_t *number);     /* of a case; 0: there is none */
  spr_status (*entry_put)(spr_store *s, const spr_entry_row *e); /* all members filled in but changes */
  spr_status (*seal_put)(spr_store *s, const spr_seal_row *r);
  spr_status (*seal_last)(spr_store *s, spr_seal_row *out); /* SPR_ENOTFOUND */
  spr_status (*hashes)(spr_store *s, uint64_t from_pos, uint64_t to_pos, spr_hash_fn fn, void *ud);
  spr_status (*object_known)(spr_store *s, const spr_hash *h); /* SPR_ENOTFOUND */
  spr_status (*object_put)(spr_store *s, spr_object_kind kind, spr_str bytes, const spr_hash *h);
  spr_status (*current_set)(spr_store *s, spr_str name, const spr_hash *h);
  spr_status (*answer_put)(spr_store *s, const spr_answer_row *a); /* that it is not there was looked up */
  spr_status (*answers_expire)(spr_store *s, spr_instant before);  /* those with expires < before */
  spr_status (*answers_forget)(spr_store *s, spr_str id);
  spr_status (*delivered)(spr_store *s, uint64_t pos, uint32_t n, spr_instant at);
  spr_status (*erase)(spr_store *s, const spr_case_row *c); /* of all entries but the last */
  spr_status (*scrub)(spr_store *s);                        /* the log alone */
  /* Numbers of erased cases, SPR_ERASE_PAGE at most, of which something may be in the log; and that nothing
   * is. */
  spr_status (*scrubbing)(spr_store *s, uint64_t *numbers, uint32_t *n);
  spr_status (*scrubbed)(spr_store *s, uint64_t number);

  /* -- derived rows; `number` is the case's ------------------------------------------------------------- */
  /* SPR_ENOTFOUND. The row stays good until the next case_get, also while the case's rows are written. */
  spr_status (*case_get)(spr_store *s, spr_str id, spr_case_row *out);
  /* former: what case_get gave, NULL for a new case. A snapshot whose p is NULL stays as it was. Counts too.
   */
  spr_status (*case_put)(spr_store *s, const spr_case_row *former, const spr_case_row *c);
  spr_status (*task_put)(spr_store *s, uint64_t number, const spr_task_row *t);
  spr_status (*task_gone)(spr_store *s, uint64_t number, spr_str task);
  spr_status (*deadline_put)(spr_store *s, uint64_t number, const spr_deadline_row *d);
  spr_status (*deadline_gone)(spr_store *s, uint64_t number, uint64_t n);
  /* The earliest end among the case's deadlines that are not missed, and how many are. */
  spr_status (*deadline_sum)(spr_store *s, uint64_t number, spr_instant *due, uint32_t *missed);
  spr_status (*place_put)(spr_store *s, uint64_t number,
                          const spr_place_row *p); /* n 0: it goes. Counts too */
  spr_status (*link_put)(spr_store *s, uint64_t number, const spr_link_row *l);
  spr_status (*message_get)(spr_store *s, spr_str source, uint64_t seq, uint32_t n, spr_message_row *out);
  spr_status (*message_put)(spr_store *s, uint64_t number,
                            const spr_message_row *m); /* number: of the source */
  /* Sets try_at and counts one more try. */
  spr_status (*message_later)(spr_store *s, spr_str source, uint64_t seq, uint32_t n, spr_instant at);
  spr_status (*message_gone)(spr_store *s, spr_str source, uint64_t seq, uint32_t n);
  spr_status (*notice_put)(spr_store *s, uint64_t number, const spr_notice_row *n);
  spr_status (*incident_get)(spr_store *s, uint64_t number, uint64_t n, spr_incident_row *out);
  spr_status (*incident_put)(spr_store *s, uint64_t number, const spr_incident_row *i);
  spr_status (*incident_gone)(spr_store *s, uint64_t number, uint64_t n);
  /* Of the case of the entry, whose row was put; NOTHING: it goes. The rows' `id` is not read. */
  spr_status (*listed_put)(spr_store *s, const spr_entry_row *e, const spr_listed_row *v, uint32_t n);

  /* Everything of the case that the calls since task_put have put, counted places too; from one end to the
   * other. */
  spr_status (*parts_gone)(spr_store *s, uint64_t number);

  /* -- reading: as spr_store_* -------------------------------------------------------------------------- */
  /* Entries come without `changes`: store.c unpacks them. number: the case's. */
  spr_status (*entries)(spr_store *s, uint64_t number, uint64_t from_seq, spr_entry_fn fn, void *ud);
  spr_status (*emergencies)(spr_store *s, uint64_t number, spr_entry_fn fn, void *ud);
  spr_status (*emergencies_since)(spr_store *s, spr_instant since, spr_entry_fn fn, void *ud);
  spr_status (*journal)(spr_store *s, uint64_t from_pos, spr_entry_fn fn, void *ud);
  spr_status (*entry)(spr_store *s, uint64_t number, uint64_t seq, spr_entry_row *out);
  spr_status (*numbered)(spr_store *s, uint64_t number, spr_case_row *out);
  spr_status (*head)(spr_store *s, uint64_t number, spr_str *id, uint64_t *seq);
  spr_status (*walk)(spr_store *s, spr_walk *w, spr_entry_row *out);
  void (*walked)(spr_store *s);
  spr_status (*cases)(spr_store *s, const spr_case_filter *f, spr_case_fn fn, void *ud);
  spr_status (*tally)(spr_store *s, const spr_case_filter *f, uint32_t most, uint32_t *n);
  /* Of open cases; nothing but what the header names is in the filter. */
  spr_status (*standings)(spr_store *s, const spr_case_filter *f, spr_standing_fn fn, void *ud);
  spr_status (*listed)(spr_store *s, spr_str id, spr_listed_fn fn, void *ud);
  spr_status (*listed_count)(spr_store *s, uint64_t *n);
  spr_status (*due)(spr_store *s, spr_instant at, const spr_due_mark *behind, uint32_t limit, spr_case_fn fn,
                    void *ud);
  spr_status (*erasing)(spr_store *s, uint32_t limit, spr_case_fn fn, void *ud);
  spr_status (*erased)(spr_store *s, uint64_t *n);
  spr_status (*tasks)(spr_store *s, const spr_duty_filter *f, spr_task_fn fn, void *ud);
  spr_status (*deadlines)(spr_store *s, spr_str id, spr_deadline_fn fn, void *ud);
  spr_status (*links)(spr_store *s, spr_str id, spr_link_fn fn, void *ud);
  spr_status (*messages)(spr_store *s, spr_instant at, const spr_message_mark *behind, uint32_t limit,
                         spr_message_fn fn, void *ud);
  spr_status (*notices)(spr_store *s, const spr_notice_filter *f, spr_notice_fn fn, void *ud);
  spr_status (*incidents)(spr_store *s, uint64_t number, spr_incident_fn fn, void *ud); /* 0: of all */
  spr_status (*seals)(spr_store *s, uint64_t after_pos, spr_seal_fn fn, void *ud);
  spr_status (*caseload)(spr_store *s, spr_str institution, int64_t *out);
  spr_status (*occupied)(spr_store *s, spr_str institution, spr_str except_id, int64_t *out);
  spr_status (*object)(spr_store *s, const spr_hash *h, spr_object_kind *kind, spr_str *bytes);
  spr_status (*objects)(spr_store *s, spr_object_fn fn, void *ud); /* without `sound` */
  spr_status (*current)(spr_store *s, spr_str name, spr_hash *h);
  spr_status (*currents)(spr_store *s, spr_name_fn fn, void *ud);
  spr_status (*pinned)(spr_store *s, const spr_case_filter *f, spr_hash_fn fn, void *ud);
  spr_status (*answer)(spr_store *s, spr_str principal, spr_str key, spr_answer_row *out);
  spr_status (*counts)(spr_store *s, spr_store_count *out);
  spr_status (*outstanding)(spr_store *s, uint32_t most, spr_store_backlog *out);
  spr_status (*backup)(spr_store *s, const char *path);
  spr_status (*check_pages)(spr_store *s);
  spr_status (*check_rows)(spr_store *s, spr_broken_fn fn, void *ud);
  spr_status (*derived)(spr_store *s, spr_derived_table t, uint64_t from, uint64_t to, spr_derived_fn fn,
                        void *ud);
  /* How many rows each table has; counters are not counted. */
  spr_status (*derived_counts)(spr_store *s, uint64_t out[SPR_DERIVED_COUNTERS]);
};

/* -- helps for implementations (filter.c) --------------------------------------------------------------- */
/* Everything that a filter asks of a row, but wishes, words, incidents, `due_by`, the cursor and the limit.
 */
/* Is it one of the numbers that are asked for, if any are? */
bool spr_case_among(const spr_case_filter *f, uint64_t number);
bool spr_case_fits(const spr_case_filter *f, const spr_case_row *c);
/* Whose duties they are: the cases, as a filter of those. */
spr_case_filter spr_duty_cases(const spr_duty_filter *f);
/* Is a case within it of which those institutions may know, whether or not it is the opened one? */
bool spr_audience_holds(const spr_audience *scope, spr_str seen);
/* Is `state` one of the active states, or around one? */
bool spr_state_active(spr_str configuration, spr_str state);
/* Is it the one that is wanted (empty: any), and one of those that may be (n 0: all)? */
bool spr_municipality_fits(spr_str wanted, const spr_str *among, uint32_t n, spr_str has);

/* Checks that the entry follows on `former` (NULL: none) and makes its changes in the derived rows (apply.c).
 */
spr_status spr_apply_check(spr_store *s, const spr_entry_row *e, const spr_case_row *former);
spr_status spr_apply(spr_store *s, const spr_entry_row *e, const spr_case_row *former, spr_str snapshot);

#endif
