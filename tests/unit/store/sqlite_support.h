/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_STORE_SQLITE_SUPPORT_H
#define TESTS_UNIT_STORE_SQLITE_SUPPORT_H

#include "scratch.h"
#include "store/chain.h"
#include "store/store.h"
#include "support.h"

#define OK(call) assert_int_equal((call), SPR_OK)
#define GIVES(call, status) assert_int_equal((call), (status))

/* Opens with the mode; fails the test where it does not open. */
spr_store *file_open(const char *path, spr_store_mode mode, const char *vfs);
/* Opens what must not open: its status is that one, its message has those words and names the file. */
void file_refused(const char *path, spr_store_mode mode, const char *vfs, spr_status status,
                  const char *words);
/* SQL by a plain connection; gives the first column of the first row as a text, good until the next call. */
const char *file_sql(const char *path, const char *sql);

/* In the batch: the definition and environment that entries need. */
spr_status file_objects(spr_store *s);
/* In the batch: opens the case, or goes on with it. */
spr_status file_open_case(spr_store *s, const char *id, spr_instant at);
spr_status file_append(spr_store *s, const char *id, spr_instant at, const char *body, const spr_change *v,
                       uint32_t n);
spr_status file_step(spr_store *s, const char *id, spr_instant at, const char *body);
/* A batch of its own that opens the case, takes n steps in it, and ends. The first failure; then the batch
 * was abandoned (unless its outcome is unknown). */
spr_status file_batch(spr_store *s, const char *id, uint32_t steps);
/* A batch of its own that takes one step in the case. */
spr_status file_step_batch(spr_store *s, const char *id);
/* Reads the whole journal: how many entries there are. Positions, sequences and chains must hold. */
uint64_t file_entries(spr_store *s);

#endif
