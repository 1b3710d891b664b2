/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/faults.h"
#include "cli/json_arg.h"
#include "cli/operand.h"
#include "cli/place.h"
#include "cli/report.h"
#include "cli/try.h"

static const spr_option options[] = {
    {"city", "CITY", false, "try a workflow of a package under the rules of a city"},
    {"rules", "FILE", false, "Lua hooks of a workflow that stands alone"},
    {"case", "JSON", false, "the case file at the opening; or @FILE"},
    {"by", "WHO", false, "who opens the case"},
    {"start", "TIME", false, "when the case opens: \"2026-05-02 23:40\", local time"},
    {"json", NULL, false, "JSON Lines on standard input and output"},
    {NULL, NULL, false, NULL},
};

/* What is to be tried, and what was found wrong with it. */
typedef struct trial {
  spr_cli *cli;
  const spr_args *args;
  sprawa_definitions *definitions;
  spr_faults faults;
} trial;

/* -- faults --------------------------------------------------------------------------------------------- */

/* Whoever reads lines wants nothing but what went wrong. */
static void tell_faults(trial *t) {
  if (t->faults.errors > 0 || !spr_args_flag(t->args, "json")) spr_faults_tell(&t->faults);
}

static int failed(trial *t, const sprawa_error *e) {
  bool told = t->faults.errors > 0;
  tell_faults(t);
  if (told) return SPR_EXIT_FAULT;
  spr_complain(t->cli, "%s", e->message);
  return spr_database_exit(e->code);
}

/* -- definitions ---------------------------------------------------------------------------------------- */

static int alone(trial *t, const char *file) {
  sprawa_error e;
  if (spr_operand_is_of_package(t->cli, file)) {
    spr_complain(t->cli, "%s belongs to a package: try it in a city, with --city CITY", file);
    return SPR_EXIT_USAGE;
  }
  const char *rules = spr_args_value(t->args, "rules");
  const char *missing = !spr_operand_is_file(file)             ? file
                        : rules && !spr_operand_is_file(rules) ? rules
                                                               : NULL;
  if (missing && spr_place_is_folder(missing)) {
    spr_complain(t->cli, "%s is a folder, not a file", missing);
    return SPR_EXIT_USAGE;
  }
  if (missing) {
    spr_complain(t->cli, "no file \"%s\"", missing);
    if (!spr_str_ends(spr_str_of(file), SPR_STR(".yaml")))
      spr_complain(t->cli, "a workflow of a package is tried in a city: add --city CITY");
    return SPR_EXIT_MISSING;
  }
  sprawa_code code =
      sprawa_definitions_file(NULL, file, rules, spr_faults_take, &t->faults, &t->definitions, &e);
  if (code != SPRAWA_OK) return failed(t, &e);
  tell_faults(t);
  return SPR_EXIT_DONE;
}

static int in_city(trial *t, const char *operand) {
  sprawa_error e;
  const char *site = spr_place_site(t->cli, operand);
  if (!site) {
    spr_complain(t->cli,
                 "\"%s\" lies in no site: neither here nor above it is a folder with workflows or scripts",
                 operand);
    return SPR_EXIT_MISSING;
  }
  sprawa_code code = sprawa_definitions_draft(NULL, site, spr_faults_take, &t->faults, &t->definitions, &e);
  return code == SPRAWA_OK ? SPR_EXIT_DONE : failed(t, &e);
}

/* -- starting ------------------------------------------------------------------------------------------- */

/* An operand of one word is a package, else the workflow of the only package that has it. */
static sprawa_code start_in_city(trial *t, sprawa_start *s, sprawa_machine **out, sprawa_error *e) {
  spr_str folder, name;
  spr_operand_split(spr_str_of(t->args->operands[0]), &folder, &name);
  s->municipality = spr_args_value(t->args, "city");
  s->package = spr_str_dup(&t->cli->arena, folder.n ? folder : name).p;
  if (folder.n) s->workflow = spr_str_dup(&t->cli->arena, name).p;
  sprawa_code code = sprawa_machine_start(t->definitions, s, out, e);
  if (folder.n || code != SPRAWA_NOT_FOUND) return code;
  s->workflow = s->package;
  s->package = NULL;
  return sprawa_machine_start(t->definitions, s, out, e);
}

static int start(trial *t, const sprawa_value *fields, sprawa_machine **out) {
  sprawa_error e;
  const char *by = spr_args_value(t->args, "by");
  sprawa_start s = {.fields = fields,
                    .by = by ? by : SPRAWA_OPERATOR,
                    .at = spr_args_value(t->args, "start"),
                    .report = spr_faults_take,
                    .report_data = &t->faults};
  sprawa_code code = spr_args_value(t->args, "city") ? start_in_city(t, &s, out, &e)
                                                     : sprawa_machine_start(t->definitions, &s, out, &e);
  return code == SPRAWA_OK ? SPR_EXIT_DONE : failed(t, &e);
}

static int try_with(trial *t, const sprawa_value *fields) {
  spr_try y = {.cli = t->cli};
  spr_report_buf(&y.out);
  spr_report_buf(&y.fault);
  int code = start(t, fields, &y.machine);
  if (code == SPR_EXIT_DONE) code = spr_args_flag(t->args, "json") ? spr_try_json(&y) : spr_try_hand(&y);
  sprawa_machine_free(y.machine);
  spr_buf_release(&y.out);
  spr_buf_release(&y.fault);
  return code;
}

static int run(spr_cli *cli, const spr_args *args) {
  trial t = {.cli = cli, .args = args};
  sprawa_value *fields = NULL;
  if (spr_args_value(args, "city") && spr_args_value(args, "rules")) {
    spr_complain(cli, "--rules is for a workflow that stands alone; a city has its own");
    return SPR_EXIT_USAGE;
  }
  spr_faults_init(&t.faults, cli);
  int code = spr_args_value(args, "city") ? in_city(&t, args->operands[0]) : alone(&t, args->operands[0]);
  if (code == SPR_EXIT_DONE) code = spr_json_argument(cli, args, "case", &fields);
  if (code == SPR_EXIT_DONE && fields && sprawa_value_type(fields) != SPRAWA_RECORD) {
    spr_complain(cli, "--case: it must be an object of fields");
    code = SPR_EXIT_USAGE;
  }
  if (code == SPR_EXIT_DONE) code = try_with(&t, fields);
  sprawa_value_release(fields);
  sprawa_definitions_free(t.definitions);
  spr_faults_release(&t.faults);
  return code;
}

const spr_command spr_cmd_try = {
    .name = "try",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "steps a workflow by hand or from standard input",
    .about =
        "Opens a case of the workflow in FILE and sends it what you type, under a clock that moves only by\n"
        "`advance`. A workflow of a package is tried in a city: FILE is then its file or PACKAGE/WORKFLOW.",
    .example = "  sprawa try door.yaml\n"
               "  sprawa try workflows/mother-home/path.yaml --city gdansk --case '{\"home_municipality\": "
               "\"gdansk\"}'\n"
               "  echo '{\"event\": \"open\"}' | sprawa try door.yaml --json\n",
    .options = options,
    .streams = true,
    .run = run,
};
