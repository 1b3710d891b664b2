/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/faults.h"
#include "cli/language.h"
#include "cli/matrix_view.h"
#include "cli/report.h"
#include "cli/target.h"
#include "doors/site_json.h"
#include "sprawa/site.h"

static const spr_option options[] = {
    {"workflow", "WORKFLOW", false,
     "PACKAGE/WORKFLOW or PACKAGE (its main one); needed where there are several"},
    {"city", "CITY", true, "this city; again for each that is to be compared (default: all)"},
    {"format", "FORMAT", false, "table (default), csv or json"},
    {"lang", "LANGUAGE", false, "language of the titles (default: the package's first)"},
    {"json", NULL, false, "the same as --format json"},
    {NULL, NULL, false, NULL},
};

enum { MOST = 64 };

/* The package, and the workflow or "": as `show` finds them; without a name the only package of the site. */
static int find(spr_session *s, const char *operand, const spr_package **p, spr_str *workflow) {
  *workflow = SPR_STR("");
  if (operand) return spr_target_find(s, operand, p, workflow);
  int code = spr_session_load(s, ".");
  if (code != SPR_EXIT_DONE) return code;
  if (s->site->npackages == 1) {
    *p = &s->site->packages[0];
    return SPR_EXIT_DONE;
  }
  spr_complain(s->cli, "%s",
               s->site->npackages ? "there are several packages: name one with --workflow"
                                  : "there is no package in this folder");
  return s->site->npackages ? SPR_EXIT_USAGE : SPR_EXIT_MISSING;
}

/* -- what is compared ----------------------------------------------------------------------------------- */

typedef struct comparison {
  spr_cli *cli;
  const spr_args *args;
  const char *cities[MOST];
  sprawa_matrix_query q;
  spr_faults faults;
} comparison;

static int not_read(comparison *c, const sprawa_error *e) {
  if (c->faults.errors > 0) {
    spr_faults_answer(&c->faults);
    return SPR_EXIT_FAULT;
  }
  spr_blame(c->cli, e->name);
  spr_complain(c->cli, "%s", e->message);
  return e->code == SPRAWA_INVALID ? SPR_EXIT_FAULT : spr_database_exit(e->code);
}

static int read_cities(comparison *c, spr_session *s) {
  for (const char *city = spr_args_nth(c->args, "city", 0); city;
       city = spr_args_nth(c->args, "city", (uint32_t)c->q.nmunicipalities)) {
    if (!spr_session_city(s, city)) return SPR_EXIT_MISSING;
    if (c->q.nmunicipalities == MOST) {
      spr_complain(c->cli, "a matrix has %d cities at most", MOST);
      return SPR_EXIT_USAGE;
    }
    c->cities[c->q.nmunicipalities++] = city;
  }
  c->q.municipalities = c->cities;
  return SPR_EXIT_DONE;
}

static int show(const comparison *c, const char *format, const sprawa_matrix *m) {
  spr_buf out;
  spr_report_buf(&out);
  if (strcmp(format, "json") == 0)
    spr_competencies_json(m, &out);
  else if (strcmp(format, "csv") == 0)
    spr_matrix_csv(m, &out);
  else
    spr_matrix_table(m, &out);
  return spr_report_write(c->cli, c->cli->out, &out);
}

static int compare(comparison *c, const char *folder, const char *format) {
  sprawa_definitions *d = NULL;
  sprawa_matrix *m = NULL;
  sprawa_error e;
  sprawa_code code = sprawa_definitions_site(NULL, folder, spr_faults_take, &c->faults, &d, &e);
  if (code == SPRAWA_OK) code = sprawa_definitions_matrix(d, &c->q, &m, &e);
  int exit = code == SPRAWA_OK ? show(c, format, m) : not_read(c, &e);
  sprawa_matrix_free(m);
  sprawa_definitions_free(d);
  return exit;
}

static bool is_format(const char *name) {
  return strcmp(name, "table") == 0 || strcmp(name, "csv") == 0 || strcmp(name, "json") == 0;
}

static int read_language(comparison *c, const spr_package *p) {
  uint32_t n = 0;
  const spr_str *known = spr_languages_of(&c->cli->arena, p->tree, &n);
  c->q.language = spr_args_value(c->args, "lang");
  return spr_language_of(c->cli, c->q.language, known, n);
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *given = spr_args_value(args, "format"), *format = cli->json ? "json" : given ? given : "table";
  comparison c = {.cli = cli, .args = args};
  spr_session s;
  const spr_package *p = NULL;
  spr_str workflow;
  if (!is_format(format)) {
    spr_complain(cli, "no format \"%s\"; there are table, csv and json", format);
    return SPR_EXIT_USAGE;
  }
  spr_session_init(&s, cli);
  int code = find(&s, spr_args_value(args, "workflow"), &p, &workflow);
  if (code == SPR_EXIT_DONE) code = read_cities(&c, &s);
  if (code == SPR_EXIT_DONE) code = read_language(&c, p);
  if (code != SPR_EXIT_DONE) return code;
  c.q.package = spr_str_dup(&cli->arena, p->name).p;
  c.q.workflow = workflow.n ? spr_str_dup(&cli->arena, workflow).p : NULL;
  spr_faults_init(&c.faults, cli);
  code = compare(&c, spr_str_dup(&cli->arena, s.site->root).p, format);
  spr_faults_release(&c.faults);
  return code;
}

const spr_command spr_cmd_matrix = {
    .name = "matrix",
    .operands = "",
    .summary = "who is competent in each state, cities side by side",
    .about =
        "Of each state: who is responsible, decides, provides, monitors and is informed, as the package "
        "and the cities of\n"
        "this site have it; with * where the cities differ. An institution stands where the city has one "
        "for the role;\n"
        "else the role alone: which institution plays it is decided in each case.",
    .example = "  sprawa matrix --workflow mother-home/stay --city gdansk --city wielun\n"
               "  sprawa matrix --workflow mother-home --format csv > matrix.csv\n",
    .options = options,
    .run = run,
};
