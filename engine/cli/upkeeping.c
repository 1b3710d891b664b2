/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/upkeeping.h"

#include "cli/asking.h"
#include "cli/report.h"
#include "doors/json_out.h"

static int tell_done(spr_cli *cli, const sprawa_reply *r, const char *done, bool json) {
  spr_buf out;
  spr_report_buf(&out);
  if (json) {
    spr_json_open(&out, NULL, '{');
    spr_json_bool(&out, "done", true);
    spr_json_word(&out, "id", r->id);
    spr_json_number(&out, "seq", r->seq);
    if (r->lingers) spr_json_bool(&out, "lingers", true);
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%s %s, entry %llu\n", r->id, done, (unsigned long long)r->seq);
  }
  return spr_report_write(cli, cli->out, &out);
}

static void tell_lingering(const spr_database *db) {
  spr_complain(
      db->cli,
      "somebody is reading the database or its keys, so a copy of what was erased stays in a log, %s-wal or "
      "%s-wal, until they have ended: the next command on this database after that empties it, `sprawa tick` "
      "for one",
      db->path, db->keys);
}

int spr_upkeeping_run(spr_cli *cli, const spr_args *args, const char *done, spr_upkeep_fn fn) {
  spr_database db;
  sprawa_reply reply;
  sprawa_error error;
  bool json = spr_args_flag(args, "json");
  int code = spr_database_open(cli, args, NULL, false, &db);
  if (code != SPR_EXIT_DONE) return code;
  const spr_upkept k = {db.engine, args, spr_database_actor(&db), &reply, &error};
  bool well = fn(&k) == SPRAWA_OK;
  code = well ? tell_done(cli, &reply, done, json) : spr_asking_refused(&db, &reply, &error);
  if (well && reply.lingers) tell_lingering(&db);
  spr_database_close(&db);
  return code;
}
