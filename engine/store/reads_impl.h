/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_READS_IMPL_H
#define SPR_STORE_READS_IMPL_H

#include <pthread.h>

#include "store/chain.h"
#include "store/reads.h"
#include "store/side.h"
#include "store/sqlite_names.h"

/* What the parts of the access log share: reads.c opens and closes, reads_note.c writes, reads_page.c finds,
 * reads_verify.c checks. */

typedef enum spr_reads_sql {
  READS_BEGIN,
  READS_COMMIT,
  READS_LOOK,
  READS_NAME_NUMBER,
  READS_NAME_TEXT,
  READS_NAME_PUT,
  READS_LAST,
  READS_PUT,
  READS_FIND_PUT,
  READS_NEWEST,
  READS_FOUND,
  READS_IS_FOUND,
  READS_COUNT_FOUND,
  READS_FROM,
  READS_INTEGRITY,
  READS_NSQL
} spr_reads_sql;

/* By what a row is found; the numbers are stored. */
typedef enum spr_read_by { READ_BY_WHO = 1, READ_BY_INSTITUTION, READ_BY_CASE, READ_BY_KIND } spr_read_by;

/* A note while it waits for its commit; on the stack of whoever waits. */
typedef struct spr_note {
  const spr_read *read;
  int64_t asked; /* by the steady clock */
  spr_status status;
  bool done;
  struct spr_note *next;
} spr_note;

/* One connection, and the names that it knows. */
typedef struct spr_reads_end {
  spr_side side;
  spr_interned names;
} spr_reads_end;

struct spr_reads {
  spr_alloc alloc;
  bool reads_only;
  /* Of those who note. Whoever leads has the writer for himself, without the lock. */
  pthread_mutex_t lock;
  pthread_cond_t turned;
  spr_note *first, **last;
  bool leading;
  spr_reads_end writer;
  spr_buf packed;
  /* Of those who look. */
  pthread_mutex_t looking;
  spr_reads_end reader;
  spr_str ids[SPR_MAX_READ_IDS];     /* of the row that was read last */
  char fault[SPR_MAX_MESSAGE_BYTES]; /* under `lock` */
};

/* A row of the file. Its texts are those of the reader's names until these are trimmed. */
typedef struct spr_reads_row {
  spr_read read;
  spr_hash hash;
} spr_reads_row;
/* Takes the row that the query stands on. */
spr_status spr_reads_take(spr_reads *r, spr_query *q, spr_reads_row *out);

/* The next name of a list that is joined with ","; false: there is none. */
bool spr_reads_name(spr_str *joined, spr_str *name);
/* The hash of a row behind the one with the hash `prev`. */
void spr_reads_hash(const spr_hash *prev, const spr_read *read, spr_hash *out);
/* Keeps an end's words for spr_reads_fault; gives the status. Without the lock. */
spr_status spr_reads_failed(spr_reads *r, const spr_reads_end *e, spr_status status);

#endif
