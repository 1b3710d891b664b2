/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_PAGING_H
#define SPR_CLI_PAGING_H

#include "cli/database.h"

/* What lists have in common: how much, from where, due by when; {"items": [...], "next": CURSOR or null}. */
#define SPR_PAGING_OPTIONS                                                                                   \
  {"limit", "N", false, "at most so many (default: 50, at most 1000)"}, {                                    \
    "after", "CURSOR", false, "those behind a list's last one"                                               \
  }

/* --limit. Faults are told; functions give the exit code. */
int spr_paging_limit(spr_cli *cli, const spr_args *args, uint32_t *out);
/* --due: "overdue", or within a duration; *due_by is 0 where it is not given. */
int spr_paging_due(const spr_database *db, const spr_args *args, bool *overdue, int64_t *due_by);
/* A cursor that outlives its list; NULL of NULL. */
const char *spr_paging_keep(spr_cli *cli, const char *cursor);

/* Before the items as JSON; and behind the n items, in either form. none: what is said where there are none.
 */
void spr_paging_begin(spr_buf *out);
void spr_paging_end(spr_buf *out, bool json, uint32_t n, const char *none, const char *next);

#endif
