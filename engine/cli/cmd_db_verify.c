/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/verify.h"
#include "cli/commands.h"
#include "cli/entrance.h"
#include "cli/inspect.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "doors/json_out.h"

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
  uint64_t reads;   /* rows of the access log */
  bool json;
} verifying;

/* Where it is: case, entry, position, as far as they are known. */
static void place_json(spr_buf *out, spr_str id, uint64_t seq, uint64_t pos) {
  spr_json_text_or_null(out, "id", id);
  spr_json_number(out, "seq", seq);
  spr_json_number(out, "pos", pos);
}

static void place_text(spr_buf *out, spr_str id, uint64_t seq, uint64_t pos) {
  if (id.n) spr_buf_printf(out, " case %.*s", SPR_FMT(id));
  if (seq) spr_buf_printf(out, "%s entry %llu", id.n ? "," : "", (unsigned long long)seq);
  if (pos) spr_buf_printf(out, " (position %llu)", (unsigned long long)pos);
}

static void found(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos) {
  verifying *v = ud;
  if (v->json) {
    spr_json_open(v->out, NULL, '{');
    spr_json_text(v->out, "what", spr_str_of(what));
    place_json(v->out, id, seq, pos);
    spr_json_close(v->out, '}');
    return;
  }
  spr_buf_puts(v->out, what);
  if (id.n || seq || pos) spr_buf_char(v->out, ':');
  place_text(v->out, id, seq, pos);
  spr_buf_char(v->out, '\n');
}

/* -- damaged objects ------------------------------------------------------------------------------------ */
static const char *kind_of(const spr_verify_object *o) {
  switch ((spr_object_kind)o->kind) {
    case SPR_OBJECT_DEFINITION: return "definition";
    case SPR_OBJECT_ENVIRONMENT: return "environment";
    case SPR_OBJECT_KEYS: return "keys";
    case SPR_OBJECT_SETTING: return "setting";
    case SPR_OBJECT_OBSERVED: return "observed";
  }
  return "unknown";
}

static void damaged_json(const spr_verify_object *o, const char *hash, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "what", "an object is damaged");
  place_json(out, o->id, o->seq, o->pos);
  spr_json_open(out, "object", '{');
  spr_json_word(out, "kind", kind_of(o));
  spr_json_word(out, "hash", hash);
  spr_json_number(out, "cases", o->cases);
  spr_json_number(out, "entries", o->entries);
  spr_json_close(out, '}');
  spr_json_close(out, '}');
}

static void damaged(void *ud, const spr_verify_object *o) {
  verifying *v = ud;
  char hash[2 * sizeof o->hash.b + 1];
  for (size_t i = 0; i < sizeof o->hash.b; i++) snprintf(hash + 2 * i, 3, "%02x", o->hash.b[i]);
  if (v->json) {
    damaged_json(o, hash, v->out);
    return;
  }
  spr_buf_printf(v->out, "an object is damaged: %s %s", kind_of(o), hash);
  if (o->cases) spr_buf_printf(v->out, "; cases pinned to it: %llu", (unsigned long long)o->cases);
  if (o->entries) {
    spr_buf_printf(v->out, "; entries that need it: %llu, the first of", (unsigned long long)o->entries);
    place_text(v->out, o->id, o->seq, o->pos);
  }
  spr_buf_char(v->out, '\n');
}

/* -- all ------------------------------------------------------------------------------------------------ */
static void progress(void *ud, uint64_t entries) {
  verifying *v = ud;
  spr_progress_show(&v->progress, (uint32_t)entries, v->entries, "entries");
}

typedef struct fact {
  const char *key, *label;
  uint64_t n;
  bool always; /* also where there are none */
} fact;

static void totals(const verifying *v, const spr_args *args, const spr_verify_report *r, spr_buf *out) {
  const fact facts[] = {
      {"entries", "entries", r->entries, true},
      {"cases", "cases", r->cases, false},
      {"objects", "objects", r->objects, false},
      {"seals", "seals", r->seals, false},
      {"unsealed", "entries after the last seal", r->unsealed, true},
      {"snapshots", "snapshots made again", spr_args_flag(args, "rebuild") ? r->snapshots : 0, false},
      {"decided", "entries decided again", r->decided, false},
      {"other_semantics", "entries of other step semantics", r->other_semantics, false},
      {"undecided", "entries that cannot be decided again", r->undecided, false},
      {"erased", "entries that were erased", r->erased, false},
      {"reads", "rows of the access log", v->reads, false},
      {"faults", "faults", r->faults, true},
  };
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    if (v->json) spr_json_number(out, facts[i].key, facts[i].n);
    if (!v->json && (facts[i].always || facts[i].n))
      spr_buf_printf(out, "%s%s %llu", i ? ", " : "", facts[i].label, (unsigned long long)facts[i].n);
  }
  if (!v->json) spr_buf_char(out, '\n');
}

