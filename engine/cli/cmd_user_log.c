/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/bound.h"
#include "cli/commands.h"
#include "cli/paging.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"case", "CASE", false, "who has read this case"},
    {"who", "WHO", false, "what this one has read: user:NAME or token:NAME"},
    {"institution", "INSTITUTION", false, "with the eyes of this institution"},
    {"kind", "KIND", false, "case, list, search, export or emergency"},
    {"limit", "N", false, "at most so many (default: 50, at most 1000)"},
    {"after", "POSITION", false, "those behind a list's last one"},
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

/* -- the arguments -------------------------------------------------------------------------------------- */
static spr_str text_of(const spr_args *args, const char *option) {
  const char *text = spr_args_value(args, option);
  return text ? spr_str_of(text) : (spr_str){0};
}

static int read_number(spr_cli *cli, const spr_args *args, const char *option, uint64_t most, uint64_t *out) {
  const char *text = spr_args_value(args, option);
  if (!text || (spr_args_number(text, out) && *out <= most)) return SPR_EXIT_DONE;
  spr_complain(cli, "--%s \"%s\": a number from 1 to %llu", option, text, (unsigned long long)most);
  return SPR_EXIT_USAGE;
}

static int read_filter(spr_cli *cli, const spr_args *args, spr_reads_filter *out) {
  const char *kind = spr_args_value(args, "kind");
  uint64_t limit = SPR_LISTED;
  *out = (spr_reads_filter){
      .who = text_of(args, "who"), .institution = text_of(args, "institution"), .id = text_of(args, "case")};
  if (kind && !spr_read_kind_named(spr_str_of(kind), &out->kind)) {
    spr_complain(cli, "--kind \"%s\": case, list, search, export or emergency", kind);
    return SPR_EXIT_USAGE;
  }
  int code = read_number(cli, args, "limit", SPR_MAX_LISTED, &limit);
  if (code == SPR_EXIT_DONE) code = read_number(cli, args, "after", INT64_MAX, &out->before);
  out->limit = (uint32_t)limit;
  return code;
}

/* -- telling -------------------------------------------------------------------------------------------- */
typedef struct telling {
  spr_buf *out;
  uint64_t last;
  uint32_t n;
  bool json;
} telling;

static void tell_json(spr_buf *out, const spr_read *r) {
  spr_json_open(out, NULL, '{');
  spr_json_number(out, "position", r->pos);
  spr_json_time(out, "time", NULL, r->at);
  spr_json_word(out, "kind", spr_read_kind_text(r->kind));
  spr_json_text(out, "who", r->who);
  spr_json_text_or_null(out, "institution", r->institution);
  spr_json_text(out, "route", r->route);
  spr_bound_json(out, "cases", r->ids, r->nids);
  spr_json_close(out, '}');
}

static void tell_text(spr_buf *out, const spr_read *r) {
  spr_bound_time(out, r->at);
  spr_buf_printf(out, " %-9s %.*s", spr_read_kind_text(r->kind), SPR_FMT(r->who));
  spr_buf_printf(out, "%s%.*s, %.*s", r->institution.n ? " of " : "", SPR_FMT(r->institution),
                 SPR_FMT(r->route));
  spr_bound_words(out, ": ", r->ids, r->nids);
  spr_buf_char(out, '\n');
}

static bool tell_read(void *ud, const spr_read *r) {
  telling *t = ud;
  t->last = r->pos;
  t->n++;
  if (t->json)
    tell_json(t->out, r);
  else
    tell_text(t->out, r);
  return !t->out->failed;
}

/* There may be more behind a full page. */
static void end(const telling *t, bool full) {
  char next[32] = "";
  if (full) snprintf(next, sizeof next, "%llu", (unsigned long long)t->last);
  if (t->json) {
    spr_json_close(t->out, ']');
    spr_json_word_or_null(t->out, "next", next);
    spr_json_close(t->out, '}');
    spr_json_end(t->out);
    return;
  }
  if (t->n == 0) spr_buf_puts(t->out, "nothing was read\n");
  if (full) spr_buf_printf(t->out, "more: --after %s\n", next);
}

static int list(spr_cli *cli, spr_entrance *e, const spr_reads_filter *f, spr_buf *out) {
  telling t = {.out = out, .json = cli->json};
  if (t.json) spr_json_open(out, NULL, '{');
  if (t.json) spr_json_open(out, "items", '[');
  spr_status s = spr_reads_page(e->reads, f, tell_read, &t);
  if (s != SPR_OK) return spr_entrance_failed(cli, e, s, "");
  end(&t, t.n == f->limit && t.last > 1);
  return SPR_EXIT_DONE;
}

static int run(spr_cli *cli, const spr_args *args) {
  spr_entrance e = {.reads = NULL};
  spr_reads_filter f;
  spr_buf out;
  int code = read_filter(cli, args, &f);
  if (code == SPR_EXIT_DONE) code = spr_entrance_look(cli, spr_database_path(cli, args, NULL), &e);
  if (code != SPR_EXIT_DONE) return code;
  spr_report_buf(&out);
  code = list(cli, &e, &f, &out);
  spr_entrance_close(&e);
  if (code == SPR_EXIT_DONE) return spr_report_write(cli, cli->out, &out);
  spr_buf_release(&out);
  return code;
}

const spr_command spr_cmd_user_log = {
    .name = "user log",
    .operands = "",
    .summary = "who has read which cases",
    .about = "The access log, newest first: each request that has read cases, by whom, with whose eyes. "
             "Commands of the\n"
             "operator are not in it: whoever holds the files can read them anyway.",
    .example = "  sprawa user log --case k2v7oyq3m4x5zt6a\n  sprawa user log --kind emergency --json\n",
    .options = options,
    .run = run,
};
