/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "base/limits.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/json_in.h"
#include "cli/place.h"
#include "cli/report.h"
#include "cli/target.h"
#include "cli/try.h"
#include "lang/build.h"

static const spr_option options[] = {
    {"city", "CITY", false, "try a workflow of a package under the rules of a city"},
    {"rules", "FILE", false, "Lua hooks of a workflow that stands alone"},
    {"case", "JSON", false, "the case file at the opening"},
    {"by", "WHO", false, "who opens the case"},
    {"start", "TIME", false, "when the case opens: \"2026-05-02 23:40\", local time"},
    {"json", NULL, false, "JSON Lines on standard input and output"},
    {NULL, NULL, false, NULL},
};

/* What is to be tried, and where it came from. */
typedef struct start {
  spr_session session;
  spr_library *library;
  spr_definition *def;
  spr_instant at;
} start;

static int alone(spr_cli *cli, const spr_args *args, start *st) {
  if (spr_target_is_of_package(cli, args->operands[0])) {
    spr_complain(cli, "%s belongs to a package: try it in a city, with --city CITY", args->operands[0]);
    return SPR_EXIT_USAGE;
  }
  uint32_t file = 0, lua = 0;
  int code = spr_session_file(&st->session, args->operands[0], SPR_MAX_YAML_BYTES, &file);
  const char *rules = spr_args_value(args, "rules");
  if (code == SPR_EXIT_DONE && rules) code = spr_session_file(&st->session, rules, SPR_MAX_LUA_BYTES, &lua);
  if (code == SPR_EXIT_MISSING && !spr_str_ends(spr_str_of(args->operands[0]), SPR_STR(".yaml")))
    spr_complain(cli, "a workflow of a package is tried in a city: add --city CITY");
  if (code != SPR_EXIT_DONE) return code;
  spr_diags *d = &st->session.diags;
  const spr_model *m = spr_build_alone_in(&cli->arena, &st->session.sources, d,
                                          spr_place_site(cli, args->operands[0]), file, lua);
  spr_status s = SPR_EINVAL;
  if (m && d->errors == 0)
    s = spr_library_alone(&spr_alloc_default, m, &st->session.sources, d, &st->library);
  if (s == SPR_OK) s = spr_library_get(st->library, NULL, NULL, SPR_STR(""), &st->def);
  bool by_hand = !spr_args_flag(args, "json"); /* whoever reads lines wants nothing but what went wrong */
  if (d->errors > 0 || (by_hand && d->warnings > 0)) spr_report_text(cli, d);
  if (s == SPR_OK) st->at = m->start;
  if (s != SPR_OK && d->errors == 0) spr_complain(cli, "%s: %s", args->operands[0], spr_status_text(s));
  return spr_exit_of(s);
}

static int in_city(spr_cli *cli, const spr_args *args, start *st) {
  const spr_package *p = NULL;
  spr_str workflow = {0};
  int code = spr_target_find(&st->session, args->operands[0], &p, &workflow);
  if (code != SPR_EXIT_DONE) return code;
  const spr_city *city = spr_session_city(&st->session, spr_args_value(args, "city"));
  if (!city) return SPR_EXIT_MISSING;
  spr_session *ss = &st->session;
  spr_status s = spr_library_new(&spr_alloc_default, ss->site, &ss->sources, &ss->diags, &st->library);
  if (s == SPR_OK) s = spr_library_get(st->library, p, city, workflow, &st->def);
  if (s != SPR_OK) spr_report_text(cli, &ss->diags);
  st->at = spr_zone_day_start(city->zone, spr_day_from_ymd((spr_ymd){2025, 1, 1}));
  return spr_exit_of(s);
}

static int start_time(spr_cli *cli, const spr_args *args, start *st) {
  const char *text = spr_args_value(args, "start");
  spr_local local = 0;
  bool has_offset = false;
  int64_t offset = 0;
  if (!text) return SPR_EXIT_DONE;
  if (!spr_datetime_parse(spr_str_of(text), &local, &has_offset, &offset)) {
    spr_complain(cli, "\"%s\" is no time; write for example \"2026-05-02 23:40\"", text);
    return SPR_EXIT_USAGE;
  }
  st->at = has_offset ? local - offset : spr_zone_instant(st->def->model->zone, local);
  return SPR_EXIT_DONE;
}

