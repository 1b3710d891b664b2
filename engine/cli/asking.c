/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/asking.h"

#include "access/who.h"
#include "base/limits.h"
#include "cli/json_arg.h"
#include "cli/json_out.h"
#include "cli/report.h"
#include "store/chain.h"

typedef struct asking {
  spr_database db;
  const spr_args *args;
  spr_ask *ask;
  spr_pool pool; /* of the data */
  spr_engine_reply reply;
  spr_case_row row; /* of the case afterwards; texts in the command line's arena */
} asking;

/* -- what is asked -------------------------------------------------------------------------------------- */

/* `--by` as people write it, and a time without an offset, need the case. A name that means nobody goes on as
 * it is: the engine refuses it with its own reasons. */
static int resolve(void *ud, const spr_look *look) {
  asking *k = ud;
  const char *by = spr_args_value(k->args, "by"), *occurred = spr_args_value(k->args, "occurred");
  spr_loaded l;
  spr_buf fault;
  spr_str who;
  int code = spr_database_case(look, k->ask->id.p, &l);
  if (code != SPR_EXIT_DONE) return code;
  spr_report_buf(&fault);
  if (by && l.c && spr_who_named(l.c, spr_str_of(by), &who, &fault))
    k->ask->by = spr_str_dup(&look->cli->arena, who);
  spr_buf_release(&fault);
  if (occurred) code = spr_time_argument(look->cli, occurred, l.definition->model->zone, &k->ask->occurred);
  spr_loaded_release(&l);
  return code;
}

static int resolve_opening(void *ud, const spr_look *look) {
  asking *k = ud;
  spr_volume *v = NULL;
  spr_definition *d = NULL;
  if (spr_shelf_current(spr_desk_shelf(look->desk), k->ask->package, k->ask->municipality, &v) != SPR_OK)
    return SPR_EXIT_DONE; /* the engine says that there is no such package or municipality */
  if (spr_library_get(v->library, v->package, v->city, k->ask->workflow, &d) != SPR_OK) return SPR_EXIT_DONE;
  k->ask->by = spr_str_dup(&look->cli->arena, spr_who_in_city(d->model, k->ask->by));
  return SPR_EXIT_DONE;
}

static int find_names(asking *k) {
  const char *by = spr_args_value(k->args, "by");
  k->ask->occurred = SPR_NO_INSTANT;
  if (by && !*by) {
    spr_complain(k->db.cli, "--by is empty; leave it out to act as the operator");
    return SPR_EXIT_USAGE;
  }
  k->ask->operator= !by;
  k->ask->by = by ? spr_str_of(by) : SPR_STR("");
  if (k->ask->kind == SPR_IN_OPEN) return by ? spr_database_read(&k->db, resolve_opening, k) : SPR_EXIT_DONE;
  bool needed = by || spr_args_value(k->args, "occurred");
  return needed ? spr_database_read(&k->db, resolve, k) : SPR_EXIT_DONE;
}

static int find_seq(asking *k) {
  const char *text = spr_args_value(k->args, "at-seq");
  if (!text || spr_args_number(text, &k->ask->at_seq)) return SPR_EXIT_DONE;
  spr_complain(k->db.cli, "--at-seq \"%s\": the number of an entry, from 1", text);
  return SPR_EXIT_USAGE;
}

/* The same key with other words is a mistake. What they mean is not asked: that may change between two tries.
 */
static void hash_request(asking *k) {
  static const char *const said[] = {"by", "occurred", "at-seq"};
  spr_ask *a = k->ask;
  spr_hasher h;
  spr_buf data;
  spr_report_buf(&data);
  spr_v_encode(&data, a->data);
  spr_hasher_begin(&h, "sprawa request 1");
  spr_hasher_u64(&h, a->kind);
  const spr_str texts[] = {a->id,   a->package, a->municipality,    a->workflow,
                           a->name, a->reason,  spr_buf_view(&data)};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_hasher_str(&h, texts[i]);
  for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
    const char *value = spr_args_value(k->args, said[i]);
    spr_hasher_str(&h, value ? spr_str_of(value) : SPR_STR(""));
  }
  spr_hasher_end(&h, &a->request);
  spr_buf_release(&data);
}

static int prepare(asking *k, const char *data) {
  spr_heap h = spr_heap_pool(&k->pool);
  const char *key = spr_args_value(k->args, "key");
  int code = find_seq(k);
  if (code == SPR_EXIT_DONE && data) code = spr_json_argument(k->db.cli, k->args, data, &h, &k->ask->data);
  if (code == SPR_EXIT_DONE) code = find_names(k);
  if (code != SPR_EXIT_DONE) return code;
  k->ask->actor = spr_database_actor(&k->db);
  k->ask->principal = SPR_STR(SPR_ACTOR);
  k->ask->key = key ? spr_str_of(key) : SPR_STR("");
  if (key) hash_request(k);
  return SPR_EXIT_DONE;
}

/* -- what became of it ---------------------------------------------------------------------------------- */

static const char *word_of(const spr_told *t) {
  switch (t->kind) {
    case SPR_TOLD_REFUSED: return spr_refusal_name(t->code);
    case SPR_TOLD_NO_CASE: return "not-found";
    case SPR_TOLD_MISMATCH: return "idempotency-mismatch";
    case SPR_TOLD_MOVED: return "case-moved";
    case SPR_TOLD_ERASED: return "case-erased";
    case SPR_TOLD_KEPT: return "kept";
    case SPR_TOLD_NO_KEYS: return "no-keys";
    case SPR_TOLD_FAILING: return "rules-failing";
    case SPR_TOLD_DONE: break;
  }
  return "";
}

