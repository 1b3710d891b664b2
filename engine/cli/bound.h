/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_BOUND_H
#define SPR_CLI_BOUND_H

#include "cli/entrance.h"

/* What a user or token is bound to: `--institution` and `--municipality`, each once or several times. */
#define SPR_BOUND_OPTIONS                                                                                    \
  {"institution", "INSTITUTION", true, "in whose name it acts, and what that one sees"}, {                   \
    "municipality", "CITY", true, "of whose cases alone (default: of all)"                                   \
  }

typedef struct spr_bound_given {
  const spr_str *institutions, *municipalities;
  uint32_t ninstitutions, nmunicipalities;
  spr_instant now;
  const char *database;
} spr_bound_given;

/* Reads them, and sees in the database that there are such names. Faults are told; gives the exit code. */
int spr_bound_read(spr_cli *cli, const spr_args *args, spr_bound_given *out);

/* How lists tell of them. */
void spr_bound_json(spr_buf *out, const char *key, const spr_str *v, uint32_t n);
void spr_bound_words(spr_buf *out, const char *before, const spr_str *v, uint32_t n);
/* A time in UTC, "2026-06-21 21:00Z"; "never". */
void spr_bound_time(spr_buf *out, spr_instant at);

#endif
