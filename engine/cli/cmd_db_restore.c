/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases/bind.h"
#include "cli/commands.h"
#include "cli/inspect.h"
#include "cli/json_out.h"
#include "cli/report.h"

static const spr_option options[] = {
    {"json", NULL, false, "one JSON document"},
    {"force", NULL, false, "in the place of a database that exists; that one becomes FILE.replaced"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

typedef struct restoring {
  spr_cli *cli;
  const spr_args *args;
  const char *backup, *path, *part; /* part: the copy, until it is ready */
  bool bound;                       /* the backup knows its key file */
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
static int copy(restoring *r) {
  spr_store *store = NULL;
  if (there_is(r->cli, r->part, "") || there_is(r->cli, r->part, ".part")) {
    spr_complain(r->cli,
                 "%s%s is there from a restore that was interrupted, or is at work: wait, or delete it",
                 r->part, there_is(r->cli, r->part, "") ? "" : ".part");
    return SPR_EXIT_FAULT;
  }
  int code = spr_inspect_store(r->cli, r->backup, SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = copy_from(r, store);
  if (s != SPR_OK) code = failed(r->cli, store, s);
  spr_store_close(store);
  return code;
}

static spr_status count_erased(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)now;
  return spr_store_erased(store, ud);
}

/* What was erased since the backup is erased as the copy is opened with the present key file. It happens
 * before the copy has its name, so that nobody ever sees it otherwise. */
static int erase_again(restoring *r) {
  spr_inspected db;
  int code = spr_inspect_open(r->cli, r->args, r->part, &db);
  if (code == SPR_EXIT_DONE && r->bound && !db.files.has_keys) {
    spr_complain(
        r->cli,
        "no key file \"%s\": it knows which cases were erased since the backup was made; put it there, "
        "or name it with --keys",
        db.files.keys);
    code = SPR_EXIT_ENVIRONMENT;
  }
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

/* Whoever closes a database last takes its log away; a log that stays belongs to somebody who is still at
 * work. */
static int empty_log(spr_cli *cli, const char *path) {
  spr_store *store = NULL;
  if (!there_is(cli, path, "-wal")) return SPR_EXIT_DONE;
  int code = spr_inspect_store(cli, path, SPR_STORE_WRITE, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_store_close(store);
  if (!there_is(cli, path, "-wal")) return SPR_EXIT_DONE;
  spr_complain(cli, "somebody works on \"%s\": end that first", path);
  return SPR_EXIT_ENVIRONMENT;
}

/* A restore that was interrupted may have put it aside already. */
static bool is_same(const char *a, const char *b) {
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The present database gets a second name, so that at no moment there is none in its place. */
static int put_aside(spr_cli *cli, const char *path) {
  const char *aside = spr_str_printf(&cli->arena, "%s.replaced", path).p;
  bool done = is_same(path, aside);
  if (there_is(cli, aside, "") && !done) {
    spr_complain(cli, "\"%s\" is there from before: move it away", aside);
    return SPR_EXIT_FAULT;
  }
  int code = empty_log(cli, path);
  if (code != SPR_EXIT_DONE || done || link(path, aside) == 0) return code;
  /* Some file systems know one name for a file only. */
  if ((errno == EPERM || errno == ENOTSUP) && rename(path, aside) == 0) return SPR_EXIT_DONE;
  spr_complain(cli, "cannot rename \"%s\": %s", path, strerror(errno));
  return SPR_EXIT_ENVIRONMENT;
}

static bool sync_folder(spr_cli *cli, const char *path) {
  const char *slash = strrchr(path, '/');
  const char *folder = !slash          ? "."
                       : slash == path ? "/"
                                       : spr_str_dup(&cli->arena, spr_str_n(path, (size_t)(slash - path))).p;
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  /* Some file systems cannot sync folders, and say so. */
  bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
  int error = errno;
  if (fd >= 0) close(fd);
  errno = error;
  return done;
}

static int name(const restoring *r) {
  if (rename(r->part, r->path) == 0 && sync_folder(r->cli, r->path)) return SPR_EXIT_DONE;
  spr_complain(r->cli, "cannot rename \"%s\": %s", r->part, strerror(errno));
  return SPR_EXIT_ENVIRONMENT;
}

/* -- all ------------------------------------------------------------------------------------------------ */

static void tell_json(const restoring *r, bool replaced, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "database", r->path);
  spr_json_word(out, "backup", r->backup);
  if (replaced) spr_json_text(out, "replaced", spr_str_printf(&r->cli->arena, "%s.replaced", r->path));
  spr_json_number(out, "erased_again", r->erased > r->before ? r->erased - r->before : 0);
  spr_json_close(out, '}');
  spr_json_end(out);
}

static void tell_text(const restoring *r, spr_buf *out) {
  spr_buf_printf(
      out, "%s: restored from %s; its key file is the one that is there, not one of the backup's time\n",
      r->path, r->backup);
  if (r->erased > r->before)
    spr_buf_printf(out, "cases that were erased since then, and are erased in it, too: %llu\n",
                   (unsigned long long)(r->erased - r->before));
}

static int tell(const restoring *r, bool replaced) {
  spr_buf out;
  spr_report_buf(&out);
  if (spr_args_flag(r->args, "json"))
    tell_json(r, replaced, &out);
  else
    tell_text(r, &out);
  return spr_report_write(r->cli, r->cli->out, &out);
}

static int run(spr_cli *cli, const spr_args *args) {
  restoring r = {.cli = cli, .args = args, .backup = args->operands[0]};
  r.path = spr_database_path(cli, args, NULL);
  r.part = spr_str_printf(&cli->arena, "%s.restored", r.path).p;
  bool exists = there_is(cli, r.path, "");
  if (exists && !spr_args_flag(args, "force")) {
    spr_complain(cli, "\"%s\" exists: --force puts it aside as %s.replaced", r.path, r.path);
    return SPR_EXIT_FAULT;
  }
  int code = copy(&r);
  if (code != SPR_EXIT_DONE) return code;
  code = erase_again(&r);
  if (code == SPR_EXIT_DONE && exists) code = put_aside(cli, r.path);
  if (code == SPR_EXIT_DONE) code = name(&r);
  if (code != SPR_EXIT_DONE) remove_copy(&r);
  return code == SPR_EXIT_DONE ? tell(&r, exists) : code;
}

const spr_command spr_cmd_db_restore = {
    .name = "db restore",
    .operands = "BACKUP",
    .least = 1,
    .most = 1,
    .summary = "puts a backup in the place of a database",
    .about = "Checks a backup and copies it to where the database is. Never over a database that exists, "
             "unless --force puts\n"
             "that one aside. Keys are not taken from a backup: the present key file has to be there, and "
             "what was "
             "erased since\n"
             "the backup was made is erased in the copy before it takes its place.",
    .example = "  sprawa db restore /backup/sprawa-2026-05-02.db --db sprawa.db\n",
    .options = options,
    .run = run,
};
