/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/database.h"

static const spr_option options[] = {
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

static int run(spr_cli *cli, const spr_args *args) {
  const char *path = spr_database_path(cli, args, NULL);
  spr_store *store = NULL;
  int code = spr_database_store(cli, path, SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_backup(store, args->operands[0]);
  if (s == SPR_OK)
    fprintf(cli->out, "%s: a copy of %s, checked; keys are not in it\n", args->operands[0], path);
  else
    code = spr_database_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  if (s == SPR_EREFUSED) code = SPR_EXIT_FAULT;
  spr_store_close(store);
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
