/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/asking.h"
#include "cli/commands.h"

static const spr_option options[] = {
    {"city", "CITY", false, "the municipality whose case it is"},
    {"workflow", "WORKFLOW", false, "which one of the package (default: its main one)"},
    {"case", "JSON", false, "the fields of the case file; @FILE reads them, @- from standard input"},
    SPR_ASKING_OPTIONS,
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static sprawa_code open_case(const spr_asked *k) {
  const spr_wish *w = k->wish;
  return sprawa_engine_open_case(k->engine, w->package, w->city, w->workflow, k->data, k->request, k->reply,
                                 k->error);
}

static int run(spr_cli *cli, const spr_args *args) {
  const spr_wish wish = {.package = args->operands[0],
                         .city = spr_args_value(args, "city"),
                         .workflow = spr_args_value(args, "workflow")};
  if (wish.city) return spr_asking_run(cli, args, "case", &wish, open_case);
  spr_complain(cli, "case open: whose case is it? add --city CITY");
  return SPR_EXIT_USAGE;
}

const spr_command spr_cmd_case_open = {
    .name = "case open",
    .operands = "PACKAGE",
    .least = 1,
    .most = 1,
    .summary = "opens a case",
    .about = "Opens a case of a package in a city, under the definition that is deployed now. The answer "
             "begins with "
             "its id;\nprograms ask with --json, where it is `id`.",
    .example = "  sprawa case open mother-home --city gdansk --case '{\"home_municipality\": \"gdansk\"}'\n"
               "  sprawa case open mother-home --city gdansk --case @case.json --json\n",
    .options = options,
    .run = run,
};
