/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "check/show.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/language.h"
#include "cli/operand.h"
#include "cli/place.h"
#include "cli/report.h"
#include "cli/target.h"
#include "diagram/diagram.h"
#include "lang/build.h"
#include "lang/show.h"

static const spr_option options[] = {
    {"city", "CITY", false, "as this city has it"},
    {"format", "FORMAT", false, "yaml (default), json, svg, dot or mermaid"},
    {"origin", NULL, false, "say of each part which file and line it comes from, and the city's reasons"},
    {"lang", "LANGUAGE", false, "language of the titles in pictures (default: the package's first)"},
    {NULL, NULL, false, NULL},
};

static int build(spr_session *s, const spr_args *args, spr_model **m) {
  const char *name = spr_args_value(args, "city"), *operand = args->operands[0];
  if (!name && spr_operand_is_alone(s->cli, operand)) {
    uint32_t file = 0;
    int code = spr_session_file(s, operand, SPR_MAX_YAML_BYTES, &file);
    if (code == SPR_EXIT_DONE)
      *m = spr_build_alone_in(&s->cli->arena, &s->sources, &s->diags, spr_place_site(s->cli, operand), file,
                              0);
    return code;
  }
  const spr_package *p;
  spr_str workflow;
  int code = spr_target_find(s, operand, &p, &workflow);
  if (code != SPR_EXIT_DONE) return code;
  const spr_city *city = name ? spr_session_city(s, name) : NULL;
  if (name && !city) return SPR_EXIT_MISSING;
  *m = spr_build(&s->cli->arena, &s->diags, s->site, p, city, workflow);
  return SPR_EXIT_DONE;
}

static const char *const formats[] = {"yaml", "json", "svg", "dot", "mermaid", NULL};

static bool is_format(const char *name) {
  for (const char *const *f = formats; *f; f++)
    if (strcmp(name, *f) == 0) return true;
  return false;
}

static spr_str language_of(const spr_args *args, const spr_model *m) {
  const char *lang = spr_args_value(args, "lang");
  return lang ? spr_str_of(lang) : m->nlanguages ? m->languages[0] : SPR_STR("en");
}

static int draw(spr_cli *cli, const spr_model *m, spr_str language, spr_buf *out) {
  spr_diagram *d;
  spr_diagram_options o = {.language = language, .alone = true};
  spr_status s = spr_diagram_draw(&spr_alloc_default, m, &o, &d);
  if (s == SPR_OK) {
    spr_buf_str(out, spr_diagram_svg(d));
    spr_diagram_free(d);
    return SPR_EXIT_DONE;
  }
  if (s == SPR_ELIMIT)
    spr_complain(cli, "the workflow is too large for one picture");
  else
    spr_complain(cli, "%s", spr_status_text(s));
  return s == SPR_ELIMIT ? SPR_EXIT_FAULT : SPR_EXIT_ENVIRONMENT;
}

static int render(spr_session *s, const spr_args *args, const spr_model *m, const char *format,
                  spr_buf *out) {
  spr_str language = language_of(args, m);
  spr_show show = {&s->sources, spr_args_flag(args, "origin"), s->sources.arena};
  if (strcmp(format, "json") == 0)
    spr_show_definition_json(&show, m, out);
  else if (strcmp(format, "svg") == 0)
    return draw(s->cli, m, language, out);
  else if (strcmp(format, "dot") == 0)
    spr_show_dot(m, language, out);
  else if (strcmp(format, "mermaid") == 0)
    spr_show_mermaid(m, language, out);
  else
    spr_show_definition_yaml(&show, m, out);
  return SPR_EXIT_DONE;
}

/* A definition with faults is shown as far as it goes: that may help to find them. */
static int run(spr_cli *cli, const spr_args *args) {
  const char *format = spr_args_value(args, "format") ? spr_args_value(args, "format") : "yaml";
  if (!is_format(format)) {
    spr_complain(cli, "no format \"%s\"; there are yaml, json, svg, dot and mermaid", format);
    return SPR_EXIT_USAGE;
  }
  spr_session s;
  spr_model *m = NULL;
  spr_session_init(&s, cli);
  int code = build(&s, args, &m);
  if (code != SPR_EXIT_DONE) return code;
  spr_report_faults(cli, &s.diags);
  if (!m) return SPR_EXIT_FAULT;
  code = spr_language_of(cli, spr_args_value(args, "lang"), m->languages, m->nlanguages);
  if (code != SPR_EXIT_DONE) return code;
  spr_buf out;
  spr_report_buf(&out);
  code = render(&s, args, m, format, &out);
  if (code == SPR_EXIT_DONE)
    code = spr_report_write(cli, cli->out, &out);
  else
    spr_buf_release(&out);
  return code == SPR_EXIT_DONE && s.diags.errors ? SPR_EXIT_FAULT : code;
}

const spr_command spr_cmd_show = {
    .name = "show",
    .operands = "WORKFLOW",
    .least = 1,
    .most = 1,
    .summary = "a workflow as a city really has it, and where each part comes from",
    .about = "WORKFLOW is PACKAGE/WORKFLOW, PACKAGE (its main workflow), or a file. It is shown composed "
             "(use, stages) and\n"
             "adapted by the city; with --origin, parts that come from another file than what is around them "
             "say from where.",
    .example = "  sprawa show mother-home/stay --city wielun --origin\n"
               "  sprawa show mother-home/stay --format svg --lang pl > stay.svg\n"
               "  sprawa show mother-home/path --format dot | dot -Tsvg > path.svg\n",
    .options = options,
    .run = run,
};
