/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_ENTRANCE_H
#define SPR_CLI_ENTRANCE_H

#include "access/people.h"
#include "cli/database.h"
#include "store/random.h"
#include "store/reads.h"

/* Who may enter, and who has read what: the files beside a database, for the commands that use them. Faults
 * are told; functions give the exit code. An entrance begins as zero, stays where it is while it is open, and
 * is closed also after a failure. */
typedef struct spr_entrance {
  uint32_t busy_ms; /* how long it waits for another process; 0: SPR_BUSY_MS */
  spr_random random;
  spr_people *people;
  spr_reads *reads;
} spr_entrance;

/* create: makes the file where there is none. */
int spr_entrance_people(spr_cli *cli, const char *database, bool create, spr_entrance *e);
/* To write to it; it is made where there is none. */
int spr_entrance_reads(spr_cli *cli, const char *database, spr_entrance *e);
/* Only to look. */
int spr_entrance_look(spr_cli *cli, const char *database, spr_entrance *e);
/* Copies the access log of a database beside another one, if there is one; *copied says so. */
int spr_entrance_copy_log(spr_cli *cli, const char *from, const char *to, bool *copied);
/* Verifies it, if there is one (*rows is 0 where not): fn is told what is wrong, as spr_reads_verify does. */
int spr_entrance_verify_log(spr_cli *cli, const char *database,
                            void (*fn)(void *ud, uint64_t pos, const char *what), void *ud, uint64_t *rows);
/* Counts what stands in the two. */
typedef struct spr_entrance_counts {
  bool has_people, has_reads; /* there is such a file */
  spr_people_count people;
  spr_reads_count reads;
} spr_entrance_counts;
int spr_entrance_count(spr_cli *cli, const char *database, spr_entrance_counts *out);
void spr_entrance_close(spr_entrance *e);
/* Tells what a call of people.h or reads.h gave; what: for a status that is no failure of the file. */
int spr_entrance_failed(spr_cli *cli, spr_entrance *e, spr_status s, const char *what);

#endif
