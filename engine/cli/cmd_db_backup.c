/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/inspect.h"

static const spr_option options[] = {
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static bool on_erasing(void *ud, const spr_case_row *row) {
  (void)row;
  *(bool *)ud = true;
  return false;
}

/* What is half erased must not get into a copy: the engine finishes it as it opens. */
static int finish_erasing(spr_cli *cli, const spr_args *args, spr_store *store) {
  spr_inspected db;
  bool any = false;
  spr_status s = spr_store_erasing(store, 1, on_erasing, &any);
  if (s != SPR_OK) return spr_inspect_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  if (!any) return SPR_EXIT_DONE;
  int code = spr_inspect_open(cli, args, NULL, &db);
  if (code == SPR_EXIT_DONE && !db.files.has_keys) {
    spr_complain(cli,
                 "erasing a case was cut short, and to finish it takes the key file \"%s\": put it back, or "
                 "name it with --keys",
                 db.files.keys);
    code = SPR_EXIT_ENVIRONMENT;
  }
  spr_inspect_close(&db);
  return code;
}

static int copy(spr_cli *cli, const spr_args *args, spr_store *store) {
  int code = finish_erasing(cli, args, store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_backup(store, args->operands[0]);
  if (s == SPR_OK) return code;
  code = spr_inspect_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  return s == SPR_EREFUSED ? SPR_EXIT_FAULT : code;
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *path = spr_database_path(cli, args, NULL);
  spr_store *store = NULL;
  int code = spr_inspect_store(cli, path, SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  code = copy(cli, args, store);
  spr_store_close(store);
  if (code == SPR_EXIT_DONE)
    fprintf(cli->out, "%s: a copy of %s, checked; keys are not in it\n", args->operands[0], path);
  return code;
}

const spr_command spr_cmd_db_backup = {
    .name = "db backup",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "copies a database while others work on it",
    .about = "Writes a consistent copy, checks it and gives it its name; never over a file that exists. Keys "
             "are not in it:\n"
             "the key file has copies of its own, kept apart and not for long, so that what was erased stays "
             "erased.",
    .example = "  sprawa db backup /backup/sprawa-2026-05-02.db\n",
    .options = options,
    .run = run,
};
