/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/inspect.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

typedef struct fact {
  const char *key, *label;
  uint64_t n;
} fact;

static int tell(spr_cli *cli, const spr_args *args, const char *path, const spr_store_count *c) {
  const fact facts[] = {
      {"schema", "schema", SPR_STORE_SCHEMA},
      {"semantics", "step semantics", SPR_STEP_SEMANTICS},
      {"cases", "cases", c->cases},
      {"open", "open", c->open},
      {"ended", "ended", c->ended},
      {"erased", "erased", c->erased},
      {"entries", "journal entries", c->entries},
      {"unsealed", "entries after the last seal", c->unsealed},
      {"pending", "cases with something pending", c->pending},
      {"messages", "messages that wait", c->messages},
      {"incidents", "open incidents", c->incidents},
      {"bytes", "bytes", c->bytes},
  };
  bool json = spr_args_flag(args, "json");
  spr_buf out;
  spr_report_buf(&out);
  if (json) spr_json_open(&out, NULL, '{');
  if (json)
    spr_json_text(&out, "database", spr_str_of(path));
  else
    spr_buf_printf(&out, "%-28s  %s\n", "database", path);
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    if (json)
      spr_json_number(&out, facts[i].key, facts[i].n);
    else
      spr_buf_printf(&out, "%-28s  %llu\n", facts[i].label, (unsigned long long)facts[i].n);
  }
  if (json) spr_json_close(&out, '}');
  if (json) spr_json_end(&out);
  return spr_report_write(cli, cli->out, &out);
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *path = spr_database_path(cli, args, NULL);
  spr_store *store = NULL;
  spr_store_count count;
  int code = spr_inspect_store(cli, path, SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_counts(store, &count);
  if (s == SPR_OK)
    code = tell(cli, args, path, &count);
  else
    code = spr_inspect_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  spr_store_close(store);
  return code;
}

const spr_command spr_cmd_db_info = {
    .name = "db info",
    .operands = "",
    .summary = "what a database holds",
    .about = "Counts what a database holds. It needs no key.",
    .example = "  sprawa db info --db sprawa.db\n",
    .options = options,
    .run = run,
};
