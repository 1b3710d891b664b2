/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/entrance.h"
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
  bool lacking; /* the file that it is of is not there */
} fact;

typedef struct counts {
  spr_store_count store;
  spr_entrance_counts beside;
} counts;

static void tell_fact(const fact *f, bool json, spr_buf *out) {
  if (json && f->lacking)
    spr_json_null(out, f->key);
  else if (json)
    spr_json_number(out, f->key, f->n);
  else if (f->lacking)
    spr_buf_printf(out, "%-28s  none\n", f->label);
  else
    spr_buf_printf(out, "%-28s  %llu\n", f->label, (unsigned long long)f->n);
}

static int tell(spr_cli *cli, const spr_args *args, const char *path, const counts *all) {
  const spr_store_count *c = &all->store;
  const spr_entrance_counts *e = &all->beside;
  const fact facts[] = {
      {"schema", "schema", SPR_STORE_SCHEMA, false},
      {"semantics", "step semantics", SPR_STEP_SEMANTICS, false},
      {"cases", "cases", c->cases, false},
      {"open", "open", c->open, false},
      {"ended", "ended", c->ended, false},
      {"erased", "erased", c->erased, false},
      {"entries", "journal entries", c->entries, false},
      {"unsealed", "entries after the last seal", c->unsealed, false},
      {"pending", "cases with something pending", c->pending, false},
      {"messages", "messages that wait", c->messages, false},
      {"incidents", "open incidents", c->incidents, false},
      {"bytes", "bytes", c->bytes, false},
      {"users", "users", e->people.users, !e->has_people},
      {"tokens", "tokens", e->people.tokens, !e->has_people},
      {"users_bytes", "bytes of users and tokens", e->people.bytes, !e->has_people},
      {"reads", "access log: rows", e->reads.rows, !e->has_reads},
      {"reads_bytes", "access log: bytes", e->reads.bytes, !e->has_reads},
  };
  bool json = spr_args_flag(args, "json");
  spr_buf out;
  spr_report_buf(&out);
  if (json) spr_json_open(&out, NULL, '{');
  if (json)
    spr_json_text(&out, "database", spr_str_of(path));
  else
    spr_buf_printf(&out, "%-28s  %s\n", "database", path);
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) tell_fact(&facts[i], json, &out);
  if (json) spr_json_close(&out, '}');
  if (json) spr_json_end(&out);
  return spr_report_write(cli, cli->out, &out);
}

static int count(spr_cli *cli, const char *path, counts *out) {
  spr_store *store = NULL;
  int code = spr_inspect_store(cli, path, SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_counts(store, &out->store);
  if (s != SPR_OK) code = spr_inspect_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  spr_store_close(store);
  return code == SPR_EXIT_DONE ? spr_entrance_count(cli, path, &out->beside) : code;
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *path = spr_database_path(cli, args, NULL);
  counts all;
  int code = count(cli, path, &all);
  return code == SPR_EXIT_DONE ? tell(cli, args, path, &all) : code;
}

const spr_command spr_cmd_db_info = {
    .name = "db info",
    .operands = "",
    .summary = "what a database holds",
    .about =
        "Counts what a database holds, and the files of users and of the access log beside it. It needs no "
        "key.",
    .example = "  sprawa db info --db sprawa.db\n",
    .options = options,
    .run = run,
};
