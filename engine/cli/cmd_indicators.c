/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/indicators_view.h"
#include "doors/indicators_json.h"

static const spr_option options[] = {
    {"since", "DAY", false, "from this day of each municipality on, or from a time with an offset"},
    {"until", "DAY", false, "to the end of this day, or before a time with an offset (default: now)"},
    {"by", "WHAT", true, "a row for each city or version: city, version; again for both"},
    {"city", "CITY", false, "of this municipality"},
    {"package", "PACKAGE", false, "of this package"},
    {"least", "N", false, "withhold what rests on fewer than so many (default: 1, nothing)"},
    SPR_AS_OPTION,
    {"lang", "LANGUAGE", false, "of the titles (default: the first one of the package)"},
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static int read_by(spr_cli *cli, const spr_args *args, sprawa_indicators_query *q) {
  const char *by = spr_args_nth(args, "by", 0);
  for (uint32_t i = 0; by; by = spr_args_nth(args, "by", ++i)) {
    q->by_municipality = q->by_municipality || strcmp(by, "city") == 0;
    q->by_version = q->by_version || strcmp(by, "version") == 0;
    if (strcmp(by, "city") == 0 || strcmp(by, "version") == 0) continue;
    spr_complain(cli, "--by \"%s\": city or version", by);
    return SPR_EXIT_USAGE;
  }
  return SPR_EXIT_DONE;
}

static int read_least(spr_cli *cli, const spr_args *args, sprawa_indicators_query *q) {
  const char *text = spr_args_value(args, "least");
  uint64_t n = 0;
  if (text && (!spr_args_number(text, &n) || n > UINT32_MAX)) {
    spr_complain(cli, "--least \"%s\": a number from 1", text);
    return SPR_EXIT_USAGE;
  }
  q->least = (uint32_t)n;
  return SPR_EXIT_DONE;
}

static int tell(spr_database *db, const spr_args *args, spr_buf *out) {
  sprawa_indicators_query q = {.as = &db->view,
                               .municipality = spr_args_value(args, "city"),
                               .package = spr_args_value(args, "package"),
                               .since = spr_args_value(args, "since"),
                               .until = spr_args_value(args, "until")};
  sprawa_indicators *x = NULL;
  sprawa_error e;
  int code = read_by(db->cli, args, &q);
  if (code == SPR_EXIT_DONE) code = read_least(db->cli, args, &q);
  if (code != SPR_EXIT_DONE) return code;
  sprawa_code done = sprawa_engine_indicators(db->engine, &q, &x, &e);
  if (done == SPRAWA_INVALID && strcmp(e.name, "period") == 0) {
    spr_complain(db->cli, "%s", e.message);
    return SPR_EXIT_USAGE;
  }
  if (done != SPRAWA_OK) return spr_database_failed(db, &e);
  if (db->cli->json)
    spr_indicators_json(&q, x, out);
  else
    spr_indicators_table(x, out);
  sprawa_indicators_free(x);
  return SPR_EXIT_DONE;
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_database_report(cli, args, tell);
}

const spr_command spr_cmd_indicators = {
    .name = "indicators",
    .operands = "",
    .summary = "how long cases take, and how many deadlines are met",
    .about =
        "Counts the indicators that packages declare, from the journal: ways by the day on which they ended, "
        "deadlines by\n"
        "when they were met or missed. Days are of the municipality's calendar, the first one not counted; "
        "figures are\n"
        "percentiles by nearest rank. Whatever has not come to its end is told apart. Exit code 2: a day or "
        "time that is\n"
        "none; 3: no such city, package or institution.",
    .example = "  sprawa indicators --since 2026-01-01 --until 2026-03-31 --by city\n"
               "  sprawa indicators --package mother-home --as mopr-gdansk --json\n",
    .options = options,
    .run = run,
};
