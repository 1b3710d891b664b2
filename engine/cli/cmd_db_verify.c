/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/verify.h"
#include "cli/commands.h"
#include "cli/inspect.h"
#include "cli/json_out.h"
#include "cli/progress.h"
#include "cli/report.h"

static const spr_option options[] = {
    {"rebuild", NULL, false, "also make every derived row and snapshot again from the journal, and compare"},
    {"decide", NULL, false, "also ask the rules again, and compare"},
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

typedef struct verifying {
  spr_progress progress;
  spr_buf *out;
  uint32_t entries; /* all that there are */
  bool json;
} verifying;

static void found(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos) {
  verifying *v = ud;
  if (v->json) {
    spr_json_open(v->out, NULL, '{');
    spr_json_text(v->out, "what", spr_str_of(what));
    spr_json_text_or_null(v->out, "id", id);
    spr_json_number(v->out, "seq", seq);
    spr_json_number(v->out, "pos", pos);
    spr_json_close(v->out, '}');
    return;
  }
  spr_buf_puts(v->out, what);
  if (id.n) spr_buf_printf(v->out, ": case %.*s", SPR_FMT(id));
  if (seq) spr_buf_printf(v->out, ", entry %llu", (unsigned long long)seq);
  if (pos) spr_buf_printf(v->out, " (position %llu)", (unsigned long long)pos);
  spr_buf_char(v->out, '\n');
}

static void progress(void *ud, uint64_t entries) {
  verifying *v = ud;
  spr_progress_show(&v->progress, (uint32_t)entries, v->entries, "entries");
}

typedef struct fact {
  const char *key, *label;
  uint64_t n;
} fact;

static void totals(const verifying *v, const spr_args *args, const spr_verify_report *r, spr_buf *out) {
  const fact facts[] = {
      {"entries", "entries", r->entries},
      {"cases", "cases", r->cases},
      {"seals", "seals", r->seals},
      {"snapshots", "snapshots made again", spr_args_flag(args, "rebuild") ? r->snapshots : 0},
      {"decided", "entries decided again", r->decided},
      {"other_semantics", "entries of other step semantics", r->other_semantics},
      {"erased", "entries that were erased", r->erased},
      {"faults", "faults", r->faults},
  };
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    bool always = i == 0 || strcmp(facts[i].key, "faults") == 0;
    if (v->json) spr_json_number(out, facts[i].key, facts[i].n);
    if (!v->json && (always || facts[i].n))
      spr_buf_printf(out, "%s%s %llu", i ? ", " : "", facts[i].label, (unsigned long long)facts[i].n);
  }
  if (!v->json) spr_buf_char(out, '\n');
}

static spr_status verify(verifying *v, const spr_inspection *look, const spr_args *args,
                         spr_verify_report *r) {
  spr_store_count count;
  spr_verify_options o = {.rebuild = spr_args_flag(args, "rebuild"),
                          .decide = spr_args_flag(args, "decide"),
                          .found = found,
                          .progress = progress,
                          .ud = v};
  spr_status s = spr_store_counts(look->store, &count);
  if (s != SPR_OK) return s;
  v->entries = count.entries < UINT32_MAX ? (uint32_t)count.entries : UINT32_MAX;
  spr_progress_begin(&v->progress, look->cli);
  s = spr_verify(look->desk, look->store, &o, r);
  spr_progress_end(&v->progress);
  return s;
}

typedef struct task {
  const spr_args *args;
  spr_buf out;
  bool faulty;
} task;

static int tell(void *ud, const spr_inspection *look) {
  task *t = ud;
  verifying v = {.out = &t->out, .json = spr_args_flag(t->args, "json")};
  spr_verify_report r = {0};
  if (v.json) spr_json_open(&t->out, NULL, '{');
  if (v.json) spr_json_open(&t->out, "found", '[');
  spr_status s = verify(&v, look, t->args, &r);
  if (s != SPR_OK) return spr_inspect_failed(look, s);
  if (v.json) spr_json_close(&t->out, ']');
  totals(&v, t->args, &r, &t->out);
  if (v.json) spr_json_close(&t->out, '}');
  if (v.json) spr_json_end(&t->out);
  t->faulty = r.faults > 0;
  return SPR_EXIT_DONE;
}

/* The file under the journal: pages, indices, references. */
static int check_file(spr_cli *cli, const char *path) {
  spr_store *store = NULL;
  int code = spr_inspect_store(cli, path, SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_check_file(store);
  if (s != SPR_OK) code = spr_inspect_refused(cli, s, spr_str_dup(&cli->arena, spr_store_fault(store)).p);
  spr_store_close(store);
  return code;
}

static int run(spr_cli *cli, const spr_args *args) {
  task t = {.args = args};
  int code = check_file(cli, spr_database_path(cli, args, NULL));
  if (code != SPR_EXIT_DONE) return code;
  spr_report_buf(&t.out);
  code = spr_inspect(cli, args, tell, &t);
  if (code == SPR_EXIT_DONE) {
    code = spr_report_write(cli, cli->out, &t.out);
    return code == SPR_EXIT_DONE && t.faulty ? SPR_EXIT_FAULT : code;
  }
  spr_buf_release(&t.out);
  return code;
}

const spr_command spr_cmd_db_verify = {
    .name = "db verify",
    .operands = "",
    .summary = "is the record true to itself?",
    .about = "Checks the file, the chain of hashes of every case and the seals over the whole journal. "
             "--rebuild makes\n"
             "everything that follows from the journal again and compares; --decide takes every step again "
             "under the rules of\n"
             "its time. What differs is told (exit code 1).",
    .example = "  sprawa db verify --rebuild\n",
    .options = options,
    .run = run,
};
