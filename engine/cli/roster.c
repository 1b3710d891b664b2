/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/roster.h"

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "doors/json_out.h"

static void begin(const spr_roster *r) {
  if (r->json) spr_json_open(r->out, NULL, '{');
  if (r->json) spr_json_open(r->out, "items", '[');
}

static void end(const spr_roster *r, const char *none) {
  if (r->json) {
    spr_json_close(r->out, ']');
    spr_json_null(r->out, "next");
    spr_json_close(r->out, '}');
    spr_json_end(r->out);
  } else if (!r->any) {
    spr_buf_puts(r->out, none);
  }
}

int spr_roster_run(spr_cli *cli, const spr_args *args, spr_roster_tell *tell, const char *none) {
  spr_entrance e = {.people = NULL};
  spr_buf out;
  int code = spr_entrance_people(cli, spr_database_path(cli, args, NULL), false, &e);
  if (code != SPR_EXIT_DONE) return code;
  spr_report_buf(&out);
  spr_roster r = {.out = &out, .now = spr_clock_now(), .json = cli->json, .all = spr_args_flag(args, "all")};
  begin(&r);
  spr_status s = tell(e.people, &r);
  end(&r, none);
  if (s != SPR_OK) code = spr_entrance_failed(cli, &e, s, "");
  spr_entrance_close(&e);
  if (code == SPR_EXIT_DONE) return spr_report_write(cli, cli->out, &out);
  spr_buf_release(&out);
  return code;
}
