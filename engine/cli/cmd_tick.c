/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/json_out.h"
#include "cli/report.h"

static const spr_option options[] = {
    {"until", "TIME", false, "fire what is due by then (default: now); later than now needs --pretend"},
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

/* What would be later than the clock is fired as if it were that late already. */
static int find_until(spr_database *db, const spr_args *args, spr_instant *out) {
  const char *text = spr_args_value(args, "until");
  *out = spr_engine_now(db->engine);
  spr_instant now = *out;
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
static int tell_passed(spr_cli *cli, const spr_passed *p) {
  uint64_t sealed = p->of[SPR_PASS_SEALED], damaged = p->of[SPR_PASS_DAMAGED],
           strained = p->of[SPR_PASS_STRAINED];
  if (sealed)
    spr_complain(cli,
                 "%llu sealed case%s or message%s waited in vain, the first of case %s: its key is not here; "
                 "name the key file with --keys",
                 (unsigned long long)sealed, plural(sealed), plural(sealed), p->id);
  if (damaged)
    spr_complain(
        cli, "%llu case%s or message%s cannot be read, the first of case %s: run sprawa db verify --rebuild",
        (unsigned long long)damaged, plural(damaged), plural(damaged), p->id);
  if (strained)
    spr_complain(cli,
                 "%llu case%s or message%s of cities whose rules ran out of work again and again wait for a "
                 "minute: look at their incidents",
                 (unsigned long long)strained, plural(strained), plural(strained));
  return sealed || damaged ? SPR_EXIT_ENVIRONMENT : strained ? SPR_EXIT_FAULT : SPR_EXIT_DONE;
}

static int tell(spr_cli *cli, const spr_args *args, spr_instant until, uint64_t fired, const spr_passed *p) {
  spr_buf out;
  spr_report_buf(&out);
  if (spr_args_flag(args, "json")) {
    spr_json_open(&out, NULL, '{');
    spr_json_number(&out, "fired", fired);
    spr_json_time(&out, "until", spr_zone_utc, until);
    spr_json_open(&out, "passed_over", '{');
    spr_json_number(&out, "sealed", p->of[SPR_PASS_SEALED]);
    spr_json_number(&out, "damaged", p->of[SPR_PASS_DAMAGED]);
    spr_json_number(&out, "rules_failing", p->of[SPR_PASS_STRAINED]);
    spr_json_close(&out, '}');
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%llu fired\n", (unsigned long long)fired);
  }
  int code = spr_report_write(cli, cli->out, &out);
  return code == SPR_EXIT_DONE ? tell_passed(cli, p) : code;
}

static int run(spr_cli *cli, const spr_args *args) {
  spr_database db;
  spr_instant until = 0;
  uint64_t fired = 0;
  spr_passed passed = {.of = {0}};
  int code = spr_database_open(cli, args, NULL, false, &db);
  if (code != SPR_EXIT_DONE) return code;
  code = find_until(&db, args, &until);
  if (code == SPR_EXIT_DONE) {
    spr_str actor = db.pretends ? spr_database_actor(&db) : SPR_STR("");
    spr_status s = spr_engine_tick(db.engine, until, actor, &fired, &passed);
    if (s != SPR_OK) code = spr_database_failed(&db, s);
  }
  spr_database_close(&db);
  return code == SPR_EXIT_DONE ? tell(cli, args, until, fired, &passed) : code;
}

const spr_command spr_cmd_tick = {
    .name = "tick",
    .operands = "",
    .summary = "fires what is due, once",
    .about = "Fires timers and deadlines that are due, each at its own due time, and delivers waiting "
             "messages between\n"
             "cases. With --until and --pretend time runs ahead of the clock, for trials: for good, for a "
             "case never goes\n"
             "back behind its last entry.",
    .example = "  sprawa tick\n  sprawa tick --until 2026-06-01T00:00:00+02:00 --pretend --db trial.db\n",
    .options = options,
    .run = run,
};