static int exit_of(const spr_told *t) {
  switch (t->kind) {
    case SPR_TOLD_DONE: return SPR_EXIT_DONE;
    case SPR_TOLD_NO_CASE: return SPR_EXIT_MISSING;
    case SPR_TOLD_NO_KEYS: return SPR_EXIT_ENVIRONMENT;
    case SPR_TOLD_FAILING: return SPR_EXIT_ENVIRONMENT;
    case SPR_TOLD_REFUSED:
    case SPR_TOLD_MISMATCH:
    case SPR_TOLD_MOVED:
    case SPR_TOLD_ERASED:
    case SPR_TOLD_KEPT: break;
  }
  return SPR_EXIT_FAULT;
}

static int read_row(void *ud, const spr_look *look) {
  asking *k = ud;
  spr_arena *a = &look->cli->arena;
  spr_status s = spr_store_case(look->store, spr_str_of(k->reply.told.id), &k->row);
  if (s != SPR_OK) return spr_look_failed(look, s);
  k->row.configuration = spr_str_dup(a, k->row.configuration);
  k->row.responsible = spr_str_dup(a, k->row.responsible);
  k->row.outcome = spr_str_dup(a, k->row.outcome);
  return SPR_EXIT_DONE;
}

static void done_text(const asking *k, spr_buf *out) {
  const spr_case_row *c = &k->row;
  spr_buf_printf(out, "%s %s entry %llu%s: %s %.*s", k->reply.told.id,
                 k->ask->kind == SPR_IN_OPEN ? "opened," : "taken,", (unsigned long long)k->reply.told.seq,
                 k->reply.told.again ? " (it had happened before)" : "",
                 c->state == SPR_CASE_IS_OPEN ? "stands in" : "ended in", SPR_FMT(c->configuration));
  if (c->responsible.n) spr_buf_printf(out, ", responsible %.*s", SPR_FMT(c->responsible));
  spr_buf_char(out, '\n');
}

static void done_json(const asking *k, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_bool(out, "done", true);
  spr_json_text(out, "id", spr_str_of(k->reply.told.id));
  spr_json_number(out, "seq", k->reply.told.seq);
  spr_json_bool(out, "again", k->reply.told.again);
  spr_json_joined(out, "configuration", k->row.configuration);
  spr_json_text_or_null(out, "responsible", k->row.responsible);
  spr_json_text_or_null(out, "outcome", k->row.outcome);
  spr_json_close(out, '}');
  spr_json_end(out);
}

static void refused_json(const spr_told *t, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_bool(out, "done", false);
  spr_json_text(out, "code", spr_str_of(word_of(t)));
  spr_json_text(out, "reason", t->reasons);
  if (t->file.n) spr_json_text(out, "file", t->file);
  if (t->file.n) spr_json_number(out, "line", t->line);
  if (t->seq) spr_json_text(out, "id", spr_str_of(t->id));
  if (t->seq) spr_json_number(out, "seq", t->seq);
  spr_json_close(out, '}');
  spr_json_end(out);
}

static void refused_text(spr_cli *cli, const spr_told *t) {
  const char *why = spr_str_dup(&cli->arena, t->reasons).p;
  if (t->kind == SPR_TOLD_REFUSED)
    spr_complain(cli, "refused (%s): %s", word_of(t), why);
  else
    spr_complain(cli, "%s", why);
  if (t->file.n) fprintf(cli->err, "the rule stands in %.*s:%u\n", SPR_FMT(t->file), t->line);
}

int spr_told_refused(spr_cli *cli, const spr_told *t, bool json) {
  spr_buf out;
  spr_report_buf(&out);
  if (json)
    refused_json(t, &out);
  else
    refused_text(cli, t);
  int written = spr_report_write(cli, cli->out, &out);
  return written == SPR_EXIT_DONE ? exit_of(t) : written;
}

static int tell(asking *k) {
  const spr_told *t = &k->reply.told;
  bool json = spr_args_flag(k->args, "json");
  if (t->kind != SPR_TOLD_DONE) return spr_told_refused(k->db.cli, t, json);
  int code = spr_database_read(&k->db, read_row, k);
  if (code != SPR_EXIT_DONE) return code;
  spr_buf out;
  spr_report_buf(&out);
  if (json)
    done_json(k, &out);
  else
    done_text(k, &out);
  return spr_report_write(k->db.cli, k->db.cli->out, &out);
}

int spr_asking_run(spr_cli *cli, const spr_args *args, const char *data, spr_ask *ask) {
  asking k = {.args = args, .ask = ask};
  int code = spr_database_open(cli, args, NULL, false, &k.db);
  if (code != SPR_EXIT_DONE) return code;
  spr_pool_init(&k.pool, &spr_alloc_default);
  ask->data = SPR_V_NIL;
  code = prepare(&k, data);
  if (code == SPR_EXIT_DONE) {
    spr_status s = spr_engine_take(k.db.engine, ask, &k.reply);
    code = s == SPR_OK ? tell(&k) : spr_database_failed(&k.db, s);
    spr_engine_reply_release(&k.reply);
  }
  spr_database_close(&k.db);
  spr_v_release(&k.pool, ask->data);
  spr_pool_release(&k.pool);
  return code;
}