static void watch(void *ud, const spr_world *w, spr_case_ref c, const spr_watched *x) {
  spr_try *t = ud;
  const spr_result *r = x->result;
  (void)w;
  (void)c;
  for (uint32_t i = 0; r && i < r->neffects; i++) {
    if (r->effects[i].kind != SPR_E_LOG) continue;
    if (t->log.n > 0) spr_buf_char(&t->log, ',');
    spr_json_string(&t->log, r->effects[i].text);
  }
}

/* The case could not be opened: as a diagnostic at the rule that said no, else at the workflow. */
static void refused(spr_try *t, start *st, const spr_told *reply) {
  spr_diags *d = &st->session.diags;
  spr_diags_init(d, &t->cli->arena, &st->session.sources);
  spr_span at = spr_report_line(&st->session.sources, reply->file, reply->line);
  if (at.file == 0) at = st->def->model->states[0].at;
  spr_diag_add(d, SPR_D_START_REFUSED, at, "the case cannot be opened: %.*s (%s)", SPR_FMT(reply->reasons),
               spr_refusal_name(reply->code));
  spr_report_text(t->cli, d);
}

/* The institution that `--by` means. In front of the opening only kinds with one institution and institutions
 * can be meant. */
static spr_str opener(const spr_args *args, const start *st) {
  const char *by = spr_args_value(args, "by");
  spr_str name = by ? spr_str_of(by) : SPR_STR("");
  return st->def->city && name.n > 0 ? spr_who_in_city(st->def->model, name) : name;
}

static int run_world(spr_try *t, start *st, const spr_args *args, spr_value fields) {
  spr_told reply;
  spr_status s = spr_world_new(st->library, st->at, SPR_WORLD_LIGHT, &t->world);
  if (s == SPR_OK) {
    spr_world_watch(t->world, watch, t);
    spr_input in = {.data = fields, .by = opener(args, st)};
    in.operator= in.by.n == 0;
    s = spr_world_open(t->world, st->def, &in, &t->c, &reply);
  }
  if (s == SPR_OK && t->c >= 0) s = spr_world_look(t->world, t->c, &t->at);
  if (s != SPR_OK) {
    spr_complain(t->cli, "%s", spr_status_text(s));
    return spr_exit_of(s);
  }
  if (t->c < 0) {
    refused(t, st, &reply);
    return SPR_EXIT_FAULT;
  }
  return spr_args_flag(args, "json") ? spr_try_json(t) : spr_try_hand(t);
}

/* The fields of `--case`. */
static int case_fields(spr_try *t, const spr_args *args, spr_value *out) {
  const char *text = spr_args_value(args, "case");
  *out = SPR_V_NIL;
  if (!text) return SPR_EXIT_DONE;
  spr_heap h = spr_heap_pool(&t->pool);
  json_t *j = spr_json_parse(spr_str_of(text), &t->fault);
  bool ok = j && spr_json_value(&h, j, out, &t->fault) == SPR_OK;
  if (j && !json_is_object(j)) {
    spr_buf_puts(&t->fault, "it must be an object of fields");
    ok = false;
  }
  json_decref(j);
  if (!ok) spr_complain(t->cli, "--case: %.*s", SPR_FMT(spr_buf_view(&t->fault)));
  return ok ? SPR_EXIT_DONE : SPR_EXIT_USAGE;
}

static int run(spr_cli *cli, const spr_args *args) {
  start st = {0};
  spr_session_init(&st.session, cli);
  if (spr_args_value(args, "city") && spr_args_value(args, "rules")) {
    spr_complain(cli, "--rules is for a workflow that stands alone; a city has its own");
    return SPR_EXIT_USAGE;
  }
  int code = spr_args_value(args, "city") ? in_city(cli, args, &st) : alone(cli, args, &st);
  if (code == SPR_EXIT_DONE) code = start_time(cli, args, &st);
  if (code == SPR_EXIT_DONE) {
    spr_try t = {.cli = cli, .c = -1};
    spr_pool_init(&t.pool, &spr_alloc_default);
    spr_report_buf(&t.log);
    spr_report_buf(&t.out);
    spr_report_buf(&t.fault);
    spr_value fields;
    code = case_fields(&t, args, &fields);
    if (code == SPR_EXIT_DONE) code = run_world(&t, &st, args, fields);
    spr_world_free(t.world);
    spr_buf_release(&t.log);
    spr_buf_release(&t.out);
    spr_buf_release(&t.fault);
    spr_pool_release(&t.pool);
  }
  spr_library_free(st.library);
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
               "  sprawa try workflows/mother-home/path.yaml --city gdansk --start \"2026-05-02 23:40\"\n"
               "  echo '{\"event\": \"open\"}' | sprawa try door.yaml --json\n",
    .options = options,
    .run = run,
};
