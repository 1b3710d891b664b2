/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_READS_H
#define SPR_STORE_READS_H

#include "base/duration.h"
#include "base/status.h"
#include "store/row.h"

/* The access log: who has read which cases, when, by which way. In a file of its own beside the database
 * (DATABASE-reads), so that reading waits for no writer of cases.
 *
 *   spr_reads_open(&options, &r, why);
 *   spr_reads_note(r, &read)              before the answer is sent; SPR_OK: it is on the disk
 *   spr_reads_page(r, &filter, fn, ud)    newest first
 *   spr_reads_verify(r, fn, ud)
 *
 * A handle serves many threads: those that note something at the same time share one commit, which one of
 * them makes for all. Several processes may write to one file. Nothing in it is ever changed: each row has
 * the hash of the one before it in its own (BLAKE2b). It holds names of people, cases and routes, and no
 * value of a case, no words that a person has typed, and no address.
 *
 * SPR_EBUSY, SPR_EFULL, SPR_EIO, SPR_ENOMEM: not noted. SPR_EUNKNOWN: a commit failed; from then on each call
 * gives it, until the file is opened anew. Whoever could not note must not answer. */
typedef struct spr_reads spr_reads;

#define SPR_READS_APPLICATION_ID 0x73707264 /* "sprd", in the header of the file */

typedef struct spr_reads_options {
  const spr_alloc *alloc;
  const char *database; /* its path; that of the access log is DATABASE-reads */
  bool create;          /* makes the file where there is none */
  bool reads_only;      /* only pages and verify */
  uint32_t busy_ms;     /* how long a call waits for another process */
  const char *vfs;      /* for tests; NULL */
} spr_reads_options;

/* Is there one beside the database? */
bool spr_reads_there(const char *database);
/* SPR_ENOTFOUND: there is no file. SPR_EINVAL: it is not an access log, or of a later version. why: NULL, or
 * room for SPR_MAX_MESSAGE_BYTES. */
spr_status spr_reads_open(const spr_reads_options *o, spr_reads **out, char *why);
void spr_reads_close(spr_reads *r);
/* What the last failure was, for the operator; room for SPR_MAX_MESSAGE_BYTES. */
void spr_reads_fault(spr_reads *r, char *out);

/* Why somebody reads. The numbers are stored. */
typedef enum spr_read_kind {
  SPR_READ_CASE = 1,     /* as part of the work */
  SPR_READ_LIST = 2,     /* several cases in a list */
  SPR_READ_SEARCH = 3,   /* a sensitive value was looked for; also where nothing was found */
  SPR_READ_EXPORT = 4,   /* what leaves the house: CSV, documents, a person's data */
  SPR_READ_EMERGENCY = 5 /* emergency access, whose reason is in the case's journal */
} spr_read_kind;
/* "case", "list", "search", "export", "emergency". */
const char *spr_read_kind_text(spr_read_kind kind);
bool spr_read_kind_named(spr_str text, spr_read_kind *out);

typedef struct spr_read {
  uint64_t pos; /* given back: from 1, without gaps */
  spr_instant at;
  spr_read_kind kind;
  spr_str who;         /* "user:anna", "token:register" */
  spr_str institution; /* whose view; several are joined with "," */
  spr_str route;       /* its pattern: "GET /api/v1/cases/{id}" */
  const spr_str *ids;  /* of the cases that the answer tells of; none: SPR_READ_SEARCH without a find */
  uint32_t nids;       /* at most SPR_MAX_READ_IDS, else SPR_ELIMIT */
} spr_read;
/* Durable when it returns. Texts longer than SPR_MAX_READ_TEXT, and kinds that are none: SPR_EINVAL. */
spr_status spr_reads_note(spr_reads *r, const spr_read *read);

typedef struct spr_reads_filter {
  spr_str who, institution, id; /* p NULL: any. institution: one of those that the row names */
  spr_read_kind kind;           /* 0: any */
  uint64_t before;              /* rows before this position; 0: from the newest */
  uint32_t limit;               /* at most SPR_MAX_LISTED */
} spr_reads_filter;
/* Newest first. The row is borrowed for the call of fn, which gives false to end. */
typedef bool (*spr_read_fn)(void *ud, const spr_read *read);
spr_status spr_reads_page(spr_reads *r, const spr_reads_filter *f, spr_read_fn fn, void *ud);
/* How many rows, and the hash of the last one (zero: there is none): written down elsewhere, it shows later
 * that no row was changed or cut off. */
spr_status spr_reads_head(spr_reads *r, uint64_t *n, spr_hash *head);

typedef struct spr_reads_count {
  uint64_t rows, bytes; /* bytes: of the file */
} spr_reads_count;
spr_status spr_reads_counts(spr_reads *r, spr_reads_count *out);

/* A consistent copy beside another database, while others note on; checked, and never over a file that exists
 * (SPR_EREFUSED). */
spr_status spr_reads_backup(spr_reads *r, const char *database);

/* Reads all: pages, rows, hashes. fn is told each position that does not fit (0: the file as a whole). *n:
 * rows that were read. */
spr_status spr_reads_verify(spr_reads *r, void (*fn)(void *ud, uint64_t pos, const char *what), void *ud,
                            uint64_t *n);

#endif
