/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/entrance.h"

#include "base/clock.h"
#include "cli/inspect.h"

static int open_people(spr_cli *cli, const char *database, bool create, bool reads_only, spr_entrance *e) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  uint8_t seed[32];
  const spr_people_options o = {.alloc = &spr_alloc_default,
                                .database = database,
                                .create = create,
                                .reads_only = reads_only,
                                .random = spr_random_bytes,
                                .random_ud = &e->random,
                                .busy_ms = e->busy_ms ? e->busy_ms : SPR_BUSY_MS};
  if (!spr_clock_random(seed, sizeof seed)) {
    spr_complain(cli, "the system gives no random numbers");
    return SPR_EXIT_ENVIRONMENT;
  }
  spr_random_init(&e->random, seed);
  spr_secret_wipe(seed, sizeof seed);
  spr_status s = spr_people_open(&o, &e->people, why);
  return s == SPR_OK ? SPR_EXIT_DONE : spr_inspect_refused(cli, s, why);
}

int spr_entrance_people(spr_cli *cli, const char *database, bool create, spr_entrance *e) {
  return open_people(cli, database, create, false, e);
}

static int open_reads(spr_cli *cli, const char *database, bool reads_only, spr_entrance *e) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  const spr_reads_options o = {.alloc = &spr_alloc_default,
                               .database = database,
                               .create = !reads_only,
                               .reads_only = reads_only,
                               .busy_ms = e->busy_ms ? e->busy_ms : SPR_BUSY_MS};
  spr_status s = spr_reads_open(&o, &e->reads, why);
  return s == SPR_OK ? SPR_EXIT_DONE : spr_inspect_refused(cli, s, why);
}

int spr_entrance_reads(spr_cli *cli, const char *database, spr_entrance *e) {
  return open_reads(cli, database, false, e);
}

int spr_entrance_look(spr_cli *cli, const char *database, spr_entrance *e) {
  return open_reads(cli, database, true, e);
}

int spr_entrance_copy_log(spr_cli *cli, const char *from, const char *to, bool *copied) {
  spr_entrance e = {.reads = NULL};
  char why[SPR_MAX_MESSAGE_BYTES];
  *copied = false;
  if (!spr_reads_there(from)) return SPR_EXIT_DONE;
  int code = spr_entrance_look(cli, from, &e);
  if (code == SPR_EXIT_DONE) {
    spr_status s = spr_reads_backup(e.reads, to);
    spr_reads_fault(e.reads, why);
    *copied = s == SPR_OK;
    if (s != SPR_OK) code = spr_inspect_refused(cli, s, why);
  }
  spr_entrance_close(&e);
  return code;
}

int spr_entrance_verify_log(spr_cli *cli, const char *database,
                            void (*fn)(void *ud, uint64_t pos, const char *what), void *ud, uint64_t *rows) {
  spr_entrance e = {.reads = NULL};
  *rows = 0;
  if (!spr_reads_there(database)) return SPR_EXIT_DONE;
  int code = spr_entrance_look(cli, database, &e);
  spr_status s = code == SPR_EXIT_DONE ? spr_reads_verify(e.reads, fn, ud, rows) : SPR_OK;
  if (s != SPR_OK) code = spr_entrance_failed(cli, &e, s, "");
  spr_entrance_close(&e);
  return code;
}

static int count_people(spr_cli *cli, const char *database, spr_people_count *out) {
  spr_entrance e = {.people = NULL};
  int code = open_people(cli, database, false, true, &e);
  spr_status s = code == SPR_EXIT_DONE ? spr_people_counts(e.people, out) : SPR_OK;
  if (s != SPR_OK) code = spr_entrance_failed(cli, &e, s, "");
  spr_entrance_close(&e);
  return code;
}

static int count_reads(spr_cli *cli, const char *database, spr_reads_count *out) {
  spr_entrance e = {.reads = NULL};
  int code = spr_entrance_look(cli, database, &e);
  spr_status s = code == SPR_EXIT_DONE ? spr_reads_counts(e.reads, out) : SPR_OK;
  if (s != SPR_OK) code = spr_entrance_failed(cli, &e, s, "");
  spr_entrance_close(&e);
  return code;
}

int spr_entrance_count(spr_cli *cli, const char *database, spr_entrance_counts *out) {
  int code = SPR_EXIT_DONE;
  *out =
      (spr_entrance_counts){.has_people = spr_people_there(database), .has_reads = spr_reads_there(database)};
  if (out->has_people) code = count_people(cli, database, &out->people);
  if (out->has_reads && code == SPR_EXIT_DONE) code = count_reads(cli, database, &out->reads);
  return code;
}

void spr_entrance_close(spr_entrance *e) {
  spr_reads_close(e->reads);
  spr_people_close(e->people);
  *e = (spr_entrance){.people = NULL};
}

int spr_entrance_failed(spr_cli *cli, spr_entrance *e, spr_status s, const char *what) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  bool asked = s == SPR_ENOTFOUND || s == SPR_EREFUSED || s == SPR_EINVAL;
  if (!asked && e->people) spr_people_fault(e->people, why);
  if (!asked && !*why && e->reads) spr_reads_fault(e->reads, why);
  spr_complain(cli, "%s", asked ? what : *why ? why : spr_status_text(s));
  return asked ? spr_exit_of(s) : spr_file_exit(s);
}
