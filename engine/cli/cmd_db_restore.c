/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* realpath */
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases/bind.h"
#include "cli/commands.h"
#include "cli/entrance.h"
#include "cli/inspect.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"json", NULL, false, "one JSON document"},
    {"force", NULL, false,
     "in the place of a database that exists; that one becomes FILE.replaced, or .replaced.2"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

typedef struct restoring {
  spr_cli *cli;
  const spr_args *args;
  const char *backup, *path, *part; /* part: the copy, until it is ready */
  const char *aside;                /* what the database that is there becomes; NULL: there is none */
  bool bound;                       /* the backup knows its key file */
  bool log;                         /* its access log was taken, too */
  uint64_t before, erased;          /* cases, in the backup and in what becomes of it */
} restoring;

static bool there_is(spr_cli *cli, const char *path, const char *ending) {
  return access(spr_str_printf(&cli->arena, "%s%s", path, ending).p, F_OK) == 0;
}

static int failed(spr_cli *cli, spr_store *store, spr_status s) {
  int code = spr_inspect_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  return s == SPR_EREFUSED ? SPR_EXIT_FAULT : code;
}

/* -- the copy ------------------------------------------------------------------------------------------- */

static spr_status copy_from(restoring *r, spr_store *store) {
  spr_status s = spr_store_check_file(store);
  if (s == SPR_OK) s = spr_bound_to_keys(store, &r->bound);
  if (s == SPR_OK) s = spr_store_erased(store, &r->before);
  return s == SPR_OK ? spr_store_backup(store, r->part) : s;
}

/* A copy that has passed the check of its pages, under a name of its own. */
static int copy(restoring *r, spr_store *store) {
  if (there_is(r->cli, r->part, "") || there_is(r->cli, r->part, ".part")) {
    spr_complain(r->cli,
                 "%s%s is there from a restore that was interrupted, or is at work: wait, or delete it",
                 r->part, there_is(r->cli, r->part, "") ? "" : ".part");
    return SPR_EXIT_FAULT;
  }
  spr_status s = copy_from(r, store);
  return s == SPR_OK ? SPR_EXIT_DONE : failed(r->cli, store, s);
}

static bool on_erasing(void *ud, const spr_case_row *row) {
  (void)row;
  *(bool *)ud = true;
  return false;
}

static spr_status count_erased(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  bool any = false;
  (void)desk;
  (void)now;
  spr_status s = spr_store_erasing(store, 1, on_erasing, &any);
  if (s == SPR_OK && any) s = SPR_EBUSY; /* nobody else knows the copy; but then it must not be used */
  return s == SPR_OK ? spr_store_erased(store, ud) : s;
}

/* What was erased since the backup is erased as the copy is opened with the present key file. It happens
 * before the copy has its name, so that nobody ever sees it otherwise. */
static int erase_again(restoring *r) {
  spr_inspected db;
  int code = spr_inspect_open(r->cli, r->args, r->part, &db);
  if (code == SPR_EXIT_DONE && r->bound && !db.files.has_keys)
    code = spr_database_no_keys(
        &db.files, "the key file is missing, which knows which cases were erased since the backup was made");
  spr_status s = code == SPR_EXIT_DONE ? spr_engine_inspect(db.engine, count_erased, &r->erased) : SPR_OK;
  if (s != SPR_OK) code = spr_inspected_failed(&db, s);
  spr_inspect_close(&db);
  return code;
}

static void remove_copy(const restoring *r) {
  static const char *const ends[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    (void)unlink(spr_str_printf(&r->cli->arena, "%s%s", r->part, ends[i]).p);
}

/* -- its place ------------------------------------------------------------------------------------------ */

/* Whoever closes a database last takes its log away. One that cannot be opened keeps it. */
static int empty_log(const restoring *r) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store *store = NULL;
  spr_store_options o = {
      .alloc = &spr_alloc_default, .path = r->path, .mode = SPR_STORE_WRITE, .busy_ms = SPR_BUSY_MS};
  if (!there_is(r->cli, r->path, "-wal")) return SPR_EXIT_DONE;
  spr_status s = spr_store_open(&o, &store, why);
  spr_store_close(store);
  if (s == SPR_ECORRUPT || s == SPR_EINVAL) return SPR_EXIT_DONE;
  if (s != SPR_OK) return spr_inspect_refused(r->cli, s, why);
  if (!there_is(r->cli, r->path, "-wal")) return SPR_EXIT_DONE;
  spr_complain(r->cli, "somebody works on \"%s\": end that first", r->path);
  return SPR_EXIT_ENVIRONMENT;
}

static bool is_same(const char *a, const char *b) {
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The first name that is free, or that a restore which was interrupted gave it already. */
static int find_aside(restoring *r) {
  for (int n = 1; n <= SPR_MAX_REPLACED; n++) {
    spr_arena *a = &r->cli->arena;
    r->aside = n == 1 ? spr_str_printf(a, "%s.replaced", r->path).p
                      : spr_str_printf(a, "%s.replaced.%d", r->path, n).p;
    bool free = !there_is(r->cli, r->aside, "") && !there_is(r->cli, r->aside, "-wal");
    if (free || is_same(r->path, r->aside)) return SPR_EXIT_DONE;
  }
  spr_complain(r->cli, "\"%s\" and as many others are there from before: move them away", r->aside);
  return SPR_EXIT_FAULT;
}

static int name(restoring *r, bool exists) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  int code = exists ? find_aside(r) : SPR_EXIT_DONE;
  if (code == SPR_EXIT_DONE && exists) code = empty_log(r);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_replace(r->part, r->path, r->aside, why);
  if (s == SPR_OK) return code;
  code = spr_inspect_refused(r->cli, s, why);
  return s == SPR_EREFUSED ? SPR_EXIT_FAULT : code;
}

/* -- all ------------------------------------------------------------------------------------------------ */

static void tell_json(const restoring *r, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "database", r->path);
  spr_json_word(out, "backup", r->backup);
  if (r->aside) spr_json_word(out, "replaced", r->aside);
  spr_json_bool(out, "access_log", r->log);
  spr_json_number(out, "erased_again", r->erased > r->before ? r->erased - r->before : 0);
  spr_json_close(out, '}');
  spr_json_end(out);
}

