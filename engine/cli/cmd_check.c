/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/near.h"
#include "check/check.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/operand.h"
#include "cli/place.h"
#include "cli/report.h"
#include "cli/session.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"rules", "FILE", false, "Lua hooks of a workflow that stands alone"},
    {"json", NULL, false, "the diagnostics as a JSON document"},
    {"explain", "CODE", false, "what a diagnostic's code means, and what to do"},
    {NULL, NULL, false, NULL},
};

static int tell_code(spr_cli *cli, const char *code, const char *severity, const char *text) {
  spr_buf out;
  spr_report_buf(&out);
  if (cli->json) {
    spr_json_open(&out, NULL, '{');
    spr_json_word(&out, "code", code);
    spr_json_word(&out, "severity", severity);
    spr_json_word(&out, "meaning", text);
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%s (%s)\n%s\n", code, severity, text);
  }
  return spr_report_write(cli, cli->out, &out);
}

static int explain(spr_cli *cli, const char *name) {
  spr_near near;
  spr_near_init(&near, spr_str_of(name));
  for (int c = 0; c < SPR_D_COUNT; c++) {
    const char *known = spr_code_name((spr_code)c);
    spr_near_offer(&near, spr_str_of(known));
    if (strcmp(name, known) != 0) continue;
    return tell_code(cli, known, spr_severity_name(spr_code_severity((spr_code)c)),
                     spr_code_doc((spr_code)c));
  }
  spr_str best = spr_near_best(&near);
  if (best.n)
    spr_complain(cli, "no code \"%s\", did you mean \"%.*s\"?", name, SPR_FMT(best));
  else
    spr_complain(cli, "no code \"%s\"; it stands in brackets behind each diagnostic", name);
  return SPR_EXIT_MISSING;
}

static int check_site(spr_session *s, const char *folder) {
  int code = spr_session_load(s, folder);
  return code == SPR_EXIT_DONE ? spr_exit_of(spr_check_site(&spr_alloc_default, s->site, &s->diags)) : code;
}

static int check_file(spr_session *s, const char *path, const char *rules) {
  uint32_t file = 0, lua = 0;
  int code = spr_session_file(s, path, SPR_MAX_YAML_BYTES, &file);
  if (code == SPR_EXIT_DONE && rules) code = spr_session_file(s, rules, SPR_MAX_LUA_BYTES, &lua);
  if (code != SPR_EXIT_DONE) return code;
  const spr_model *m =
      spr_build_alone_in(&s->cli->arena, &s->sources, &s->diags, spr_place_site(s->cli, path), file, lua);
  return m ? spr_exit_of(spr_check_model(&spr_alloc_default, m, &s->diags)) : SPR_EXIT_DONE;
}

/* A file of a package is checked with its whole site: it means nothing without the others. */
static int check(spr_session *s, const char *path, const spr_args *args) {
  if (!spr_str_ends(spr_str_of(path), SPR_STR(".yaml"))) return check_site(s, path);
  if (!spr_operand_is_of_package(s->cli, path)) return check_file(s, path, spr_args_value(args, "rules"));
  const char *site = spr_place_site(s->cli, path);
  return check_site(s, site ? site : ".");
}

static void count(FILE *f, uint32_t n, const char *one, const char *many) {
  fprintf(f, "%u %s, ", n, n == 1 ? one : many);
}

static void praise(const spr_session *s, const char *path) {
  FILE *f = s->cli->out;
  uint32_t workflows = 0;
  fprintf(f, "%s: ", path);
  if (s->site) {
    for (uint32_t i = 0; i < s->site->npackages; i++) workflows += s->site->packages[i].nworkflows;
    count(f, s->site->npackages, "package", "packages");
    count(f, workflows, "workflow", "workflows");
    count(f, s->site->ncities, "city", "cities");
  }
  fputs("no errors\n", f);
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *path = args->noperands ? args->operands[0] : ".";
  bool json = spr_args_flag(args, "json");
  if (spr_args_value(args, "explain")) return explain(cli, spr_args_value(args, "explain"));
  spr_session s;
  spr_session_init(&s, cli);
  int code = check(&s, path, args);
  if (code != SPR_EXIT_DONE) return code;
  code = json ? spr_report_json(cli, &s.diags) : spr_report_result(cli, &s.diags);
  if (code != SPR_EXIT_DONE) return code;
  if (s.diags.errors) return SPR_EXIT_FAULT;
  if (!json) praise(&s, path);
  return SPR_EXIT_DONE;
}

const spr_command spr_cmd_check = {
    .name = "check",
    .operands = "[SITE or WORKFLOW.yaml]",
    .least = 0,
    .most = 1,
    .summary = "find everything that can be found before running",
    .about = "Checks a site (the folder that holds workflows/ and scripts/; default: this folder), or one "
             "workflow file\n"
             "that stands alone. Each fault is shown with its place and the cure; --explain says more about "
             "its code.",
    .example =
        "  sprawa check .\n  sprawa check my-workflow.yaml --json\n  sprawa check --explain unknown-state\n",
    .options = options,
    .run = run,
};
