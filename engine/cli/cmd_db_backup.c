/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/entrance.h"
#include "cli/inspect.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static bool on_erasing(void *ud, const spr_case_row *row) {
  (void)row;
  *(bool *)ud = true;
  return false;
}

static int is_erasing(spr_cli *cli, spr_store *store, bool *any) {
  *any = false;
  spr_status s = spr_store_erasing(store, 1, on_erasing, any);
  if (s == SPR_OK) return SPR_EXIT_DONE;
  return spr_inspect_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
}

/* The engine does it as it opens. */
static int open_to_finish(spr_cli *cli, const spr_args *args) {
  spr_inspected db;
  int code = spr_inspect_open(cli, args, NULL, &db);
  if (code == SPR_EXIT_DONE && !db.files.has_keys)
    code =
        spr_database_no_keys(&db.files, "erasing a case was cut short, and to finish it takes the key file");
  spr_inspect_close(&db);
  return code;
}

/* What is half erased must not get into a copy. */
static int finish_erasing(spr_cli *cli, const spr_args *args, spr_store *store) {
  bool any;
  int code = is_erasing(cli, store, &any);
  if (code != SPR_EXIT_DONE || !any) return code;
  code = open_to_finish(cli, args);
  if (code == SPR_EXIT_DONE) code = is_erasing(cli, store, &any);
  if (code != SPR_EXIT_DONE || !any) return code;
  spr_complain(cli, "a case was erased, and others write so much that its words are still there: try again");
  return SPR_EXIT_ENVIRONMENT;
}

static int copy(spr_cli *cli, const spr_args *args, spr_store *store) {
  int code = finish_erasing(cli, args, store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_backup(store, args->operands[0]);
  if (s == SPR_OK) return code;
  code = spr_inspect_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  return s == SPR_EREFUSED ? SPR_EXIT_FAULT : code;
}

static int tell(spr_cli *cli, const spr_args *args, const char *path, uint64_t entries, bool log) {
  spr_buf out;
  const char *copy_of_log = spr_str_printf(&cli->arena, "%s-reads", args->operands[0]).p;
  spr_report_buf(&out);
  if (spr_args_flag(args, "json")) {
    spr_json_open(&out, NULL, '{');
    spr_json_word(&out, "database", path);
    spr_json_word(&out, "backup", args->operands[0]);
    if (log) spr_json_word(&out, "access_log", copy_of_log);
    spr_json_number(&out, "entries", entries);
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%s: a copy of %s, checked; keys are not in it\n", args->operands[0], path);
    if (log) spr_buf_printf(&out, "%s: a copy of its access log; users are not copied\n", copy_of_log);
  }
  return spr_report_write(cli, cli->out, &out);
}

/* Of the copy, which others may have outrun by now. */
static int count(spr_cli *cli, const char *path, uint64_t *entries) {
  spr_store *store = NULL;
  spr_store_count n = {.entries = 0};
  int code = spr_inspect_store(cli, path, SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_counts(store, &n);
  if (s != SPR_OK) code = spr_inspect_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  spr_store_close(store);
  *entries = n.entries;
  return code;
}

/* So that the copy shows what is cut off from it. */
static void seal(const char *path) {
  spr_store_options o = {
      .alloc = &spr_alloc_default, .path = path, .mode = SPR_STORE_WRITE, .busy_ms = SPR_BUSY_MS};
  spr_store *store;
  if (spr_store_open(&o, &store, NULL) != SPR_OK) return;
  spr_store_seal_rest(store);
  spr_store_close(store);
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *path = spr_database_path(cli, args, NULL);
  spr_store *store = NULL;
  seal(path);
  int code = spr_inspect_store(cli, path, SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  code = copy(cli, args, store);
  spr_store_close(store);
  uint64_t entries = 0;
  bool log = false;
  if (code == SPR_EXIT_DONE) code = count(cli, args->operands[0], &entries);
  if (code == SPR_EXIT_DONE) code = spr_entrance_copy_log(cli, path, args->operands[0], &log);
  return code == SPR_EXIT_DONE ? tell(cli, args, path, entries, log) : code;
}

const spr_command spr_cmd_db_backup = {
    .name = "db backup",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "copies a database while others work on it",
    .about =
        "Writes a consistent copy, checks it and gives it its name; never over a file that exists. Keys "
        "are not in it:\n"
        "the key file has copies of its own, kept apart and not for long, so that what was erased stays "
        "erased. The\n"
        "access log is copied beside it (FILE-reads). Users, sessions and tokens are not: who was removed, "
        "and a token\n"
        "that was revoked, must not come back with an old copy.",
    .example = "  sprawa db backup /backup/sprawa-2026-05-02.db\n",
    .options = options,
    .run = run,
};
