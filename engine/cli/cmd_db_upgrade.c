/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "base/limits.h"
#include "cli/commands.h"
#include "cli/inspect.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"backup", "FILE", false, "the copy that is made first (default: FILE.before-upgrade)"},
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

static int tell(spr_cli *cli, const spr_args *args, const char *path, const char *backup) {
  spr_buf out;
  spr_report_buf(&out);
  if (spr_args_flag(args, "json")) {
    spr_json_open(&out, NULL, '{');
    spr_json_word(&out, "database", path);
    spr_json_number(&out, "schema", SPR_STORE_SCHEMA);
    /* There is none where nothing was to be done. */
    spr_json_word_or_null(&out, "backup", access(backup, F_OK) == 0 ? backup : "");
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%s: schema %d\n", path, SPR_STORE_SCHEMA);
  }
  return spr_report_write(cli, cli->out, &out);
}

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
  return tell(cli, args, path, backup);
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
