/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/inspect.h"

static const spr_option options[] = {
    {"backup", "FILE", false, "the copy that is made first (default: FILE.before-upgrade)"},
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

static int run(spr_cli *cli, const spr_args *args) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  const char *path = spr_database_path(cli, args, NULL), *backup = spr_args_value(args, "backup");
  if (!backup) backup = spr_str_printf(&cli->arena, "%s.before-upgrade", path).p;
  spr_store_options o = {
      .alloc = &spr_alloc_default, .path = path, .mode = SPR_STORE_WRITE, .busy_ms = SPR_BUSY_MS};
  spr_status s = spr_store_upgrade(&o, backup, why);
  if (s == SPR_EREFUSED) {
    spr_complain(cli, "%s", *why ? why : spr_status_text(s));
    return SPR_EXIT_FAULT;
  }
  if (s != SPR_OK) return spr_inspect_refused(cli, s, why);
  fprintf(cli->out, "%s: schema %d\n", path, SPR_STORE_SCHEMA);
  return SPR_EXIT_DONE;
}

const spr_command spr_cmd_db_upgrade = {
    .name = "db upgrade",
    .operands = "",
    .summary = "brings a database to this version's schema, after a backup",
    .about = "Copies the database, then brings it to the schema of this version of sprawa. Nothing happens "
             "to one that has it.",
    .example = "  sprawa db upgrade --db sprawa.db\n",
    .options = options,
    .run = run,
};
