/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/database.h"

static const spr_option options[] = {
    {"force", NULL, false, "in the place of a database that exists; that one becomes FILE.replaced"},
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

static int failed(spr_cli *cli, spr_store *store, spr_status s) {
  int code = spr_database_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  return s == SPR_EREFUSED ? SPR_EXIT_FAULT : code;
}

/* A copy that has passed the check of its pages, under a name of its own. */
static int copy(spr_cli *cli, const char *backup, const char *to) {
  spr_store *store = NULL;
  int code = spr_database_store(cli, backup, SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_check_file(store);
  if (s == SPR_OK) s = spr_store_backup(store, to);
  if (s != SPR_OK) code = failed(cli, store, s);
  spr_store_close(store);
  return code;
}

static bool there_is(spr_cli *cli, const char *path, const char *ending) {
  return access(spr_str_printf(&cli->arena, "%s%s", path, ending).p, F_OK) == 0;
}

/* Whoever closes a database last takes its log away; a log that stays belongs to somebody who is still at
 * work. */
static int empty_log(spr_cli *cli, const char *path) {
  spr_store *store = NULL;
  if (!there_is(cli, path, "-wal")) return SPR_EXIT_DONE;
  int code = spr_database_store(cli, path, SPR_STORE_WRITE, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_store_close(store);
  if (!there_is(cli, path, "-wal")) return SPR_EXIT_DONE;
  spr_complain(cli, "somebody works on \"%s\": end that first", path);
  return SPR_EXIT_ENVIRONMENT;
}

static int put_aside(spr_cli *cli, const char *path) {
  const char *aside = spr_str_printf(&cli->arena, "%s.replaced", path).p;
  if (there_is(cli, aside, "")) {
    spr_complain(cli, "\"%s\" is there from before: move it away", aside);
    return SPR_EXIT_FAULT;
  }
  int code = empty_log(cli, path);
  if (code != SPR_EXIT_DONE) return code;
  if (rename(path, aside) == 0) return SPR_EXIT_DONE;
  spr_complain(cli, "cannot rename \"%s\": %s", path, strerror(errno));
  return SPR_EXIT_ENVIRONMENT;
}

static int replace(spr_cli *cli, const char *backup, const char *path) {
  const char *part = spr_str_printf(&cli->arena, "%s.restored", path).p;
  int code = copy(cli, backup, part);
  if (code != SPR_EXIT_DONE) return code;
  code = put_aside(cli, path);
  if (code == SPR_EXIT_DONE && rename(part, path) != 0) {
    spr_complain(cli, "cannot rename \"%s\": %s", part, strerror(errno));
    code = SPR_EXIT_ENVIRONMENT;
  }
  if (code != SPR_EXIT_DONE) (void)unlink(part);
  return code;
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *path = spr_database_path(cli, args, NULL), *backup = args->operands[0];
  bool exists = there_is(cli, path, "");
  if (exists && !spr_args_flag(args, "force")) {
    spr_complain(cli, "\"%s\" exists: --force puts it aside as %s.replaced", path, path);
    return SPR_EXIT_FAULT;
  }
  int code = exists ? replace(cli, backup, path) : copy(cli, backup, path);
  if (code == SPR_EXIT_DONE)
    fprintf(cli->out,
            "%s: restored from %s; its key file is the one that is there, not one of the backup's time\n",
            path, backup);
  return code;
}

const spr_command spr_cmd_db_restore = {
    .name = "db restore",
    .operands = "BACKUP",
    .least = 1,
    .most = 1,
    .summary = "puts a backup in the place of a database",
    .about = "Checks a backup and copies it to where the database is. Never over a database that exists, "
             "unless --force puts\n"
             "that one aside. Keys are not taken from a backup: what was erased since then stays erased.",
    .example = "  sprawa db restore /backup/sprawa-2026-05-02.db --db sprawa.db\n",
    .options = options,
    .run = run,
};
