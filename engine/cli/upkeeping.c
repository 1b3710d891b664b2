/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/upkeeping.h"

#include "cli/asking.h"
#include "cli/json_out.h"
#include "cli/report.h"

static int tell_done(spr_cli *cli, const spr_told *t, const char *done, bool json) {
  spr_buf out;
  spr_report_buf(&out);
  if (json) {
    spr_json_open(&out, NULL, '{');
    spr_json_bool(&out, "done", true);
    spr_json_text(&out, "id", spr_str_of(t->id));
    spr_json_number(&out, "seq", t->seq);
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%s %s, entry %llu\n", t->id, done, (unsigned long long)t->seq);
  }
  return spr_report_write(cli, cli->out, &out);
}

int spr_upkeeping_run(spr_cli *cli, const spr_args *args, spr_upkeep *u, const char *done) {
  spr_database db;
  spr_engine_reply reply = {.told.kind = SPR_TOLD_REFUSED};
  bool json = spr_args_flag(args, "json");
  int code = spr_database_open(cli, args, NULL, false, &db);
  if (code != SPR_EXIT_DONE) return code;
  u->actor = spr_database_actor(&db);
  spr_status s = spr_engine_upkeep(db.engine, u, &reply);
  if (s == SPR_OK && reply.told.kind == SPR_TOLD_DONE)
    code = tell_done(cli, &reply.told, done, json);
  else if (s == SPR_OK)
    code = spr_told_refused(cli, &reply.told, json);
  else
    code = spr_database_failed(&db, s);
  if (s != SPR_OK && reply.told.kind == SPR_TOLD_DONE)
    fprintf(cli->err,
            "the case is erased, but not everything of it is gone yet: the next command finishes it\n");
  spr_engine_reply_release(&reply);
  spr_database_close(&db);
  return code;
}
