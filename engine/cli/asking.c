/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/asking.h"

#include "cli/json_arg.h"
#include "cli/report.h"
#include "cli/words.h"
#include "doors/json_out.h"
#include "doors/reply_json.h"

typedef struct asking {
  spr_database db;
  const spr_args *args;
  const spr_wish *wish;
  sprawa_request request;
  sprawa_reply reply;
  sprawa_error error;
} asking;

/* -- what is asked -------------------------------------------------------------------------------------- */

/* A time without an offset needs the clocks of the case's city. */
static int find_time(asking *k) {
  const char *occurred = spr_args_value(k->args, "occurred");
  sprawa_case *c = NULL;
  if (!occurred) return SPR_EXIT_DONE;
  sprawa_code code = sprawa_engine_read(k->db.engine, k->wish->id, sprawa_view_operator(), &c, &k->error);
  if (code != SPRAWA_OK) return spr_database_failed(&k->db, &k->error);
  int exit = spr_time_argument(k->db.cli, occurred, sprawa_case_head(c)->zone, &k->request.occurred);
  sprawa_case_free(c);
  return exit;
}

/* Whoever is answered as an institution acts as it, too, unless it is said otherwise. */
static int find_by(asking *k) {
  const char *by = spr_args_value(k->args, "by");
  k->request.by = by ? NULL : k->db.as;
  k->request.by_name = by;
  k->request.as = &k->db.view;
  if (!by || *by) return SPR_EXIT_DONE;
  spr_complain(k->db.cli, "--by is empty; leave it out to act as the operator");
  return SPR_EXIT_USAGE;
}

static int find_seq(asking *k) {
  const char *text = spr_args_value(k->args, "at-seq");
  if (!text || spr_args_number(text, &k->request.at_seq)) return SPR_EXIT_DONE;
  spr_complain(k->db.cli, "--at-seq \"%s\": the number of an entry, from 1", text);
  return SPR_EXIT_USAGE;
}

static int prepare(asking *k, const char *data, sprawa_value **out) {
  int code = find_seq(k);
  if (code == SPR_EXIT_DONE && data) code = spr_json_argument(k->db.cli, k->args, data, out);
  if (code == SPR_EXIT_DONE) code = find_by(k);
  if (code == SPR_EXIT_DONE) code = find_time(k);
  k->request.actor = spr_database_actor(&k->db);
  k->request.principal = SPR_ACTOR;
  k->request.key = spr_args_value(k->args, "key");
  return code;
}

/* -- what became of it ---------------------------------------------------------------------------------- */

static void stands_text(const asking *k, const sprawa_case_row *c, spr_buf *out) {
  uint64_t more = spr_reply_followed(&k->reply, c);
  if (more) spr_buf_printf(out, ", then %llu more", (unsigned long long)more);
  spr_buf_printf(out, ": %s ", c->status == SPRAWA_CASE_OPEN ? "stands in" : "ended in");
  spr_words_joined(out, c->states);
  if (*c->responsible) spr_buf_printf(out, ", responsible %s", c->responsible);
}

/* c NULL: where the case stands is not told. */
static void done_text(const asking *k, const sprawa_case_row *c, spr_buf *out) {
  spr_buf_printf(out, "%s %s entry %llu%s", k->reply.id, k->wish->id ? "taken," : "opened,",
                 (unsigned long long)k->reply.seq, k->reply.again ? " (it had happened before)" : "");
  if (c) stands_text(k, c, out);
  spr_buf_char(out, '\n');
}

/* An institution that has no part in the case is told that it was taken, and nothing else. */
static int tell_done(asking *k) {
  sprawa_case *c = NULL;
  spr_buf out;
  sprawa_code code = sprawa_engine_read(k->db.engine, k->reply.id, &k->db.view, &c, &k->error);
  if (code != SPRAWA_OK && code != SPRAWA_NOT_FOUND) return spr_database_failed(&k->db, &k->error);
  spr_report_buf(&out);
  if (spr_args_flag(k->args, "json"))
    spr_reply_json(&k->reply, sprawa_case_head(c), &out);
  else
    done_text(k, sprawa_case_head(c), &out);
  sprawa_case_free(c);
  return spr_report_write(k->db.cli, k->db.cli->out, &out);
}

static void refused_json(const spr_database *db, const sprawa_reply *r, const sprawa_error *e, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_bool(out, "done", false);
  spr_json_word(out, "code", e->name);
  spr_json_word(out, "reason", e->message);
  if (*e->file) spr_json_word(out, "file", e->file);
  if (*e->file) spr_json_number(out, "line", e->line);
  if (r->seq) spr_json_word(out, "id", r->id);
  if (r->seq) spr_json_number(out, "seq", r->seq);
  spr_failure_member(db->cli, spr_database_exit(e->code), out);
  spr_json_close(out, '}');
  spr_json_end(out);
}

/* Did the workflow say no, and not what is around it? */
static bool is_of_workflow(const sprawa_error *e) {
  static const char *const around[] = {"case-moved", "case-erased", "idempotency-mismatch", "kept"};
  for (size_t i = 0; i < sizeof around / sizeof *around; i++)
    if (strcmp(e->name, around[i]) == 0) return false;
  return e->code == SPRAWA_REFUSED || e->code == SPRAWA_LIMIT;
}

static int tell_refusal(const spr_database *db, const sprawa_error *e) {
  if (!is_of_workflow(e)) return spr_database_failed(db, e);
  spr_blame(db->cli, e->name);
  if (db->cli->json)
    spr_complain(db->cli, "%s", e->message);
  else
    spr_complain(db->cli, "refused (%s): %s", e->name, e->message);
  if (*e->file) spr_advise(db->cli, "the rule stands in %s:%u", e->file, e->line);
  return spr_database_exit(e->code);
}

/* What the environment failed at is no answer to a program. */
static bool is_answer(const sprawa_error *e) {
  return e->code == SPRAWA_REFUSED || e->code == SPRAWA_NOT_FOUND || e->code == SPRAWA_LIMIT ||
         strcmp(e->name, "no-keys") == 0 || strcmp(e->name, "rules-failing") == 0;
}

int spr_asking_refused(const spr_database *db, const sprawa_reply *r, const sprawa_error *e) {
  spr_buf out;
  int code = tell_refusal(db, e);
  if (!db->cli->json || !is_answer(e)) return code;
  spr_report_buf(&out);
  refused_json(db, r, e, &out);
  int written = spr_report_write(db->cli, db->cli->out, &out);
  return written == SPR_EXIT_DONE ? code : written;
}

/* -- all of it ------------------------------------------------------------------------------------------ */

static int ask(asking *k, const sprawa_value *data, spr_ask_fn fn) {
  const spr_asked asked = {k->db.engine, k->wish, data, &k->request, &k->reply, &k->error};
  if (fn(&asked) == SPRAWA_OK) return tell_done(k);
  return spr_asking_refused(&k->db, &k->reply, &k->error);
}

int spr_asking_run(spr_cli *cli, const spr_args *args, const char *data, const spr_wish *wish,
                   spr_ask_fn fn) {
  asking k = {.args = args, .wish = wish};
  sprawa_value *value = NULL;
  int code = spr_database_open(cli, args, NULL, false, &k.db);
  if (code != SPR_EXIT_DONE) return code;
  code = prepare(&k, data, &value);
  if (code == SPR_EXIT_DONE) code = ask(&k, value, fn);
  sprawa_value_release(value);
  spr_database_close(&k.db);
  return code;
}