static spr_status verify(verifying *v, const spr_inspection *look, const spr_args *args,
                         spr_verify_report *r) {
  spr_store_count count;
  spr_verify_options o = {.rebuild = spr_args_flag(args, "rebuild"),
                          .decide = spr_args_flag(args, "decide"),
                          .skip_pages = true,
                          .found = found,
                          .damaged = damaged,
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
  verifying v;
  spr_verify_report report;
} task;

/* Damage that lets nothing more be read is found, too. */
static int tell(void *ud, const spr_inspection *look) {
  task *t = ud;
  spr_status s = verify(&t->v, look, t->args, &t->report);
  if (s == SPR_EREFUSED && !look->files->has_keys)
    return spr_database_no_keys(look->files, "cases are sealed, and there is no key file");
  if (s != SPR_OK && s != SPR_ECORRUPT) return spr_inspect_failed(look, s);
  if (s == SPR_OK) return SPR_EXIT_DONE;
  found(&t->v, spr_str_dup(&look->cli->arena, spr_store_fault(look->store)).p, SPR_STR(""), 0, 0);
  t->report.faults++;
  return SPR_EXIT_DONE;
}

/* The pages under the journal, before anything else trusts them. */
static int check_pages(spr_cli *cli, task *t) {
  spr_store *store = NULL;
  int code = spr_inspect_store(cli, spr_database_path(cli, t->args, NULL), SPR_STORE_READ, &store);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_store_check_pages(store);
  const char *fault = spr_str_dup(&cli->arena, spr_store_fault(store)).p;
  spr_store_close(store);
  if (s != SPR_OK && s != SPR_ECORRUPT) return spr_inspect_refused(cli, s, fault);
  if (s == SPR_ECORRUPT) found(&t->v, fault, SPR_STR(""), 0, 0);
  t->report.faults += s == SPR_ECORRUPT;
  return SPR_EXIT_DONE;
}

static void found_in_log(void *ud, uint64_t pos, const char *what) {
  task *t = ud;
  char text[128];
  snprintf(text, sizeof text, "the access log: %s", what);
  found(&t->v, text, SPR_STR(""), 0, pos);
  t->report.faults++;
}

static int look(spr_cli *cli, task *t) {
  int code = check_pages(cli, t);
  if (code == SPR_EXIT_DONE && t->report.faults == 0) code = spr_inspect(cli, t->args, tell, t);
  if (code != SPR_EXIT_DONE) return code;
  return spr_entrance_verify_log(cli, spr_database_path(cli, t->args, NULL), found_in_log, t, &t->v.reads);
}

static int run(spr_cli *cli, const spr_args *args) {
  task t = {.args = args};
  t.v = (verifying){.out = &t.out, .json = spr_args_flag(args, "json")};
  spr_report_buf(&t.out);
  if (t.v.json) spr_json_open(&t.out, NULL, '{');
  if (t.v.json) spr_json_open(&t.out, "found", '[');
  int code = look(cli, &t);
  if (code != SPR_EXIT_DONE) {
    spr_buf_release(&t.out);
    return code;
  }
  if (t.v.json) spr_json_close(&t.out, ']');
  totals(&t.v, args, &t.report, &t.out);
  if (t.v.json) spr_json_close(&t.out, '}');
  if (t.v.json) spr_json_end(&t.out);
  code = spr_report_write(cli, cli->out, &t.out);
  return code == SPR_EXIT_DONE && t.report.faults > 0 ? SPR_EXIT_FAULT : code;
}

const spr_command spr_cmd_db_verify = {
    .name = "db verify",
    .operands = "",
    .summary = "is the record true to itself?",
    .about =
        "Checks the file, the chain of hashes of every case, the seals over the whole journal, and every "
        "definition and\n"
        "environment against its hash; and the access log, if there is one. --rebuild makes everything that "
        "follows from the journal again and "
        "compares;\n"
        "--decide takes every step again under the rules of its time. What differs, or is damaged, is "
        "told (exit code 1).",
    .example = "  sprawa db verify --rebuild\n",
    .options = options,
    .run = run,
};
