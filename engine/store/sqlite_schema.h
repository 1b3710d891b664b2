/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_SCHEMA_H
#define SPR_STORE_SQLITE_SCHEMA_H

#include "store/sqlite_db.h"

/* The tables, and how a file comes from one schema to the next. A new file is one of schema 0, which has
 * nothing; so making it and bringing an older one up are the same.
 *
 * The journal's texts are numbers in `names` (0: the empty text), its definition and environment numbers in
 * `objects`. `prev` is the hash of the case's entry before, and the hash of a body is made of the body:
 * neither is kept. A body that was erased leaves its hash in its place (body_state, below). Where nothing is
 * due, `due` has the largest number, so that it comes last; other instants that are missing are NULL. */
enum { SPR_BODY_CLEAR = 0, SPR_BODY_SEALED = 1, SPR_BODY_ERASED = 2 }; /* ERASED is added to the other two */
#define SPR_DUE_NEVER INT64_MAX

typedef enum spr_file_kind {
  SPR_FILE_BLANK, /* nothing in it: made, but not finished */
  SPR_FILE_OURS,
  SPR_FILE_FOREIGN
} spr_file_kind;

/* Reads whose file it is and its schema; writes nothing. ours: the application id that makes it ours. */
spr_status spr_schema_read(spr_db *db, int64_t ours, spr_file_kind *kind, int64_t *version,
                           int64_t *application);
/* Brings the file from what it has to SPR_STORE_SCHEMA, within the transaction that is open. */
spr_status spr_schema_raise(spr_db *db, int64_t version);

#endif
