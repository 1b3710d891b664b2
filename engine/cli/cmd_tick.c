/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"until", "TIME", false, "fire what is due by then (default: now); later than now needs --pretend"},
    {"confirm-clock", NULL, false,
     "the clock has jumped more than a day ahead, and it is right: timers go on"},
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

/* What would be later than the clock is fired as if it were that late already. */
static int find_until(spr_database *db, const spr_args *args, int64_t *out) {
  const char *text = spr_args_value(args, "until");
  int64_t now = sprawa_engine_time(db->engine);
  *out = now;
  int code = text ? spr_time_argument(db->cli, text, NULL, out) : SPR_EXIT_DONE;
  if (code != SPR_EXIT_DONE || *out <= now) return code;
  if (db->pretends) {
    db->pretended = *out;
    return SPR_EXIT_DONE;
  }
  spr_complain(db->cli,
               "--until is later than now: --pretend fires what is not due yet, and it cannot be undone");
  return SPR_EXIT_USAGE;
}

static const char *plural(uint64_t n) {
  return n == 1 ? "" : "s";
}

/* What could not be fired is told, and it is a fault of the environment where a person has to do something.
 */
static int tell_passed(const spr_database *db, const sprawa_ticked *t) {
  spr_cli *cli = db->cli;
  if (t->sealed)
    spr_complain(cli,
                 "%llu sealed case%s or message%s waited in vain, the first of case %s: its key is not here; "
                 "name the key file with --keys",
                 (unsigned long long)t->sealed, plural(t->sealed), plural(t->sealed), t->first);
  if (t->damaged)
    spr_complain(
        cli, "%llu case%s or message%s cannot be read, the first of case %s: run sprawa db verify --rebuild",
        (unsigned long long)t->damaged, plural(t->damaged), plural(t->damaged), t->first);
  if (t->failing)
    spr_complain(cli,
                 "%llu case%s or message%s of cities whose rules ran out of work again and again wait for a "
                 "minute: look at their incidents",
                 (unsigned long long)t->failing, plural(t->failing), plural(t->failing));
  if (t->damaged || (t->sealed && db->has_keys)) return SPR_EXIT_ENVIRONMENT;
  if (t->sealed) return spr_file_exit(SPR_ENOTFOUND);
  return t->failing ? SPR_EXIT_FAULT : SPR_EXIT_DONE;
}

static void tell_json(const sprawa_ticked *t, int64_t until, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_number(out, "fired", t->fired);
  spr_json_time(out, "until", NULL, until);
  spr_json_open(out, "passed_over", '{');
  spr_json_number(out, "sealed", t->sealed);
  spr_json_number(out, "damaged", t->damaged);
  spr_json_number(out, "rules_failing", t->failing);
  spr_json_close(out, '}');
  spr_json_close(out, '}');
  spr_json_end(out);
}

static int tell(const spr_database *db, const spr_args *args, int64_t until, const sprawa_ticked *t) {
  spr_buf out;
  spr_report_buf(&out);
  if (spr_args_flag(args, "json"))
    tell_json(t, until, &out);
  else
    spr_buf_printf(&out, "%llu fired\n", (unsigned long long)t->fired);
  int code = spr_report_write(db->cli, db->cli->out, &out);
  return code == SPR_EXIT_DONE ? tell_passed(db, t) : code;
}

static int run(spr_cli *cli, const spr_args *args) {
  spr_database db;
  sprawa_error e;
  sprawa_ticked ticked;
  int64_t until = 0;
  int code = spr_database_open(cli, args, NULL, false, &db);
  if (code != SPR_EXIT_DONE) return code;
  code = find_until(&db, args, &until);
  const char *actor = spr_database_actor(&db);
  if (code == SPR_EXIT_DONE && spr_args_flag(args, "confirm-clock") &&
      sprawa_engine_confirm_clock(db.engine, actor, &e) != SPRAWA_OK)
    code = spr_database_failed(&db, &e);
  if (code == SPR_EXIT_DONE &&
      sprawa_engine_tick(db.engine, until, db.pretends ? actor : NULL, &ticked, &e) != SPRAWA_OK)
    code = spr_database_failed(&db, &e);
  spr_database_close(&db);
  return code == SPR_EXIT_DONE ? tell(&db, args, until, &ticked) : code;
}

const spr_command spr_cmd_tick = {
    .name = "tick",
    .operands = "",
    .summary = "fires what is due, once",
    .about = "Fires timers and deadlines that are due, each at its own due time, and delivers waiting "
             "messages between\n"
             "cases. With --until and --pretend time runs ahead of the clock, for trials: for good, for a "
             "case never goes\n"
             "back behind its last entry.\n"
             "A program that keeps time by itself stops its timers when the clock jumps more than a day "
             "ahead, until\n"
             "the clock is back or --confirm-clock says that it is right.",
    .example = "  sprawa tick\n  sprawa tick --until 2026-06-01T00:00:00+02:00 --pretend --db trial.db\n",
    .options = options,
    .run = run,
};