static void tell_text(const restoring *r, spr_buf *out) {
  spr_buf_printf(
      out, "%s: restored from %s; its key file is the one that is there, not one of the backup's time\n",
      r->path, r->backup);
  if (r->aside) spr_buf_printf(out, "%s: the database that was there\n", r->aside);
  if (r->log) spr_buf_printf(out, "%s-reads: its access log, as of the backup\n", r->path);
  if (r->erased > r->before)
    spr_buf_printf(out, "cases that were erased since then, and are erased in it, too: %llu\n",
                   (unsigned long long)(r->erased - r->before));
}

static int tell(const restoring *r) {
  spr_buf out;
  spr_report_buf(&out);
  if (spr_args_flag(r->args, "json"))
    tell_json(r, &out);
  else
    tell_text(r, &out);
  return spr_report_write(r->cli, r->cli->out, &out);
}

/* A log without its database would be taken for the new one's. */
static int check_place(const restoring *r, bool exists) {
  if (exists && !spr_args_flag(r->args, "force"))
    spr_complain(r->cli, "\"%s\" exists: --force puts it aside as %s.replaced", r->path, r->path);
  else if (!exists && there_is(r->cli, r->path, "-wal"))
    spr_complain(r->cli, "\"%s-wal\" is there, the log of a database that is not: move it away", r->path);
  else
    return SPR_EXIT_DONE;
  return SPR_EXIT_FAULT;
}

static int make_copy(restoring *r, bool exists) {
  spr_store *backup = NULL;
  int code = spr_inspect_store(r->cli, r->backup, SPR_STORE_READ, &backup);
  if (code == SPR_EXIT_DONE) code = check_place(r, exists);
  if (code == SPR_EXIT_DONE) code = copy(r, backup);
  spr_store_close(backup);
  return code;
}

/* Where the path is a link, the file itself changes places: there may be others who name it by itself, and
 * its log is beside it. */
static const char *place_of(spr_cli *cli, const char *path) {
  struct stat st;
  char file[PATH_MAX];
  bool linked = lstat(path, &st) == 0 && S_ISLNK(st.st_mode) && realpath(path, file);
  return linked ? spr_str_printf(&cli->arena, "%s", file).p : path;
}

static int run(spr_cli *cli, const spr_args *args) {
  restoring r = {.cli = cli, .args = args, .backup = args->operands[0]};
  r.path = place_of(cli, spr_database_path(cli, args, NULL));
  r.part = spr_str_printf(&cli->arena, "%s.restored", r.path).p;
  bool exists = there_is(cli, r.path, "");
  int code = make_copy(&r, exists);
  if (code != SPR_EXIT_DONE) return code;
  code = erase_again(&r);
  if (code == SPR_EXIT_DONE) code = name(&r, exists);
  if (code != SPR_EXIT_DONE) remove_copy(&r);
  /* The one that is there has gone on since. */
  if (code == SPR_EXIT_DONE && !spr_reads_there(r.path))
    code = spr_entrance_copy_log(cli, r.backup, r.path, &r.log);
  return code == SPR_EXIT_DONE ? tell(&r) : code;
}

const spr_command spr_cmd_db_restore = {
    .name = "db restore",
    .operands = "BACKUP",
    .least = 1,
    .most = 1,
    .summary = "puts a backup in the place of a database",
    .about =
        "Checks a backup and copies it to where the database is. Never over a database that exists, "
        "unless --force puts\n"
        "that one aside. Keys are not taken from a backup: the present key file has to be there, and "
        "what was "
        "erased since\n"
        "the backup was made is erased in the copy before it takes its place. Users stay as they are, and so "
        "does an access\n"
        "log; where there is none, the backup's is taken.",
    .example = "  sprawa db restore /backup/sprawa-2026-05-02.db --db sprawa.db\n",
    .options = options,
    .run = run,
};
