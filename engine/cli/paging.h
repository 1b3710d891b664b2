/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_PAGING_H
#define SPR_CLI_PAGING_H

#include "cli/database.h"

/* What lists have in common: how much, from where, due by when; {"items": [...], "next": CURSOR or null}. */
#define SPR_PAGING_OPTIONS                                                                                   \
  {"limit", "N", false, "at most so many (default: 50, at most 1000)"}, {                                    \
    "after", "CURSOR", false, "those behind a list's last one"                                               \
  }

/* --due: "overdue", or within a duration; *due_by is 0 where it is not given. Faults are told; gives the exit
 * code. */
int spr_paging_due(const spr_database *db, const spr_args *args, bool *overdue, int64_t *due_by);

/* Since when, of an option that says for how long; *since is 0 where it is not given. */
int spr_paging_within(const spr_database *db, const spr_args *args, const char *option, int64_t *since);

/* A list while it is told, page after page. */
typedef struct spr_paging {
  spr_database *db;
  spr_buf *out;
  bool json, full;    /* --json; --long */
  uint32_t left;      /* rows that may still be told */
  uint32_t n;         /* told */
  const char *cursor; /* where the next page begins; NULL: at the beginning, or there is none */
} spr_paging;

/* Reads the page at the cursor, of `left` rows at most, tells its rows and calls spr_paging_row before each
 * and spr_paging_turn at the end. Gives the exit code. */
typedef int (*spr_page_fn)(void *ud, spr_paging *p);
/* For a command that reports (spr_database_report): reads --limit, --after, --json and --long, and tells all
 * rows. none: what is said where there are none. */
int spr_paging_tell(spr_database *db, const spr_args *args, const char *none, spr_page_fn fn, void *ud,
                    spr_buf *out);
/* Counts a row. */
void spr_paging_row(spr_paging *p);
/* The page is told, and the next one begins at this cursor, which is copied; NULL: there is none. */
void spr_paging_turn(spr_paging *p, const char *next);

#endif
